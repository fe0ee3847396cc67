/** Coupon definitions. Amounts are integers at scale 4. */
import type { Condition } from '../types.js';
import type { ProductScope } from './scope.js';

/**
 * FULL_REDUCTION takes the face value off orders that reach a threshold. FIXED_AMOUNT takes it off any order. DISCOUNT
 * takes off a share. FREE_SHIPPING takes off the shipping cost. EXCHANGE is worth its face value in products.
 * BUY_N_GET_M makes the cheapest m of every n + m pieces free. GIFT takes nothing off an order, but costs its face
 * value.
 */
export const COUPON_KINDS = [
  'FULL_REDUCTION',
  'DISCOUNT',
  'FIXED_AMOUNT',
  'FREE_SHIPPING',
  'EXCHANGE',
  'BUY_N_GET_M',
  'GIFT',
] as const;
export type CouponKind = (typeof COUPON_KINDS)[number];

export interface Coupon {
  readonly key: string;
  /** The code that customers see in the shop. Like the key, it identifies the coupon. It is case-insensitive. */
  readonly code?: string;
  /** Earlier codes of the coupon. These codes still identify the coupon. */
  readonly formerCodes?: readonly string[];
  readonly name: string;
  readonly description?: string;
  readonly kind: CouponKind;
  readonly faceValue?: bigint;
  /** For the kind DISCOUNT: the share to take off, in basis points. 2000n is 20% off. */
  readonly share?: bigint;
  /** For the kind DISCOUNT: the maximum amount to take off, at scale 4. */
  readonly most?: bigint;
  /** Minimum order amount for which the coupon can be used, at scale 4. */
  readonly threshold?: bigint;
  /** For BUY_N_GET_M: how many pieces are bought and how many are free. */
  readonly buy?: number;
  readonly get?: number;
  /**
   * The products in scope. Threshold and discount consider only order lines with these products. If absent, the whole
   * order is in scope.
   */
  readonly products?: ProductScope;
  /** For BUY_N_GET_M: the products that can be free. By default, these are the products in `products`. */
  readonly gifts?: ProductScope;
  /**
   * Whether the coupon may be combined with other coupons on the same order. All coupons on the order must be
   * stackable.
   */
  readonly stackable: boolean;
  /** The store, platform and channel in which the coupon can be used. An absent field does not restrict the use. */
  readonly store?: string;
  readonly platform?: string;
  readonly channel?: string;
  /** The campaign of the coupon, and the party that pays for the coupon. Only reports use these two fields. */
  readonly campaign?: string;
  readonly costBearer?: string;
  /** Condition that a customer must meet at the time of the claim. If absent, everyone may claim the coupon. */
  readonly eligible?: Condition;
  /** Maximum number of claims per customer, and in total. */
  readonly perCustomer?: number;
  readonly total?: number;
  /**
   * Maximum total cost, at scale 4, of all uses that this platform decides. Uses that are only reported do not count.
   */
  readonly costLimit?: bigint;
  /** The coupon can be claimed and used within [from, until). */
  readonly from?: number;
  readonly until?: number;
  /** Time in ms for which a claim can be used, counted from the claim. From `until` on, a claim can never be used. */
  readonly validForMs?: number;
  /** Whether the customer gets the coupon back if the order is cancelled or fully refunded. */
  readonly returnOnRefund: boolean;
  /** Whether two customers must claim the coupon together. Each of them gets one. */
  readonly group: boolean;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Returns the time in ms at which a claim expires. At this time, the claim can no longer be used. */
export function expiryOf(coupon: Pick<Coupon, 'until' | 'validForMs'>, claimedAt: number): number {
  return Math.min(coupon.until ?? Infinity, coupon.validForMs === undefined ? Infinity : claimedAt + coupon.validForMs);
}
