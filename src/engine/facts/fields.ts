/**
 * Resolves the names of event fields. Vocabulary types have built-in fields such as `amount`. For any other type, a
 * name refers to the event's own property. If the event has no such property, the name refers to the built-in field.
 */
import type { ItemCatalogues, ItemLookup } from '../items/lookup.js';
import { decimalOfNumber } from '../values/decimal.js';
import type { EventFact, Field, ItemReference, OrderLine, Property, Value, ValueType } from '../types.js';
import { dayOf, hourOf, parseInstant, weekdayOf } from '../time/time.js';
import { eventType, EVENT_FIELDS, LINE_FIELDS } from './vocabulary.js';

/** Workspace settings that are needed to read fields. */
export interface FieldSetting {
  readonly zone: string;
  /** Current entries of the item catalogues. Absent if the workspace has none. */
  readonly items?: ItemCatalogues;
}

/** Fields computed from the time of the event in the workspace's time zone. They are not stored. */
const OF_TIME: readonly string[] = ['time', 'day', 'month', 'hour', 'weekday'];
export const isOfTime = (name: string): boolean => OF_TIME.includes(name);

/**
 * Whether the vocabulary defines a built-in field with this name for an event type. Events of this type must not have a
 * property with the same name.
 */
export function hasBuiltIn(event: string, name: string): boolean {
  const type = eventType(event);
  if (!type || !Object.hasOwn(EVENT_FIELDS, name)) return false;
  if (isOfTime(name)) return true;
  const order = type.order === true || type.adjustment !== undefined;
  return order || (name === 'coupon' && type.name.startsWith('coupon_'));
}

/**
 * Returns the flag `own` for a property whose name is in quotes. The flag is set only if the name could otherwise mean
 * a built-in field, so that each field has one form.
 */
export const ownMark = (name: string): Pick<Field, 'own'> => (Object.hasOwn(EVENT_FIELDS, name) ? { own: true } : {});

/** Returns the flag `ownSame` for a property named in quotes after `same`, where a name can also mean a line field. */
export const ownSameMark = (name: string): { readonly ownSame?: true } =>
  Object.hasOwn(EVENT_FIELDS, name) || Object.hasOwn(LINE_FIELDS, name) ? { ownSame: true } : {};

/** A field that events say themselves. */
export type SaidField = Pick<Field, 'name' | 'own'>;

/** Returns the field that all steps of a sequence share. */
export const sharedField = (pattern: { readonly same?: string; readonly ownSame?: true }): SaidField | undefined =>
  pattern.same === undefined ? undefined : { name: pattern.same, ...(pattern.ownSame ? { own: true } : {}) };

/** Whether `name` can refer to a property or to a built-in field, depending on whether the event has the property. */
export const isEither = (event: string, name: string): boolean =>
  Object.hasOwn(EVENT_FIELDS, name) && !hasBuiltIn(event, name);

/**
 * Returns the type of a field. Returns undefined for a property without a declared type. Its values keep the type with
 * which they were sent.
 */
export function fieldType(event: string, field: Field): ValueType | undefined {
  const { name, item, own } = field;
  if (item) return item.type;
  if (field.scope === 'line') return Object.hasOwn(LINE_FIELDS, name) ? LINE_FIELDS[name] : undefined;
  if (!own && hasBuiltIn(event, name)) return EVENT_FIELDS[name];
  const declared = eventType(event)?.properties;
  return declared && Object.hasOwn(declared, name) ? declared[name] : undefined;
}

/**
 * Whether a field is an exact decimal at scale 4, such as an amount of money or a quantity. Other numbers are IEEE
 * doubles.
 */
export const isDecimalField = (event: string, field: Field): boolean => fieldType(event, field) === 'DECIMAL';

/**
 * Converts the value of a property for evaluation. A number becomes a decimal if the property is declared as a decimal.
 * A text in the property `time` becomes a timestamp.
 */
export function readProperty(event: string, name: string, value: Property): Value {
  if (typeof value === 'number' && isDecimalField(event, { scope: 'event', name, own: true }))
    return decimalOfNumber(value);
  return name === 'time' && typeof value === 'string' ? (parseInstant(value) ?? value) : value;
}

function ownField(e: EventFact, name: string): Value | undefined {
  const v = e.properties && Object.hasOwn(e.properties, name) ? e.properties[name] : undefined;
  return v === undefined ? undefined : readProperty(e.type, name, v);
}

