/**
 * Limits the cost of invalid write keys. An address may send only a few invalid keys per second. An invalid key is
 * cached for a while, so that it is not looked up again. A key that was valid recently is exempt from the limit of its
 * address, so that one page cannot block another page behind the same proxy.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { ServiceError } from '../services/base/errors.js';
import { TokenBuckets } from './token-buckets.js';

export interface InvalidKeySettings {
  /**
   * Maximum number of requests per second from an address with an invalid write key, or with a key only in the body.
   * Bursts may be twice as large. 0 disables the limit. Behind a proxy, all callers have the address of the proxy.
   */
  readonly wrongKeysPerSecond: number;
  /** Maximum number of bytes for cached invalid keys. The same maximum applies separately to cached valid keys. */
  readonly maxBytes: number;
}

/** Heap usage of a cached key in bytes, for its hash and its cache entry. */
const BYTES_PER_KEY = 200;
/** Maximum number of tracked addresses. Above it, the least recently used address is evicted. */
const MAX_ADDRESSES = 10_000;
/** Time in milliseconds after which an invalid key is looked up again. */
const REMEMBERED_MS = 60_000;

export class InvalidKeyLimit {
  /** Recent invalid keys by their hash. */
  private readonly wrong: LRUCache<string, { readonly why: ServiceError; readonly until: number }>;
  /** Recent valid keys by their hash. */
  private readonly opened: LRUCache<string, true>;
  private readonly requests: TokenBuckets;

  constructor(
    private readonly settings: InvalidKeySettings,
    private readonly nowMs: () => number,
  ) {
    const max = Math.max(1, Math.floor(settings.maxBytes / BYTES_PER_KEY));
    this.wrong = new LRUCache({ max });
    this.opened = new LRUCache({ max });
    this.requests = new TokenBuckets(MAX_ADDRESSES, nowMs);
  }

  get maxBytes(): number {
    return 2 * this.settings.maxBytes;
  }

  get bytes(): number {
    return (this.wrong.size + this.opened.size) * BYTES_PER_KEY;
  }

  /** Throws RATE_LIMITED if an address has sent too many invalid keys. */
  check(address: string): void {
    const { wrongKeysPerSecond } = this.settings;
    if (wrongKeysPerSecond === 0 || this.requests.left(address, wrongKeysPerSecond) >= 1) return;
    throw new ServiceError(
      'WRONG_KEYS_TOO_MANY',
      `an address may send ${wrongKeysPerSecond} wrong keys a second; nothing was done, retry in a moment`,
    );
  }

  /**
   * Counts a request without an authenticated caller. Throws the errors of `check`. Returns a function that must be
   * called when the caller is authenticated.
   */
  begin(address: string): () => void {
    this.check(address);
    const { wrongKeysPerSecond } = this.settings;
    this.requests.take(address, wrongKeysPerSecond, 1);
    return () => this.requests.take(address, wrongKeysPerSecond, -1);
  }

  /**
   * Returns the caller of a write key. `look` looks up the key. Throws the errors of `look`, possibly from the cache,
   * and RATE_LIMITED if the address has sent too many invalid keys.
   */
  async open<T>(address: string, key: string, look: () => Promise<T>): Promise<T> {
    const hash = createHash('sha256').update(key).digest('base64url');
    const wrong = this.wrong.peek(hash);
    if (wrong && wrong.until > this.nowMs()) throw new ServiceError(wrong.why.reason, wrong.why.message);
    const giveBack = this.opened.has(hash) ? undefined : this.begin(address);
    try {
      const caller = await look();
      giveBack?.();
      this.opened.set(hash, true);
      return caller;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'UNAUTHENTICATED') {
        giveBack?.();
        throw error;
      }
      this.opened.delete(hash);
      this.wrong.set(hash, { why: error, until: this.nowMs() + REMEMBERED_MS });
      throw error;
    }
  }
}
