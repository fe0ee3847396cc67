/** The gaps between consecutive events, sorted by length. Events can be added and removed. */

/** Returns the index of the first number that is at least `n`. */
function place(list: readonly number[], n: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (list[mid] < n) low = mid + 1;
    else high = mid;
  }
  return low;
}

export class Gaps {
  private readonly instants: number[] = [];
  private readonly lengths: number[] = [];

  add(at: number): void {
    const i = place(this.instants, at);
    const [before, after] = [this.instants[i - 1], this.instants[i]] as readonly (number | undefined)[];
    if (before !== undefined && after !== undefined) this.drop(after - before);
    if (before !== undefined) this.put(at - before);
    if (after !== undefined) this.put(after - at);
    this.instants.splice(i, 0, at);
  }

  /** Removes a time that was added before. */
  remove(at: number): void {
    const i = place(this.instants, at);
    this.instants.splice(i, 1);
    const [before, after] = [this.instants[i - 1], this.instants[i]] as readonly (number | undefined)[];
    if (before !== undefined) this.drop(at - before);
    if (after !== undefined) this.drop(after - at);
    if (before !== undefined && after !== undefined) this.put(after - before);
  }

  /**
   * Returns the median gap in ms. For an even number of gaps, returns the mean of the two middle ones, rounded down.
   * Undefined if there are no gaps.
   */
  median(): number | undefined {
    const n = this.lengths.length;
    if (n === 0) return undefined;
    return Math.floor((this.lengths[(n - 1) >> 1] + this.lengths[n >> 1]) / 2);
  }

  private put(length: number): void {
    this.lengths.splice(place(this.lengths, length), 0, length);
  }

  private drop(length: number): void {
    this.lengths.splice(place(this.lengths, length), 1);
  }
}
