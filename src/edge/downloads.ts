/**
 * Limits the number of downloads that run at once. A client may read a download slowly for hours, so a download does
 * not hold one of the slots of running operations.
 */
import type { Principal } from '../services/base/access.js';
import { Counter } from './counter.js';
import { holderOf } from './holders.js';

/** Maximum number of downloads of all callers, of a workspace with its sandboxes, and of a token subject. */
export const MAX_DOWNLOADS = 64;
const MAX_OF_WORKSPACE = 32;
const MAX_OF_SUBJECT = 8;
/** Counter key for all downloads together. No holder has this name, because names do not begin with spaces. */
const ALL = ' all';

export class Downloads {
  private readonly counts = new Counter();

  /** Number of running downloads. */
  get running(): number {
    return this.counts.of(ALL);
  }

  /**
   * Counts a download of a caller. The returned function must be called when the download ends. Returns an error message
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
