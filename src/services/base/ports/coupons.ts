/** Coupons, their names and counts, and packs. */
import type { Coupon } from '../../../engine/coupons/definition.js';
import type { CouponPack } from '../../../engine/coupons/pack-definition.js';
import type { Page, Tx } from './transaction.js';

/** Counters for the limits of a coupon: claims by all customers, and the cost of uses at scale 4. */
export interface CouponCount {
  readonly claimed: number;
  readonly spent: bigint;
}

export interface CouponStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<Coupon[]>;
  /** Finds coupons by folded names: keys and codes, including former codes. */
  named(workspace: string, names: readonly string[], tx?: Tx): Promise<Coupon[]>;
  /** Returns a page of all coupons by key. */
  list(workspace: string, page: Page): Promise<Coupon[]>;
  save(workspace: string, coupon: Coupon, tx: Tx): Promise<void>;
  /**
   * Returns the counters of coupons with a total limit or cost limit, and (by `packCount`) of packs with a total limit.
   */
  counts(workspace: string, keys: readonly string[], tx?: Tx): Promise<Map<string, CouponCount>>;
  addCounts(workspace: string, added: ReadonlyMap<string, CouponCount>, tx: Tx): Promise<void>;
}

export interface CouponPackStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<CouponPack[]>;
  /** Returns a page of all packs by key. */
  list(workspace: string, page: Page): Promise<CouponPack[]>;
  save(workspace: string, pack: CouponPack, tx: Tx): Promise<void>;
}
