/** Coupons as defined. Money in integer units at scale 4. */
import type { Condition } from '../model.js';
import type { ProductScope } from './scope.js';

/**
 * FULL_REDUCTION takes the face value off an order from a threshold on, FIXED_AMOUNT off any order, DISCOUNT a share of
 * it; FREE_SHIPPING takes the shipping off; EXCHANGE is worth its face value in goods; BUY_N_GET_M makes the cheapest m
 * of every n + m pieces free; GIFT takes nothing off and costs its face value.
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
  /** As the shop prints it; names the coupon like its key, in any case. */
  readonly code?: string;
  /** Codes it had before: they name it for good. */
  readonly formerCodes?: readonly string[];
  readonly name: string;
  readonly description?: string;
  readonly kind: CouponKind;
  readonly faceValue?: bigint;
  /** The discount of a DISCOUNT in basis points: 2000n is 20% off. */
  readonly share?: bigint;
  /** The most a DISCOUNT takes off. */
  readonly most?: bigint;
  /** The least order amount it can be used on. */
  readonly threshold?: bigint;
  /** Of BUY_N_GET_M. */
  readonly buy?: number;
  readonly get?: number;
  /** Goods it is for: threshold and discount are reckoned on their lines alone; absent: the whole order. */
  readonly products?: ProductScope;
  /** Of BUY_N_GET_M: goods that are given; absent: those that are bought. */
  readonly gifts?: ProductScope;
  /** Whether it may be used beside another coupon on one order; both have to say so. */
  readonly stackable: boolean;
  /** Where it is good; absent: everywhere. */
  readonly store?: string;
  readonly platform?: string;
  readonly channel?: string;
  /** The campaign it belongs to, and who pays for it; for reports. */
  readonly campaign?: string;
  readonly costBearer?: string;
  /** Who may claim it, decided at the instant of the claim; absent: everyone. */
  readonly eligible?: Condition;
  /** Claims of one customer, and of all. */
  readonly perCustomer?: number;
  readonly total?: number;
  /** The most that all uses here may cost together, scale 4. */
  readonly costLimit?: bigint;
  /** It can be claimed and used in [from, until). */
  readonly from?: number;
  readonly until?: number;
  /** A claim is good for so long: in [claimed, claimed + validFor), and not from `until` on. */
  readonly validForMs?: number;
  /** A refund of the whole order, or its cancellation, gives the coupon back. */
  readonly returnOnRefund: boolean;
  /** A group coupon is claimed by two, and both get one. */
  readonly group: boolean;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Until when a claim made at an instant is good; at that very millisecond it is no more. */
export function expiryOf(coupon: Pick<Coupon, 'until' | 'validForMs'>, claimedAt: number): number {
  return Math.min(coupon.until ?? Infinity, coupon.validForMs === undefined ? Infinity : claimedAt + coupon.validForMs);
}
