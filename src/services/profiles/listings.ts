/** Lists the customers of a workspace, and the events and transitions of one customer, in pages. */
import type { Page, ProfileRecord, StoredEvent, StoredTransition } from '../base/ports.js';
import type { Services } from '../base/services.js';

/** Returns a page of all customers, ordered by id. */
export const listCustomers = ({ stores }: Services, workspace: string, page: Page): Promise<ProfileRecord[]> =>
  stores.profiles.roots(workspace, page);

/** Returns the number of all customers. */
export const countCustomers = ({ stores }: Services, workspace: string): Promise<number> =>
  stores.profiles.countRoots(workspace);

/** Returns a page of a customer's events, newest first. With `types`, only events of these types are returned. */
export const listEvents = (
  { stores }: Services,
  workspace: string,
  { members }: ProfileRecord,
  page: Page,
  types?: readonly string[],
): Promise<StoredEvent[]> => stores.events.page(workspace, members, page, types);

/** Returns a page of a customer's transitions, newest first. */
export const listTransitions = (
  { stores }: Services,
  workspace: string,
  profile: string,
  page: Page,
): Promise<StoredTransition[]> => stores.transitions.ofProfile(workspace, profile, page);
