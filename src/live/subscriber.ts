/** One subscriber with its bounded queue. Subscribers that read too slowly are disconnected. */

/** Maximum number of items in the queue of one subscriber. */
const MAX_QUEUE = 10_000;
/**
 * Number of queued items that a subscriber may have when the total limit of the hub is reached. Subscribers with more
 * items are disconnected.
 */
const FAIR_QUEUE = 100;
/** Number of consumed items that are removed from the front of the queue array at a time. */
const TAKEN_AT_ONCE = 1000;

/**
 * Thrown by a subscriber that was disconnected because it reads too slowly. The subscriber can resume from its last
 * position.
 */
export class TooSlow extends Error {}

/** Number of queued changes of all subscribers of a hub, and its limit. */
export interface Queued {
  count: number;
  readonly most: number;
}

export class Subscriber<Interest, Item> {
  private queue: Item[] = [];
  /** Number of items consumed from the front of `queue`. */
  private taken = 0;
  private wake: (() => void) | undefined;
  private ended = false;
  private failure: Error | undefined;

  constructor(
    readonly interest: Interest,
    private readonly queued: Queued,
  ) {}

  offer(item: Item): void {
    if (this.ended) return;
    const waiting = this.queue.length - this.taken;
    if (waiting >= MAX_QUEUE || (this.queued.count >= this.queued.most && waiting >= FAIR_QUEUE))
      return this.end(new TooSlow('this subscription is read too slowly; resume it from its last cursor'));
    this.queue.push(item);
    this.queued.count++;
    this.wake?.();
  }

  /** Whether the subscription ended without an error. A closed subscriber receives no more items. */
  get isClosed(): boolean {
    return this.ended && this.failure === undefined;
  }

  /** Ends the subscription, with an error if one is given, and drops its queued items. */
  end(failure?: Error): void {
    this.ended = true;
    this.failure = failure;
    this.forget();
    this.wake?.();
  }

  /** Drops the queued items and subtracts them from the hub's total. */
  private forget(): void {
    this.queued.count -= this.queue.length - this.taken;
    this.queue = [];
    this.taken = 0;
  }

  private take(): Item | undefined {
    if (this.taken === this.queue.length) return undefined;
    const item = this.queue[this.taken++];
    this.queued.count--;
    // Consumed items are removed in batches, because removing the first item of a long array moves all the others.
    if (this.taken < TAKEN_AT_ONCE && this.taken < this.queue.length) return item;
    this.queue = this.queue.slice(this.taken);
    this.taken = 0;
    return item;
  }

  async *items(): AsyncGenerator<Item> {
    for (;;) {
      const next = this.take();
      if (next) {
        yield next;
        continue;
      }
      if (this.failure) throw this.failure;
      if (this.ended) return;
      await new Promise<void>((resolve) => (this.wake = resolve));
      this.wake = undefined;
    }
  }
}
