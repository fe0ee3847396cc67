/**
 * Limits the number of concurrent downloads and uploads. A client may read a download slowly for hours, and send an
 * upload slowly, so neither occupies one of the slots for running operations.
 */
import type { Principal } from '../services/base/access.js';
import { Counter } from './counter.js';
import { holderOf } from './holders.js';

/** Maximum number of transfers of one kind: in total, for a workspace with its sandboxes, and for a token subject. */
interface TransferLimits {
  readonly noun: string;
  readonly all: number;
  readonly ofWorkspace: number;
  readonly ofSubject: number;
}

export const MAX_DOWNLOADS = 64;
export const MAX_UPLOADS = 32;
export const DOWNLOADS: TransferLimits = { noun: 'downloads', all: MAX_DOWNLOADS, ofWorkspace: 32, ofSubject: 8 };
export const UPLOADS: TransferLimits = { noun: 'uploads', all: MAX_UPLOADS, ofWorkspace: 8, ofSubject: 2 };
/**
 * Counter key for the total over all transfers. The names of holders do not begin with a space, so none has this name.
 */
const ALL = ' all';

export class Transfers {
  private readonly counts = new Counter();

  constructor(private readonly limits: TransferLimits) {}

  /** Number of running transfers. */
  get running(): number {
    return this.counts.of(ALL);
  }

  /**
   * Counts a transfer of a caller. Returns a function that must be called when the transfer ends, or an error message
   * if a limit is reached.
   */
  begin(caller: Principal): (() => void) | string {
    const { noun, all, ofWorkspace, ofSubject } = this.limits;
    const [workspace, subject] = holderOf(caller);
    const limits = [
      [subject, ofSubject, 'a subject has'],
      [workspace, ofWorkspace, 'a workspace has'],
      [ALL, all, 'the server has'],
    ] as const;
    for (const [name, most, who] of limits)
      if (this.counts.of(name) >= most) return `${who} at most ${most} ${noun} at once; wait for one to end`;
    const ends = limits.map(([name]) => this.counts.take(name, 0)!);
    return () => ends.forEach((end) => end());
  }
}
