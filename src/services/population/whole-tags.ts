/**
 * Reads the tag writes of customers within a write transaction. The result is complete: it includes all writes that
 * matter from a given time on.
 */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { addWrites, lacks, type Lookback, type TagState } from '../../engine/tags/tags.js';
import type { ProfileRecord, Stores, Tx } from '../base/ports.js';
import { tagHistories } from './tag-histories.js';

type Tags = ReadonlyMap<string, TagState>;

interface Place {
  readonly stores: Stores;
  readonly workspace: string;
  readonly catalogue: Catalogue;
}

/**
 * Returns complete tags for the customers whose records store too few writes to look back from the given time. The
 * result is keyed by record id. Writes made in this transaction are taken from the records.
 */
export async function wholeTags(
  { stores, workspace, catalogue }: Place,
  customers: readonly ProfileRecord[],
  from: (record: ProfileRecord) => number,
  lookback: Lookback,
  tx: Tx,
): Promise<Map<string, Tags>> {
  const records = customers.filter((record) => lacks(record.tags, from(record), lookback));
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
