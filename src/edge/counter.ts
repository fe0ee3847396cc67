/** What is counted by name: connections, sockets, places. */

/** A count by name, without the names that stand at 0. */
export class Counter {
  private readonly counts = new Map<string, number>();

  /** Counts one more unless `most` are there; 0: no bound. Call the answer when it is over; twice does no harm. */
  take(name: string, most: number): (() => void) | undefined {
    const count = this.of(name);
    if (most > 0 && count >= most) return undefined;
    this.counts.set(name, count + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = this.of(name) - 1;
      if (left === 0) this.counts.delete(name);
      else this.counts.set(name, left);
    };
  }

  /** How many of a name are counted. */
  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }
}
