/** Collects the data of a customer that decisions about contacts need, from facts, tags and contacts. */
import { consentsAt } from '../facts/consent.js';
import { identityText } from '../identity/identity.js';
import type { FactSet } from '../facts/facts.js';
import { layerKey, type LayerModel } from '../layers/layers.js';
import type { Identity, TagDefinition, Value } from '../types.js';
import { Evaluation, type Definitions, type CustomerFacts } from '../segments/evaluate.js';
import { DAY, isTimeZone } from '../time/time.js';
import { valueAt } from '../time/timeline.js';
import { numberOfDecimal } from '../values/decimal.js';
import { wishBudget, type CountedContact } from './budget.js';
import { countedContacts, entriesOf, reportedContacts, type Contact } from './contact-record.js';
import type { ReachedCustomer } from './decide.js';
import { CAMPAIGN_PREFIX } from './groups.js';
import type { ChurnSigns, GoverningLayer } from './layer-policy.js';
import type { Digest, Digests } from './occurrence.js';
import type { ChannelAddress, ReachRulesDefinition } from './reach-rules.js';
import { standingOrders } from './usual-interval.js';

/** The definitions of a workspace that decisions read. */
export interface ReachDefinitions extends Definitions {
  layerModel(key: string): LayerModel | undefined;
  allTags(): readonly TagDefinition[];
}

/** Stored data of one customer. */
export interface KnownCustomer {
  /** All identities of the customer. The leading identity comes first. */
  readonly identities: readonly Identity[];
  readonly subject: CustomerFacts;
  readonly contacts: readonly Contact[];
}

/** Number of digits of a device's hash. It is enough to distinguish the devices of one customer. */
const DEVICE_DIGITS = 16;

/** Evaluates the segments and tags of one customer at a given time. A segment that does not exist has no members. */
export class Standing {
  private readonly evaluation: Evaluation;

  constructor(
    private readonly definitions: ReachDefinitions,
    subject: CustomerFacts,
    private readonly at: number,
  ) {
    this.evaluation = new Evaluation(definitions, subject, at, at);
  }

  isIn(segment: string): boolean {
    return this.definitions.segment(segment) !== undefined && valueAt(this.evaluation.segment(segment), this.at);
  }

  /** Returns the value of a tag that is not personal. */
  ordinaryTag(key: string): Value | undefined {
    return this.definitions.tag(key)?.personal ? undefined : this.tag(key);
  }

  tag(key: string): Value | undefined {
    return this.definitions.tag(key) ? valueAt(this.evaluation.tag(key), this.at) : undefined;
  }
}

export function reachedCustomer(
  { identities, subject, contacts }: KnownCustomer,
  definitions: ReachDefinitions,
  rules: ReachRulesDefinition,
  digests: Digests,
  at: number,
): ReachedCustomer {
  const { setting } = definitions;
  const standing = new Standing(definitions, subject, at);
  return {
    unit: identityText(identities[0]),
    zone: zoneOfCustomer(standing, rules) ?? setting.zone,
    consents: consentsAt(subject.facts, setting, at),
    addresses: addressesOf(identities, rules.channels, digests, standing),
    layers: rules.governing.flatMap((model) => layerIn(standing, definitions.layerModel(model), rules) ?? []),
    budgetLayers: new Set(rules.budgets.flatMap(({ layer }) => (layer && standing.isIn(layer) ? [layer] : []))),
    churn: churnSigns(standing, rules, standingOrders(subject.facts, at).at(-1)),
    counted: [
      ...countedContacts(contacts).map((contact) => ({ ...contact, ...deviceNow(contact, identities, digests) })),
      ...reportedContacts(subject.facts.ofType('contact_sent'), contacts, at),
    ],
    entries: entriesOf(contacts),
    assigned: assignedGroups(subject.facts, at),
    ...wishOf(subject.facts, at),
  };
}

/** Returns the signs that a customer may leave soon. A tag that has become personal is not read. */
function churnSigns(standing: Standing, { churn }: ReachRulesDefinition, lastOrderAt: number | undefined): ChurnSigns {
  const orders = lastOrderAt === undefined ? {} : { lastOrderAt };
  const score = churn && standing.ordinaryTag(churn.tag);
  return typeof score === 'bigint' ? { ...orders, probability: numberOfDecimal(score), bound: churn!.bound } : orders;
}

