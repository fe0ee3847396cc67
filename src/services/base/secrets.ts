/** Random secrets. The server stores only their hashes, so that a copy of the database gives no access. */
import { createHash, randomBytes } from 'node:crypto';

/** Returns a random secret of `bits` bits in base64url. `bits` is a multiple of 8. */
export const newSecret = (bits: number): string => randomBytes(bits / 8).toString('base64url');

/** Returns the hash under which a secret is stored. The secret is random, so a fast hash is enough. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
