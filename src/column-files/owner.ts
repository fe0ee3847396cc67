/**
 * Manages the ownership of a folder. The owner writes its process id into a file in the folder. If another process
 * finds that the owner is still running, it does not use the folder.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { PRIVATE_FILE } from './part-files.js';

/** Folders that this process owns. */
const owned = new Set<string>();

/**
 * Takes ownership of a folder. `note` is the path of the file with the process id. Returns false if another running
 * process owns the folder.
 */
export async function becomeOwner(note: string): Promise<boolean> {
  if (owned.has(note)) return false;
  try {
    await writeFile(note, String(process.pid), { flag: 'wx', mode: PRIVATE_FILE });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isAlive(Number(await readFile(note, 'utf8')))) return false;
    // The previous owner crashed. Its process id is either unused or has been reassigned to this process.
    await writeFile(note, String(process.pid), { mode: PRIVATE_FILE });
  }
  owned.add(note);
  return true;
}

export async function leave(note: string): Promise<void> {
  if (owned.delete(note)) await rm(note, { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
