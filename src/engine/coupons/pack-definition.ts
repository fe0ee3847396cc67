/** Packs as defined: several coupons that are claimed together. */
import type { Condition } from '../model.js';

/** A coupon of a pack, and how many claims of it a customer gets. */
export interface PackItem {
  readonly coupon: string;
  readonly count: number;
}

export interface CouponPack {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Each coupon once, none for two. */
  readonly coupons: readonly PackItem[];
  /** Who may claim it, decided at the instant of the claim; absent: everyone who may claim its coupons. */
  readonly eligible?: Condition;
  /** How often one customer may claim it, and all together. */
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
