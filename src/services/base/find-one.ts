/** Finds a single object in a store that only finds objects by a list of keys. */
import type { Tx } from './ports.js';

interface KeyedStore<Found> {
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<readonly Found[]>;
}

/** Returns the object with this key, or undefined if the workspace has none. */
export async function findOne<Found>(
  store: KeyedStore<Found>,
  workspace: string,
  key: string,
  tx?: Tx,
): Promise<Found | undefined> {
  return (await store.find(workspace, [key], tx))[0];
}
