/** List items that do not fit the expected type. Each is rejected individually, like any other invalid item. */
import type { ServiceError } from '../base/errors.js';

/** Takes the place of an item that could not be parsed. */
export class Misfit {
  constructor(readonly error: ServiceError) {}
}

/** Maps the items that could be parsed and keeps the others unchanged. */
export const mapFitting = <T, U>(items: readonly (T | Misfit)[], change: (item: T) => U): (U | Misfit)[] =>
  items.map((item) => (item instanceof Misfit ? item : change(item)));
