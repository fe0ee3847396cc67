/**
 * Evaluates one customer up to a time: the membership changes caused by new facts, time and new definitions, in the
 * order in which they happened, and the time of the next check.
 */
import type { Catalogue } from '../definitions/catalogue.js';
import type { FactSet } from '../facts/facts.js';
import type { Cause, Transition } from '../model.js';
import { joinMoves } from '../layers/layers.js';
import { Evaluation, type Subject } from '../segment/evaluate.js';
import type { TagState } from '../tags/tags.js';
import { nextFlip } from '../time/timeline.js';
import { DAY } from '../time/time.js';
import { ascending } from '../values/ascending.js';
import { nextEvaluationAt } from './dues.js';
import { Membership } from './membership.js';
import { originsAt } from './origin.js';
import type { Change, EvaluationState, NewFact, SegmentState, SettleInput } from './state.js';
import { touchedSegments } from './touched.js';

export type { EvaluationState, NewFact, SegmentState } from './state.js';

/**
 * Marks a finished backfill. Customers it did not affect count as evaluated under its catalogue version at its time.
 */
export interface Watermark {
  readonly version: number;
  readonly at: number;
}

export interface Settlement {
  readonly state: EvaluationState;
  readonly transitions: readonly Transition[];
  /** Number of segments evaluated. */
  readonly evaluated: number;
}

/** How far ahead flips are computed. After that time they are computed again. */
export const HORIZON_MS = 400 * DAY;

const NO_NEWS: readonly NewFact[] = [];

export function unevaluated(at: number): EvaluationState {
  return { evaluatedAt: at, catalogueVersion: -1, sequence: 0, segments: [], knownUntil: at, nextCheckAt: at };
}

/** A stored state with the watermark applied. Customers that were due by then must be evaluated first. */
export function raisedTo(state: EvaluationState, { version, at }: Watermark): EvaluationState {
  if (state.catalogueVersion < 0 || state.catalogueVersion >= version || state.nextCheckAt <= at) return state;
  return { ...state, catalogueVersion: version, evaluatedAt: Math.max(state.evaluatedAt, at) };
}

/** A customer with the watermark applied. Returns the same object if the watermark changes nothing. */
export function countedUnder<R extends { readonly evaluation: EvaluationState }>(record: R, watermark: Watermark): R {
  const evaluation = raisedTo(record.evaluation, watermark);
  return evaluation === record.evaluation ? record : { ...record, evaluation };
}

/**
 * Evaluates a customer from its last evaluation up to a time. Returns its new state, with the time of the next check,
 * and the transitions in between in order, each with its own time and cause.
 *
 * It evaluates only the segments affected by new facts, due flips and new definitions. It evaluates all segments for a
 * new customer, with `whole`, and at the end of the known flips. A time before the last evaluation counts as the time
 * of that evaluation. Time alone gives the same transitions in one step or in many.
 *
 *     // Segment `fresh` is `did(searched, last 1d)`; the customer searched at noon.
 *     const first = settle(catalogue, unevaluated(noon), facts, new Map(), { at: noon, news: [search] });
 *     first.transitions; // fresh ENTERED at noon, because of an EVENT
 *     first.state.nextCheckAt; // noon + 1d
 *     settle(catalogue, first.state, facts, new Map(), { at: noon + 3 * DAY, news: [] }).transitions;
 *     // fresh LEFT at noon + 1d, because of TIME
 */
export function settle(
  catalogue: Catalogue,
  before: EvaluationState,
  facts: FactSet,
  tags: ReadonlyMap<string, TagState>,
  input: SettleInput,
): Settlement {
  const begin = before.evaluatedAt;
  const at = Math.max(input.at, begin);
  const isFresh = before.catalogueVersion < 0;
  const subject: Subject = { facts, tags, lists: input.lists ?? new Set() };
  const touched = touchedSegments(catalogue, before, input, at);
  const evaluation = new Evaluation(catalogue, subject, begin, at + HORIZON_MS);
  const originOf = originsAt(catalogue, subject, begin, input.news, isFresh);

  const states = new Map(before.segments.map((state) => [state.segment, state]));
  const found: Change[] = [];
  for (const key of touched.keys) {
    const definition = catalogue.segmentDefinition(key);
    const state = states.get(key);
    if (!definition) continue;
    const line = evaluation.segment(key);
    // A segment that never held, and never will without new facts, is not stored.
    if (!state && line.values.length === 1 && !line.values[0]) continue;
    const membership = new Membership(key, definition.version, state, at);
    if (input.whole || touched.published.has(key)) membership.compare(line, input.whole ?? 'DEFINITION');
    else membership.follow(line, begin, touched.causes.get(key) ?? NO_NEWS, originOf, isFresh);
    found.push(...membership.changes);
    states.set(key, membership.stateAfter(nextFlip(line, at, evaluation.horizon)));
  }
  found.push(...leaveEnded(catalogue, states, at));

  const { transitions, sequence } = numbered(found, before.sequence);
  const segments = remembered(states, transitions);
  const knownUntil = touched.all ? evaluation.horizon : before.knownUntil;
  const nextCheckAt = nextEvaluationAt({ segments, knownUntil });
  return {
    state: { evaluatedAt: at, catalogueVersion: catalogue.version, sequence, segments, knownUntil, nextCheckAt },
    transitions,
    evaluated: touched.keys.size,
  };
}

/** Leaves segments that are no longer defined, and removes their states. */
function leaveEnded(catalogue: Catalogue, states: Map<string, SegmentState>, at: number): Change[] {
  const ended = [...states.values()].filter(({ segment }) => !catalogue.segmentDefinition(segment));
  for (const { segment } of ended) states.delete(segment);
  return ended
    .filter(({ member }) => member)
    .map(({ segment, since = at, version }) => ({
      segment,
      kind: 'LEFT',
      cause: 'DEFINITION',
      effectiveAt: Math.max(at, since),
      version,
    }));
}

/** Sorts changes and numbers them after the last transition of the customer. */
function numbered(
  found: readonly Change[],
  last: number,
): { readonly transitions: readonly Transition[]; readonly sequence: number } {
  const ordered = joinMoves(found).sort(compareChanges);
  const transitions = ordered.map((change, i) => ({ ...change, sequence: last + 1 + i }));
  return { transitions, sequence: last + transitions.length };
}

/** Compares by time. At one time, exits come before entries. */
function compareChanges(left: Change, right: Change): number {
  return (
    left.effectiveAt - right.effectiveAt ||
    ascending(left.kind !== 'LEFT', right.kind !== 'LEFT') ||
    ascending(left.segment, right.segment)
  );
}

/** Segments the customer is in, was in, or will be in, by key, as the transitions leave them. */
function remembered(
  states: ReadonlyMap<string, SegmentState>,
  transitions: readonly Transition[],
): readonly SegmentState[] {
  const last = new Map(transitions.map((transition) => [transition.segment, transition]));
  return [...states.values()]
    .map((state) => {
      const transition = last.get(state.segment);
      return transition ? { ...state, sequence: transition.sequence, since: transition.effectiveAt } : state;
    })
    .filter(({ member, nextFlipAt, sequence }) => member || nextFlipAt !== undefined || sequence > 0)
    .sort((left, right) => (left.segment < right.segment ? -1 : 1));
}

/** A profile that becomes part of another customer is no longer a customer itself, so it leaves its segments. */
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
