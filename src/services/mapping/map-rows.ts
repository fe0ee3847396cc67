/**
 * Converts one record, or several records of one order, to an event, tag writes and tag points. All functions are pure
 * and independent of files and servers.
 */
import { parseDecimal } from '../../engine/values/decimal.js';
import { areReceipts, RECEIPTS } from '../../engine/identity/receipts.js';
import { isEventType } from '../../engine/facts/vocabulary.js';
import type { IdentityInput } from '../base/inputs.js';
import type { EventInput, OrderLineInput } from '../events/event-inputs.js';
import { fill, fillId, fillIdentity, isOptional, typed, type Typed } from './fill.js';
import {
  cellOf,
  ROW_NUMBER,
  RowError,
  type EntryMapping,
  type EventMapping,
  type LineField,
  type Mapping,
  type OrderMapping,
  type Row,
  type Template,
  type TimeMapping,
} from './shape.js';
import { timeOf } from './times.js';

/** An event produced by a mapping. Fields that only other ingestion APIs set are omitted. */
export type MappedEvent = Omit<EventInput, 'sentBody' | 'occurredAt' | 'source'> & {
  readonly source: string;
  readonly occurredAt: string;
};

export interface MappedTag {
  readonly identities: readonly IdentityInput[];
  readonly tag: string;
  readonly value: Typed;
  readonly sequence: number;
  readonly observedAt?: string;
}

export interface MappedPoint {
  readonly identities: readonly IdentityInput[];
  readonly tag: string;
  readonly value: Typed;
  readonly sequence: number;
  readonly at: string;
}

/** An entry of a catalogue. */
export interface MappedEntry {
  readonly key: string;
  readonly values: Readonly<Record<string, Typed>>;
}

export interface Mapped {
  readonly event?: MappedEvent;
  readonly entry?: MappedEntry;
  readonly tags: readonly MappedTag[];
  readonly points: readonly MappedPoint[];
}

/**
 * Maps the records of one event: a single record, or the records of a group. In a group, the first record provides
 * everything except the lines.
 *
 * @param zone time zone of texts without a time zone
 *
 * @throws RowError whose message contains the path in the mapping, but no value of the record
 */
export function mapRows(mapping: Mapping, given: readonly Row[], zone: string): Mapped {
  const rows = mapping.trim ? given.map(trimmed) : given;
  const [row] = rows;
  if (mapping.entry) return { tags: [], points: [], entry: entryOf(mapping.entry, row) };
  if (mapping.group?.every((column) => cellOf(row, column) === ''))
    throw new RowError(`${mapping.group.join(', ')}: the group of this row is empty`);
  const identities = identitiesOf(mapping, row);
  const isAnonymous = areReceipts(identities);
  const sequence = Number(row[ROW_NUMBER] ?? 0);
  // Skip tags without a value. A row does not need to have a value for every tag.
  const tags = (mapping.tags ?? []).flatMap((t, i): MappedTag[] =>
    at(`tags[${i}]`, () => {
      const value = fill(t.value, row);
      if (value === '') return [];
      if (isAnonymous) throw NO_CUSTOMER;
      const observed = t.observedAt ? { observedAt: time(t.observedAt, row, zone) } : {};
      return [{ identities, tag: t.tag, value: typed(value, t), sequence, ...observed }];
    }),
  );
  const points = (mapping.points ?? []).flatMap((p, i): MappedPoint[] =>
    at(`points[${i}]`, () => {
      const value = fill(p.value, row);
      if (value === '') return [];
      if (isAnonymous) throw NO_CUSTOMER;
      return [{ identities, tag: p.tag, value: typed(value, p), sequence, at: time(p.at, row, zone) }];
    }),
  );
  const event = mapping.event && eventOf(mapping, mapping.event, rows, identities, zone);
  return { tags, points, ...(event ? { event } : {}) };
}

const trimmed = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([column, v]) => [column, v.trim()]));

const time = (mapping: TimeMapping, row: Row, zone: string): string => timeOf(fill(mapping.value, row), mapping, zone);

/** Runs a step. If it throws RowError, adds the path in the mapping to the message. */
function at<T>(path: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof RowError) throw new RowError(`${path}: ${error.message}`);
    throw error;
  }
}

const NO_CUSTOMER = new RowError('a row without a customer has no tags; leave the value empty or name the customer');

function identitiesOf(mapping: Mapping, row: Row): readonly IdentityInput[] {
  const identities = mapping.identities
    .map((identity, i) => ({
      namespace: identity.namespace,
      value: at(`identities[${i}]`, () => fillIdentity(identity.value, row)),
    }))
    .filter(({ value }) => value !== '');
  if (identities.length > 0) return identities;
  const receipt = mapping.receipt === undefined ? '' : at('receipt', () => fillIdentity(mapping.receipt!, row));
  if (receipt === '') throw new RowError('identities: no identity in this row');
  return [{ namespace: RECEIPTS.name, value: receipt }];
}

