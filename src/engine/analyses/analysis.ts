/**
 * Common interface of analyses: customers are folded into sums, sums of parts are merged, and the result is read off.
 */
import type { Part } from '../columns/part.js';
import type { Setting } from '../facts/selection.js';
import type { Value } from '../model.js';

/** Customers of one part, with their data besides events. */
export interface Customers {
  readonly part: Part;
  readonly setting: Setting;
  /** Time of the query. */
  readonly now: number;
  /** Whether the time of an event of a customer is in the scope of the query. Without it, everything is in scope. */
  readonly within?: (customer: number, at: number) => boolean;
  /** Group of a customer at a given time, unless groups are formed by a property of events. */
  readonly groupAt?: (customer: number, at: number) => Value | undefined;
}

/** Receives the id of each row that a customer counts in. */
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
  /** For a row that combines several noted rows: returns a test for those rows, given the complete sum. */
  matcher?(row: string): ((sum: Sum) => (noted: string) => boolean) | undefined;
}

/** The id of a row of a figure. */
export const rowId = (...parts: readonly (string | number | null)[]): string => JSON.stringify(parts);

/** The parts of a row id. Undefined if the text is not a row id. */
export function rowParts(row: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(row);
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

/** part / whole, or undefined if the whole is 0. */
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

/** Runs two analyses of the same customers in one pass. Rows are those of the first. */
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
