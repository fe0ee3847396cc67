/** The visual editor of conditions: rows joined by "and" or "or". What says more is edited as text; both are the same condition. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { formatDecimal } from '../../src/engine/decimal.js';
import type { Condition, Test } from '../../src/engine/model.js';
import { parseCondition } from '../../src/engine/segment/parse.js';
import { VOCABULARY } from '../../src/engine/vocabulary.js';
import type { CatalogueQuery } from '../../schema/generated/operations.js';
import { useWords } from './language.js';

const DAY = 86_400_000;
const OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;
const WORDS: Readonly<Record<string, (typeof OPERATORS)[number]>> = {
  eq: '=',
  ne: '!=',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

type RowValue =
  | { readonly kind: 'tag'; readonly not: boolean; readonly tag: string; readonly op: string; readonly value: string }
  | {
      readonly kind: 'event';
      readonly not: boolean;
      readonly event: string;
      readonly of: 'times' | 'money';
      readonly op: string;
      readonly value: number;
      readonly days?: number;
    }
  | { readonly kind: 'segment'; readonly not: boolean; readonly segment: string };

export interface Group {
  readonly joint: 'and' | 'or';
  readonly rows: readonly RowValue[];
}

/** The rows of a condition as text; undefined when it says more than rows can show. */
export function readRows(text: string): Group | undefined {
  let c: Condition;
  try {
    c = parseCondition(text);
  } catch {
    return undefined;
  }
  const parts = c.kind === 'all' || c.kind === 'any' ? c.of : [c];
  const rows = parts.map(rowOf);
  return rows.every((r) => r !== undefined) ? { joint: c.kind === 'any' ? 'or' : 'and', rows } : undefined;
}

function rowOf(given: Condition): RowValue | undefined {
  const not = given.kind === 'not';
  const c = not ? given.of : given;
  if (c.kind === 'segment') return c.segment.includes('.') ? undefined : { kind: 'segment', not, segment: c.segment };
  if (c.kind === 'tag') {
    if (c.test.op === 'exists') return { kind: 'tag', not, tag: c.tag, op: 'exists', value: '' };
    const plain = plainTest(c.test);
    return plain && { kind: 'tag', not, tag: c.tag, ...plain };
  }
  if (c.kind !== 'metric') return undefined;
  const { aggregate, event, where, calendar, fixed, gross, windowMs, field } = c.metric;
  if (where || calendar || fixed || gross || (windowMs !== undefined && windowMs % DAY !== 0)) return undefined;
  const of =
    aggregate === 'count'
      ? 'times'
      : aggregate === 'sum' && field?.scope === 'event' && field.name === 'amount'
        ? 'money'
        : undefined;
  const plain = plainTest(c.test);
  return of && plain
    ? {
        kind: 'event',
        not,
        event,
        of,
        op: plain.op,
        value: Number(plain.value),
        ...(windowMs === undefined ? {} : { days: windowMs / DAY }),
      }
    : undefined;
}

function plainTest(test: Test): { readonly op: string; readonly value: string } | undefined {
  if (!('value' in test) || !(test.op in WORDS)) return undefined;
  const { value } = test;
  return Array.isArray(value)
    ? undefined
    : { op: WORDS[test.op], value: typeof value === 'bigint' ? formatDecimal(value) : String(value) };
}

/** Rows as text. What is typed stays text for text tags and becomes a plain literal for the others. */
export function writeRows(group: Group, types?: ReadonlyMap<string, string>): string {
  return group.rows.map((r) => `${r.not ? 'not ' : ''}${rowText(r, types)}`).join(` ${group.joint} `);
}

function rowText(r: RowValue, types: ReadonlyMap<string, string> | undefined): string {
  if (r.kind === 'segment') return `in segment ${r.segment}`;
  if (r.kind === 'tag')
    return r.op === 'exists'
      ? `tag ${r.tag} exists`
      : `tag ${r.tag} ${r.op} ${literal(r.value, types?.get(r.tag) ?? TYPES.get(r.tag))}`;
  const window = r.days === undefined ? '' : `, last ${r.days}d`;
  return r.of === 'times'
    ? `count(${r.event}${window}) ${r.op} ${Math.round(r.value)}`
    : `sum(${r.event}.amount${window}) ${r.op} ${Number.isInteger(r.value) ? `${r.value}.0` : r.value}`;
}

/** Types of the tags in use, as of the last catalogue shown. */
const TYPES = new Map<string, string>();

