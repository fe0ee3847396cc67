/**
 * Tests that the visual editor loses nothing: conditions opened as rows are written back unchanged but for the edit.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AGGREGATES } from '../../src/engine/segments/aggregate-names.js';
import { OPERATORS, type Condition, type Filter, type Test, type Value } from '../../src/engine/types.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { Dice, random, randomCondition } from '../support/random-world.js';
import {
  faultOf,
  missingOf,
  readRows,
  readValue,
  showValue,
  writeRows,
  type Row,
} from '../../web/dashboard/components/condition-builder/condition-rows.js';

const SEED = Number(process.env.STRATA_SEED ?? 20260101);
const CONDITIONS = 12_000;

type DistributiveOmit<Whole, Key extends PropertyKey> = Whole extends unknown ? Omit<Whole, Key> : never;

/** Opens a condition as rows, checks that the rows mean the same as the condition, and returns the rows. */
function rowsOf(text: string): readonly Row[] {
  const { group } = readRows(text);
  assert.ok(group, `rows can show ${text}`);
  assert.deepEqual(parseCondition(writeRows(group)), parseCondition(text), text);
  return group.rows;
}

test('every test case and every example of the language page survives conversion to rows and back', () => {
  interface Case {
    readonly when: string;
    readonly segments?: Readonly<Record<string, string>>;
    readonly layers?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
    readonly redefine?: { readonly when: string };
  }
  const cases = JSON.parse(readFileSync('test/segments/cases.json', 'utf8')) as Case[];
  const texts = cases.flatMap((c) => [
    c.when,
    ...Object.values(c.segments ?? {}),
    ...Object.values(c.layers ?? {}).flatMap((layers) => Object.values(layers).filter((x) => x !== null)),
    ...(c.redefine ? [c.redefine.when] : []),
  ]);
  assert.ok(cases.length >= 218, String(cases.length));
  for (const text of texts) rowsOf(text);
  const parses = (text: string): boolean => readRows(text).fault === undefined;
  const page = readFileSync('docs/LANGUAGE.md', 'utf8').split('## Conditions')[1].split('## Derived tags')[0];
  const examples = [...page.matchAll(/`([^`]+)`/g)].map((m) => m[1]).filter(parses);
  assert.ok(examples.length >= 35, String(examples.length));
  for (const text of examples) rowsOf(text);
});

test('a part without fields in rows becomes a text row; the currency of a sum is kept when its number is edited', () => {
  const [row] = rowsOf('sum(order_paid.amount, currency "USD") > 100.0');
  assert.deepEqual(row, { kind: 'text', not: false, text: 'sum(order_paid.amount, currency "USD") > 100.0' });
  for (const part of [
    'count(order_paid where brand = "A", last 7d) >= 2',
    'count(gross order_paid) >= 2',
    'count(order_paid, this month) >= 2',
    'count(order_paid, from "2026-01-01") >= 2',
    'count(order_paid, last 36h) >= 2',
    'sum(order_paid.line.amount) > 5.0',
    'average(order_paid.amount) > 5.0',
    'tag birthday anniversary today',
    'age(tag birthday) >= 18',
    'medianGap(order_paid) <= 30d',
    'ratio(count(visit, last 7d), count(visit)) < 0.5',
    'did(order_paid, within 36h after first(order_paid))',
    'did(order_paid, within 30d after first(order_paid where brand = "A"))',
    'did(order_paid, within 30d after first(gross order_paid))',
    'topOf(gross order_paid.line.category, 3) has "a"',
    'topOf(order_paid.line.category, 3, this month) has "a"',
    'last(order_paid.line.category) under "a/b"',
    'last(product_viewed.sku) in list skus',
    'tag level in ("gold", "silver")',
    'in layer lifecycle.dormant',
    'consent marketing on sms',
    'tag a exists or tag b exists',
    'not tag a exists',
  ]) {
    const rows = rowsOf(`tag c exists and (${part}) and not (${part})`);
    assert.deepEqual(
      rows.map((r) => [r.kind, r.not]),
      part.startsWith('not ')
        ? [
            ['tag', false],
            ['tag', true],
            ['text', true],
          ]
        : [
            ['tag', false],
            ['text', false],
            ['text', true],
          ],
      part,
    );
  }
});

test('paths, most frequent values, lists and windows around an event have fields', () => {
  const within = { side: 'after', which: 'first', event: 'order_paid', days: 30 } as const;
  const favourite = {
    kind: 'favourite',
    event: 'order_paid',
    field: { scope: 'line', name: 'category' },
    top: 3,
    value: 'a',
  } as const;
  const bought = { kind: 'event', event: 'order_paid', of: 'times', op: '>=', value: 1 } as const;
  const rows: readonly (readonly [string, DistributiveOmit<Row, 'not'>])[] = [
    ['tag city under "a/b"', { kind: 'tag', tag: 'city', op: 'under', value: 'a/b' }],
    ['tag interests has "a"', { kind: 'tag', tag: 'interests', op: 'has', value: 'a' }],
    ['tag city in list big_cities', { kind: 'tag', tag: 'city', op: 'in list', list: 'big_cities' }],
    ['tag city not in list big_cities', { kind: 'tag', tag: 'city', op: 'not in list', list: 'big_cities' }],
    ['in list vip', { kind: 'list', list: 'vip' }],
    ['did(order_paid, within 30d after first(order_paid))', { ...bought, within }],
    [
      'sum(order_paid.amount, within 7d before last(visit)) > 5.0',
      {
        kind: 'event',
        event: 'order_paid',
        of: 'money',
        op: '>',
        value: 50_000n,
        within: { side: 'before', which: 'last', event: 'visit', days: 7 },
      },
    ],
    ['topOf(order_paid.line.category, 3) has "a"', favourite],
    ['topOf(order_paid.line.category, 3, last 365d) has "a"', { ...favourite, days: 365 }],
    ['topOf(order_paid.line.category, 3, within 30d after first(order_paid)) has "a"', { ...favourite, within }],
  ];
  for (const [text, row] of rows) {
    assert.deepEqual(rowsOf(text), [{ not: false, ...row }], text);
    assert.deepEqual(rowsOf(`not ${text}`), [{ not: true, ...row }], text);
  }
});

test('a text that is not a condition is reported with its position, and an unsupported condition is not opened as rows', () => {
  assert.match(readRows('tag city =').fault!.message, /^line 1, column \d+/);
  assert.deepEqual(readRows('  ').group, { joint: 'and', rows: [] });
  assert.match(readRows('count(visit, last 7d, today) >= 2').fault!.message, /second window/);
  assert.match(faultOf({ kind: 'text', not: false, text: 'tag a' })!.message, /^line 1/);
  assert.equal(faultOf({ kind: 'text', not: false, text: 'tag a exists' }), undefined);
});

test('typed values keep their type and every digit', () => {
  const cases: readonly (readonly [string, string | undefined, Value | undefined, Value])[] = [
    ['5', 'INTEGER', undefined, 5],
    ['2.5', 'DECIMAL', undefined, 25_000n],
    ['99999999999999.9999', 'DECIMAL', undefined, 999999999999999999n],
    ['true', 'BOOLEAN', undefined, true],
    ['5', 'STRING', undefined, '5'],
    ['5', undefined, 4, 5],
    ['5', undefined, 40_000n, 50_000n],
    ['false', undefined, true, false],
    ['five', 'INTEGER', undefined, 'five'],
    ['39.904211', undefined, 0, 39.904211],
    ['0.00001', undefined, 0n, 0.00001],
  ];
  for (const [text, type, before, value] of cases) {
    assert.equal(readValue(text, type, before), value);
    assert.equal(showValue(value), text);
  }
});

// Values that the generator of random conditions leaves out, because none of the generated facts would match them.
const VALUES: readonly Value[] = [
  'gold',
  'a "quoted" \\ text',
  '口红\n\t',
  '',
  0,
  -7,
  9007199254740991,
  5000n,
  -12_500n,
  999999999999999999n,
  true,
  false,
];

function wideTest(d: Dice): Test {
  const op = d.pick(OPERATORS);
  switch (op) {
    case 'exists':
      return { op };
    case 'in':
    case 'notIn':
      return { op, values: Array.from({ length: d.int(1, 3) }, () => d.pick(VALUES)) };
    case 'inList':
    case 'notInList':
      return { op, list: 'words' };
    case 'between':
      return { op, values: [d.pick(VALUES), d.pick(VALUES)] };
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
      return { op, durationMs: d.int(1, 10 ** d.int(1, 10)), ...(d.chance(0.3) ? { anniversary: true } : {}) };
    case 'during':
      return {
        op,
        period: { unit: d.pick(['day', 'week', 'month', 'quarter', 'year']), ago: d.pick([-1, 0, 1]) },
        ...(d.chance(0.3) ? { anniversary: true } : {}),
      };
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'contains':
    case 'startsWith':
    case 'under':
    case 'has':
      return { op, value: d.pick(VALUES) };
  }
}

/** Returns a condition that tests whether a value is among a customer's most frequent, ever or within a window. */
function favouriteOf(d: Dice, event: string): Condition {
  const { side, which, withinMs } = {
    side: d.pick(['after', 'before'] as const),
    which: d.pick(['first', 'last'] as const),
    withinMs: d.int(1, 40) * 86_400_000,
  };
  const window = d.pick([{}, { windowMs: withinMs }, { anchor: { side, which, event: 'visit', withinMs } }]);
  const field = { scope: 'event', name: 'channel' } as const;
  return {
    kind: 'metric',
    metric: { aggregate: 'topOf', event, field, top: d.int(1, 20), ...window },
    test: { op: 'has', value: 'a' },
  };
}

/** Returns a random condition, extended with constructs that the shared generator leaves out. */
function wideCondition(d: Dice): Condition {
  const widen = (c: Condition): Condition => {
    switch (c.kind) {
      case 'all':
      case 'any':
        return { kind: c.kind, of: c.of.map(widen) };
      case 'not':
      case 'held':
      case 'was':
        return { ...c, of: widen(c.of) };
      case 'tag':
        return d.chance(0.4) ? { ...c, test: wideTest(d) } : c;
      case 'segment':
        return d.chance(0.5) ? { kind: 'segment', segment: 'lifecycle.dormant' } : c;
      case 'metric': {
        if (d.chance(0.1))
          return { ...c, metric: { aggregate: 'count', event: c.metric.event }, test: { op: 'gte', value: 2 } };
        if (d.chance(0.1)) return favouriteOf(d, c.metric.event);
        const where: Filter = { kind: 'field', field: { scope: 'event', name: 'note' }, test: wideTest(d) };
        const name = d.pick(['month', 'time', 'currency', 'order', 'coupon', 'amount']);
        return {
          kind: 'metric',
          metric: {
            ...c.metric,
            ...(c.metric.field && d.chance(0.3) ? { field: { scope: 'event', name } } : {}),
            ...(d.chance(0.15) ? { where } : {}),
            ...(d.chance(0.15) ? { currency: d.pick(['USD', 'EUR']) } : {}),
          },
          // Median gaps can be compared only with durations.
          test: c.metric.aggregate !== 'medianGap' && d.chance(0.2) ? wideTest(d) : c.test,
        };
      }
      case 'list':
        return d.chance(0.5) ? { kind: 'list', list: 'vip_2026' } : c;
      case 'consent':
      case 'ratio':
      case 'occurrence':
      case 'sequence':
      case 'unfollowed':
        return c;
    }
  };
  return widen(randomCondition(d, ['one', 'two']));
}

/** Collects every kind, operator, aggregate and field name that occurs in a tree. */
function constructsOf(tree: unknown, found: Set<string>): void {
  if (typeof tree !== 'object' || tree === null) return;
  for (const [key, value] of Object.entries(tree)) {
    if (!/^\d+$/.test(key)) found.add(['kind', 'op', 'aggregate'].includes(key) ? `${key} ${String(value)}` : key);
    constructsOf(value, found);
  }
}

test(`${CONDITIONS} random conditions survive conversion to rows and back`, () => {
  const d = new Dice(random(SEED));
  const found = new Set<string>();
  const kinds = new Map<string, number>();
  for (let n = 0; n < CONDITIONS; n++) {
    const text = printCondition(wideCondition(d));
    constructsOf(parseCondition(text), found);
    for (const row of rowsOf(text)) kinds.set(row.kind, (kinds.get(row.kind) ?? 0) + 1);
  }
  const wanted = [
    ...[
      'all',
      'any',
      'not',
      'tag',
      'metric',
      'ratio',
      'segment',
      'list',
      'consent',
      'occurrence',
      'sequence',
      'unfollowed',
      'held',
      'was',
    ]
      .concat('field')
      .map((kind) => `kind ${kind}`),
    ...OPERATORS.map((op) => `op ${op}`),
    ...AGGREGATES.map((aggregate) => `aggregate ${aggregate}`),
    ...['where', 'windowMs', 'calendar', 'fixed', 'from', 'to', 'gross', 'field', 'currency', 'anniversary', 'age'],
    ...['anchor', 'side', 'top'],
    ...['withinMs', 'same', 'without', 'forMs', 'channel', 'period', 'durationMs', 'values', 'which', 'by'],
  ];
  assert.deepEqual(
    wanted.filter((construct) => !found.has(construct)),
    [],
    'every construct occurs',
  );
  for (const kind of ['tag', 'event', 'favourite', 'segment', 'list', 'text'])
    assert.ok((kinds.get(kind) ?? 0) > 200, `rows of ${kind}`);
});

test('an edit of one field changes only that field', () => {
  const d = new Dice(random(SEED + 1));
  let edited = 0;
  for (let n = 0; n < CONDITIONS; n++) {
    const text = printCondition(wideCondition(d));
    const { group } = readRows(text);
    const i = d.int(0, group!.rows.length - 1);
    const row = group!.rows[i];
    if (row.kind !== 'event' && row.kind !== 'tag') continue;
    if (row.kind === 'tag' && (row.op === 'exists' || row.list !== undefined)) continue;
    edited++;
    const rows = group!.rows.map((r, k) => (k === i ? { ...row, value: 424_242 } : r));
    const after = structuredClone(parseCondition(writeRows({ ...group!, rows })));
    // Applies the same edit directly to the syntax tree of the condition.
    const expected: unknown = structuredClone(parseCondition(text));
    let part = expected as { of: unknown; test: { value: Value } };
    if (group!.rows.length > 1) part = (part.of as (typeof part)[])[i];
    if (row.not) part = part.of as typeof part;
    part.test.value = 424_242;
    assert.deepEqual(after, expected, text);
  }
  assert.ok(edited > 1000, String(edited));
});

test('an incomplete row of any kind says what is missing; a row opened from a condition is complete', () => {
  const tag = { kind: 'tag', not: false, tag: 'city' } as const;
  const event = { kind: 'event', not: false, event: 'order_paid', of: 'times', op: '>=', value: 1 } as const;
  const within = { side: 'after', which: 'first', event: '', days: 30 } as const;
  const favourite = {
    kind: 'favourite',
    not: false,
    event: 'order_paid',
    field: { scope: 'line', name: 'brand' },
    top: 3,
    value: 'A',
  } as const;
  const cases: readonly (readonly [Row, string | undefined])[] = [
    [{ ...tag, tag: '', op: 'exists' }, 'Choose a tag'],
    [{ ...tag, op: 'exists' }, undefined],
    [{ ...tag, op: '=', value: ' ' }, 'Enter a value'],
    [{ ...tag, op: '=' }, 'Enter a value'],
    [{ ...tag, op: '=', value: 0 }, undefined],
    [{ ...tag, op: '=', value: false }, undefined],
    [{ ...tag, op: 'in list', list: '' }, 'Choose a list'],
    [{ ...tag, op: 'not in list', list: 'cities' }, undefined],
    [event, undefined],
    [{ ...event, event: '' }, 'Choose an event'],
    [{ ...event, value: '' }, 'Enter a number'],
    [{ ...event, value: 'many' }, 'Enter a number'],
    [{ ...event, within }, 'Choose an event'],
    [favourite, undefined],
    [{ ...favourite, value: '' }, 'Enter a value'],
    [{ ...favourite, event: '' }, 'Choose an event'],
    [{ kind: 'segment', not: false, segment: '' }, 'Choose a segment'],
    [{ kind: 'segment', not: false, segment: 'a' }, undefined],
    [{ kind: 'list', not: true, list: '' }, 'Choose a list'],
    [{ kind: 'list', not: true, list: 'a' }, undefined],
    [{ kind: 'text', not: false, text: '  ' }, 'Write a condition'],
    [{ kind: 'text', not: false, text: 'tag a' }, 'Mend the condition'],
    [{ kind: 'text', not: false, text: 'tag a exists' }, undefined],
  ];
  for (const [row, missing] of cases) assert.equal(missingOf(row), missing, JSON.stringify(row));
});
