/** Lets other work run between the steps of a large transaction. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Snapshot } from './snapshot.js';

/**
 * Number of intakes above which a transaction yields to the event loop. Each step of a smaller transaction takes a few
 * milliseconds at most.
 */
const MANY_INTAKES = 50;

/** Resolves in the next iteration of the event loop if a transaction is large, and at once otherwise. */
export async function yieldIfLarge({ intakes }: Pick<Snapshot, 'intakes'>): Promise<void> {
  if (intakes.length > MANY_INTAKES) await nextTurn();
}
