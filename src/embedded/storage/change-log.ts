/**
 * The log of committed changes, from which change streams read and resume. An entry is written in the same commit as
 * its change.
 */
import { Timestamp } from '../value/bson.js';
import {
  type DocumentChange,
  changesOf,
  encodeChange,
  type EncodedChange,
  entriesOf,
  firstOf,
  lastOf,
  LOG,
  LOG_END,
  type LoggedChange,
  logKey,
} from './change-packs.js';
import type { Store } from './store.js';

export class ChangeLog {
  /** The latest committed position. */
  last = 0n;
  /** Total bytes of the retained changes, including the current batch. */
  bytes = 0;
  /** The latest position that was assigned in the current batch. */
  private next = 0n;
  /** Changes of the current batch that are not stored yet. */
  private appended: EncodedChange[] = [];
  private countedAt = -1n;
  private waiting = new Set<() => void>();

  constructor(
    private readonly store: Store,
    private readonly nowMs: () => number,
    private readonly collections?: readonly string[],
  ) {
    this.load();
  }

  /** Reloads the end of the log. Called at startup, and after a batch that failed to commit. */
  load(): void {
    this.appended = [];
    this.last = 0n;
    for (const { key } of this.store.range(Buffer.from([LOG]), LOG_END, true)) {
      this.last = lastOf(key);
      break;
    }
    const counted = this.store.get(COUNTED);
    this.bytes = counted ? Number(counted.readBigUInt64BE(8)) : 0;
    const from = counted ? logKey(counted.readBigUInt64BE(0) + 1n) : Buffer.from([LOG]);
    for (const { bytes } of this.store.lengths(from, LOG_END)) this.bytes += bytes;
    // An empty log starts at the current time, but never before the end of the removed part, even if the clock was set
    // back.
    if (this.last === 0n) {
      const now = BigInt(Math.floor(this.nowMs() / 1000)) << 32n;
      const trimmed = this.trimmedTo();
      this.last = now > trimmed ? now : trimmed;
    }
    this.next = this.last;
  }

  /** Returns whether changes of a collection are logged. */
  keeps(collection: string): boolean {
    return !this.collections || this.collections.includes(collection);
  }

  /** Appends a change, which `flush` stores. Must be called inside a write job. */
  append(change: DocumentChange): void {
    if (change.kind !== 'dropDatabase' && !this.keeps(change.coll)) return;
    const nowMs = this.nowMs();
    const second = BigInt(Math.floor(nowMs / 1000)) << 32n;
    this.next = second > this.next ? second + 1n : this.next + 1n;
    this.appended.push({ seq: this.next, bytes: encodeChange(change, nowMs) });
  }

  /** Stores the changes that were appended. Must be called at the end of a batch, inside its transaction. */
  flush(): void {
    if (this.appended.length === 0) return;
    for (const { key, value } of entriesOf(this.appended)) this.bytes += this.store.put(key, value);
    this.appended = [];
  }

  /** Makes appended changes readable and wakes waiting streams. Called after a flush. */
  committed(): void {
    if (this.next === this.last) return;
    this.last = this.next;
    const woken = [...this.waiting];
    this.waiting.clear();
    for (const wake of woken) wake();
  }

  /** Resolves at the next commit, or after `timeoutMs`. */
  wait(timeoutMs: number): { readonly done: Promise<void>; cancel(): void } {
    let finish = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      const timer = setTimeout(() => finish(), timeoutMs);
      finish = () => {
        clearTimeout(timer);
        this.waiting.delete(finish);
        resolve();
      };
      this.waiting.add(finish);
    });
    return { done, cancel: () => finish() };
  }

  /** Yields committed changes after a position, oldest first. */
  *after(seq: bigint): Iterable<LoggedChange> {
    const from = seq + 1n;
    for (const entry of this.store.range(this.entryAt(from), logKey(this.last + 1n))) yield* changesOf(entry, from);
  }

  /**
   * Returns the key at which a scan from a position begins, which is the key of a pack if one contains the position.
   */
  private entryAt(seq: bigint): Buffer {
    const own = logKey(seq);
    for (const { key } of this.store.range(Buffer.from([LOG]), own, true)) return lastOf(key) >= seq ? key : own;
    return own;
  }

  /** Returns the oldest retained position. A stream that resumes from an earlier position would miss changes. */
  oldest(): bigint {
    for (const { key } of this.store.range(Buffer.from([LOG]), LOG_END)) return firstOf(key);
    return this.last;
  }

  /** Returns whether every change after `seq` is still in the log. */
  covers(seq: bigint): boolean {
    return seq >= this.trimmedTo() && seq <= this.last;
  }

  private trimmedTo(): bigint {
    return this.store.get(TRIMMED)?.readBigUInt64BE(0) ?? 0n;
  }

  /**
   * Removes up to `limit` of the oldest changes that exceed the age limit or the size limit. Returns the number of
   * removed entries. Must be called inside a write job.
   */
  trim(to: { readonly beforeMs: number; readonly maxBytes: number; readonly limit: number }): number {
    this.flush();
    const old = logKey(BigInt(Math.max(0, Math.floor(to.beforeMs / 1000))) << 32n);
    const expired: Buffer[] = [];
    let { bytes } = this;
    for (const entry of this.store.lengths(Buffer.from([LOG]), LOG_END)) {
      if (expired.length >= to.limit || (Buffer.compare(entry.key, old) >= 0 && bytes <= to.maxBytes)) break;
      expired.push(entry.key);
      bytes -= entry.bytes;
    }
    for (const key of expired) this.store.remove(key);
    if (expired.length > 0) this.store.put(TRIMMED, logKey(lastOf(expired.at(-1)!)).subarray(1));
    this.bytes = bytes;
    if (this.countedAt === this.next && expired.length === 0) return 0;
    this.countedAt = this.next;
    const counted = Buffer.alloc(16);
    counted.writeBigUInt64BE(this.next, 0);
    counted.writeBigUInt64BE(BigInt(bytes), 8);
    this.store.put(COUNTED, counted);
    return expired.length;
  }
}

const TRIMMED = Buffer.from([0, 2]);
/** Key under which the log size in bytes at a position is stored. At startup, counting continues from that position. */
const COUNTED = Buffer.from([0, 3]);

export function seqToTimestamp(seq: bigint): Timestamp {
  return Timestamp.fromBits(Number(seq & 0xffffffffn) | 0, Number(seq >> 32n) | 0);
}

export function timestampToSeq(timestamp: Timestamp): bigint {
  return BigInt.asUintN(64, timestamp.toBigInt());
}
