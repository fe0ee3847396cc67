/** Coupon definitions. Amounts are integers at scale 4. */
import type { Condition } from '../model.js';
import type { ProductScope } from './scope.js';

/**
 * FULL_REDUCTION takes the face value off orders that reach a threshold, and FIXED_AMOUNT off any order. DISCOUNT takes
 * off a share. FREE_SHIPPING takes off the shipping cost. EXCHANGE is worth its face value in products. BUY_N_GET_M
 * makes the cheapest m of every n + m pieces free. GIFT takes nothing off and costs its face value.
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
  /** The code that customers see in the shop. It identifies the coupon like its key. Case-insensitive. */
  readonly code?: string;
  /** Earlier codes of the coupon. They still identify it. */
  readonly formerCodes?: readonly string[];
  readonly name: string;
  readonly description?: string;
  readonly kind: CouponKind;
  readonly faceValue?: bigint;
  /** The discount of a DISCOUNT in basis points: 2000n is 20% off. */
  readonly share?: bigint;
  /** Maximum discount of a DISCOUNT. */
  readonly most?: bigint;
  /** Minimum order amount. */
  readonly threshold?: bigint;
  /** For BUY_N_GET_M: how many pieces are bought and how many are free. */
  readonly buy?: number;
  readonly get?: number;
  /** Products in scope. Threshold and discount consider only their order lines. Absent for the whole order. */
  readonly products?: ProductScope;
  /** For BUY_N_GET_M: the free products. Defaults to the products bought. */
  readonly gifts?: ProductScope;
  /** Whether the coupon may be combined with another one on the same order. Both must be stackable. */
  readonly stackable: boolean;
  /** Where the coupon can be used. Absent for no restriction. */
  readonly store?: string;
  readonly platform?: string;
  readonly channel?: string;
  /** The campaign of the coupon, and the party that bears its cost. Only reports use them. */
  readonly campaign?: string;
  readonly costBearer?: string;
  /** Eligibility condition, evaluated at the time of the claim. Absent for everyone. */
  readonly eligible?: Condition;
  /** Maximum number of claims per customer, and in total. */
  readonly perCustomer?: number;
  readonly total?: number;
  /** Maximum total cost, at scale 4, of all uses that this platform decides. */
  readonly costLimit?: bigint;
  /** The coupon can be claimed and used within [from, until). */
  readonly from?: number;
  readonly until?: number;
  /** A claim can be used within [claimed, claimed + validForMs), but never from `until` on. */
  readonly validForMs?: number;
  /** Whether cancelling or fully refunding the order returns the coupon. */
  readonly returnOnRefund: boolean;
  /** A group coupon is claimed by two customers together, who get one each. */
  readonly group: boolean;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Returns when a claim expires, in ms. The claim can no longer be used at that millisecond. */
export function expiryOf(coupon: Pick<Coupon, 'until' | 'validForMs'>, claimedAt: number): number {
  return Math.min(coupon.until ?? Infinity, coupon.validForMs === undefined ? Infinity : claimedAt + coupon.validForMs);
}
