/**
 * Parses events and their orders into facts. An event is rejected only if it is invalid on its own, regardless of other
 * events.
 */
import { composed } from '../../engine/values/composed.js';
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { CONSENT_NAME } from '../../engine/facts/consent.js';
import { parseDecimal } from '../../engine/values/decimal.js';
import type { EventFact, KeyClass, OrderLine, Property } from '../../engine/types.js';
import {
  CONSENT_TYPES,
  EVENT_TYPE_RULE,
  eventType,
  isEventType,
  type EventType,
} from '../../engine/facts/vocabulary.js';
import { hasScope, maySpeakAs, SUBJECT, type Principal } from '../base/access.js';
import { invalid, limit } from '../base/errors.js';
import { identifier, identities, instant, money, properties, text, type IdentityInput } from '../base/inputs.js';
import { type EventIntake, type Origin } from '../base/write-intakes.js';
import { eventId } from '../base/ids.js';
import { checkEventSize, checkLinesSize } from './event-size.js';

export interface OrderLineInput {
  readonly lineId?: string | null;
  readonly sku?: string | null;
  readonly name?: string | null;
  readonly brand?: string | null;
  readonly category?: string | null;
  /** A decimal as text, or a whole number. */
  readonly quantity?: string | number | null;
  readonly amount?: string | null;
}

export interface EventInput {
  readonly messageId: string;
  readonly type: string;
  readonly occurredAt?: string | null;
  readonly source?: string | null;
  readonly identities: readonly IdentityInput[];
  readonly properties?: unknown;
  readonly order?: {
    readonly orderId?: string | null;
    readonly paymentId?: string | null;
    readonly refundId?: string | null;
    readonly amount?: string | null;
    readonly currency?: string | null;
    readonly lines?: readonly OrderLineInput[] | null;
  } | null;
  readonly coupon?: string | null;
  /**
   * The sender's original message, if the event was derived from one. Two events with the same messageId count as equal
   * if their original messages are equal. This holds even if the server derived a different time for each event.
   */
  readonly sentBody?: string;
}

const MAX_LINES = 2000;

/** Parses the lines of an order. Each line must have a unique id, unless `returned` is true. */
export function orderLines(list: readonly OrderLineInput[], path: string, returned = false): OrderLine[] {
  if (list.length > MAX_LINES) throw limit('ORDER_LINES_TOO_MANY', `an order has at most ${MAX_LINES} lines`, path);
  const lines = list.map((l, i) => line(l, i, `${path}[${i}]`, returned));
  if (!returned && new Set(lines.map((l) => l.lineId)).size !== lines.length)
    throw invalid('ORDER_LINE_DUPLICATE', 'each line needs its own lineId', path);
  checkLinesSize(lines, path);
  return lines;
}

/**
 * Parses one order line. If a line has no id, its position in the order becomes its id. If a returned line has no id,
 * its SKU becomes its id, because its position does not identify a line of the order.
 */
function line(raw: OrderLineInput, i: number, path: string, returned: boolean): OrderLine {
  const optional = (name: 'sku' | 'name' | 'brand' | 'category'): Record<string, string> => {
    const v = raw[name];
    return v === undefined || v === null ? {} : { [name]: text(v, `${path}.${name}`, 512) };
  };
  const lineId =
    raw.lineId === undefined || raw.lineId === null ? undefined : identifier(raw.lineId, `${path}.lineId`, 128);
  const amount =
    raw.amount === undefined || raw.amount === null ? undefined : positiveMoney(raw.amount, `${path}.amount`, returned);
  return {
    ...(returned && lineId === undefined ? {} : { lineId: lineId ?? String(i) }),
    quantity: quantityOf(raw.quantity, `${path}.quantity`),
    ...(returned && amount === undefined ? {} : { amount: amount ?? 0n }),
    ...optional('sku'),
    ...optional('name'),
    ...optional('brand'),
    ...optional('category'),
  };
}

const ONE = 10_000n;
const MOST_PIECES = 1_000_000_000n * ONE;

