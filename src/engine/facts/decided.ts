/** Tells facts that this platform decided from facts that others only reported. */
import type { EventFact } from '../types.js';
import { OWN_SOURCE } from './vocabulary.js';

/** The event type of an assignment to a variant of an experiment, or to a group of a campaign. */
export const ASSIGNED = 'experiment_assigned';

/**
 * Whether a fact was decided: the server wrote it, or a caller who may decide reported it after the definition. The
 * columns keep this only for assignments.
 */
export const isDecided = (fact: EventFact): boolean => fact.binding === true || fact.id.startsWith(`${OWN_SOURCE}|`);

/**
 * Returns the assignments that count in figures. These are the decided ones. If none was decided, these are the
 * reported ones.
 */
export function countingAssignments<T extends { readonly isDecided: boolean }>(
  assignments: readonly T[],
): readonly T[] {
  const decided = assignments.filter((assignment) => assignment.isDecided);
  return decided.length > 0 ? decided : assignments;
}
