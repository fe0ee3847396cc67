/** The rules of claiming packs: all coupons of one together, or none. */
import type { FactSet } from '../facts/facts.js';
import type { Subject } from '../segment/evaluate.js';
import { refuseIneligible, refuseTerms, type Known } from './claim-terms.js';
import type { Refusal } from './coupon.js';
import type { Coupon } from './definition.js';
import { whyNotClaim } from './eligible.js';
import { isOwn } from './history.js';
import type { CouponPack } from './pack-definition.js';

/** Under this the claims of a pack are counted among those of coupons; no key of a coupon has a colon. */
export const packCount = (key: string): string => `pack:${key}`;

/** How often a customer has claimed a pack here. */
function packClaims(key: string, facts: FactSet): number {
  const own = facts.ofType('coupon_claimed').filter((e) => isOwn(e) && e.properties?.pack === key);
  return new Set(own.map((e) => e.properties?.packClaim)).size;
}

export interface PackRefusal extends Refusal {
  /** What refuses: the pack, or the coupon of it, as `pack.coupons[1]`. */
  readonly path: string;
}

/** What claiming a pack is decided on. `keyed`: the customer's facts with coupons under their keys. */
export interface PackToClaim {
  readonly pack: CouponPack;
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly customer: Subject;
  readonly keyed: FactSet;
  /** Claims of all customers, of a coupon or (by `packCount`) a pack. */
  readonly claimed: (key: string) => number;
  readonly catalogue: Known;
  readonly now: number;
}

/**
 * Why a customer may not claim a pack now; undefined: the customer may, and so each coupon as often as the pack has it.
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
