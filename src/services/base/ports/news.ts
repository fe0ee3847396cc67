/** Storage of announcements that the data of customers has changed. Subscriptions and other processes read them. */
import type { Tx } from './transaction.js';

/** Announces that a customer has new data. The data itself is not included. */
export interface ProfileNews {
  readonly profile: string;
  /** Ids of the customer's other profiles at the time of the write. */
  readonly otherProfiles?: readonly string[];
  readonly at: number;
  readonly events: readonly string[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
}

/** The customers that one transaction wrote. */
export interface CustomersWritten {
  /** Catalogue version that the transaction used. */
  readonly catalogue: number;
  /** Customers whose facts or profiles changed. */
  readonly changed: readonly string[];
  /** Customers that no longer exist on their own, for example because they were merged. */
  readonly removed: readonly string[];
  /** Customers that were evaluated without new facts. */
  readonly evaluated: readonly string[];
}

/** Stores announcements about customers. Subscriptions are fed from these announcements, which are kept for a day. */
export interface NewsStore {
  insert(workspace: string, list: readonly ProfileNews[], tx: Tx): Promise<void>;
  /**
   * Announces to all server processes which customers were written. Returns the id of the announcement. An announcement
   * without customers serves as a mark: a reader can wait until the mark arrives.
   */
  customers(workspace: string, change: CustomersWritten, tx?: Tx): Promise<string>;
  /** Returns whether the database still contains a mark. Marks are kept for a day. */
  hasMark(workspace: string, mark: string): Promise<boolean>;
  /**
   * Returns the customers of a workspace that changed or were removed between a position of the change feed and a later
   * mark. Returns undefined if the database no longer has the position.
   */
  missed(workspace: string, position: string, mark: string): Promise<ReadonlySet<string> | undefined>;
  /**
   * Returns the announcements of customers that were written under a catalogue version lower than `version`. `from` and
   * `to` limit the time of the announcement on the database's clock.
   */
  writtenBelow(workspace: string, version: number, from: number, to: number): Promise<CustomersWritten[]>;
}
