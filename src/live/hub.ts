/**
 * Distributes committed changes from one feed per process to many subscribers, each with a bounded queue. A subscriber
 * that resumes first reads the past changes up to the position of the hub at its registration. It then reads the
 * changes that the hub has queued in the meantime.
 */
import { FairSemaphore } from './fair-semaphore.js';
import { Pulses } from './pulses.js';
import { Subscriber, type Queued } from './subscriber.js';
import { isOfInterest, type AnnouncedChange, type CustomersChange, type Interest } from './topics.js';

/**
 * One step of the feed. It contains the changes that one document announces, at most one per topic. A step without
 * changes only reports a newer position. Positions are compared as text.
 */
export interface FeedStep {
  readonly position: string;
  readonly changes: readonly AnnouncedChange[];
}

/** One item of a subscription. It contains a change or only reports a newer position. */
export interface FeedItem {
  readonly position: string;
  readonly change?: AnnouncedChange;
  /**
   * When this process received the change, by the clock of the hub. Whether the subscriber may see the change is
   * decided with data that was read after this time.
   */
  readonly heardAt?: number;
}

/**
 * An item that is not sent to the client. It gives the caller an opportunity to check whether the subscription is still
 * allowed.
 */
export const NOTHING_NEW: Partial<FeedItem> = Object.freeze({});

/** Options of a read of past changes. Such a read covers one topic and fetches the changes in batches. */
export interface Past {
  readonly topic: AnnouncedChange['topic'];
  readonly batchSize: number;
}

/**
 * The source of committed changes, such as the change feed of the database.
 *
 * @example
 * const source = feed.open(undefined);
 * for await (const { position, changes } of source) for (const change of changes) deliver(change, position);
 * await source.close();
 */
export interface Feed {
  /**
   * Yields all changes after `after`, or all changes from now on if `after` is undefined. With `past`, yields only the
   * past changes of one topic, and the caller compares positions to find the last one. Throws `HistoryLost` if `after`
   * is no longer in the change log.
   */
  open(after: string | undefined, past?: Past): AsyncIterable<FeedStep> & { close(): Promise<void> };
}

export class HistoryLost extends Error {}

/**
 * Pauses before the feed is reopened after an error, in ms. The first pause is `first`. Each further pause is twice as
 * long, up to `last`.
 */
const REOPEN_MS = { first: 200, last: 5000 } as const;

/** Key for the subscribers to all workspaces in a map by workspace. It is not a valid workspace id. */
const EVERYWHERE = '*';
/** Maximum number of queued changes, summed over all subscribers. */
const MAX_QUEUED = 1_000_000;
const HEARTBEAT_MS = 10_000;
/**
 * Maximum number of subscribers that read past changes at the same time, and the number of steps that each reads per
 * turn.
 */
const MAX_CATCH_UPS = 2;
const CATCH_UP_BATCH = 10;

/**
 * A consumer of customer changes inside this process. It is called synchronously for each change in order, so it never
 * lags behind the hub.
 */
export interface CustomersFollower {
  hear(change: CustomersChange, position: string): void;
  /** Called when changes were missed and can no longer be read. */
  lose(): void;
}

/**
 * Reads the feed once for the whole process and passes its changes to all subscribers in commit order.
 *
 * @example
 * const hub = new Hub(feed, Date.now, pause, report);
 * await hub.start();
 * const items = hub.subscribe({ workspace: 'shop', topic: 'membership' }, undefined, signal);
 * for await (const { change, position } of items) if (change) send(change, position);
 */
export class Hub {
  /** Notifies listeners of customer changes in their workspace. */
  readonly pulses = new Pulses();
  private readonly queued: Queued;
  /** Subscribers by workspace. */
  private readonly rooms = new Map<string, Set<Subscriber<Interest, FeedItem>>>();
  /** The last position of the feed. If the feed is reopened, it resumes from this position. */
  private position: string | undefined;
  private lastBeat = 0;
  private source: ReturnType<Feed['open']> | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  /** Resolves when the feed has a position. Replaced with a new promise if the feed loses its position. */
  private ready = deferred();
  private readonly stopped = deferred();
  private readonly catchUps = new FairSemaphore(MAX_CATCH_UPS);

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

  /** Starts reading the feed. Resolves when the feed has a position or was stopped. */
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

  /** The current position of the feed. Undefined until the feed has a position, and after it has lost its position. */
  get at(): string | undefined {
    return this.position;
  }

  /** Number of changes queued for all subscribers, and the limit. */
  get waiting(): { readonly used: number; readonly limit: number } {
    return { used: this.queued.count, limit: this.queued.most };
  }

  /** Number of client subscriptions to a single workspace. Subscriptions of the process itself are not counted. */
  get subscribers(): number {
    let n = 0;
    for (const [name, room] of this.rooms)
      if (name !== EVERYWHERE) for (const { interest } of room) if (!interest.isOwn) n++;
    return n;
  }

  /** Ends every subscription of a removed workspace without sending more items. */
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

  /**
   * Handles changes that were missed and can no longer be read. All followers and subscribers must read the current
   * state instead.
   */
  private lose(error: HistoryLost): void {
    // If the promise is still pending, it is not replaced, so that its waiters receive the next position.
    if (this.position !== undefined) this.ready = deferred();
    this.position = undefined;
    for (const f of [...this.followers, this.pulses]) f.lose();
    for (const room of this.rooms.values()) for (const s of room) s.end(error);
  }

  private dispatch({ position, changes }: FeedStep): void {
    const now = this.nowMs();
    for (const change of changes) {
      if (change.topic === 'customers') for (const f of [...this.followers, this.pulses]) f.hear(change, position);
      else
        for (const name of [change.workspace, EVERYWHERE])
          for (const s of this.rooms.get(name) ?? [])
            if (isOfInterest(s.interest, change)) s.offer({ position, change, heardAt: now });
    }
    if (now - this.lastBeat < HEARTBEAT_MS) return;
    this.lastBeat = now;
    for (const room of this.rooms.values()) for (const s of room) s.offer({ position, heardAt: now });
  }

  /**
   * Yields the changes that match `interest` in order, starting after `after` or from now on. The first item is the
   * starting position. Items without a change only report a newer position. Aborting `signal` ends the stream
   * immediately, even if no change arrives.
   *
   * @throws HistoryLost if `after` is no longer in the change log.
   *
   * @throws TooSlow if the caller reads too slowly. The caller can resume from its last position.
   *
   * @example
   * for await (const { position, change } of hub.subscribe({ workspace: 'shop', topic: 'job' }, cursor)) ...
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
    // All past changes that are read below were committed before this time.
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

  /** Yields the past changes after the position `after`, up to the position `until`. */
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
        // A slot is occupied during a read, but not while a slow subscriber processes the items.
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
            const change = position > last ? changes.find((c) => isOfInterest(interest, c)) : undefined;
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
