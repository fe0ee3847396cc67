/** Announcements of which customers were written. */
import type { Tx } from './transaction.js';

/** That something new is known of a customer, without what it is. */
export interface ProfileNews {
  readonly profile: string;
  /** The customer's other profiles when it was written. */
  readonly otherProfiles?: readonly string[];
  readonly at: number;
  readonly events: readonly string[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
}

/** The customers one transaction wrote. */
export interface CustomersWritten {
  /** Under this version of the catalogue. */
  readonly catalogue: number;
  /** Their facts or profiles are others than before. */
  readonly changed: readonly string[];
  /** Customers of their own no more. */
  readonly gone: readonly string[];
  /** Evaluated, with nothing new known of them. */
  readonly evaluated: readonly string[];
}

/** News of customers, told by subscription and kept for a day. */
export interface NewsStore {
  insert(workspace: string, list: readonly ProfileNews[], tx: Tx): Promise<void>;
  /** Which customers were written, for the processes themselves. Answers its id; empty, it is a mark to wait for. */
  customers(workspace: string, change: CustomersWritten, tx?: Tx): Promise<string>;
  /** Whether a mark is still kept, which is so for a day. */
  hasMark(workspace: string, mark: string): Promise<boolean>;
  /**
   * Customers of a workspace that changed or are gone between a position of the change feed and a mark that was written
   * later; undefined where the database no longer has the position.
   */
  missed(workspace: string, position: string, mark: string): Promise<ReadonlySet<string> | undefined>;
  /** What was told between two of the database's instants of customers written under a version below one. */
  writtenBelow(workspace: string, version: number, from: number, to: number): Promise<CustomersWritten[]>;
}
