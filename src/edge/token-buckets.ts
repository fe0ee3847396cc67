/** Rate limits by token bucket. Each name has a bucket that refills at a rate, up to a burst of a few seconds. */
import { LRUCache } from 'lru-cache';

/** A full bucket is a burst of this many seconds. */
export const BURST_SECONDS = 2;

interface Bucket {
  left: number;
  at: number;
}

export class TokenBuckets {
  private readonly buckets: LRUCache<string, Bucket>;

  /**
   * `most` is the maximum number of names. If there are more, the least recently used bucket is evicted, and its name
   * starts again with a full bucket. A full bucket is a burst of `burstSeconds`.
   */
  constructor(
    most: number,
    private readonly nowMs: () => number,
    private readonly burstSeconds = BURST_SECONDS,
  ) {
    this.buckets = new LRUCache({ max: most });
  }

  /** Number of tracked names. */
  get size(): number {
    return this.buckets.size;
  }

  /** Returns the number of tokens left. It is negative after a charge that exceeded the tokens in the bucket. */
  left(name: string, ratePerSecond: number): number {
    return this.refilled(name, ratePerSecond).left;
  }

  /** Takes tokens from a bucket. A negative amount returns them. */
  take(name: string, ratePerSecond: number, amount: number): void {
    this.refilled(name, ratePerSecond).left -= amount;
  }

  private refilled(name: string, ratePerSecond: number): Bucket {
    const full = ratePerSecond * this.burstSeconds;
    const now = this.nowMs();
    const bucket = this.buckets.get(name) ?? { left: full, at: now };
    const seconds = Math.max(0, now - bucket.at) / 1000;
    bucket.left = Math.min(full, bucket.left + seconds * ratePerSecond);
    bucket.at = now;
    this.buckets.set(name, bucket);
    return bucket;
  }
}
