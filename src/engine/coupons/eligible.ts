/** Who may claim a coupon: by its terms and limits, and by what is true of the customer at that instant. */
import { checkCondition } from '../segment/check.js';
import type { Names } from '../segment/condition.js';
import { Evaluation, type Definitions, type Subject } from '../segment/evaluate.js';
import { valueAt } from '../time/timeline.js';
import { refuseClaim, type Coupon, type Refusal } from './coupon.js';
import type { CouponHistory } from './history.js';

/** What conditions name, and what they mean. */
export type Known = Names & Definitions;

/**
 * Why a customer may not claim a coupon at an instant; undefined: the customer may. `claimed` counts the claims of all
 * customers. `subject` has the customer's facts, and tags from as far back as `coupon.eligible` looks.
 */
export function refuseClaimant(
  coupon: Coupon,
  history: CouponHistory,
  claimed: number,
  catalogue: Known,
  subject: Subject,
  at: number,
): Refusal | undefined {
  return refuseClaim(coupon, history, claimed, at) ?? refuseIneligible(coupon, catalogue, subject, at);
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
