/**
 * Computes the times at which contacts with a customer become due because of campaign triggers. Due times of schedules,
 * dates and events depend on the customer's facts, so they are planned again whenever the customer is evaluated. Due
 * times of segment entries and exits depend on committed transitions, so each of them is planned only once.
 */
import { reportGroup } from '../facts/order-fold.js';
import { passesFilter } from '../facts/selection.js';
import type { EventFact, Transition, Value } from '../types.js';
import { Evaluation, type CustomerFacts } from '../segments/evaluate.js';
import { DAY, dayOf, isTimeZone, parseDay } from '../time/time.js';
import { valueAt } from '../time/timeline.js';
import type { CampaignDefinition } from './campaign-definition.js';
import { shiftDay } from './local-time.js';
import { occurrenceKey, type Digests, type OccurrenceSource } from './occurrence.js';
import type { ReachDefinitions } from './reached-customer.js';
import { nextOfDate, nextScheduled, zoneOf, type Schedule } from './schedule.js';
import type { Trigger } from './trigger.js';

/** A campaign that has a trigger and was started. */
export type TriggeredCampaign = CampaignDefinition & { readonly trigger: Trigger; readonly startedAt: number };

export const isTriggered = (campaign: CampaignDefinition): campaign is TriggeredCampaign =>
  campaign.trigger !== undefined && campaign.startedAt !== undefined;

/** An occurrence of a trigger, and the time `at` (in ms) at which the contact for it is due. */
export interface TriggerDue {
  readonly campaign: string;
  readonly occurrence: string;
  readonly at: number;
}

/** A customer whose due times are to be planned. Planning takes place before the customer is evaluated again. */
export interface PlannedCustomer {
  readonly subject: CustomerFacts;
  /**
   * Time of the last evaluation, in ms. That evaluation handled all due times up to this time, except those of events
   * in `news`.
   */
  readonly evaluatedAt: number;
  /**
   * Ids of events that became known after the last evaluation. Undefined if the ids of the customer's events differ
   * from the stored ids. Event triggers are not planned again in this case.
   */
  readonly news: ReadonlySet<string> | undefined;
  /** Occurrences that were planned earlier and have not come due yet. */
  readonly dues: readonly TriggerDue[];
}

export interface Planning {
  readonly definitions: ReachDefinitions;
  readonly campaigns: readonly TriggeredCampaign[];
  /** Key of the tag that contains the customer's time zone. */
  readonly zoneTag: string | undefined;
  readonly digests: Digests;
  /** Time of planning, in ms. */
  readonly now: number;
}

/**
 * How far into the future memberships are evaluated in order to plan due times. After this time, every customer is
 * evaluated and planned again.
 */
const HORIZON = 400 * DAY;
/**
 * Maximum number of future due times of an event trigger that are planned. Later ones are planned when one of these
 * comes due.
 */
const MOST_COMING = 20;
/** Maximum number of occurrences of a campaign that make contacts with a customer when they come due at once. */
const MOST_FALLEN = 100;

/**
 * Returns the occurrences that make contacts, of those that come due for a customer at once: the latest 100 of each
 * campaign. The others make no contact. An import of a customer's past could otherwise make as many contacts as the
 * customer has events.
 */
export function latestFallen<T extends Pick<TriggerDue, 'campaign' | 'at'>>(fallen: readonly T[]): T[] {
  const counts = new Map<string, number>();
  return [...fallen]
    .sort((left, right) => right.at - left.at)
    .filter(({ campaign }) => {
      const count = (counts.get(campaign) ?? 0) + 1;
      counts.set(campaign, count);
      return count <= MOST_FALLEN;
    })
    .reverse();
}

/**
 * Returns all occurrences of a customer that are due by now, and the next occurrence of each campaign. An occurrence
 * that is already due is kept, regardless of facts that become known later.
 */
export function triggerDues(planning: Planning, customer: PlannedCustomer): TriggerDue[] {
  const facts = new PlannedFacts(planning, customer);
  return planning.campaigns.flatMap((campaign) => {
    const planned = customer.dues.filter((due) => due.campaign === campaign.key);
    const kept = planned.filter(({ at }) => at <= planning.now);
    const { trigger } = campaign;
    const isOpen = ({ at }: TriggerDue): boolean => at < (campaign.until ?? Infinity);
    switch (trigger.kind) {
      case 'ENTERED':
      case 'LEFT':
        return planned;
      case 'EVENT':
        if (!customer.news) return planned;
        return united(kept, eventDues(campaign, trigger, facts, customer.news).filter(isOpen));
      case 'SCHEDULE':
        return united(kept, scheduleDues(campaign, trigger, facts).filter(isOpen));
      case 'DATE':
        return united(kept, dateDues(campaign, trigger, facts).filter(isOpen));
    }
  });
}

