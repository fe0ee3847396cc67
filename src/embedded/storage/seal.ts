/**
 * Every stored value carries a checksum over its key and itself, so that a damaged page is noticed where it is read
 * and never answered. Bytes at rest: value, then 4 bytes little-endian.
 */
import { MongoError } from '../value/errors.js';

const SEAL = 4;

/** A 32-bit mix of words (the finalizer of MurmurHash3 per word): detects damage, keeps no secrets. */
function mix(h: number, b: Buffer, length: number): number {
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    let k = Math.imul(b.readInt32LE(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  for (; i < length; i++) h = Math.imul(h ^ b[i], 0x01000193);
  return h ^ length;
}

const checksum = (key: Buffer, value: Buffer, length: number): number => mix(mix(0x53747261, key, key.length), value, length) >>> 0;

export function seal(key: Buffer, value: Buffer): Buffer {
  const out = Buffer.allocUnsafe(value.length + SEAL);
  value.copy(out);
  out.writeUInt32LE(checksum(key, value, value.length), value.length);
  return out;
}

/** The value under a key; an error when either is not what was written. */
export function unseal(key: Buffer, sealed: Buffer): Buffer {
  const length = sealed.length - SEAL;
  if (length < 0 || sealed.readUInt32LE(length) !== checksum(key, sealed, length)) {
    throw new MongoError('DataCorruptionDetected', 'the data file is damaged at this place; stop the server and restore it from a backup');
  }
  return sealed.subarray(0, length);
}
