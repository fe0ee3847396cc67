/** Decides claims of coupons and packs, based on the customer's facts and the total number of claims. */
import { expiryOf, type Coupon } from '../../../../engine/coupons/coupon-definition.js';
import { whyNotClaim } from '../../../../engine/coupons/eligible.js';
import { claimIdOf, decidedHistory } from '../../../../engine/coupons/history.js';
import { packCount, whyNotClaimPack } from '../../../../engine/coupons/packs.js';
import { termsOfClaim } from '../../../../engine/coupons/recorded-terms.js';
import type { FactSet } from '../../../../engine/facts/facts.js';
import type { EventFact } from '../../../../engine/types.js';
import type { CustomerFacts } from '../../../../engine/segments/evaluate.js';
import { newId } from '../../../base/ids.js';
import type { Snapshot } from '../../commit/snapshot.js';
import type { Decision, Refusal } from '../decider.js';
import type { CouponBook } from './coupon-book.js';
import { couponEvent } from './coupon-events.js';

/** Claims a coupon for one customer, or a group coupon for two customers. */
export function claimCoupon(
  book: CouponBook,
  coupon: Coupon,
  customers: readonly CustomerFacts[],
  snapshot: Snapshot,
): Decision {
  const { catalogue, now } = snapshot;
  const mismatch = whyNotSoMany(coupon, customers.length);
  if (mismatch) return mismatch;
  for (const [index, customer] of customers.entries()) {
    const claimed = book.countOf(coupon.key).claimed + index;
    const refused = whyNotClaim(coupon, customer, book.keyed(customer.facts), claimed, catalogue, now);
    if (refused) return index === 0 ? refused : { ...refused, message: `the partner: ${refused.message}` };
  }
  const group: Record<string, string> = customers.length > 1 ? { group: newId(now) } : {};
  const claims = customers.map(() => newId(now));
  const events = claims.map((claimId) => [
    couponEvent('coupon_claimed', coupon, now, `claim:${claimId}`, { claimId, ...group, ...termsOfClaim(coupon) }),
  ]);
  if (coupon.total !== undefined) book.count(coupon.key, { claimed: claims.length, spent: 0n });
  const [claim, partnerClaim] = claims;
  return {
    events,
    result: {
      coupon: { claim, ...(partnerClaim === undefined ? {} : { partnerClaim }), ...expiry(coupon, now) },
    },
  };
}

function whyNotSoMany({ key, group }: Coupon, customers: number): Refusal | undefined {
  if (group && customers < 2)
    return { reason: 'COUPON_PARTNER_MISSING', message: `coupon ${key} is claimed by two: name the partner` };
  if (!group && customers > 1)
    return {
      reason: 'COUPON_PARTNER_NOT_ALLOWED',
      message: `coupon ${key} is not a group coupon: leave the partner out`,
    };
  return undefined;
}

/** Claims all coupons of a pack, or none. */
export function claimPack(
  book: CouponBook,
  key: string,
  customer: CustomerFacts,
  { catalogue, now }: Snapshot,
): Decision {
  const pack = book.packs.get(key);
  if (!pack) return { reason: 'COUPON_PACK_NOT_FOUND', message: `pack ${key} was not found` };
  const { coupons } = book;
  const keyed = book.keyed(customer.facts);
  const claimed = (of: string): number => book.countOf(of).claimed;
  const refused = whyNotClaimPack({ pack, coupons, customer, keyed, claimed, catalogue, now });
  if (refused) return refused;
  const packClaim = newId(now);
  const made = pack.coupons.flatMap(({ coupon, count }) =>
    Array.from({ length: count }, () => ({ coupon: coupons.get(coupon)!, claim: newId(now) })),
  );
  const events = made.map(({ coupon, claim }): EventFact =>
    couponEvent('coupon_claimed', coupon, now, `claim:${claim}`, {
      claimId: claim,
      pack: key,
      packClaim,
      ...termsOfClaim(coupon),
    }),
  );
  for (const { coupon, count } of pack.coupons)
    if (coupons.get(coupon)!.total !== undefined) book.count(coupon, { claimed: count, spent: 0n });
  if (pack.total !== undefined) book.count(packCount(key), { claimed: 1, spent: 0n });
  const claims = made.map(({ coupon, claim }) => ({ coupon: coupon.key, claim, ...expiry(coupon, now) }));
  return { events: [events], result: { coupon: { packClaim, claims } } };
}

/**
 * Whether a reported claim counts like a claim decided by this system. A claim id counts once, and the claim must be
 * within the limits. A claim beyond the limits is only stored as a report.
 */
export function countsAsClaim(book: CouponBook, event: EventFact, before: FactSet): boolean {
  const coupon = book.named(event.coupon);
  if (!coupon) return false;
  const id = claimIdOf(event);
  const { claims } = decidedHistory(coupon.key, coupon, book.keyed(before));
  if (claims.some((claim) => claim.id === id) || claims.length >= (coupon.perCustomer ?? Infinity)) return false;
  if (coupon.total === undefined) return true;
  if (book.countOf(coupon.key).claimed >= coupon.total) return false;
  book.count(coupon.key, { claimed: 1, spent: 0n });
  return true;
}

/** Returns the expiry of a claim made now, in ms. The result is empty if the claim does not expire. */
function expiry(coupon: Coupon, now: number): { readonly expiresAt?: number } {
  const until = expiryOf(coupon, now);
  return Number.isFinite(until) ? { expiresAt: until } : {};
}
