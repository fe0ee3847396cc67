/** Input fields for the values in conditions: texts, numbers, dates, durations, periods, and lists of values. */
import { AutoComplete, Input, InputNumber, Select, Space } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import type { CalendarPeriod } from '../../../../src/engine/time/calendar.js';
import { MAX_TOP, type Value } from '../../../../src/engine/types.js';
import { SeenValuesDocument } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useBuilder } from './builder-setting.js';
import { showValue } from './condition-rows.js';
import type { LeafProps } from './pickers.js';
import { ALL_PERIODS, booleanLabel, periodLabel, UNITS } from './sentences.js';
import type { About, ValueSource } from './subjects.js';
import { expectedKind, keyOfValue, kindOf, readKind, valueOfKey, type Kind } from './values.js';

const SETTLE_MS = 250;
const DAY = /^\d{4}-\d\d-\d\d$/;
const KINDS: readonly Kind[] = ['text', 'number', 'boolean'];

interface Suggestion {
  readonly value: Value;
  readonly count: number;
}

/** Returns the values that were seen, most frequent first. The query runs only while the field is in use. */
function useSeen(
  source: ValueSource | undefined,
  typed: string | undefined,
  kind: Kind | undefined,
): readonly Suggestion[] {
  const [prefix, setPrefix] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(typed), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // Callers that may not count customers receive no suggestions.
  const { data } = useAsk(SeenValuesDocument, source && prefix !== undefined ? { ...source, prefix } : undefined);
  return (data?.seenValues.values ?? []).flatMap(({ value: given, count }) => {
    const seen = given as Value;
    // A decimal is sent as a text, so that it keeps its digits.
    const value = kind === 'number' ? readKind(showValue(seen), 'number') : seen;
    return value === null ? [] : [{ value, count }];
  });
}

/** A field for one value. It suggests the values that were seen, with their frequency. */
export function ValueField({ filling, set, about, label }: LeafProps & { readonly label?: string }): ReactNode {
  const t = useWords();
  const value = (filling ?? undefined) as Value | undefined;
  const expected = expectedKind(about.type);
  const [chosen, setChosen] = useState<Kind>('text');
  const kind = value === undefined ? (expected ?? chosen) : kindOf(value);
  const name = label ?? t('Value');
  if (about.type === 'DURATION' && (value === undefined || typeof value === 'number'))
    return <DurationField filling={value} set={set} about={about} />;
  return (
    <Space.Compact style={{ maxWidth: '100%' }}>
      {/* Values without a declared type keep the kind with which they were sent, so the kind has to be chosen. */}
      {(expected === undefined || kind !== expected) && (
        <KindField
          kind={kind}
          set={(next) => {
            setChosen(next);
            set(value === undefined ? null : readKind(showValue(value), next));
          }}
        />
      )}
      <TypedField name={name} kind={kind} value={value} set={set} about={about} />
    </Space.Compact>
  );
}

function KindField({ kind, set }: { readonly kind: Kind; readonly set: (kind: Kind) => void }): ReactNode {
  const t = useWords();
  const words = { text: t('a text'), number: t('a number'), boolean: t('true or false') };
  return (
    <Select
      aria-label={t('kind of value')}
      value={kind}
      popupMatchSelectWidth={false}
      onChange={set}
      options={KINDS.map((one) => ({ value: one, label: words[one] }))}
    />
  );
}

interface TypedProps {
  readonly name: string;
  readonly kind: Kind;
  readonly value: Value | undefined;
  readonly set: (value: Value | null) => void;
  readonly about: About;
}

function TypedField({ name, kind, value, set, about }: TypedProps): ReactNode {
  const { place } = useBuilder();
  if (kind === 'boolean')
    return (
      <Select
        aria-label={name}
        value={value as boolean | undefined}
        style={{ minWidth: 80 }}
        onChange={set}
        options={[true, false].map((one) => ({ value: one, label: booleanLabel(one, place) }))}
      />
    );
  const isDay = about.type === 'DATE' && (value === undefined || DAY.test(showValue(value)));
  return isDay ? (
    <DayField name={name} value={showValue(value)} set={set} />
  ) : (
    <SuggestedField name={name} kind={kind} value={value} set={set} about={about} />
  );
}

/** A text field with suggestions. It shows the text as typed until it loses focus. */
function SuggestedField({ name, kind, value, set, about }: TypedProps): ReactNode {
  const t = useWords();
  const allowed = useAllowed(about);
  const [draft, setDraft] = useState<string>();
  const [isInUse, setIsInUse] = useState(false);
  const seen = useSeen(about.source, isInUse ? (draft ?? '') : undefined, kind);
  const counts = new Map(seen.map((one) => [keyOfValue(one.value), one.count]));
  const values = [...allowed, ...seen.map((one) => one.value)].filter((one) => kindOf(one) === kind);
  const options = new Map(values.map((one) => [showValue(one), counts.get(keyOfValue(one))]));
  return (
    <AutoComplete
      aria-label={name}
      value={draft ?? showValue(value)}
      placeholder={value === '' ? t('empty text') : name}
      style={{ width: kind === 'number' ? 120 : 180, maxWidth: '100%' }}
      popupMatchSelectWidth={false}
      options={[...options].map(([text, count]) => ({
        value: text,
        label: count === undefined ? text : `${text} (${count})`,
      }))}
      onFocus={() => setIsInUse(true)}
      onChange={(text: string) => {
        setDraft(text);
        set(readKind(text, kind));
      }}
      onBlur={() => {
        setIsInUse(false);
        setDraft(undefined);
      }}
    />
  );
}

