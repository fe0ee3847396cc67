/**
 * Runs of campaigns. At the instant of a campaign, every customer who was in its audience then is decided. At the start
 * of a campaign with a trigger, dues are planned for customers that may get no new fact. A run goes through customers in
 * slices and keeps its place under a lease, so that another process continues it. Contacts that triggers have planned
 * are decided when they are due. A customer who is decided twice gets no second contact.
 */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { needsStart, segmentOfTrigger } from '../../engine/reach/trigger.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { clockOf } from '../base/clock.js';
import { StoreConflict } from '../base/errors.js';
import { newId, type BackgroundIntake, type ContactsIntake, type Origin } from '../base/intake.js';
import type { FollowerLease, StoredContact, Workspace } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { drainDue } from '../write-path/due.js';
import { rulesIn } from './reach-rules.js';

/** Number of customers to process in one step. Facts from callers are written between steps. */
const SLICE = 200;
/**
 * Maximum number of steps of one campaign in a round of the ticker. It keeps the other tasks of the round
 * from being delayed.
 */
const STEPS_A_ROUND = 10;
const LEASE_MS = 15_000;
/** Name of the lease under which planned contacts are decided. */
const PLANNED = 'planned contacts';

/** Position of a run, given as the id of the last member that was processed. */
interface Place {
  readonly after?: string | undefined;
}

export class CampaignRuns {
  private holder: string | undefined;

  constructor(private readonly services: Services) {}

  /** Continues the campaign runs of a workspace for one round of the ticker. */
  async run(workspace: Workspace): Promise<void> {
    this.holder ??= newId(this.services.stores.now());
    await this.runPlanned(workspace, this.holder);
    for (const campaign of await this.due(workspace)) {
      const lease = { workspace: workspace.id, follower: nameOf(campaign), holder: this.holder };
      const first = { at: goalOf(campaign), version: campaign.version };
      const place = await this.services.stores.followers.take(lease, LEASE_MS, first);
      // Campaigns with a later time must wait until this one is finished, even if another process runs it.
      if (!place || !(await this.go(workspace, campaign, { after: place.position }, lease))) return;
      await this.services.stores.followers.forget(lease.workspace, lease.follower, Infinity);
    }
  }

  /** Runs all campaigns that are due in a workspace to the end. Used when the clock of a sandbox is advanced. */
  async drain(workspace: Workspace): Promise<void> {
    await this.drainPlanned(workspace);
    for (const campaign of await this.due(workspace)) if (!(await this.go(workspace, campaign, {}))) return;
    // A start may have planned contacts that are due at once.
    if (workspace.triggers.length > 0) await this.drainPlanned(workspace);
  }

  private async drainPlanned(workspace: Workspace): Promise<void> {
    await drainDue(this.services, workspace);
    while (await this.decidePlanned(workspace));
  }

  /** Decides planned contacts for one round of the clock. One process of all does so at a time. */
  private async runPlanned(workspace: Workspace, holder: string): Promise<void> {
    const { followers } = this.services.stores;
    if ((await this.planned(workspace, 1)).length === 0) return;
    const lease = { workspace: workspace.id, follower: PLANNED, holder };
    if (!(await followers.take(lease, LEASE_MS, { at: 0, version: 0 }))) return;
    for (let step = 0; step < STEPS_A_ROUND && (await this.decidePlanned(workspace)); step++);
    await followers.forget(lease.workspace, lease.follower, Infinity);
  }

  /** Decides the planned contacts that are due, the earliest first. Returns whether more may be left. */
  private async decidePlanned(workspace: Workspace): Promise<boolean> {
    const planned = await this.planned(workspace, SLICE);
    const together = new Map<string, StoredContact[]>();
    for (const contact of planned) {
      const name = JSON.stringify([contact.profile, contact.dueAt]);
      together.set(name, [...(together.get(name) ?? []), contact]);
    }
    const origin = originOf();
    const intakes = [...together.values()].map((contacts): ContactsIntake => {
      const [{ profile, dueAt }] = contacts;
      const campaigns = [...new Set(contacts.map(({ campaign }) => campaign))];
      return { kind: 'contacts', origin, target: { profile }, dueAt, campaigns };
    });
    const outcomes = intakes.length > 0 ? await this.services.writer.check(workspace.id, intakes) : [];
    return planned.length === SLICE && outcomes.some(({ status }) => status === 'ACCEPTED');
  }

  private async planned(workspace: Workspace, first: number): Promise<StoredContact[]> {
    const { stores } = this.services;
    const clock = clockOf(workspace, stores.now());
    // Most rounds find nothing due, so this is asked first.
    if ((await stores.contacts.planned(workspace.id, clock, { first: 1, except: [] })).length === 0) return [];
    if ((await rulesIn(stores, workspace.id)).stopped) return [];
    const { now } = await enter(this.services, workspace.id);
    const paused = await stores.campaigns.inState(workspace.id, 'PAUSED');
    return stores.contacts.planned(workspace.id, now, { first, except: paused.map(({ key }) => key) });
  }

