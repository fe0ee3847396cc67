/** One subscriber: what waits for it, bounded, and its end. */

/** Items that wait for one subscriber at most. */
const MAX_QUEUE = 10_000;
/** Where too much waits for all, who has more than this is cut. */
const FAIR_QUEUE = 100;
/** Items of a queue that are let go together. */
const TAKEN_AT_ONCE = 1000;

/** A subscriber that reads too slowly: it is cut with the position it has, and may come back with it. */
export class TooSlow extends Error {}

/** Changes that wait, over all subscribers of a hub, and how many may. */
export interface Queued {
  count: number;
  readonly most: number;
}

export class Subscriber<Interest, Item> {
  private queue: Item[] = [];
  /** Items of the queue that were taken. */
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

  /** Whether it was ended without a failure: nothing more is to be told. */
  get isClosed(): boolean {
    return this.ended && this.failure === undefined;
  }

  /** Nothing more is taken, also of what waits. */
  end(failure?: Error): void {
    this.ended = true;
    this.failure = failure;
    this.forget();
    this.wake?.();
  }

  /** What waits is not wanted any more. */
  private forget(): void {
    this.queued.count -= this.queue.length - this.taken;
    this.queue = [];
    this.taken = 0;
  }

  private take(): Item | undefined {
    if (this.taken === this.queue.length) return undefined;
    const item = this.queue[this.taken++];
    this.queued.count--;
    // Taking the first out of a long list would move all others.
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
