/** Definitions of packs: several coupons claimed together. */
import type { Condition } from '../model.js';

/** A coupon of a pack, with its number of claims per customer. */
export interface PackItem {
  readonly coupon: string;
  readonly count: number;
}

export interface CouponPack {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Each coupon at most once, and no group coupons. */
  readonly coupons: readonly PackItem[];
  /** Eligibility condition, evaluated at the time of the claim. Absent for everyone who may claim the coupons. */
  readonly eligible?: Condition;
  /** Maximum number of claims per customer, and in total. */
  readonly perCustomer?: number;
  readonly total?: number;
  /** It can be claimed in [from, until). */
  readonly from?: number;
  readonly until?: number;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}
