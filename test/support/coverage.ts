/**
 * Measures the coverage of randomly generated data: how often each field, operator, function and other construct
 * occurred. `npm run prove` prints the counts and fails if a required construct never occurred, because the tests could
 * then not find faults in it.
 */
import { appendFileSync } from 'node:fs';
import { EFFECTS } from '../../src/engine/definitions/effects.js';
import { anchorSelection } from '../../src/engine/facts/anchor.js';
import { purposeOf } from '../../src/engine/facts/consent.js';
import { fieldType, hasBuiltIn, isOfProduct } from '../../src/engine/facts/fields.js';
import { AGGREGATES } from '../../src/engine/segments/aggregate-names.js';
import { comparedAs, holdsDoubles } from '../../src/engine/segments/compared-types.js';
import type { Compared } from '../../src/engine/segments/literals.js';
import {
  type Condition,
  type EventFact,
  type Field,
  type Filter,
  type Metric,
  type Selection,
  type TagDefinition,
  type Test,
} from '../../src/engine/types.js';
import { children, walk } from '../../src/engine/segments/condition.js';
import { CONSENT_TYPES, EVENT_FIELDS, eventType, LINE_FIELDS, ORDER_TYPES } from '../../src/engine/facts/vocabulary.js';
import { OF_UNDECLARED, operatorsByType, type Use } from './operator-coverage.js';
import { PLACEHOLDER_VALUES } from './placeholders.js';
import { TAGS } from './random-world.js';
import { CURRENCIES, ODD_NAMES, OWN_TYPES, TAKEN_NAMES, ZONES } from './random-fields.js';

const KINDS: readonly Condition['kind'][] = [
  ...(['all', 'any', 'not', 'tag', 'metric', 'ratio', 'segment', 'list', 'consent'] as const),
  ...(['occurrence', 'sequence', 'unfollowed', 'held', 'was'] as const),
];

/** Returns how a tag has its values, and their type. */
const kindOfTag = ({ kind, type, metric, derivation }: TagDefinition): string =>
  `${metric || derivation ? 'COMPUTED' : kind} ${type}`;

/**
 * Fields that no random change has. A tag and a layer model are retired only when nothing refers to them, and new
 * content is counted as a new version.
 */
const NOT_CHANGED: readonly string[] = ['tag.retired', 'layerModel.retired', 'list.content', 'itemCatalogue.content'];

/** Returns the fields of a definition that a change can affect. */
function changeableFields(kind: string): string[] {
  return Object.entries(EFFECTS[kind])
    .filter(([, effect]) => !['IDENTITY', 'FIXED', 'RECORD'].includes(effect))
    .map(([field]) => `${kind}.${field}`)
    .filter((field) => !NOT_CHANGED.includes(field));
}

