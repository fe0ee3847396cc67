/** Determines which segments of a customer must be evaluated, and which new facts affect them. */
import type { Catalogue } from '../definitions/catalogue.js';
import type { EvaluationState, NewFact, SettleInput } from './state.js';

export interface SegmentsToEvaluate {
  readonly keys: ReadonlySet<string>;
  /**
   * True if every segment must be evaluated. This is the case if the customer is new or regrouped, or if the time
   * `knownUntil` is reached.
   */
  readonly all: boolean;
  /** Segments whose meaning changed because a definition was published or the entries of a list changed. */
  readonly published: ReadonlySet<string>;
  /** For each segment, the new facts that affect it. */
  readonly causes: ReadonlyMap<string, readonly NewFact[]>;
}

/**
 * Returns the segments that must be evaluated up to the time `at`. A segment is included if new facts affect it, if its
 * meaning changed, or if time alone may change its membership by then.
 */
export function segmentsToEvaluate(
  catalogue: Catalogue,
  before: EvaluationState,
  { news, whole, listsChanged }: SettleInput,
  at: number,
): SegmentsToEvaluate {
  const isFresh = before.catalogueVersion < 0;
  const causes = causesOf(catalogue, news);
  const isDefined = isFresh || whole !== undefined;
  const published = isDefined ? NONE : publishedFor(catalogue, before, listsChanged ?? []);
  const all = isDefined || before.knownUntil <= at;
  if (all) return { keys: new Set(catalogue.allSegments().map(({ key }) => key)), all, published, causes };
  const due = before.segments.filter(({ nextFlipAt = Infinity }) => nextFlipAt <= at).map(({ segment }) => segment);
  return { keys: new Set([...published, ...causes.keys(), ...due]), all, published, causes };
}

const NONE: ReadonlySet<string> = new Set();

function publishedFor(
  catalogue: Catalogue,
  { catalogueVersion }: EvaluationState,
  listsChanged: readonly string[],
): ReadonlySet<string> {
  const published = catalogue.publishedSince(catalogueVersion);
  const reading = catalogue.segmentsReadingLists(listsChanged);
  return reading.size === 0 ? published : new Set([...published, ...reading]);
}

function causesOf(catalogue: Catalogue, news: readonly NewFact[]): Map<string, NewFact[]> {
  const causes = new Map<string, NewFact[]>();
  for (const fact of news)
    for (const key of catalogue.touchedBy(fact.event === undefined ? { tag: fact.tag! } : { event: fact.event })) {
      const facts = causes.get(key);
      if (facts) facts.push(fact);
      else causes.set(key, [fact]);
    }
  return causes;
}
