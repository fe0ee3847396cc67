/** Binary search in lists in order of time. */

/** Index of the first item later than `t`; the list's length when there is none. */
export function firstAfter<T>(list: readonly T[], t: number, at: (item: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (at(list[mid]) <= t) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The same among the instants at [low, high) of a column; `high` when there is none. */
export function firstRowAfter(at: Float64Array, low: number, high: number, t: number): number {
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (at[mid] <= t) low = mid + 1;
    else high = mid;
  }
  return low;
}
