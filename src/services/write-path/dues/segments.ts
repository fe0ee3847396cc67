/**
 * Segments that flip by time alone, and the end of the time for which flips were looked for. Settling evaluates what is
 * due of them.
 */
import { nextEvaluationAt } from '../../../engine/memberships/dues.js';
import type { DueKind } from './due-kind.js';

export const segmentDues: DueKind = {
  name: 'segments',
  next: ({ evaluation }) => nextEvaluationAt(evaluation),
};
