/** A queue in which names take turns, so that a name with many items does not delay the other names. */

/**
 * Each item waits under a path of names, such as a workspace and a caller. At each level of the path, the names take
 * turns.
 *
 * @example
 * queue.add(['shop', 'ann'], 1); // workspaces take turns, and so do the callers within a workspace
 * queue.add(['shop', 'ann'], 2);
 * queue.add(['shop', 'bob'], 3);
 * queue.add(['club', 'eve'], 4);
 * // next() returns 1, 4, 3, 2, undefined
 */
export class FairQueue<T> {
  /** Queues by name. The name that has the next turn comes first. */
  private readonly lines = new Map<string, FairQueue<T> | T[]>();

  /** Adds an item under a path of names. All paths in one queue must have the same length. */
  add([name, ...rest]: readonly string[], item: T): void {
    let line = this.lines.get(name);
    if (!line) this.lines.set(name, (line = rest.length > 0 ? new FairQueue<T>() : []));
    if (Array.isArray(line)) line.push(item);
    else line.add(rest, item);
  }

  /** Returns the number of items that wait under a name. The name must be at the last level of the path. */
  waiting(name: string): number {
    const line = this.lines.get(name);
    return Array.isArray(line) ? line.length : 0;
  }

  /** Removes and returns the next item. Its name moves to the end of the order. */
  next(): T | undefined {
    for (const [name, line] of this.lines) {
      this.lines.delete(name);
      const item = Array.isArray(line) ? line.shift() : line.next();
      if (!isEmpty(line)) this.lines.set(name, line);
      return item;
    }
    return undefined;
  }

  get isEmpty(): boolean {
    return this.lines.size === 0;
  }
}

const isEmpty = (line: FairQueue<unknown> | unknown[]): boolean =>
  Array.isArray(line) ? line.length === 0 : line.isEmpty;
