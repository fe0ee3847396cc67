/** The ledger of membership transitions. */
import type { Transition } from '../../../engine/model.js';
import type { ProfileNews } from './news.js';
import type { Page, Tx } from './transaction.js';

export interface LedgerEntry extends Transition {
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** The customer's other profiles when it was written. A subscription may name any of them. */
  readonly otherProfiles?: readonly string[];
  readonly recordedAt: number;
  /**
   * Announced together with the transition: all new data of the customer in this write. Only the last of several
   * transitions carries it.
   */
  readonly news?: ProfileNews;
}

export interface TransitionStore {
  insert(list: readonly LedgerEntry[], tx: Tx): Promise<void>;
  ofProfile(workspace: string, profile: string, page: Page): Promise<LedgerEntry[]>;
  ofSegment(workspace: string, segment: string, page: Page): Promise<LedgerEntry[]>;
  /** Returns the transitions of the profiles recorded until an instant, oldest first for each. */
  ofProfilesUntil(workspace: string, profiles: readonly string[], at: number): Promise<LedgerEntry[]>;
  /** Returns moves into some layers from some layers with after < id <= until, oldest first. */
  movesBetween(
    workspace: string,
    segments: readonly string[],
    from: readonly string[],
    after: string,
    until: string,
  ): Promise<LedgerEntry[]>;
  /** Counts how often the segments were entered and left after a transition. */
  countAfter(
    workspace: string,
    segments: readonly string[],
    after: string,
  ): Promise<{ readonly entered: number; readonly left: number }>;
  /**
   * Counts the changes of a segment that took effect from an instant on, by quarter of an hour (`at` is its start),
   * kind and cause.
   */
  countByQuarter(
    workspace: string,
    segment: string,
    from: number,
  ): Promise<
    {
      readonly at: number;
      readonly kind: LedgerEntry['kind'];
      readonly cause: LedgerEntry['cause'];
      readonly count: number;
    }[]
  >;
  /** Returns the ids of members by the transitions recorded until an instant, ascending. */
  membersKnownAt(workspace: string, segment: string, at: number): Promise<string[]>;
}