/** Constructs that must occur in random shops with coupons, by table of the coverage report. */
export const REQUIRED_OF_COUPONS: Readonly<Record<string, readonly string[]>> = {
  'coupon form': [
    ...['FULL_REDUCTION', 'DISCOUNT', 'FIXED_AMOUNT', 'FREE_SHIPPING', 'EXCHANGE', 'BUY_N_GET_M', 'GIFT'],
    ...['code', 'threshold', 'mostOff', 'stackable', 'group', 'returnOnRefund', 'from', 'until', 'validHours'],
    ...['store', 'platform', 'channel', 'campaign', 'costBearer', 'perCustomer', 'total', 'costLimit', 'gifts'],
    ...['skus', 'brands', 'categories', 'several', 'excluded', 'all but', 'bundle'].map((way) => `products ${way}`),
    ...['skus', 'brands', 'categories', 'several', 'excluded', 'all but'].map((way) => `gifts ${way}`),
    ...['expression', 'segment', 'layer', 'tag', 'list', 'window'].map((what) => `eligible ${what}`),
    ...['claims of a coupon', 'claims of a pack', 'uses'].map((what) => `eligible ${what}`),
    ...['eligible', 'perCustomer', 'total', 'from', 'until'].map((name) => `pack ${name}`),
    ...['pack of several coupons', 'pack with two of a coupon'],
  ],
  'coupon answer': [
    ...['claim', 'claim by two', 'pack', 'use', 'use by line', 'use again', 'use again by line'],
    ...['return', 'return again', 'return COUPON_NOT_USED'],
    ...['PARTNER_MISSING', 'PARTNER_NOT_ALLOWED', 'RETIRED', 'NOT_STARTED', 'CLAIM_LIMIT', 'EXHAUSTED']
      .concat('NOT_ELIGIBLE')
      .map((reason) => `claim COUPON_${reason}`),
    ...['RETIRED', 'NOT_STARTED', 'ENDED', 'CLAIM_LIMIT', 'EXHAUSTED', 'NOT_ELIGIBLE'].map(
      (reason) => `pack COUPON_PACK_${reason}`,
    ),
    ...['NOT_STARTED', 'CLAIM_LIMIT', 'EXHAUSTED', 'NOT_ELIGIBLE'].map((reason) => `pack COUPON_${reason}`),
    ...['NOT_CLAIMED', 'EXPIRED', 'USED', 'NOT_STARTED', 'PLACE_MISMATCH', 'BUNDLE_INCOMPLETE', 'GOODS_MISMATCH']
      .concat('BELOW_THRESHOLD', 'GIFT_MISSING', 'NOT_STACKABLE', 'COST_LIMIT')
      .map((reason) => `use COUPON_${reason}`),
  ],
  'coupon use': [
    ...['FULL_REDUCTION', 'DISCOUNT', 'FIXED_AMOUNT', 'FREE_SHIPPING', 'EXCHANGE', 'BUY_N_GET_M', 'GIFT'],
    ...['reported by an order', 'given back by order_cancelled', 'given back by order_refunded'],
  ],
  'coupon report': ['issue', 'claim', 'expire', 'visit', 'tag', 'list', 'merge'].concat(
    'echo of a claim',
    'echo of a use',
    'order in a foreign currency',
  ),
  'coupon change': [
    ...['faceValue', 'share', 'mostOff', 'threshold', 'buy', 'products', 'gifts', 'stackable', 'code', 'store'],
    ...['campaign', 'costBearer', 'eligible', 'perCustomer', 'total', 'costLimit', 'from', 'until', 'validFor'],
    ...['returnOnRefund', 'retired', 'pack', 'pack retired', 'pack goes on', 'used GIFT', 'used DISCOUNT'],
  ],
};

