/** Restricts the access to files to their owner, even if the files already exist with another mode. */
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 0o700;
const FILE = 0o600;
const OTHERS = 0o077;

/**
 * Removes the permissions of other users from a file, or from a folder and its files. Throws if it belongs to another
 * user.
 */
export function keepPrivate(path: string): void {
  // Windows ignores file modes, but a folder in the profile of the user is private by default.
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
