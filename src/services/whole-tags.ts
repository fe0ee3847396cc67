/** A customer's tags with every write that matters from an instant on, inside a write transaction. */
import type { Catalogue } from '../engine/catalogue.js';
import { addWrites, type Lookback, type TagState } from '../engine/tags.js';
import type { ProfileRecord, TagFact } from './ports.js';
import { tagHistories } from './subjects.js';

/** `written`: all writes stored of the customer. Those of this transaction are in the record alone. */
export function wholeTags(
  record: ProfileRecord,
  written: readonly TagFact[],
  catalogue: Catalogue,
  from: number,
  lookback: Lookback,
): Map<string, TagState> {
  const tags = new Map(record.tags);
  for (const [key, { writes }] of tagHistories(written)) {
    const def = catalogue.tagInStore(key);
    if (!def) continue;
    const all = [...writes, ...(tags.get(key)?.writes ?? []).filter((w) => !w.summed)];
    tags.set(key, addWrites(def, undefined, all, from - lookback(key)));
  }
  return tags;
}
