/**
 * Groups a figure by a value. Customers or events without a value form the group `(none)`. Groups above the maximum
 * number are combined in `(other)`.
 */
import { rowParts } from './analysis.js';
import { formatDecimal } from '../values/decimal.js';
import type { Value } from '../types.js';
import { ascending } from '../values/ascending.js';

/** Maximum number of groups that are shown separately. */
export const MAX_GROUPS = 25;

/** The key of a group: its value as text, or null for the group without a value. */
export type GroupKey = string | null;

const NONE: GroupKey = null;

/** Returns the group key of a value. For a list, the key contains its elements in order, separated by commas. */
export function groupOf(value: Value | undefined): GroupKey {
  if (value === undefined) return NONE;
  if (typeof value === 'bigint') return formatDecimal(value);
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** Compares groups by text, ascending. The group without a value comes last. */
export function compareGroups(left: GroupKey, right: GroupKey): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return ascending(left, right);
}

export interface Shown<Sum> {
  /** null for the group without a value. */
  readonly group: GroupKey;
  /** True for the sum of all groups that are not shown separately. */
  readonly other: boolean;
  readonly sum: Sum;
}

/**
 * Returns the `most` groups with the greatest weights, in descending order, followed by one sum of all other groups.
 * Groups of equal weight are sorted by text.
 */
export function shownGroups<Sum>(
  groups: ReadonlyMap<GroupKey, Sum>,
  weightOf: (sum: Sum) => number,
  add: (sums: readonly Sum[]) => Sum,
  most = MAX_GROUPS,
): Shown<Sum>[] {
  const sorted = [...groups].sort(([a, x], [b, y]) => weightOf(y) - weightOf(x) || compareGroups(a, b));
  const shown = sorted.slice(0, most).map(([group, sum]): Shown<Sum> => ({ group, other: false, sum }));
  const rest = sorted.slice(most).map(([, sum]) => sum);
  return rest.length === 0 ? shown : [...shown, { group: NONE, other: true, sum: add(rest) }];
}

/** The kinds of rows in grouped figures: all customers, one group, or the groups that are not shown separately. */
export type RowKind = 'all' | 'group' | 'other';

/**
 * Implements `matcher` for the combined row of the groups that are not shown separately. The returned function takes
 * the sum and returns a test. The test accepts the ids of the rows of these groups. Row ids have the form [kind, group,
 * ...rest].
 */
export function matchesOthers<Sum>(
  row: string,
  isShown: (sum: Sum, group: GroupKey) => boolean,
): ((sum: Sum) => (noted: string) => boolean) | undefined {
  const [kind, , ...rest] = rowParts(row) ?? [];
  if (kind !== 'other') return undefined;
  const wanted = JSON.stringify(rest);
  return (sum) => (noted) => {
    const [of, group, ...what] = rowParts(noted) ?? [];
    return of === 'group' && JSON.stringify(what) === wanted && !isShown(sum, group as GroupKey);
  };
}
