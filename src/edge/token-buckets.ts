/**
 * Rate limits that use token buckets. Each name has a bucket, which refills at a rate up to a burst of a few seconds.
 */
import { LRUCache } from 'lru-cache';

/** Default number of seconds that it takes to refill an empty bucket. A full bucket allows a burst of this duration. */
export const BURST_SECONDS = 2;

/** Minimum interval between two searches for full buckets, in ms. */
const SEARCHED_EVERY_MS = 1000;

interface Bucket {
  readonly left: number;
  readonly at: number;
  /** Time at which the bucket is full again. */
  readonly fullAt: number;
}

export class TokenBuckets {
  private readonly buckets: LRUCache<string, Bucket>;
  private searchedAt = -Infinity;

  /**
   * `most` is the maximum number of names. Above it, full buckets are dropped first, and then the least recently used
   * bucket. A name whose bucket was dropped starts with a full bucket. A full bucket allows a burst of `burstSeconds`.
   */
  constructor(
    private readonly most: number,
    private readonly nowMs: () => number,
    private readonly burstSeconds = BURST_SECONDS,
  ) {
    this.buckets = new LRUCache({ max: most });
  }

  /** Number of tracked names. */
  get size(): number {
    return this.buckets.size;
  }

  /**
   * Returns the number of tokens that are left. It is negative after a charge that exceeded the tokens in the bucket.
   * Stores nothing, so that names without a charge do not evict other names.
   */
  left(name: string, ratePerSecond: number): number {
    const full = ratePerSecond * this.burstSeconds;
    const bucket = this.buckets.get(name);
    if (!bucket) return full;
    const seconds = Math.max(0, this.nowMs() - bucket.at) / 1000;
    return Math.min(full, bucket.left + seconds * ratePerSecond);
  }

  /** Takes tokens from a bucket. A negative amount adds tokens. */
  take(name: string, ratePerSecond: number, amount: number): void {
    const left = this.left(name, ratePerSecond) - amount;
    const missing = ratePerSecond * this.burstSeconds - left;
    if (missing <= 0) {
      this.buckets.delete(name);
      return;
    }
    if (this.buckets.size >= this.most && !this.buckets.has(name)) this.dropFull();
    const at = this.nowMs();
    this.buckets.set(name, { left, at, fullAt: at + (missing / ratePerSecond) * 1000 });
  }

  private dropFull(): void {
    const now = this.nowMs();
    if (now - this.searchedAt < SEARCHED_EVERY_MS) return;
    this.searchedAt = now;
    const full = [...this.buckets.entries()].filter(([, { fullAt }]) => fullAt <= now);
    for (const [name] of full) this.buckets.delete(name);
  }
}
