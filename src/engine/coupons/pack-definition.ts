/** Definitions of packs. A pack consists of several coupons that are claimed together. */
import type { Condition } from '../types.js';

/** A coupon of a pack, and how many times the coupon is claimed with each claim of the pack. */
export interface PackItem {
  readonly coupon: string;
  readonly count: number;
}

export interface CouponPack {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** The coupons of the pack. Each coupon occurs at most once, and group coupons are not allowed. */
  readonly coupons: readonly PackItem[];
  /**
   * Condition that a customer must meet at the time of the claim. If absent, only the conditions of the coupons apply.
   */
  readonly eligible?: Condition;
  /** Maximum number of claims of the pack, per customer and by all customers. */
  readonly perCustomer?: number;
  readonly total?: number;
  /** The pack can be claimed within [from, until). */
  readonly from?: number;
  readonly until?: number;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}
