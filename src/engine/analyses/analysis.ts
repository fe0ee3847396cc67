/**
 * The common interface of analyses. Customers are divided into parts. An analysis adds the customers of each part to a
 * sum, merges the sums, and computes the result from the total.
 */
import type { ColumnPart } from '../columns/part.js';
import type { Setting } from '../facts/selection.js';
import type { Value } from '../types.js';

/** The customers of one part, with the context of the query. */
export interface Customers {
  readonly part: ColumnPart;
  /**
   * The same customers, including facts that were received after a cutoff time. If present, `part` has only the facts
   * that were known at the cutoff time, and models read outcomes from `outcomes`.
   */
  readonly outcomes?: ColumnPart;
  readonly setting: Setting;
  /** Time at which the query is evaluated, in milliseconds since 1970. */
  readonly now: number;
  /**
   * Whether an event of a customer at the time `at` is in the scope of the query. If absent, every time is in scope.
   */
  readonly within?: (customer: number, at: number) => boolean;
  /** Returns the group of a customer at a given time. Absent if groups are formed by a property of events. */
  readonly groupAt?: (customer: number, at: number) => Value | undefined;
}

/** Receives the id of each row in which a customer is counted. */
export type Note = (row: string) => void;

/** Adds one customer of a part to a sum, and reports the rows that count the customer to `note`. */
export type Fold<Sum> = (sum: Sum, customer: number, note?: Note) => void;

/**
 * Computes a result over all customers. `over` prepares a part, `merge` adds the sum of another part, and `finish`
 * computes the result from the total. Each customer is in exactly one part, so the result does not depend on how
 * customers are divided into parts.
 *
 * @example
 * const customersWithOrders: Analysis<{ count: number }, number> = {
 *   begin: () => ({ count: 0 }),
 *   over: ({ part }) => (sum, customer) => void (sum.count += hasOrder(part, customer) ? 1 : 0),
 *   merge: (into, other) => void (into.count += other.count),
 *   finish: ({ count }) => count,
 * };
 */
export interface Analysis<Sum, Figure> {
  begin(): Sum;
  over(customers: Customers): Fold<Sum>;
  /**
   * Prepares a part of anonymous receipts, whose orders have no customer. Present if the result counts events of the
   * whole shop and not only customers. No row is reported, because rows list customers.
   */
  overReceipts?(receipts: Customers): Fold<Sum>;
  merge(into: Sum, other: Sum): void;
  finish(sum: Sum): Figure;
  /**
   * Returns a function that tells whether the analysis can count a customer of a part. For other customers, nothing is
   * prepared, and the fold is not called. If absent, every customer can be counted.
   */
  readonly mayCount?: (part: ColumnPart) => (customer: number) => boolean;
  /**
   * Returns a function that takes the complete sum and returns a test. The test accepts a row id that was passed to
   * `note` if the displayed row `row` includes that row. Undefined if it includes only the row with the id `row`.
   */
  matcher?(row: string): ((sum: Sum) => (noted: string) => boolean) | undefined;
}

/** Returns the id of a row: its parts as a JSON array. */
export const rowId = (...parts: readonly (string | number | null)[]): string => JSON.stringify(parts);

/** Returns the parts of a row id. Returns undefined if the text is not a JSON array. */
export function rowParts(row: string): readonly unknown[] | undefined {
  try {
    const parts: unknown = JSON.parse(row);
    return Array.isArray(parts) ? parts : undefined;
  } catch {
    return undefined;
  }
}

/** Returns `part / whole`, or undefined if the whole is 0. */
export const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

/**
 * Returns a quantile of ascending values. Interpolates linearly between the two nearest values (type 7 of Hyndman and
 * Fan, like `quantile_cont` in SQL).
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

/** Runs two analyses of the same customers in one pass. Row ids are reported only for the first analysis. */
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
    ...overReceiptsOf(first, second),
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

function overReceiptsOf<FirstSum, SecondSum>(
  first: Analysis<FirstSum, unknown>,
  second: Analysis<SecondSum, unknown>,
): Pick<Analysis<readonly [FirstSum, SecondSum], unknown>, 'overReceipts'> {
  if (!first.overReceipts && !second.overReceipts) return {};
  return {
    overReceipts: (receipts) => {
      const [one, other] = [first.overReceipts?.(receipts), second.overReceipts?.(receipts)];
      return (sums, receipt) => {
        one?.(sums[0], receipt);
        other?.(sums[1], receipt);
      };
    },
  };
}
