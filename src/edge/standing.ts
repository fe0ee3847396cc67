/** What the caller of an open stream may, read often enough that nothing is told to one that no longer may hear it. */
import { ServiceError } from '../services/base/errors.js';
import type { admit } from '../services/partners/partners.js';

type Admitted = Awaited<ReturnType<typeof admit>>;

/** A reading serves no longer, also where nothing new was heard of since. */
const HOLDS_MS = 1000;

export class Standing {
  private last: { readonly at: number; readonly admitted: Admitted } | undefined;

  constructor(
    private readonly admit: () => Promise<Admitted>,
    private readonly nowMs: () => number,
  ) {}

  /**
   * The caller as admitted by a reading that began after an item was heard of (ms of the process's own clock, which
   * never goes back; unknown: now). What was committed after a revocation is heard of after it, so it is never told.
   * Items that were heard of together share a reading. Throws as
   * `admit` does.
   */
  async since(heardAt: number | undefined): Promise<Admitted> {
    const at = this.nowMs();
    const { last } = this;
    if (last && heardAt !== undefined && last.at > heardAt && at - last.at < HOLDS_MS) return last.admitted;
    const admitted = await this.admit();
    this.last = { at, admitted };
    return admitted;
  }
}

/** Whether a failure says that the caller may not, or no longer. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ServiceError && (error.code === 'FORBIDDEN' || error.code === 'UNAUTHENTICATED');
}