function useAllowed({ source }: About): readonly Value[] {
  const { catalogue } = useBuilder();
  const tag = source && 'tag' in source ? source.tag : undefined;
  return catalogue.tagDefinitions.find(({ key }) => key === tag)?.allowedValues ?? [];
}

/** A field for several values. Values that were seen can be chosen, and others typed. */
export function ValuesField({ filling, set, about }: LeafProps): ReactNode {
  const t = useWords();
  const { place } = useBuilder();
  const values = Array.isArray(filling) ? (filling as readonly Value[]) : [];
  const expected = expectedKind(about.type);
  const [chosen, setChosen] = useState<Kind>(values.length > 0 ? kindOf(values[0]) : 'text');
  const kind = expected ?? chosen;
  const [typed, setTyped] = useState<string>();
  const seen = useSeen(about.source, typed, expected);
  const allowed = useAllowed(about);
  const known = new Map(
    [...values, ...allowed, ...seen.map(({ value }) => value)].map((one) => [keyOfValue(one), one]),
  );
  const counts = new Map(seen.map(({ value, count }) => [keyOfValue(value), count]));
  const label = (value: Value): string => (typeof value === 'boolean' ? booleanLabel(value, place) : showValue(value));
  return (
    <Space.Compact style={{ maxWidth: '100%' }}>
      {expected === undefined && <KindField kind={kind} set={setChosen} />}
      <Select
        mode="tags"
        aria-label={t('Values')}
        placeholder={t('Values')}
        value={values.map(keyOfValue)}
        maxTagCount={20}
        style={{ minWidth: 200, maxWidth: '100%' }}
        tokenSeparators={kind === 'number' ? [',', ' '] : ['\n']}
        showSearch={{ onSearch: setTyped, optionFilterProp: 'label' }}
        onFocus={() => setTyped('')}
        onBlur={() => setTyped(undefined)}
        onChange={(keys: string[]) =>
          set(keys.map((key) => valueOfKey(key, known, kind)).filter((value) => value !== null))
        }
        options={[...known].map(([key, value]) => {
          const count = counts.get(key);
          return { value: key, label: label(value), title: count === undefined ? '' : `(${count})` };
        })}
        optionRender={({ data }) => `${String(data.label)} ${data.title}`}
      />
    </Space.Compact>
  );
}

/** Returns the largest unit in which a duration is a whole number. */
const unitOf = (ms: number): number => UNITS.find(([, unit]) => ms % unit === 0)?.[1] ?? 1;

/** A field for a duration: a number and its unit. */
export function DurationField({ filling, set }: LeafProps): ReactNode {
  const t = useWords();
  const { place } = useBuilder();
  const ms = typeof filling === 'number' ? filling : undefined;
  const [chosen, setChosen] = useState<number>();
  const isWhole = chosen !== undefined && (ms === undefined || ms % chosen === 0);
  const unit = isWhole ? chosen : unitOf(ms ?? 0);
  return (
    <Space.Compact>
      <InputNumber
        aria-label={t('how long')}
        value={ms === undefined ? null : ms / unit}
        min={1}
        max={Math.floor(Number.MAX_SAFE_INTEGER / unit)}
        precision={0}
        style={{ width: 84 }}
        // While the field is empty, the previous number stays in effect.
        onChange={(n) => n !== null && set(n * unit)}
      />
      <Select
        aria-label={t('unit of time')}
        value={unit}
        popupMatchSelectWidth={false}
        onChange={(next) => {
          setChosen(next);
          if (ms !== undefined) set((ms / unit) * next);
        }}
        options={UNITS.map(([, value, words]) => ({ value, label: words[place] }))}
      />
    </Space.Compact>
  );
}

const periodKey = ({ unit, ago }: CalendarPeriod): string => `${unit} ${ago}`;

export function PeriodField({ filling, set }: LeafProps): ReactNode {
  const t = useWords();
  const { place } = useBuilder();
  return (
    <Select
      aria-label={t('calendar period')}
      value={periodKey(filling as CalendarPeriod)}
      popupMatchSelectWidth={false}
      onChange={(key) => set(ALL_PERIODS.find((period) => periodKey(period) === key)!)}
      options={ALL_PERIODS.map((period) => ({ value: periodKey(period), label: periodLabel(period, place) }))}
    />
  );
}

/** A field for a day, or for an instant if the condition has one. */
export function MomentField({ filling, set }: LeafProps): ReactNode {
  const t = useWords();
  const text = typeof filling === 'string' ? filling : '';
  if (text === '' || DAY.test(text)) return <DayField name={t('date')} value={text} set={set} />;
  return (
    <Input
      aria-label={t('date')}
      value={text}
      style={{ width: 220 }}
      onChange={({ target }) => set(target.value || null)}
    />
  );
}

interface DayProps {
  readonly name: string;
  readonly value: string;
  readonly set: (day: string | null) => void;
}

const DayField = ({ name, value, set }: DayProps): ReactNode => (
  <Input
    type="date"
    aria-label={name}
    value={value}
    style={{ width: 150 }}
    onChange={({ target }) => set(target.value === '' ? null : target.value)}
  />
);

export function TopField({ filling, set }: LeafProps): ReactNode {
  const t = useWords();
  return (
    <Select
      aria-label={t('how many of the commonest')}
      value={filling as number}
      style={{ width: 70 }}
      onChange={set}
      options={Array.from({ length: MAX_TOP }, (_, i) => ({ value: i + 1, label: String(i + 1) }))}
    />
  );
}
