/** Customers' tags with every write that matters from an instant on, inside a write transaction. */
import type { Catalogue } from '../engine/catalogue.js';
import { addWrites, type Lookback, type TagState } from '../engine/tags.js';
import type { ProfileRecord, Stores, Tx } from './ports.js';
import { tagHistories } from './subjects.js';

type Tags = ReadonlyMap<string, TagState>;

/** Tags of customers by the ids of their records. Writes of this transaction are in the records alone. */
export async function wholeTags(
  stores: Stores,
  workspace: string,
  records: readonly ProfileRecord[],
  catalogue: Catalogue,
  from: (record: ProfileRecord) => number,
  lookback: Lookback,
  tx: Tx,
): Promise<Map<string, Tags>> {
  const members = records.flatMap((record) => record.members);
  if (members.length === 0) return new Map();
  const written = await stores.tagFacts.ofProfiles(workspace, members, tx);
  return new Map(
    records.map((record) => {
      const tags = new Map(record.tags);
      for (const [key, { writes }] of tagHistories(record.members.flatMap((m) => written.get(m) ?? []))) {
        const def = catalogue.tagInStore(key);
        if (!def) continue;
        const all = [...writes, ...(tags.get(key)?.writes ?? []).filter((w) => !w.summed)];
        tags.set(key, addWrites(def, undefined, all, from(record) - lookback(key)));
      }
      return [record.id, tags];
    }),
  );
}
