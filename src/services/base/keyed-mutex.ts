/**
 * Runs tasks with the same name one after another. Tasks with different names run concurrently. A task that fails does
 * not stop the next one.
 *
 * @example const size = await turns.take('lists of shop', () => replaceList(services, list));
 */
export class KeyedMutex {
  private readonly last = new Map<string, Promise<unknown>>();
  /**
   * Waiting tasks by name and owner, for names that `takeFairly` currently runs. The owner whose turn is next comes
   * first.
   */
  private readonly waiting = new Map<string, Map<string, (() => void)[]>>();

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

  /**
   * Like `take`, but the owners of waiting tasks take turns, so that an owner with many tasks does not delay the
   * others.
   */
  async takeFairly<T>(name: string, owner: string, work: () => Promise<T>): Promise<T> {
    const waiting = this.waiting.get(name);
    if (!waiting) this.waiting.set(name, new Map());
    else
      await new Promise<void>((begin) => {
        waiting.set(owner, [...(waiting.get(owner) ?? []), begin]);
      });
    try {
      return await work();
    } finally {
      this.passOn(name, owner);
    }
  }

  /** Starts the next waiting task of a name. The owner whose task ended goes to the end of the queue. */
  private passOn(name: string, ended: string): void {
    const waiting = this.waiting.get(name)!;
    const again = waiting.get(ended);
    if (again) {
      waiting.delete(ended);
      waiting.set(ended, again);
    }
    const [first] = waiting;
    if (!first) return void this.waiting.delete(name);
    const [owner, [begin, ...rest]] = first;
    if (rest.length > 0) waiting.set(owner, rest);
    else waiting.delete(owner);
    begin();
  }
}
