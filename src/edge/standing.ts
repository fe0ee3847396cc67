/** Authorizes a caller when its operation starts, and again for each item of a stream. */
import { requireScope, type Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { admit } from '../services/credentials/admit.js';
import { TOKEN_EXPIRED } from './expiry.js';
import type { EdgeOptions } from './options.js';

type Admitted = Awaited<ReturnType<typeof admit>>;

/**
 * Authorizes the caller at the current time. The caller's token may have expired or been revoked while the request was
 * being received or was waiting. Throws the errors of `admit`, and UNAUTHENTICATED for an expired token.
 */
export async function admitNow(
  { api, nowMs }: Pick<EdgeOptions, 'api' | 'nowMs'>,
  caller: Principal,
): Promise<Admitted> {
  const admitted = await admit(api.services, caller);
  if (caller.expiresAt <= nowMs()) throw new ServiceError('TOKEN_EXPIRED', TOKEN_EXPIRED);
  return admitted;
}

/** Maximum age of a cached authorization, in milliseconds. */
const HOLDS_MS = 1000;

/**
 * Caches the authorization for an open stream. If the access of the caller is revoked, items that are committed after
 * the revocation are never delivered.
 */
export class Standing {
  private last: { readonly at: number; readonly admitted: Admitted } | undefined;

  constructor(
    private readonly admit: () => Promise<Admitted>,
    private readonly nowMs: () => number,
  ) {}

  /**
   * Returns an authorization that was read after the item arrived. `heardAt` is the time of arrival in milliseconds of
   * the monotonic clock. Its default is now. An item that is committed after a revocation also arrives after it, so it
   * is not delivered. Items that arrive together share one read. Throws the errors of `admitNow`.
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

/** Returns whether an error means that the caller lacks a permission or a valid token. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ServiceError && (error.code === 'FORBIDDEN' || error.code === 'UNAUTHENTICATED');
}

/** Throws FORBIDDEN if the caller has lost a scope that it had when the download began. */
export function mustKeepScopes(begun: Principal, present: Principal): void {
  for (const scope of begun.scopes) requireScope(present, scope);
}
