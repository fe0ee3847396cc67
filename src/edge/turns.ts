/**
 * Who may use the main thread next. Work of the doors (handshakes, messages of sockets, documents) begins in slices:
 * callers take turns, and after each slice the event loop serves everything else. A slice counts what its work does
 * until it first waits for something. Work of an idle server begins at once.
 */
import { ServiceError } from '../services/base/errors.js';

interface Waiting {
  readonly bytes: number;
  readonly run: () => void;
}

export interface TurnSettings {
  /** Milliseconds between two visits of the event loop in which work may begin. */
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
  /** When the first work of this visit of the event loop began. */
  private begun: number | undefined;

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

  /** Resolves in the caller's turn. Rejects as `run` does. */
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

  /** The next slice. Only work that began in the last one asks for it. */
  private visit(): void {
    this.begun = undefined;
    this.serve();
  }

  /**
   * What was promised goes on in microtasks, and a tick runs when none of them is left: then the next piece's turn
   * comes.
   */
  private serve(): void {
    if (this.count === 0 || this.sliceIsOver()) return;
    this.begin(this.next().run);
    queueMicrotask(() => process.nextTick(() => this.serve()));
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