/** Combines lists so that each occurrence appears once. A later entry for an occurrence replaces an earlier one. */
function united(...lists: readonly (readonly TriggerDue[])[]): TriggerDue[] {
  return [...new Map(lists.flat().map((due) => [due.occurrence, due])).values()];
}

/** The data of a customer that planning reads. The customer is evaluated once for all campaigns. */
class PlannedFacts {
  private evaluation: Evaluation | undefined;

  constructor(
    readonly planning: Planning,
    readonly customer: PlannedCustomer,
  ) {}

  /**
   * Time after which due times are planned, in ms. Due times up to this time have already been handled, except those of
   * new events.
   */
  get after(): number {
    return Math.min(this.customer.evaluatedAt, this.planning.now);
  }

  isIn(segment: string, at: number): boolean {
    const { definitions } = this.planning;
    return definitions.segment(segment) !== undefined && valueAt(this.evaluated().segment(segment), at);
  }

  tag(key: string | undefined): Value | undefined {
    const { definitions, now } = this.planning;
    return key !== undefined && definitions.tag(key) ? valueAt(this.evaluated().tag(key), now) : undefined;
  }

  zone(campaign: TriggeredCampaign): string {
    const own = this.tag(this.planning.zoneTag);
    return zoneOf({
      ...(typeof own === 'string' && isTimeZone(own) ? { customer: own } : {}),
      ...(campaign.zone === undefined ? {} : { campaign: campaign.zone }),
      workspace: this.planning.definitions.setting.zone,
    });
  }

  private evaluated(): Evaluation {
    const { definitions, now } = this.planning;
    this.evaluation ??= new Evaluation(definitions, this.customer.subject, this.after, now + HORIZON);
    return this.evaluation;
  }
}

/** Returns the due times of events since the start of the campaign: those that have come due, and the next ones. */
function eventDues(
  { key: campaign, startedAt }: TriggeredCampaign,
  trigger: Extract<Trigger, { kind: 'EVENT' }>,
  { planning: { definitions, now }, customer, after }: PlannedFacts,
  news: ReadonlySet<string>,
): TriggerDue[] {
  const { setting } = definitions;
  const matching = distinct(
    customer.subject.facts
      .ofType(trigger.event)
      .filter((event) => !trigger.where || passesFilter(trigger.where, event, setting)),
  );
  const counted = { EVERY: matching, FIRST: matching.slice(0, 1), LAST: matching.slice(-1) }[trigger.which];
  const due = counted
    .filter((event) => event.at >= startedAt)
    .map((event) => ({ event, at: event.at + trigger.afterMs }))
    .filter(({ event, at }) => at > after || news.has(event.id));
  const fallen = latestFallen(due.filter(({ at }) => at <= now).map((each) => ({ ...each, campaign })));
  const coming = due.filter(({ at }) => at > now).slice(0, MOST_COMING);
  return [...fallen, ...coming].map(({ event, at }) => ({
    campaign,
    occurrence: occurrenceKey({ kind: 'EVENT', eventId: reportGroup(event) ?? event.id }),
    at,
  }));
}

/**
 * Returns the events without repeated reports of the same order or other subject, because several systems may report
 * the same order. Only the first report is kept.
 */
function distinct(events: readonly EventFact[]): EventFact[] {
  const seen = new Set<string>();
  return events.filter((event) => {
    const group = reportGroup(event);
    return group === undefined || (!seen.has(group) && seen.add(group));
  });
}

/** Returns the due times of a schedule: one for each scheduled day on which the customer is in the audience. */
function scheduleDues(
  campaign: TriggeredCampaign,
  { time, weekdays, days }: Extract<Trigger, { kind: 'SCHEDULE' }>,
  facts: PlannedFacts,
): TriggerDue[] {
  const zone = facts.zone(campaign);
  const every: Schedule = { kind: 'EVERY', time, ...(weekdays ? { weekdays } : {}) };
  const schedules = days?.map((day): Schedule => ({ kind: 'DAY', day, time })) ?? [every];
  const nextFrom = (from: number): number =>
    Math.min(...schedules.map((schedule) => nextScheduled(schedule, from, zone) ?? Infinity));
  // The calendar day identifies the occurrence, so a customer whose time zone changes gets at most one contact per day.
  return repeatedDues(campaign, facts, nextFrom, (at) => ({ kind: 'DAY', day: dayOf(at, zone) }));
}

