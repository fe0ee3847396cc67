/** The stored state of a customer's evaluation, and the input of an evaluation. */
import type { Cause, Transition } from '../model.js';

/** The state of a segment that the profile is in, was in or will be in. */
export interface SegmentState {
  readonly segment: string;
  readonly member: boolean;
  /** effectiveAt of the last transition. Undefined if there was none. */
  readonly since?: number;
  readonly version: number;
  /** Sequence of the last transition, or 0 if there was none. */
  readonly sequence: number;
  readonly nextFlipAt?: number;
}

export interface EvaluationState {
  /** Never evaluated at an earlier instant than this. */
  readonly evaluatedAt: number;
  readonly catalogueVersion: number;
  /** Last sequence given to a transition of this profile. */
  readonly sequence: number;
  readonly segments: readonly SegmentState[];
  /**
   * `segments` contains every change of membership that time alone causes up to this instant. After it, all segments
   * are evaluated again.
   */
  readonly knownUntil: number;
  /** When the profile is due: never later than its next flip, `knownUntil` or its earliest planned due. */
  readonly nextCheckAt: number;
}

/** A fact that became known since the last evaluation. */
export interface NewFact {
  readonly id: string;
  readonly at: number;
  readonly event?: string;
  readonly tag?: string;
}

/** Input of settling besides the customer. */
export interface SettleInput {
  readonly at: number;
  /** New facts. The facts and tags that are evaluated include them already. */
  readonly news: readonly NewFact[];
  /** Evaluates every segment and gives its changes this cause, which is a merge, an unmerge or a removal. */
  readonly whole?: Cause | undefined;
  /** Ids of the lists that the customer stands in, and of those where it did not, or did, before. */
  readonly lists?: ReadonlySet<string>;
  readonly listsChanged?: readonly string[] | undefined;
}

/** A change of membership without its sequence number. */
export type Change = Omit<Transition, 'sequence'>;

export const causeOf = (fact: NewFact): Cause => (fact.event === undefined ? 'TAG' : 'EVENT');
