/** Converts the products of an order in the tracking format to order lines. */
import { composed } from '../../engine/values/composed.js';
import { formatDecimal } from '../../engine/values/decimal.js';
import { invalid } from '../base/errors.js';
import type { OrderLineInput } from '../events/event-inputs.js';
import type { Notes } from './notes.js';
import { decimalOf, isAbsent, isObject, textOf, times, type Json } from './values.js';

const LONGEST_ID = 128;
const LONGEST_NAME = 512;

/** Product fields that the format defines. Order lines do not store the last four. */
const FIELDS = new Set(
  'product_id sku name brand category quantity price variant position coupon url image_url'.split(' '),
);

/** Converts `products` to order lines. Returns undefined if the field is absent. Invalid products cause a warning. */
export function productLines(products: unknown, refund: boolean, notes: Notes): OrderLineInput[] | undefined {
  if (isAbsent(products)) return undefined;
  // A single product is treated as a list with one element.
  const list: readonly unknown[] = Array.isArray(products) ? products : [products];
  const found = list.flatMap((product, i) => {
    const field = Array.isArray(products) ? `properties.products[${i}]` : 'properties.products';
    if (isObject(product)) return [{ product, field }];
    notes.add(field, 'FIELD_NOT_KEPT', 'a product is an object');
    return [];
  });
  const ids = found.map(({ product }) => idOf(product.product_id) ?? idOf(product.sku));
  const counts = new Map<string | undefined, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const unique = ids.map((id) => (counts.get(id) === 1 ? id : undefined));
  const taken = new Set(unique);
  return found.map(({ product, field }, i) => {
    const lineId = unique[i] ?? placeOf(i, taken, refund);
    return { ...(lineId === undefined ? {} : { lineId }), ...lineOf(product, field, notes) };
  });
}

/** Returns the id of a product, or undefined if it is not a valid line id. */
function idOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const id = composed(String(value));
  const usable = id.trim() !== '' && id.length <= LONGEST_ID && id.isWellFormed() && !/\p{Cc}/u.test(id);
  return usable ? id : undefined;
}

/**
 * Returns a generated line id for a product that has no unique id, if the product's position number is already the id
 * of another product. Otherwise returns undefined, because the position number is then the default id. Refunded lines
 * get no generated id.
 */
function placeOf(place: number, taken: ReadonlySet<string | undefined>, refund: boolean): string | undefined {
  if (refund || !taken.has(String(place))) return undefined;
  let id = `line ${place}`;
  while (taken.has(id)) id = `${id}'`;
  return id;
}

function lineOf(product: Json, field: string, notes: Notes): OrderLineInput {
  for (const name of Object.keys(product))
    if (!FIELDS.has(name))
      notes.add(`${field}.${name.slice(0, 64)}`, 'FIELD_NOT_KEPT', 'lines of orders have no such field');
  const text = (name: string): string | undefined => textOf(product[name], `${field}.${name}`, notes, LONGEST_NAME);
  const quantity = numberOf(product, 'quantity', field, notes);
  const price = numberOf(product, 'price', field, notes);
  return {
    sku: text('sku') ?? text('product_id'),
    name: text('name'),
    brand: text('brand'),
    category: text('category'),
    quantity: quantity === undefined ? undefined : formatDecimal(quantity),
    ...(price === undefined ? {} : { amount: formatDecimal(times(price, quantity ?? ONE)) }),
  };
}

const ONE = 10_000n;

/**
 * Parses a number. Throws with the path of the field when it is invalid, because an invalid number must not be treated
 * as 1 or as absent.
 */
function numberOf(product: Json, name: 'quantity' | 'price', field: string, notes: Notes): bigint | undefined {
  if (isAbsent(product[name])) return undefined;
  const decimal = decimalOf(product[name], `${field}.${name}`, notes);
  if (decimal === undefined)
    throw invalid('NUMBER_INVALID', `${name} is a number such as 3 or "0.35"`, `${field}.${name}`);
  return decimal;
}
