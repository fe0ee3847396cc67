/**
 * Planned evaluations for segments whose membership changes only because time passes. Such changes are computed in
 * advance up to a horizon. An evaluation is also planned for the end of the horizon. In both cases, the normal
 * evaluation of the customer is all that is needed.
 */
import { nextEvaluationAt } from '../../../engine/memberships/dues.js';
import type { DueKind } from './due-kind.js';

export const segmentDues: DueKind = {
  name: 'segments',
  next: ({ evaluation }) => nextEvaluationAt(evaluation),
};