/** Returns the first group of the customer in each campaign. */
function assignedGroups(facts: FactSet, at: number): Map<string, string> {
  const groups = new Map<string, string>();
  for (const { at: assignedAt, properties } of facts.ofType('experiment_assigned')) {
    const [experiment, variant] = [String(properties?.experiment ?? ''), properties?.variant];
    if (assignedAt > at || !experiment.startsWith(CAMPAIGN_PREFIX) || typeof variant !== 'string') continue;
    const campaign = experiment.slice(CAMPAIGN_PREFIX.length);
    if (!groups.has(campaign)) groups.set(campaign, variant);
  }
  return groups;
}

/**
 * Returns the limit on contacts that the customer requested last, as a budget. Returns an empty object if the customer
 * requested no limit.
 */
export function wishOf(facts: FactSet, at: number): Pick<ReachedCustomer, 'wish'> {
  const stated = facts.ofType('contact_limit_set').filter((event) => event.at <= at);
  const { most, days } = stated.at(-1)?.properties ?? {};
  return isCount(most) && isCount(days) ? { wish: wishBudget(most, days * DAY) } : {};
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 1;

/** Returns the customer's time zone from the tag that the rules define. Undefined if the tag has no valid value. */
export function zoneOfCustomer(standing: Standing, { zoneTag }: ReachRulesDefinition): string | undefined {
  const zone = zoneTag === undefined ? undefined : standing.tag(zoneTag);
  return typeof zone === 'string' && isTimeZone(zone) ? zone : undefined;
}

/** Returns the identity that is the address on a channel. It is the first identity in the channel's namespace. */
export const addressOn = (identities: readonly Identity[], { namespace }: ChannelAddress): Identity | undefined =>
  namespace === undefined ? undefined : identities.find((identity) => identity.namespace === namespace);

/**
 * Returns the person who carries out the tasks of a customer on a channel. Undefined if the tag has no value, or if it
 * has become personal, because contacts show their assignees.
 */
export function assigneeOf(standing: Standing, { assigneeTag }: ChannelAddress): string | undefined {
  const assignee = assigneeTag === undefined ? undefined : standing.ordinaryTag(assigneeTag);
  return typeof assignee === 'string' && assignee !== '' ? assignee : undefined;
}

const deviceOf = (address: Identity, digest: Digest): string => digest(identityText(address)).slice(0, DEVICE_DIGITS);

/**
 * Returns the keyed hash of the device of a contact if the contact has the former hash, which earlier versions of the
 * server stored. Contacts with either hash then count in the same budget. Returns an empty object for other contacts.
 */
function deviceNow(
  { device }: CountedContact,
  identities: readonly Identity[],
  { keyed, former }: Digests,
): { readonly device?: string } {
  const same = device === undefined ? undefined : identities.find((each) => deviceOf(each, former) === device);
  return same ? { device: deviceOf(same, keyed) } : {};
}

function addressesOf(
  identities: readonly Identity[],
  channels: readonly ChannelAddress[],
  digests: Digests,
  standing: Standing,
): ReachedCustomer['addresses'] {
  return new Map(
    channels.flatMap((channel) => {
      // Every customer can see a place, so no address is needed.
      if (channel.kind === 'PULL') return [[channel.channel, {}] as const];
      if (channel.kind === 'TASK') return assigneeOf(standing, channel) === undefined ? [] : [[channel.channel, {}]];
      const address = addressOn(identities, channel);
      if (!address) return [];
      // Stores a hash of the device, because contacts must not contain personal data.
      const device = channel.isDevice ? { device: deviceOf(address, digests.keyed) } : {};
      return [[channel.channel, device] as const];
    }),
  );
}

function layerIn(
  standing: Standing,
  model: LayerModel | undefined,
  { intervals }: ReachRulesDefinition,
): GoverningLayer | undefined {
  const layer = model?.layers.find(({ key }) => standing.isIn(layerKey(model.key, key)));
  if (!model || !layer) return undefined;
  const key = layerKey(model.key, layer.key);
  return { key, reach: layer.reach, ...(intervals[key] === undefined ? {} : { intervalMs: intervals[key] }) };
}
