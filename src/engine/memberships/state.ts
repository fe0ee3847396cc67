/** The stored state of a customer's evaluation, and the input of an evaluation. */
import type { Cause, Transition } from '../types.js';

/** The state of a segment that the profile is in, was in or will be in. */
export interface SegmentState {
  readonly segment: string;
  readonly member: boolean;
  /** Value of `effectiveAt` in the last transition. Undefined if there was no transition. */
  readonly since?: number;
  readonly version: number;
  /** Sequence of the last transition, or 0 if there was none. */
  readonly sequence: number;
  readonly nextFlipAt?: number;
}

export interface EvaluationState {
  /** Time of the last evaluation. The profile is never evaluated at an earlier time. */
  readonly evaluatedAt: number;
  readonly catalogueVersion: number;
  /** Sequence number of the last transition of this profile. */
  readonly sequence: number;
  readonly segments: readonly SegmentState[];
  /**
   * Up to this time, `segments` contains every membership change that time alone causes. When it is reached, all
   * segments are evaluated again.
   */
  readonly knownUntil: number;
  /**
   * Time at which the profile must be processed next. It is never later than the next membership change, `knownUntil`,
   * or the earliest planned due time.
   */
  readonly nextCheckAt: number;
}

/** A fact that became known since the last evaluation. */
export interface NewFact {
  readonly id: string;
  readonly at: number;
  readonly event?: string;
  readonly tag?: string;
}

/** Input of an evaluation, in addition to the customer. */
export interface SettleInput {
  readonly at: number;
  /** New facts. The customer's facts and tags already include them. */
  readonly news: readonly NewFact[];
  /** If set, every segment is evaluated, and the changes get this cause, which is a merge, an unmerge or a removal. */
  readonly whole?: Cause | undefined;
  /**
   * `lists` are the ids of the lists that contain the customer. `listsChanged` are those that the customer was added to
   * or removed from.
   */
  readonly lists?: ReadonlySet<string>;
  readonly listsChanged?: readonly string[] | undefined;
}

/** A change of membership without its sequence number. */
export type NewTransition = Omit<Transition, 'sequence'>;

export const causeOf = (fact: NewFact): Cause => (fact.event === undefined ? 'TAG' : 'EVENT');
