/** Computes reproducible pseudo-random numbers and digests. */
import { createHash, createHmac } from 'node:crypto';
import type { Digests } from '../../engine/reach/occurrence.js';

/**
 * Returns a pseudo-random number in [0, 1) that depends only on the arguments. It consists of the first 53 bits of
 * their SHA-256.
 */
export function draw(salt: string, unit: string): number {
  const h = createHash('sha256').update(`${salt}|${unit}`).digest();
  return (h.readUInt32BE(0) * 2 ** 21 + (h.readUInt32BE(4) >>> 11)) / 2 ** 53;
}

/** Returns the SHA-256 of a text in hexadecimal digits. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Returns the hash functions of a workspace. The function `keyed` uses the workspace's secret. */
export const digestsOf = ({ contactKey }: { readonly contactKey: string }): Digests => ({
  keyed: (text) => createHmac('sha256', contactKey).update(text).digest('hex'),
  former: digest,
});
