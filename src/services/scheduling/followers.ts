/** Every follower of the change feed. What runs them knows none by name. */
import type { FollowerKind } from '../base/follower.js';
import { migrationWarnings } from '../segments/warnings.js';

export const FOLLOWERS: readonly FollowerKind[] = [migrationWarnings];
