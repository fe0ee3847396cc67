/**
 * Brings one customer up to an instant: what the new facts, the passing of time and new definitions change in its
 * memberships, in the order it happened, and when to look again.
 */
import type { Catalogue } from '../definitions/catalogue.js';
import type { FactSet } from '../facts/facts.js';
import type { Cause, Transition } from '../model.js';
import { joinMoves } from '../layers/layers.js';
import { Evaluation, type Subject } from '../segment/evaluate.js';
import { lacks, type Lookback, type TagState } from '../tags/tags.js';
import { nextFlip, pieceAt, valueAt } from '../time/timeline.js';
import { DAY } from '../time/time.js';
import { ascending } from '../values/ascending.js';
import { nextEvaluationAt } from './dues.js';

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

/**
 * Everyone was brought under a catalogue version: whoever it does not concern counts as evaluated under it, at this
 * instant.
 */
export interface Watermark {
  readonly version: number;
  readonly at: number;
}

export interface NewFact {
  readonly id: string;
  readonly at: number;
  readonly event?: string;
  readonly tag?: string;
}

export interface Settlement {
  readonly state: EvaluationState;
  readonly transitions: readonly Transition[];
  /** Segments evaluated. */
  readonly evaluated: number;
}

/** How far ahead flips are looked for; when that time has passed they are looked for again. */
export const HORIZON_MS = 400 * DAY;

const NO_NEWS: readonly NewFact[] = [];

export function unevaluated(at: number): EvaluationState {
  return { evaluatedAt: at, catalogueVersion: -1, sequence: 0, segments: [], knownUntil: at, nextCheckAt: at };
}

/** A stored state as it counts under a watermark. Whoever was due by then has to be evaluated first. */
export function raisedTo(state: EvaluationState, { version, at }: Watermark): EvaluationState {
  if (state.catalogueVersion < 0 || state.catalogueVersion >= version || state.nextCheckAt <= at) return state;
  return { ...state, catalogueVersion: version, evaluatedAt: Math.max(state.evaluatedAt, at) };
}

/** A customer as it counts under a watermark: the same object where it is stored so. */
export function countedUnder<R extends { readonly evaluation: EvaluationState }>(record: R, watermark: Watermark): R {
  const evaluation = raisedTo(record.evaluation, watermark);
  return evaluation === record.evaluation ? record : { ...record, evaluation };
}

/** By time. At one instant what is left comes before what is entered. */
function compareTransitions(left: Omit<Transition, 'sequence'>, right: Omit<Transition, 'sequence'>): number {
  return (
    left.effectiveAt - right.effectiveAt ||
    ascending(left.kind !== 'LEFT', right.kind !== 'LEFT') ||
    ascending(left.segment, right.segment)
  );
}

/**
 * `facts` and `tags` contain the news already. `whole` evaluates every segment and gives its changes that cause
 * (a merge, an unmerge); otherwise only what the news, due flips and new definitions touch is evaluated, and everything
 * where `knownUntil` has come.
 */
