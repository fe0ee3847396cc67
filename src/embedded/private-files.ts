/** Files that only their owner may read, also when they were there before with another mode. */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 0o700;
const FILE = 0o600;
const OTHERS = 0o077;

/** Takes a file or a folder with its files from everybody else; throws when it belongs to another user. */
export function keepPrivate(path: string): void {
  // Modes mean nothing on Windows: a profile's folder is its user's already.
  if (process.platform === 'win32') return;
  const { mode, uid } = lstatSync(path);
  const folder = lstatSync(path).isDirectory();
  if ((mode & OTHERS) !== 0) {
    try {
      chmodSync(path, folder ? FOLDER : FILE);
    } catch {
      throw new Error(
        `${path} can be read by other users and belongs to user ${uid}; give it to this user, or run: chmod -R go= ${path}`,
      );
    }
  }
  if (!folder) return;
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isFile()) keepPrivate(join(path, entry.name));
}
