/**
 * Followers react to committed changes. A follower reads the change feed of a workspace from its stored position, acts
 * on each change, and stores its new position. A lease ensures that only one process runs a follower at a time.
 *
 * Each change is processed at least once. After a crash, or when the lease moves to another process, the last changes
 * are processed again. The writes of a follower are therefore idempotent: their id is derived from the rule and the
 * change (`actionId`).
 */
import { createHash } from 'node:crypto';
import type { Transition } from '../../engine/types.js';
import { clockOf } from './clock.js';
import { idsBefore, newId } from './ids.js';
import type { FollowerLease, FollowerPlace, StoredTransition, Stores, Workspace } from './ports.js';
import type { Services } from './services.js';

/** The changes that a follower processes. */
interface Followed {
  readonly topic: 'membership' | 'layer';
  /** Kinds of changes. Undefined means all kinds. */
  readonly kinds?: ReadonlySet<Transition['kind']>;
}

/** A committed change, or only a newer position of the feed. */
interface FollowedItem {
  readonly position: string;
  readonly change?: StoredTransition;
}

/**
 * The change feed as followers read it. A position is an opaque text.
 *
 * @example
 * for await (const { position, change } of feed.follow('shop', { topic: 'layer' }, keptPosition, signal)) {
 *   if (change) await act(change);
 *   keptPosition = position;
 * }
 */
export interface FollowedFeed {
  /**
   * The feed's current position in this process. Undefined before the feed has started, and after it lost its position.
   */
  readonly position: string | undefined;
  /**
   * Yields the changes of a workspace after a position, or from now on.
   *
   * @throws PositionLost when the position is no longer in the change log.
   *
   * @throws FellBehind when changes were read too slowly.
   */
  follow(
    workspace: string,
    followed: Followed,
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<FollowedItem>;
}

export class PositionLost extends Error {}
export class FellBehind extends Error {}

/**
 * Describes a follower: which changes it follows, whether a workspace needs it, and how it acts on a change. An
 * error of `act` is reported, and the follower continues from its stored position. `act` must therefore have the same
 * effect when it is repeated.
 *
 * @example
 * export const welcomes: FollowerKind = {
 *   name: 'welcomes',
 *   follows: { topic: 'membership', kinds: new Set(['ENTERED']) },
 *   isWanted: async ({ definitions }, { id }) => (await definitions.welcomes(id)).length > 0,
 *   act: async ({ stores }, { id }, change) =>
 *     stores.alerts.insert(welcomeOf(actionId(change.recordedAt, [id, 'welcome', change.id]), change)),
 *   resynchronise: async (services, workspace, since) => welcomeAllSince(services, workspace, since),
 * };
 */
export interface FollowerKind {
  /** Identifies the stored position. A renamed follower loses its stored position. */
  readonly name: string;
  readonly follows: Followed;
  /** Whether the definitions of a workspace need this follower. Called again whenever the definitions change. */
  isWanted(stores: Stores, workspace: Workspace): Promise<boolean>;
  act(services: Services, workspace: Workspace, change: StoredTransition): Promise<void>;
  /**
   * Called when changes may have been missed because the feed no longer holds them. `since` is the time of the earliest
   * missed change, on the workspace's clock.
   */
  resynchronise(services: Services, workspace: Workspace, since: number): Promise<void>;
}

/**
 * Returns the id of the action that a rule takes on a change. The id is the same in every process and after every
 * restart.
 *
 * @example
 * actionId(change.recordedAt, [workspace, rule, change.id])
 */
export function actionId(at: number, names: readonly string[]): string {
  return `${idsBefore(at)}${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16)}`;
}

export interface FollowerTimes {
  /**
   * How long a lease stays valid when it is not renewed, in ms. Until then, other processes cannot run the follower.
   */
  readonly leaseMs: number;
  /** How often a lease is renewed and the position is stored, in ms. */
  readonly keepEveryMs: number;
}

const TIMES: FollowerTimes = { leaseMs: 15_000, keepEveryMs: 2500 };
/** The position is stored at the latest after this many changes. */
const KEEP_EVERY = 100;
const AGAIN_AFTER_MS = 200;
/** Maximum delay between recording a change and committing it, in ms. */
const LATEST_COMMIT_MS = 120_000;

/** A follower that is running in a workspace. */
interface Run {
  readonly lease: FollowerLease;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  place: FollowerPlace;
  keptAt: number;
  /** Number of changes processed since the position was stored. */
  unkept: number;
}

/** State of a follower that this process does not run. */
interface Waiting {
  /**
   * `position` is the feed's position at the last check that found the follower not wanted. `before` is the feed's
   * position at the check before that.
   */
  readonly position?: string | undefined;
  readonly before?: string | undefined;
  /** When this process last requested the lease. */
  readonly askedAt?: number;
}

interface Wanted {
  readonly version: number;
  readonly createdAt: number;
  readonly isWanted: boolean;
  /** Whether the stored position of a follower was removed because the follower is not wanted. */
  isForgotten: boolean;
}

/** The followers of one process. */
export class Followers {
  private readonly holder: string;
  private readonly runs = new Map<string, Run>();
  private readonly waiting = new Map<string, Waiting>();
  /** Whether the current definitions need each follower to run, cached for one catalogue version. */
  private readonly wanted = new Map<string, Wanted>();
  private stopping = false;

