/** Registry of the followers of the change feed. Callers use only their interface. */
import type { FollowerKind } from '../base/follower.js';
import { migrationWarnings } from '../segments/warnings.js';

export const FOLLOWERS: readonly FollowerKind[] = [migrationWarnings];
