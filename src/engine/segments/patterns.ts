/**
 * Evaluates conditions on the order of events as timelines. The conditions concern first and last occurrences,
 * sequences, and events that were not followed by another event.
 */
import { compareFacts, type FactSet } from '../facts/facts.js';
import { activeTimeline } from './aggregates.js';
import type { EventFact, Filter, Selection, Sequence, Unfollowed } from '../types.js';
import { eventField, readLine, sharedField, type FieldSetting, type SaidField } from '../facts/fields.js';
import { contributions, passesFilter, type Contribution, type Setting } from '../facts/selection.js';
import { firstAfter } from '../time/search.js';
import { combine, compact, constant, during, type Timeline } from '../time/timeline.js';
import { valueKey } from '../values/value.js';
import { LINE_FIELDS } from '../facts/vocabulary.js';

/** Returns a timeline that is true while the first (or last) selected event passes a filter. False without events. */
export function occurrenceTimeline(
  which: 'first' | 'last',
  of: Selection,
  is: Filter,
  facts: FactSet,
  begin: number,
  horizon: number,
  setting: Setting,
): Timeline<boolean> {
  return activeTimeline(
    contributions(of, facts, begin, setting),
    (active) => {
      const chosen = which === 'first' ? active[0] : active.at(-1);
      return chosen !== undefined && passesFilter(is, chosen.fact, setting);
    },
    begin,
    horizon,
  );
}

/**
 * Returns the values of a fact for a property shared by all steps. They come from the event itself or from its order
 * lines.
 */
function sharedValues(fact: EventFact, field: SaidField, setting: FieldSetting): readonly string[] {
  const { name } = field;
  const own = eventField(fact, field, setting);
  if (own !== undefined) return (Array.isArray(own) ? own : [own]).map(valueKey);
  return !field.own && Object.hasOwn(LINE_FIELDS, name)
    ? (fact.lines ?? []).flatMap((line) => {
        const value = readLine(line, { scope: 'line', name }, setting);
        return line.quantity > 0n && value !== undefined ? [valueKey(value)] : [];
      })
    : [];
}

function byShared(list: readonly Contribution[], field: SaidField, setting: FieldSetting): Map<string, Contribution[]> {
  const out = new Map<string, Contribution[]>();
  for (const c of list) {
    for (const key of new Set(sharedValues(c.fact, field, setting))) {
      const there = out.get(key);
      if (there) there.push(c);
      else out.set(key, [c]);
    }
  }
  return out;
}

/**
 * Returns the selections of all steps, each with the window of the first step. A chain counts as long as all its events
 * are within this window.
 */
export function stepSelections(sequence: Sequence): readonly Selection[] {
  const { windowMs, calendar, fixed } = sequence.steps[0];
  return sequence.steps.map((s) => ({
    ...s,
    ...(windowMs === undefined ? {} : { windowMs }),
    ...(calendar ? { calendar } : {}),
    ...(fixed ? { fixed } : {}),
  }));
}

/** The events that could form a chain. With a shared property, there is one set of candidates per value. */
interface Candidates {
  readonly steps: readonly (readonly Contribution[])[];
  readonly blockers: readonly Contribution[];
}

function candidates(c: Sequence, facts: FactSet, begin: number, setting: Setting): readonly Candidates[] {
  const steps = stepSelections(c).map((s) => contributions(s, facts, begin, setting));
  const blockers = c.without ? contributions(c.without, facts, begin, setting) : [];
  const same = sharedField(c);
  if (!same) return [{ steps, blockers }];
  const groups = steps.map((list) => byShared(list, same, setting));
  const blocking = byShared(blockers, same, setting);
  return [...groups[0].keys()]
    .filter((key) => groups.every((g) => g.has(key)))
    .map((key) => ({ steps: groups.map((g) => g.get(key)!), blockers: blocking.get(key) ?? [] }));
}

export function sequenceTimeline(
  sequence: Sequence,
  facts: FactSet,
  begin: number,
  horizon: number,
  setting: Setting,
): Timeline<boolean> {
  const lines = candidates(sequence, facts, begin, setting).map((x) =>
    chainTimeline(x, sequence.withinMs, begin, horizon),
  );
  return lines.length === 0 ? constant(begin, false) : combine(lines, 'any');
}

/** Returns the events of a chain that is complete at a given time, in order. Undefined if there is none. */
export function sequenceAt(
  sequence: Sequence,
  facts: FactSet,
  at: number,
  setting: Setting,
): readonly EventFact[] | undefined {
  for (const x of candidates(sequence, facts, at, setting)) {
    const chain = findChain(x, sequence.withinMs, at);
    if (chain) return chain.map((y) => y.fact);
  }
  return undefined;
}

