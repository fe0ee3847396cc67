/** Restricts recommendations to the items that can be offered, by the product catalogue. */
import type { ItemLookup } from '../items/lookup.js';

/** What the product catalogue must say about an item. */
export interface Offer {
  /** Field that shows whether an item is in stock: a truth value, or the number of pieces. */
  readonly availableField?: string;
  /** The highest price, at scale 4. It is compared with the field `price`. */
  readonly mostPrice?: bigint;
}

export const PRICE = 'price';

/**
 * Returns whether an item can be offered. An item without an entry or without the value that is needed cannot, because
 * nothing shows that it is in stock, or what it costs.
 */
export function offeredItems(products: ItemLookup | undefined, offer: Offer): (item: string) => boolean {
  const { availableField, mostPrice } = offer;
  return (item) => {
    if (availableField !== undefined && !isAvailable(products?.valueOf(item, availableField))) return false;
    if (mostPrice === undefined) return true;
    const price = products?.valueOf(item, PRICE);
    return typeof price === 'bigint' && price <= mostPrice;
  };
}

const isAvailable = (value: unknown): boolean =>
  value === true || ((typeof value === 'number' || typeof value === 'bigint') && value > 0);
