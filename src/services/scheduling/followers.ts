/** Registry of the followers of the change feed. Callers use followers only through their common interface. */
import type { FollowerKind } from '../base/follower.js';
import { migrationWarnings } from '../layers/migration-alerts.js';

export const FOLLOWERS: readonly FollowerKind[] = [migrationWarnings];
