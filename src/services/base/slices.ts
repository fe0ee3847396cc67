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

  /** Yields to the event loop. Resolves when the next slice begins. */
  async next(): Promise<void> {
    await this.services.pause(0);
    this.begun = this.services.stores.now();
  }
}