function literal(value: string, type: string | undefined): string {
  if (type === 'INTEGER' || type === 'BOOLEAN') return value === '' ? (type === 'BOOLEAN' ? 'true' : '0') : value;
  if (type === 'DECIMAL') return value.includes('.') ? value : `${value || '0'}.0`;
  return JSON.stringify(value);
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
  for (const d of catalogue.tagDefinitions) TYPES.set(d.key, d.type);
  const set = (i: number, r: RowValue): void => change({ ...group, rows: group.rows.map((x, k) => (k === i ? r : x)) });
  const add = (kind: string): void => {
    const fresh: RowValue =
      kind === 'tag'
        ? { kind: 'tag', not: false, tag: catalogue.tagDefinitions[0]?.key ?? '', op: 'exists', value: '' }
        : kind === 'event'
          ? { kind: 'event', not: false, event: 'order_paid', of: 'times', op: '>=', value: 1, days: 30 }
          : { kind: 'segment', not: false, segment: catalogue.segments.edges[0]?.node.key ?? '' };
    change({ ...group, rows: [...group.rows, fresh] });
  };
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
      {group.rows.map((r, i) => (
        <Flex key={`${i}-${r.kind}`} gap={8} wrap align="center" data-row>
          <Checkbox checked={r.not} onChange={(e) => set(i, { ...r, not: e.target.checked })}>
            {t('not')}
          </Checkbox>
          <Fields row={r} catalogue={catalogue} set={(x) => set(i, x)} />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('Remove')}
            onClick={() => change({ ...group, rows: group.rows.filter((_x, k) => k !== i) })}
          />
        </Flex>
      ))}
      <Flex gap={8} wrap>
        {['tag', 'event', 'segment'].map((k) => (
          <Button key={k} icon={<PlusOutlined />} onClick={() => add(k)}>
            {t(k)}
          </Button>
        ))}
      </Flex>
    </Flex>
  );
}

function Fields({
  row: r,
  catalogue,
  set,
}: {
  readonly row: RowValue;
  readonly catalogue: CatalogueQuery;
  readonly set: (r: RowValue) => void;
}): ReactNode {
  const t = useWords();
  const operator = (value: string, onChange: (op: string) => void, more: readonly string[] = []): ReactNode => (
    <Select
      aria-label="operator"
      value={value}
      style={{ width: 90 }}
      onChange={onChange}
      options={[...more, ...OPERATORS].map((op) => ({ value: op, label: op }))}
    />
  );
  if (r.kind === 'segment')
    return (
      <Select
        showSearch
        aria-label={t('segment')}
        value={r.segment}
        style={{ minWidth: 260 }}
        onChange={(segment) => set({ ...r, segment })}
        options={catalogue.segments.edges.map((e) => ({ value: e.node.key, label: e.node.name }))}
      />
    );
  if (r.kind === 'tag') {
    const allowed = catalogue.tagDefinitions.find((d) => d.key === r.tag)?.allowedValues;
    return (
      <>
        <Select
          showSearch
          aria-label={t('tag')}
          value={r.tag}
          style={{ minWidth: 200 }}
          onChange={(tag) => set({ ...r, tag, value: '' })}
          options={catalogue.tagDefinitions.map((d) => ({ value: d.key, label: d.name }))}
        />
        {operator(r.op, (op) => set({ ...r, op }), ['exists'])}
        {r.op === 'exists' ? null : allowed ? (
          <Select
            aria-label={t('Value')}
            value={r.value}
            style={{ minWidth: 120 }}
            onChange={(value) => set({ ...r, value })}
            options={allowed.map((v) => ({ value: String(v), label: String(v) }))}
          />
        ) : (
          <Input
            aria-label={t('Value')}
            value={r.value}
            style={{ width: 160 }}
            onChange={(e) => set({ ...r, value: e.target.value })}
          />
        )}
      </>
    );
  }
  return (
    <>
      <Select
        showSearch
        aria-label={t('event')}
        value={r.event}
        style={{ minWidth: 180 }}
        onChange={(event) => set({ ...r, event, of: event.startsWith('order_') ? r.of : 'times' })}
        options={VOCABULARY.map((v) => ({ value: v.name, label: v.name }))}
      />
      <Select
        aria-label={t('times')}
        value={r.of}
        style={{ width: 100 }}
        onChange={(of) => set({ ...r, of })}
        options={[
          { value: 'times', label: t('times') },
          ...(r.event.startsWith('order_') ? [{ value: 'money', label: t('money') }] : []),
        ]}
      />
      {operator(r.op, (op) => set({ ...r, op }))}
      <InputNumber
        aria-label={t('Value')}
        value={r.value}
        min={0}
        onChange={(value) => set({ ...r, value: value ?? 0 })}
      />
      <Select
        aria-label={t('in the last')}
        value={r.days ?? 0}
        style={{ width: 130 }}
        onChange={(d) => set({ ...r, days: d === 0 ? undefined : d })}
        options={[0, 1, 3, 7, 14, 30, 60, 90, 180, 365].map((d) => ({
          value: d,
          label: d === 0 ? t('ever') : `${d} ${t('days')}`,
        }))}
      />
    </>
  );
}
