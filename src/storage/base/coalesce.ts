/**
 * Combines reads by key into one query, even across requests, if they occur in the same turn of the event loop. A read
 * never joins a query that has already been sent.
 */

export class Coalescer<V> {
  private waiting: Map<string, ((v: V | undefined) => void)[]> | undefined;
  private failures: ((error: unknown) => void)[] = [];

  /** `load` reads the values for the given keys. Keys without a value are missing from the map. */
  constructor(private readonly load: (keys: string[]) => Promise<ReadonlyMap<string, V>>) {}

  get(key: string): Promise<V | undefined> {
    return new Promise((resolve, reject) => {
      if (!this.waiting) {
        this.waiting = new Map();
        setImmediate(() => void this.send());
      }
      const there = this.waiting.get(key);
      if (there) there.push(resolve);
      else this.waiting.set(key, [resolve]);
      this.failures.push(reject);
    });
  }

  private async send(): Promise<void> {
    const waiting = this.waiting!;
    const failures = this.failures;
    this.waiting = undefined;
    this.failures = [];
    try {
      const found = await this.load([...waiting.keys()]);
      for (const [key, resolves] of waiting) for (const resolve of resolves) resolve(found.get(key));
    } catch (error) {
      for (const reject of failures) reject(error);
    }
  }
}
