/** Divides long synchronous work into time slices, so that other work can run in between. */
import type { Services } from './services.js';

const SLICE_MS = 8;

/**
 * Splits a loop into time slices.
 *
 * @example
 * const slices = new Slices(services);
 * for (const item of items) { if (slices.isOver()) await slices.next(); work(item); }
 */
export class Slices {
  private begun: number;

  constructor(private readonly services: Pick<Services, 'stores' | 'pause'>) {
    this.begun = services.stores.now();
  }

  isOver(): boolean {
    return this.services.stores.now() - this.begun > SLICE_MS;
  }

  /** Runs work that yields now and then, in time slices. Resolves with its result. */
  async finish<T>(work: Generator<undefined, T>): Promise<T> {
    for (;;) {
      const step = work.next();
      if (step.done) return step.value;
      if (this.isOver()) await this.next();
    }
  }

  /** Yields to the event loop. Resolves when the next slice begins. */
  async next(): Promise<void> {
    await this.services.pause(0);
    this.begun = this.services.stores.now();
  }
}
