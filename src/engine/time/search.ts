/** Binary search in lists sorted by time. */

/** Index of the first item later than `instant`, or the list's length. */
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

/** The same for rows [low, high) of a column of instants. Returns `high` if there is none. */
export function firstRowAfter(at: Float64Array, low: number, high: number, instant: number): number {
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (at[mid] <= instant) low = mid + 1;
    else high = mid;
  }
  return low;
}
