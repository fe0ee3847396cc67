/** The coupons and packs that a transaction needs, with the number of claims and the amount spent. */
import type { Coupon } from '../../../../engine/coupons/coupon-definition.js';
import { couponsIn } from '../../../../engine/coupons/history.js';
import { foldName, namesOf, withKeys } from '../../../../engine/coupons/names.js';
import type { CouponPack } from '../../../../engine/coupons/pack-definition.js';
import { packCount } from '../../../../engine/coupons/packs.js';
import type { FactSet } from '../../../../engine/facts/facts.js';
import type { CouponCount } from '../../../base/ports.js';
import type { Snapshot } from '../../commit/snapshot.js';

const NOTHING: CouponCount = { claimed: 0, spent: 0n };

export class CouponBook {
  readonly coupons = new Map<string, Coupon>();
  packs: ReadonlyMap<string, CouponPack> = new Map();
  /** Keys of the loaded coupons, by every name of each coupon. */
  private readonly names = new Map<string, string>();
  /** Usage counts of coupons and packs with a limit, including the uses in this transaction. */
  private readonly counted = new Map<string, CouponCount>();
  private readonly added = new Map<string, CouponCount>();

  constructor(private readonly snapshot: Snapshot) {}

  async loadPacks(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const { stores, workspace, tx } = this.snapshot;
    const packs = await stores.couponPacks.find(workspace, keys, tx);
    this.packs = new Map(packs.map((pack) => [pack.key, pack]));
  }

  /** Reads coupons by any of their names. Coupons that are already loaded are not read again. */
  async loadCoupons(given: readonly string[]): Promise<void> {
    const missing = [...new Set(given.map(foldName))].filter((name) => !this.names.has(name));
    if (missing.length === 0) return;
    const { stores, workspace, tx } = this.snapshot;
    for (const coupon of await stores.coupons.named(workspace, missing, tx)) {
      this.coupons.set(coupon.key, coupon);
      for (const name of namesOf(coupon)) this.names.set(name, coupon.key);
    }
  }

  /** Reads the coupons mentioned in facts, because they may be used on the same order. */
  async loadCouponsOf(facts: readonly FactSet[]): Promise<void> {
    await this.loadCoupons([...new Set(facts.flatMap((set) => [...couponsIn(set)]))]);
  }

  /** Reads the usage counts of coupons and packs that have a limit. */
  async loadCounts(): Promise<void> {
    const coupons = [...this.coupons.values()].filter(({ total, costLimit }) => (total ?? costLimit) !== undefined);
    const packs = [...this.packs.values()].filter(({ total }) => total !== undefined);
    const limited = [...coupons.map(({ key }) => key), ...packs.map(({ key }) => packCount(key))];
    if (limited.length === 0) return;
    const { stores, workspace, tx } = this.snapshot;
    for (const [key, count] of await stores.coupons.counts(workspace, limited, tx)) this.counted.set(key, count);
  }

  named(name: string | undefined): Coupon | undefined {
    return name === undefined ? undefined : this.coupons.get(this.names.get(foldName(name)) ?? '');
  }

  /** Replaces the coupon names in facts with their keys. */
  keyed(facts: FactSet): FactSet {
    return withKeys(facts, this.names);
  }

  countOf(key: string): CouponCount {
    return this.counted.get(key) ?? NOTHING;
  }

  count(key: string, more: CouponCount): void {
    this.counted.set(key, added(this.counted.get(key), more));
    this.added.set(key, added(this.added.get(key), more));
  }

  async storeCounts(): Promise<void> {
    const { stores, workspace, tx } = this.snapshot;
    if (this.added.size > 0) await stores.coupons.addCounts(workspace, this.added, tx);
  }
}

const added = (count: CouponCount | undefined, more: CouponCount): CouponCount => ({
  claimed: (count?.claimed ?? 0) + more.claimed,
  spent: (count?.spent ?? 0n) + more.spent,
});
