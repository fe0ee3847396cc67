/**
 * Fan-out of committed changes: one feed per process, many bounded subscribers. A subscriber with a position
 * first reads from there up to where the hub was when it registered, then what the hub kept for it meanwhile.
 */
import { Places } from './places.js';
import { Subscriber, type Queued } from './subscriber.js';
import { concerns, type Change, type CustomersChange, type Interest } from './topics.js';

/**
 * One step of the feed: what was told at once, of each topic one thing at most, or only a newer position. Positions
 * compare as texts.
 */
export interface FeedStep {
  readonly position: string;
  readonly changes: readonly Change[];
}

/** What a subscriber gets of a step. */
export interface FeedItem {
  readonly position: string;
  readonly change?: Change;
  /** When this process heard of it, by the hub's clock: who may be told is decided on what was read later. */
  readonly heardAt?: number;
}

/** An item that is told to nobody: a moment to see whether the caller may still listen. */
export const NOTHING_NEW: Partial<FeedItem> = Object.freeze({});

/** What is read of the past: one topic, and how many steps at a time. */
export interface Past {
  readonly topic: Change['topic'];
  readonly batchSize: number;
}

/** The source of committed changes. Throws `HistoryLost` when `after` is no longer kept. */
export interface Feed {
  /** Everything from `after` or from now on; or only the past of a topic, which says where it ends by its positions. */
  open(after: string | undefined, past?: Past): AsyncIterable<FeedStep> & { close(): Promise<void> };
}

export class HistoryLost extends Error {}

/** Pauses between attempts to open the feed again, ms: doubled from the first up to the last. */
const REOPEN_MS = { first: 200, last: 5000 } as const;

/** No workspace has this name. */
const EVERYWHERE = '*';
/** Changes that wait for all subscribers. */
const MAX_QUEUED = 1_000_000;
const HEARTBEAT_MS = 10_000;
/** Subscribers that read the past at a time, and steps that each reads before the next one's turn. */
const MAX_CATCH_UPS = 2;
const CATCH_UP_BATCH = 10;

/** Follows which customers change, for the process itself: told at once and in order, never behind. */
export interface CustomersFollower {
  hear(change: CustomersChange): void;
  /** Changes were missed. */
  lose(): void;
}

export class Hub {
  private readonly queued: Queued;
  /** workspace -> subscribers */
  private readonly rooms = new Map<string, Set<Subscriber<Interest, FeedItem>>>();
  /** Where the feed is, and where the next open resumes. */
  private position: string | undefined;
  private lastBeat = 0;
  private source: ReturnType<Feed['open']> | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  /** Waits for the first position: at the start, and again after the feed lost its own. */
  private ready = deferred();
  private readonly stopped = deferred();
  private readonly catchUps = new Places(MAX_CATCH_UPS);

  constructor(
    private readonly feed: Feed,
    private readonly nowMs: () => number,
    private readonly pause: (ms: number) => Promise<void>,
    private readonly report: (error: unknown) => void,
    private readonly followers: readonly CustomersFollower[] = [],
    maxQueued = MAX_QUEUED,
  ) {
    this.queued = { count: 0, most: maxQueued };
  }

  /** Begins reading the feed; resolves once it has a position, or when it is stopped before. */
  async start(): Promise<void> {
    this.running = this.loop();
    await this.ready.done;
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.stopped.resolve();
    this.ready.resolve();
    for (const room of this.rooms.values()) for (const s of room) s.end();
    await this.source?.close();
    await this.running;
  }

  /** Where the feed is; undefined until it has a position, and after it lost its own. */
  get at(): string | undefined {
    return this.position;
  }

  /** Changes that wait for subscribers, and how many may. */
  get waiting(): { readonly used: number; readonly limit: number } {
    return { used: this.queued.count, limit: this.queued.most };
  }

  /** How many subscribers follow a workspace. The process's own subscriptions are not counted. */
  get subscribers(): number {
    let n = 0;
    for (const [name, room] of this.rooms)
      if (name !== EVERYWHERE) for (const { interest } of room) if (!interest.isOwn) n++;
    return n;
  }

  /** Ends every subscription of a workspace, with nothing more told; used when the workspace is removed. */
  closeWorkspace(workspace: string): void {
    for (const s of this.rooms.get(workspace) ?? []) s.end();
  }

