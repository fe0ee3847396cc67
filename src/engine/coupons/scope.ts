/** Which goods a coupon is for. */
import type { OrderLine } from '../model.js';
import { isUnder } from '../values/paths.js';
import { smaller, sum } from './payable.js';

/** Goods by any of these; a category covers itself and everything below it. */
export interface Goods {
  readonly skus?: readonly string[];
  readonly brands?: readonly string[];
  readonly categories?: readonly string[];
}

/**
 * Goods a coupon is for: those chosen (all where nothing is chosen) without those excluded, or the goods of a bundle.
 */
export interface ProductScope extends Goods {
  readonly excluded?: Goods;
  /** The order has at least one piece of each of these skus. Nothing else is given with it. */
  readonly bundle?: readonly string[];
}

/** Whether a line is of goods a coupon is for; without a scope every line is. */
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

/** The skus of a bundle that an order has no piece of. */
export function missingFromBundle(lines: readonly OrderLine[], scope: ProductScope | undefined): string[] {
  const there = new Set(lines.filter((line) => line.quantity > 0n).map((line) => line.sku));
  return (scope?.bundle ?? []).filter((sku) => !there.has(sku));
}

/** An order as far as its scope is concerned. */
interface Lines {
  readonly amount: bigint;
  readonly lines?: readonly OrderLine[];
}

/** What the goods in scope come to, never more than the order; the order's amount without a scope. */
export function amountInScope({ products }: { readonly products?: ProductScope }, { amount, lines }: Lines): bigint {
  if (!products) return amount;
  return smaller(
    amount,
    sum((lines ?? []).filter((line) => isInScope(line, products)).map((line) => line.amount ?? 0n)),
  );
}
