/**
 * Overload protection: a rate limit per caller, and a limit of concurrent operations. Requests above a limit are
 * rejected immediately.
 */
import type { Principal } from '../services/base/access.js';
import { ServiceError, unavailable } from '../services/base/errors.js';
import { Counter } from './counter.js';
import { holderOf, subjectOf } from './holders.js';
import type { Allowance } from './rate-headers.js';
import { BURST_SECONDS, TokenBuckets } from './token-buckets.js';

export interface AdmissionSettings {
  /**
   * Maximum number of operations per second for one token subject. Bursts may be twice as large. 0 disables the limit.
   */
  readonly ratePerSecond: number;
  /**
   * Maximum time for validating the documents of one token subject, in milliseconds per second. Bursts may be twice as
   * large. 0 disables the limit.
   */
  readonly judgingMsPerSecond: number;
  /** Maximum number of concurrent queries and mutations, across all callers. */
  readonly maxRunning: number;
}

/** Maximum number of tracked callers. If there are more, the least recently active caller is evicted. */
export const MAX_CALLERS = 10_000;
/** Counter key for the total over all subjects. Subjects contain no spaces, so none has this name. */
const ALL = ' all';
/**
 * Limits for callers that already use slots, as shares of all slots. A subject that has a slot receives another one
 * only while less than three quarters of all slots are in use. For a subject without a slot, in a workspace that has
 * one, the limit is seven eighths.
 */
const SHARED = 3 / 4;
const SHARED_OF_WORKSPACES = 7 / 8;

/**
 * Limits the operations per second, the validation time and the concurrent operations of each caller.
 *
 * @example
 * admission.charge(caller);
 * const leave = admission.begin(caller);
 * try {
 *   await run();
 * } finally {
 *   leave();
 * }
 */
export class Admission {
  /** Rate limits of operations, by workspace and subject. */
  private readonly operations: TokenBuckets;
  /** Rate limits of validation time in milliseconds, by workspace and subject. */
  private readonly judging: TokenBuckets;
  /** The number of slots in use, in total, per workspace and per subject. */
  private readonly places = new Counter();

  constructor(
    private readonly settings: AdmissionSettings,
    private readonly nowMs: () => number,
  ) {
    this.operations = new TokenBuckets(MAX_CALLERS, nowMs);
    this.judging = new TokenBuckets(MAX_CALLERS, nowMs);
  }

  /**
   * Acquires a concurrency slot for one operation of a caller, or throws UNAVAILABLE. The last quarter of the slots is
   * reserved for subjects without a slot, and half of it for workspaces without a slot. The returned function releases
   * the slot and must be called when the operation ends. Repeated calls have no effect.
   */
  begin(caller: Principal): () => void {
    if (this.inPlaces >= this.placesFor(caller))
      throw unavailable(
        'SERVER_BUSY',
        'the server is at its limit of running requests; nothing was done, retry in a moment',
      );
    const places = [ALL, ...holderOf(caller)].map((each) => this.places.take(each, 0)!);
    return () => places.forEach((leave) => leave());
  }

  /** Returns the number of slots in use from which on further operations of this caller are rejected. */
  private placesFor(caller: Principal): number {
    const { maxRunning } = this.settings;
    const [workspace, subject] = holderOf(caller);
    if (this.places.of(workspace) === 0) return maxRunning;
    return Math.ceil(maxRunning * (this.places.of(subject) === 0 ? SHARED_OF_WORKSPACES : SHARED));
  }

  /** Charges a caller for one operation, or throws RATE_LIMITED. */
  charge(caller: Principal): void {
    const { judgingMsPerSecond } = this.settings;
    const ratePerSecond = this.rateOf(caller);
    const name = subjectOf(caller);
    if (ratePerSecond > 0 && this.operations.left(name, ratePerSecond) < 1)
      throw new ServiceError(
        'RATE_EXCEEDED',
        `this token's subject may send ${ratePerSecond} operations a second; nothing was done, retry in a moment`,
      );
    if (judgingMsPerSecond > 0 && this.judging.left(name, judgingMsPerSecond) <= 0)
      throw new ServiceError(
        'CHECKING_TIME_EXCEEDED',
        "this token's subject sends documents that take too long to check; nothing was done, retry in a moment",
      );
    this.operations.take(name, ratePerSecond, 1);
  }

  /** Returns the unused part of the rate limit of a caller, or undefined if the caller has no limit. */
  allowance(caller: Principal): Allowance | undefined {
    const ratePerSecond = this.rateOf(caller);
    if (ratePerSecond <= 0) return undefined;
    const limit = ratePerSecond * BURST_SECONDS;
    const left = Math.max(0, this.operations.left(subjectOf(caller), ratePerSecond));
    return { limit, remaining: Math.floor(left), resetSeconds: Math.ceil((limit - left) / ratePerSecond) };
  }

  /** Runs validation work for a caller and charges the caller for the time it takes. */
  measured<T>(caller: Principal, work: () => T): T {
    const begun = this.nowMs();
    try {
      return work();
    } finally {
      this.judging.take(subjectOf(caller), this.settings.judgingMsPerSecond, this.nowMs() - begun);
    }
  }

  /** Number of tracked callers. */
  get callers(): number {
    return this.operations.size;
  }

  /** Number of running queries and mutations. */
  get inPlaces(): number {
    return this.places.of(ALL);
  }

  /** Returns the rate limit of a caller in operations per second. A write key may have its own, lower limit. */
  private rateOf({ writeKey }: Principal): number {
    const { ratePerSecond } = this.settings;
    const own = writeKey?.ratePerSecond;
    return own === undefined || (ratePerSecond > 0 && ratePerSecond < own) ? ratePerSecond : own;
  }
}
