/**
 * Computes the funnel report. For each group, the report contains the number of customers that reach each step, and how
 * long they take.
 */
import { Growing } from '../columns/dictionary.js';
import type { Value } from '../types.js';
import { valueKey } from '../values/value.js';
import { meanOf, quantileOf, rowId, share, type Analysis, type Customers, type Fold, type Note } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { progressOf, progressReader } from './funnel.js';
import type { Exclusion, FunnelOrder, FunnelShape, MaskedEvents, Progress } from './funnel-shape.js';
import { compareGroups, groupOf, matchesOthers, shownGroups, type GroupKey, type RowKind } from './groups.js';

export interface FunnelQuestion {
  /** The steps of the funnel. An event takes a step if it matches one of the choices listed for that step. */
  readonly steps: readonly (readonly Choice[])[];
  readonly windowMs: number;
  readonly from: number;
  readonly to: number;
  readonly order: FunnelOrder;
  readonly exclusions: readonly {
    readonly after: number;
    readonly before: number;
    readonly events: readonly Choice[];
  }[];
  /** A property that must have the same value in all events of an attempt. */
  readonly same?: string;
  /**
   * With `property`, groups are the values of that property of the first event of the attempt. With `MOMENT`, customers
   * are grouped by their state at the time of that event. By default there is one group.
   */
  readonly by?: { readonly property: string } | 'MOMENT';
}

interface FunnelStep {
  readonly reached: number;
  /**
   * `conversion` is the share of customers who reached this step among those who reached the first step.
   * `stepConversion` is the share among those who reached the previous step.
   */
  readonly conversion?: number;
  readonly stepConversion?: number;
  /** Number of customers that reached the previous step but not this one. */
  readonly lost: number;
  /** Mean, median and 90th percentile of the time from the first event of the attempt to this step, in ms. */
  readonly meanMs?: number;
  readonly medianMs?: number;
  readonly p90Ms?: number;
  readonly row: string;
  readonly lostRow: string;
}

interface FunnelGroup {
  readonly group: GroupKey;
  readonly other: boolean;
  readonly steps: readonly FunnelStep[];
  /**
   * Number of customers that reached the first step but not the last, and whose attempt can still succeed because its
   * window has not ended.
   */
  readonly open: number;
  readonly openRow: string;
  /** Number of customers that would reach a later step if events at the same time counted as one after the other. */
  readonly tied: number;
  /** True if the period has ended and no attempt is still open. */
  readonly complete: boolean;
}

export interface FunnelFigure {
  readonly all: FunnelGroup;
  /** Empty if no groups are requested. */
  readonly groups: readonly FunnelGroup[];
}

interface Sum {
  readonly reached: Float64Array;
  readonly times: readonly Growing<Float64Array>[];
  open: number;
  tied: number;
}

type Sums = Map<GroupKey, Sum>;

/**
 * Returns the choices of a funnel: the choices of the steps, followed by the choices of the exclusions. The position of
 * a choice is its bit in the event masks.
 */
export const funnelChoices = (question: FunnelQuestion): readonly Choice[] => [
  ...question.steps.flat(),
  ...question.exclusions.flatMap((x) => x.events),
];

function shapeOf(question: FunnelQuestion): FunnelShape {
  let bit = 0;
  const bitsOf = (events: readonly Choice[]): number => events.reduce((bits) => bits | (1 << bit++), 0);
  const steps = question.steps.map(bitsOf);
  const exclusions = question.exclusions.map(({ after, before, events }): Exclusion => ({
    after,
    before,
    bits: bitsOf(events),
  }));
  return {
    steps,
    exclusions,
    windowMs: question.windowMs,
    from: question.from,
    to: question.to,
    order: question.order,
  };
}

