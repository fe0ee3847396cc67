/**
 * Identifies the program that wrote a file. Files of another version are not read, because it may fold facts into
 * columns differently.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A hash of all code that decides about the contents of columns: reading facts from the database, folding, and layout.
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