/** Constructs that must occur in a run, by table of the coverage report. */
export const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  ...REQUIRED_OF_COUPONS,
  function: [...KINDS, ...AGGREGATES],
  'operator by type': operatorsByType(),
  'operator of a property that is true or false': OF_UNDECLARED,
  'type of a tag': [...new Set(TAGS.map(kindOfTag))],
  'type of an order event': ORDER_TYPES,
  clause: [
    'rolling window',
    'calendar window',
    'fixed window',
    'gross',
    'currency',
    'same',
    'same in quotes',
    'without',
    'within',
    'age',
    ...['after first', 'after last', 'before first', 'before last'].map((side) => `window ${side}`),
  ],
  field: [
    ...Object.keys(EVENT_FIELDS).map((name) => `built-in ${name}`),
    ...Object.keys(LINE_FIELDS).map((name) => `line ${name}`),
    ...[...TAKEN_NAMES, ...ODD_NAMES].map((name) => `own ${name}`),
    ...TAKEN_NAMES.map((name) => `quoted ${name}`),
    'own number',
    'own trial',
    'own labels',
    'declared decimal',
  ],
  catalogue: [
    ...['name', 'brand', 'category'].map((name) => `line ${name}`),
    ...['brand', 'category', 'price'].map((name) => `event ${name}`),
    ...['product of line', 'product of event', 'lookup of line', 'lookup of event'],
  ],
  'property of an event': [...TAKEN_NAMES, ...ODD_NAMES],
  'property of an event of the vocabulary': TAKEN_NAMES,
  'event type': OWN_TYPES,
  currency: CURRENCIES,
  zone: ZONES,
  'consent of one instant': ['of one request', 'of several requests', 'permissions with different ends'],
  'form of name': ['composed', 'decomposed', 'escaped'],
  'typed input': KINDS,
  'form of literal': ['whole', 'fraction', 'more than 4 digits', 'trailing zeros', 'exponent'],
  identity: ['placeholder', 'shared value'],
  placeholder: Object.keys(PLACEHOLDER_VALUES),
  'on columns': [...KINDS, ...AGGREGATES],
  analysis: [
    ...['trend', 'funnel', 'retention', 'stickiness', 'lifecycle', 'nineMetrics', 'repurchase', 'cohortRevenue', 'rfm'],
    ...['path', 'returns', 'basket', 'pair', 'cart', 'member', 'slot', 'channel', 'reach'],
  ],
  'late first facts': ['entry with the first'],
  order: [
    ...['reported again', 'reported by several classes', 'paid in parts', 'without lines', 'without amount'],
    ...['in several currencies', 'line by weight', 'line without sku', 'with a coupon', 'cancelled'],
  ],
  refund: [
    ...['of the whole order', 'of an amount', 'of an amount with empty lines', 'of lines by id', 'of lines by sku'],
    ...['of lines without amounts', 'of lines and an amount', 'in another currency', 'without a currency'],
    ...['with an id, again', 'before its order', 'above what was paid', 'of an order not reported', 'credit note'],
  ],
  'definition change': [
    ...['tag', 'segment', 'namespace', 'layer', 'retention', 'partner', 'experiment'].flatMap(changeableFields),
    ...['layerModel', 'migrationWarning', 'list', 'itemCatalogue'].flatMap(changeableFields),
    ...['model.layers', 'customer of a list'],
  ],
};

const counts = new Map<string, number>();
const file = process.env.STRATA_COVERAGE;

