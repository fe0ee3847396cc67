/**
 * Finds the time since which a segment's condition has its current result, and the fact that caused this result. This
 * is needed if facts arrived late.
 */
import type { Catalogue } from '../definitions/catalogue.js';
import { Evaluation, type CustomerFacts } from '../segments/evaluate.js';
import { lacks, type Lookback } from '../tags/tags.js';
import { pieceAt } from '../time/timeline.js';
import type { NewFact } from './state.js';

/**
 * The time since which a segment's condition has its current result, and the fact that caused this result. If `fact` is
 * absent, the result was caused by a definition.
 */
interface Origin {
  readonly effectiveAt: number;
  readonly fact?: NewFact;
}

/** Returns the origin of a segment's result. `own` are the new facts that affect the segment. */
export type OriginOf = (segment: string, own: readonly NewFact[]) => Origin;

/**
 * Finds the cause of memberships that began at `begin`. The cause is the latest earlier fact that affects the segment.
 * A new customer may have no such fact, for example if the condition is negated. In this case, the cause is the
 * customer's latest fact.
 */
export function originsAt(
  catalogue: Catalogue,
  subject: CustomerFacts,
  begin: number,
  news: readonly NewFact[],
  isFresh: boolean,
): OriginOf {
  const earliest = news.reduce((instant, fact) => Math.min(instant, fact.at), Infinity);
  const lookback: Lookback = (tag, summed) => catalogue.lookback(tag, summed);
  let evaluation: Evaluation | undefined;
  const sinceWhen = (segment: string): number | undefined => {
    // Tag writes that an evaluation at this earlier time needs may no longer be stored.
    if (earliest >= begin || lacks(subject.tags, earliest, lookback)) return undefined;
    evaluation ??= new Evaluation(catalogue, subject, earliest, begin);
    const { starts } = evaluation.segment(segment);
    return starts[pieceAt(starts, begin)];
  };
  return (segment, own) => {
    const known = own.length === 0 && isFresh ? news : own;
    if (known.length === 0) return { effectiveAt: begin };
    const since = sinceWhen(segment);
    const ofOwn = latest(own, since ?? begin);
    const ofAll = isFresh ? latest(news, since ?? begin) : undefined;
    const fact = ofOwn ?? ofAll ?? latest(known, Infinity)!;
    return { effectiveAt: since ?? Math.min(fact.at, begin), fact };
  };
}

const latest = (facts: readonly NewFact[], until: number): NewFact | undefined =>
  facts.reduce<NewFact | undefined>((last, fact) => {
    const isLater = fact.at <= until && (!last || fact.at > last.at);
    return isLater ? fact : last;
  }, undefined);
