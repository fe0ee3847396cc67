/** State shared by the steps of one write transaction. */
import type { Customers } from '../customers.js';
import type { Snapshot } from './snapshot.js';

/** The snapshot with the customers that its intakes address. */
export interface Transaction extends Snapshot {
  readonly customers: Customers;
}
