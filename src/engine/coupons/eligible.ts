/** Decides who may claim a coupon, by its terms and limits and by its eligibility condition at that instant. */
import type { FactSet } from '../facts/facts.js';
import type { Subject } from '../segment/evaluate.js';
import { refuseIneligible, refuseTerms, type Known } from './claim-terms.js';
import type { Refusal } from './coupon.js';
import type { Coupon } from './definition.js';
import { decidedHistory } from './history.js';

/**
 * Returns why a customer may not claim a coupon `times` times now, or undefined if the customer may. `claimCoupon`,
 * packs and the list of claimable coupons share this decision. `keyed` are the customer's facts with coupon keys in
 * place of other names. `claimed` is the number of claims of all customers. The tags of `customer` must reach back as
 * far as `coupon.eligible` looks.
 */
export function whyNotClaim(
  coupon: Coupon,
  customer: Subject,
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
