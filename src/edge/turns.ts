/**
 * Who may use the main thread next. Work of the doors (parsing and validating documents) runs in slices: callers take
 * turns, and after each slice the event loop serves everything else. Work of an idle server runs at once.
 */
import { ServiceError } from '../services/base/errors.js';

interface Waiting {
  readonly bytes: number;
  readonly run: () => void;
}

export interface TurnSettings {
  /** Milliseconds of work between two visits of the event loop. */
  readonly sliceMs: number;
  /** Pieces of work of one caller that may wait. */
  readonly maxWaiting: number;
  /** Bytes that waiting work of all callers may hold. */
  readonly maxBytes: number;
}

export class Turns {
  /** What waits, by caller; the caller whose turn is next comes first. */
  private readonly queues = new Map<string, Waiting[]>();
  private bytes = 0;
  private count = 0;
  private usedMs = 0;
  private scheduled = false;

  constructor(
    private readonly settings: TurnSettings,
    private readonly nowMs: () => number,
  ) {}

  /** Pieces of work that wait. */
  get waiting(): number {
    return this.count;
  }

  /** Bytes held by waiting work. */
  get waitingBytes(): number {
    return this.bytes;
  }

  /**
   * Runs synchronous work in the caller's turn. `bytes` is what it holds while it waits.
   * Rejects with RATE_LIMITED when the caller has too much waiting, with UNAVAILABLE when all callers have.
   */
  run<T>(caller: string, bytes: number, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        const begun = this.nowMs();
        try {
          resolve(work());
        } catch (error) {
          reject(error as Error);
        }
        this.usedMs += this.nowMs() - begun;
      };
      if (this.count === 0 && this.usedMs < this.settings.sliceMs) run();
      else this.wait(caller, { bytes, run });
      this.schedule();
    });
  }

  private wait(caller: string, waiting: Waiting): void {
    let queue = this.queues.get(caller);
    if ((queue?.length ?? 0) >= this.settings.maxWaiting)
      throw new ServiceError(
        'WAITING_TOO_MANY',
        `at most ${this.settings.maxWaiting} operations of this token's subject may wait; retry in a moment`,
      );
    if (this.bytes + waiting.bytes > this.settings.maxBytes)
      throw new ServiceError('SERVER_BUSY', 'too much waits to be worked on; nothing was done, retry in a moment');
    if (!queue) this.queues.set(caller, (queue = []));
    queue.push(waiting);
    this.count++;
    this.bytes += waiting.bytes;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.usedMs = 0;
      while (this.count > 0 && this.usedMs < this.settings.sliceMs) this.next().run();
      if (this.count > 0) this.schedule();
    });
  }

  /** The first piece of the caller whose turn it is, who then goes last. */
  private next(): Waiting {
    const [caller, queue] = this.queues.entries().next().value!;
    const first = queue.shift()!;
    this.queues.delete(caller);
    if (queue.length > 0) this.queues.set(caller, queue);
    this.count--;
    this.bytes -= first.bytes;
    return first;
  }
}
