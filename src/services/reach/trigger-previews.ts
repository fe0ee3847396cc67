/**
 * Previews of campaigns with a trigger. A preview shows what a campaign would have decided if it had run for the last
 * days. Due times and decisions are computed by the same functions as in a run. The preview uses the facts known now.
 */
import { byPriority } from '../../engine/identity/identity.js';
import type { Transition } from '../../engine/types.js';
import { CampaignDecisions } from '../../engine/reach/campaign-decision.js';
import { plannedContact, type Contact } from '../../engine/reach/contact-record.js';
import { contactId, occurrenceKey } from '../../engine/reach/occurrence.js';
import { Standing, type KnownCustomer } from '../../engine/reach/reached-customer.js';
import type { ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { segmentOfTrigger, tagOfTrigger } from '../../engine/reach/trigger.js';
import {
  latestFallen,
  transitionDues,
  triggerDues,
  type TriggerDue,
  type TriggeredCampaign,
} from '../../engine/reach/trigger-dues.js';
import type { Condition } from '../../engine/types.js';
import type { CustomerFacts } from '../../engine/segments/evaluate.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { digestsOf, draw } from '../base/stable-random.js';
import type { Page, ProfileRecord, StoredTransition } from '../base/ports.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { subjectsOf } from '../population/subjects.js';
import { eachPage } from '../base/pages.js';

/** Number of customers or transitions that are read at a time. */
const PAGE = 500;

/**
 * The data with which a campaign is replayed. The campaign is treated as started at the beginning of the replayed
 * period.
 */
interface Replay {
  readonly services: Services;
  readonly room: Room;
  readonly rules: ReachRulesDefinition;
  readonly campaign: TriggeredCampaign;
  readonly decisions: CampaignDecisions;
  readonly transitions: ReadonlyMap<string, readonly Transition[]>;
}

/**
 * Replays a campaign with a trigger from `campaign.startedAt` until now. Calls `take` with each contact that the
 * campaign would have decided. Returns the number of customers with at least one due contact.
 */
export async function replay(
  services: Services,
  room: Room,
  rules: ReachRulesDefinition,
  campaign: TriggeredCampaign,
  take: (contact: Contact) => void,
): Promise<number> {
  const { workspace, catalogue } = room;
  const digests = digestsOf(workspace);
  const decisions = new CampaignDecisions({ definitions: catalogue, rules, campaigns: [campaign], digests, draw });
  const transitions = await transitionsOf(services, room, campaign);
  const replaying: Replay = { services, room, rules, campaign, decisions, transitions };
  let audience = 0;
  const read = (page: Page): Promise<ProfileRecord[]> => {
    stopIfAbandoned(services);
    return services.stores.profiles.roots(workspace.id, page);
  };
  for await (const customers of eachPage(read, ({ id }) => id, PAGE)) {
    for (const decided of await replayCustomers(replaying, customers)) {
      audience++;
      decided.forEach(take);
    }
  }
  return audience;
}

/** Returns the transitions of the trigger's segment since the start of the campaign, by customer, oldest first. */
async function transitionsOf(
  { stores }: Services,
  { workspace }: Room,
  { trigger, startedAt }: TriggeredCampaign,
): Promise<Map<string, Transition[]>> {
  const found = new Map<string, Transition[]>();
  const segment = segmentOfTrigger(trigger);
  if (segment === undefined) return found;
  const read = (page: Page): Promise<StoredTransition[]> => stores.transitions.ofSegment(workspace.id, segment, page);
  for await (const entries of eachPage(read, ({ id }) => id, PAGE)) {
    const since = entries.filter(({ recordedAt }) => recordedAt >= startedAt);
    for (const entry of since) {
      const there = found.get(entry.profile);
      if (there) there.push(entry);
      else found.set(entry.profile, [entry]);
    }
    if (since.length < entries.length) break;
  }
  for (const list of found.values()) list.reverse();
  return found;
}

/**
 * Replays the campaign for the given customers. Returns one list of contacts for each customer that has a due contact.
 */
async function replayCustomers(replaying: Replay, customers: readonly ProfileRecord[]): Promise<Contact[][]> {
  const { services, room, campaign, decisions, rules } = replaying;
  const { workspace, catalogue } = room;
  const tags = [tagOfTrigger(campaign.trigger), rules.zoneTag].filter((key) => key !== undefined);
  const exists = tags
    .filter((tag) => catalogue.tag(tag))
    .map((tag): Condition => ({ kind: 'tag', tag, test: { op: 'exists' } }));
  const lookback = catalogue.lookbackOf(...decisions.conditions(), ...exists);
  const subjects = await subjectsOf(services, customers, () => campaign.startedAt, lookback);
  const members = customers.flatMap((record) => record.members);
  const stored = await services.stores.contacts.ofProfiles(workspace.id, members);
  const decided: Contact[][] = [];
  // A message is rendered for each customer, so let other work run in between.
  const slices = new Slices(services);
  for (const [index, record] of customers.entries()) {
    if (slices.isOver()) {
      await slices.next();
      stopIfAbandoned(services);
    }
    const own = new Set(record.members);
    const customer: KnownCustomer = {
      identities: byPriority(record.identities, (name) => catalogue.namespace(name)),
      subject: withoutSent(subjects[index], campaign.key),
      contacts: stored.filter(({ profile, campaign: key }) => own.has(profile) && key !== campaign.key),
    };
    const dues = duesOf(replaying, record, customer.subject);
    if (dues.length > 0) decided.push(await decideInTurn(replaying, customer, dues, slices));
  }
  return decided;
}

/** Returns the customer's facts without the messages that the campaign itself has sent. */
function withoutSent(subject: CustomerFacts, campaign: string): CustomerFacts {
  const sent = subject.facts.ofType('contact_sent').filter((event) => event.properties?.campaignId === campaign);
  return { ...subject, facts: subject.facts.without(sent) };
}

/** Returns the due times of a customer until now, earliest first. */
function duesOf(
  { room, rules, campaign, transitions }: Replay,
  record: ProfileRecord,
  subject: CustomerFacts,
): TriggerDue[] {
  const { catalogue: definitions, now } = room;
  const { startedAt, trigger } = campaign;
  const planned = triggerDues(
    { definitions, campaigns: [campaign], zoneTag: rules.zoneTag, digests: digestsOf(room.workspace), now },
    { subject, evaluatedAt: startedAt - 1, news: new Set(), dues: [] },
  );
  const moved = transitionDues([campaign], { profile: record.id, transitions: transitions.get(record.id) ?? [] });
  const isPresent =
    trigger.kind === 'ENTERED' &&
    trigger.includePresent &&
    new Standing(definitions, subject, startedAt).isIn(trigger.segment);
  const occurrence = occurrenceKey({ kind: 'SCHEDULE', dueAt: startedAt });
  const present = isPresent ? [{ campaign: campaign.key, occurrence, at: startedAt + trigger.afterMs }] : [];
  return latestFallen([...planned, ...moved, ...present].filter(({ at }) => at <= now));
}

/**
 * Decides the contacts of a customer one after another. Each decision takes into account what the earlier contacts
 * reserved.
 */
async function decideInTurn(
  { services, room, campaign, decisions }: Replay,
  customer: KnownCustomer,
  dues: readonly TriggerDue[],
  slices: Slices,
): Promise<Contact[]> {
  const [leading] = customer.identities;
  const { keyed } = digestsOf(room.workspace);
  const decided: Contact[] = [];
  for (const { occurrence, at: dueAt } of dues) {
    // A customer may have many contacts, and each decision reads all of them.
    if (slices.isOver()) {
      await slices.next();
      stopIfAbandoned(services);
    }
    const id = contactId({ campaign: campaign.key, ...leading, occurrence }, keyed);
    const planned = plannedContact(campaign, { id, occurrence, dueAt }, dueAt);
    const earlier = customer.contacts.filter(({ decidedAt }) => decidedAt <= dueAt);
    const contacts = [...earlier, ...decided, planned];
    decided.push(...decisions.decide({ ...customer, contacts }, dueAt, dueAt).contacts.map(handedOver));
  }
  return decided;
}

/** Returns a reserved contact in the state that it has after its message was handed over. */
const handedOver = (contact: Contact): Contact =>
  contact.reservation && contact.state === 'RESERVED'
    ? { ...contact, mayHaveArrived: true, handedOverAt: contact.reservation.at }
    : contact;