function quantityOf(raw: string | number | null | undefined, path: string): bigint {
  if (raw === undefined || raw === null) return ONE;
  // Fractions must be given as text to avoid rounding.
  const v = typeof raw === 'string' || Number.isSafeInteger(raw) ? parseDecimal(String(raw)) : undefined;
  if (v === undefined || v < 0n || v > MOST_PIECES)
    throw invalid(
      'NUMBER_INVALID',
      'quantity is a decimal from 0 to 1,000,000,000 with at most 4 digits after the point, such as 2 or "0.35"',
      path,
    );
  return v;
}

/** Parses the amount of an order or a return. Throws when it is negative. */
function positiveMoney(raw: unknown, path: string, returned: boolean): bigint {
  const v = money(raw, path);
  if (v < 0n)
    throw invalid(
      'AMOUNT_NEGATIVE',
      returned
        ? 'give the refunded amount as a positive number'
        : 'an order has no negative amounts; send returns as order_refunded events that name the order, with positive amounts',
      path,
    );
  return v;
}

/** Validates a consent statement. The purpose and channel must be valid names, and the end must be after the start. */
function statement(props: Readonly<Record<string, Property>>, at: number, path: string): void {
  for (const name of ['purpose', 'channel'])
    if (props[name] !== undefined && !CONSENT_NAME.test(String(props[name])))
      throw invalid('KEY_INVALID', `a ${name} is lower-case letters, digits and _, at most 32`, `${path}.${name}`);
  if (props.until !== undefined && Date.parse(String(props.until)) <= at)
    throw invalid('CONSENT_END_INVALID', 'a permission must end after it was given', `${path}.until`);
}

/**
 * Parses the order in an event. It is rejected only if it is invalid on its own. An event may refer to an order that
 * arrives later.
 */
function orderOf(raw: EventInput, catalogue: Catalogue, keyClass: KeyClass, path: string): Partial<EventFact> {
  const kind = eventType(raw.type);
  const { order } = raw;
  const known = kind?.order === true || kind?.adjustment !== undefined;
  const refund = kind?.adjustment === 'refund';
  const at = `${path}.order`;
  if (known && !refund && !(order?.orderId ?? undefined))
    throw invalid('ORDER_MISSING', `${raw.type} needs an order with its orderId`, at);
  if (!order) {
    if (refund)
      throw invalid(
        'ORDER_MISSING',
        `${raw.type} needs an order: its orderId, or the lines or amount of a credit note`,
        at,
      );
    return {};
  }
  const named = (name: 'orderId' | 'paymentId' | 'refundId'): Partial<EventFact> => {
    const v = order[name];
    return v === undefined || v === null ? {} : { [name]: identifier(v, `${at}.${name}`) };
  };
  if (order.paymentId != null && kind?.order !== true)
    throw invalid('FIELD_NOT_ALLOWED', 'a paymentId belongs to a report of an order', `${at}.paymentId`);
  if (order.refundId != null && !refund)
    throw invalid('FIELD_NOT_ALLOWED', 'a refundId belongs to order_refunded', `${at}.refundId`);
  const lines = order.lines ? orderLines(order.lines, `${at}.lines`, refund) : undefined;
  const amount = orderAmount(order.amount, lines, kind, `${at}.amount`);
  if (refund && order.orderId == null && (order.amount ?? undefined) === undefined && !lines?.length)
    throw invalid('FIELD_MISSING', 'a refund that names no order needs the returned lines or an amount', at);
  return {
    ...named('orderId'),
    ...named('paymentId'),
    ...named('refundId'),
    ...orderCurrency(
      order,
      refund,
      amount !== undefined || !!lines?.some((l) => l.amount !== undefined),
      catalogue,
      at,
    ),
    ...(amount === undefined ? {} : { amount }),
    ...(lines ? { lines } : {}),
    ...(known && keyClass !== 'SERVER' ? { keyClass } : {}),
  };
}

/**
 * Returns the amount of an order or a return. Without an explicit amount, an order gets the sum of its lines. A return
 * gets that sum only if each line has its own amount. A refund with an empty list of lines has the amount 0.
 */
function orderAmount(
  raw: string | null | undefined,
  lines: readonly OrderLine[] | undefined,
  kind: EventType | undefined,
  path: string,
): bigint | undefined {
  const refund = kind?.adjustment !== undefined;
  if (raw !== undefined && raw !== null) return kind ? positiveMoney(raw, path, refund) : money(raw, path);
  // Without this amount, the fold would treat the return as a refund of the whole order.
  if (kind?.adjustment === 'refund' && lines?.length === 0) return 0n;
  const priced = refund && lines?.length && lines.every((l) => l.amount !== undefined);
  return kind?.order || priced ? lines?.reduce((a, l) => a + (l.amount ?? 0n), 0n) : undefined;
}

