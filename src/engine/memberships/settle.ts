/**
 * Evaluates one customer up to a given time. Returns the membership changes in the order in which they happened, and
 * the time of the next check. Changes are caused by new facts, new definitions, or the passing of time.
 */
import type { Catalogue } from '../definitions/catalogue.js';
import type { FactSet } from '../facts/facts.js';
import type { Cause, Transition } from '../types.js';
import { joinMoves } from '../layers/layers.js';
import { Evaluation, type CustomerFacts } from '../segments/evaluate.js';
import type { TagState } from '../tags/tags.js';
import { nextFlip } from '../time/timeline.js';
import { DAY } from '../time/time.js';
import { ascending } from '../values/ascending.js';
import { nextEvaluationAt } from './dues.js';
import { Membership } from './membership.js';
import { originsAt } from './origin.js';
import type { NewTransition, EvaluationState, NewFact, SegmentState, SettleInput } from './state.js';
import { segmentsToEvaluate } from './segments-to-evaluate.js';

export type { EvaluationState, NewFact, SegmentState } from './state.js';

/**
 * Catalogue version and time of a finished backfill. A backfill re-evaluates only the customers that a new definition
 * affects. All other customers count as evaluated at this time under this version.
 */
export interface Watermark {
  readonly version: number;
  readonly at: number;
}

export interface Settlement {
  readonly state: EvaluationState;
  readonly transitions: readonly Transition[];
  /** Number of segments that were evaluated. */
  readonly evaluated: number;
}

/**
 * Time in ms for which membership changes are computed in advance. When this time has passed, they are computed again.
 */
export const HORIZON_MS = 400 * DAY;

const NO_NEWS: readonly NewFact[] = [];

export function unevaluated(at: number): EvaluationState {
  return { evaluatedAt: at, catalogueVersion: -1, sequence: 0, segments: [], knownUntil: at, nextCheckAt: at };
}

/**
 * Returns the state of a customer after a finished backfill. The state does not change if the customer is due by the
 * time of the watermark, because the customer must be evaluated first.
 */
export function raisedTo(state: EvaluationState, { version, at }: Watermark): EvaluationState {
  if (state.catalogueVersion < 0 || state.catalogueVersion >= version || state.nextCheckAt <= at) return state;
  return { ...state, catalogueVersion: version, evaluatedAt: Math.max(state.evaluatedAt, at) };
}

/** Applies a watermark to the evaluation state of a customer. Returns the same object if nothing changes. */
export function countedUnder<R extends { readonly evaluation: EvaluationState }>(record: R, watermark: Watermark): R {
  const evaluation = raisedTo(record.evaluation, watermark);
  return evaluation === record.evaluation ? record : { ...record, evaluation };
}

/**
 * Evaluates a customer from the last evaluation up to a given time. Returns the new state, including the time of the
 * next check, and the transitions in order, each with its time and cause.
 *
 * A flip is a membership change that time alone causes. Only segments affected by new facts, due flips or new
 * definitions are evaluated. All segments are evaluated for a new customer, if `whole` is set, and when the time
 * `knownUntil` is reached. If the given time is before the last evaluation, the time of that evaluation is used
 * instead. As long as only time passes, the number of evaluations does not affect the transitions.
 *
 * @example
 * // Segment `fresh` is `did(searched, last 1d)`; the customer searched at noon.
 * const first = settle(catalogue, unevaluated(noon), facts, new Map(), { at: noon, news: [search] });
 * first.transitions; // fresh ENTERED at noon, because of an EVENT
 * first.state.nextCheckAt; // noon + 1d
 * settle(catalogue, first.state, facts, new Map(), { at: noon + 3 * DAY, news: [] }).transitions;
 * // fresh LEFT at noon + 1d, because of TIME
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
  const subject: CustomerFacts = { facts, tags, lists: input.lists ?? new Set() };
  const toEvaluate = segmentsToEvaluate(catalogue, before, input, at);
  const evaluation = new Evaluation(catalogue, subject, begin, at + HORIZON_MS);
  const originOf = originsAt(catalogue, subject, begin, input.news, isFresh);

  const states = new Map(before.segments.map((state) => [state.segment, state]));
  const found: NewTransition[] = [];
  for (const key of toEvaluate.keys) {
    const definition = catalogue.segmentDefinition(key);
    const state = states.get(key);
    if (!definition) continue;
    const line = evaluation.segment(key);
    // No state is stored for a segment whose condition never held and will not hold unless new facts arrive.
    if (!state && line.values.length === 1 && !line.values[0]) continue;
    const membership = new Membership(key, definition.version, state, at);
    if (input.whole || toEvaluate.published.has(key)) membership.compare(line, input.whole ?? 'DEFINITION');
    else membership.follow(line, begin, toEvaluate.causes.get(key) ?? NO_NEWS, originOf, isFresh);
    found.push(...membership.changes);
    states.set(key, membership.stateAfter(nextFlip(line, at, evaluation.horizon)));
  }
  found.push(...leaveEnded(catalogue, states, at));

  const { transitions, sequence } = numbered(found, before.sequence);
  const segments = remembered(states, transitions);
  const knownUntil = toEvaluate.all ? evaluation.horizon : before.knownUntil;
  const nextCheckAt = nextEvaluationAt({ segments, knownUntil });
  return {
    state: { evaluatedAt: at, catalogueVersion: catalogue.version, sequence, segments, knownUntil, nextCheckAt },
    transitions,
    evaluated: toEvaluate.keys.size,
  };
}

/** Ends memberships in segments that are no longer defined, and removes their states. */
function leaveEnded(catalogue: Catalogue, states: Map<string, SegmentState>, at: number): NewTransition[] {
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

/** Sorts changes and numbers them, continuing from the last transition of the customer. */
function numbered(
  found: readonly NewTransition[],
  last: number,
): { readonly transitions: readonly Transition[]; readonly sequence: number } {
  const ordered = joinMoves(found).sort(compareChanges);
  const transitions = ordered.map((change, i) => ({ ...change, sequence: last + 1 + i }));
  return { transitions, sequence: last + transitions.length };
}

/** Compares changes by time. At the same time, exits come before entries. */
function compareChanges(left: NewTransition, right: NewTransition): number {
  return (
    left.effectiveAt - right.effectiveAt ||
    ascending(left.kind !== 'LEFT', right.kind !== 'LEFT') ||
    ascending(left.segment, right.segment)
  );
}

/**
 * Returns the states to store after the transitions, sorted by key. Only segments that the customer is in, was in, or
 * will be in have a stored state.
 */
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

/** Ends all memberships of a profile. A profile that is merged into another customer is no longer a customer itself. */
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
