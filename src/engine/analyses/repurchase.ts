/** Repurchase analysis: the time until customers order again. */
import { Growing } from '../columns/dictionary.js';
import { meanOf, quantileOf, rowId, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader } from './events.js';
import { dayNumbers, orderBits, orderDays, retailChoices, type RetailEvents } from './orders-of.js';

export interface RepurchaseQuestion extends RetailEvents {
  /** Period of the analysis. A gap between two orders counts if the later order is within [from, to). */
  readonly from: number;
  readonly to: number;
  /** Ascending upper bounds of the ranges of gaps, in ms. */
  readonly bounds: readonly number[];
}

interface GapRange {
  /** Upper bound of the range. Undefined for the range of all longer gaps. */
  readonly belowMs?: number;
  readonly gaps: number;
  readonly row: string;
}

interface Gaps {
  readonly gaps: number;
  readonly meanMs?: number;
  readonly medianMs?: number;
  readonly p90Ms?: number;
  readonly ranges: readonly GapRange[];
}

export interface RepurchaseFigure {
  /** Gaps between consecutive days with an order. */
  readonly all: Gaps;
  /** Gaps between a customer's first and second day with an order. */
  readonly firstToSecond: Gaps;
  readonly complete: boolean;
}

type Lists = Readonly<Record<'all' | 'first', Growing<Float64Array>>>;

/**
 * Returns the analysis of the gaps between days with an order. Each day is represented by the time of its first order.
 */
export function repurchaseAnalysis(
  question: RepurchaseQuestion,
  zone: string,
  now: number,
): Analysis<Lists, RepurchaseFigure> {
  return {
    begin: () => ({ all: Growing.floats(), first: Growing.floats() }),
    over: (customers) => foldGaps(question, zone, customers),
    merge: (into, other) => {
      for (const kind of ['all', 'first'] as const) for (const gap of other[kind].sealed()) into[kind].push(gap);
    },
    finish: (lists) => ({
      all: gapsOf('all', lists.all.sealed().sort(), question.bounds),
      firstToSecond: gapsOf('first', lists.first.sealed().sort(), question.bounds),
      complete: question.to <= now,
    }),
  };
}

const rangeOf = (gap: number, bounds: readonly number[]): number => {
  const place = bounds.findIndex((bound) => gap < bound);
  return place < 0 ? bounds.length : place;
};

function gapsOf(kind: keyof Lists, gaps: Float64Array, bounds: readonly number[]): Gaps {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const gap of gaps) counts[rangeOf(gap, bounds)]++;
  return {
    gaps: gaps.length,
    meanMs: meanOf(gaps),
    medianMs: quantileOf(gaps, 0.5),
    p90Ms: quantileOf(gaps, 0.9),
    ranges: counts.map((n, place) => ({ belowMs: bounds[place], gaps: n, row: rowId(kind, place) })),
  };
}

function foldGaps(question: RepurchaseQuestion, zone: string, { part, setting, now, within }: Customers): Fold<Lists> {
  const { from, to, bounds } = question;
  const reader = new EventReader(part, retailChoices(question), { setting, now });
  const bits = orderBits(question);
  return (lists, customer, note) => {
    if (reader.read(customer, -Infinity, to) < 2) return;
    const dayOf = dayNumbers(zone, reader.at[0], reader.at[reader.length - 1] + 1);
    const days = orderDays(reader, bits, dayOf, (at) => !within || within(customer, at));
    for (let i = 1; i < days.length; i++) {
      if (days[i] < from) continue;
      const gap = days[i] - days[i - 1];
      lists.all.push(gap);
      note?.(rowId('all', rangeOf(gap, bounds)));
      if (i > 1) continue;
      lists.first.push(gap);
      note?.(rowId('first', rangeOf(gap, bounds)));
    }
  };
}
