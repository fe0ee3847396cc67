/** Registry of the kinds of planned work (`Due`). Callers use them only through their common interface. */
import { campaignDues } from './campaigns.js';
import type { DueKind } from './due-kind.js';
import { segmentDues } from './segments.js';

/** All kinds of planned work, in the order in which they are opened, called and stored. */
export const DUES: readonly DueKind[] = [segmentDues, campaignDues];
