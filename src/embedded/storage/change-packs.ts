/**
 * How the change log is stored. Most changes have an entry of their own. Changes of a large commit share entries,
 * called packs, whose bytes are compressed, because a bulk load would otherwise store nearly all its documents twice.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Binary, type Doc, decode, encode, Long } from '../value/bson.js';

type ChangeKind = 'insert' | 'update' | 'replace' | 'delete' | 'drop' | 'dropDatabase';

export interface DocumentChange {
  readonly kind: ChangeKind;
  readonly db: string;
  readonly coll: string;
  readonly id?: unknown;
  /** Encoded document after an insert or replace. */
  readonly raw?: Buffer;
  readonly updated?: Doc;
  readonly removed?: readonly string[];
}

export interface LoggedChange extends DocumentChange {
  /** Position in the log. Positions are unique and ascending. */
  readonly seq: bigint;
  readonly wallMs: number;
}

export const LOG = 4;
export const LOG_END = Buffer.from([LOG + 1]);

/** Number of changes from which a batch is stored in packs. A smaller batch would hardly be compressed. */
const WORTH_A_PACK = 16;
/** Maximum number of changes in a pack, and the size in bytes above which no further change is added to a pack. */
const MAX_PACKED = 256;
const MAX_PACK_BYTES = 128 * 1024;
/** Compression level. Higher levels need several times as long and save few bytes. */
const LEVEL = 1;

/** A change that is not stored yet, encoded, with its position. */
export interface EncodedChange {
  readonly seq: bigint;
  readonly bytes: Buffer;
}

/** An entry of the log under its key. */
export interface LogEntry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** Returns the key of the change at a position. The keys of packs sort after the key of their first position. */
export function logKey(seq: bigint): Buffer {
  const key = Buffer.alloc(9);
  key[0] = LOG;
  key.writeBigUInt64BE(seq, 1);
  return key;
}

const PACK_KEY_LENGTH = 11;

/** Returns the key of a pack: its first position, and the number of its consecutive positions. */
function packKey(first: bigint, count: number): Buffer {
  const key = Buffer.alloc(PACK_KEY_LENGTH);
  logKey(first).copy(key);
  key.writeUInt16BE(count, 9);
  return key;
}

/** Returns the first position of an entry. */
export const firstOf = (key: Buffer): bigint => key.readBigUInt64BE(1);

/** Returns the last position of an entry. */
export const lastOf = (key: Buffer): bigint =>
  key.length === PACK_KEY_LENGTH ? firstOf(key) + BigInt(key.readUInt16BE(9)) - 1n : firstOf(key);

export function encodeChange({ kind, db, coll, id, raw, updated, removed }: DocumentChange, wallMs: number): Buffer {
  return encode({ kind, db, coll, id, raw: raw && new Binary(raw), updated, removed, wall: Long.fromNumber(wallMs) });
}

/** Returns the entries of the changes of a batch. The changes are in ascending order of their positions. */
export function entriesOf(changes: readonly EncodedChange[]): LogEntry[] {
  if (changes.length < WORTH_A_PACK) return changes.map(({ seq, bytes }) => ({ key: logKey(seq), value: bytes }));
  return packsOf(changes).map((pack) => ({
    key: packKey(pack[0].seq, pack.length),
    value: deflateRawSync(Buffer.concat(pack.map(({ bytes }) => bytes)), { level: LEVEL }),
  }));
}

/** Divides changes into packs. The positions of a pack are consecutive. */
function packsOf(changes: readonly EncodedChange[]): EncodedChange[][] {
  const packs: EncodedChange[][] = [];
  let size = 0;
  for (const change of changes) {
    const pack = packs.at(-1);
    const fits = pack && pack.length < MAX_PACKED && size < MAX_PACK_BYTES && pack.at(-1)!.seq + 1n === change.seq;
    if (fits) pack.push(change);
    else packs.push([change]);
    size = (fits ? size : 0) + change.bytes.length;
  }
  return packs;
}

/** Yields the changes of an entry from a position on, oldest first. */
export function* changesOf({ key, value }: LogEntry, from: bigint): Iterable<LoggedChange> {
  if (key.length !== PACK_KEY_LENGTH) {
    yield changeOf(decode(value), firstOf(key));
    return;
  }
  const bytes = inflateRawSync(value);
  let seq = firstOf(key);
  for (let at = 0; at < bytes.length; seq++) {
    const end = at + bytes.readInt32LE(at);
    if (seq >= from) yield changeOf(decode(bytes.subarray(at, end)), seq);
    at = end;
  }
}

const changeOf = (stored: Doc, seq: bigint): LoggedChange => ({
  kind: stored.kind,
  db: stored.db,
  coll: stored.coll,
  id: stored.id,
  raw: stored.raw && Buffer.from((stored.raw as Binary).value()),
  updated: stored.updated,
  removed: stored.removed,
  seq,
  wallMs: (stored.wall as Long).toNumber(),
});
