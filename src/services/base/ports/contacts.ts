/** Storage of contacts. A contact is a message to a customer, sent by a campaign or by a caller. */
import type { Contact, PendingContact } from '../../../engine/reach/contact-record.js';
import type { Page, Tx } from './transaction.js';

/** A contact and the profile for which it was decided. That profile was the root of its customer at that time. */
export interface StoredContact extends PendingContact {
  readonly profile: string;
}

/** Number of contacts of a campaign that have the same state, group and end reason. */
export interface ContactCount {
  readonly state: Contact['state'];
  readonly reason?: string;
  readonly group?: string;
  readonly count: number;
}

/** A place, and how many earlier messages a contact has at most while it can be shown again. */
interface ShowingPlace {
  readonly channel: string;
  readonly mostEarlier: number;
}

export interface ContactStore {
  insert(workspace: string, contacts: readonly StoredContact[], tx: Tx): Promise<void>;
  find(workspace: string, ids: readonly string[], tx?: Tx): Promise<StoredContact[]>;
  /** Returns all contacts of the given profiles, in every state. */
  ofProfiles(workspace: string, profiles: readonly string[], tx?: Tx): Promise<StoredContact[]>;
  /**
   * Returns a page of contacts of the given profiles, most recently decided first. `contactCursor` returns the page
   * cursor of a contact.
   */
  page(workspace: string, profiles: readonly string[], page: Page): Promise<StoredContact[]>;
  counts(workspace: string, campaign: string): Promise<ContactCount[]>;
  /**
   * Claims contacts whose next attempt is due at `at` on the workspace's clock, earliest first. At most one contact of
   * each customer is claimed. Contacts of the excluded campaigns are skipped. Contacts that are already claimed are
   * skipped until their lease ends.
   */
  claim(workspace: string, at: number, claim: Claiming): Promise<StoredContact[]>;
  /**
   * Returns whether the next attempt of any contact is due, including contacts that are already claimed. Contacts of
   * the excluded campaigns are ignored.
   */
  hasDue(workspace: string, at: number, except: readonly string[]): Promise<boolean>;
  /** Stores a contact and ends its claim. Throws StoreConflict if the contact was claimed again in the meantime. */
  update(workspace: string, contact: StoredContact, tx: Tx): Promise<void>;
  /**
   * Returns the planned contacts that are due at a time on the workspace's clock, earliest first. Contacts of the
   * campaigns in `except` are skipped.
   */
  planned(
    workspace: string,
    at: number,
    page: { readonly first: number; readonly except: readonly string[] },
  ): Promise<StoredContact[]>;
  /**
   * Returns a page of the open tasks of an assignee that expire after the time `at`, ordered by the time at which they
   * are due. Tasks of the campaigns in `except` are skipped. `taskCursor` returns the page cursor of a task.
   */
  openTasks(
    workspace: string,
    chosen: { readonly assignee: string; readonly at: number; readonly except: readonly string[] },
    page: Page,
  ): Promise<StoredContact[]>;
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /**
   * Moves the next attempt of each reserved or waiting contact and each open task of a campaign to the time `at`, unless
   * the attempt is already due earlier.
   */
  hasten(workspace: string, campaign: string, at: number): Promise<void>;
  /** Returns whether a campaign still has a planned, reserved or waiting contact, or an open task. */
  hasOpen(workspace: string, campaign: string): Promise<boolean>;
  /** Returns whether a place that showed a contact of a campaign may show it again at the time `at`. */
  hasShowable(workspace: string, campaign: string, place: ShowingPlace, at: number): Promise<boolean>;
  /** Returns the contacts of a campaign in the given states and with the given end reason, ordered by id. */
  inStates(
    workspace: string,
    campaign: string,
    chosen: { readonly states: readonly Contact['state'][]; readonly reason?: string | undefined },
    page: Page,
  ): Promise<StoredContact[]>;
  /** Removes at most `limit` contacts of the profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
}

export interface Claiming {
  readonly leaseMs: number;
  readonly most: number;
  /** Keys of the campaigns to exclude. These are the paused campaigns. */
  readonly except: readonly string[];
}

/** Returns the page cursor of a contact. */
export const contactCursor = ({ decidedAt, id }: Pick<StoredContact, 'decidedAt' | 'id'>): string =>
  `${decidedAt}:${id}`;

/** Returns the page cursor of an open task. */
export const taskCursor = ({ task, id }: Pick<StoredContact, 'task' | 'id'>): string => `${task!.dueAt}:${id}`;
