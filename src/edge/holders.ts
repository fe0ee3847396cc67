/** The names under which the doors count what a caller uses. */
import type { Principal } from '../services/base/access.js';

/** A subject of a workspace. Ids of workspaces have no slash. */
export const subjectOf = ({ workspace, subject }: Principal): string => `${workspace}/${subject}`;
