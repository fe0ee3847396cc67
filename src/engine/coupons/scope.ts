/** Determines which products of an order are in scope of a coupon. */
import type { OrderLine } from '../types.js';
import { isUnder } from '../values/paths.js';
import { smaller, sum } from './payable.js';

/** Selects the products that match at least one of these fields. A category includes its subcategories. */
export interface Goods {
  readonly skus?: readonly string[];
  readonly brands?: readonly string[];
  readonly categories?: readonly string[];
}

/**
 * The scope of a coupon. It consists of the selected products without the excluded ones, or of the products of a
 * bundle. If no products are selected, all products are in scope, except the excluded ones.
 */
export interface ProductScope extends Goods {
  readonly excluded?: Goods;
  /**
   * SKUs of a bundle. The order must contain at least one piece of each. A bundle cannot be combined with the other
   * fields.
   */
  readonly bundle?: readonly string[];
}

/** Whether a line is in scope. If `scope` is undefined, every line is in scope. */
export function isInScope(line: OrderLine, scope: ProductScope | undefined): boolean {
  if (!scope) return true;
  const { skus, brands, categories, bundle, excluded } = scope;
  const chosen = bundle ? { skus: bundle } : { skus, brands, categories };
  const everything = Object.values(chosen).every((list) => list === undefined);
  return (everything || isAmong(line, chosen)) && !(excluded && isAmong(line, excluded));
}

function isAmong({ sku, brand, category }: OrderLine, goods: Goods): boolean {
  return (
    (sku !== undefined && goods.skus?.includes(sku) === true) ||
    (brand !== undefined && goods.brands?.includes(brand) === true) ||
    (category !== undefined && goods.categories?.some((path) => isUnder(category, path)) === true)
  );
}

/** Returns the SKUs of a bundle that are missing from an order. */
export function missingFromBundle(lines: readonly OrderLine[], scope: ProductScope | undefined): string[] {
  const there = new Set(lines.filter((line) => line.quantity > 0n).map((line) => line.sku));
  return (scope?.bundle ?? []).filter((sku) => !there.has(sku));
}

/** The fields of an order that determine the amount in scope. */
interface Lines {
  readonly amount: bigint;
  readonly lines?: readonly OrderLine[];
}

/**
 * Returns the amount of the lines in scope, but at most the amount of the order. Without a scope, returns the amount of
 * the order.
 */
export function amountInScope({ products }: { readonly products?: ProductScope }, { amount, lines }: Lines): bigint {
  if (!products) return amount;
  return smaller(
    amount,
    sum((lines ?? []).filter((line) => isInScope(line, products)).map((line) => line.amount ?? 0n)),
  );
}
