/** Decider of contacts: decides together what campaigns are due for a customer at one instant, and reserves it. */
import { byPriority } from '../../../../engine/identity/identity.js';
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { Condition, EventFact } from '../../../../engine/model.js';
import { CampaignDecisions } from '../../../../engine/reach/campaign-decision.js';
import type { CampaignDefinition } from '../../../../engine/reach/campaign-definition.js';
import type { Contact } from '../../../../engine/reach/contact-record.js';
import { noRules, type ReachRulesDefinition } from '../../../../engine/reach/reach-rules.js';
import { digest, draw } from '../../../base/draws.js';
import { eventId, type ContactsIntake, type Intake } from '../../../base/intake.js';
import type { StoredContact } from '../../../base/ports.js';
import type { Snapshot } from '../../commit/snapshot.js';
import type { DecidedCustomer, DecidedSubject, Decider, DeciderKind, Decision } from '../decider.js';

const isContacts = (intake: Intake): intake is ContactsIntake => intake.kind === 'contacts';

export const contactDecider: DeciderKind = {
  name: 'contacts',
  mayCreateCustomer: () => false,
  async open(snapshot: Snapshot): Promise<Decider> {
    if (!snapshot.intakes.some(isContacts)) return {};
    const { stores, workspace, tx } = snapshot;
    const rules = (await stores.campaigns.rules(workspace, tx)) ?? noRules(workspace);
    return new ContactDecider(snapshot, rules, await stores.campaigns.running(workspace, tx));
  },
};

class ContactDecider implements Decider {
  /** Contacts of the customers by profile, including those of this transaction. */
  private readonly contacts = new Map<string, Contact[]>();
  private readonly decided: StoredContact[] = [];
  private readonly byInstant = new Map<number, CampaignDecisions>();

  constructor(
    private readonly snapshot: Snapshot,
    private readonly rules: ReachRulesDefinition,
    private readonly running: readonly CampaignDefinition[],
  ) {}

  async prepare(customers: readonly DecidedCustomer[]): Promise<void> {
    const { stores, workspace, tx } = this.snapshot;
    const members = [...new Set(customers.flatMap(({ record }) => record.members))];
    if (members.length === 0) return;
    for (const contact of await stores.contacts.ofProfiles(workspace, members, tx)) this.keep(contact.profile, contact);
  }

  conditions({ dueAt }: ContactsIntake): readonly Condition[] {
    return this.decisionsAt(dueAt).conditions();
  }

  evaluatedFrom({ dueAt }: ContactsIntake): number {
    return Math.min(dueAt, this.snapshot.now);
  }

  decide({ dueAt, campaigns }: ContactsIntake, [customer]: readonly DecidedSubject[]): Decision {
    // The run does not know yet. It asks again when the campaigns continue.
    const isRunning = campaigns.every((key) => this.dueAt(dueAt).some((campaign) => campaign.key === key));
    if (this.rules.stopped || !isRunning)
      return { reason: 'CAMPAIGN_NOT_RUNNING', message: 'a campaign of this instant does not run' };
    const { record } = customer;
    const identities = byPriority(record.identities, (name) => this.snapshot.catalogue.namespace(name));
    const before = record.members.flatMap((member) => this.contacts.get(member) ?? []);
    const { now } = this.snapshot;
    const contacts = this.decisionsAt(dueAt).decide({ identities, subject: customer, contacts: before }, now);
    if (contacts.length === 0) return { duplicate: {} };
    for (const contact of contacts) {
      this.keep(record.id, contact);
      this.decided.push({ ...contact, profile: record.id });
    }
    return { events: [contacts.flatMap((contact) => this.assignment(contact, customer))], result: {} };
  }

  async store(): Promise<void> {
    const { stores, workspace, tx } = this.snapshot;
    if (this.decided.length > 0) await stores.contacts.insert(workspace, this.decided, tx);
  }

  private keep(profile: string, contact: Contact): void {
    const there = this.contacts.get(profile);
    if (there) there.push(contact);
    else this.contacts.set(profile, [contact]);
  }

  private dueAt(at: number): readonly CampaignDefinition[] {
    return this.running.filter((campaign) => campaign.at === at);
  }

  private decisionsAt(dueAt: number): CampaignDecisions {
    let decisions = this.byInstant.get(dueAt);
    if (!decisions) {
      const { catalogue: definitions } = this.snapshot;
      const campaigns = this.dueAt(dueAt);
      decisions = new CampaignDecisions({ definitions, rules: this.rules, campaigns, dueAt, digest, draw });
      this.byInstant.set(dueAt, decisions);
    }
    return decisions;
  }

  /** The event of a drawn group. The first one of a campaign counts, so it is recorded once. */
  private assignment({ id: contact, campaign, group }: Contact, { facts }: DecidedSubject): EventFact[] {
    const experiment = `campaign:${campaign}`;
    const isAssigned = facts.ofType('experiment_assigned').some((event) => event.properties?.experiment === experiment);
    if (group === undefined || isAssigned) return [];
    const id = eventId(OWN_SOURCE, `group:${contact}`);
    const properties = { experiment, variant: group };
    return [{ id, type: 'experiment_assigned', at: this.snapshot.now, properties, binding: true }];
  }
}