  constructor(
    private readonly services: Services,
    private readonly feed: FollowedFeed,
    private readonly kinds: readonly FollowerKind[],
    private readonly report: (error: unknown) => void,
    private readonly times: FollowerTimes = TIMES,
  ) {
    this.holder = newId(services.stores.now());
  }

  /** Starts, renews and ends the followers of a workspace. The ticker calls this in each round. */
  async tend(workspace: Workspace): Promise<void> {
    for (const kind of this.kinds) {
      if (this.stopping) return;
      const name = `${kind.name}|${workspace.id}`;
      const run = this.runs.get(name);
      const wanted = await this.wantedIn(name, kind, workspace);
      if (!wanted.isWanted) await this.rest(name, kind, workspace, wanted);
      else if (!run) await this.start(name, kind, workspace);
      else if (this.isStale(run) || run.place.version < workspace.catalogueVersion) {
        run.place = { ...run.place, version: workspace.catalogueVersion };
        await this.keep(run);
      }
    }
  }

  /** Ends the followers of workspaces that were removed, and forgets their state. */
  forgetExcept(workspaces: ReadonlySet<string>): void {
    const isRemoved = (name: string): boolean => !workspaces.has(name.slice(name.indexOf('|') + 1));
    for (const [name, { abort }] of this.runs) if (isRemoved(name)) abort.abort();
    for (const state of [this.waiting, this.wanted])
      for (const name of state.keys()) if (isRemoved(name)) state.delete(name);
  }

  /** Stops all followers. No further changes are processed. */
  stop(): void {
    this.stopping = true;
    for (const { abort } of this.runs.values()) abort.abort();
  }

  /** Resolves when all followers have stopped. */
  async done(): Promise<void> {
    await Promise.all([...this.runs.values()].map(({ done }) => done));
  }

  /**
   * Returns whether a follower is wanted. Does not load the whole catalogue, because that would cache the list values
   * of a workspace that is not in use.
   */
  private async wantedIn(name: string, kind: FollowerKind, workspace: Workspace): Promise<Wanted> {
    const { catalogueVersion: version, createdAt } = workspace;
    const known = this.wanted.get(name);
    if (known?.version === version && known.createdAt === createdAt) return known;
    const isWanted = await kind.isWanted(this.services.stores, workspace);
    const wanted = { version, createdAt, isWanted, isForgotten: false };
    this.wanted.set(name, wanted);
    return wanted;
  }

  /** Ends a follower that is not wanted, removes its stored position, and records the current position of the feed. */
  private async rest(name: string, kind: FollowerKind, workspace: Workspace, wanted: Wanted): Promise<void> {
    const run = this.runs.get(name);
    run?.abort.abort();
    if (!run && !wanted.isForgotten) {
      // A follower that is enabled again skips the changes made while it was disabled.
      await this.services.stores.followers.forget(workspace.id, kind.name, workspace.catalogueVersion);
      wanted.isForgotten = true;
    }
    this.waiting.set(name, { position: this.feed.position, before: this.waiting.get(name)?.position });
  }

