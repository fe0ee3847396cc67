/**
 * Receipts name orders whose customer is unknown. A profile that has only receipts is an anonymous receipt. It is not a
 * customer, but its events count in figures of the whole shop.
 */
import type { Identity, IdentityNamespace } from '../types.js';

const NAME = 'receipt';

/**
 * The rules of receipts. The namespace is part of every workspace and cannot be redefined. It has the lowest priority,
 * so that a fact that names a customer as well is recorded for the customer.
 */
export const RECEIPTS: IdentityNamespace = {
  name: NAME,
  limit: 30,
  priority: -1,
  strong: false,
  normalise: 'none',
  blocked: [],
};

/** Whether a namespace has receipts. `receipt:<shop>` has the receipts of one shop, because shops number their own. */
export const isReceiptNamespace = (name: string): boolean => name === NAME || name.startsWith(`${NAME}:`);

/**
 * Whether identities name no customer, because all of them are receipts.
 *
 * @example
 * areReceipts([{ namespace: 'receipt', value: 'R-1' }]); // true
 * areReceipts([{ namespace: 'receipt:north', value: '7' }, { namespace: 'member_id', value: '42' }]); // false
 */
export const areReceipts = (identities: readonly Pick<Identity, 'namespace'>[]): boolean =>
  identities.every(({ namespace }) => isReceiptNamespace(namespace));
