/** Headers that report to a client how much of its rate limit is left. */
import type { ServerResponse } from 'node:http';

/** The state of a caller's rate limit at one moment. */
export interface Allowance {
  /** Maximum number of operations in a burst. */
  readonly limit: number;
  /** Number of operations that the caller may still start in the current burst. */
  readonly remaining: number;
  /** Number of seconds until a full burst is available again. */
  readonly resetSeconds: number;
}

/** Sets `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`. Does nothing for a caller without a limit. */
export function showAllowance(res: ServerResponse, allowance: Allowance | undefined): void {
  if (!allowance || res.headersSent) return;
  res.setHeader('ratelimit-limit', allowance.limit);
  res.setHeader('ratelimit-remaining', allowance.remaining);
  res.setHeader('ratelimit-reset', allowance.resetSeconds);
}