export function settle(
  catalogue: Catalogue,
  before: EvaluationState,
  facts: FactSet,
  tags: ReadonlyMap<string, TagState>,
  input: {
    readonly at: number;
    readonly news: readonly NewFact[];
    readonly whole?: Cause | undefined;
    /** Ids of the lists that the customer stands in, and of those where it did not, or did, before. */
    readonly lists?: ReadonlySet<string>;
    readonly listsChanged?: readonly string[] | undefined;
  },
): Settlement {
  const begin = before.evaluatedAt;
  const at = Math.max(input.at, begin);
  const fresh = before.catalogueVersion < 0;
  const states = new Map(before.segments.map((s) => [s.segment, s]));

  const all = fresh || input.whole !== undefined || before.knownUntil <= at;
  const published =
    fresh || input.whole
      ? new Set<string>()
      : union(
          catalogue.publishedSince(before.catalogueVersion),
          catalogue.segmentsReadingLists(input.listsChanged ?? []),
        );
  const subject: Subject = { facts, tags, lists: input.lists ?? new Set() };
  const causes = new Map<string, NewFact[]>();
  for (const fact of input.news) {
    for (const key of catalogue.touchedBy(fact.event !== undefined ? { event: fact.event } : { tag: fact.tag! })) {
      const list = causes.get(key);
      if (list) list.push(fact);
      else causes.set(key, [fact]);
    }
  }
  const due = before.segments.filter((s) => s.nextFlipAt !== undefined && s.nextFlipAt <= at).map((s) => s.segment);
  const touched = new Set(all ? catalogue.allSegments().map((s) => s.key) : [...published, ...causes.keys(), ...due]);

  const evaluation = new Evaluation(catalogue, subject, begin, at + HORIZON_MS);
  const late = lateNews(catalogue, subject, begin, input.news, fresh);
  const found: Omit<Transition, 'sequence'>[] = [];
  const next = new Map(states);
  for (const key of touched) {
    const definition = catalogue.segmentDefinition(key);
    const state = states.get(key);
    if (!definition) continue;
    const line = evaluation.segment(key);
    // What never held and, with nothing new, never will is not remembered.
    if (!state && line.values.length === 1 && !line.values[0]) continue;
    const news = causes.get(key) ?? NO_NEWS;
    let member = state?.member ?? false;
    let since = state?.since;
    const turn = (truth: boolean, cause: Cause, effectiveAt: number, fact?: string): void => {
      member = truth;
      since = Math.min(Math.max(effectiveAt, since ?? -Infinity), at);
      found.push({
        segment: key,
        kind: truth ? 'ENTERED' : 'LEFT',
        cause,
        effectiveAt: since,
        version: definition.version,
        fact,
      });
    };
    if (input.whole || published.has(key)) {
      const truth = valueAt(line, at);
      if (truth !== member) turn(truth, input.whole ?? 'DEFINITION', at);
    } else {
      const first = valueAt(line, begin);
      if (first !== member) {
        // A late fact, or the first evaluation.
        const { effectiveAt, fact } = late(key, news);
        const otherwise = fresh ? 'EVENT' : 'DEFINITION';
        turn(first, fact ? causeOf(fact) : otherwise, effectiveAt, fact?.id);
      }
      for (let i = 0; i < line.starts.length; i++) {
        const t = line.starts[i];
        if (t <= begin || t > at || line.values[i] === member) continue;
        const cause = news.find((f) => f.at === t);
        turn(line.values[i], cause ? causeOf(cause) : 'TIME', t, cause?.id);
      }
    }
    next.set(key, {
      segment: key,
      member,
      since,
      version: definition.version,
      sequence: state?.sequence ?? 0,
      nextFlipAt: nextFlip(line, at, evaluation.horizon),
    });
  }

  // Segments that are no longer defined are left.
  for (const state of states.values()) {
    if (catalogue.segmentDefinition(state.segment)) continue;
    next.delete(state.segment);
    if (state.member)
      found.push({
        segment: state.segment,
        kind: 'LEFT',
        cause: 'DEFINITION',
        effectiveAt: Math.max(at, state.since ?? at),
        version: state.version,
      });
  }

  let sequence = before.sequence;
  const transitions = joinMoves(found)
    .sort(compareTransitions)
    .map((t) => ({ ...t, sequence: ++sequence }));
  for (const t of transitions) {
    const s = next.get(t.segment);
    if (s) next.set(t.segment, { ...s, sequence: t.sequence, since: t.effectiveAt });
  }
  const segments = [...next.values()]
    .filter((s) => s.member || s.nextFlipAt !== undefined || s.sequence > 0)
    .sort((a, b) => (a.segment < b.segment ? -1 : 1));
  const knownUntil = all ? evaluation.horizon : before.knownUntil;
  const nextCheckAt = nextEvaluationAt({ segments, knownUntil });
  return {
    state: { evaluatedAt: at, catalogueVersion: catalogue.version, sequence, segments, knownUntil, nextCheckAt },
    transitions,
    evaluated: touched.size,
  };
}

/**
 * Tells what brought about the truth of a segment at `begin`, where facts lie before that: since when it is so, and the
 * fact behind it. That is the last one that touches the segment and is no later; of somebody new where none does (what
 * did not happen), the last one of all. Without a fact it was a definition.
 */
function lateNews(
  catalogue: Catalogue,
  subject: Subject,
  begin: number,
  news: readonly NewFact[],
  fresh: boolean,
): (segment: string, own: readonly NewFact[]) => { readonly effectiveAt: number; readonly fact?: NewFact } {
  const origin = news.reduce((t, f) => Math.min(t, f.at), Infinity);
  const lookback: Lookback = (tag, summed) => catalogue.lookback(tag, summed);
  let evaluation: Evaluation | undefined;
  const sinceWhen = (segment: string): number | undefined => {
    // What tags were back then may not be kept any more.
    if (origin >= begin || lacks(subject.tags, origin, lookback)) return undefined;
    evaluation ??= new Evaluation(catalogue, subject, origin, begin);
    const { starts } = evaluation.segment(segment);
    return starts[pieceAt(starts, begin)];
  };
  return (segment, own) => {
    const known = own.length === 0 && fresh ? news : own;
    if (known.length === 0) return { effectiveAt: begin };
    const since = sinceWhen(segment);
    const fact =
      latest(own, since ?? begin) ?? (fresh ? latest(news, since ?? begin) : undefined) ?? latest(known, Infinity)!;
    return { effectiveAt: since ?? Math.min(fact.at, begin), fact };
  };
}

const latest = (facts: readonly NewFact[], until: number): NewFact | undefined =>
  facts.reduce<NewFact | undefined>((a, b) => (b.at <= until && (!a || b.at > a.at) ? b : a), undefined);

function causeOf(fact: NewFact): Cause {
  return fact.event !== undefined ? 'EVENT' : 'TAG';
}

const union = (one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> =>
  other.size === 0 ? one : new Set([...one, ...other]);

/** A profile that becomes part of another customer is no longer listed: it leaves what it was in. */
export function leaveAll(before: EvaluationState, at: number, cause: Cause): Settlement {
  let sequence = before.sequence;
  const transitions = before.segments
    .filter((s) => s.member)
    .map((s): Transition => ({
      segment: s.segment,
      kind: 'LEFT',
      cause,
      effectiveAt: Math.max(at, s.since ?? at),
      version: s.version,
      sequence: ++sequence,
    }));
  return { state: { ...before, sequence, segments: [], nextCheckAt: Infinity }, transitions, evaluated: 0 };
}
