/** Overload is refused at once: how much one caller may ask a second, and how much the process works on at a time. */
import type { Principal } from '../services/access.js';
import { ServiceError, unavailable } from '../services/errors.js';

export interface AdmissionSettings {
  /** Operations a second of one token subject, with bursts of twice as many; 0: no bound. */
  readonly ratePerSecond: number;
  /** Queries and mutations being worked on, of all callers together. */
  readonly maxRunning: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 10_000;
const BURST_SECONDS = 2;

export class Admission {
  /** A token bucket per workspace and subject, least recently used first. */
  private readonly buckets = new Map<string, Bucket>();
  private running = 0;

  constructor(
    private readonly settings: AdmissionSettings,
    private readonly nowMs: () => number,
  ) {}

  /** Takes a place for one operation, or refuses with UNAVAILABLE. Call the answer when it is over; twice does no harm. */
  begin(): () => void {
    if (this.running >= this.settings.maxRunning)
      throw unavailable(
        'SERVER_BUSY',
        'the server is at its limit of running requests; nothing was done, retry in a moment',
      );
    this.running++;
    let open = true;
    return () => {
      if (open) this.running--;
      open = false;
    };
  }

  /** Counts one operation of a caller, or refuses with RATE_LIMITED. */
  charge(p: Principal): void {
    const rate = this.settings.ratePerSecond;
    if (rate === 0) return;
    const key = `${p.workspace}/${p.subject}`;
    const now = this.nowMs();
    const before = this.buckets.get(key) ?? { tokens: rate * BURST_SECONDS, at: now };
    const tokens = Math.min(rate * BURST_SECONDS, before.tokens + (Math.max(0, now - before.at) / 1000) * rate);
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    if (this.buckets.size > MAX_BUCKETS) this.buckets.delete(this.buckets.keys().next().value!);
    if (tokens < 1)
      throw new ServiceError(
        'RATE_EXCEEDED',
        `this token's subject may send ${rate} operations a second; nothing was done, retry in a moment`,
      );
  }
}