/** Returns the analysis of a funnel. It covers all customers that take the first step in the period. */
export function funnelAnalysis(question: FunnelQuestion, now: number): Analysis<Sums, FunnelFigure> {
  const shape = shapeOf(question);
  const empty = (): Sum => ({
    reached: new Float64Array(shape.steps.length + 1),
    times: Array.from({ length: shape.steps.length + 1 }, () => Growing.floats()),
    open: 0,
    tied: 0,
  });
  const add = (into: Sum, x: Sum): void => {
    x.reached.forEach((n, d) => void (into.reached[d] += n));
    x.times.forEach((list, d) => list.sealed().forEach((ms) => into.times[d].push(ms)));
    into.open += x.open;
    into.tied += x.tied;
  };
  const added = (sums: Iterable<Sum>): Sum => {
    const out = empty();
    for (const x of sums) add(out, x);
    return out;
  };
  const shown = (sums: Sums): ReturnType<typeof shownGroups<Sum>> => shownGroups(sums, (x) => x.reached[1], added);
  return {
    begin: () => new Map(),
    over: (customers) => foldFunnel(question, shape, customers, empty),
    merge: (into, other) => {
      for (const [group, sum] of other) {
        const there = into.get(group);
        if (there) add(there, sum);
        else into.set(group, sum);
      }
    },
    finish: (sums) => ({
      all: groupFigure(added(sums.values()), 'all', null, false, question.to <= now),
      groups: question.by
        ? shown(sums).map(({ group, other, sum }) =>
            groupFigure(sum, other ? 'other' : 'group', group, other, question.to <= now),
          )
        : [],
    }),
    matcher: (row) => matchesOthers(row, (sums: Sums, group) => shown(sums).some((x) => !x.other && x.group === group)),
  };
}

function foldFunnel(question: FunnelQuestion, shape: FunnelShape, customers: Customers, empty: () => Sum): Fold<Sums> {
  const { part, setting, now, within, groupAt } = customers;
  const reader = new EventReader(part, funnelChoices(question), {
    setting,
    now,
    all: question.order === 'CONSECUTIVE',
  });
  const opening = question.order === 'ANY' ? shape.steps.reduce((a, b) => a | b, 0) : shape.steps[0];
  const read = progressReader(shape);
  // No attempt begins before the start of the period, and none contains an event at or after `until`.
  const until = question.to + question.windowMs + 1;
  return (sums, customer, note) => {
    if (reader.read(customer, question.from, until) === 0) return;
    const scoped = within ? scopedEvents(reader, opening, (at) => within(customer, at)) : reader;
    const attempts = question.same === undefined ? [scoped] : [...sharing(reader, scoped, question.same).values()];
    // `read` reuses its result, so several attempts need separate results.
    const progresses = attempts.map((events) => (attempts.length === 1 ? read(events) : progressOf(shape, events)));
    const progress = together(progresses, shape.steps.length);
    const { reached } = progress;
    if (reached === 0) return;
    const begun = progress.begunAt[reached];
    const group = groupAt && question.by === 'MOMENT' ? groupOf(groupAt(customer, begun)) : groupAtBeginning();
    let sum = sums.get(group);
    if (!sum) sums.set(group, (sum = empty()));
    for (let d = 1; d <= reached; d++) {
      sum.reached[d]++;
      sum.times[d].push(progress.finishedAt[d] - progress.begunAt[d]);
    }
    const last = shape.steps.length;
    const open = reached < last && progress.lastBegun + question.windowMs > now;
    if (open) sum.open++;
    if (progress.loose > reached) sum.tied++;
    if (note) noteRows(note, group, reached, last, open);

    /**
     * Returns the group in which the attempt that reached the last step began. If several events may have begun this
     * attempt, the smallest of their values is the group.
     */
    function groupAtBeginning(): GroupKey {
      if (!question.by || question.by === 'MOMENT') return null;
      let best: GroupKey | undefined;
      for (const [k, { mask }] of attempts.entries()) {
        const own = progresses[k];
        const tied =
          own.reached === reached &&
          own.begunAt[reached] === begun &&
          own.finishedAt[reached] === progress.finishedAt[reached];
        if (!tied) continue;
        for (let i = 0; i < reader.length; i++) {
          if (reader.at[i] !== begun || (mask[i] & opening) === 0) continue;
          const value = groupOf(reader.value(i, question.by.property));
          if (best === undefined || compareGroups(value, best) < 0) best = value;
        }
      }
      return best ?? null;
    }
  };
}

