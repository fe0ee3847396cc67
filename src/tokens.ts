/** Creates the issuer and verifier of tokens according to the configuration. Needs no server and no database. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_FILE, type Config } from './config.js';
import { Tokens } from './edge/tokens.js';
import { keepPrivate } from './embedded/private-files.js';

/**
 * Returns the token secret of this installation. It is created at the first start, in a file that only its owner can
 * read.
 */
export function installationSecret(dataDir: string): string {
  const path = join(dataDir, SECRET_FILE);
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  }
  keepPrivate(path);
  return readFileSync(path, 'utf8').trim();
}

export function createTokens(config: Config): Tokens {
  const { tokens } = config;
  const key = tokens.algorithm === 'HS256' ? (tokens.secret ?? installationSecret(config.dataDir)) : tokens.publicKey!;
  return new Tokens({ issuer: tokens.issuer, audience: tokens.audience, algorithm: tokens.algorithm, key });
}
