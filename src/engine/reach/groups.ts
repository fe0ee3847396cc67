/**
 * Control groups and variants. A control group is left out of campaigns so that their effect can be measured. A
 * customer always gets the same group.
 */
import { variantAt, type Variant } from '../experiments/assignment.js';

/**
 * A number in [0, 1) that is always the same for a salt and a unit (the leading identity of a customer). Different
 * salts are independent of each other.
 */
export type Draw = (salt: string, unit: string) => number;

/** The share of all customers that no marketing contact reaches, in whole percent. */
export interface GlobalControl {
  readonly percent: number;
  readonly salt: string;
}

/** Whether a customer is in the global control. Raising the share keeps those who are in it. */
export const isInControl = ({ percent, salt }: GlobalControl, unit: string, draw: Draw): boolean =>
  draw(salt, unit) * 100 < percent;

/** The groups of a campaign: a hold-out in percent, and the variants that the others are shared among. */
export interface CampaignGroups {
  readonly salt: string;
  readonly holdOutPercent: number;
  /** Relative weights. An empty list means one message for all. */
  readonly variants: readonly Pick<Variant, 'key' | 'weight'>[];
}

/** The key of the group that gets no message. No variant has it: keys are lower case. */
export const HOLD_OUT = 'HOLD_OUT';

/**
 * The group of a customer in a campaign: the hold-out, a variant, or undefined where all get one message. Hold-out and
 * variants have salts of their own, so a change of the share moves nobody between variants.
 */
export function groupOf(groups: CampaignGroups, unit: string, draw: Draw): string | undefined {
  if (draw(`${groups.salt}|hold-out`, unit) * 100 < groups.holdOutPercent) return HOLD_OUT;
  if (groups.variants.length === 0) return undefined;
  return variantAt({ variants: groups.variants }, draw(`${groups.salt}|variant`, unit)).key;
}

/** The group a customer is compared in. `CROSSED`: merged customers were in different ones; left out and counted. */
export const CROSSED = 'CROSSED';

/** Returns the group of a merged customer from the groups of its parts, or undefined if there is none. */
export function comparedGroup(assigned: readonly string[]): string | undefined {
  const different = new Set(assigned);
  return different.size > 1 ? CROSSED : assigned[0];
}
