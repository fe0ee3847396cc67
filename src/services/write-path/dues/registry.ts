/** Registry of dues. Callers use only their interface. */
import { campaignDues } from './campaigns.js';
import type { DueKind } from './due-kind.js';
import { segmentDues } from './segments.js';

/** The order in which kinds are opened, called and stored. */
export const DUES: readonly DueKind[] = [segmentDues, campaignDues];