/** Passes to `note` the rows in which a customer is counted, both for all customers and for the group. */
function noteRows(note: Note, group: GroupKey, reached: number, last: number, open: boolean): void {
  for (const [kind, key] of [
    ['all', null],
    ['group', group],
  ] as const) {
    for (let d = 1; d <= reached; d++) note(rowId(kind, key, 'reached', d));
    if (reached < last) note(rowId(kind, key, 'lost', reached + 1));
    if (open) note(rowId(kind, key, 'open'));
  }
}

/**
 * Copies the masks of the events. An event outside the scope cannot begin an attempt, so the `opening` bits are removed
 * from its mask.
 */
function scopedEvents(reader: EventReader, opening: number, within: (at: number) => boolean): MaskedEvents {
  const mask = reader.mask.slice(0, reader.length);
  for (let i = 0; i < mask.length; i++) if ((mask[i] & opening) !== 0 && !within(reader.at[i])) mask[i] &= ~opening;
  return { length: reader.length, at: reader.at, mask };
}

/**
 * Returns a copy of the events for each value of the shared property `field`. In each copy, only the events with that
 * value keep the bits of their mask.
 */
function sharing(
  reader: EventReader,
  events: MaskedEvents,
  field: string,
): Map<string, { length: number; at: ArrayLike<number>; mask: Int32Array }> {
  const out = new Map<string, { length: number; at: ArrayLike<number>; mask: Int32Array }>();
  for (let i = 0; i < events.length; i++) {
    if (events.mask[i] === 0) continue;
    for (const key of new Set(reader.values(i, field).map((v: Value) => valueKey(v)))) {
      let own = out.get(key);
      if (!own) out.set(key, (own = { length: events.length, at: events.at, mask: new Int32Array(events.length) }));
      own.mask[i] = events.mask[i];
    }
  }
  return out;
}

/**
 * Combines a customer's progress over several values of a shared property. For each step, the attempt that reached it
 * first counts. If several attempts reached it at the same time, the one that began last counts.
 */
function together(list: readonly Progress[], steps: number): Progress {
  if (list.length === 1) return list[0];
  const out: Progress = {
    reached: 0,
    finishedAt: new Float64Array(steps + 1).fill(NaN),
    begunAt: new Float64Array(steps + 1).fill(NaN),
    lastBegun: -Infinity,
    loose: 0,
  };
  for (const p of list) {
    out.reached = Math.max(out.reached, p.reached);
    out.loose = Math.max(out.loose, p.loose);
    out.lastBegun = Math.max(out.lastBegun, p.lastBegun);
    for (let d = 1; d <= p.reached; d++) {
      const [at, was] = [p.finishedAt[d], out.finishedAt[d]];
      if (at > was || (at === was && p.begunAt[d] <= out.begunAt[d])) continue;
      out.finishedAt[d] = at;
      out.begunAt[d] = p.begunAt[d];
    }
  }
  return out;
}

function groupFigure(sum: Sum, kind: RowKind, group: GroupKey, other: boolean, isOver: boolean): FunnelGroup {
  const { reached } = sum;
  const steps = Array.from({ length: reached.length - 1 }, (_, k): FunnelStep => {
    const d = k + 1;
    const before = d === 1 ? reached[1] : reached[d - 1];
    const times = sum.times[d].sealed().sort();
    return {
      reached: reached[d],
      conversion: share(reached[d], reached[1]),
      stepConversion: share(reached[d], before),
      lost: before - reached[d],
      meanMs: meanOf(times),
      medianMs: quantileOf(times, 0.5),
      p90Ms: quantileOf(times, 0.9),
      row: rowId(kind, group, 'reached', d),
      lostRow: rowId(kind, group, 'lost', d),
    };
  });
  return {
    group,
    other,
    steps,
    open: sum.open,
    openRow: rowId(kind, group, 'open'),
    tied: sum.tied,
    complete: isOver && sum.open === 0,
  };
}
