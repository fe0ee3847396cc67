/**
 * Determines how the membership of one customer in one segment changes between the last evaluation and a given time.
 */
import type { Cause } from '../types.js';
import { valueAt, type Timeline } from '../time/timeline.js';
import type { OriginOf } from './origin.js';
import { causeOf, type NewTransition, type NewFact, type SegmentState } from './state.js';

export class Membership {
  readonly changes: NewTransition[] = [];
  private member: boolean;
  private since: number | undefined;

  constructor(
    private readonly segment: string,
    private readonly version: number,
    private readonly before: SegmentState | undefined,
    /** Time of the evaluation. Changes after this time are not reported. */
    private readonly at: number,
  ) {
    this.member = before?.member ?? false;
    this.since = before?.since;
  }

  /**
   * Records a change if the condition's result at the time `at` differs from the stored membership. A difference means
   * that the definition or past facts of the customer changed.
   */
  compare(line: Timeline<boolean>, cause: Cause): void {
    const truth = valueAt(line, this.at);
    if (truth !== this.member) this.turn(truth, cause, this.at);
  }

  /** Records every change since the last evaluation, each with its time and cause. */
  follow(line: Timeline<boolean>, begin: number, news: readonly NewFact[], originOf: OriginOf, isFresh: boolean): void {
    const first = valueAt(line, begin);
    if (first !== this.member) {
      // Either this is the first evaluation, or a fact arrived late. The change is attributed to the latest fact before
      // `begin`.
      const { effectiveAt, fact } = originOf(this.segment, news);
      const otherwise = isFresh ? 'EVENT' : 'DEFINITION';
      this.turn(first, fact ? causeOf(fact) : otherwise, effectiveAt, fact?.id);
    }
    line.starts.forEach((start, i) => {
      if (start <= begin || start > this.at || line.values[i] === this.member) return;
      const fact = news.find(({ at }) => at === start);
      this.turn(line.values[i], fact ? causeOf(fact) : 'TIME', start, fact?.id);
    });
  }

  /**
   * Returns the state to store. The sequence number in this state is still that of the previous change, and is updated
   * later.
   */
  stateAfter(nextFlipAt: number | undefined): SegmentState {
    const { segment, member, since, version } = this;
    return { segment, member, since, version, sequence: this.before?.sequence ?? 0, nextFlipAt };
  }

  /**
   * Applies a change. If its time would be before the time of the previous change, it gets the time of the previous
   * change.
   */
  private turn(truth: boolean, cause: Cause, effectiveAt: number, fact?: string): void {
    this.member = truth;
    this.since = Math.min(Math.max(effectiveAt, this.since ?? -Infinity), this.at);
    const kind = truth ? 'ENTERED' : 'LEFT';
    this.changes.push({ segment: this.segment, kind, cause, effectiveAt: this.since, version: this.version, fact });
  }
}
