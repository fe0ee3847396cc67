/** Searches lists that are sorted by time, with binary search. */

/** Returns the index of the first item later than `instant`, or the length of the list if there is none. */
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

/**
 * Does the same as `firstAfter`, but searches the rows [low, high) of a column of times. Returns `high` if no row is
 * later.
 */
export function firstRowAfter(at: Float64Array, low: number, high: number, instant: number): number {
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (at[mid] <= instant) low = mid + 1;
    else high = mid;
  }
  return low;
}
