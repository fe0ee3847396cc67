/** The rules of claiming packs: all coupons of one together, or none. */
import type { FactSet } from '../facts/facts.js';
import type { Subject } from '../segment/evaluate.js';
import type { Coupon, Refusal } from './coupon.js';
import { isEligible, whyNotClaim, type Known } from './eligible.js';
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

/** Why a customer may not claim a pack now; undefined: the customer may, and so each coupon as often as the pack has it. */
export function whyNotClaimPack(ask: PackToClaim): PackRefusal | undefined {
  const { pack, coupons, customer, keyed, claimed, catalogue, now } = ask;
  const refused = refusePack(pack, packClaims(pack.key, keyed), claimed(packCount(pack.key)), now) ?? ineligible(ask);
  if (refused) return { ...refused, path: 'pack' };
  for (const [i, { coupon: key, count }] of pack.coupons.entries()) {
    const path = `pack.coupons[${i}]`;
    const coupon = coupons.get(key);
    if (!coupon) return { reason: 'COUPON_NOT_FOUND', message: `coupon ${key} was not found`, path };
    for (let before = 0; before < count; before++) {
      const reason = whyNotClaim(coupon, customer, keyed, claimed(key), catalogue, now, before);
      if (reason) return { ...reason, message: `pack ${pack.key}: ${reason.message}`, path };
    }
  }
  return undefined;
}

function ineligible({ pack, catalogue, customer, now }: PackToClaim): Refusal | undefined {
  const eligible = isEligible(pack.eligible, catalogue, customer, now);
  if (eligible === true) return undefined;
  if (eligible === false)
    return {
      reason: 'COUPON_PACK_NOT_ELIGIBLE',
      message: `pack ${pack.key} is for certain customers only, and this one does not belong to them`,
    };
  return {
    reason: 'COUPON_ELIGIBILITY_UNKNOWN',
    message: `who may claim pack ${pack.key} cannot be decided any more: ${eligible.fault}`,
  };
}

function refusePack(pack: CouponPack, own: number, claimed: number, at: number): Refusal | undefined {
  const { key, retired, from, until, perCustomer, total } = pack;
  if (retired) return { reason: 'COUPON_PACK_RETIRED', message: `pack ${key} has ended` };
  if (from !== undefined && at < from)
    return {
      reason: 'COUPON_PACK_NOT_STARTED',
      message: `pack ${key} can be claimed from ${new Date(from).toISOString()} on`,
    };
  if (until !== undefined && at >= until)
    return {
      reason: 'COUPON_PACK_ENDED',
      message: `pack ${key} could be claimed until ${new Date(until).toISOString()}`,
    };
  if (perCustomer !== undefined && own >= perCustomer)
    return {
      reason: 'COUPON_PACK_CLAIM_LIMIT',
      message: `a customer claims pack ${key} at most ${perCustomer} ${perCustomer === 1 ? 'time' : 'times'}`,
    };
  if (total !== undefined && claimed >= total)
    return { reason: 'COUPON_PACK_EXHAUSTED', message: `all ${total} claims of pack ${key} were made` };
  return undefined;
}
