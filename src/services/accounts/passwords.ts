/**
 * Hashes passwords with scrypt. The parameters N=2^15, r=8, p=3 are listed in the OWASP Password Storage Cheat Sheet
 * (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html). One hash takes 32 MiB. Hashes run
 * on Node's thread pool. Only a few run at the same time, so that the database's file access keeps its threads.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { invalid, unavailable } from '../base/errors.js';
import type { Passwords } from '../base/services.js';

const LOG_COST = 15;
const BLOCK_SIZE = 8;
const PARALLELISM = 3;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Memory limit. It is twice the memory that the parameters need, because OpenSSL adds some overhead. */
const MAX_MEMORY = 2 * 128 * 2 ** LOG_COST * BLOCK_SIZE;

/** Maximum numbers of running hashes, of waiting hashes, and of waiting hashes requested by the same asker. */
const MAX_RUNNING = 2;
const MAX_WAITING = 32;
const MAX_WAITING_EACH = 8;

const MIN_PASSWORD = 12;
const MAX_PASSWORD = 256;

/** Returns a password in normalised form. Throws BAD_USER_INPUT for a length outside of the limits. */
export function checkedPassword(given: unknown): string {
  const password = typeof given === 'string' ? given : '';
  if (!isPossible(password))
    throw invalid(
      'PASSWORD_LENGTH_INVALID',
      `a password has ${MIN_PASSWORD} to ${MAX_PASSWORD} characters, of any kind`,
      'password',
    );
  return password.normalize('NFC');
}

const isPossible = (password: string): boolean => password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD;

interface Parameters {
  readonly logCost: number;
  readonly blockSize: number;
  readonly parallelism: number;
}

const CURRENT: Parameters = { logCost: LOG_COST, blockSize: BLOCK_SIZE, parallelism: PARALLELISM };

/** Hashes and compares passwords. Limits the number of hashes that a process computes at the same time. */
export class ScryptPasswords implements Passwords {
  private running = 0;
  private readonly waiting: { readonly asker: string; readonly wake: () => void }[] = [];
  /** Hash to compare with when the account or its password does not exist, so that the comparison takes as long. */
  private readonly nobody = encode(CURRENT, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));

  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    return encode(CURRENT, salt, await compute(password, salt, CURRENT));
  }

  async matches(given: unknown, stored: string | undefined): Promise<boolean> {
    const password = typeof given === 'string' ? given : '';
    const { salt, hash, ...parameters } = decode(stored ?? this.nobody);
    // A password of an impossible length is replaced by an empty text, so that a long input costs no time.
    const isWorth = isPossible(password);
    const made = await compute(isWorth ? password.normalize('NFC') : '', salt, parameters);
    return timingSafeEqual(made, hash) && isWorth && stored !== undefined;
  }

  async inTurn<T>(asker: string, work: () => Promise<T>): Promise<T> {
    await this.place(asker);
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next.wake();
      else this.running--;
    }
  }

  private async place(asker: string): Promise<void> {
    if (this.running < MAX_RUNNING) {
      this.running++;
      return;
    }
    const ofAsker = this.waiting.filter((each) => each.asker === asker).length;
    if (this.waiting.length >= MAX_WAITING || ofAsker >= MAX_WAITING_EACH)
      throw unavailable('SERVER_BUSY', 'too many people are signing in at the moment; retry in a few seconds');
    await new Promise<void>((wake) => this.waiting.push({ asker, wake }));
  }
}

const compute = (password: string, salt: Buffer, parameters: Parameters): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const { logCost, blockSize, parallelism } = parameters;
    const options = { N: 2 ** logCost, r: blockSize, p: parallelism, maxmem: MAX_MEMORY };
    scrypt(password, salt, HASH_BYTES, options, (error, hash) => (error ? reject(error) : resolve(hash)));
  });

/** Encodes a hash as `scrypt$LOG_COST$BLOCK_SIZE$PARALLELISM$SALT$HASH`, so that the parameters can change later. */
const encode = ({ logCost, blockSize, parallelism }: Parameters, salt: Buffer, hash: Buffer): string =>
  ['scrypt', logCost, blockSize, parallelism, salt.toString('base64url'), hash.toString('base64url')].join('$');

function decode(stored: string): Parameters & { readonly salt: Buffer; readonly hash: Buffer } {
  const [, logCost, blockSize, parallelism, salt, hash] = stored.split('$');
  return {
    logCost: Number(logCost),
    blockSize: Number(blockSize),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  };
}
