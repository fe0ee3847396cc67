/**
 * Limits the cost of invalid write keys. An address may send a few wrong keys a second, and a key that was found wrong
 * is not looked up again for a while. A key that was valid recently is exempt from the limit of its address, so that
 * one page does not block another behind the same proxy.
 */
import { createHash } from 'node:crypto';
import { ServiceError } from '../services/base/errors.js';

export interface StrangerSettings {
  /**
   * Requests a second that an address may send with a wrong write key, or with a key only in the body, with bursts of
   * twice as many. 0 disables the limit. Behind a proxy all callers share the proxy's address.
   */
  readonly wrongKeysPerSecond: number;
  /** Maximum bytes of cached wrong keys, and separately of cached valid keys. */
  readonly maxBytes: number;
}

/** Heap of a cached key: its hash with its entry. */
const BYTES_PER_KEY = 200;
/** Maximum of tracked addresses. Beyond it, the least recently used one is evicted. */
const MAX_ADDRESSES = 10_000;
const BURST_SECONDS = 2;
/** Time after which a wrong key is looked up again. */
const REMEMBERED_MS = 60_000;

interface Bucket {
  left: number;
  at: number;
}

export class Strangers {
  /** Recent wrong keys by hash, oldest first. */
  private readonly wrong = new Map<string, { readonly why: ServiceError; readonly until: number }>();
  /** Valid keys by hash, least recently used first. */
  private readonly opened = new Map<string, true>();
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly settings: StrangerSettings,
    private readonly nowMs: () => number,
  ) {}

  get maxBytes(): number {
    return 2 * this.settings.maxBytes;
  }

  get bytes(): number {
    return (this.wrong.size + this.opened.size) * BYTES_PER_KEY;
  }

  /** Throws RATE_LIMITED if an address has sent too many wrong keys. */
  check(address: string): void {
    const { wrongKeysPerSecond } = this.settings;
    if (wrongKeysPerSecond === 0 || this.bucketOf(address).left >= 1) return;
    throw new ServiceError(
      'WRONG_KEYS_TOO_MANY',
      `an address may send ${wrongKeysPerSecond} wrong keys a second; nothing was done, retry in a moment`,
    );
  }

  /**
   * Counts a request without an authenticated caller, or throws like `check`. Call the returned function once the
   * caller is authenticated.
   */
  begin(address: string): () => void {
    this.check(address);
    this.bucketOf(address).left--;
    return () => void this.bucketOf(address).left++;
  }

  /**
   * Returns the caller of a write key, which `look` looks up. Throws the errors of `look`, including a cached refusal,
   * and RATE_LIMITED if the address has sent too many wrong keys.
   */
  async open<T>(address: string, key: string, look: () => Promise<T>): Promise<T> {
    const hash = createHash('sha256').update(key).digest('base64url');
    const wrong = this.wrong.get(hash);
    if (wrong && wrong.until > this.nowMs()) throw new ServiceError(wrong.why.reason, wrong.why.message);
    const giveBack = this.opened.has(hash) ? undefined : this.begin(address);
    try {
      const caller = await look();
      giveBack?.();
      this.keep(this.opened, hash, true);
      return caller;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'UNAUTHENTICATED') {
        giveBack?.();
        throw error;
      }
      this.opened.delete(hash);
      this.keep(this.wrong, hash, { why: error, until: this.nowMs() + REMEMBERED_MS });
      throw error;
    }
  }

  private bucketOf(address: string): Bucket {
    const { wrongKeysPerSecond } = this.settings;
    const most = wrongKeysPerSecond * BURST_SECONDS;
    const now = this.nowMs();
    const bucket = this.buckets.get(address) ?? { left: most, at: now };
    bucket.left = Math.min(most, bucket.left + (Math.max(0, now - bucket.at) / 1000) * wrongKeysPerSecond);
    bucket.at = now;
    this.buckets.delete(address);
    this.buckets.set(address, bucket);
    if (this.buckets.size > MAX_ADDRESSES) this.buckets.delete(this.buckets.keys().next().value!);
    return bucket;
  }

  private keep<T>(keys: Map<string, T>, hash: string, value: T): void {
    keys.delete(hash);
    keys.set(hash, value);
    if (keys.size * BYTES_PER_KEY > this.settings.maxBytes) keys.delete(keys.keys().next().value!);
  }
}
