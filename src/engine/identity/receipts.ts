/**
 * Receipts identify orders whose customer is unknown. A profile that has only receipts is an anonymous receipt. It is
 * not a customer, but its events count in figures of the whole shop.
 */
import type { Identity, IdentityNamespace } from '../types.js';

const NAME = 'receipt';

/**
 * The rules of receipts. The namespace is part of every workspace and cannot be redefined. It has the lowest priority,
 * so a fact with both a receipt and another identity is recorded for the customer with that identity.
 */
export const RECEIPTS: IdentityNamespace = {
  name: NAME,
  limit: 30,
  priority: -1,
  strong: false,
  normalise: 'none',
  blocked: [],
};

/**
 * Whether a namespace contains receipts. `receipt:<shop>` contains the receipts of one shop, because each shop numbers
 * its own receipts.
 */
export const isReceiptNamespace = (name: string): boolean => name === NAME || name.startsWith(`${NAME}:`);

/**
 * Whether all identities are receipts, which identify no customer.
 *
 * @example
 * areReceipts([{ namespace: 'receipt', value: 'R-1' }]); // true
 * areReceipts([{ namespace: 'receipt:north', value: '7' }, { namespace: 'member_id', value: '42' }]); // false
 */
export const areReceipts = (identities: readonly Pick<Identity, 'namespace'>[]): boolean =>
  identities.every(({ namespace }) => isReceiptNamespace(namespace));
