/**
 * Stickiness analysis. It counts on how many different days, weeks or months customers are active, and computes the
 * ratio of daily to weekly and monthly active customers.
 */
import { rowId, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { Periods, type Unit } from './periods.js';

export interface StickinessQuestion {
  readonly events: readonly Choice[];
  readonly from: number;
  readonly to: number;
  readonly unit: Exclude<Unit, 'HOUR'>;
}

export interface StickinessFigure {
  /**
   * Number of customers for each number of different units in which they are active, in ascending order of the number
   * of units.
   */
  readonly units: readonly { readonly units: number; readonly customers: number; readonly row: string }[];
  readonly customers: number;
  readonly mean?: number;
  /**
   * For each day, the number of customers who are active on that day, in the 7 days ending with it, and in the 30 days
   * ending with it.
   */
  readonly days: readonly ActiveDay[];
  readonly complete: boolean;
}

interface ActiveDay {
  readonly from: number;
  readonly to: number;
  readonly day: number;
  readonly week: number;
  readonly month: number;
  /**
   * Daily active customers divided by weekly active customers (`ofWeek`), and by monthly active customers (`ofMonth`).
   */
  readonly ofWeek?: number;
  readonly ofMonth?: number;
  readonly complete: boolean;
  readonly row: string;
}

interface Sum {
  readonly byUnits: Map<number, number>;
  readonly day: Float64Array;
  readonly week: Float64Array;
  readonly month: Float64Array;
}

const WEEK = 7;
const MONTH = 30;

export function stickinessAnalysis(
  question: StickinessQuestion,
  zone: string,
  now: number,
): Analysis<Sum, StickinessFigure> {
  const units = Periods.of(question.unit, zone, question.from, question.to);
  // Includes days before the period. They are needed for the 7-day and 30-day figures of the first days of the period.
  const days = Periods.of('DAY', zone, question.from, question.to, MONTH - 1);
  const first = days.indexOf(question.from);
  const count = days.length - first;
  return {
    begin: () => ({
      byUnits: new Map(),
      day: new Float64Array(count),
      week: new Float64Array(count),
      month: new Float64Array(count),
    }),
    over: (customers) => foldStickiness(question, { units, days, first, count }, customers),
    merge: (into, other) => {
      for (const [n, customers] of other.byUnits) into.byUnits.set(n, (into.byUnits.get(n) ?? 0) + customers);
      for (const key of ['day', 'week', 'month'] as const) other[key].forEach((n, i) => void (into[key][i] += n));
    },
    finish: (sum) => {
      const rows = [...sum.byUnits].sort(([a], [b]) => a - b);
      const customers = rows.reduce((n, [, x]) => n + x, 0);
      return {
        units: rows.map(([n, x]) => ({ units: n, customers: x, row: rowId('units', n) })),
        customers,
        mean: share(
          rows.reduce((n, [u, x]) => n + u * x, 0),
          customers,
        ),
        days: Array.from(sum.day, (day, i): ActiveDay => {
          const [from, to] = [days.start(first + i), days.end(first + i)];
          const [week, month] = [sum.week[i], sum.month[i]];
          return {
            ...{ from, to, day, week, month },
            ofWeek: share(day, week),
            ofMonth: share(day, month),
            complete: to <= now,
            row: rowId('day', from),
          };
        }),
        complete: question.to <= now,
      };
    },
  };
}

interface Calendar {
  readonly units: Periods;
  readonly days: Periods;
  /** The index of the first day of the period, and the number of days in the period. */
  readonly first: number;
  readonly count: number;
}

function foldStickiness(
  question: StickinessQuestion,
  calendar: Calendar,
  { part, setting, now, within }: Customers,
): Fold<Sum> {
  const { units, days, first, count } = calendar;
  const reader = new EventReader(part, question.events, { setting, now });
  return (sum, customer, note) => {
    reader.read(customer, days.start(0), days.end(days.length - 1));
    let active = 0;
    let lastUnit = -1;
    let lastDay = -1;
    // The customer is already counted in the weekly and monthly figures of the days before these indexes.
    let [weekTo, monthTo] = [first, first];
    for (let i = 0; i < reader.length; i++) {
      const at = reader.at[i];
      if (within && !within(customer, at)) continue;
      if (at >= question.from && at < question.to) {
        const unit = units.indexOf(at);
        if (unit !== lastUnit) active++;
        lastUnit = unit;
      }
      const day = days.indexOf(at);
      if (day === lastDay) continue;
      lastDay = day;
      if (day >= first) {
        sum.day[day - first]++;
        note?.(rowId('day', days.start(day)));
      }
      for (weekTo = Math.max(weekTo, day); weekTo < Math.min(day + WEEK, first + count); weekTo++)
        sum.week[weekTo - first]++;
      for (monthTo = Math.max(monthTo, day); monthTo < Math.min(day + MONTH, first + count); monthTo++)
        sum.month[monthTo - first]++;
    }
    if (active === 0) return;
    sum.byUnits.set(active, (sum.byUnits.get(active) ?? 0) + 1);
    note?.(rowId('units', active));
  };
}
