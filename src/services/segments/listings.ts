/** Reads the stored members, sizes, transitions and versions of segments, and the time up to which they are complete. */
import type { SegmentDefinition } from '../../engine/types.js';
import type { Page, ProfileRecord, StoredTransition } from '../base/ports.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';

/** Returns a page of the current members of a segment, ordered by id. */
export const listMembers = (
  { stores }: Services,
  workspace: string,
  segment: string,
  page: Page,
): Promise<ProfileRecord[]> => stores.profiles.members(workspace, segment, page);

/** Returns the exact number of current members of each segment. A segment without members may be missing. */
export const countMembers = (
  { stores }: Services,
  workspace: string,
  segments: readonly string[],
): Promise<ReadonlyMap<string, number>> => stores.profiles.countMembersOf(workspace, segments);

/** Returns a page of the transitions of a segment, newest first. */
export const listTransitionsOfSegment = (
  { stores }: Services,
  workspace: string,
  segment: string,
  page: Page,
): Promise<StoredTransition[]> => stores.transitions.ofSegment(workspace, segment, page);

/** Returns the last versions of a segment, oldest first. */
export const listVersions = ({ stores }: Services, workspace: string, segment: string): Promise<SegmentDefinition[]> =>
  stores.definitions.segmentVersions(workspace, segment);

/**
 * Returns the time up to which the stored memberships are complete. All changes that happen only because time passes
 * have been applied up to this time.
 */
export async function completeUntil({ stores }: Services, { workspace, now }: Room): Promise<number> {
  const due = await stores.profiles.earliestDue(workspace.id, now);
  return due === undefined ? now : due - 1;
}
