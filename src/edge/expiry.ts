/** Timer for the expiry of a token. It supports times that exceed the longest delay of a Node timer. */

export const TOKEN_EXPIRED = 'the token has expired; get a new one';

/** The longest delay of a Node timer in milliseconds (31 bits). */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Calls `expired` at the given time, or immediately if that time has passed. Returns a function that cancels the timer.
 */
export function whenExpired(expiresAt: number, nowMs: () => number, expired: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const watch = (): void => {
    const left = expiresAt - nowMs();
    if (left <= 0) expired();
    else timer = setTimeout(watch, Math.min(left, LONGEST_MS)).unref();
  };
  watch();
  return () => clearTimeout(timer);
}
