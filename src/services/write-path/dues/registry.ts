/** Registry of the kinds of dues (planned work). Callers use them only through their common interface. */
import { campaignDues } from './campaigns.js';
import type { DueKind } from './due-kind.js';
import { segmentDues } from './segments.js';

/** All kinds of dues, in the order in which they are opened, called and stored. */
export const DUES: readonly DueKind[] = [segmentDues, campaignDues];