export function met(table: string, name: string): void {
  const key = JSON.stringify([table, name]);
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Returns the required entries that have not occurred in this process so far. */
export const unmet = (required: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(required).flatMap(([table, names]) =>
    names.filter((name) => !counts.has(JSON.stringify([table, name]))).map((name) => `${table}: ${name}`),
  );

if (file !== undefined)
  process.on('exit', () => {
    const lines = [...counts].map(([key, n]) => JSON.stringify([...(JSON.parse(key) as string[]), n]));
    if (lines.length > 0) appendFileSync(file, `${lines.join('\n')}\n`);
  });

/** Counts everything that occurs in a compared condition. */
export function metCondition(condition: Condition): void {
  met('function', condition.kind);
  children(condition).forEach(metCondition);
  if (condition.kind === 'tag') {
    const tag = TAGS.find(({ key }) => key === condition.tag);
    if (tag) metTag(tag, condition.test);
  }
  if (condition.kind === 'tag' && condition.test.age) met('clause', 'age');
  if (condition.kind === 'ratio') {
    [condition.of, condition.by].forEach(metMetric);
    metTest('ratio', 'DECIMAL', condition.test);
  }
  if (condition.kind === 'metric') {
    met('function', condition.metric.aggregate);
    metTest('aggregate', comparedAs(condition.metric), condition.test);
    metMetric(condition.metric);
    if (condition.metric.currency !== undefined) met('clause', 'currency');
    const { field } = condition.metric;
    if (field) metField(condition.metric.event, field);
  }
  if (condition.kind === 'occurrence') {
    metSelection(condition.of);
    metFilter(condition.is, condition.of.event);
  }
  if (condition.kind === 'sequence') {
    condition.steps.forEach(metSelection);
    if (condition.without) met('clause', 'without');
  }
  if (condition.kind === 'unfollowed') [condition.of, condition.by].forEach(metSelection);
  if (condition.kind !== 'sequence' && condition.kind !== 'unfollowed') return;
  if (condition.same !== undefined) met('clause', condition.ownSame ? 'same in quotes' : 'same');
  if (condition.withinMs !== undefined) met('clause', 'within');
}

/** Counts the patterns of the placeholders among identities. */
export function metPlaceholders(identities: readonly { readonly value: string }[]): void {
  for (const [pattern, placeholder] of Object.entries(PLACEHOLDER_VALUES))
    if (identities.some(({ value }) => value === placeholder)) met('placeholder', pattern);
}

/** Counts the parts of a condition whose truth on columns was compared. */
export function metOnColumns(condition: Condition): void {
  for (const part of walk(condition)) {
    met('on columns', part.kind);
    if (part.kind === 'metric') met('on columns', part.metric.aggregate);
  }
}

function metMetric(m: Metric): void {
  metSelection(m);
  if (!m.anchor) return;
  met('clause', `window ${m.anchor.side} ${m.anchor.which}`);
  metSelection(anchorSelection(m.anchor));
}

function metSelection(s: Selection): void {
  if (s.windowMs !== undefined) met('clause', 'rolling window');
  if (s.calendar) met('clause', 'calendar window');
  if (s.fixed) met('clause', 'fixed window');
  if (s.gross) met('clause', 'gross');
  if (!eventType(s.event)) met('event type', s.event);
  if (s.where) metFilter(s.where, s.event);
}

function metFilter(f: Filter, event: string): void {
  if (f.kind === 'not') return metFilter(f.of, event);
  if (f.kind !== 'field') return f.of.forEach((x) => metFilter(x, event));
  metField(event, f.field);
  metTest('property', fieldType(event, f.field), f.test);
  if (f.field.name === 'trial') met('operator of a property that is true or false', f.test.op);
}

function metField(event: string, { scope, name, own, item }: Field): void {
  if (own) met('field', `quoted ${name}`);
  if (item) return met('catalogue', `${item.catalogue === undefined ? 'product' : 'lookup'} of ${scope}`);
  if (isOfProduct(event, { scope, name })) met('catalogue', `${scope} ${name}`);
  if (scope === 'line') return met('field', `line ${name}`);
  if (own) return;
  if (hasBuiltIn(event, name)) return met('field', `built-in ${name}`);
  if (name === 'n') return met('field', 'own number');
  met('field', name === 'discount' || name === 'price' ? 'declared decimal' : `own ${name}`);
}

function metTag(tag: TagDefinition, test: Test): void {
  met('type of a tag', kindOfTag(tag));
  if (test.age) metTest('age', 'INTEGER', test);
  else metTest('tag', holdsDoubles(tag) ? 'FRACTION' : tag.type, test);
}

const metTest = (use: Use, type: Compared | undefined, { op }: Test): void =>
  met('operator by type', `${use} ${type ?? 'any type'} ${op}`);

/** Counts everything that occurs in the generated data on which conditions were compared. */
export function metWorld(world: {
  readonly zone: string;
  readonly currency: string;
  readonly events: readonly EventFact[];
}): void {
  met('zone', world.zone);
  met('currency', world.currency);
  for (const e of world.events) if (ORDER_TYPES.includes(e.type)) met('type of an order event', e.type);
  for (const e of world.events)
    for (const name of Object.keys(e.properties ?? {})) {
      met('property of an event', name);
      if (eventType(e.type) && Object.hasOwn(EVENT_FIELDS, name)) met('property of an event of the vocabulary', name);
    }
  metStatements(world.events);
  metOrders(world.events);
}

const sumOf = (list: readonly (bigint | undefined)[]): bigint => list.reduce<bigint>((sum, x) => sum + (x ?? 0n), 0n);

/** Counts the different ways in which each order and each refund of a customer is reported. */
function metOrders(events: readonly EventFact[]): void {
  const byId = new Map<string, EventFact[]>();
  for (const e of events.filter(({ type }) => ORDER_TYPES.includes(type)))
    if (e.orderId !== undefined) byId.set(e.orderId, [...(byId.get(e.orderId) ?? []), e]);
  for (const reports of byId.values()) {
    const several = (of: (e: EventFact) => unknown): boolean => new Set(reports.map(of)).size > 1;
    const one = (is: (e: EventFact) => boolean, name: string): void => void (reports.some(is) && met('order', name));
    if (reports.length > 1) met('order', 'reported again');
    if (several((e) => e.keyClass ?? 'SERVER')) met('order', 'reported by several classes');
    if (several((e) => e.currency)) met('order', 'in several currencies');
    one((e) => e.paymentId !== undefined, 'paid in parts');
    one((e) => !e.lines?.length, 'without lines');
    one((e) => e.amount === undefined, 'without amount');
    one((e) => e.lines?.some((l) => l.quantity % 10_000n !== 0n) === true, 'line by weight');
    one((e) => e.lines?.some((l) => l.sku === undefined) === true, 'line without sku');
    one((e) => e.coupon !== undefined, 'with a coupon');
  }
  const refundIds = new Set<string>();
  for (const e of events) {
    if (e.type === 'order_cancelled') met('order', 'cancelled');
    if (e.type !== 'order_refunded') continue;
    metRefund(e, byId.get(e.orderId ?? ''));
    const id = JSON.stringify([e.orderId, e.refundId]);
    if (e.refundId !== undefined && refundIds.has(id)) met('refund', 'with an id, again');
    refundIds.add(id);
  }
}

function metRefund(e: EventFact, reports: readonly EventFact[] | undefined): void {
  const lines = e.lines ?? [];
  if (e.orderId === undefined) return met('refund', 'credit note');
  if (!reports) met('refund', 'of an order not reported');
  else {
    if (reports.every((r) => r.at > e.at)) met('refund', 'before its order');
    if (e.currency !== undefined && reports.every((r) => r.currency !== undefined && r.currency !== e.currency))
      met('refund', 'in another currency');
    const returned = e.amount ?? sumOf(lines.map((l) => l.amount));
    if (reports.every((r) => r.amount !== undefined && r.amount < returned)) met('refund', 'above what was paid');
  }
  if (e.currency === undefined) met('refund', 'without a currency');
  if (lines.length === 0) {
    if (e.amount === undefined) met('refund', 'of the whole order');
    else met('refund', e.lines ? 'of an amount with empty lines' : 'of an amount');
  } else if (e.amount !== undefined) met('refund', 'of lines and an amount');
  for (const l of lines) {
    if (l.lineId !== undefined) met('refund', 'of lines by id');
    else if (l.sku !== undefined) met('refund', 'of lines by sku');
    if (l.amount === undefined) met('refund', 'of lines without amounts');
  }
}

/** Counts consent statements with the same purpose and time. */
function metStatements(events: readonly EventFact[]): void {
  const table = 'consent of one instant';
  const list = events.filter((e) => CONSENT_TYPES.includes(e.type));
  list.forEach((a, i) => {
    for (const b of list.slice(i + 1)) {
      if (a.at !== b.at || purposeOf(a) !== purposeOf(b)) continue;
      met(table, a.batch !== undefined && a.batch === b.batch ? 'of one request' : 'of several requests');
      if (a.type === 'consent_given' && b.type === a.type && a.properties?.until !== b.properties?.until)
        met(table, 'permissions with different ends');
    }
  });
}

/** Parses the data collected by `STRATA_COVERAGE`. Returns counts by table and the missing entries. */
export function readCoverage(text: string): {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly missing: readonly string[];
} {
  const tables = new Map(
    Object.entries(REQUIRED).map(([table, names]) => [table, new Map(names.map((name) => [name, 0]))]),
  );
  for (const line of text.split('\n').filter((x) => x !== '')) {
    const [table, name, n] = JSON.parse(line) as [string, string, number];
    const counted = tables.get(table) ?? new Map<string, number>();
    tables.set(table, counted.set(name, (counted.get(name) ?? 0) + n));
  }
  const missing = Object.entries(REQUIRED).flatMap(([table, names]) =>
    names.filter((name) => tables.get(table)!.get(name) === 0).map((name) => `${table}: ${name}`),
  );
  return { tables, missing };
}
