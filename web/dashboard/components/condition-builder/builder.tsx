/** The visual editor of conditions: rows joined by "and" or "or", the parts without fields as text. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Checkbox, Flex, Input, Select, Typography } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import type { Value } from '../../../../src/engine/model.js';
import { VOCABULARY } from '../../../../src/engine/facts/vocabulary.js';
import { SeenValuesDocument, type CatalogueQuery } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { COMPARISONS, faultOf, readValue, showValue, type Group, type Row } from './condition-rows.js';
import { useWords } from '../../words/language.js';

const SETTLE_MS = 250;
const SPANS_DAYS = [1, 3, 7, 14, 30, 60, 90, 180, 365];

type RowOf<Kind extends Row['kind']> = Extract<Row, { readonly kind: Kind }>;

interface FieldsProps<Kind extends Row['kind']> {
  readonly row: RowOf<Kind>;
  readonly catalogue: CatalogueQuery;
  readonly set: (row: Row) => void;
}

export function Rows({
  catalogue,
  group,
  change,
}: {
  readonly catalogue: CatalogueQuery;
  readonly group: Group;
  readonly change: (g: Group) => void;
}): ReactNode {
  const t = useWords();
  const set = (i: number, row: Row): void =>
    change({ ...group, rows: group.rows.map((before, k) => (k === i ? row : before)) });
  return (
    <Flex vertical gap={8}>
      {group.rows.length > 1 && (
        <Select
          aria-label={t('Condition')}
          value={group.joint}
          style={{ width: 180 }}
          onChange={(joint) => change({ ...group, joint })}
          options={[
            { value: 'and', label: t('all of these') },
            { value: 'or', label: t('any of these') },
          ]}
        />
      )}
      {group.rows.map((row, i) => (
        <Flex key={`${i}-${row.kind}`} gap={8} wrap align="center" data-row={row.kind}>
          <Checkbox checked={row.not} onChange={(e) => set(i, { ...row, not: e.target.checked })}>
            {t('not')}
          </Checkbox>
          <Fields row={row} catalogue={catalogue} set={(changed) => set(i, changed)} />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('Remove')}
            onClick={() => change({ ...group, rows: group.rows.filter((_row, k) => k !== i) })}
          />
        </Flex>
      ))}
      <NewRows catalogue={catalogue} add={(row) => change({ ...group, rows: [...group.rows, row] })} />
    </Flex>
  );
}

/** A button for each kind of row. */
function NewRows({
  catalogue,
  add,
}: {
  readonly catalogue: CatalogueQuery;
  readonly add: (row: Row) => void;
}): ReactNode {
  const t = useWords();
  const list = customerLists(catalogue).length > 0 ? (['list'] as const) : [];
  return (
    <Flex gap={8} wrap>
      {(['tag', 'event', 'segment', ...list, 'text'] as const).map((kind) => (
        <Button key={kind} icon={<PlusOutlined />} onClick={() => add(newRow(kind, catalogue))}>
          {t(kind)}
        </Button>
      ))}
    </Flex>
  );
}

function newRow(kind: Row['kind'], catalogue: CatalogueQuery): Row {
  switch (kind) {
    case 'tag':
      return { kind, not: false, tag: catalogue.tagDefinitions[0]?.key ?? '', op: 'exists' };
    case 'event':
      return { kind, not: false, event: 'order_paid', of: 'times', op: '>=', value: 1, days: 30 };
    case 'segment':
      return { kind, not: false, segment: catalogue.segments.edges[0]?.node.key ?? '' };
    case 'list':
      return { kind, not: false, list: customerLists(catalogue)[0]?.key ?? '' };
    case 'text':
      return { kind, not: false, text: '' };
  }
}

function Fields({ row, ...rest }: Omit<FieldsProps<'tag'>, 'row'> & { readonly row: Row }): ReactNode {
  switch (row.kind) {
    case 'tag':
      return <TagFields row={row} {...rest} />;
    case 'event':
      return <EventFields row={row} {...rest} />;
    case 'segment':
      return <SegmentFields row={row} {...rest} />;
    case 'list':
      return <ListFields row={row} {...rest} />;
    case 'text':
      return <TextFields row={row} {...rest} />;
  }
}

