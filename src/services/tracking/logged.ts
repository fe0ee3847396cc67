/**
 * Creates the intake log entries of tracking messages. An entry contains the call, the name and the outcome, but no
 * values.
 */
import { logEntry, type LoggedMessage, type Verdict } from '../../engine/intake-log/intake-log.js';
import type { Reason } from '../../reasons/index.js';
import { isObject } from './values.js';

export interface MessageOutcome {
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly field?: string | undefined;
}

const CALLS: ReadonlySet<unknown> = new Set(['identify', 'track', 'page', 'screen', 'alias', 'group']);

/** Returns a log entry for each message. */
export function loggedMessages(
  messages: readonly unknown[],
  outcomes: readonly MessageOutcome[],
  at: number,
): LoggedMessage[] {
  return outcomes.map(({ verdict, reason, field }, index) => {
    const message = messages[index];
    // A message that caused an unexpected error is not examined again, because that could fail again.
    const { type, event, name } = isObject(message) && reason !== 'INTERNAL' ? message : {};
    // The name of a page or screen call is in `name`. Other calls have an event name in `event`, or no name.
    const named = type === 'page' || type === 'screen' ? name : event;
    return logEntry({
      at,
      call: CALLS.has(type) ? String(type) : 'unknown',
      ...(typeof named === 'string' && named !== '' ? { name: named } : {}),
      verdict,
      ...(reason === undefined ? {} : { reason }),
      ...(field === undefined ? {} : { field }),
    });
  });
}
