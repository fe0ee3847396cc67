/** Retry schedule of undelivered messages. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The time before each attempt, counted from the end of the one before. */
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

/** Each delay is longer or shorter by up to this share, so that many messages do not come back at one instant. */
const JITTER = 0.2;

export interface Retry {
  /** Attempts made so far. */
  readonly attempts: number;
  /** When the last one ended; before the first, when the message was ready. */
  readonly endedAt: number;
  /** Minimum delay requested by the receiver. */
  readonly retryAfterMs?: number | undefined;
  /** Time after which the message is no longer sent. */
  readonly expiresAt: number;
  /** A number in [0, 1) that is the same for the message and the attempt in every process. */
  readonly seed: number;
  /** Returns the first time at or after `at` that is outside quiet hours. Defaults to `at`. */
  readonly endOfQuiet?: (at: number) => number;
}

/** Returns the time of the next attempt, or undefined if the message is dead. */
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