/**
 * Returns the currency of an order. It defaults to the workspace's currency. A return without a currency uses the
 * currency of its order.
 */
function orderCurrency(
  order: NonNullable<EventInput['order']>,
  refund: boolean,
  statesMoney: boolean,
  catalogue: Catalogue,
  path: string,
): { readonly currency?: string } {
  const currency = order.currency ?? (refund && order.orderId != null ? undefined : catalogue.setting.currency);
  if (currency === undefined) return {};
  if (!/^[A-Z]{3}$/.test(currency))
    throw invalid('CURRENCY_INVALID', 'a currency is three capital letters, e.g. CNY', `${path}.currency`);
  return refund && !statesMoney ? {} : { currency };
}

/** Serializes a fact so that the order of its fields does not matter. */
function spelled(fact: unknown): string {
  const sorted = (v: unknown): unknown =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v;
  return JSON.stringify(fact, (k, v: unknown) => {
    if (typeof v !== 'bigint') return sorted(v);
    return k === 'quantity' ? Number(v) / 10_000 : String(v);
  });
}

/**
 * Parses and validates a whole event. The hash covers every field that the sender set. `keyClass` is the class of the
 * caller's key.
 */
export function event(
  raw: EventInput,
  catalogue: Catalogue,
  principal: Principal,
  origin: Origin,
  path: string,
  keyClass: KeyClass = 'SERVER',
): EventIntake {
  const messageId = identifier(raw.messageId, `${path}.messageId`);
  const source = raw.source === undefined || raw.source === null ? origin.actor : raw.source;
  if (!SUBJECT.test(source))
    throw invalid('SOURCE_INVALID', 'a source is named by letters, digits and _ . : @ -, at most 64', `${path}.source`);
  maySpeakAs(principal, source, `${path}.source`);
  if (!isEventType(raw.type)) throw invalid('EVENT_TYPE_INVALID', EVENT_TYPE_RULE, `${path}.type`);
  const kind = eventType(raw.type);
  if (raw.occurredAt === undefined || raw.occurredAt === null)
    throw invalid('EVENT_INSTANT_MISSING', 'occurredAt is missing: when the event happened', `${path}.occurredAt`);
  const at = instant(raw.occurredAt, `${path}.occurredAt`);
  const ids = identities(raw.identities, catalogue, `${path}.identities`);
  const props = properties(raw.properties, raw.type, `${path}.properties`);
  for (const name of kind?.required ?? [])
    if (!Object.hasOwn(props ?? {}, name) && !(name === 'couponId' && raw.coupon))
      throw invalid('EVENT_PROPERTY_MISSING', `${raw.type} needs the property ${name}`, `${path}.properties.${name}`);
  if (CONSENT_TYPES.includes(raw.type)) statement(props ?? {}, at, `${path}.properties`);
  const named = typeof props?.couponId === 'string' ? props.couponId : undefined;
  if (raw.coupon != null && named !== undefined && named !== raw.coupon)
    throw invalid('ALTERNATIVES_CONFLICT', 'coupon and the property couponId name different coupons', `${path}.coupon`);
  const orderPart = orderOf(raw, catalogue, keyClass, path);
  checkEventSize({ ...(props ? { properties: props } : {}), ...orderPart }, path);
  const coupon = raw.coupon == null ? named : identifier(raw.coupon, `${path}.coupon`);
  const fact: EventFact = {
    id: eventId(source, messageId),
    type: composed(raw.type),
    at,
    ...(props ? { properties: props } : {}),
    ...orderPart,
    ...(coupon === undefined ? {} : { coupon }),
  };
  const body = raw.sentBody === undefined ? spelled([fact, ids]) : JSON.stringify([raw.sentBody, keyClass, ids]);
  return {
    kind: 'event',
    origin,
    identities: ids,
    event: fact,
    source,
    messageId,
    ...(hasScope(principal, 'coupons:write') ? { mayDecide: true } : {}),
    bodyHash: createHash('sha256').update(body).digest('base64url'),
  };
}
