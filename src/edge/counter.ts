/** Counters by name, for connections, sockets and places. */

/** Counts by name. Names with a count of 0 are removed. */
export class Counter {
  private readonly counts = new Map<string, number>();

  /**
   * Increments a count. Returns undefined if it has reached `most`, where 0 means no limit. Call the returned function
   * to decrement it. Repeated calls have no effect.
   */
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

  /** Returns the count of a name. */
  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }
}
