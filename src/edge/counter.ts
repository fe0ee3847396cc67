/** Counters by name, for connections, sockets and concurrency slots. */

/** A set of counters by name. A name with a count of 0 is removed. */
export class Counter {
  private readonly counts = new Map<string, number>();

  /**
   * Increments a count. Returns a function that decrements it again; repeated calls of that function have no effect.
   * Returns undefined if the count has reached `most`. If `most` is 0, there is no limit.
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
