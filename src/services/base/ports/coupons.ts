/** Coupons, their names and counts, and packs of them. */
import type { Coupon } from '../../../engine/coupons/definition.js';
import type { CouponPack } from '../../../engine/coupons/pack-definition.js';
import type { Page, Tx } from './transaction.js';

/** What limits of a coupon are held by: claims of all customers, and what uses here cost, at scale 4. */
export interface CouponCount {
  readonly claimed: number;
  readonly spent: bigint;
}

export interface CouponStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<Coupon[]>;
  /** By folded names: keys and codes, former ones too. */
  named(workspace: string, names: readonly string[], tx?: Tx): Promise<Coupon[]>;
  /** All of them, by key. */
  list(workspace: string, page: Page): Promise<Coupon[]>;
  save(workspace: string, coupon: Coupon, tx: Tx): Promise<void>;
  /** Counts of coupons with a total limit or a cost limit, and (by `packCount`) of packs with a total limit. */
  counts(workspace: string, keys: readonly string[], tx?: Tx): Promise<Map<string, CouponCount>>;
  addCounts(workspace: string, added: ReadonlyMap<string, CouponCount>, tx: Tx): Promise<void>;
}

export interface CouponPackStore {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<CouponPack[]>;
  /** All of them, by key. */
  list(workspace: string, page: Page): Promise<CouponPack[]>;
  save(workspace: string, pack: CouponPack, tx: Tx): Promise<void>;
}
