/** Registry of deciders. Callers use deciders only through their common interface. */
import type { DecidedIntake, Intake } from '../../base/write-intakes.js';
import { contactDecider } from './contacts/decider.js';
import { couponDecider } from './coupons/decider.js';
import type { DeciderKind } from './decider.js';
import { experimentDecider } from './experiments.js';

/** All deciders, in the order in which they are opened, called and stored. */
export const DECIDERS: readonly DeciderKind[] = [couponDecider, experimentDecider, contactDecider];

/** The decider for each kind of intake. If a kind has no entry, the code does not compile. */
export const DECIDED_BY: { readonly [Kind in DecidedIntake['kind']]: DeciderKind } = {
  coupon: couponDecider,
  pack: couponDecider,
  contacts: contactDecider,
  handOver: contactDecider,
  reserve: contactDecider,
  show: contactDecider,
};

export const isDecided = (intake: Intake): intake is DecidedIntake => intake.kind in DECIDED_BY;

/** Returns the names of the counts that an intake shares with other intakes. */
export function sharedCounts(intake: Intake): readonly string[] {
  return isDecided(intake) ? (DECIDED_BY[intake.kind].sharedCounts?.(intake) ?? []) : [];
}

/** Whether an intake creates a customer if the identity is unknown. An intake that is a fact always creates one. */
export function mayCreateCustomer(intake: Intake): boolean {
  return !isDecided(intake) || (DECIDED_BY[intake.kind].mayCreateCustomer?.(intake) ?? true);
}
