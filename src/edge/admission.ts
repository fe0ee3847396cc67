/** Overload is refused at once: how much one caller may ask a second, and how much the process works on at a time. */
import type { Principal } from '../services/base/access.js';
import { ServiceError, unavailable } from '../services/base/errors.js';
import { Counter } from './counter.js';
import { holderOf, subjectOf } from './holders.js';

export interface AdmissionSettings {
  /** Operations a second of one token subject, with bursts of twice as many; 0: no bound. */
  readonly ratePerSecond: number;
  /**
   * Milliseconds a second that judging the documents of one token subject may take, with bursts of twice as many; 0: no
   * bound.
   */
  readonly judgingMsPerSecond: number;
  /** Queries and mutations being worked on, of all callers together. */
  readonly maxRunning: number;
}

interface Bucket {
  /** Operations left. */
  tokens: number;
  /** Milliseconds of judging left; below 0 after an expensive document. */
  judgingMs: number;
  at: number;
}

/** Callers whose use is remembered; beyond it the one who has not asked for longest is forgotten. */
export const MAX_CALLERS = 10_000;
const BURST_SECONDS = 2;
/** Stands for all subjects; the name of none. */
const ALL = ' all';
/** The share of the places that subjects which hold some already may take; and subjects of workspaces that do. */
const SHARED = 3 / 4;
const SHARED_OF_WORKSPACES = 7 / 8;

export class Admission {
  /** A token bucket per workspace and subject, least recently used first. */
  private readonly buckets = new Map<string, Bucket>();
  /** Places in all, of each workspace, and of each subject. */
  private readonly places = new Counter();

  constructor(
    private readonly settings: AdmissionSettings,
    private readonly nowMs: () => number,
  ) {}

  /**
   * Takes a place for one operation of a caller, or refuses with UNAVAILABLE: the last quarter of the places is for
   * subjects that hold none, and half of it for workspaces that hold none. Call the answer when it is over; twice does
   * no harm.
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

  /** How many of all places may be taken for another operation of a caller to find one. */
  private placesFor(caller: Principal): number {
    const { maxRunning } = this.settings;
    const [workspace, subject] = holderOf(caller);
    if (this.places.of(workspace) === 0) return maxRunning;
    return Math.ceil(maxRunning * (this.places.of(subject) === 0 ? SHARED_OF_WORKSPACES : SHARED));
  }

  /** Counts one operation of a caller, or refuses with RATE_LIMITED. */
  charge(caller: Principal): void {
    const { judgingMsPerSecond } = this.settings;
    const ratePerSecond = this.rateOf(caller);
    const bucket = this.bucketOf(caller);
    if (ratePerSecond > 0 && bucket.tokens < 1)
      throw new ServiceError(
        'RATE_EXCEEDED',
        `this token's subject may send ${ratePerSecond} operations a second; nothing was done, retry in a moment`,
      );
    if (judgingMsPerSecond > 0 && bucket.judgingMs <= 0)
      throw new ServiceError(
        'CHECKING_TIME_EXCEEDED',
        "this token's subject sends documents that take too long to check; nothing was done, retry in a moment",
      );
    bucket.tokens--;
  }

  /** Runs work for a caller and counts the time it takes. */
  measured<T>(caller: Principal, work: () => T): T {
    const begun = this.nowMs();
    try {
      return work();
    } finally {
      this.bucketOf(caller).judgingMs -= this.nowMs() - begun;
    }
  }

  /** Callers whose use is remembered. */
  get callers(): number {
    return this.buckets.size;
  }

  /** Queries and mutations being worked on. */
  get inPlaces(): number {
    return this.places.of(ALL);
  }

  /** A write key may have a lower rate of its own. */
  private rateOf({ writeKey }: Principal): number {
    const { ratePerSecond } = this.settings;
    const own = writeKey?.ratePerSecond;
    return own === undefined || (ratePerSecond > 0 && ratePerSecond < own) ? ratePerSecond : own;
  }

  /** The bucket of a caller, filled up to now. */
  private bucketOf(caller: Principal): Bucket {
    const { judgingMsPerSecond } = this.settings;
    const ratePerSecond = this.rateOf(caller);
    const key = subjectOf(caller);
    const now = this.nowMs();
    const full = { tokens: ratePerSecond * BURST_SECONDS, judgingMs: judgingMsPerSecond * BURST_SECONDS };
    const bucket = this.buckets.get(key) ?? { ...full, at: now };
    const seconds = Math.max(0, now - bucket.at) / 1000;
    bucket.tokens = Math.min(full.tokens, bucket.tokens + seconds * ratePerSecond);
    bucket.judgingMs = Math.min(full.judgingMs, bucket.judgingMs + seconds * judgingMsPerSecond);
    bucket.at = now;
    this.buckets.delete(key);
    this.buckets.set(key, bucket);
    if (this.buckets.size > MAX_CALLERS) this.buckets.delete(this.buckets.keys().next().value!);
    return bucket;
  }
}
