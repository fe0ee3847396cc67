/** Divides long synchronous work into time slices, so that other work can run in between. */
import type { Services } from './services.js';

const SLICE_MS = 8;

type Pause = Services['pause'];

/**
 * Queue of the loops that wait for their next slice. Each iteration of the event loop runs one slice only. Otherwise,
 * the slices of many loops would run one after another, and other work would wait for all of them.
 */
class SliceQueue {
  private readonly waiting: { readonly resolve: () => void; readonly reject: (reason: unknown) => void }[] = [];

  constructor(private readonly pause: Pause) {}

  /** Resolves when the next slice of the caller begins. */
  turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      if (this.waiting.length === 1) void this.run();
    });
  }

  private async run(): Promise<void> {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      await this.pause(0).then(next.resolve, next.reject);
      this.waiting.shift();
    }
  }
}

/** One queue for each function that pauses. Servers of a process may share one. */
const queues = new WeakMap<Pause, SliceQueue>();

function queueOf(pause: Pause): SliceQueue {
  let queue = queues.get(pause);
  if (!queue) queues.set(pause, (queue = new SliceQueue(pause)));
  return queue;
}

/**
 * Splits a loop into time slices.
 *
 * @example
 * const slices = new Slices(services);
 * for (const item of items) { if (slices.isOver()) await slices.next(); work(item); }
 */
export class Slices {
  private begun: number;

  constructor(private readonly services: Pick<Services, 'stores' | 'pause'>) {
    this.begun = services.stores.now();
  }

  isOver(): boolean {
    return this.services.stores.now() - this.begun > SLICE_MS;
  }

  /** Yields to the event loop. Resolves when the next slice begins. */
  async next(): Promise<void> {
    await queueOf(this.services.pause).turn();
    this.begun = this.services.stores.now();
  }
}
