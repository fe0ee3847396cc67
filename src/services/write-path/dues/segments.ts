/**
 * Dues of segments whose membership changes by time alone. Such changes are known up to a horizon, and its end is a due
 * too. The normal evaluation of a customer handles both.
 */
import { nextEvaluationAt } from '../../../engine/memberships/dues.js';
import type { DueKind } from './due-kind.js';

export const segmentDues: DueKind = {
  name: 'segments',
  next: ({ evaluation }) => nextEvaluationAt(evaluation),
};