function SegmentFields({ row, catalogue, set }: FieldsProps<'segment'>): ReactNode {
  const t = useWords();
  return (
    <Select
      showSearch
      aria-label={t('segment')}
      value={row.segment}
      style={{ minWidth: 260 }}
      onChange={(segment) => set({ ...row, segment })}
      options={catalogue.segments.edges.map((e) => ({ value: e.node.key, label: e.node.name }))}
    />
  );
}

/** Lists that customers stand in; values of others are compared in a row of text. */
const customerLists = (catalogue: CatalogueQuery): CatalogueQuery['lists'] =>
  catalogue.lists.filter(({ namespace }) => namespace);

function ListFields({ row, catalogue, set }: FieldsProps<'list'>): ReactNode {
  const t = useWords();
  return (
    <Select
      showSearch
      aria-label={t('list')}
      value={row.list}
      style={{ minWidth: 260 }}
      onChange={(list) => set({ ...row, list })}
      options={customerLists(catalogue).map(({ key, name }) => ({ value: key, label: name }))}
    />
  );
}

/** A part without fields of its own, as text, with its fault below. */
function TextFields({ row, set }: FieldsProps<'text'>): ReactNode {
  const t = useWords();
  const fault = row.text === '' ? undefined : faultOf(row);
  return (
    <div style={{ flex: 1, minWidth: 260 }}>
      <Input.TextArea
        aria-label={t('part of the condition')}
        value={row.text}
        onChange={(e) => set({ ...row, text: e.target.value })}
        autoSize
        spellCheck={false}
        status={fault ? 'error' : undefined}
        style={{ fontFamily: 'ui-monospace, monospace' }}
      />
      {fault && <Typography.Text type="danger">{fault}</Typography.Text>}
    </div>
  );
}

function TagFields({ row, catalogue, set }: FieldsProps<'tag'>): ReactNode {
  const t = useWords();
  const definition = catalogue.tagDefinitions.find((d) => d.key === row.tag);
  const type = definition?.type;
  const allowed = type === 'BOOLEAN' ? [true, false] : definition?.allowedValues;
  const read = (text: string): Value => readValue(text, type, row.value);
  return (
    <>
      <Select
        showSearch
        aria-label={t('tag')}
        value={row.tag}
        style={{ minWidth: 200 }}
        onChange={(tag) => set({ kind: 'tag', not: row.not, tag, op: 'exists' })}
        options={catalogue.tagDefinitions.map((d) => ({ value: d.key, label: d.name }))}
      />
      <Operators
        value={row.op}
        all={['exists', ...comparisonsOf(type)]}
        set={(op) =>
          set(
            op === 'exists'
              ? { kind: 'tag', not: row.not, tag: row.tag, op }
              : { ...row, op, value: row.value ?? firstValue(type, allowed) },
          )
        }
      />
      {row.op === 'exists' ? null : allowed ? (
        <Select
          aria-label={t('Value')}
          value={showValue(row.value)}
          style={{ minWidth: 120 }}
          onChange={(text) => set({ ...row, value: read(text) })}
          options={allowed.map((v) => ({ value: String(v), label: String(v) }))}
        />
      ) : (
        <SeenValueInput tag={row.tag} value={row.value} set={(text) => set({ ...row, value: read(text) })} />
      )}
    </>
  );
}

/** A value that is typed or chosen among those that customers have. */
function SeenValueInput({
  tag,
  value,
  set,
}: {
  readonly tag: string;
  readonly value: Value | undefined;
  readonly set: (text: string) => void;
}): ReactNode {
  const t = useWords();
  const [draft, setDraft] = useState<string>();
  const [isInUse, setIsInUse] = useState(false);
  const typed = isInUse ? (draft ?? '') : undefined;
  const [prefix, setPrefix] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(typed), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // Asked only while the field is in use; who may not count customers gets no suggestions.
  const seen = useAsk(SeenValuesDocument, prefix === undefined ? undefined : { tag, prefix });
  return (
    <AutoComplete
      aria-label={t('Value')}
      value={draft ?? showValue(value)}
      style={{ width: 160 }}
      options={(seen.data?.seenValues.values ?? []).map(({ value: one, count }) => ({
        value: String(one),
        label: `${String(one)} (${count})`,
      }))}
      onFocus={() => setIsInUse(true)}
      onChange={(text: string) => {
        setDraft(text);
        set(text);
      }}
      onBlur={() => {
        setIsInUse(false);
        setDraft(undefined);
      }}
    />
  );
}