  private async loop(): Promise<void> {
    let pauseMs: number = REOPEN_MS.first;
    while (!this.stopping) {
      try {
        this.source = this.feed.open(this.position);
        for await (const step of this.source) {
          this.position = step.position;
          this.ready.resolve();
          pauseMs = REOPEN_MS.first;
          this.dispatch(step);
        }
        if (!this.stopping) throw new Error('the change feed ended without an error');
      } catch (error) {
        if (this.stopping) return;
        this.report(error);
        if (error instanceof HistoryLost) this.lose(error);
        await Promise.race([this.pause(pauseMs), this.stopped.done]);
        pauseMs = Math.min(pauseMs * 2, REOPEN_MS.last);
      }
    }
  }

  /** Changes were missed and cannot be read any more. Everyone who follows the feed has to read the present state. */
  private lose(error: HistoryLost): void {
    // Who waits for the first position waits on.
    if (this.position !== undefined) this.ready = deferred();
    this.position = undefined;
    for (const f of this.followers) f.lose();
    for (const room of this.rooms.values()) for (const s of room) s.end(error);
  }

  private dispatch({ position, changes }: FeedStep): void {
    const now = this.nowMs();
    for (const change of changes) {
      if (change.topic === 'customers') for (const f of this.followers) f.hear(change);
      else
        for (const name of [change.workspace, EVERYWHERE])
          for (const s of this.rooms.get(name) ?? [])
            if (concerns(s.interest, change)) s.offer({ position, change, heardAt: now });
    }
    if (now - this.lastBeat < HEARTBEAT_MS) return;
    this.lastBeat = now;
    for (const room of this.rooms.values()) for (const s of room) s.offer({ position, heardAt: now });
  }

  /**
   * Yields the changes after `after`, or from now on, in order. The first item is the position it starts from. Aborting
   * `signal` ends the stream at once, even when nothing happens.
   */
  async *subscribe(interest: Interest, after?: string, signal?: AbortSignal): AsyncGenerator<FeedItem> {
    await this.ready.done;
    if (this.stopping || signal?.aborted) return;
    const subscriber = new Subscriber<Interest, FeedItem>(interest, this.queued);
    const name = interest.workspace ?? EVERYWHERE;
    let room = this.rooms.get(name);
    if (!room) this.rooms.set(name, (room = new Set()));
    room.add(subscriber);
    const leave = (): void => {
      room.delete(subscriber);
      subscriber.end();
      if (room.size === 0 && this.rooms.get(name) === room) this.rooms.delete(name);
    };
    signal?.addEventListener('abort', leave, { once: true });
    const until = this.position!;
    // What is caught up on was committed before this.
    const heardAt = this.nowMs();
    try {
      let last = after ?? until;
      yield { position: last, heardAt };
      if (after !== undefined && after < until)
        for await (const item of this.catchUp(subscriber, after, until)) {
          last = item.position;
          if (item.change) yield { ...item, heardAt };
        }
      for await (const item of subscriber.items()) {
        if (item.position <= last && item.change) continue;
        if (item.position > last) last = item.position;
        yield item.change ? item : { position: last, heardAt: item.heardAt };
      }
    } finally {
      signal?.removeEventListener('abort', leave);
      leave();
    }
  }

  /** What happened between two positions. */
  private async *catchUp(
    subscriber: Subscriber<Interest, FeedItem>,
    after: string,
    until: string,
  ): AsyncGenerator<FeedItem> {
    const { interest } = subscriber;
    let source: ReturnType<Feed['open']> | undefined;
    let steps: AsyncIterator<FeedStep> | undefined;
    try {
      for (let last = after; last < until;) {
        // A place is held while reading, never while a slow subscriber takes what was read.
        await this.catchUps.enter(interest);
        const items: FeedItem[] = [];
        try {
          if (subscriber.isClosed || this.stopping) return;
          source ??= this.feed.open(after, { topic: interest.topic, batchSize: CATCH_UP_BATCH });
          steps ??= source[Symbol.asyncIterator]();
          for (let read = 0; read < CATCH_UP_BATCH && last < until; read++) {
            const step = await steps.next();
            if (step.done || subscriber.isClosed) return;
            const { position, changes } = step.value;
            const change = position > last ? changes.find((c) => concerns(interest, c)) : undefined;
            if (position > last) last = position;
            if (change) items.push({ position, change });
          }
        } finally {
          this.catchUps.leave();
        }
        for (const item of items) {
          if (subscriber.isClosed) return;
          yield item;
        }
        yield { position: last };
        await this.pause(0);
      }
    } finally {
      await source?.close();
    }
  }
}

function deferred(): { readonly done: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined;
  const done = new Promise<void>((r) => (resolve = r));
  return { done, resolve: () => resolve() };
}
