/** Storage of coupons and packs, together with the names and the usage counters of coupons. */
import type { Coupon } from '../../../engine/coupons/coupon-definition.js';
import type { CouponPack } from '../../../engine/coupons/pack-definition.js';
import type { Page, Tx } from './transaction.js';

/**
 * Usage counters for the limits of a coupon. They are the number of claims by all customers, and the cost of all uses
 * with four decimal places.
 */
export interface CouponCount {
  readonly claimed: number;
  readonly spent: bigint;
}

export interface CouponStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<Coupon[]>;
  /** Finds coupons by case-folded names. A name is a key, a current code or a former code. */
  named(workspace: string, names: readonly string[], tx?: Tx): Promise<Coupon[]>;
  /** Returns a page of all coupons, ordered by key. */
  list(workspace: string, page: Page): Promise<Coupon[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  /** Returns the number of characters of each definition. */
  sizes(workspace: string, tx?: Tx): Promise<number[]>;
  save(workspace: string, coupon: Coupon, tx: Tx): Promise<void>;
  /**
   * Returns the counters of coupons with a total limit or cost limit. Also returns the counters of packs with a total
   * limit, under the key from `packCount`.
   */
  counts(workspace: string, keys: readonly string[], tx?: Tx): Promise<Map<string, CouponCount>>;
  addCounts(workspace: string, added: ReadonlyMap<string, CouponCount>, tx: Tx): Promise<void>;
}

export interface CouponPackStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<CouponPack[]>;
  /** Returns a page of all packs, ordered by key. */
  list(workspace: string, page: Page): Promise<CouponPack[]>;
  /** Returns the number of definitions with another key, including retired ones. */
  countOthers(workspace: string, key: string, tx?: Tx): Promise<number>;
  /** Returns the number of characters of each definition. */
  sizes(workspace: string, tx?: Tx): Promise<number[]>;
  save(workspace: string, pack: CouponPack, tx: Tx): Promise<void>;
}
