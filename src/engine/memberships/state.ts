/** What is kept of a customer's evaluation, and what an evaluation is told. */
import type { Cause, Transition } from '../model.js';

/** What a profile remembers of a segment it is or was in, or will be. */
export interface SegmentState {
  readonly segment: string;
  readonly member: boolean;
  /** effectiveAt of the last transition; absent when there was none. */
  readonly since?: number;
  readonly version: number;
  /** Sequence of the last transition; 0 when there was none. */
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
  /** When the profile is due: never later than its next flip, than `knownUntil`, or than anything planned for it. */
  readonly nextCheckAt: number;
}

/** A fact that became known since the evaluation before. */
export interface NewFact {
  readonly id: string;
  readonly at: number;
  readonly event?: string;
  readonly tag?: string;
}

/** What settling is told besides the customer. */
export interface SettleInput {
  readonly at: number;
  /** The facts and tags that are evaluated have it already. */
  readonly news: readonly NewFact[];
  /** Evaluates every segment and gives its changes this cause: a merge, an unmerge. */
  readonly whole?: Cause | undefined;
  /** Ids of the lists that the customer stands in, and of those where it did not, or did, before. */
  readonly lists?: ReadonlySet<string>;
  readonly listsChanged?: readonly string[] | undefined;
}

/** A change of membership without its place among the others. */
export type Change = Omit<Transition, 'sequence'>;

export const causeOf = (fact: NewFact): Cause => (fact.event === undefined ? 'TAG' : 'EVENT');
