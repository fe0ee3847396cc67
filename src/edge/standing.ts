/** What a caller may when its operation runs, and as often as a stream tells it something. */
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { admit } from '../services/partners/partners.js';
import { TOKEN_EXPIRED } from './expiry.js';
import type { EdgeOptions } from './options.js';

type Admitted = Awaited<ReturnType<typeof admit>>;

/**
 * The caller as admitted now: what arrives or waits for long is not done with a token that has expired or was revoked
 * meanwhile. Throws as `admit` does, and UNAUTHENTICATED for a token that has expired.
 */
export async function admitNow(
  { api, nowMs }: Pick<EdgeOptions, 'api' | 'nowMs'>,
  caller: Principal,
): Promise<Admitted> {
  const admitted = await admit(api.services, caller);
  if (caller.expiresAt <= nowMs()) throw new ServiceError('TOKEN_EXPIRED', TOKEN_EXPIRED);
  return admitted;
}

/** A reading serves no longer, also where nothing new was heard of since. */
const HOLDS_MS = 1000;

/** Reads often enough that nothing is told to a caller of an open stream that no longer may hear it. */
export class Standing {
  private last: { readonly at: number; readonly admitted: Admitted } | undefined;

  constructor(
    private readonly admit: () => Promise<Admitted>,
    private readonly nowMs: () => number,
  ) {}

  /**
   * The caller as admitted by a reading that began after an item was heard of (ms of the process's own clock, which
   * never goes back; unknown: now). What was committed after a revocation is heard of after it, so it is never told.
   * Items that were heard of together share a reading. Throws as `admitNow` does.
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
