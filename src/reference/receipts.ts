/** The reference reading of facts that have no customer. */
import { holds, type World } from './language.js';
import type { Condition } from './model.js';

/** The facts of a customer, or of an anonymous receipt. */
export interface ShopWorld extends World {
  readonly isReceipt?: true;
}

/** Whether these are the facts of a customer for whom the condition holds. A receipt is in no segment. */
export const isMember = (condition: Condition, world: ShopWorld, at: number): boolean =>
  !world.isReceipt && holds(condition, world, at);
