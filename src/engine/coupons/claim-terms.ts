/**
 * The terms of a claim: who may claim, when, and how often. Coupons and packs share the terms but have different
 * refusal reasons.
 */
import { checkCondition } from '../segments/check.js';
import type { Names } from '../segments/condition.js';
import { Evaluation, type Definitions, type CustomerFacts } from '../segments/evaluate.js';
import { valueAt } from '../time/timeline.js';
import type { Refusal } from './coupon-use.js';
import type { Coupon } from './coupon-definition.js';

/** Definitions needed to check and evaluate conditions. */
export type Known = Names & Definitions;

/** The fields of a coupon or pack that limit claims. */
type ClaimTerms = Pick<Coupon, 'key' | 'retired' | 'from' | 'until' | 'perCustomer' | 'total' | 'eligible'>;
type Claimable = 'coupon' | 'pack';

const REASONS = {
  coupon: {
    retired: 'COUPON_RETIRED',
    notStarted: 'COUPON_NOT_STARTED',
    ended: 'COUPON_ENDED',
    limit: 'COUPON_CLAIM_LIMIT',
    exhausted: 'COUPON_EXHAUSTED',
    notEligible: 'COUPON_NOT_ELIGIBLE',
  },
  pack: {
    retired: 'COUPON_PACK_RETIRED',
    notStarted: 'COUPON_PACK_NOT_STARTED',
    ended: 'COUPON_PACK_ENDED',
    limit: 'COUPON_PACK_CLAIM_LIMIT',
    exhausted: 'COUPON_PACK_EXHAUSTED',
    notEligible: 'COUPON_PACK_NOT_ELIGIBLE',
  },
} as const satisfies Record<Claimable, Record<string, Refusal['reason']>>;

/**
 * Returns why the terms reject a claim now, or undefined if they allow it. `own` is the number of claims by this
 * customer, and `claimed` is the number of claims by all customers.
 */
export function refuseTerms(
  what: Claimable,
  { key, retired, from, until, perCustomer, total }: ClaimTerms,
  own: number,
  claimed: number,
  at: number,
): Refusal | undefined {
  const reasons = REASONS[what];
  if (retired) return { reason: reasons.retired, message: `${what} ${key} has ended` };
  if (from !== undefined && at < from)
    return {
      reason: reasons.notStarted,
      message: `${what} ${key} can be claimed from ${new Date(from).toISOString()} on`,
    };
  if (until !== undefined && at >= until)
    return {
      reason: reasons.ended,
      message: `${what} ${key} could be claimed until ${new Date(until).toISOString()}`,
    };
  if (perCustomer !== undefined && own >= perCustomer)
    return {
      reason: reasons.limit,
      message: `a customer claims ${what} ${key} at most ${perCustomer} ${perCustomer === 1 ? 'time' : 'times'}`,
    };
  if (total !== undefined && claimed >= total)
    return { reason: reasons.exhausted, message: `all ${total} claims of ${what} ${key} were made` };
  return undefined;
}

/**
 * Returns why the customer does not meet the eligibility condition. Returns undefined if the condition is met or there
 * is none.
 */
export function refuseIneligible(
  what: Claimable,
  { key, eligible }: ClaimTerms,
  catalogue: Known,
  subject: CustomerFacts,
  at: number,
): Refusal | undefined {
  if (!eligible) return undefined;
  // A definition that the condition uses may have been retired after the coupon or pack was saved.
  const { condition, faults } = checkCondition(eligible, catalogue);
  if (!condition)
    return {
      reason: 'COUPON_ELIGIBILITY_UNKNOWN',
      message: `who may claim ${what} ${key} cannot be decided any more: ${faults[0].message}`,
    };
  if (valueAt(new Evaluation(catalogue, subject, at, at).truth(condition), at)) return undefined;
  return {
    reason: REASONS[what].notEligible,
    message: `${what} ${key} is for certain customers only, and this one does not belong to them`,
  };
}