/**
 * Returns a timeline that is true while a complete chain exists. Searches for a chain at each time at which the result
 * can change. A chain counts until one of its events no longer counts or a blocker occurs.
 */
function chainTimeline(x: Candidates, withinMs: number | undefined, begin: number, horizon: number): Timeline<boolean> {
  const { steps, blockers } = x;
  const starts: number[] = [];
  const values: boolean[] = [];
  if (steps.some((s) => s.length === 0)) return constant(begin, false);
  const comings = [...new Set([...steps.flat().map((c) => c.from), ...blockers.map((b) => b.to)])].sort(
    (a, b) => a - b,
  );
  for (let t = begin; ;) {
    const chain = findChain(x, withinMs, t);
    starts.push(t);
    values.push(chain !== undefined);
    let next = chain && Math.min(...chain.map((y) => y.to));
    if (!chain) next = comings.find((y) => y > t);
    else for (const b of blockers) if (b.from > t && b.from < next!) next = b.from;
    if (next === undefined || next > horizon || !Number.isFinite(next)) return compact(starts, values);
    t = next;
  }
}

/** Returns a chain that is complete at `t`. Undefined if there is none. */
function findChain(
  { steps, blockers }: Candidates,
  withinMs: number | undefined,
  t: number,
): readonly Contribution[] | undefined {
  // Try the events of the first step from the latest to the earliest, because a chain with a later first event counts
  // longer. For a given first event, the earliest following events are optimal.
  for (let i = steps[0].length - 1; i >= 0; i--) {
    const first = steps[0][i];
    if (!isAlive(first, t)) continue;
    const chain = [first];
    while (chain.length < steps.length) {
      const next = firstLater(steps[chain.length], chain[chain.length - 1].fact.at, t);
      if (!next) break;
      chain.push(next);
    }
    if (chain.length < steps.length) continue;
    const end = chain[chain.length - 1].fact.at;
    if (withinMs !== undefined && end - first.fact.at > withinMs) continue;
    if (blockers.some((b) => isAlive(b, t) && b.fact.at > first.fact.at && b.fact.at < end)) continue;
    return chain;
  }
  return undefined;
}

const instantOf = (c: Contribution): number => c.fact.at;
const isAlive = (c: { readonly from: number; readonly to: number }, t: number): boolean => c.from <= t && t < c.to;

/** Returns the earliest event after `at` that counts at `t`. `list` must be in the order of facts. */
function firstLater(list: readonly Contribution[], at: number, t: number): Contribution | undefined {
  let i = firstAfter(list, at, instantOf);
  while (i < list.length && !isAlive(list[i], t)) i++;
  return list[i];
}

/**
 * Returns a timeline that is true while there is an event without a follower. An event counts from the end of its
 * waiting time, unless a follower occurred within the waiting time and still counts.
 */
export function unfollowedTimeline(
  unfollowed: Unfollowed,
  facts: FactSet,
  begin: number,
  setting: Setting,
): Timeline<boolean> {
  return during(
    begin,
    openPieces(unfollowed, facts, begin, setting).map((x) => [x.from, x.to] as const),
  );
}

/** Returns the events without a follower at a given time, oldest first. */
export function unfollowedAt(
  unfollowed: Unfollowed,
  facts: FactSet,
  at: number,
  setting: Setting,
): readonly EventFact[] {
  return openPieces(unfollowed, facts, at, setting)
    .filter((x) => isAlive(x, at))
    .map((x) => x.fact);
}

function openPieces(
  c: Unfollowed,
  facts: FactSet,
  begin: number,
  setting: Setting,
): readonly { fact: EventFact; from: number; to: number }[] {
  const followers = contributions(c.by, facts, begin, setting).sort((a, b) => compareFacts(a.fact, b.fact));
  const same = sharedField(c);
  const shared =
    same === undefined ? undefined : new Map(followers.map((f) => [f, new Set(sharedValues(f.fact, same, setting))]));
  return contributions(c.of, facts, begin, setting).flatMap((a) => {
    const values = same === undefined ? undefined : sharedValues(a.fact, same, setting);
    let pieces: (readonly [number, number])[] = [[Math.max(a.from, a.fact.at + c.withinMs), a.to]];
    for (
      let i = firstAfter(followers, a.fact.at, instantOf);
      i < followers.length && followers[i].fact.at <= a.fact.at + c.withinMs;
      i++
    ) {
      const f = followers[i];
      if (values && !values.some((v) => shared!.get(f)!.has(v))) continue;
      pieces = pieces
        .flatMap(
          ([from, to]) =>
            [
              [from, Math.min(to, f.from)],
              [Math.max(from, f.to), to],
            ] as const,
        )
        .filter(([from, to]) => from < to);
    }
    return pieces.map(([from, to]) => ({ fact: a.fact, from, to }));
  });
}
