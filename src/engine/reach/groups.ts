/**
 * Control groups and variants of campaigns. A control group is left out of campaigns, so that the effect of the
 * campaigns can be measured. Each customer always stays in the same group.
 */
import { variantAt, type Variant } from '../experiments/assignment.js';

/**
 * Returns a number in [0, 1) that is always the same for a salt and a unit (the leading identity of a customer). Draws
 * with different salts are independent.
 */
export type Draw = (salt: string, unit: string) => number;

/** The global control group: the share of customers that receive no marketing contacts, in whole percent. */
export interface GlobalControl {
  readonly percent: number;
  readonly salt: string;
}

/**
 * Whether a customer is in the global control group. If the percentage is raised, the customers in the group remain in
 * it.
 */
export const isInControl = ({ percent, salt }: GlobalControl, unit: string, draw: Draw): boolean =>
  draw(salt, unit) * 100 < percent;

/** The groups of a campaign: a hold-out in percent, and the variants into which the other customers are divided. */
export interface CampaignGroups {
  readonly salt: string;
  readonly holdOutPercent: number;
  /** Variants with their relative weights. If the list is empty, all customers get the same message. */
  readonly variants: readonly Pick<Variant, 'key' | 'weight'>[];
}

/** Key of the group that gets no message. No variant can have this key, because keys of variants are lowercase. */
export const HOLD_OUT = 'HOLD_OUT';

/**
 * Variant that is recorded for customers who are not held out, if the campaign has no variants. No variant can have
 * this key.
 */
export const TREATED = 'TREATED';

/** Returns the experiment under which the assignments to the groups of a campaign are recorded. */
export const experimentOfCampaign = (campaign: string): string => `${CAMPAIGN_PREFIX}${campaign}`;

/** No key of an experiment contains a colon, so only assignments to campaigns begin with this text. */
export const CAMPAIGN_PREFIX = 'campaign:';

/**
 * Returns the group of a customer in a campaign. It is the hold-out, a variant, or undefined if all customers get the
 * same message. The hold-out and the variants use different salts, so a change of the hold-out percentage moves no
 * customer between variants.
 */
export function groupOf(groups: CampaignGroups, unit: string, draw: Draw): string | undefined {
  if (draw(`${groups.salt}|hold-out`, unit) * 100 < groups.holdOutPercent) return HOLD_OUT;
  return variantOf(groups, unit, draw);
}

function variantOf({ salt, variants }: CampaignGroups, unit: string, draw: Draw): string | undefined {
  return variants.length === 0 ? undefined : variantAt({ variants }, draw(`${salt}|variant`, unit)).key;
}

/**
 * Returns the group of a customer who was assigned to a group of the campaign before. The customer stays in it, also if
 * the leading identity or the percentage of the hold-out changed since then. Only a campaign without a hold-out ends
 * it, and only a variant that was removed is drawn again.
 */
export function keptGroup(groups: CampaignGroups, assigned: string, unit: string, draw: Draw): string | undefined {
  if (assigned === HOLD_OUT && groups.holdOutPercent > 0) return HOLD_OUT;
  return groups.variants.some(({ key }) => key === assigned) ? assigned : variantOf(groups, unit, draw);
}

/**
 * Group of a customer whose merged profiles were in different groups. Such customers are excluded from comparisons and
 * counted separately.
 */
export const CROSSED = 'CROSSED';

/** Returns the group of a merged customer from the groups of its profiles. Returns undefined if there are no groups. */
export function comparedGroup(assigned: readonly string[]): string | undefined {
  const different = new Set(assigned);
  return different.size > 1 ? CROSSED : assigned[0];
}
