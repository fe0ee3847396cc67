/** Contacts of customers. */
import type { Contact } from '../../../engine/reach/contact-record.js';
import type { Page, Tx } from './transaction.js';

/** A contact with the profile it was decided for: the root of its customer at that time. */
export interface StoredContact extends Contact {
  readonly profile: string;
}

/** Number of contacts of a campaign by state, group and reason of their end. */
export interface ContactCount {
  readonly state: Contact['state'];
  readonly reason?: string;
  readonly group?: string;
  readonly count: number;
}

export interface ContactStore {
  insert(workspace: string, contacts: readonly StoredContact[], tx: Tx): Promise<void>;
  find(workspace: string, ids: readonly string[], tx?: Tx): Promise<StoredContact[]>;
  /** All contacts of some profiles. */
  ofProfiles(workspace: string, profiles: readonly string[], tx?: Tx): Promise<StoredContact[]>;
  /** Contacts of some profiles, the last decided first. The cursor of a contact is `contactCursor`. */
  page(workspace: string, profiles: readonly string[], page: Page): Promise<StoredContact[]>;
  counts(workspace: string, campaign: string): Promise<ContactCount[]>;
  /** Removes at most `limit` contacts of the profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}

/** The position of a contact in a page. */
export const contactCursor = ({ decidedAt, id }: Pick<StoredContact, 'decidedAt' | 'id'>): string =>
  `${decidedAt}:${id}`;
