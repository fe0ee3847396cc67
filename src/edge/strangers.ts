/**
 * What callers without a valid write key may cost: an address is wrong a few times a second, and a key that was found
 * wrong is not looked for again. A key that opened lately is looked for however often its address was wrong, so that
 * one page behind a proxy does not end another.
 */
import { createHash } from 'node:crypto';
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';

export interface StrangerSettings {
  /**
   * Requests a second that an address may send with a wrong write key, or with a key that stands only in the body, with
   * bursts of twice as many; 0: no bound. Behind a proxy all callers share the proxy's address.
   */
  readonly wrongKeysPerSecond: number;
  /** Bytes of keys that are remembered as wrong, and as many of keys that opened. */
  readonly maxBytes: number;
}

/** Heap of a remembered key: its hash with its entry. */
const BYTES_PER_KEY = 200;
/** Addresses that are remembered; beyond it the one that was not wrong for longest is forgotten. */
const MAX_ADDRESSES = 10_000;
const BURST_SECONDS = 2;
/** A key that was found wrong is looked for again after this. */
const REMEMBERED_MS = 60_000;

interface Bucket {
  left: number;
  at: number;
}

export class Strangers {
  /** Keys that were found wrong lately, by their hashes, the longest ago first. */
  private readonly wrong = new Map<string, { readonly why: ServiceError; readonly until: number }>();
  /** Keys that opened, by their hashes, least recently sent first. */
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

  /** Throws RATE_LIMITED for an address that was wrong too often. */
  check(address: string): void {
    const { wrongKeysPerSecond } = this.settings;
    if (wrongKeysPerSecond === 0 || this.bucketOf(address).left >= 1) return;
    throw new ServiceError(
      'WRONG_KEYS_TOO_MANY',
      `an address may send ${wrongKeysPerSecond} wrong keys a second; nothing was done, retry in a moment`,
    );
  }

  /** Counts a request whose caller is not known yet, or throws as `check` does. Call the answer when it is known. */
  begin(address: string): () => void {
    this.check(address);
    this.bucketOf(address).left--;
    return () => void this.bucketOf(address).left++;
  }

  /**
   * The caller that a write key stands for, as `look` answers it. Throws what `look` throws, also for a key that it
   * refused before, and RATE_LIMITED for an address that was wrong too often.
   */
  async open(address: string, key: string, look: () => Promise<Principal>): Promise<Principal> {
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
