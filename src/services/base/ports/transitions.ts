/** Storage of the ledger, which records when customers entered and left segments and layers. */
import type { Transition } from '../../../engine/types.js';
import type { ProfileNews } from './news.js';
import type { Page, Tx } from './transaction.js';

export interface StoredTransition extends Transition {
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** Ids of the customer's other profiles at the time of the write. A subscription may refer to any of them. */
  readonly otherProfiles?: readonly string[];
  readonly recordedAt: number;
  /**
   * All new data that this write added to the customer, announced together with the transition. If one write causes
   * several transitions, only the last transition has this field.
   */
  readonly news?: ProfileNews;
}

export interface TransitionStore {
  insert(list: readonly StoredTransition[], tx: Tx): Promise<void>;
  ofProfile(workspace: string, profile: string, page: Page): Promise<StoredTransition[]>;
  ofSegment(workspace: string, segment: string, page: Page): Promise<StoredTransition[]>;
  /**
   * Returns the transitions of the given profiles that were recorded up to the time `at`. They are sorted oldest first
   * within each profile.
   */
  ofProfilesUntil(workspace: string, profiles: readonly string[], at: number): Promise<StoredTransition[]>;
  /** Returns the moves between two sets of layers with `after` < id <= `until`, oldest first. */
  movesBetween(
    workspace: string,
    segments: readonly string[],
    from: readonly string[],
    after: string,
    until: string,
  ): Promise<StoredTransition[]>;
  /** Counts how often the segments were entered and left after the given transition. */
  countAfter(
    workspace: string,
    segments: readonly string[],
    after: string,
  ): Promise<{ readonly entered: number; readonly left: number }>;
  /**
   * Counts the transitions of a segment that took effect at or after a given time. They are grouped by quarter of an
   * hour, kind and cause. `at` is the start of the quarter.
   */
  countByQuarter(
    workspace: string,
    segment: string,
    from: number,
  ): Promise<
    {
      readonly at: number;
      readonly kind: StoredTransition['kind'];
      readonly cause: StoredTransition['cause'];
      readonly count: number;
    }[]
  >;
  /**
   * Returns the ids of the customers who were members of a segment according to the transitions recorded up to the time
   * `at`. The ids are in ascending order.
   */
  membersKnownAt(workspace: string, segment: string, at: number): Promise<string[]>;
}
