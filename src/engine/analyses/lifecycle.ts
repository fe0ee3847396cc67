/** Lifecycle analysis: counts new, returning, resurrecting and dormant customers in each unit of time. */
import { rowId, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { Periods, type Unit } from './periods.js';

export interface LifecycleQuestion {
  readonly events: readonly Choice[];
  readonly from: number;
  readonly to: number;
  readonly unit: Exclude<Unit, 'HOUR'>;
}

/**
 * The customers of one unit of time. New, returning and resurrecting customers add up to the active ones. Returning and
 * dormant customers add up to the active ones of the previous unit.
 */
export interface LifecycleUnit {
  readonly from: number;
  readonly to: number;
  readonly active: number;
  /** Number of customers whose first event ever lies in this unit. */
  readonly new: number;
  /** Number of customers that were also active in the previous unit. */
  readonly returning: number;
  /** Number of customers that were active before, but not in the previous unit. */
  readonly resurrecting: number;
  /** Number of customers that were active in the previous unit but not in this one. */
  readonly dormant: number;
  readonly complete: boolean;
  readonly rows: Readonly<Record<LifecycleState, string>>;
}

export const LIFECYCLE_STATES = ['new', 'returning', 'resurrecting', 'dormant'] as const;
type LifecycleState = (typeof LIFECYCLE_STATES)[number];

type Sum = Readonly<Record<LifecycleState, Float64Array>>;

/**
 * Returns the lifecycle analysis. Each unit that overlaps the period is counted completely, including its time outside
 * the period.
 */
export function lifecycleAnalysis(
  question: LifecycleQuestion,
  zone: string,
  now: number,
): Analysis<Sum, readonly LifecycleUnit[]> {
  // Includes the unit before the period. The active customers of that unit determine who is returning or dormant in the
  // first unit of the period.
  const units = Periods.of(question.unit, zone, question.from, question.to, 1);
  const count = units.length - 1;
  const empty = (): Float64Array => new Float64Array(count);
  return {
    begin: () => ({ new: empty(), returning: empty(), resurrecting: empty(), dormant: empty() }),
    over: (customers) => foldLifecycle(question, units, customers),
    merge: (into, other) => {
      for (const state of LIFECYCLE_STATES) other[state].forEach((n, i) => void (into[state][i] += n));
    },
    finish: (sum) =>
      Array.from({ length: count }, (_, i): LifecycleUnit => {
        const from = units.start(i + 1);
        const [fresh, returning, resurrecting] = [sum.new[i], sum.returning[i], sum.resurrecting[i]];
        return {
          from,
          to: units.end(i + 1),
          active: fresh + returning + resurrecting,
          new: fresh,
          returning,
          resurrecting,
          dormant: sum.dormant[i],
          complete: units.end(i + 1) <= now,
          rows: Object.fromEntries(LIFECYCLE_STATES.map((s) => [s, rowId(s, from)])) as Record<LifecycleState, string>,
        };
      }),
  };
}

function foldLifecycle(
  question: LifecycleQuestion,
  units: Periods,
  { part, setting, now, within }: Customers,
): Fold<Sum> {
  const reader = new EventReader(part, question.events, { setting, now });
  const last = units.length - 1;
  return (sum, customer, note) => {
    reader.read(customer);
    const count = (state: LifecycleState, unit: number): void => {
      // The unit before the period is not shown, and units that have not begun have no data.
      if (unit < 1 || unit > last || units.start(unit) > now) return;
      sum[state][unit - 1]++;
      note?.(rowId(state, units.start(unit)));
    };
    let before: number | undefined;
    for (let i = 0; i < reader.length; i++) {
      const at = reader.at[i];
      if (within && !within(customer, at)) continue;
      const unit = units.indexOf(at);
      if (unit === before && unit >= 0) continue;
      if (before === undefined) count('new', unit);
      else if (unit >= 0) {
        if (before === unit - 1 && before >= 0) count('returning', unit);
        else {
          count('resurrecting', unit);
          if (before >= 0) count('dormant', before + 1);
        }
      }
      before = unit;
      if (unit > last) return;
    }
    if (before !== undefined && before >= 0) count('dormant', before + 1);
  };
}
