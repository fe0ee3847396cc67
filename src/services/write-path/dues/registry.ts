/** Every kind of due. What runs them knows none by name. */
import type { DueKind } from './due-kind.js';
import { segmentDues } from './segments.js';

/** In the order in which they are opened, asked and stored. */
export const DUES: readonly DueKind[] = [segmentDues];
