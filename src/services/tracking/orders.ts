/** Converts the e-commerce events of the tracking format to orders and refunds. */
import { eventType } from '../../engine/facts/vocabulary.js';
import { isBuiltInPlaceholder } from '../../engine/identity/placeholders.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import { invalid, ServiceError } from '../base/errors.js';
import { identifier } from '../base/inputs.js';
import type { EventInput } from '../events/event-inputs.js';
import { productLines } from './order-lines.js';
import type { Notes } from './notes.js';
import { decimalOf, isAbsent, textOf, type Json } from './values.js';

export interface Bought {
  readonly type: string;
  /** The properties of the event that are not part of the order. */
  readonly properties: Json;
  readonly order?: NonNullable<EventInput['order']>;
  readonly coupon?: string;
}

/** Returns an event together with its order and coupon. */
export function boughtBy(type: string, properties: Json, notes: Notes): Bought {
  const coupon = couponOf(properties.coupon, notes);
  const named = coupon === undefined ? {} : { coupon };
  if (!type.startsWith('order_')) return { type, properties, ...named };
  const orderId = orderIdOf(properties.order_id);
  if (orderId === undefined) return withoutOrder(type, properties, named, notes);
  const refund = type === 'order_refunded';
  const { order_id: _id, products: _products, coupon: _coupon, ...rest } = properties;
  const { order, left } = orderOf(rest, properties.products, refund, notes);
  if (order.lines?.length === 0 && order.amount === undefined)
    notes.add('properties.products', 'REFUND_LINES_MISSING', 'the refund has no readable products and refunds nothing');
  return { type, properties: left, order: { orderId, ...order }, ...named };
}

/**
 * Converts an order event without an order id. The event is not stored as an order, because without an id it could not
 * be distinguished from other orders. A return becomes a credit note.
 */
function withoutOrder(type: string, properties: Json, named: { readonly coupon?: string }, notes: Notes): Bought {
  const kind = eventType(type);
  if (!kind?.order && kind?.adjustment === undefined) return { type, properties, ...named };
  if (kind.adjustment === 'refund') {
    const { order_id: _id, products: _products, ...rest } = properties;
    const { order, left } = orderOf(rest, properties.products, true, notes);
    if (order.amount !== undefined || order.lines?.length) {
      notes.add('properties.order_id', 'ORDER_ID_MISSING', 'kept as a credit note: a return that names no order');
      return { type, properties: left, order };
    }
  }
  const plain = `${type}_without_id`;
  notes.add('properties.order_id', 'ORDER_ID_MISSING', `kept as an event ${plain}, which is not an order`);
  return { type: plain, properties };
}

/** Returns the id of an order. Returns undefined for values that mean no id, such as null, "undefined" or "0". */
function orderIdOf(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number')
    throw invalid('TEXT_EXPECTED', 'order_id is a text or a number', 'properties.order_id');
  const id = typeof value === 'number' && Number.isInteger(value) ? BigInt(value).toString() : String(value);
  return isBuiltInPlaceholder(id) && !/^[1-9]\d*$/.test(id) ? undefined : id;
}

/**
 * Field names for the total amount, in order of precedence. The first one present is used. The others are kept as
 * properties.
 */
const TOTALS = ['total', 'revenue', 'value'];

function orderOf(
  properties: Json,
  products: unknown,
  refund: boolean,
  notes: Notes,
): { readonly order: NonNullable<EventInput['order']>; readonly left: Json } {
  const totalName = TOTALS.find((name) => !isAbsent(properties[name]));
  const total = totalName === undefined ? undefined : amountOf(properties[totalName], `properties.${totalName}`, notes);
  const lines = productLines(products, refund, notes);
  const idName = refund ? 'refund_id' : 'payment_id';
  const id = textOf(properties[idName], `properties.${idName}`, notes, Infinity);
  const taken = new Set([totalName, idName, 'currency']);
  return {
    order: {
      ...(total === undefined ? {} : { amount: total }),
      ...(id === undefined ? {} : { [refund ? 'refundId' : 'paymentId']: id }),
      currency: currencyOf(properties.currency),
      // A refund keeps its empty list, because a refund without a list refunds the whole order.
      ...(lines && (refund || lines.length > 0) ? { lines } : {}),
    },
    left: Object.fromEntries(Object.entries(properties).filter(([name]) => !taken.has(name))),
  };
}

function amountOf(value: unknown, field: string, notes: Notes): string {
  const decimal = decimalOf(value, field, notes);
  if (decimal === undefined) throw invalid('DECIMAL_INVALID', 'expected an amount such as 12.5 or "12.50"', field);
  return formatDecimal(decimal);
}

function currencyOf(value: unknown): string | undefined {
  if (isAbsent(value)) return undefined;
  const code = typeof value === 'string' ? value.trim().toUpperCase() : '';
  if (!/^[A-Z]{3}$/.test(code))
    throw invalid('CURRENCY_INVALID', 'a currency is three letters, e.g. CNY', 'properties.currency');
  return code;
}

/** Returns the coupon of an event. An invalid coupon is omitted with a warning. */
function couponOf(value: unknown, notes: Notes): string | undefined {
  const text = textOf(value, 'properties.coupon', notes, Infinity);
  if (text === undefined) return undefined;
  try {
    return identifier(text, 'properties.coupon');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    notes.refused('properties.coupon', error);
    return undefined;
  }
}
