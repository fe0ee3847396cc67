/** Binary search in lists in order of time. */

/** Index of the first item later than `instant`; the list's length when there is none. */
export function firstAfter<T>(list: readonly T[], instant: number, at: (item: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (at(list[mid]) <= instant) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** The same among the instants at [low, high) of a column; `high` when there is none. */
export function firstRowAfter(at: Float64Array, low: number, high: number, instant: number): number {
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (at[mid] <= instant) low = mid + 1;
    else high = mid;
  }
  return low;
}