function eventOf(
  mapping: Mapping,
  e: EventMapping,
  rows: readonly Row[],
  identities: readonly IdentityInput[],
  zone: string,
): MappedEvent {
  const [row] = rows;
  const type = at('event.type', () => fill(e.type, row));
  if (!isEventType(type)) throw new RowError('event.type: the type is empty or no name of a type');
  const messageId = at('event.messageId', () => fillId(e.messageId, row));
  if (messageId === '') throw new RowError('event.messageId: every column of it is empty');
  const properties = valuesOf(e.properties, row, 'event.properties');
  const coupon = e.coupon === undefined ? '' : at('event.coupon', () => fillId(e.coupon!, row));
  return {
    source: mapping.source,
    type,
    messageId,
    occurredAt: at('event.occurredAt', () => time(e.occurredAt, row, zone)),
    identities,
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(e.order ? { order: orderOf(mapping, e.order, rows) } : {}),
    ...(coupon === '' ? {} : { coupon }),
  };
}

function entryOf({ key: template, values }: EntryMapping, row: Row): MappedEntry {
  const key = at('entry.key', () => fillId(template, row).trim());
  if (key === '') throw new RowError('entry.key: every column of it is empty');
  return { key, values: valuesOf(values, row, 'entry.values') };
}

function valuesOf(templates: EventMapping['properties'], row: Row, path: string): Readonly<Record<string, Typed>> {
  return Object.fromEntries(
    Object.entries(templates ?? {}).flatMap(([name, given]) =>
      at(`${path}.${name}`, () => {
        const template = typeof given === 'string' ? { value: given } : given;
        const text = fill(template.value, row);
        return text === '' ? [] : [[name, typed(text, template)] as const];
      }),
    ),
  );
}

function orderOf(mapping: Mapping, order: OrderMapping, rows: readonly Row[]): NonNullable<MappedEvent['order']> {
  const [row] = rows;
  const id = (name: 'orderId' | 'paymentId' | 'refundId'): Readonly<Record<string, string>> => {
    const template = order[name];
    const value = template === undefined ? '' : at(`event.order.${name}`, () => fillId(template, row));
    return value === '' ? {} : { [name]: value };
  };
  const amount = stated(mapping, order.amount, row, 'event.order.amount', true);
  const currency = stated(mapping, order.currency, row, 'event.order.currency', false);
  const lines =
    order.lines &&
    rows.flatMap((r) => order.lines!.map((line, i) => lineOf(mapping, line, r, `event.order.lines[${i}]`)));
  return {
    ...id('orderId'),
    ...id('paymentId'),
    ...id('refundId'),
    ...(amount === undefined ? {} : { amount }),
    ...(currency === undefined ? {} : { currency }),
    ...(lines ? { lines } : {}),
  };
}

/**
 * Line fields in which an empty cell is rejected unless its column is optional. A line without a quantity or amount
 * would have a different meaning.
 */
const FIGURES: ReadonlySet<string> = new Set<LineField>(['quantity', 'amount']);

function lineOf(
  mapping: Mapping,
  line: Partial<Readonly<Record<LineField, Template>>>,
  row: Row,
  path: string,
): OrderLineInput {
  return Object.fromEntries(
    Object.entries(line).flatMap(([field, template]) => {
      const text = FIGURES.has(field)
        ? stated(mapping, template, row, `${path}.${field}`, true)
        : at(`${path}.${field}`, () => fill(template, row).trim()) || undefined;
      return text === undefined ? [] : [[field, text] as const];
    }),
  );
}

/** Returns the value of an amount or currency template. It may be empty only if its columns are optional. */
function stated(
  mapping: Mapping,
  template: Template | undefined,
  row: Row,
  path: string,
  isFigure: boolean,
): string | undefined {
  if (template === undefined) return undefined;
  const text = at(path, () => (isEmptyProduct(template, mapping, row) ? '' : fill(template, row).trim()));
  if (text === '') {
    if (isOptional(template, mapping)) return undefined;
    throw new RowError(`${path}: empty`);
  }
  if (isFigure && parseDecimal(text) === undefined)
    throw new RowError(`${path}: not a plain decimal with at most 4 digits after the point`);
  return text;
}

/** Whether a product has an optional factor that is empty. The product is then omitted. */
function isEmptyProduct(template: Template, mapping: Mapping, row: Row): boolean {
  return (
    typeof template === 'object' &&
    'product' in template &&
    template.product.some((factor) => isOptional(factor, mapping) && fill(factor, row).trim() === '')
  );
}
