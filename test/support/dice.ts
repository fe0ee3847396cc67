/** Makes random choices from a seed, so that a failed test can be repeated with the same data. */

/** Returns a generator of random numbers from 0 to 1 (mulberry32), which is good enough for test data. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export class Dice {
  constructor(readonly next: () => number) {}
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }
  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)];
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
}

/** Draws every element once in random order before any element is drawn again, so that rare elements occur early. */
export class Bag<T> {
  private left: T[] = [];
  constructor(private readonly all: readonly T[]) {}

  draw(d: Dice): T {
    if (this.left.length === 0) this.left = [...this.all];
    return this.left.splice(d.int(0, this.left.length - 1), 1)[0];
  }
}
