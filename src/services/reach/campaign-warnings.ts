/**
 * Computes the warnings of a campaign. They are about the event with its filter or the date tag of the trigger, and
 * about the conditions of the campaign's segments, which may be wrong.
 */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { segmentOfTrigger, tagOfTrigger } from '../../engine/reach/trigger.js';
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import type { Principal } from '../base/access.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { conditionWarnings, type ConditionAt } from '../segments/condition-warnings.js';
import { readCondition } from '../segments/segments.js';
import { maySee } from '../segments/personal-access.js';
import { campaignNotFound, findCampaign } from './campaigns.js';

/** The parts of a campaign that refer to events, segments or tags. */
export interface CampaignParts {
  readonly audience: string;
  readonly goal?: string | undefined;
  /** The event of the trigger with its filter, e.g. `order_paid where channel = "app"`. */
  readonly event?: string | undefined;
  /** The segment whose entries or exits make contacts due. */
  readonly segment?: string | undefined;
  /** The tag whose dates make contacts due. */
  readonly tag?: string | undefined;
}

/**
 * Returns the warnings of a campaign. Paths start with `audience`, `goal`, `trigger.segment`, `trigger.date` or
 * `trigger.event.expression`. Segments that the caller may not see are left out.
 */
export async function campaignWarnings(
  services: Services,
  principal: Principal,
  { audience, goal, event, segment, tag }: CampaignParts,
): Promise<ConditionWarning[]> {
  const { catalogue } = await enter(services, principal.workspace);
  const named = (key: string | undefined, path: string): ConditionAt[] => {
    const condition = key !== undefined && maySee(principal, key, catalogue) ? catalogue.segment(key) : undefined;
    return condition ? [{ condition, path }] : [];
  };
  const ofEvent = (expression: string, path: string): ConditionAt[] => [
    { condition: readCondition({ expression: `did(${expression})` }, catalogue, path), path },
  ];
  return conditionWarnings(services, principal, [
    ...(event === undefined ? [] : ofEvent(event, 'trigger.event.expression')),
    ...(tag === undefined
      ? []
      : [{ condition: { kind: 'tag', tag, test: { op: 'exists' } } as const, path: 'trigger.date' }]),
    ...(segment === audience ? [] : named(segment, 'trigger.segment')),
    ...named(audience, 'audience'),
    ...named(goal, 'goal'),
  ]);
}

/** Returns the warnings of the current version of a campaign. */
export async function currentCampaignWarnings(
  services: Services,
  principal: Principal,
  key: string,
): Promise<ConditionWarning[]> {
  const campaign = await findCampaign(services, principal, key);
  if (!campaign) throw campaignNotFound();
  return campaignWarnings(services, principal, partsOf(campaign));
}

/** Returns the parts of a campaign that refer to events, segments or tags. */
export function partsOf({ audience, goal, trigger }: CampaignDefinition): CampaignParts {
  return {
    audience,
    goal,
    segment: segmentOfTrigger(trigger),
    tag: tagOfTrigger(trigger),
    event: trigger?.kind === 'EVENT' ? trigger.expression : undefined,
  };
}
