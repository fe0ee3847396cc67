/** Drawing lots that anyone can draw again. */
import { createHash } from 'node:crypto';

/**
 * A number in [0, 1) that looks random and is always the same for the same names: the first 53 bits of their SHA-256.
 */
export function draw(salt: string, unit: string): number {
  const h = createHash('sha256').update(`${salt}|${unit}`).digest();
  return (h.readUInt32BE(0) * 2 ** 21 + (h.readUInt32BE(4) >>> 11)) / 2 ** 53;
}
