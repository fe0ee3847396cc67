/** What every figure of the room has in common: customers are folded into a sum, sums of parts are added, then read. */
import type { Part } from '../columns/part.js';
import type { Setting } from '../facts/selection.js';
import type { Value } from '../model.js';

/** Customers of one part, and what is known of them besides their events. */
export interface Customers {
  readonly part: Part;
  readonly setting: Setting;
  /** The instant that the question is asked at. */
  readonly now: number;
  /** Whether what a customer did at an instant is in the scope of the question; absent: all of it. */
  readonly within?: (customer: number, at: number) => boolean;
  /** The group of a customer at an instant, where groups are not made by a property of events. */
  readonly groupAt?: (customer: number, at: number) => Value | undefined;
}

/** Hears the id of each row that a customer counts in. */
export type Note = (row: string) => void;

/** Adds one customer of a part to a sum. */
export type Fold<Sum> = (sum: Sum, customer: number, note?: Note) => void;

/**
 * A figure. `over` prepares a part, `merge` adds the sum of another part, `finish` reads the figure off the sum of all.
 * A customer is always in one part, so figures do not depend on how customers are shared out.
 */
export interface Analysis<Sum, Figure> {
  begin(): Sum;
  over(customers: Customers): Fold<Sum>;
  merge(into: Sum, other: Sum): void;
  finish(sum: Sum): Figure;
  /** For a row that stands for several noted ones: which those are, once the whole sum is known. */
  matcher?(row: string): ((sum: Sum) => (noted: string) => boolean) | undefined;
}

/** The id of a row of a figure. */
export const rowId = (...parts: readonly (string | number | null)[]): string => JSON.stringify(parts);

/** The parts of the id of a row; undefined where it is none. */
export function rowParts(row: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(row);
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

/** part / whole, or nothing where the whole is 0. */
export const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

/**
 * A quantile of ascending values, between two of them by linear interpolation (type 7 of Hyndman and Fan, as
 * `quantile_cont` in SQL).
 */
export function quantileOf(values: ArrayLike<number>, part: number): number | undefined {
  if (values.length === 0) return undefined;
  const place = part * (values.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, values.length - 1);
  return values[below] + (place - below) * (values[above] - values[below]);
}

export function meanOf(values: ArrayLike<number>): number | undefined {
  if (values.length === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Two analyses of the same customers in one pass. Rows are those of the first. */
export function bothOf<FirstSum, FirstFigure, SecondSum, SecondFigure>(
  first: Analysis<FirstSum, FirstFigure>,
  second: Analysis<SecondSum, SecondFigure>,
): Analysis<readonly [FirstSum, SecondSum], readonly [FirstFigure, SecondFigure]> {
  return {
    begin: () => [first.begin(), second.begin()],
    over: (customers) => {
      const [one, other] = [first.over(customers), second.over(customers)];
      return (sums, customer, note) => {
        one(sums[0], customer, note);
        other(sums[1], customer);
      };
    },
    merge: (into, more) => {
      first.merge(into[0], more[0]);
      second.merge(into[1], more[1]);
    },
    finish: (sums) => [first.finish(sums[0]), second.finish(sums[1])],
    matcher: (row) => {
      const matcher = first.matcher?.(row);
      return matcher && ((sums) => matcher(sums[0]));
    },
  };
}
