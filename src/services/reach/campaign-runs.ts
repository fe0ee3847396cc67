/**
 * Runs campaigns. At the time of a campaign, a decision is made for every customer who is in its audience at that time.
 * At the start of a campaign with a trigger, due times are planned for customers that may get no new fact. A run
 * processes customers in steps and stores its position under a lease, so that another process can continue. Contacts
 * that triggers have planned are decided when they are due. If a customer is processed twice, there is no second
 * contact.
 */
import type { CampaignOutline } from '../../engine/reach/campaign-definition.js';
import { needsStart, segmentOfTrigger } from '../../engine/reach/trigger.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { clockOf } from '../base/clock.js';
import { StoreConflict } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { type BackgroundIntake, type ContactsIntake, type Origin } from '../base/write-intakes.js';
import { newId } from '../base/ids.js';
import type { FollowerLease, Page, StoredContact, StoredTransition, Workspace } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { runDueChecks } from '../write-path/due-checks.js';
import { rulesIn } from './reach-rules.js';
import { eachPage } from '../base/pages.js';

/** Number of customers to process in one step. Facts from callers are written between steps. */
const SLICE = 200;
/**
 * Maximum number of steps of one campaign in a round of the ticker. The limit prevents a campaign from delaying the
 * other tasks of the round.
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
      // Campaigns with a later time must wait until this run is finished, even if another process executes the run.
      if (!place || !(await this.go(workspace, campaign, { after: place.position }, lease))) return;
      await this.services.stores.followers.forget(lease.workspace, lease.follower, Infinity);
    }
  }

  /** Completes the runs of all campaigns that are due in a workspace. Used when the clock of a sandbox is advanced. */
  async drain(workspace: Workspace): Promise<void> {
    await this.drainPlanned(workspace);
    for (const campaign of await this.due(workspace)) if (!(await this.go(workspace, campaign, {}))) return;
    // The start of a campaign may have planned contacts that are due immediately.
    if (workspace.triggers.length > 0) await this.drainPlanned(workspace);
  }

  private async drainPlanned(workspace: Workspace): Promise<void> {
    await runDueChecks(this.services, workspace);
    while (await this.decidePlanned(workspace));
  }

  /**
   * Decides the planned contacts that are due, in one round of the ticker. Only one process at a time does so for a
   * workspace.
   */
  private async runPlanned(workspace: Workspace, holder: string): Promise<void> {
    const { followers } = this.services.stores;
    if ((await this.planned(workspace, 1)).length === 0) return;
    const lease = { workspace: workspace.id, follower: PLANNED, holder };
    if (!(await followers.take(lease, LEASE_MS, { at: 0, version: 0 }))) return;
    for (let step = 0; step < STEPS_A_ROUND && (await this.decidePlanned(workspace)); step++);
    await followers.forget(lease.workspace, lease.follower, Infinity);
  }

  /** Decides the planned contacts that are due, earliest first. Returns whether further contacts may be due. */
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
    // In most rounds, no contact is due, so check this first.
    if ((await stores.contacts.planned(workspace.id, clock, { first: 1, except: [] })).length === 0) return [];
    if ((await rulesIn(stores, workspace.id)).stopped) return [];
    const { now } = await enter(this.services, workspace.id);
    const paused = await stores.campaigns.outlines(workspace.id, ['PAUSED']);
    return stores.contacts.planned(workspace.id, now, { first, except: paused.map(({ key }) => key) });
  }

  /** Returns the running campaigns whose time or start has come but has not been processed yet, earliest first. */
  private async due(workspace: Workspace): Promise<CampaignOutline[]> {
    const { stores } = this.services;
    const running = await stores.campaigns.outlines(workspace.id, ['RUNNING']);
    if (running.length === 0) return [];
    const { now, catalogue } = await enter(this.services, workspace.id);
    if ((await rulesIn(stores, workspace.id)).stopped) return [];
    const isEvaluated = (campaign: CampaignOutline): boolean =>
      (catalogue.segmentDefinition(segmentOf(campaign))?.publishedAt ?? 0) <= workspace.watermark.version;
    const due = running
      .filter((campaign) => !campaign.trigger || needsStart(campaign.trigger))
      .filter((campaign) => goalOf(campaign) <= now && campaign.decidedFor !== goalOf(campaign))
      .filter(isEvaluated)
      .sort((left, right) => goalOf(left) - goalOf(right) || right.priority - left.priority);
    // First plan the triggered contacts that are already due. Whether they are sent is then decided in the same pass as
    // for campaigns that start at the same time.
    if (due.length > 0 && workspace.triggers.length > 0) await runDueChecks(this.services, workspace);
    return due;
  }

  /**
   * Processes the customers of a run, beginning after the given position. Returns whether all customers have been
   * processed.
   */
  private async go(
    workspace: Workspace,
    campaign: CampaignOutline,
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

  /** Processes customers who were in the audience at the campaign's time but have left it since then. */
  private async decideLeavers(workspace: Workspace, campaign: CampaignOutline): Promise<boolean> {
    // A campaign with a trigger plans contacts only for the current members of its segment.
    if (campaign.trigger) return true;
    const read = (page: Page): Promise<StoredTransition[]> =>
      this.services.stores.transitions.ofSegment(workspace.id, campaign.audience, page);
    for await (const page of eachPage(read, ({ id }) => id, SLICE)) {
      const since = page.filter(({ recordedAt }) => recordedAt >= campaign.at!);
      const left = since.filter(({ kind }) => kind === 'LEFT').map(({ profile }) => profile);
      if (!(await this.decide(workspace, intakesOf(campaign, [...new Set(left)])))) return false;
      if (since.length < page.length) break;
    }
    return true;
  }

  /**
   * Passes the intakes to the writer. Returns false if the campaign is no longer running. The customers are then
   * processed when the campaign is resumed.
   */
  private async decide(workspace: Workspace, intakes: readonly BackgroundIntake[]): Promise<boolean> {
    const outcomes = intakes.length > 0 ? await this.services.writer.check(workspace.id, intakes) : [];
    return !outcomes.some((outcome) => outcome.status === 'REJECTED' && outcome.reason === 'CAMPAIGN_NOT_RUNNING');
  }

  /**
   * Records that all customers of a run were processed. Returns false if the campaign was changed after the run began.
   */
  private async finish(campaign: CampaignOutline, { id }: Workspace): Promise<boolean> {
    const { key, version } = campaign;
    const { campaigns } = this.services.stores;
    try {
      return await this.services.stores.transact(async (tx) => {
        const current = await findOne(campaigns, id, key, tx);
        if (current?.state !== 'RUNNING' || goalOf(current) !== goalOf(campaign)) return false;
        // Another version of the campaign may have another audience, so the run must be repeated for this version.
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

/**
 * Returns the time for which a run decides or plans contacts. This is the time of the campaign, or the time of its
 * start if the campaign has a trigger.
 */
const goalOf = ({ trigger, at, startedAt }: Pick<CampaignOutline, 'trigger' | 'at' | 'startedAt'>): number =>
  trigger ? startedAt! : at!;

/** Returns the segment whose members a run processes. */
const segmentOf = ({ trigger, audience }: CampaignOutline): string => segmentOfTrigger(trigger) ?? audience;

/** Returns the name of the lease for a run. A campaign has a separate run for each time `at`. */
const nameOf = (campaign: CampaignOutline): string =>
  `campaign ${campaign.key} ${goalOf(campaign)}${campaign.trigger ? ` ${campaign.version}` : ''}`;

const originOf = (): Origin => ({ actor: OWN_SOURCE, operation: 'decideContacts' });

/**
 * Returns the intake for each customer of a run. The intake makes a decision, or plans due times if the campaign has a
 * trigger.
 */
function intakesOf({ key, trigger, at }: CampaignOutline, profiles: readonly string[]): BackgroundIntake[] {
  const origin = originOf();
  return profiles.map((profile) =>
    trigger
      ? { kind: 'check', profile, start: key }
      : { kind: 'contacts', origin, target: { profile }, dueAt: at!, campaigns: [key] },
  );
}
