/**
 * Completes the change of a campaign with the stored fields that it leaves out. The result is checked like a new
 * campaign, so a field that is kept and one that is changed cannot contradict each other.
 */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { formatDuration } from '../../engine/time/time.js';
import { given } from '../base/inputs.js';
import { defaultCounting, defaultExpiry, defaultLateness, type CampaignInput } from './campaign-inputs.js';

const iso = (at: number | undefined): string | undefined => (at === undefined ? undefined : new Date(at).toISOString());

/** Returns a change of a campaign with the fields that it leaves out. `before` is undefined for a new campaign. */
export function wholeCampaign(input: CampaignInput, before: CampaignDefinition | undefined): CampaignInput {
  if (!before) return input;
  // An instant replaces a trigger, and a trigger replaces an instant, with the fields that belong to it.
  const isTriggered = input.trigger === undefined ? before.trigger !== undefined && !input.at : input.trigger !== null;
  const times = isTriggered ? triggerFields(before) : { at: iso(before.at) };
  return { ...campaignFields(before), ...times, ...given(input) };
}

/** Returns the fields that every campaign has. A default that depends on other fields is left out. */
function campaignFields(before: CampaignDefinition): Partial<CampaignInput> {
  const { name, description, purpose, transactional, keepsQuietHours, priority, tags, zone, goal, ifLate } = before;
  const { recheck, holdOutPercent, variants, fallback, counting, latenessMs, expiresAfterMs } = before;
  const isLatenessGiven = ifLate !== 'SEND_LATE' && latenessMs !== defaultLateness(transactional, before.trigger);
  return {
    ...{ name, description, purpose, transactional, keepsQuietHours, priority, tags, zone, goal, ifLate },
    ...{ recheck, holdOutPercent, variants },
    ...(counting === defaultCounting(transactional) ? {} : { counting }),
    ...(isLatenessGiven ? { lateness: formatDuration(latenessMs) } : {}),
    ...(expiresAfterMs === defaultExpiry ? {} : { expiresAfter: formatDuration(expiresAfterMs) }),
    ...(fallback ? { fallback: { after: formatDuration(fallback.afterMs), unless: fallback.unless } } : {}),
  };
}

/** Returns the fields that belong to a trigger. The trigger itself stays as it was parsed. */
function triggerFields({ until, reEntry, trigger }: CampaignDefinition): Partial<CampaignInput> {
  if (!trigger) return {};
  return {
    until: iso(until),
    reEntry: reEntry.kind,
    ...(reEntry.kind === 'AFTER' ? { reEntryAfter: formatDuration(reEntry.durationMs) } : {}),
  };
}
