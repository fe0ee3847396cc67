/** Groups of a figure by a value: those without one are `(none)`, and beyond a number of groups the rest is `(other)`. */
import { rowParts } from './analysis.js';
import { formatDecimal } from '../values/decimal.js';
import type { Value } from '../model.js';
import { ascending } from '../values/ascending.js';

/** Groups shown one by one. */
export const MAX_GROUPS = 25;

/** A group of a figure: a value as text; null: without a value. */
export type GroupKey = string | null;

const NONE: GroupKey = null;

/** The group of a value. Lists are their texts in order. */
export function groupOf(value: Value | undefined): GroupKey {
  if (value === undefined) return NONE;
  if (typeof value === 'bigint') return formatDecimal(value);
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** Ascending by text, those without a value last. */
export function compareGroups(left: GroupKey, right: GroupKey): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return ascending(left, right);
}

export interface Shown<Sum> {
  /** null: without a value. */
  readonly group: GroupKey;
  /** The sum of the groups that are not shown one by one. */
  readonly other: boolean;
  readonly sum: Sum;
}

/**
 * The groups of greatest weight in descending order, and the rest as one. Groups of equal weight are in the order of
 * their texts.
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

/** Kinds of rows of figures with groups: everyone together, a group, and the groups that are not shown one by one. */
export type RowKind = 'all' | 'group' | 'other';

/**
 * For a row of the groups that are not shown: tells noted rows of such groups. Ids of rows are [kind, group, ...rest].
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
