/**
 * Decides who may claim a coupon. The coupon's terms, its limits, and its eligibility condition at the time of the
 * claim must allow it.
 */
import type { FactSet } from '../facts/facts.js';
import type { CustomerFacts } from '../segments/evaluate.js';
import { refuseIneligible, refuseTerms, type Known } from './claim-terms.js';
import type { Refusal } from './coupon-use.js';
import type { Coupon } from './coupon-definition.js';
import { decidedHistory } from './history.js';

/**
 * Returns why a customer may not claim a coupon `times` times now, or undefined if these claims are allowed.
 * `claimCoupon`, packs and the list of claimable coupons all use this function.
 *
 * `keyed` are the customer's facts, in which coupon codes were replaced by keys. `claimed` is the number of claims by
 * all customers. The tags of `customer` must include all past writes that `coupon.eligible` reads.
 */
export function whyNotClaim(
  coupon: Coupon,
  customer: CustomerFacts,
  keyed: FactSet,
  claimed: number,
  catalogue: Known,
  now: number,
  times = 1,
): Refusal | undefined {
  const own = decidedHistory(coupon.key, coupon, keyed).claims.length;
  const refusedAfter = (before: number): Refusal | undefined =>
    refuseTerms('coupon', coupon, own + before, claimed + before, now);
  const refused = refusedAfter(0) ?? refuseIneligible('coupon', coupon, catalogue, customer, now);
  if (refused) return refused;
  for (let before = 1; before < times; before++) {
    const beyond = refusedAfter(before);
    if (beyond) return beyond;
  }
  return undefined;
}
