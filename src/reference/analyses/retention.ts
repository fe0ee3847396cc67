/** Reference implementation of retention, stickiness and lifecycle, computed customer by customer and unit by unit. */
import { period, selected, type World } from '../language.js';
import type { Alternatives } from './funnel.js';

const DAY = 86_400_000;

type CalendarUnit = 'day' | 'week' | 'month';

export interface Retention {
  readonly start: Alternatives;
  readonly returns: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly unit: CalendarUnit | 'rolling';
  readonly cohort: 'FIRST' | 'EACH';
  readonly endless: boolean;
  readonly cells: readonly { readonly first: number; readonly last: number }[];
}

const instantsOf = (alternatives: Alternatives, world: World, now: number): number[] =>
  alternatives.flatMap((a) => selected(a, world, now).map((e) => e.at)).sort((a, b) => a - b);

/**
 * Returns the cohorts to which a customer belongs, by the number of the unit of each cohort. Each cohort has one entry
 * per cell of the report. The entry states whether the cell counts the customer (`eligible`) and whether the customer
 * returned.
 */
export function cohortsOf(
  question: Retention,
  world: World,
  now: number,
): Map<number, readonly { readonly eligible: boolean; readonly returned: boolean }[]> {
  const unit = question.unit === 'rolling' ? 'day' : question.unit;
  const number = (t: number): number => period(t, unit, world.zone);
  const all = instantsOf(question.start, world, now);
  const starts = question.cohort === 'FIRST' ? all.slice(0, 1) : all;
  const returns = instantsOf(question.returns, world, now);
  const out = new Map<number, readonly { readonly eligible: boolean; readonly returned: boolean }[]>();
  for (const start of starts.filter((t) => t >= question.from && t < question.to)) {
    if (out.has(number(start))) continue;
    const cells = question.cells.map(({ first, last }) => {
      const place = (t: number): number =>
        question.unit === 'rolling' ? Math.floor((t - start) / DAY) : number(t) - number(start);
      const hit = returns.some((t) => t >= start && place(t) >= first && (question.endless || place(t) <= last));
      const eligible = question.unit !== 'rolling' || start + (last + 1) * DAY <= now;
      return { eligible, returned: eligible && hit };
    });
    out.set(number(start), cells);
  }
  return out;
}

export interface Active {
  readonly events: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly unit: CalendarUnit;
}

/** Returns the number of different units of the period in which a customer is active. */
export function activeUnits(question: Active, world: World, now: number): number {
  const inPeriod = instantsOf(question.events, world, now).filter((t) => t >= question.from && t < question.to);
  return new Set(inPeriod.map((t) => period(t, question.unit, world.zone))).size;
}

/** Whether a customer is active in the `days` calendar days that end with the day of a given time. */
export function isActive(question: Active, world: World, now: number, at: number, days: number): boolean {
  const day = period(at, 'day', world.zone);
  return instantsOf(question.events, world, now).some((x) => {
    const ago = day - period(x, 'day', world.zone);
    return ago >= 0 && ago < days;
  });
}

/**
 * Returns the state of a customer in a unit of time. Undefined if the customer was active neither in this unit nor in
 * the previous one.
 */
export function stateIn(
  question: Active,
  world: World,
  now: number,
  at: number,
): 'new' | 'returning' | 'resurrecting' | 'dormant' | undefined {
  const units = instantsOf(question.events, world, now).map((x) => period(x, question.unit, world.zone));
  const unit = period(at, question.unit, world.zone);
  const before = units.includes(unit - 1);
  if (units.includes(unit)) {
    if (units[0] === unit) return 'new';
    return before ? 'returning' : 'resurrecting';
  }
  return before ? 'dormant' : undefined;
}
