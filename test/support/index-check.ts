/** Checks the indexes of an embedded database: every entry has its document, and every document has its entries. */
import { decode } from '../../src/embedded/value/bson.js';
import { afterPrefix } from '../../src/embedded/value/keys.js';
import { documentPrefix, indexEntryKey, indexPrefix } from '../../src/embedded/storage/catalog.js';
import { indexKeys } from '../../src/embedded/storage/index-keys.js';
import type { Database } from '../../src/embedded/storage/database.js';

/** Returns a description of each inconsistency, or an empty list. */
export function indexFaults(database: Database): string[] {
  const faults: string[] = [];
  for (const c of database.catalog.list()) {
    const prefix = documentPrefix(c);
    const documents = [...database.store.range(prefix, afterPrefix(prefix))];
    for (const index of c.indexes) {
      const wanted = new Set<string>();
      const owners = new Map<string, string>();
      for (const { key, value } of documents) {
        const idKey = key.subarray(prefix.length);
        for (const k of indexKeys(index, decode(value))) {
          wanted.add(indexEntryKey(index, k, idKey).toString('latin1'));
          const text = k.toString('latin1');
          const other = owners.get(text);
          if (index.unique && other !== undefined && other !== idKey.toString('latin1'))
            faults.push(`${c.ns}: two documents under one key of ${index.name}`);
          owners.set(text, idKey.toString('latin1'));
        }
      }
      const start = indexPrefix(index);
      for (const { key } of database.store.range(start, afterPrefix(start)))
        if (!wanted.delete(key.toString('latin1')))
          faults.push(`${c.ns}: ${index.name} has an entry without its document`);
      if (wanted.size > 0) faults.push(`${c.ns}: ${index.name} lacks ${wanted.size} entries`);
    }
  }
  return faults;
}
