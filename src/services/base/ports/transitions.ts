/** The ledger of memberships. */
import type { Transition } from '../../../engine/model.js';
import type { ProfileNews } from './news.js';
import type { Page, Tx } from './transaction.js';

export interface LedgerEntry extends Transition {
  readonly id: string;
  readonly workspace: string;
  readonly profile: string;
  /** The customer's other profiles when it was written: a subscription may name any of them. */
  readonly otherProfiles?: readonly string[];
  readonly recordedAt: number;
  /**
   * Told with it: all that was new of the customer when it was written. Of several transitions only the last has it.
   */
  readonly news?: ProfileNews;
}

export interface TransitionStore {
  insert(list: readonly LedgerEntry[], tx: Tx): Promise<void>;
  ofProfile(workspace: string, profile: string, page: Page): Promise<LedgerEntry[]>;
  ofSegment(workspace: string, segment: string, page: Page): Promise<LedgerEntry[]>;
  /** What was told of some profiles by an instant, of each oldest first. */
  ofProfilesUntil(workspace: string, profiles: readonly string[], at: number): Promise<LedgerEntry[]>;
  /** Enterings of some layers from some layers with after < id <= until, oldest first. */
  movesBetween(
    workspace: string,
    segments: readonly string[],
    from: readonly string[],
    after: string,
    until: string,
  ): Promise<LedgerEntry[]>;
  /** How often some segments were entered and left after a transition. */
  countAfter(
    workspace: string,
    segments: readonly string[],
    after: string,
  ): Promise<{ readonly entered: number; readonly left: number }>;
  /**
   * Changes of a segment that took effect from an instant on, by quarter of an hour (`at` is its beginning), kind and
   * cause.
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
  /** Ids of who was a member by what was told by an instant, ascending. */
  membersKnownAt(workspace: string, segment: string, at: number): Promise<string[]>;
}
