/**
 * Delivers the messages of reserved contacts. Each contact is claimed under a lease, decided again, and sent to the
 * endpoint of its channel. The result is then committed together with the number of the claim. If a process has lost
 * its lease, its claim number is outdated and its result is ignored. After a crash, a message may be sent twice with
 * the same id.
 */
import { byPriority } from '../../engine/identity/identity.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { SHOWN_ONCE } from '../../engine/reach/campaign.js';
import { CampaignDecisions } from '../../engine/reach/campaign-decision.js';
import type { HandOverDecision } from '../../engine/reach/contact-decisions.js';
import type { CampaignDefinition, CampaignOutline } from '../../engine/reach/campaign-definition.js';
import type { HandOverResult } from '../../engine/reach/contact-record.js';
import { messageId } from '../../engine/reach/occurrence.js';
import { kindOfChannel, type ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { outcomeOf, type Verdict } from '../../engine/reach/verdict.js';
import { clockOf } from '../base/clock.js';
import { StoreConflict } from '../base/errors.js';
import { digestsOf, draw } from '../base/stable-random.js';
import { findOne } from '../base/find-one.js';
import type { ProfileRecord, StoredContact, Workspace } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { rootsOf } from '../population/roots.js';
import { subjectsOf } from '../population/subjects.js';
import { runDueChecks } from '../write-path/due-checks.js';
import { linksOf } from './contact-links.js';
import { messageBody, sendMessage } from './messages.js';
import { rulesIn } from './reach-rules.js';

/**
 * Duration of a lease in ms. It is longer than any delivery attempt, so a lease expires only if its process has died.
 */
const LEASE_MS = 60_000;
/**
 * Duration of a lease in a sandbox, in ms. It can be short, because the built-in receiver responds immediately and
 * ignores repeated messages.
 */
const SANDBOX_LEASE_MS = 500;
const PAUSE_MS = 10;
/** Maximum number of concurrent attempts in this process. */
const MOST_ATTEMPTS = 64;
/**
 * Maximum number of concurrent attempts for one workspace, so that its slow endpoints do not block other workspaces.
 */
const MOST_OF_WORKSPACE = 32;
/** Maximum number of contacts to claim in one query. */
const MOST_CLAIMED = 16;

/** Data that all contacts of a round share. */
interface Round {
  readonly room: Room;
  readonly rules: ReachRulesDefinition;
  readonly campaigns: ReadonlyMap<string, CampaignDefinition>;
}

export class HandOver {
  private isStopping = false;
  private failures = 0;
  /** Running delivery loops by workspace. */
  private readonly loops = new Map<string, Promise<void>>();

  constructor(
    private readonly services: Services,
    private readonly report: (error: unknown) => void,
    private readonly leaseMs = LEASE_MS,
  ) {}

  /** Starts attempts for the due contacts of a workspace, without waiting for the attempts to end. */
  async run(workspace: Workspace): Promise<void> {
    if (!this.loops.has(workspace.id) && (await this.start(workspace)) > 0) {
      const loop = this.goOn(workspace)
        .catch(this.report)
        .finally(() => this.loops.delete(workspace.id));
      this.loops.set(workspace.id, loop);
    }
    await this.endCampaigns(workspace);
  }

  /** Starts further attempts whenever a running one ends, until no contact is due. */
  private async goOn(workspace: Workspace): Promise<void> {
    const { attempts } = this.services;
    do if (attempts.size > 0) await Promise.race(attempts.values());
    while ((await this.start(workspace)) > 0);
  }

  /** Attempts all due contacts and waits for the results. Used when the clock of a sandbox is advanced. */
  async drain(workspace: Workspace): Promise<void> {
    while (this.failures === 0) {
      await Promise.all(this.services.attempts.values());
      const started = await this.start(workspace);
      if (started > 0) continue;
      if (!(await this.isDue(workspace))) break;
      // The remaining due contacts are claimed by another process. Wait for the result or the end of the lease.
      await this.services.pause(PAUSE_MS);
    }
    await this.endCampaigns(workspace);
  }

  /** Returns whether any contact is due, including contacts that are already claimed. */
  private async isDue(workspace: Workspace): Promise<boolean> {
    const { stores } = this.services;
    if (this.isStopping || (await rulesIn(stores, workspace.id)).stopped) return false;
    const paused = await stores.campaigns.outlines(workspace.id, ['PAUSED']);
    const { now } = await enter(this.services, workspace.id);
    return stores.contacts.hasDue(
      workspace.id,
      now,
      paused.map(({ key }) => key),
    );
  }

  /** Starts no further attempts. Resolves when the results of the running attempts are stored. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.services.attempts.values(), ...this.loops.values()]);
  }

  /** Claims due contacts and starts an attempt for each. Returns the number of contacts claimed. */
  private async start(workspace: Workspace): Promise<number> {
    const { stores, attempts } = this.services;
    const own = [...attempts.keys()].filter((name) => name.startsWith(`${workspace.id}|`)).length;
    const most = Math.min(MOST_CLAIMED, MOST_ATTEMPTS - attempts.size, MOST_OF_WORKSPACE - own);
    if (this.isStopping || most <= 0) return 0;
    // Usually no contact is due, so check this first.
    if (!(await stores.contacts.hasDue(workspace.id, clockOf(workspace, stores.now()), []))) return 0;
    const rules = await rulesIn(stores, workspace.id);
    if (rules.stopped) return 0;
    const room = await enter(this.services, workspace.id);
    const paused = await stores.campaigns.outlines(workspace.id, ['PAUSED']);
    const contacts = await stores.contacts.claim(workspace.id, room.now, {
      leaseMs: workspace.sandbox ? SANDBOX_LEASE_MS : this.leaseMs,
      most,
      except: paused.map(({ key }) => key),
    });
    if (contacts.length === 0) return 0;
    const keys = [...new Set(contacts.map(({ campaign }) => campaign))];
    const campaigns = new Map((await stores.campaigns.find(workspace.id, keys)).map((each) => [each.key, each]));
    for (const contact of contacts) this.begin({ room, rules, campaigns }, contact);
    return contacts.length;
  }

  private begin(round: Round, contact: StoredContact): void {
    const { attempts } = this.services;
    const name = `${round.room.workspace.id}|${contact.id}`;
    const attempt = this.handOver(round, contact)
      .catch((error: unknown) => {
        // Nothing was stored, so the lease of the contact expires and the contact is attempted again.
        this.failures++;
        if (!this.services.writer.closing) this.report(error);
      })
      .finally(() => attempts.delete(name));
    attempts.set(name, attempt);
  }

  private async handOver(round: Round, contact: StoredContact): Promise<void> {
    const { workspace } = round.room;
    const [root] = await rootsOf(this.services, workspace.id, [contact.profile]);
    // The customer was erased, and its contacts are being removed.
    if (!root) return;
    const result = await this.resultOf(round, contact, root);
    const origin = { actor: OWN_SOURCE, operation: 'handOverContacts' };
    const { id, campaign, claim, profile } = contact;
    await this.services.writer.check(workspace.id, [
      { kind: 'handOver', origin, target: { profile }, contact: id, campaign, claim, result },
    ]);
  }

  private async resultOf(round: Round, contact: StoredContact, root: ProfileRecord): Promise<HandOverResult> {
    // No receipt arrived for the message in time, or a task was not completed in time. Whether the next channel is used, or the task
    // is closed, is decided when this result is committed.
    if (contact.state === 'HANDED_OVER' || contact.state === 'ASSIGNED') return { kind: 'UNANSWERED' };
    if (contact.state === 'WAITING') return afterWaiting(round, contact);
    // Whether a task is opened is decided when this result is committed.
    if (kindOfChannel(round.rules, contact.reservation!.channel) === 'TASK') return { kind: 'ASSIGNED' };
    const decision = await this.decide(round, contact, root);
    if (decision.kind === 'END') return { kind: 'ENDED', ending: decision.ending };
    if (decision.kind === 'WAIT') return { kind: 'WAITS', until: decision.reservation.at };
    const { services } = this;
    const { room } = round;
    const { channel, message: texts, address: to } = decision;
    const name = messageId(contact.id, (contact.earlier?.length ?? 0) + 1);
    const verdict = await sendMessage(services, room, channel.endpoint!, {
      id: name,
      body: messageBody(contact, decision, room, linksOf(services, room, round.rules)(contact.id, channel.channel)),
      profile: contact.profile,
      parts: {
        message: { id: name, ...texts },
        contact: { id: contact.id, campaign: contact.campaign, channel: channel.channel },
        to,
      },
    });
    const { now } = await enter(services, room.workspace.id);
    const nextAttemptAt = this.nextAttempt(contact, verdict, now);
    const planned = nextAttemptAt === undefined ? {} : { nextAttemptAt };
    const { providerId } = { providerId: undefined, ...verdict };
    const named = providerId === undefined ? {} : { providerId };
    return { kind: 'ATTEMPTED', outcome: outcomeOf(verdict), at: now, ...named, ...planned };
  }

  private nextAttempt(
    { id, attempts, expiresAt }: StoredContact,
    verdict: Verdict,
    endedAt: number,
  ): number | undefined {
    const wait = 'retryAfterMs' in verdict ? { retryAfterMs: verdict.retryAfterMs } : {};
    const seed = draw(`attempt ${attempts + 1}`, id);
    return this.services.delivery.nextAttempt({ attempts: attempts + 1, endedAt, expiresAt, seed, ...wait });
  }

  private async decide(
    { room, rules, campaigns }: Round,
    contact: StoredContact,
    root: ProfileRecord,
  ): Promise<HandOverDecision> {
    const { workspace, catalogue, now } = room;
    const campaign = campaigns.get(contact.campaign);
    const decisions = new CampaignDecisions({
      definitions: catalogue,
      rules,
      campaigns: campaign ? [campaign] : [],
      digests: digestsOf(workspace),
      draw,
      link: linksOf(this.services, room, rules),
    });
    const lookback = catalogue.lookbackOf(...decisions.conditions());
    const [subject] = await subjectsOf(this.services, [root], () => now, lookback);
    const contacts = await this.services.stores.contacts.ofProfiles(workspace.id, root.members);
    const identities = byPriority(root.identities, (name) => catalogue.namespace(name));
    return decisions.decideHandOver({ identities, subject, contacts }, contact, now);
  }

  /** Whether a place may show a contact of a campaign again. The campaign can still be paused and cancelled then. */
  private async isShownOn({ id }: Workspace, key: string, now: number): Promise<boolean> {
    const { campaigns, contacts } = this.services.stores;
    const channels = (await findOne(campaigns, id, key))?.channels ?? [];
    for (const { channel, showings = SHOWN_ONCE } of channels) {
      if (showings.most <= SHOWN_ONCE.most) continue;
      // A contact has one earlier message for each earlier showing, and at most one for each other channel.
      const mostEarlier = showings.most - 2 + (channels.length - 1);
      if (await contacts.hasShowable(id, key, { channel, mostEarlier }, now)) return true;
    }
    return false;
  }

  /** Ends campaigns that have nothing left to decide, deliver or show. */
  private async endCampaigns(workspace: Workspace): Promise<void> {
    const { campaigns, contacts, workspaces } = this.services.stores;
    const now = clockOf(workspace, this.services.stores.now());
    for (const campaign of await campaigns.outlines(workspace.id, ['RUNNING'])) {
      const { key, version } = campaign;
      if (!isOver(campaign, now)) continue;
      // First plan the contacts that became due before the campaign closed.
      if (campaign.trigger) await runDueChecks(this.services, workspace);
      if ((await contacts.hasOpen(workspace.id, key)) || (await this.isShownOn(workspace, key, now))) continue;
      try {
        await this.services.stores.transact(async (tx) => {
          const current = await findOne(campaigns, workspace.id, key, tx);
          if (current?.state !== 'RUNNING' || current.version !== version) return;
          await campaigns.save(workspace.id, { ...current, state: 'ENDED' }, tx);
          if (current.trigger) await workspaces.setTrigger(workspace.id, key, false, tx);
        });
      } catch (error) {
        // The campaign was changed after it was read. The next round checks it again.
        if (!(error instanceof StoreConflict)) throw error;
      }
    }
  }
}

/**
 * Returns the result for a contact that waited for a place. It ends when it expires, or when its campaign was cancelled.
 */
function afterWaiting({ room: { now }, campaigns }: Round, contact: StoredContact): HandOverResult {
  const { campaign: key, expiresAt, reservation } = contact;
  const campaign = campaigns.get(key);
  if (!campaign || campaign.state === 'CANCELLED')
    return { kind: 'ENDED', ending: { reason: 'CANCELLED', facts: { cause: 'the campaign was cancelled' } } };
  if (now < expiresAt) return { kind: 'WAITS', until: expiresAt };
  return { kind: 'ENDED', ending: { reason: 'EXPIRED', facts: { channel: reservation!.channel, expiresAt } } };
}

/** Returns whether a campaign can no longer make any contact due. */
const isOver = ({ trigger, until = Infinity, at, decidedFor }: CampaignOutline, now: number): boolean =>
  trigger ? now >= until : decidedFor === at;
