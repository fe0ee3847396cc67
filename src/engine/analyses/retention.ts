/** Retention analysis: computes the share of customers that return in later units of time after a start event. */
import { DAY } from '../time/time.js';
import { rowId, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { Periods, type Unit } from './periods.js';

export type RetentionUnit = Exclude<Unit, 'HOUR'> | 'ROLLING_DAY';
export type RetentionMode = 'ON' | 'ON_OR_AFTER' | 'BRACKET';

export interface RetentionQuestion {
  readonly start: readonly Choice[];
  readonly returns: readonly Choice[];
  readonly from: number;
  readonly to: number;
  readonly unit: RetentionUnit;
  /**
   * FIRST counts each customer once, in the unit of their first start event ever. EACH counts a customer in every unit
   * in which they have a start event.
   */
  readonly cohort: 'FIRST' | 'EACH';
  readonly mode: RetentionMode;
  /**
   * Cells cover the units from `first` to `last` after the start, both inclusive. In modes other than BRACKET, `first`
   * equals `last`.
   */
  readonly cells: readonly Bracket[];
}

export interface Bracket {
  readonly first: number;
  readonly last: number;
}

interface RetentionCell extends Bracket {
  /**
   * Number of customers that can be evaluated. With rolling units, only customers whose cell has ended are counted.
   * With calendar units, the whole cohort is counted.
   */
  readonly eligible: number;
  readonly returned: number;
  readonly rate?: number;
  /**
   * True if the time range of the cell has ended for the whole cohort. After that, only data that arrives late can
   * change the cell.
   */
  readonly complete: boolean;
  readonly row: string;
}

interface RetentionCohort {
  /** Start and end of the unit in which the customers of this cohort started. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly cells: readonly RetentionCell[];
  readonly row: string;
}

export interface RetentionFigure {
  readonly cohorts: readonly RetentionCohort[];
  /** For each cell, the total over those cohorts for which the time range of the cell has ended. */
  readonly total: readonly (Bracket & {
    readonly eligible: number;
    readonly returned: number;
    readonly rate?: number;
  })[];
}

interface Cohort {
  size: number;
  readonly eligible: Float64Array;
  readonly returned: Float64Array;
}

type Sum = Map<number, Cohort>;

/** Returns the retention analysis of all customers that start in the period. */
export function retentionAnalysis(
  question: RetentionQuestion,
  zone: string,
  now: number,
): Analysis<Sum, RetentionFigure> {
  const units = cohortUnits(question, zone);
  return {
    begin: () => new Map(),
    over: (customers) => foldRetention(question, units, customers),
    merge: (into, other) => {
      for (const [key, x] of other) {
        const cohort = cohortAt(into, key, question.cells.length);
        cohort.size += x.size;
        x.eligible.forEach((n, c) => void (cohort.eligible[c] += n));
        x.returned.forEach((n, c) => void (cohort.returned[c] += n));
      }
    },
    finish: (sum) => figureOf(question, units, sum, now),
  };
}

/** Returns the units in which cohorts start, followed by the later units that the cells cover. */
function cohortUnits(question: RetentionQuestion, zone: string): Periods {
  const unit = question.unit === 'ROLLING_DAY' ? 'DAY' : question.unit;
  const furthest = question.cells.reduce((n, { last }) => Math.max(n, last), 0);
  return Periods.of(unit, zone, question.from, question.to, 0, furthest + 2);
}

function cohortAt(sum: Sum, key: number, cells: number): Cohort {
  let cohort = sum.get(key);
  if (!cohort)
    sum.set(key, (cohort = { size: 0, eligible: new Float64Array(cells), returned: new Float64Array(cells) }));
  return cohort;
}

/**
 * The time range [from, to) in which events count as returns in a cell. `over` is the time at which the units of the
 * cell have ended.
 */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly over: number;
}