  /** Campaigns whose instant or start has come and is not run, the earliest first. */
  private async due(workspace: Workspace): Promise<CampaignDefinition[]> {
    const { stores } = this.services;
    const running = await stores.campaigns.inState(workspace.id, 'RUNNING');
    if (running.length === 0) return [];
    const { now, catalogue } = await enter(this.services, workspace.id);
    if ((await rulesIn(stores, workspace.id)).stopped) return [];
    const isEvaluated = (campaign: CampaignDefinition): boolean =>
      (catalogue.segmentDefinition(segmentOf(campaign))?.publishedAt ?? 0) <= workspace.watermark.version;
    const due = running
      .filter((campaign) => !campaign.trigger || needsStart(campaign.trigger))
      .filter((campaign) => goalOf(campaign) <= now && campaign.decidedFor !== goalOf(campaign))
      .filter(isEvaluated)
      .sort((left, right) => goalOf(left) - goalOf(right) || right.priority - left.priority);
    // What triggers make due by now is planned first, so that it is decided together with campaigns of its instant.
    if (due.length > 0 && workspace.triggers.length > 0) await drainDue(this.services, workspace);
    return due;
  }

  /** Goes through the customers of a run from a place on. Returns whether all of them are done. */
  private async go(
    workspace: Workspace,
    campaign: CampaignDefinition,
    place: Place,
    lease?: FollowerLease,
  ): Promise<boolean> {
    const { stores } = this.services;
    let { after } = place;
    for (let step = 0; lease === undefined || step < STEPS_A_ROUND; step++) {
      const members = await stores.profiles.members(workspace.id, segmentOf(campaign), {
        first: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      if (members.length === 0)
        return (await this.decideLeavers(workspace, campaign)) && this.finish(campaign, workspace);
      const ids = members.map(({ id }) => id);
      if (!(await this.decide(workspace, intakesOf(campaign, ids)))) return false;
      after = ids.at(-1)!;
      const { at, version } = { at: goalOf(campaign), version: campaign.version };
      if (lease && !(await stores.followers.keep(lease, LEASE_MS, { position: after, at, version }))) return false;
    }
    return false;
  }

  /** Processes customers who were in the audience at the campaign's time and have left it since. */
  private async decideLeavers(workspace: Workspace, campaign: CampaignDefinition): Promise<boolean> {
    // A trigger plans those who are in its segment now.
    if (campaign.trigger) return true;
    for (let after: string | undefined; ;) {
      const page = await this.services.stores.ledger.ofSegment(workspace.id, campaign.audience, {
        first: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      const since = page.filter(({ recordedAt }) => recordedAt >= campaign.at!);
      const left = since.filter(({ kind }) => kind === 'LEFT').map(({ profile }) => profile);
      if (!(await this.decide(workspace, intakesOf(campaign, [...new Set(left)])))) return false;
      if (since.length < SLICE) return true;
      after = page.at(-1)!.id;
    }
  }

  /** Returns false if a campaign no longer runs. The customers are then decided when it continues. */
  private async decide(workspace: Workspace, intakes: readonly BackgroundIntake[]): Promise<boolean> {
    const outcomes = intakes.length > 0 ? await this.services.writer.check(workspace.id, intakes) : [];
    return !outcomes.some((outcome) => outcome.status === 'REJECTED' && outcome.reason === 'CAMPAIGN_NOT_RUNNING');
  }

  /** Records that all customers were processed. Returns false if the campaign was changed in the meantime. */
  private async finish(campaign: CampaignDefinition, { id }: Workspace): Promise<boolean> {
    const { key, version } = campaign;
    const { campaigns } = this.services.stores;
    try {
      return await this.services.stores.transact(async (tx) => {
        const [current] = await campaigns.find(id, [key], tx);
        if (current?.state !== 'RUNNING' || goalOf(current) !== goalOf(campaign)) return false;
        // Another version may have another audience, which is planned too.
        if (current.trigger && current.version !== version) return false;
        await campaigns.save(id, { ...current, decidedFor: goalOf(current) }, tx);
        return true;
      });
    } catch (error) {
      if (error instanceof StoreConflict) return false;
      throw error;
    }
  }
}

/** The instant that a run is for: that of the campaign, or with a trigger its start. */
const goalOf = ({ trigger, at, startedAt }: CampaignDefinition): number => (trigger ? startedAt! : at!);

/** The segment whose members a run goes through. */
const segmentOf = ({ trigger, audience }: CampaignDefinition): string => segmentOfTrigger(trigger) ?? audience;

/** Returns the name of the lease for a run. A campaign has a separate run for each time `at`. */
const nameOf = (campaign: CampaignDefinition): string =>
  `campaign ${campaign.key} ${goalOf(campaign)}${campaign.trigger ? ` ${campaign.version}` : ''}`;

const originOf = (): Origin => ({ actor: OWN_SOURCE, operation: 'decideContacts' });

/** What a run asks of each customer: a decision, or the dues of a trigger. */
function intakesOf({ key, trigger, at }: CampaignDefinition, profiles: readonly string[]): BackgroundIntake[] {
  const origin = originOf();
  return profiles.map((profile) =>
    trigger
      ? { kind: 'check', profile, start: key }
      : { kind: 'contacts', origin, target: { profile }, dueAt: at!, campaigns: [key] },
  );
}
