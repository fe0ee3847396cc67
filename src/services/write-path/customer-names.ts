/** The ids by which subscribers of the change feed identify a customer. */
import type { ProfileRecord } from '../base/ports.js';

/** Returns the ids of a customer as used in the change feed: its root, and its other profiles if there are any. */
export function namesOf({ id, members }: Pick<ProfileRecord, 'id' | 'members'>): {
  readonly profile: string;
  readonly otherProfiles?: readonly string[];
} {
  return { profile: id, ...(members.length > 1 ? { otherProfiles: members.filter((m) => m !== id) } : {}) };
}
