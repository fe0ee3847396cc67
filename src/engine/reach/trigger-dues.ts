/**
 * When triggers of campaigns make contacts with a customer due. Dues of schedules, dates and events depend on the facts
 * of the customer, so they are planned again whenever the customer is settled. Dues of entries and exits depend on
 * committed transitions, so each is planned once.
 */
import { reportGroup } from '../facts/order-fold.js';
import { passesFilter } from '../facts/selection.js';
import type { EventFact, Transition, Value } from '../model.js';
import { Evaluation, type Subject } from '../segment/evaluate.js';
import { DAY, dayOf, isTimeZone, parseDay } from '../time/time.js';
import { valueAt } from '../time/timeline.js';
import type { CampaignDefinition } from './campaign-definition.js';
import { shiftDay } from './local-time.js';
import { occurrenceKey, type Digest, type OccurrenceSource } from './occurrence.js';
import type { ReachDefinitions } from './reached-customer.js';
import { nextOfDate, nextScheduled, zoneOf, type Schedule } from './schedule.js';
import type { Trigger } from './trigger.js';

/** A campaign with a trigger that was started. */
export type TriggeredCampaign = CampaignDefinition & { readonly trigger: Trigger; readonly startedAt: number };

export const isTriggered = (campaign: CampaignDefinition): campaign is TriggeredCampaign =>
  campaign.trigger !== undefined && campaign.startedAt !== undefined;

/** An occurrence of a trigger and the instant at which its contact is due. */
export interface TriggerDue {
  readonly campaign: string;
  readonly occurrence: string;
  readonly at: number;
}

/** A customer whose dues are planned, before it is evaluated at the instant of planning. */
export interface PlannedCustomer {
  readonly subject: Subject;
  /** The instant of the last evaluation. Everything due by then has fallen. */
  readonly evaluatedAt: number;
  /** Ids of events that became known since. Undefined if the ids of the events are not the stored ones. */
  readonly news: ReadonlySet<string> | undefined;
  /** The dues planned earlier that have not fallen. */
  readonly dues: readonly TriggerDue[];
}

export interface Planning {
  readonly definitions: ReachDefinitions;
  readonly campaigns: readonly TriggeredCampaign[];
  /** The tag with the time zone of the customer. */
  readonly zoneTag: string | undefined;
  readonly digest: Digest;
  /** The instant of planning. */
  readonly now: number;
}

/** How far ahead memberships are followed. After it every customer is evaluated, and planned, again. */
const HORIZON = 400 * DAY;
/** Coming dues of events that are planned. Those after them are planned when one of these falls. */
const MOST_COMING = 20;

/**
 * Returns all dues of a customer: those that came due by now, and the next of each campaign. A due that came due
 * before now stays, because nothing that is known later changes that it came due.
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

/** Dues under different occurrences. A later one of an occurrence takes the place of an earlier one. */
function united(...lists: readonly (readonly TriggerDue[])[]): TriggerDue[] {
  return [...new Map(lists.flat().map((due) => [due.occurrence, due])).values()];
}

/** What planning reads of a customer, evaluated once for all campaigns. */
class PlannedFacts {
  private evaluation: Evaluation | undefined;

  constructor(
    readonly planning: Planning,
    readonly customer: PlannedCustomer,
  ) {}

  /** Earlier dues have fallen. */
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

/** Dues of events since the start of the campaign: those that have come due, and the next ones. */
function eventDues(
  { key: campaign, startedAt }: TriggeredCampaign,
  trigger: Extract<Trigger, { kind: 'EVENT' }>,
  { planning: { definitions, now }, customer, after }: PlannedFacts,
  news: ReadonlySet<string>,
): TriggerDue[] {
  const { zone } = definitions.setting;
  const matching = distinct(
    customer.subject.facts
      .ofType(trigger.event)
      .filter((event) => !trigger.where || passesFilter(trigger.where, event, zone)),
  );
  const counted = { EVERY: matching, FIRST: matching.slice(0, 1), LAST: matching.slice(-1) }[trigger.which];
  const due = counted
    .filter((event) => event.at >= startedAt)
    .map((event) => ({ event, at: event.at + trigger.afterMs }))
    .filter(({ event, at }) => at > after || news.has(event.id));
  const fallen = due.filter(({ at }) => at <= now);
  const coming = due.filter(({ at }) => at > now).slice(0, MOST_COMING);
  return [...fallen, ...coming].map(({ event, at }) => ({
    campaign,
    occurrence: occurrenceKey({ kind: 'EVENT', eventId: reportGroup(event) ?? event.id }),
    at,
  }));
}

/** The first report of each thing, in fact order. Several systems may report one order. */
function distinct(events: readonly EventFact[]): EventFact[] {
  const seen = new Set<string>();
  return events.filter((event) => {
    const group = reportGroup(event);
    return group === undefined || (!seen.has(group) && seen.add(group));
  });
}

/** Dues of a schedule: on each of its days on which the customer is in the audience. */
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
  // The day is the occurrence, so that a customer who changes the zone has each day once.
  return repeatedDues(campaign, facts, nextFrom, (at) => ({ kind: 'DAY', day: dayOf(at, zone) }));
}

/** Dues of a date in a tag, or of its yearly returns. */
function dateDues(
  campaign: TriggeredCampaign,
  { tag, offsetDays, time, yearly }: Extract<Trigger, { kind: 'DATE' }>,
  facts: PlannedFacts,
): TriggerDue[] {
  const { definitions, digest } = facts.planning;
  const date = dayOfValue(facts.tag(tag), definitions.setting.zone);
  if (date === undefined) return [];
  const zone = facts.zone(campaign);
  const trigger = { offsetDays, time, anniversary: yearly };
  return repeatedDues(
    campaign,
    facts,
    (from) => nextOfDate(date, trigger, from, zone) ?? Infinity,
    // A contact holds no personal data, so the date itself stays out of its occurrence.
    (at) =>
      yearly
        ? { kind: 'TAG', tag, value: '', year: Number(shiftDay(dayOf(at, zone), -offsetDays).slice(0, 4)) }
        : { kind: 'TAG', tag, value: digest(date) },
  );
}

function dayOfValue(value: Value | undefined, zone: string): string | undefined {
  if (typeof value === 'number') return dayOf(value, zone);
  return typeof value === 'string' ? parseDay(value) : undefined;
}

/** Dues that have come since the last evaluation and the next one, where the customer is in the audience. */
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

/** A customer after it was evaluated, with what it entered and left. */
export interface MovedCustomer {
  readonly profile: string;
  readonly transitions: readonly Transition[];
  /** Segments of the customers that a merge united into this one. Undefined without a merge. */
  readonly formerly?: ReadonlySet<string>;
}

/**
 * Dues of entries and exits. A merge is an entry only if none of the merged customers was in the segment. An unmerge
 * takes a merge back, so it is neither an entry nor an exit.
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

/** The due of a customer who was in the segment of a campaign already at its start. */
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
