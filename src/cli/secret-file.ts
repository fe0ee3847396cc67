/** Finds the token secret of an installation when its database is backed up or copied. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_FILE } from '../config.js';

/** Returns the path of the token secret that belongs to a database folder, if it exists. */
export function secretFileOf(databaseFolder: string): string | undefined {
  const file = join(databaseFolder, '..', SECRET_FILE);
  return existsSync(file) ? file : undefined;
}
