/**
 * Runs tasks with the same name one after another. Tasks with different names run concurrently. A task that fails does
 * not stop the next one.
 *
 * @example const size = await turns.take('lists of shop', () => replaceList(services, list));
 */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Whether a task with this name is running or waiting. */
  busy(name: string): boolean {
    return this.last.has(name);
  }

  /** Runs the task after all earlier tasks with the same name have ended. */
  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(name) ?? Promise.resolve()).then(work, work);
    this.last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === mine) this.last.delete(name);
    }
  }
}
