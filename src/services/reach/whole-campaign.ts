/**
 * Completes a change of a campaign with the stored values of omitted fields. The result is validated like a new
 * campaign, so that a kept field and a changed field cannot contradict each other.
 */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { formatDuration } from '../../engine/time/time.js';
import { given } from '../base/inputs.js';
import { defaultCounting, defaultExpiry, defaultLateness, type CampaignInput } from './campaign-inputs.js';

const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

/**
 * Fills in the fields that `input` omits with their current values from `before`. `before` is undefined for a new
 * campaign.
 */
export function wholeCampaign(input: CampaignInput, before: CampaignDefinition | undefined): CampaignInput {
  if (!before) return input;
  // An instant replaces the trigger and the fields that belong to it. Likewise, a trigger replaces the instant.
  const isTriggered = input.trigger === undefined ? before.trigger !== undefined && !input.at : input.trigger !== null;
  const times = isTriggered ? triggerFields(before) : { at: iso(before.at) };
  return { ...campaignFields(before), ...times, ...given(input) };
}

/** Returns the fields that every campaign has. Omits a field that is equal to a default depending on other fields. */
function campaignFields(before: CampaignDefinition): Partial<CampaignInput> {
  const { name, description, purpose, transactional, keepsQuietHours, priority, tags, zone, goal, ifLate } = before;
  const { recheck, holdOutPercent, variants, fallback, counting, latenessMs, expiresAfterMs } = before;
  const { strategy, expectedEffect } = before;
  const isLatenessGiven = ifLate !== 'SEND_LATE' && latenessMs !== defaultLateness(transactional, before.trigger);
  return {
    ...{ name, description, purpose, transactional, keepsQuietHours, priority, tags, zone, goal, ifLate },
    ...{ recheck, holdOutPercent, variants, strategy, expectedEffect },
    ...(counting === defaultCounting(transactional) ? {} : { counting }),
    ...(isLatenessGiven ? { lateness: formatDuration(latenessMs) } : {}),
    ...(expiresAfterMs === defaultExpiry ? {} : { expiresAfter: formatDuration(expiresAfterMs) }),
    ...(fallback ? { fallback: { after: formatDuration(fallback.afterMs), unless: fallback.unless } } : {}),
  };
}

/** Returns the fields that belong to a trigger. The trigger itself is kept separately in its parsed form. */
function triggerFields({ until, reEntry, trigger }: CampaignDefinition): Partial<CampaignInput> {
  if (!trigger) return {};
  return {
    until: iso(until),
    reEntry: reEntry.kind,
    ...(reEntry.kind === 'AFTER' ? { reEntryAfter: formatDuration(reEntry.durationMs) } : {}),
  };
}
