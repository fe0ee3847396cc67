/**
 * Decider for contacts. All campaigns that are due for a customer at the same time are decided together. The decider
 * also handles delivery results and reservations.
 */
import { byPriority } from '../../../../engine/identity/identity.js';
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { Condition, EventFact } from '../../../../engine/types.js';
import { CampaignDecisions } from '../../../../engine/reach/campaign-decision.js';
import type { HandOverDecision, TaskDecision } from '../../../../engine/reach/contact-decisions.js';
import type { CampaignDefinition } from '../../../../engine/reach/campaign-definition.js';
import {
  afterResult,
  assignedGroup,
  externalContact,
  pendingContact,
  type Contact,
  type HandOverResult,
} from '../../../../engine/reach/contact-record.js';
import { experimentOfCampaign } from '../../../../engine/reach/groups.js';
import type { KnownCustomer } from '../../../../engine/reach/reached-customer.js';
import {
  decideReservation,
  earlierReservation,
  hasTooManyOpen,
  MOST_OPEN,
} from '../../../../engine/reach/reservation.js';
import { kindOfChannel, noRules, type ReachRulesDefinition } from '../../../../engine/reach/reach-rules.js';
import { nextShown } from '../../../../engine/reach/showing.js';
import { taskClosed } from '../../../../engine/reach/task-transitions.js';
import { draw } from '../../../base/stable-random.js';
import {
  type ContactsIntake,
  type HandOverIntake,
  type ReserveIntake,
  type ShowIntake,
} from '../../../base/write-intakes.js';
import { eventId } from '../../../base/ids.js';
import type { StoredContact } from '../../../base/ports.js';
import type { Snapshot } from '../../commit/snapshot.js';
import type { DecidedCustomer, DecidedSubject, Decider, DeciderKind, Decision } from '../decider.js';
import { applyFallback, applyResult, applyTask, closeTask, renewed, sentEvent, sentEvents } from './results.js';

/** The intakes that this decider handles. */
type ReachIntake = ContactsIntake | HandOverIntake | ReserveIntake | ShowIntake;

export const contactDecider: DeciderKind = {
  name: 'contacts',
  mayCreateCustomer: () => false,
  async open(snapshot: Snapshot): Promise<Decider> {
    const handOvers = snapshot.intakes.filter((intake) => intake.kind === 'handOver');
    const decides = snapshot.intakes.some((intake) => intake.kind === 'contacts');
    const asks = snapshot.intakes.some((intake) => intake.kind === 'reserve' || intake.kind === 'show');
    if (!decides && !asks && handOvers.length === 0) return {};
    const { stores, workspace, tx } = snapshot;
    const rules = (await stores.campaigns.rules(workspace, tx)) ?? noRules(workspace);
    const due = snapshot.intakes.flatMap((intake) => ('campaigns' in intake ? intake.campaigns : []));
    const named = [...new Set([...handOvers.map(({ campaign }) => campaign), ...due])];
    return new ContactDecider(snapshot, rules, {
      running: decides ? await stores.campaigns.inState(workspace, 'RUNNING', tx) : [],
      named: named.length > 0 ? await stores.campaigns.find(workspace, named, tx) : [],
    });
  },
};

