/** Divides long synchronous work into time slices, so that the event loop serves other work in between. */
import type { Services } from './services.js';

const SLICE_MS = 8;

/**
 * @example
 * const slices = new Slices(services);
 * for (const item of items) {
 *   if (slices.isOver()) await slices.next();
 *   work(item);
 * }
 */
export class Slices {
  private begun: number;

  constructor(private readonly services: Pick<Services, 'stores' | 'pause'>) {
    this.begun = services.stores.now();
  }

  isOver(): boolean {
    return this.services.stores.now() - this.begun > SLICE_MS;
  }

  /** Resolves when the next slice begins. */
  async next(): Promise<void> {
    await this.services.pause(0);
    this.begun = this.services.stores.now();
  }
}
