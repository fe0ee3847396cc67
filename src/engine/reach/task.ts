/** Tasks are contacts that a person carries out, such as the adviser of a customer. */

/**
 * The outcomes that an assignee can report. DONE: the customer was reached. REFUSED: the customer was reached, but
 * declined. NO_ANSWER: the customer was not reached. NOT_DONE: nobody contacted the customer.
 */
export const TASK_OUTCOMES = ['DONE', 'REFUSED', 'NO_ANSWER', 'NOT_DONE'] as const;
export type TaskOutcome = (typeof TASK_OUTCOMES)[number];

/**
 * How a task ended. EXPIRED: no outcome was reported before the contact expired. WITHDRAWN: the campaign was cancelled.
 */
export const TASK_ENDS = [...TASK_OUTCOMES, 'EXPIRED', 'WITHDRAWN'] as const;
type TaskEnd = (typeof TASK_ENDS)[number];

/** The task of a contact. It holds no text, because contacts must not contain personal data. */
export interface ContactTask {
  /** Id of the person who carries the task out, from a tag of the customer. */
  readonly assignee: string;
  /** When the task is to be done, in ms. It can still be completed until the contact expires. */
  readonly dueAt: number;
  /** Undefined while the task is open. */
  readonly outcome?: TaskEnd;
  readonly closedAt?: number;
  /** Subject of the token that reported the outcome. */
  readonly closedBy?: string;
}

/** The end of a task. */
export interface TaskClosing {
  readonly outcome: TaskEnd;
  readonly closedAt: number;
  readonly closedBy?: string;
}
