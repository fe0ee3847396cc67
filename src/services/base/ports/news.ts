/** Announcements of written customers. */
import type { Tx } from './transaction.js';

/** Announces that a customer has new data, without the data. */
export interface ProfileNews {
  readonly profile: string;
  /** The customer's other profiles when it was written. */
  readonly otherProfiles?: readonly string[];
  readonly at: number;
  readonly events: readonly string[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
}

/** The customers written by one transaction. */
export interface CustomersWritten {
  /** Catalogue version the transaction used. */
  readonly catalogue: number;
  /** Customers whose facts or profiles changed. */
  readonly changed: readonly string[];
  /** Customers that no longer exist on their own, such as merged ones. */
  readonly gone: readonly string[];
  /** Customers that were evaluated without new facts. */
  readonly evaluated: readonly string[];
}

/** Announcements about customers. They feed subscriptions and are kept for a day. */
export interface NewsStore {
  insert(workspace: string, list: readonly ProfileNews[], tx: Tx): Promise<void>;
  /**
   * Announces to the server processes which customers were written. Returns the announcement's id. An empty one is a
   * mark to wait for.
   */
  customers(workspace: string, change: CustomersWritten, tx?: Tx): Promise<string>;
  /** Returns whether the database still has a mark. Marks are kept for a day. */
  hasMark(workspace: string, mark: string): Promise<boolean>;
  /**
   * Returns the customers of a workspace that changed or were removed between a position of the change feed and a later
   * mark. Returns undefined if the database no longer has the position.
   */
  missed(workspace: string, position: string, mark: string): Promise<ReadonlySet<string> | undefined>;
  /**
   * Returns the announcements between two instants of the database for customers written under a lower catalogue
   * version.
   */
  writtenBelow(workspace: string, version: number, from: number, to: number): Promise<CustomersWritten[]>;
}
