/**
 * Dues of segments that flip by time alone, and of the end of the horizon for flips. Settling evaluates these segments.
 */
import { nextEvaluationAt } from '../../../engine/memberships/dues.js';
import type { DueKind } from './due-kind.js';

export const segmentDues: DueKind = {
  name: 'segments',
  next: ({ evaluation }) => nextEvaluationAt(evaluation),
};
