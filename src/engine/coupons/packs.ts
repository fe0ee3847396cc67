/** Rules for claiming packs. A customer claims all coupons of a pack together, or none. */
import type { FactSet } from '../facts/facts.js';
import type { CustomerFacts } from '../segments/evaluate.js';
import { refuseIneligible, refuseTerms, type Known } from './claim-terms.js';
import type { Refusal } from './coupon-use.js';
import type { Coupon } from './coupon-definition.js';
import { whyNotClaim } from './eligible.js';
import { isOwn } from './history.js';
import type { CouponPack } from './pack-definition.js';

/**
 * Returns the key of a pack's claim counter. Counters of coupons are in the same collection. A colon distinguishes the
 * two, because coupon keys contain none.
 */
export const packCount = (key: string): string => `pack:${key}`;

/** Returns how often a customer has claimed a pack. Only claims written by the server count. */
function packClaims(key: string, facts: FactSet): number {
  const own = facts.ofType('coupon_claimed').filter((e) => isOwn(e) && e.properties?.pack === key);
  return new Set(own.map((e) => e.properties?.packClaim)).size;
}

export interface PackRefusal extends Refusal {
  /** Path of the cause: the pack, or one of its coupons, e.g. `pack.coupons[1]`. */
  readonly path: string;
}

/** Input of the decision on a pack claim. `keyed` are the customer's facts, with coupon codes replaced by keys. */
export interface PackToClaim {
  readonly pack: CouponPack;
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly customer: CustomerFacts;
  readonly keyed: FactSet;
  /**
   * Returns the number of claims by all customers. `key` is the key of a coupon, or the result of `packCount` for a
   * pack.
   */
  readonly claimed: (key: string) => number;
  readonly catalogue: Known;
  readonly now: number;
}

/**
 * Returns why a customer may not claim a pack now. Returns undefined if the customer may claim the pack with all its
 * coupons.
 */
export function whyNotClaimPack({
  pack,
  coupons,
  customer,
  keyed,
  claimed,
  catalogue,
  now,
}: PackToClaim): PackRefusal | undefined {
  const refused =
    refuseTerms('pack', pack, packClaims(pack.key, keyed), claimed(packCount(pack.key)), now) ??
    refuseIneligible('pack', pack, catalogue, customer, now);
  if (refused) return { ...refused, path: 'pack' };
  for (const [i, { coupon: key, count }] of pack.coupons.entries()) {
    const path = `pack.coupons[${i}]`;
    const coupon = coupons.get(key);
    if (!coupon) return { reason: 'COUPON_NOT_FOUND', message: `coupon ${key} was not found`, path };
    const reason = whyNotClaim(coupon, customer, keyed, claimed(key), catalogue, now, count);
    if (reason) return { ...reason, message: `pack ${pack.key}: ${reason.message}`, path };
  }
  return undefined;
}
