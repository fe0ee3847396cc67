/**
 * Decides whether the process can take more requests. A load balancer then sends new requests to other processes while
 * this one starts, stops, or is overloaded.
 */

/** Why a process is not ready. */
export type NotReady = 'STARTING' | 'STOPPING' | 'OVERLOADED';

/** Interval between two measurements of the event loop, in ms. */
const EVERY_MS = 500;
/** Number of recent measurements whose median counts. A single long task therefore does not make a process unready. */
const MEASUREMENTS = 9;
/** Median delay of the event loop from which a process is overloaded, in ms. */
const OVERLOADED_MS = 1000;

export class Readiness {
  private phase: 'STARTING' | 'RUNNING' | 'STOPPING' = 'STARTING';
  /** Recent delays in ms, oldest first. */
  private readonly delays: number[] = [];
  private measuredAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly nowMs: () => number) {}

  /** Reason why the process is not ready, or undefined if it is ready. */
  get reason(): NotReady | undefined {
    if (this.phase !== 'RUNNING') return this.phase;
    return this.delayMs >= OVERLOADED_MS ? 'OVERLOADED' : undefined;
  }

  /** Median of the recent delays of the event loop in ms, and 0 until enough of them were measured. */
  get delayMs(): number {
    if (this.delays.length < MEASUREMENTS) return 0;
    return this.delays.toSorted((a, b) => a - b)[(MEASUREMENTS - 1) / 2];
  }

  /** Measures the event loop from now on, until the process stops. */
  watch(): void {
    this.measuredAt = this.nowMs();
    this.timer = setInterval(() => this.measure(), EVERY_MS).unref();
  }

  /** Records how much later than planned a timer runs. */
  measure(): void {
    const now = this.nowMs();
    if (this.measuredAt !== undefined) this.delays.push(Math.max(0, now - this.measuredAt - EVERY_MS));
    if (this.delays.length > MEASUREMENTS) this.delays.shift();
    this.measuredAt = now;
  }

  started(): void {
    this.phase = 'RUNNING';
  }

  stopping(): void {
    this.phase = 'STOPPING';
    clearInterval(this.timer);
  }
}