function comparisonsOf(type: string | undefined): readonly (typeof COMPARISONS)[number][] {
  if (type === 'STRING_LIST') return [];
  return type === 'BOOLEAN' ? ['=', '!='] : COMPARISONS;
}

function firstValue(type: string | undefined, allowed: readonly unknown[] | null | undefined): Value {
  if (allowed?.length) return readValue(String(allowed[0]), type);
  return type === 'INTEGER' ? 0 : type === 'DECIMAL' ? 0n : '';
}

function EventFields({ row, set }: FieldsProps<'event'>): ReactNode {
  const t = useWords();
  const money = (event: string): boolean => event.startsWith('order_');
  // The other measure is another number: whole times, or money.
  const measure = (event: string, of: 'times' | 'money'): void =>
    set({ ...row, event, of, ...(of === row.of ? {} : { value: of === 'times' ? 1 : 10_000n }) });
  const spans = row.days === undefined || SPANS_DAYS.includes(row.days) ? SPANS_DAYS : [row.days, ...SPANS_DAYS];
  return (
    <>
      <Select
        showSearch
        aria-label={t('event')}
        value={row.event}
        style={{ minWidth: 180 }}
        onChange={(event) => measure(event, money(event) ? row.of : 'times')}
        options={VOCABULARY.map((v) => ({ value: v.name, label: v.name }))}
      />
      <Select
        aria-label={t('times')}
        value={row.of}
        style={{ width: 100 }}
        onChange={(of) => measure(row.event, of)}
        options={[
          { value: 'times', label: t('times') },
          ...(money(row.event) ? [{ value: 'money', label: t('money') }] : []),
        ]}
      />
      <Operators value={row.op} all={COMPARISONS} set={(op) => op !== 'exists' && set({ ...row, op })} />
      <ValueInput
        numeric
        value={row.value}
        set={(text) =>
          set({ ...row, value: row.of === 'times' ? readValue(text, 'INTEGER') : readValue(text, undefined, 0n) })
        }
      />
      <Select
        aria-label={t('in the last')}
        value={row.days ?? 0}
        style={{ width: 130 }}
        onChange={(days) => set({ ...row, days: days === 0 ? undefined : days })}
        options={[
          { value: 0, label: t('ever') },
          ...spans.map((days) => ({ value: days, label: `${days} ${t('days')}` })),
        ]}
      />
    </>
  );
}

type Operator = RowOf<'tag'>['op'];

function Operators({
  value,
  all,
  set,
}: {
  readonly value: Operator;
  readonly all: readonly Operator[];
  readonly set: (op: Operator) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Select
      aria-label={t('operator')}
      value={value}
      style={{ width: 90 }}
      onChange={set}
      options={all.map((op) => ({ value: op, label: op === 'exists' ? t('exists') : op }))}
    />
  );
}

/** A value that is typed: what stands in the field is what was typed, until the field is left. */
function ValueInput({
  value,
  set,
  numeric = false,
}: {
  readonly value: Value | undefined;
  readonly set: (text: string) => void;
  readonly numeric?: boolean;
}): ReactNode {
  const t = useWords();
  const [draft, setDraft] = useState<string>();
  return (
    <Input
      aria-label={t('Value')}
      inputMode={numeric ? 'decimal' : undefined}
      value={draft ?? showValue(value)}
      style={{ width: numeric ? 110 : 160 }}
      onChange={(e) => {
        setDraft(e.target.value);
        set(e.target.value);
      }}
      onBlur={() => setDraft(undefined)}
    />
  );
}
