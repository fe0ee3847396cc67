/**
 * Dues of segments whose membership changes only because time passes. Such changes are computed in advance up to a
 * horizon. The end of the horizon is also a due. The normal evaluation of a customer handles both kinds of dues.
 */
import { nextEvaluationAt } from '../../../engine/memberships/dues.js';
import type { DueKind } from './due-kind.js';

export const segmentDues: DueKind = {
  name: 'segments',
  next: ({ evaluation }) => nextEvaluationAt(evaluation),
};
