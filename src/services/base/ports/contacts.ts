/** Contacts of customers. */
import type { Contact, PendingContact } from '../../../engine/reach/contact-record.js';
import type { Page, Tx } from './transaction.js';

/** A contact with the profile it was decided for: the root of its customer at that time. */
export interface StoredContact extends PendingContact {
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
  /**
   * Claims contacts whose next attempt is due at an instant of the workspace's clock, the earliest first, one of each
   * customer. Contacts of the excepted campaigns are left, and so are claimed ones until their lease ends.
   */
  claim(workspace: string, at: number, claim: Claiming): Promise<StoredContact[]>;
  /** Whether the next attempt of a contact is due, claimed or not. Contacts of the excepted campaigns are left. */
  hasDue(workspace: string, at: number, except: readonly string[]): Promise<boolean>;
  /** Stores a contact and ends its claim. Throws StoreConflict if it was claimed again meanwhile. */
  update(workspace: string, contact: StoredContact, tx: Tx): Promise<void>;
  /**
   * Planned contacts that are due at an instant of the workspace's clock, the earliest due first. Contacts of the
   * excepted campaigns are left.
   */
  planned(
    workspace: string,
    at: number,
    page: { readonly first: number; readonly except: readonly string[] },
  ): Promise<StoredContact[]>;
  /** Removes contacts. */
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /** Plans the next attempt of reserved contacts of a campaign for an instant. */
  hasten(workspace: string, campaign: string, at: number): Promise<void>;
  /** Whether a planned or reserved contact of a campaign is left. */
  hasOpen(workspace: string, campaign: string): Promise<boolean>;
  /** Contacts of a campaign in some states, by id. */
  inStates(
    workspace: string,
    campaign: string,
    states: readonly Contact['state'][],
    page: Page,
  ): Promise<StoredContact[]>;
  /** Removes at most `limit` contacts of the profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}

export interface Claiming {
  readonly leaseMs: number;
  readonly most: number;
  /** Campaigns that are paused. */
  readonly except: readonly string[];
}

/** The position of a contact in a page. */
export const contactCursor = ({ decidedAt, id }: Pick<StoredContact, 'decidedAt' | 'id'>): string =>
  `${decidedAt}:${id}`;
