/** Definitions of packs: several coupons claimed together. */
import type { Condition } from '../model.js';

/** A coupon of a pack, and how often a claim of the pack claims it. */
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
   * Eligibility condition, evaluated at the time of the claim. If absent, everyone who may claim the coupons may claim
   * the pack.
   */
  readonly eligible?: Condition;
  /** Maximum number of claims per customer, and in total. */
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
