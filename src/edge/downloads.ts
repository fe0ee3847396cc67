/**
 * Limits the number of concurrent downloads. A client may read a download slowly for hours, so a download does not
 * occupy one of the slots for running operations.
 */
import type { Principal } from '../services/base/access.js';
import { Counter } from './counter.js';
import { holderOf } from './holders.js';

/** Maximum number of downloads in total, for a workspace with its sandboxes, and for a token subject. */
export const MAX_DOWNLOADS = 64;
const MAX_OF_WORKSPACE = 32;
const MAX_OF_SUBJECT = 8;
/**
 * Counter key for the total over all downloads. The names of holders do not begin with a space, so none has this name.
 */
const ALL = ' all';

export class Downloads {
  private readonly counts = new Counter();

  /** Number of running downloads. */
  get running(): number {
    return this.counts.of(ALL);
  }

  /**
   * Counts a download of a caller. Returns a function that must be called when the download ends, or an error message
   * if a limit is reached.
   */
  begin(caller: Principal): (() => void) | string {
    const [workspace, subject] = holderOf(caller);
    const limits = [
      [subject, MAX_OF_SUBJECT, 'a subject has'],
      [workspace, MAX_OF_WORKSPACE, 'a workspace has'],
      [ALL, MAX_DOWNLOADS, 'the server has'],
    ] as const;
    for (const [name, most, who] of limits)
      if (this.counts.of(name) >= most) return `${who} at most ${most} downloads at once; wait for one to end`;
    const ends = limits.map(([name]) => this.counts.take(name, 0)!);
    return () => ends.forEach((end) => end());
  }
}
