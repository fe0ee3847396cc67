/**
 * Memory for the facts that write transactions load. Transactions wait for one another when their facts together would
 * take more than the limit.
 */

/**
 * Thrown to roll back a transaction that would load too many facts. Its intakes are divided and committed separately.
 */
export class TooManyFacts extends Error {
  constructor() {
    super('the facts of the customers take too much memory for one transaction');
  }
}

/** The memory that one transaction has claimed. */
export interface FactClaim {
  /** Waits until there is memory for facts of this size. Does not wait for a size of 0. */
  take(bytes: number): Promise<void>;
  /** Releases all memory of the transaction. */
  release(): void;
}

/**
 * A memory budget in bytes that transactions share. A transaction that needs more than the whole budget runs only while
 * no other transaction has claimed memory.
 *
 * @example
 * const claim = memory.claim();
 * try {
 *   await claim.take(bytes);
 * } finally {
 *   claim.release();
 * }
 */
export class FactMemory {
  private used = 0;
  private readonly waiting: { readonly bytes: number; start(): void }[] = [];

  constructor(readonly capacity: number) {}

  /** Bytes that running transactions have claimed. */
  get bytes(): number {
    return this.used;
  }

  claim(): FactClaim {
    let held = 0;
    return {
      take: async (bytes) => {
        if (bytes === 0) return;
        await this.turn(bytes);
        held += bytes;
      },
      release: () => {
        this.used -= held;
        held = 0;
        this.startNext();
      },
    };
  }

  private turn(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push({
        bytes,
        start: () => {
          this.used += bytes;
          resolve();
        },
      });
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.waiting.length > 0 && (this.used === 0 || this.used + this.waiting[0].bytes <= this.capacity))
      this.waiting.shift()!.start();
  }
}
