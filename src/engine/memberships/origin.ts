/** What brought about the truth of a segment at the last evaluation, where facts that lie before it became known. */
import type { Catalogue } from '../definitions/catalogue.js';
import { Evaluation, type Subject } from '../segment/evaluate.js';
import { lacks, type Lookback } from '../tags/tags.js';
import { pieceAt } from '../time/timeline.js';
import type { NewFact } from './state.js';

/** Since when a segment is what it is, and the fact behind it; without a fact it was a definition. */
interface Origin {
  readonly effectiveAt: number;
  readonly fact?: NewFact;
}

/** Given a segment, and the news that touches it. */
export type OriginOf = (segment: string, own: readonly NewFact[]) => Origin;

/**
 * The fact behind a segment's truth at `begin` is the last one that touches the segment and is no later than that truth.
 * Of a new customer where none does (what did not happen), it is the last one of all.
 */
export function originsAt(
  catalogue: Catalogue,
  subject: Subject,
  begin: number,
  news: readonly NewFact[],
  isFresh: boolean,
): OriginOf {
  const earliest = news.reduce((instant, fact) => Math.min(instant, fact.at), Infinity);
  const lookback: Lookback = (tag, summed) => catalogue.lookback(tag, summed);
  let evaluation: Evaluation | undefined;
  const sinceWhen = (segment: string): number | undefined => {
    // What tags were back then may not be kept any more.
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
