/** Represents list items of the wrong type. Each of them is rejected individually, like any other invalid item. */
import type { ServiceError } from './errors.js';

/** Placeholder for an item that could not be parsed. It contains the error. */
export class Misfit {
  constructor(readonly error: ServiceError) {}
}

/** Applies `change` to the items that could be parsed. Returns the other items unchanged. */
export const mapFitting = <T, U>(items: readonly (T | Misfit)[], change: (item: T) => U): (U | Misfit)[] =>
  items.map((item) => (item instanceof Misfit ? item : change(item)));
