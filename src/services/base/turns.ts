/** One after another, by name. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Whether something under this name has not ended. */
  busy(name: string): boolean {
    return this.last.has(name);
  }

  /** Runs when whatever was asked for before under this name has ended. */
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
