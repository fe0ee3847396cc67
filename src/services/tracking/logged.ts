/** Messages of the tracking format as the intake log shows them: call, name and outcome, without any value. */
import { logEntry, type LoggedMessage, type Verdict } from '../../engine/intake/intake-log.js';
import type { Reason } from '../../reasons/index.js';
import { isObject } from './values.js';

export interface MessageOutcome {
  readonly verdict: Verdict;
  readonly reason?: Reason;
  readonly field?: string | undefined;
}

const CALLS: ReadonlySet<unknown> = new Set(['identify', 'track', 'page', 'screen', 'alias', 'group']);

/** Returns an entry of the log for each message. */
export function loggedMessages(
  messages: readonly unknown[],
  outcomes: readonly MessageOutcome[],
  at: number,
): LoggedMessage[] {
  return outcomes.map(({ verdict, reason, field }, index) => {
    const message = messages[index];
    // A message that caused an unexpected error is not read again.
    const { type, event, name } = isObject(message) && reason !== 'INTERNAL' ? message : {};
    // A page or a screen has a name. Other calls have an event or nothing.
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
