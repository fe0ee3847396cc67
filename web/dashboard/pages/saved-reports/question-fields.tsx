/** Form fields of the explorer: figure, events, period, customers and breakdown. */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Select, Switch, Typography } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import type { AnalysisPeriodInput, ExplorerCatalogueQuery } from '../../../../schema/generated/operations.js';
import { LINE_FIELDS, VOCABULARY, hasLines } from '../../../../src/engine/facts/vocabulary.js';
import { hasNameOrKey } from '../../components/search.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import { hasField, type Question } from './question.js';

const PERIODS: readonly (readonly [Text, AnalysisPeriodInput])[] = [
  ['the last 24 hours', { rolling: 'P1D' }],
  ['the last 7 days up to now', { rolling: 'P7D' }],
  ['the last 30 days up to now', { rolling: 'P30D' }],
  ['the last 90 days up to now', { rolling: 'P90D' }],
  ['the last 365 days up to now', { rolling: 'P365D' }],
  ['yesterday', { last: { count: 1, unit: 'DAY' } }],
  ['the last 7 whole days', { last: { count: 7, unit: 'DAY' } }],
  ['the last 28 whole days', { last: { count: 28, unit: 'DAY' } }],
  ['the last 12 whole weeks', { last: { count: 12, unit: 'WEEK' } }],
  ['last month', { last: { count: 1, unit: 'MONTH' } }],
  ['the last 12 whole months', { last: { count: 12, unit: 'MONTH' } }],
];
const FIGURES: readonly (readonly [Question['figure'], Text])[] = [
  ['COUNT', 'number of events'],
  ['CUSTOMERS', 'number of customers'],
  ['SUM', 'sum of'],
  ['AVERAGE', 'mean of'],
  ['DISTINCT', 'different values of'],
];
const UNITS: readonly (readonly [Question['unit'], Text])[] = [
  ['DAY', 'by day'],
  ['WEEK', 'by week'],
  ['MONTH', 'by month'],
  ['WEEKDAY', 'by day of the week'],
  ['HOUR_OF_DAY', 'by hour of the day'],
  ['ALL', 'the whole period'],
];
const WINDOWS: readonly (readonly [string, Text])[] = [
  ['PT1H', 'within one hour'],
  ['P1D', 'within one day'],
  ['P7D', 'within 7 days'],
  ['P30D', 'within 30 days'],
];
const RETENTION_UNITS: readonly (readonly [Question['retentionUnit'], Text])[] = [
  ['DAY', 'by day'],
  ['WEEK', 'by week'],
  ['MONTH', 'by month'],
];

interface FieldsProps {
  readonly question: Question;
  readonly set: (question: Question) => void;
}

/** A select field with translated options. */
function Choice<Value extends string>({
  label,
  value,
  options,
  set,
}: {
  readonly label: Text;
  readonly value: Value;
  readonly options: readonly (readonly [Value, Text])[];
  readonly set: (value: Value) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Select
      aria-label={t(label)}
      value={value}
      style={{ minWidth: 150 }}
      onChange={set}
      options={options.map(([each, text]) => ({ value: each, label: t(text) }))}
    />
  );
}

/** Selects event types of the vocabulary by name. Other event types, and conditions on events, can be typed. */
function EventsField({
  label,
  value,
  set,
}: {
  readonly label: string;
  readonly value: readonly string[];
  readonly set: (events: readonly string[]) => void;
}): ReactNode {
  const t = useWords();
  const names = useNames();
  return (
    <Select
      mode="tags"
      aria-label={label}
      placeholder={t('Choose an event')}
      status={value.length === 0 ? 'error' : ''}
      value={[...value]}
      style={{ minWidth: 220 }}
      filterOption={hasNameOrKey}
      onChange={set}
      options={VOCABULARY.map(({ name }) => ({ value: name, label: names.event(name) }))}
    />
  );
}

/** Select field for the period, which boards use too. */
export function PeriodField({
  value,
  set,
  isOptional = false,
}: {
  readonly value: AnalysisPeriodInput | undefined;
  readonly set: (period: AnalysisPeriodInput | undefined) => void;
  readonly isOptional?: boolean;
}): ReactNode {
  const t = useWords();
  const texts = PERIODS.map(([, period]) => JSON.stringify(period));
  const chosen = value && periodText(value);
  return (
    <ClearableSelect
      aria-label={t('Period')}
      allowClear={isOptional}
      placeholder={t('period of each report')}
      value={chosen}
      style={{ minWidth: 200 }}
      onChange={(text?: string) => set(text === undefined ? undefined : (JSON.parse(text) as AnalysisPeriodInput))}
      options={[
        ...PERIODS.map(([label], i) => ({ value: texts[i], label: t(label) })),
        ...(chosen && !texts.includes(chosen) ? [{ value: chosen, label: t('a period of its own') }] : []),
      ]}
    />
  );
}

/** Returns the period as the text of an option. Defaults that the server has filled in are omitted. */
function periodText({ rolling, last, from, to }: AnalysisPeriodInput): string {
  if (rolling) return JSON.stringify({ rolling });
  if (!last) return JSON.stringify({ from, to });
  const { count, unit, current } = last;
  return JSON.stringify({ last: { count, unit, ...(current ? { current } : {}) } });
}

