/**
 * Adds a checksum over the key and the value to each stored value. Damage is then detected when a value is read, and
 * damaged data is never returned. A stored value consists of the value and a 4-byte little-endian checksum.
 */
import { MongoError } from '../value/errors.js';

const SEAL = 4;

/** Length in bytes from which hashing is faster with a `DataView` that reads 32 bits at a time. */
const WORTH_A_VIEW = 128;

/**
 * Mixes bytes into a 32-bit hash. For each word, it uses the finalizer of MurmurHash3. The hash detects damage but is
 * not cryptographic.
 */
function mix(h: number, b: Buffer, length: number): number {
  let i = 0;
  if (length >= WORTH_A_VIEW) {
    const view = new DataView(b.buffer, b.byteOffset, length);
    for (; i + 4 <= length; i += 4) h = mixWord(h, view.getInt32(i, true));
  } else for (; i + 4 <= length; i += 4) h = mixWord(h, b[i] | (b[i + 1] << 8) | (b[i + 2] << 16) | (b[i + 3] << 24));
  for (; i < length; i++) h = Math.imul(h ^ b[i], 0x01000193);
  return h ^ length;
}

function mixWord(h: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let x = h ^ Math.imul(k, 0x1b873593);
  x = (x << 13) | (x >>> 19);
  return (Math.imul(x, 5) + 0xe6546b64) | 0;
}

const checksum = (key: Buffer, value: Buffer, length: number): number =>
  mix(mix(0x53747261, key, key.length), value, length) >>> 0;

export function seal(key: Buffer, value: Buffer): Buffer {
  const out = Buffer.allocUnsafe(value.length + SEAL);
  value.copy(out);
  out.writeUInt32LE(checksum(key, value, value.length), value.length);
  return out;
}

/** Returns the value under a key. Throws if the checksum does not match the key and the value. */
export function unseal(key: Buffer, sealed: Buffer): Buffer {
  const length = sealed.length - SEAL;
  if (length < 0 || sealed.readUInt32LE(length) !== checksum(key, sealed, length)) {
    throw new MongoError(
      'DataCorruptionDetected',
      'the data file is damaged at this place; stop the server and restore it from a backup',
    );
  }
  return sealed.subarray(0, length);
}
