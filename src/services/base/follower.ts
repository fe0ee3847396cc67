/**
 * Followers: what acts on committed changes by itself. A follower goes through the change feed of a workspace from the
 * position it kept, acts on each change, and keeps its position after that. One process acts at a time, under a lease. A
 * change is acted on at least once: after a kill, or when a lease changes hands, the last ones come again. So whatever a
 * follower writes has an id made of its rule and the change (`actionId`).
 */
import { createHash } from 'node:crypto';
import type { Transition } from '../../engine/model.js';
import { clockOf } from './clock.js';
import { idsBefore, newId } from './intake.js';
import type { FollowerLease, FollowerPlace, LedgerEntry, Stores, Workspace } from './ports.js';
import type { Services } from './services.js';

/** The changes that a follower goes through. */
interface Followed {
  readonly topic: 'membership' | 'layer';
  /** Kinds of changes. Undefined means all kinds. */
  readonly kinds?: ReadonlySet<Transition['kind']>;
}

/** A committed change, or only a newer position of the feed. */
interface FollowedItem {
  readonly position: string;
  readonly change?: LedgerEntry;
}

/** The change feed as followers read it. */
export interface FollowedFeed {
  /** Where the feed of this process is; undefined until it has begun, and after it lost its position. */
  readonly position: string | undefined;
  /**
   * Changes of a workspace after a position, or from now on. Throws `PositionLost` where the position is no longer kept,
   * and `FellBehind` where changes were read too slowly.
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

/** One registration. */
export interface FollowerKind {
  /** Identifies the stored position. A renamed follower starts from the beginning. */
  readonly name: string;
  readonly follows: Followed;
  /** Whether the definitions of a workspace need it. Asked again whenever they change. */
  isWanted(stores: Stores, workspace: Workspace): Promise<boolean>;
  act(services: Services, workspace: Workspace, change: LedgerEntry): Promise<void>;
  /** Changes since an instant of the workspace may have been missed: the feed no longer holds them. */
  resynchronise(services: Services, workspace: Workspace, since: number): Promise<void>;
}

/**
 * The id of what a rule does about a change: the same in every process and after every restart.
 *
 *     actionId(change.recordedAt, [workspace, rule, change.id])
 */
export function actionId(at: number, names: readonly string[]): string {
  return `${idsBefore(at)}${createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16)}`;
}

export interface FollowerTimes {
  /** For how long a process that does not renew its lease keeps the others from acting. */
  readonly leaseMs: number;
  /** How often a lease is renewed, and a place is kept at least. */
  readonly keepEveryMs: number;
}

const TIMES: FollowerTimes = { leaseMs: 15_000, keepEveryMs: 2500 };
/** Changes acted on after which the place is kept. */
const KEEP_EVERY = 100;
const AGAIN_AFTER_MS = 200;
/** Maximum delay between recording a change and committing it. */
const LATEST_COMMIT_MS = 120_000;

/** A follower at work in a workspace. */
interface Run {
  readonly lease: FollowerLease;
  readonly abort: AbortController;
  readonly done: Promise<void>;
  place: FollowerPlace;
  keptAt: number;
  /** Changes acted on since the place was kept. */
  unkept: number;
}

/** State of a follower that runs on another process. */
interface Waiting {
  /** Positions of the feed when it was last found to be unwanted, and the time before. */
  readonly position?: string | undefined;
  readonly before?: string | undefined;
  /** When the lease was asked for last. */
  readonly askedAt?: number;
}

interface Wanted {
  readonly version: number;
  readonly createdAt: number;
  readonly isWanted: boolean;
  /** Its place is removed, where it is not wanted. */
  isForgotten: boolean;
}

/** The followers of one process. */
export class Followers {
  private readonly holder: string;
  private readonly runs = new Map<string, Run>();
  private readonly waiting = new Map<string, Waiting>();
  /** Whether each follower is wanted, under a version of the definitions. */
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

  /** Starts, renews and ends the followers of a workspace; called by each round of the ticker. */
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

  /** Acts on nothing more. */
  stop(): void {
    this.stopping = true;
    for (const { abort } of this.runs.values()) abort.abort();
  }

  /** Resolves when everything has ended. */
  async done(): Promise<void> {
    await Promise.all([...this.runs.values()].map(({ done }) => done));
  }

  /** The whole catalogue is not read for it: values of lists are kept for workspaces that are in use. */
  private async wantedIn(name: string, kind: FollowerKind, workspace: Workspace): Promise<Wanted> {
    const { catalogueVersion: version, createdAt } = workspace;
    const known = this.wanted.get(name);
    if (known?.version === version && known.createdAt === createdAt) return known;
    const isWanted = await kind.isWanted(this.services.stores, workspace);
    const wanted = { version, createdAt, isWanted, isForgotten: false };
    this.wanted.set(name, wanted);
    return wanted;
  }

  /** Ends a follower that is not wanted, forgets its place, and notes where the feed is. */
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
   * Takes the lease and begins. Without a kept position it begins where the feed was before the definitions were read of
   * which this follower is: nothing that was committed under them lies before that.
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
    // It may have been removed since it was listed.
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
    // Where its stored place is lost, it goes on from here.
    const { position } = run.place;
    this.waiting.set(name, { position, before: position });
  }

  /** Goes through the feed until it ends. */
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

  private async act(kind: FollowerKind, id: string, change: LedgerEntry): Promise<void> {
    const workspace = await this.services.stores.workspaces.get(id);
    if (workspace) await kind.act(this.services, workspace, change);
  }

  /** Tells the follower what it missed, and goes on from where the feed was before; false where the feed is nowhere. */
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

  /** Keeps the place and renews the lease. Ends a run whose lease another process has taken. */
  private async keep(run: Run): Promise<void> {
    run.keptAt = this.services.stores.now();
    run.unkept = 0;
    if (!(await this.services.stores.followers.keep(run.lease, this.times.leaseMs, run.place))) run.abort.abort();
  }

  /** Lets another process go on at once. What cannot be kept is acted on again. */
  private async release(run: Run): Promise<void> {
    const { followers } = this.services.stores;
    try {
      if (await followers.keep(run.lease, this.times.leaseMs, run.place)) await followers.release(run.lease);
    } catch (error) {
      if (!this.stopping) this.report(error);
    }
  }
}