function builtIn(e: EventFact, name: string, zone: string): Value | undefined {
  switch (name) {
    case 'amount':
      return e.amount;
    case 'currency':
      return e.currency;
    case 'order':
      return e.orderId;
    case 'coupon':
      return e.coupon;
    case 'time':
      return e.at;
    case 'day':
      return dayOf(e.at, zone);
    case 'month':
      return dayOf(e.at, zone).slice(0, 7);
    case 'hour':
      return hourOf(e.at, zone);
    case 'weekday':
      return weekdayOf(e.at, zone);
    default:
      return undefined;
  }
}

/** Fields that are read from the product catalogue if an order line or a product event does not contain them. */
export const PRODUCT_FIELDS: readonly string[] = ['name', 'brand', 'category', 'price'];

/**
 * Whether a field is read from the product catalogue if the event does not contain it. This is the case for the name,
 * brand and category of order lines, and for the brand, category and price of vocabulary types that have a sku.
 */
export function isOfProduct(event: string, { scope, name }: Pick<Field, 'scope' | 'name'>): boolean {
  if (!PRODUCT_FIELDS.includes(name)) return false;
  if (scope === 'line') return Object.hasOwn(LINE_FIELDS, name);
  const declared = eventType(event)?.properties;
  return declared !== undefined && Object.hasOwn(declared, 'sku') && Object.hasOwn(declared, name);
}

/** Returns the catalogue that a reference refers to. Undefined if it does not exist. */
export const itemsOf = ({ catalogue }: ItemReference, items: ItemCatalogues | undefined): ItemLookup | undefined =>
  catalogue === undefined ? items?.products : items?.named(catalogue);

/** Returns the value of a field of an event by name. With `own`, the built-in field of this name is not read. */
export function eventField(fact: EventFact, { name, own: isOwn }: SaidField, setting: FieldSetting): Value | undefined {
  if (!isOwn && hasBuiltIn(fact.type, name)) return builtIn(fact, name, setting.zone);
  const own = ownField(fact, name) ?? (isOwn ? undefined : builtIn(fact, name, setting.zone));
  const products = setting.items?.products;
  if (own !== undefined || !products || !isOfProduct(fact.type, { scope: 'event', name })) return own;
  return products.valueOf(ownField(fact, 'sku'), name);
}

/**
 * Returns the value that an event has for the field of a condition. If the field refers to a catalogue, returns the
 * field of the catalogue entry.
 */
export function readEvent(fact: EventFact, { name, own, item }: Field, setting: FieldSetting): Value | undefined {
  const value = eventField(fact, { name, own }, setting);
  return item ? itemsOf(item, setting.items)?.valueOf(value, item.field) : value;
}

/**
 * Returns the value that an order line has for the field of a condition. If the field refers to a catalogue, returns
 * the field of the catalogue entry.
 */
export function readLine(line: OrderLine, { name, item }: Field, setting: FieldSetting): Value | undefined {
  let value = lineField(line, name);
  const products = setting.items?.products;
  if (value === undefined && products && isOfProduct('', { scope: 'line', name }))
    value = products.valueOf(line.sku, name);
  return item ? itemsOf(item, setting.items)?.valueOf(value, item.field) : value;
}

/** Returns the value of a field that is computed from the time of an event. */
export const timeField = (at: number, name: string, zone: string): Value | undefined =>
  builtIn({ id: '', type: '', at }, name, zone);

function lineField(line: OrderLine, name: string): Value | undefined {
  return line[name as 'sku' | 'brand' | 'category' | 'name' | 'quantity' | 'amount'];
}

/**
 * Whether the amount of an event counts in an aggregate. An aggregate uses the requested currency, or else the
 * workspace's currency. A custom property named `amount` counts in any currency unless a currency is requested. An
 * event without a currency is in the workspace's currency, so that no amount counts in two currencies.
 */
export function isOfCurrency(
  field: Field,
  fact: EventFact,
  asked: string | undefined,
  setting: FieldSetting & { readonly currency: string },
): boolean {
  if (field.name !== 'amount') return true;
  const isOwn = field.scope === 'event' && (field.own === true || isEither(fact.type, 'amount'));
  const own = isOwn && ownField(fact, 'amount') !== undefined;
  if (own && asked === undefined) return true;
  const currency = own ? eventField(fact, { name: 'currency' }, setting) : fact.currency;
  return (currency ?? setting.currency) === (asked ?? setting.currency);
}