function stretchOf(
  question: RetentionQuestion,
  units: Periods,
  unit: number,
  start: number,
  { first, last }: Bracket,
): Stretch {
  const endless = question.mode === 'ON_OR_AFTER';
  if (question.unit === 'ROLLING_DAY') {
    const over = start + (last + 1) * DAY;
    return { from: start + first * DAY, to: endless ? Infinity : over, over };
  }
  const over = units.end(unit + last);
  return { from: Math.max(start, units.start(unit + first)), to: endless ? Infinity : over, over };
}

function foldRetention(question: RetentionQuestion, units: Periods, customers: Customers): Fold<Sum> {
  const { part, setting, now, within } = customers;
  const choices = [...question.start, ...question.returns];
  const starting = (1 << question.start.length) - 1;
  const reader = new EventReader(part, choices, { setting, now });
  return (sum, customer, note) => {
    reader.read(customer, question.cohort === 'FIRST' ? -Infinity : question.from);
    for (const at of startsOf(reader, question, units, starting, (t) => !within || within(customer, t))) {
      const unit = units.indexOf(at);
      const cohort = cohortAt(sum, unit, question.cells.length);
      cohort.size++;
      note?.(rowId('cohort', units.start(unit)));
      question.cells.forEach((cell, c) => {
        const { from, to, over } = stretchOf(question, units, unit, at, cell);
        if (question.unit === 'ROLLING_DAY' && over > now) return;
        cohort.eligible[c]++;
        if (!returnsIn(reader, starting, from, to)) return;
        cohort.returned[c]++;
        note?.(rowId('cell', units.start(unit), c));
      });
    }
  };
}

/**
 * Returns the times of a customer's start events within the period. For EACH, these are the first start events in scope
 * of each unit. For FIRST, this is only the first start event ever, if it is in scope.
 */
function startsOf(
  reader: EventReader,
  question: RetentionQuestion,
  units: Periods,
  starting: number,
  within: (at: number) => boolean,
): number[] {
  const out: number[] = [];
  let last = -1;
  for (let i = 0; i < reader.length; i++) {
    if ((reader.mask[i] & starting) === 0) continue;
    const at = reader.at[i];
    if (question.cohort === 'FIRST') return at >= question.from && at < question.to && within(at) ? [at] : [];
    if (at >= question.to) break;
    const unit = units.indexOf(at);
    if (unit === last || !within(at)) continue;
    out.push(at);
    last = unit;
  }
  return out;
}

function returnsIn(reader: EventReader, starting: number, from: number, to: number): boolean {
  for (let i = reader.length - 1; i >= 0 && reader.at[i] >= from; i--)
    if (reader.at[i] < to && (reader.mask[i] & ~starting) !== 0) return true;
  return false;
}

function figureOf(question: RetentionQuestion, units: Periods, sum: Sum, now: number): RetentionFigure {
  const total = question.cells.map((cell) => ({ ...cell, eligible: 0, returned: 0 }));
  const cohorts: RetentionCohort[] = [];
  for (let unit = 0; unit < units.length && units.start(unit) < question.to; unit++) {
    const cohort = sum.get(unit) ?? {
      size: 0,
      eligible: new Float64Array(question.cells.length),
      returned: new Float64Array(question.cells.length),
    };
    // Whether the cohort is closed, so that no more customers can join.
    const closed = Math.min(units.end(unit), question.to) <= now;
    const cells = question.cells.map((cell, c): RetentionCell => {
      const [eligible, returned] = [cohort.eligible[c], cohort.returned[c]];
      const over =
        question.unit === 'ROLLING_DAY' ? closed && eligible === cohort.size : units.end(unit + cell.last) <= now;
      const counts = question.unit === 'ROLLING_DAY' || over;
      if (counts) {
        total[c].eligible += eligible;
        total[c].returned += returned;
      }
      return {
        ...cell,
        eligible,
        returned,
        rate: share(returned, eligible),
        complete: over && question.mode !== 'ON_OR_AFTER',
        row: rowId('cell', units.start(unit), c),
      };
    });
    cohorts.push({
      from: units.start(unit),
      to: units.end(unit),
      size: cohort.size,
      cells,
      row: rowId('cohort', units.start(unit)),
    });
  }
  return { cohorts, total: total.map((x) => ({ ...x, rate: share(x.returned, x.eligible) })) };
}
