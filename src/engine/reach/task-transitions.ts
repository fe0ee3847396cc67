/** How a contact becomes a task, and how the end of the task changes the contact. */
import { afterResult, received, type PendingContact } from './contact-record.js';
import type { Ending } from './endings.js';
import type { ContactTask, TaskClosing } from './task.js';

/**
 * Returns the contact after it became a task. It uses budget like any reserved contact, but nobody has contacted the
 * customer yet. The task is closed when the contact expires.
 */
export function assigned<T extends PendingContact>(
  { ending: _ending, ...contact }: T,
  task: ContactTask,
  at: number,
): T {
  return {
    ...contact,
    state: 'ASSIGNED',
    handedOverAt: at,
    attempts: contact.attempts + 1,
    nextAttemptAt: contact.expiresAt,
    task,
  } as unknown as T;
}

const cancelled = (cause: string): Ending => ({ reason: 'CANCELLED', facts: { cause } });

/**
 * Returns the contact after its task was closed. Only NOT_DONE releases the budget, because nobody contacted the
 * customer. A task that expired or was withdrawn may have been carried out, so its outcome is unknown.
 */
export function taskClosed<T extends PendingContact>(contact: T, closing: TaskClosing): T {
  const { nextAttemptAt, ending, ...rest } = contact;
  const closed = { ...rest, task: { ...contact.task!, ...closing } } as unknown as T;
  const unknown = { ...closed, mayHaveArrived: true };
  switch (closing.outcome) {
    case 'DONE':
    case 'REFUSED':
      return received(unknown);
    case 'NO_ANSWER': {
      // The next channel is used when the wait for a receipt ends.
      const isAwaited = nextAttemptAt !== undefined && nextAttemptAt < contact.expiresAt;
      return {
        ...unknown,
        state: 'HANDED_OVER',
        ...(ending ? { ending } : {}),
        ...(isAwaited ? { nextAttemptAt } : {}),
      };
    }
    case 'EXPIRED': {
      const { expiresAt, reservation } = contact;
      const facts = { channel: reservation!.channel, expiresAt };
      return afterResult(unknown, { kind: 'ENDED', ending: { reason: 'EXPIRED', facts } });
    }
    case 'WITHDRAWN':
      return afterResult(unknown, { kind: 'ENDED', ending: cancelled('the campaign was cancelled') });
    case 'NOT_DONE':
      return afterResult(closed, { kind: 'ENDED', ending: cancelled('the assignee did not contact the customer') });
  }
}
