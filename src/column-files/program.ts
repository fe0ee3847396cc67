/**
 * Identifies the version of the code that wrote a column file. Files of other versions are not read, because other
 * versions may compute different columns from the same facts.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns a hash of all code that determines the contents of columns. This code reads the facts from the database,
 * computes the columns, and defines their layout.
 */
export async function programHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const room of ['engine', 'storage', 'services/population', 'column-files']) {
    const folder = join(import.meta.dirname, '..', room);
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js')).sort();
    for (const file of files) hash.update(file).update(await readFile(join(folder, file)));
  }
  return hash.digest('base64url').slice(0, 22);
}
