/** A seeded random number generator for generated data. The same seed gives the same data. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Returns a random number, uniformly distributed in [0, 1), by mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)];
  }

  /** Returns one of the values with weighted probability. */
  weighted<T>(list: readonly (readonly [T, number])[]): T {
    let x = this.next() * list.reduce((n, [, w]) => n + w, 0);
    for (const [value, w] of list) if ((x -= w) < 0) return value;
    return list[list.length - 1][0];
  }

  /** Returns a random number with an approximately exponential distribution and this mean. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  /**
   * Returns an independent generator for one part of the data, so that this part can grow without changing the others.
   */
  fork(salt: number): Random {
    return new Random(Math.imul(this.state ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b));
  }
}
