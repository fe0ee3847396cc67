/**
 * Schedules work fairly on the main thread. Handshakes, socket messages and documents run in time slices, in which
 * callers take turns. After each slice, the event loop processes everything else. Only work before the first
 * asynchronous wait counts toward a slice. On an idle server, work begins immediately.
 */
import { ServiceError } from '../services/base/errors.js';
import { FairQueue } from '../live/fair-queue.js';

interface Waiting {
  readonly bytes: number;
  readonly run: () => void;
}

export interface TurnSettings {
  /**
   * Duration of a slice in milliseconds. In each iteration of the event loop, new work begins only within the slice.
   */
  readonly sliceMs: number;
  /** Maximum number of waiting tasks per caller. */
  readonly maxWaiting: number;
  /** Maximum number of bytes that the waiting tasks of all callers may hold together. */
  readonly maxBytes: number;
}

export class MainThreadTurns {
  /** Waiting tasks by caller. */
  private readonly queue = new FairQueue<Waiting>();
  private bytes = 0;
  private count = 0;
  /** Start time of the first task in this event loop iteration. */
  private begun: number | undefined;

  constructor(
    private readonly settings: TurnSettings,
    private readonly nowMs: () => number,
  ) {}

  /** Number of waiting tasks. */
  get waiting(): number {
    return this.count;
  }

  /** Bytes held by waiting tasks. */
  get waitingBytes(): number {
    return this.bytes;
  }

  /**
   * Runs synchronous work when the caller has its turn. `bytes` is the memory that the work occupies while it waits.
   * Rejects with RATE_LIMITED if the caller has too many waiting tasks, or with UNAVAILABLE if the tasks of all callers
   * occupy too many bytes.
   */
  run<T>(caller: string, bytes: number, work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = (): void => {
        try {
          resolve(work());
        } catch (error) {
          reject(error as Error);
        }
      };
      if (this.count > 0 || this.sliceIsOver()) this.wait(caller, { bytes, run });
      else this.begin(run);
    });
  }

  /** Resolves when the caller has its turn. Rejects with the same errors as `run`. */
  take(caller: string, bytes: number): Promise<void> {
    return this.run(caller, bytes, () => undefined);
  }

  private sliceIsOver(): boolean {
    return this.begun !== undefined && this.nowMs() - this.begun >= this.settings.sliceMs;
  }

  private begin(run: () => void): void {
    if (this.begun === undefined) {
      this.begun = this.nowMs();
      setImmediate(() => this.visit());
    }
    run();
  }

  /** Begins the next slice. Scheduled only if work began in the previous slice. */
  private visit(): void {
    this.begun = undefined;
    this.serve();
  }

  /**
   * Runs waiting tasks until the slice ends. Between two tasks, microtasks run, so that the promise chain of the first
   * task continues before the second one starts.
   */
  private serve(): void {
    if (this.count === 0 || this.sliceIsOver()) return;
    this.begin(this.next().run);
    queueMicrotask(() => process.nextTick(() => this.serve()));
  }

  private wait(caller: string, waiting: Waiting): void {
    if (this.queue.waiting(caller) >= this.settings.maxWaiting)
      throw new ServiceError(
        'WAITING_TOO_MANY',
        `at most ${this.settings.maxWaiting} operations of this token's subject may wait; retry in a moment`,
      );
    if (this.bytes + waiting.bytes > this.settings.maxBytes)
      throw new ServiceError('SERVER_BUSY', 'too much waits to be worked on; nothing was done, retry in a moment');
    this.queue.add([caller], waiting);
    this.count++;
    this.bytes += waiting.bytes;
  }

  /** Removes and returns the first task of the caller that has the next turn. */
  private next(): Waiting {
    const first = this.queue.next()!;
    this.count--;
    this.bytes -= first.bytes;
    return first;
  }
}
