/** Computes when an undelivered message is sent again. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The delay before each attempt, in ms. It starts at the end of the previous attempt. */
const DELAYS: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/**
 * Maximum random change of a delay, as a share of the delay. It prevents many messages from being retried at the same
 * time.
 */
const JITTER = 0.2;

export interface Retry {
  /** Number of attempts made so far. */
  readonly attempts: number;
  /** Time at which the last attempt ended, in ms. Before the first attempt, the time at which the message was ready. */
  readonly endedAt: number;
  /** Minimum delay before the next attempt, in ms, if the receiver requested one. */
  readonly retryAfterMs?: number | undefined;
  /** Time after which the message is no longer sent. */
  readonly expiresAt: number;
  /** A number in [0, 1). It is random, but every process computes the same number for a given message and attempt. */
  readonly seed: number;
  /** Returns the first time at or after `at` that is outside quiet hours. Defaults to `at`. */
  readonly endOfQuiet?: (at: number) => number;
}

/** Returns the time of the next attempt, or undefined when the message must not be sent again. */
export function nextAttempt({
  attempts,
  endedAt,
  retryAfterMs,
  expiresAt,
  seed,
  endOfQuiet = (at) => at,
}: Retry): number | undefined {
  const delay = (DELAYS as readonly (number | undefined)[])[attempts];
  if (delay === undefined) return undefined;
  const jittered = Math.round(delay * (1 - JITTER + 2 * JITTER * seed));
  const at = endOfQuiet(endedAt + Math.max(jittered, retryAfterMs ?? 0));
  return at < expiresAt ? at : undefined;
}
