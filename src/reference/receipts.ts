/** The facts of a shop, including facts that have no customer. */
import type { World } from './language.js';

/** The facts of a customer, or of an anonymous receipt. */
export interface ShopWorld extends World {
  readonly isReceipt?: true;
}
