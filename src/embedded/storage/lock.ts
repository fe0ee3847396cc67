/** Locks a data folder for a process. */
import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the file that locks a folder. */
export const LOCK = 'owner.lock';

/** Locks the folder for this process. The lock of a dead process is replaced. */
export function takeLock(dir: string): void {
  const path = join(dir, LOCK);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const fd = openSync(path, 'wx', 0o600);
      writeSync(fd, `${process.pid} ${Math.round(processStartMs())}\n`);
      closeSync(fd);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const [pid, startMs] = readFileSync(path, 'utf8').trim().split(' ').map(Number);
      // A restarted container can have the same pid, so the start time distinguishes this process from an earlier one.
      const held = pid === process.pid ? Math.abs(startMs - processStartMs()) < 2000 : isAlive(pid);
      if (held) throw new Error(`${dir} is in use by process ${pid}; stop it, or use another folder`);
      unlinkSync(path);
    }
  }
  throw new Error(`${dir} could not be locked`);
}

function processStartMs(): number {
  return Date.now() - process.uptime() * 1000;
}

/** Unlocks a folder that this process has locked. */
export function releaseLock(dir: string): void {
  try {
    unlinkSync(join(dir, LOCK));
  } catch {
    // The file has already been removed.
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
