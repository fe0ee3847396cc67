/**
 * Items of a list that do not fit the type they were sent as: each is answered on its own, as any other that is
 * refused.
 */
import type { ServiceError } from '../base/errors.js';

/** Stands in a list in the place of what could not be read. */
export class Misfit {
  constructor(readonly error: ServiceError) {}
}

/** The items that could be read, changed; the others as they are. */
export const mapFitting = <T, U>(items: readonly (T | Misfit)[], change: (item: T) => U): (U | Misfit)[] =>
  items.map((item) => (item instanceof Misfit ? item : change(item)));
