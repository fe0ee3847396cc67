/**
 * Copies a database folder, even while a server uses it. The copy is a snapshot of the state after a committed
 * transaction. Writers are not blocked.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openForReading, MARKER, FORMAT } from './storage/store.js';

/**
 * Copies the database of the folder `from` into the new folder `to`. Returns the size of the copy in bytes. Throws if
 * `from` does not contain a database, or if `to` exists and is not empty.
 *
 * @example await backUpFolder('data/db', 'backup/db')
 */
export async function backUpFolder(from: string, to: string): Promise<number> {
  if (!existsSync(join(from, 'data.mdb'))) throw new Error(`there is no database in ${from}`);
  if (existsSync(to) && readdirSync(to).length > 0) throw new Error(`${to} is not empty; choose a new folder`);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  const data = join(to, 'data.mdb');
  const db = openForReading(from);
  try {
    // The library writes the file `data.mdb` into the folder.
    await db.backup(to, false);
  } finally {
    await db.close();
  }
  chmodSync(data, 0o600);
  writeFileSync(join(to, MARKER), `${FORMAT}\n`, { mode: 0o600 });
  return statSync(data).size;
}