class ContactDecider implements Decider {
  /** Contacts by profile, including those created in this transaction. */
  private readonly contacts = new Map<string, StoredContact[]>();
  private readonly decided: StoredContact[] = [];
  private readonly changed = new Map<string, StoredContact>();
  private readonly removed: string[] = [];
  private dueDecisions: CampaignDecisions | undefined;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly rules: ReachRulesDefinition,
    private readonly campaigns: {
      readonly running: readonly CampaignDefinition[];
      /** Campaigns of contacts that are due or handed over. */
      readonly named: readonly CampaignDefinition[];
    },
  ) {}

  async prepare(customers: readonly DecidedCustomer[]): Promise<void> {
    const { stores, workspace, tx } = this.snapshot;
    const members = [...new Set(customers.flatMap(({ record }) => record.members))];
    if (members.length === 0) return;
    for (const contact of await stores.contacts.ofProfiles(workspace, members, tx)) this.keep(contact.profile, contact);
  }

  conditions(intake: ReachIntake): readonly Condition[] {
    if (intake.kind === 'contacts')
      return this.decisionsDue().conditions(({ trigger, at }) => trigger !== undefined || at === intake.dueAt);
    if (intake.kind === 'handOver' && !['RENEWED', 'UNANSWERED', 'ASSIGNED'].includes(intake.result.kind)) return [];
    return this.decisionsOf(intake).conditions();
  }

  evaluatedFrom(intake: ReachIntake): number {
    return intake.kind === 'contacts' ? Math.min(intake.dueAt, this.snapshot.now) : this.snapshot.now;
  }

  decide(intake: ReachIntake, [customer]: readonly DecidedSubject[]): Decision {
    switch (intake.kind) {
      case 'contacts':
        return this.decideDue(intake, customer);
      case 'handOver':
        return this.takeResult(intake, customer);
      case 'reserve':
        return this.reserve(intake, customer);
      case 'show':
        return this.show(intake, customer);
    }
  }

  async store(): Promise<void> {
    const { stores, workspace, tx } = this.snapshot;
    if (this.decided.length > 0) await stores.contacts.insert(workspace, this.decided, tx);
    for (const contact of this.changed.values()) await stores.contacts.update(workspace, contact, tx);
    if (this.removed.length > 0) await stores.contacts.remove(workspace, this.removed, tx);
  }

  private decideDue({ dueAt, campaigns }: ContactsIntake, customer: DecidedSubject): Decision {
    // If a campaign was stopped, the campaign run may not have noticed that yet. The run sends the request again when
    // the campaign continues.
    const isDecidable = campaigns.every((name) => this.decidable().some(({ key }) => key === name));
    if (this.rules.stopped || !isDecidable)
      return { reason: 'CAMPAIGN_NOT_RUNNING', message: 'a campaign of this instant does not run' };
    const { id } = customer.record;
    const { contacts, notEntered } = this.decisionsDue().decide(this.known(customer), dueAt, this.snapshot.now);
    if (contacts.length + notEntered.length === 0) return { duplicate: {} };
    for (const planned of notEntered) if (this.find(customer, planned)) this.remove(planned, customer);
    for (const contact of contacts) {
      const planned = this.find(customer, contact.id);
      if (planned) this.change({ ...pendingContact(contact), profile: planned.profile, claim: planned.claim });
      else this.add({ ...pendingContact(contact), profile: id });
    }
    return { events: [contacts.flatMap((contact) => this.assignment(contact, customer))], result: {} };
  }

  /** Reserves a contact for a sender. If an earlier request had the same key, returns the contact of that request. */
  private reserve({ request }: ReserveIntake, customer: DecidedSubject): Decision {
    if (this.rules.stopped) return { reason: 'REACH_STOPPED', message: 'every contact of the workspace is stopped' };
    const earlier = earlierReservation(request, this.contactsOf(customer));
    if (earlier !== undefined) return { duplicate: { contact: earlier } };
    const { catalogue: definitions, digests, now } = this.snapshot;
    if (hasTooManyOpen(request, this.contactsOf(customer), now))
      return {
        reason: 'RESERVATIONS_TOO_MANY',
        message: `a sender has at most ${MOST_OPEN} open reservations of a customer`,
      };
    const deciding = { definitions, rules: this.rules, digests, draw };
    const contact = decideReservation(deciding, this.known(customer), request, now);
    this.add({ ...externalContact(contact), profile: customer.record.id });
    return { events: [[]], result: { contact: contact.id } };
  }

  /**
   * Shows the next contact of a place. Waiting contacts that the rules no longer permit end. If nothing changes, the
   * customer is not written.
   */
  private show(intake: ShowIntake, customer: DecidedSubject): Decision {
    const { slot } = intake;
    if (this.rules.stopped || kindOfChannel(this.rules, slot) !== 'PULL') return { duplicate: {} };
    const known = { ...this.known(customer), contacts: this.contactsOf(customer) };
    const { shown, ended } = nextShown(this.decisionsOf(intake), known, slot, this.snapshot.now);
    for (const contact of [...ended, ...(shown ? [shown] : [])]) this.change(contact);
    if (!shown) return ended.length > 0 ? { events: [[]], result: {} } : { duplicate: {} };
    return { events: [[sentEvent(shown)]], result: { contact: shown.id } };
  }

  /** Stores the result of a claimed contact. A result of an older claim has no effect. */
  private takeResult(intake: HandOverIntake, customer: DecidedSubject): Decision {
    const { contact: id, campaign, claim, result } = intake;
    const before = this.contactsOf(customer).find((contact) => contact.id === id);
    if (!before) return { reason: 'CONTACT_NOT_FOUND', message: 'the contact was not found', path: 'id' };
    if (result.kind === 'RENEWED') return this.renew(intake, before, customer);
    if (result.kind === 'TASK_CLOSED') return this.closeTask(before, result);
    if (before.claim !== claim || !EXPECTED[result.kind].includes(before.state)) return { duplicate: {} };
    const definition = this.campaigns.named.find(({ key }) => key === campaign);
    if (result.kind === 'UNANSWERED' || result.kind === 'ASSIGNED') {
      this.change(this.decideResult(result.kind, before, intake, customer));
      return { events: [[]], result: {} };
    }
    const after = applyResult(before, result, definition);
    this.change(after);
    return { events: [sentEvents(before, after)], result: {} };
  }

  /** Applies a result whose effect is decided now: the wait for a receipt has ended, or a contact becomes a task. */
  private decideResult(
    kind: 'UNANSWERED' | 'ASSIGNED',
    before: StoredContact,
    intake: HandOverIntake,
    customer: DecidedSubject,
  ): StoredContact {
    const { now } = this.snapshot;
    const decisions = this.decisionsOf(intake);
    if (kind === 'ASSIGNED') {
      const decision = decisions.decideTask(this.known(customer), before, now);
      return applyTask(before, decision, decisions.campaign(intake.campaign), now);
    }
    if (before.state === 'ASSIGNED') {
      if (now >= before.expiresAt) return taskClosed(before, { outcome: 'EXPIRED', closedAt: now });
      const isCancelled = decisions.campaign(intake.campaign)?.state === 'CANCELLED';
      if (isCancelled) return taskClosed(before, { outcome: 'WITHDRAWN', closedAt: now });
    }
    return applyFallback(before, decisions.decideFallback(this.known(customer), before, now), now);
  }

  /** Stores the outcome of a task. A repeated report of the same outcome changes nothing. */
  private closeTask(before: StoredContact, result: Extract<HandOverResult, { kind: 'TASK_CLOSED' }>): Decision {
    const { now } = this.snapshot;
    const { state, task, expiresAt } = before;
    if (task && task.outcome === result.outcome && task.closedBy === result.by) return { duplicate: {} };
    // The contact may have fallen back to the task of another assignee since the caller found it.
    if (state !== 'ASSIGNED' || task?.assignee !== result.assignee || now >= expiresAt)
      return { reason: 'TASK_CLOSED', message: 'the task is closed, or the contact has none', path: 'input.id' };
    const { after, events } = closeTask(before, result, now);
    this.change(after);
    return { events: [events], result: {} };
  }

  /**
   * Sends a failed or dead contact again. If the contact no longer counts toward a budget, the budget must permit one
   * more contact.
   */
  private renew(intake: HandOverIntake, before: StoredContact, customer: DecidedSubject): Decision {
    if (before.state !== 'FAILED' && before.state !== 'DEAD')
      return { reason: 'CONTACT_NOT_DEAD', message: 'only failed and dead contacts are sent again', path: 'id' };
    const { result } = intake as { readonly result: Extract<HandOverResult, { kind: 'RENEWED' }> };
    const open = { ...before, expiresAt: result.expiresAt };
    const budgets = before.mayHaveArrived ? 'KEPT' : 'NEEDED';
    const decision = this.decideRenewed(intake, open, customer, budgets);
    if (decision.kind === 'END') {
      const { reason } = decision.ending;
      return { reason: 'CONTACT_WOULD_END', message: `the contact would end again, as ${reason}`, path: 'id' };
    }
    const isReserved = budgets === 'NEEDED' && decision.kind !== 'ASSIGN';
    const contact = isReserved ? renewed(before, decision.reservation) : before;
    this.change(afterResult(contact, result));
    return { events: [[]], result: {} };
  }

  /** Decides whether the rules still permit a contact that is sent or assigned again. A task has kept its budget. */
  private decideRenewed(
    intake: HandOverIntake,
    contact: StoredContact,
    customer: DecidedSubject,
    budgets: 'KEPT' | 'NEEDED',
  ): HandOverDecision | TaskDecision {
    const { now } = this.snapshot;
    const decisions = this.decisionsOf(intake);
    const isTask = kindOfChannel(this.rules, contact.reservation!.channel) === 'TASK';
    if (isTask) return decisions.decideTask(this.known(customer), contact, now);
    return decisions.decideHandOver(this.known(customer), contact, now, budgets);
  }

  private known(customer: DecidedSubject): KnownCustomer {
    const { catalogue } = this.snapshot;
    const identities = byPriority(customer.record.identities, (name) => catalogue.namespace(name));
    return { identities, subject: customer, contacts: this.contactsOf(customer) };
  }

  private contactsOf({ record }: DecidedSubject): StoredContact[] {
    return record.members.flatMap((member) => this.contacts.get(member) ?? []);
  }

  private change(contact: StoredContact): void {
    this.changed.set(contact.id, contact);
    const list = this.contacts.get(contact.profile)!;
    list[list.findIndex(({ id }) => id === contact.id)] = contact;
  }

  private add(contact: StoredContact): void {
    this.keep(contact.profile, contact);
    this.decided.push(contact);
  }

  private keep(profile: string, contact: StoredContact): void {
    const there = this.contacts.get(profile);
    if (there) there.push(contact);
    else this.contacts.set(profile, [contact]);
  }

  private find(customer: DecidedSubject, contact: string): StoredContact | undefined {
    return this.contactsOf(customer).find(({ id }) => id === contact);
  }

  /** Removes a planned contact of a customer who may not enter the campaign again. */
  private remove(contact: string, customer: DecidedSubject): void {
    const { profile } = this.find(customer, contact)!;
    const list = this.contacts.get(profile)!;
    this.contacts.set(
      profile,
      list.filter(({ id }) => id !== contact),
    );
    this.removed.push(contact);
  }

  /**
   * Returns the campaigns whose contacts can be decided. Cancelled campaigns with a trigger are included, so that their
   * planned contacts end.
   */
  private decidable(): readonly CampaignDefinition[] {
    const { running, named } = this.campaigns;
    return [...running, ...named.filter(({ state, trigger }) => trigger && state === 'CANCELLED')];
  }

  private decisionsDue(): CampaignDecisions {
    const { catalogue: definitions, digests } = this.snapshot;
    const campaigns = this.decidable();
    this.dueDecisions ??= new CampaignDecisions({ definitions, rules: this.rules, campaigns, digests, draw });
    return this.dueDecisions;
  }

  /** Returns the object that makes decisions about the contacts of an intake. */
  private decisionsOf(intake: HandOverIntake | ReserveIntake | ShowIntake): CampaignDecisions {
    const { catalogue: definitions, digests } = this.snapshot;
    const campaigns = this.campaigns.named.filter(({ key }) => isOfIntake(intake, key));
    return new CampaignDecisions({ definitions, rules: this.rules, campaigns, digests, draw });
  }

  /**
   * Returns the event that records the assignment to a campaign's group. Only the first assignment in a campaign is
   * valid, so it is recorded once.
   */
  private assignment(contact: Contact, { facts }: DecidedSubject): EventFact[] {
    const { id: occurrence, campaign, version } = contact;
    const experiment = experimentOfCampaign(campaign);
    const definition = this.decidable().find(({ key }) => key === campaign);
    const group = assignedGroup(contact, definition?.holdOutPercent ?? 0);
    const isAssigned = facts.ofType('experiment_assigned').some((event) => event.properties?.experiment === experiment);
    if (group === undefined || isAssigned) return [];
    const id = eventId(OWN_SOURCE, `group:${occurrence}`);
    const properties = { experiment, variant: group, version };
    return [{ id, type: 'experiment_assigned', at: this.snapshot.now, properties, binding: true }];
  }
}

/** The states of a contact in which each kind of result is stored. In other states, the result came too late. */
const EXPECTED: Readonly<
  Record<Exclude<HandOverResult['kind'], 'RENEWED' | 'TASK_CLOSED'>, readonly Contact['state'][]>
> = {
  ATTEMPTED: ['RESERVED'],
  ASSIGNED: ['RESERVED'],
  ENDED: ['RESERVED', 'WAITING'],
  WAITS: ['RESERVED', 'WAITING'],
  UNANSWERED: ['HANDED_OVER', 'ASSIGNED'],
};

/** Whether an intake is about the contacts of a campaign. */
function isOfIntake(intake: HandOverIntake | ReserveIntake | ShowIntake, campaign: string): boolean {
  switch (intake.kind) {
    case 'handOver':
      return intake.campaign === campaign;
    case 'show':
      return intake.campaigns.includes(campaign);
    case 'reserve':
      return false;
  }
}
