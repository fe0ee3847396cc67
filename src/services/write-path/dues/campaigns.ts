/**
 * Work planned by campaigns with a trigger. Each `Due` is work for a customer at a later time. When that time comes,
 * the transaction that handles it inserts a planned contact. Planned contacts are decided by the runs of campaigns
 * (`src/services/reach/campaign-runs.ts`).
 */
import { byPriority } from '../../../engine/identity/identity.js';
import { plannedContact } from '../../../engine/reach/contact-record.js';
import { contactIds } from '../../../engine/reach/occurrence.js';
import {
  isTriggered,
  latestFallen,
  presentDue,
  transitionDues,
  triggerDues,
  type TriggerDue,
  type TriggeredCampaign,
} from '../../../engine/reach/trigger-dues.js';
import type { Due } from '../../../engine/memberships/dues.js';
import type { StoredContact } from '../../base/ports.js';
import type { Snapshot } from '../commit/snapshot.js';
import type { DueCustomer, DueKind, OpenDues, SettledCustomer } from './due-kind.js';

const NAME = 'campaigns';

/** Returns the key of a `Due`. The key consists of the campaign and the occurrence, and contains no customer data. */
const keyOf = ({ campaign, occurrence }: TriggerDue): string => JSON.stringify([campaign, occurrence]);

function triggerDue({ key, at }: Pick<Due, 'key' | 'at'>): TriggerDue {
  const [campaign, occurrence] = JSON.parse(key) as [string, string];
  return { campaign, occurrence, at };
}

const planned = (dues: readonly TriggerDue[]): Pick<Due, 'key' | 'at'>[] =>
  dues.map((due) => ({ key: keyOf(due), at: due.at }));

export const campaignDues: DueKind = {
  name: NAME,
  async open(snapshot: Snapshot): Promise<OpenDues> {
    const { stores, workspace, triggers, tx } = snapshot;
    // Most workspaces have no campaign with a trigger. Work planned by earlier campaigns is discarded when its time
    // comes.
    if (triggers.length === 0) return { fall: () => ({}) };
    const campaigns = (await stores.campaigns.find(workspace, triggers, tx)).filter(isTriggered);
    const rules = await stores.campaigns.rules(workspace, tx);
    return new CampaignDues(snapshot, campaigns, rules?.zoneTag);
  },
};

class CampaignDues implements OpenDues {
  private readonly fallen: { readonly customer: DueCustomer; readonly due: TriggerDue }[] = [];

  constructor(
    private readonly snapshot: Snapshot,
    private readonly campaigns: readonly TriggeredCampaign[],
    private readonly zoneTag: string | undefined,
  ) {}

  plan(customer: DueCustomer): Pick<Due, 'key' | 'at'>[] {
    const { catalogue: definitions, digests, now } = this.snapshot;
    const { campaigns, zoneTag } = this;
    const { subject, evaluatedAt, news, dues } = customer;
    const follows = triggerDues(
      { definitions, campaigns, zoneTag, digests, now },
      { subject, evaluatedAt, news, dues: dues.map(triggerDue) },
    );
    return planned([...follows, ...this.presentDues(customer)]);
  }

  fall(customer: DueCustomer, fallen: readonly Due[]): Record<string, never> {
    for (const due of latestFallen(fallen.map(triggerDue))) this.fallen.push({ customer, due });
    return {};
  }

  follow({ id, transitions, formerly }: SettledCustomer): Pick<Due, 'key' | 'at'>[] {
    return planned(transitionDues(this.campaigns, { profile: id, transitions, ...(formerly ? { formerly } : {}) }));
  }

  /** Inserts the planned contacts. If an occurrence already has a contact, no second contact is inserted. */
  async store(): Promise<void> {
    if (this.fallen.length === 0) return;
    const { stores, workspace, tx } = this.snapshot;
    const members = [...new Set(this.fallen.flatMap(({ customer }) => customer.members))];
    const rootOf = new Map(this.fallen.flatMap(({ customer }) => customer.members.map((id) => [id, customer.id])));
    const nameOf = (root: string | undefined, campaign: string, occurrence: string): string =>
      JSON.stringify([root, campaign, occurrence]);
    const earlier = await stores.contacts.ofProfiles(workspace, members, tx);
    const known = new Set(
      earlier.map(({ profile, campaign, occurrence }) => nameOf(rootOf.get(profile), campaign, occurrence)),
    );
    const planned = this.fallen
      .filter(({ customer, due }) => !known.has(nameOf(customer.id, due.campaign, due.occurrence)))
      .flatMap(({ customer, due }) => this.contact(customer, due) ?? []);
    if (planned.length === 0) return;
    // After an unmerge, the contact of an occurrence may belong to the other of the two separated customers.
    const ids = planned.flatMap((each) => [...each.ids]);
    const others = new Set((await stores.contacts.find(workspace, ids, tx)).map(({ id }) => id));
    const absent = planned.filter((each) => !each.ids.some((id) => others.has(id)));
    if (absent.length === 0) return;
    await stores.contacts.insert(
      workspace,
      absent.map(({ contact }) => contact),
      tx,
    );
  }

  /** Returns the work to plan for a customer who was in the segment of a campaign when the campaign started. */
  private presentDues({ id, segments, starts }: DueCustomer): TriggerDue[] {
    return this.campaigns
      .filter(({ key }) => starts.has(key))
      .flatMap((campaign) => presentDue(campaign, id, segments) ?? []);
  }

  /** Returns the planned contact of a `TriggerDue`, and the ids under which the contact may exist already. */
  private contact(
    { id: profile, identities }: DueCustomer,
    { campaign: key, occurrence, at: dueAt }: TriggerDue,
  ): { readonly ids: readonly string[]; readonly contact: StoredContact } | undefined {
    const { catalogue, digests, now } = this.snapshot;
    const campaign = this.campaigns.find((each) => each.key === key);
    if (!campaign) return undefined;
    const [leading] = byPriority(identities, (name) => catalogue.namespace(name));
    const ids = contactIds({ campaign: key, ...leading, occurrence }, digests);
    return { ids, contact: { ...plannedContact(campaign, { id: ids[0], occurrence, dueAt }, now), profile } };
  }
}
