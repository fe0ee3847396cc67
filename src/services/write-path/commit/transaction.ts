/** State shared by the steps of one write transaction. */
import type { Customers } from '../customers.js';
import type { Snapshot } from './snapshot.js';

/** A snapshot and the customers to which its intakes refer. */
export interface Transaction extends Snapshot {
  readonly customers: Customers;
}
