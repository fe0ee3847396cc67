/** Who may claim a coupon: by its terms and limits, and by what is true of the customer at that instant. */
import { checkCondition } from '../segment/check.js';
import type { Names } from '../segment/condition.js';
import { Evaluation, type Definitions, type Subject } from '../segment/evaluate.js';
import type { FactSet } from '../facts/facts.js';
import type { Condition } from '../model.js';
import { valueAt } from '../time/timeline.js';
import { refuseClaim, type Coupon, type Refusal } from './coupon.js';
import { decidedHistory } from './history.js';

/** What conditions name, and what they mean. */
export type Known = Names & Definitions;

/**
 * Why a customer may not claim a coupon now; undefined: the customer may. The one decision that `claimCoupon` and the
 * list of what can be claimed share. `keyed`: the customer's facts with coupons under their keys; `claimed` counts the
 * claims of all customers, and `before` those of this one that are decided together with it and are no facts yet. The tags
 * of `customer` go back as far as `coupon.eligible` looks.
 */
export function whyNotClaim(
  coupon: Coupon,
  customer: Subject,
  keyed: FactSet,
  claimed: number,
  catalogue: Known,
  now: number,
  before = 0,
): Refusal | undefined {
  const own = decidedHistory(coupon.key, coupon, keyed).claims.length + before;
  return refuseClaim(coupon, own, claimed + before, now) ?? refuseIneligible(coupon, catalogue, customer, now);
}

/** Whether a condition says that a customer may claim; without one everyone may. A fault where it cannot be decided any more. */
export function isEligible(
  eligible: Condition | undefined,
  catalogue: Known,
  subject: Subject,
  at: number,
): boolean | { readonly fault: string } {
  if (!eligible) return true;
  // What the condition names may have been retired since it was saved.
  const { condition, faults } = checkCondition(eligible, catalogue);
  if (!condition) return { fault: faults[0].message };
  return valueAt(new Evaluation(catalogue, subject, at, at).truth(condition), at);
}

function refuseIneligible(
  { key, eligible }: Coupon,
  catalogue: Known,
  subject: Subject,
  at: number,
): Refusal | undefined {
  const isOne = isEligible(eligible, catalogue, subject, at);
  if (isOne === true) return undefined;
  if (isOne === false)
    return {
      reason: 'COUPON_NOT_ELIGIBLE',
      message: `coupon ${key} is for certain customers only, and this one does not belong to them`,
    };
  return {
    reason: 'COUPON_ELIGIBILITY_UNKNOWN',
    message: `who may claim coupon ${key} cannot be decided any more: ${isOne.fault}`,
  };
}
