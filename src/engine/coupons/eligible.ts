/** Who may claim a coupon: by its terms and limits, and by what is true of the customer at that instant. */
import { checkCondition } from '../segment/check.js';
import type { Names } from '../segment/condition.js';
import { Evaluation, type Definitions, type Subject } from '../segment/evaluate.js';
import type { FactSet } from '../facts/facts.js';
import { valueAt } from '../time/timeline.js';
import { refuseClaim, type Coupon, type Refusal } from './coupon.js';
import { decidedHistory } from './history.js';

/** What conditions name, and what they mean. */
export type Known = Names & Definitions;

/**
 * Why a customer may not claim a coupon now; undefined: the customer may. The one decision that `claimCoupon` and the
 * list of what can be claimed share. `keyed`: the customer's facts with coupons under their keys; `claimed` counts the
 * claims of all customers. The tags of `customer` go back as far as `coupon.eligible` looks.
 */
export function whyNotClaim(
  coupon: Coupon,
  customer: Subject,
  keyed: FactSet,
  claimed: number,
  catalogue: Known,
  now: number,
): Refusal | undefined {
  const history = decidedHistory(coupon.key, coupon, keyed);
  return refuseClaim(coupon, history, claimed, now) ?? refuseIneligible(coupon, catalogue, customer, now);
}

function refuseIneligible(
  { key, eligible }: Coupon,
  catalogue: Known,
  subject: Subject,
  at: number,
): Refusal | undefined {
  if (!eligible) return undefined;
  // What the condition names may have been retired since the coupon was defined.
  const { condition, faults } = checkCondition(eligible, catalogue);
  if (!condition)
    return {
      reason: 'COUPON_ELIGIBILITY_UNKNOWN',
      message: `who may claim coupon ${key} cannot be decided any more: ${faults[0].message}`,
    };
  if (valueAt(new Evaluation(catalogue, subject, at, at).truth(condition), at)) return undefined;
  return {
    reason: 'COUPON_NOT_ELIGIBLE',
    message: `coupon ${key} is for certain customers only, and this one does not belong to them`,
  };
}