/** Returns the due times of a date in a tag, or of the anniversaries of this date. */
function dateDues(
  campaign: TriggeredCampaign,
  { tag, offsetDays, time, yearly }: Extract<Trigger, { kind: 'DATE' }>,
  facts: PlannedFacts,
): TriggerDue[] {
  const { definitions, digests } = facts.planning;
  const date = dayOfValue(facts.tag(tag), definitions.setting.zone);
  if (date === undefined) return [];
  const zone = facts.zone(campaign);
  const trigger = { offsetDays, time, anniversary: yearly };
  return repeatedDues(
    campaign,
    facts,
    (from) => nextOfDate(date, trigger, from, zone) ?? Infinity,
    // The occurrence contains a hash instead of the date, because a contact must not contain personal data.
    (at) =>
      yearly
        ? { kind: 'TAG', tag, value: '', year: Number(shiftDay(dayOf(at, zone), -offsetDays).slice(0, 4)) }
        : { kind: 'TAG', tag, value: (campaign.namesDatesKeyed ? digests.keyed : digests.former)(date) },
  );
}

function dayOfValue(value: Value | undefined, zone: string): string | undefined {
  if (typeof value === 'number') return dayOf(value, zone);
  return typeof value === 'string' ? parseDay(value) : undefined;
}

/**
 * Returns the due times that have passed since the last evaluation, and the next one. Times at which the customer is
 * not in the audience are left out.
 */
function repeatedDues(
  { key: campaign, startedAt, audience }: TriggeredCampaign,
  facts: PlannedFacts,
  nextFrom: (from: number) => number,
  source: (at: number) => OccurrenceSource,
): TriggerDue[] {
  const { now } = facts.planning;
  const dues: TriggerDue[] = [];
  for (let from = Math.max(facts.after + 1, startedAt); from <= now + 1;) {
    const at = nextFrom(from);
    if (at > now + HORIZON) break;
    if (facts.isIn(audience, at)) dues.push({ campaign, occurrence: occurrenceKey(source(at)), at });
    from = at + 1;
  }
  return dues;
}

/** A customer after an evaluation, with the transitions (entries and exits) that the evaluation found. */
export interface MovedCustomer {
  readonly profile: string;
  readonly transitions: readonly Transition[];
  /** Segments that contained one of the merged customers before the merge. Undefined if there was no merge. */
  readonly formerly?: ReadonlySet<string>;
}

/**
 * Returns the due times of entries and exits. A merge is an entry only if none of the merged customers was in the
 * segment. An unmerge only reverses a merge, so it is neither an entry nor an exit.
 */
export function transitionDues(campaigns: readonly TriggeredCampaign[], customer: MovedCustomer): TriggerDue[] {
  const { profile, transitions, formerly } = customer;
  return campaigns.flatMap(({ key: campaign, trigger, startedAt, until = Infinity }) => {
    if (trigger.kind !== 'ENTERED' && trigger.kind !== 'LEFT') return [];
    const { kind, segment, afterMs } = trigger;
    return transitions
      .filter((transition) => transition.segment === segment && transition.kind === kind)
      .filter(({ cause, effectiveAt }) => cause !== 'UNMERGE' && effectiveAt >= startedAt)
      .filter(() => kind === 'LEFT' || !formerly?.has(segment))
      .map(({ effectiveAt, sequence }) => ({
        campaign,
        occurrence: occurrenceKey({ kind: 'TRANSITION', segment, profile, sequence }),
        at: effectiveAt + afterMs,
      }))
      .filter(({ at }) => at < until);
  });
}

/** Returns the due time of a customer who was already in the campaign's segment when the campaign started. */
export function presentDue(
  { key: campaign, trigger, startedAt }: TriggeredCampaign,
  profile: string,
  states: readonly {
    readonly segment: string;
    readonly member: boolean;
    readonly since?: number;
    readonly sequence: number;
  }[],
): TriggerDue | undefined {
  if (trigger.kind !== 'ENTERED' || !trigger.includePresent) return undefined;
  const { segment, afterMs } = trigger;
  const state = states.find((each) => each.segment === segment);
  if (!state?.member || (state.since ?? 0) >= startedAt) return undefined;
  const occurrence = occurrenceKey({ kind: 'TRANSITION', segment, profile, sequence: state.sequence });
  return { campaign, occurrence, at: startedAt + afterMs };
}
