/** Every decider. What runs them knows none by name. */
import type { DecidedIntake, Intake } from '../../base/intake.js';
import { couponDecider } from './coupons/decider.js';
import type { DeciderKind } from './decider.js';
import { experimentDecider } from './experiments.js';

/** In the order in which they are opened, asked and stored. */
export const DECIDERS: readonly DeciderKind[] = [couponDecider, experimentDecider];

/** Who decides each kind of intake; a kind without a line does not compile. */
export const DECIDED_BY: { readonly [Kind in DecidedIntake['kind']]: DeciderKind } = {
  coupon: couponDecider,
  pack: couponDecider,
};

export const isDecided = (intake: Intake): intake is DecidedIntake => intake.kind in DECIDED_BY;

/** Names of counts that an intake shares with others. */
export function sharedCounts(intake: Intake): readonly string[] {
  return isDecided(intake) ? (DECIDED_BY[intake.kind].sharedCounts?.(intake) ?? []) : [];
}

/** Whether an unknown identity becomes a customer by an intake. Facts always create one. */
export function mayCreateCustomer(intake: Intake): boolean {
  return !isDecided(intake) || (DECIDED_BY[intake.kind].mayCreateCustomer?.(intake) ?? true);
}
