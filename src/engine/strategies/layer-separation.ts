/** Measures how well groups of customers separate a value, and how many customers stay in their group. */
import jstat from 'jstat';
import type { GroupSums } from './group-sums.js';

/** The values of one group of customers. */
export interface GroupValues {
  /** Exact sums of the values, each with the divisor 1. */
  readonly sums: GroupSums;
  /** The value of each customer, in any order. Only the order of the values matters. */
  readonly values: readonly number[];
}

export interface Separation {
  /** Number of groups with customers. */
  readonly groups: number;
  readonly customers: number;
  /**
   * Share of the variance that lies between the groups, from 0 to 1: eta squared, SS(between) / SS(total) (Fisher 1925;
   * Cohen 1988, section 8.2). A few customers who spend very much dominate it.
   */
  readonly etaSquared: number;
  /**
   * The same share for the ranks of the customers: epsilon squared of Kruskal and Wallis, H / (n - 1) (Tomczak and
   * Tomczak 2014). Ranks limit the influence of customers who spend very much.
   */
  readonly rankEpsilonSquared: number;
  /** Mean of either share over all random divisions into groups of these sizes: (k - 1) / (n - 1). */
  readonly byChance: number;
  /** The H of Kruskal and Wallis (1952), corrected for equal values. */
  readonly h: number;
  /** Probability of an H at least as large if the groups do not differ, by the chi-square distribution. */
  readonly probability: number;
}

/**
 * Returns how well groups separate a value. Groups without customers do not count. Returns undefined for fewer than two
 * groups, and if all customers have the same value.
 *
 * Example: the groups 1, 1 and 3, 3 have an eta squared of 1, because customers of a group do not differ.
 */
export function separationOf(groups: readonly GroupValues[]): Separation | undefined {
  const own = groups.filter(({ values }) => values.length > 0);
  const etaSquared = etaSquaredOf(own.map(({ sums }) => sums));
  const h = own.length < 2 ? undefined : kruskalWallis(own.map(({ values }) => Float64Array.from(values)));
  if (etaSquared === undefined || h === undefined) return undefined;
  const customers = own.reduce((sum, { values }) => sum + values.length, 0);
  return {
    groups: own.length,
    customers,
    etaSquared,
    rankEpsilonSquared: h / (customers - 1),
    byChance: (own.length - 1) / (customers - 1),
    h,
    probability: 1 - jstat.chisquare.cdf(h, own.length - 1),
  };
}

/** Returns 1 - SS(within) / SS(total). The sums are exact before they are divided. */
function etaSquaredOf(groups: readonly GroupSums[]): number | undefined {
  const squares = (customers: number, value: bigint, valueSquares: bigint): number =>
    Number(BigInt(customers) * valueSquares - value * value) / customers;
  let [customers, value, valueSquares, within] = [0, 0n, 0n, 0];
  for (const group of groups) {
    customers += group.customers;
    value += group.value;
    valueSquares += group.valueSquares;
    within += squares(group.customers, group.value, group.valueSquares);
  }
  const total = customers === 0 ? 0 : squares(customers, value, valueSquares);
  return total === 0 ? undefined : Math.max(0, 1 - within / total);
}

/** Returns the H of groups with customers. Sorts the groups. Returns undefined if all values are equal. */
function kruskalWallis(groups: readonly Float64Array[]): number | undefined {
  const all = new Float64Array(groups.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const group of groups) {
    all.set(group.sort(), end);
    end += group.length;
  }
  all.sort();
  const n = all.length;
  const next = groups.map(() => 0);
  const rankSums = groups.map(() => 0);
  let ties = 0;
  for (let from = 0; from < n;) {
    let to = from;
    while (to < n && all[to] === all[from]) to++;
    // Equal values all get the mean of their ranks, which begin with 1.
    const rank = (from + 1 + to) / 2;
    for (let g = 0; g < groups.length; g++) for (; groups[g][next[g]] === all[from]; next[g]++) rankSums[g] += rank;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  const untied = 1 - ties / (n ** 3 - n);
  if (!(untied > 0)) return undefined;
  const squares = groups.reduce((sum, { length }, g) => sum + rankSums[g] ** 2 / length, 0);
  return Math.max(0, ((12 * squares) / (n * (n + 1)) - 3 * (n + 1)) / untied);
}

export interface Stability {
  readonly customers: number;
  /** Share of the customers who are in the same group at both times. */
  readonly same: number;
  /** The share if the group at the second time did not depend on the first, with the same sizes of the groups. */
  readonly sameByChance: number;
  /**
   * Kappa of Cohen (1960): (same - sameByChance) / (1 - sameByChance). 1 if nobody moved, and 0 for random moves. Absent
   * if all customers are in one group at both times.
   */
  readonly kappa?: number;
}

/**
 * Returns how stable groups are. `moves[from][to]` is the number of customers who were in the group `from` at the first
 * time and in the group `to` at the second time. Returns undefined without customers.
 *
 * Example: the moves [[20, 5], [10, 15]] have a kappa of 0.4, because 35 of 50 customers stay and 25 would by chance.
 */
export function stabilityOf(moves: readonly (readonly number[])[]): Stability | undefined {
  const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);
  const before = moves.map(sum);
  const after = moves.map((_, to) => sum(moves.map((row) => row[to])));
  const customers = sum(before);
  if (customers === 0) return undefined;
  const same = sum(moves.map((row, i) => row[i])) / customers;
  const sameByChance = sum(before.map((count, i) => (count / customers) * (after[i] / customers)));
  const kappa = sameByChance < 1 ? (same - sameByChance) / (1 - sameByChance) : undefined;
  return { customers, same, sameByChance, ...(kappa === undefined ? {} : { kappa }) };
}