export function SegmentField({
  value,
  set,
  segments,
}: {
  readonly value: string | undefined;
  readonly set: (segment: string | undefined) => void;
  readonly segments: readonly string[];
}): ReactNode {
  const t = useWords();
  const names = useNames();
  return (
    <ClearableSelect
      showSearch
      aria-label={t('Customers')}
      placeholder={t('all customers')}
      value={value}
      style={{ minWidth: 180 }}
      filterOption={hasNameOrKey}
      onChange={(segment?: string) => set(segment)}
      options={segments.map((key) => ({ value: key, label: names.segment(key) }))}
    />
  );
}

/** Returns the keys of all layers, in the form `model.layer`. */
export const layersIn = ({ layerModels }: ExplorerCatalogueQuery): string[] =>
  layerModels.flatMap((model) => model.layers.map((layer) => `${model.key}.${layer.key}`));

export function BreakdownField({
  question,
  set,
  catalogue,
}: FieldsProps & { readonly catalogue: ExplorerCatalogueQuery }): ReactNode {
  const t = useWords();
  const names = useNames();
  const first = question.kind === 'funnel' ? question.steps[0]?.[0] : question.events[0];
  const declared = VOCABULARY.find(({ name }) => name === first?.split(' ')[0]);
  const fields = [
    ...Object.keys(declared?.properties ?? {}),
    ...(declared && hasLines(declared.name) ? lineFields : []),
  ];
  return (
    <ClearableSelect
      showSearch
      aria-label={t('Broken down by')}
      placeholder={t('not broken down')}
      value={question.breakdown}
      style={{ minWidth: 180 }}
      filterOption={hasNameOrKey}
      onChange={(breakdown?: string) => set({ ...question, breakdown })}
      options={[
        {
          label: t('Layer'),
          options: catalogue.layerModels.map(({ key }) => ({ value: `layerModel:${key}`, label: names.model(key) })),
        },
        {
          label: t('Tags'),
          options: catalogue.tagDefinitions.map(({ key }) => ({ value: `tag:${key}`, label: names.tag(key) })),
        },
        {
          label: t('field'),
          options: fields.map((field) => ({ value: `property:${field}`, label: names.field(field) })),
        },
      ]}
    />
  );
}

const lineFields = Object.keys(LINE_FIELDS);

export function TrendFields({ question, set }: FieldsProps): ReactNode {
  const t = useWords();
  const names = useNames();
  const { events, figure, field, unit, compare } = question;
  const declared = VOCABULARY.find(({ name }) => name === events[0]?.split(' ')[0])?.properties ?? {};
  const fields = [...new Set(['amount', field, ...Object.keys(declared)])];
  return (
    <>
      <Choice label="Figure" value={figure} options={FIGURES} set={(next) => set({ ...question, figure: next })} />
      {hasField(figure) && (
        <Select
          showSearch
          aria-label={t('field')}
          value={field}
          style={{ minWidth: 120 }}
          onChange={(next) => set({ ...question, field: next })}
          options={fields.map((name) => ({ value: name, label: names.field(name) }))}
        />
      )}
      <EventsField label={t('event')} value={events} set={(next) => set({ ...question, events: next })} />
      <Choice label="Unit" value={unit} options={UNITS} set={(next) => set({ ...question, unit: next })} />
      <Flex gap={6} align="center">
        <Switch
          aria-label={t('with the period before')}
          checked={compare}
          onChange={(next) => set({ ...question, compare: next })}
        />
        <Typography.Text>{t('with the period before')}</Typography.Text>
      </Flex>
    </>
  );
}

export function FunnelFields({ question, set }: FieldsProps): ReactNode {
  const t = useWords();
  const { steps } = question;
  const change = (place: number, events: readonly string[]): void =>
    set({ ...question, steps: steps.map((step, i) => (i === place ? events : step)) });
  return (
    <>
      {steps.map((events, i) => (
        <Flex key={`${i}/${steps.length}`} gap={4} align="center">
          <Typography.Text type="secondary">{i + 1}</Typography.Text>
          <EventsField label={`${t('Step')} ${i + 1}`} value={events} set={(next) => change(i, next)} />
          {steps.length > 2 && (
            <Button
              type="text"
              icon={<CloseOutlined />}
              aria-label={`${t('Remove step')} ${i + 1}`}
              onClick={() => set({ ...question, steps: steps.filter((_step, place) => place !== i) })}
            />
          )}
        </Flex>
      ))}
      {steps.length < 10 && (
        <Button icon={<PlusOutlined />} onClick={() => set({ ...question, steps: [...steps, []] })}>
          {t('Add a step')}
        </Button>
      )}
      <Choice
        label="Window"
        value={question.window}
        options={withOwn(WINDOWS, question.window)}
        set={(window) => set({ ...question, window })}
      />
    </>
  );
}

/** Returns the options, with the chosen value added if it is not one of them. */
const withOwn = (options: typeof WINDOWS, value: string): typeof WINDOWS =>
  options.some(([each]) => each === value) ? options : [...options, [value, 'a window of its own']];

export function RetentionFields({ question, set }: FieldsProps): ReactNode {
  const t = useWords();
  const { start, returns, retentionUnit } = question;
  return (
    <>
      <EventsField label={t('First event')} value={start} set={(next) => set({ ...question, start: next })} />
      <Typography.Text type="secondary">{t('and then')}</Typography.Text>
      <EventsField label={t('Return event')} value={returns} set={(next) => set({ ...question, returns: next })} />
      <Choice
        label="Unit"
        value={retentionUnit}
        options={RETENTION_UNITS}
        set={(next) => set({ ...question, retentionUnit: next })}
      />
    </>
  );
}