  /**
   * Takes the lease and starts the follower. Without a stored position, it starts at the feed position recorded before
   * the current definitions were read. Nothing committed under these definitions lies before that position.
   */
  private async start(name: string, kind: FollowerKind, workspace: Workspace): Promise<void> {
    const { stores } = this.services;
    const now = stores.now();
    const waiting = this.waiting.get(name);
    if (now - (waiting?.askedAt ?? -Infinity) < this.times.keepEveryMs) return;
    this.waiting.set(name, { ...waiting, askedAt: now });
    const lease = { workspace: workspace.id, follower: kind.name, holder: this.holder };
    const { catalogueVersion: version } = workspace;
    const place = await stores.followers.take(lease, this.times.leaseMs, { at: clockOf(workspace, now), version });
    if (!place) return;
    // The workspace may have been removed since it was listed.
    if (!(await stores.workspaces.get(workspace.id)))
      return stores.followers.forget(workspace.id, kind.name, place.version);
    const begin = place.position ?? waiting?.before;
    const abort = new AbortController();
    if (this.stopping) abort.abort();
    const run: Run = {
      lease,
      abort,
      place: { ...place, ...(begin === undefined ? {} : { position: begin }) },
      keptAt: -Infinity,
      unkept: 0,
      done: Promise.resolve().then(() => this.run(name, kind)),
    };
    this.waiting.delete(name);
    this.runs.set(name, run);
  }

  private async run(name: string, kind: FollowerKind): Promise<void> {
    const run = this.runs.get(name)!;
    let isLost = false;
    while (!run.abort.signal.aborted) {
      try {
        if (isLost) isLost = !(await this.resynchronise(kind, run));
        else {
          await this.follow(kind, run);
          break;
        }
      } catch (error) {
        if (run.abort.signal.aborted) break;
        if (!(error instanceof FellBehind)) this.report(error);
        isLost ||= error instanceof PositionLost;
      }
      await this.services.pause(AGAIN_AFTER_MS, run.abort.signal);
    }
    await this.release(run);
    this.runs.delete(name);
    // If the stored position is lost, the follower resumes from this position.
    const { position } = run.place;
    this.waiting.set(name, { position, before: position });
  }

  /** Processes the changes of the feed until the feed ends. */
  private async follow(kind: FollowerKind, run: Run): Promise<void> {
    const { workspace } = run.lease;
    for await (const { position, change } of this.feed.follow(
      workspace,
      kind.follows,
      run.place.position,
      run.abort.signal,
    )) {
      if (run.abort.signal.aborted) return;
      if (change) await this.act(kind, workspace, change);
      run.place = { ...run.place, position, at: Math.max(run.place.at, change?.recordedAt ?? -Infinity) };
      run.unkept++;
      if (run.unkept >= KEEP_EVERY || this.isStale(run)) await this.keep(run);
    }
  }

  private async act(kind: FollowerKind, id: string, change: StoredTransition): Promise<void> {
    const workspace = await this.services.stores.workspaces.get(id);
    if (workspace) await kind.act(this.services, workspace, change);
  }

  /**
   * Informs the follower that changes were missed. The follower then continues from the position that the feed had
   * before this call. Returns false when the feed has no position.
   */
  private async resynchronise(kind: FollowerKind, run: Run): Promise<boolean> {
    const { position } = this.feed;
    if (position === undefined) return false;
    const workspace = await this.services.stores.workspaces.get(run.lease.workspace);
    if (workspace) await kind.resynchronise(this.services, workspace, run.place.at - LATEST_COMMIT_MS);
    run.place = { ...run.place, position };
    await this.keep(run);
    return true;
  }

  private isStale({ keptAt }: Run): boolean {
    return this.services.stores.now() - keptAt >= this.times.keepEveryMs;
  }

  /** Stores the position and renews the lease. Ends the run when another process has taken the lease. */
  private async keep(run: Run): Promise<void> {
    run.keptAt = this.services.stores.now();
    run.unkept = 0;
    if (!(await this.services.stores.followers.keep(run.lease, this.times.leaseMs, run.place))) run.abort.abort();
  }

  /**
   * Stores the position and releases the lease, so that another process can continue at once. If the position cannot be
   * stored, the last changes are processed again.
   */
  private async release(run: Run): Promise<void> {
    const { followers } = this.services.stores;
    try {
      if (await followers.keep(run.lease, this.times.leaseMs, run.place)) await followers.release(run.lease);
    } catch (error) {
      if (!this.stopping) this.report(error);
    }
  }
}
