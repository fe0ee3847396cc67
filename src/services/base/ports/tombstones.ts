/** Storage of tombstones, which mark erased identities. */
import type { Identity } from '../../../engine/types.js';
import type { Tx } from './transaction.js';

/** Stores keyed hashes of erased identities, with the time of the erasure. */
export interface TombstoneStore {
  find(workspace: string, identities: readonly Identity[], tx: Tx): Promise<Map<string, number>>;
  insert(workspace: string, identities: readonly Identity[], at: number, tx: Tx): Promise<void>;
}
