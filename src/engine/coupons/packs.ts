/** Rules for claiming packs: all coupons of a pack together, or none. */
import type { FactSet } from '../facts/facts.js';
import type { Subject } from '../segment/evaluate.js';
import { refuseIneligible, refuseTerms, type Known } from './claim-terms.js';
import type { Refusal } from './coupon.js';
import type { Coupon } from './definition.js';
import { whyNotClaim } from './eligible.js';
import { isOwn } from './history.js';
import type { CouponPack } from './pack-definition.js';

/** The key of a pack's claim counter. It shares a collection with counters of coupons, whose keys have no colon. */
export const packCount = (key: string): string => `pack:${key}`;

/** How often a customer has claimed a pack here. */
function packClaims(key: string, facts: FactSet): number {
  const own = facts.ofType('coupon_claimed').filter((e) => isOwn(e) && e.properties?.pack === key);
  return new Set(own.map((e) => e.properties?.packClaim)).size;
}

export interface PackRefusal extends Refusal {
  /** What rejects the claim: the pack, or one of its coupons as `pack.coupons[1]`. */
  readonly path: string;
}

/** Input of the decision on a pack claim. `keyed` are the customer's facts with coupon keys in place of other names. */
export interface PackToClaim {
  readonly pack: CouponPack;
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly customer: Subject;
  readonly keyed: FactSet;
  /** Number of claims of all customers, by coupon key or `packCount`. */
  readonly claimed: (key: string) => number;
  readonly catalogue: Known;
  readonly now: number;
}

/** Returns why a customer may not claim a pack now, or undefined if the customer may claim it with all its coupons. */
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
