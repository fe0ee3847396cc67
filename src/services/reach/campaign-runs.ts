/**
 * Runs of campaigns: at the instant of a campaign, every customer who was in its audience then is decided. A run goes
 * through the audience in slices and keeps its place under a lease, so that another process continues it. Customers who
 * are decided twice get no second contact.
 */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { StoreConflict } from '../base/errors.js';
import { newId, type ContactsIntake } from '../base/intake.js';
import type { FollowerLease, Workspace } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { rulesIn } from './reach-rules.js';

/** Customers decided in one step, between which facts of others are written. */
const SLICE = 200;
/** Steps of one campaign in a round of the clock, so that the other tasks of the round are not held up. */
const STEPS_A_ROUND = 10;
const LEASE_MS = 15_000;

/** The place of a run: the last member that was decided. */
interface Place {
  readonly after?: string | undefined;
}

export class CampaignRuns {
  private holder: string | undefined;

  constructor(private readonly services: Services) {}

  /** Continues the runs of a workspace for one round of the clock. */
  async run(workspace: Workspace): Promise<void> {
    this.holder ??= newId(this.services.stores.now());
    for (const campaign of await this.due(workspace)) {
      const lease = { workspace: workspace.id, follower: nameOf(campaign), holder: this.holder };
      const first = { at: campaign.at!, version: campaign.version };
      const place = await this.services.stores.followers.take(lease, LEASE_MS, first);
      // Later instants wait for this one, whichever process decides it.
      if (!place || !(await this.go(workspace, campaign, { after: place.position }, lease))) return;
      await this.services.stores.followers.forget(lease.workspace, lease.follower, Infinity);
    }
  }

  /** Decides everything that is due in a workspace. Used when the clock of a sandbox is advanced. */
  async drain(workspace: Workspace): Promise<void> {
    for (const campaign of await this.due(workspace)) if (!(await this.go(workspace, campaign, {}))) return;
  }

  /** Campaigns whose instant has come and is not decided, the earliest first. */
  private async due(workspace: Workspace): Promise<CampaignDefinition[]> {
    const { stores } = this.services;
    const running = await stores.campaigns.inState(workspace.id, 'RUNNING');
    if (running.length === 0) return [];
    const { now, catalogue } = await enter(this.services, workspace.id);
    if ((await rulesIn(stores, workspace.id)).stopped) return [];
    const isEvaluated = ({ audience }: CampaignDefinition): boolean =>
      (catalogue.segmentDefinition(audience)?.publishedAt ?? 0) <= workspace.watermark.version;
    return running
      .filter((campaign) => campaign.at! <= now && campaign.decidedFor !== campaign.at && isEvaluated(campaign))
      .sort((left, right) => left.at! - right.at! || right.priority - left.priority);
  }

  /** Decides the audience from a place on. Returns whether all of it is decided. */
  private async go(
    workspace: Workspace,
    campaign: CampaignDefinition,
    place: Place,
    lease?: FollowerLease,
  ): Promise<boolean> {
    const { stores } = this.services;
    let { after } = place;
    for (let step = 0; lease === undefined || step < STEPS_A_ROUND; step++) {
      const members = await stores.profiles.members(workspace.id, campaign.audience, {
        first: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      if (members.length === 0)
        return (await this.decideLeavers(workspace, campaign)) && this.finish(campaign, workspace);
      const ids = members.map(({ id }) => id);
      if (!(await this.decide(workspace, campaign, ids))) return false;
      after = ids.at(-1)!;
      const { at, version } = { at: campaign.at!, version: campaign.version };
      if (lease && !(await stores.followers.keep(lease, LEASE_MS, { position: after, at, version }))) return false;
    }
    return false;
  }

  /** Decides customers who were in the audience at its instant and have left it since. */
  private async decideLeavers(workspace: Workspace, campaign: CampaignDefinition): Promise<boolean> {
    for (let after: string | undefined; ;) {
      const page = await this.services.stores.ledger.ofSegment(workspace.id, campaign.audience, {
        first: SLICE,
        ...(after === undefined ? {} : { after }),
      });
      const since = page.filter(({ recordedAt }) => recordedAt >= campaign.at!);
      const left = since.filter(({ kind }) => kind === 'LEFT').map(({ profile }) => profile);
      if (!(await this.decide(workspace, campaign, [...new Set(left)]))) return false;
      if (since.length < SLICE) return true;
      after = page.at(-1)!.id;
    }
  }

  /** Returns false if the campaign no longer runs. The customers are then decided when it continues. */
  private async decide(
    workspace: Workspace,
    campaign: CampaignDefinition,
    profiles: readonly string[],
  ): Promise<boolean> {
    const origin = { actor: OWN_SOURCE, operation: 'decideContacts' };
    const intakes = profiles.map((profile): ContactsIntake => {
      const { key, at } = campaign;
      return { kind: 'contacts', origin, target: { profile }, dueAt: at!, campaigns: [key] };
    });
    const outcomes = intakes.length > 0 ? await this.services.writer.check(workspace.id, intakes) : [];
    return !outcomes.some((outcome) => outcome.status === 'REJECTED' && outcome.reason === 'CAMPAIGN_NOT_RUNNING');
  }

  /** Notes that every customer is decided. Returns false if the campaign was changed meanwhile. */
  private async finish({ key, at }: CampaignDefinition, { id }: Workspace): Promise<boolean> {
    const { campaigns } = this.services.stores;
    try {
      return await this.services.stores.transact(async (tx) => {
        const [current] = await campaigns.find(id, [key], tx);
        if (current?.state !== 'RUNNING' || current.at !== at) return false;
        await campaigns.save(id, { ...current, decidedFor: at! }, tx);
        return true;
      });
    } catch (error) {
      if (error instanceof StoreConflict) return false;
      throw error;
    }
  }
}

/** Name of the lease of a run. Another instant of the campaign is another run. */
const nameOf = ({ key, at }: CampaignDefinition): string => `campaign ${key} ${at}`;
