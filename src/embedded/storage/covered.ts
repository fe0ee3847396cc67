/** Covered queries. They return only ids, so an index alone is enough and no document is read. */
import { type Flow, page, STRIDE } from '../query/flow.js';
import { type Collection, idDocument, idKeyOfEntry } from './catalog.js';
import type { Query, Statement } from './database.js';
import { planQuery } from './planner.js';

/**
 * Yields documents that contain only `_id`, in order. `document` builds such a document if the index key alone is not
 * enough. Returns undefined if the stored documents must be read.
 */
export function idsOf(
  statement: Statement,
  collection: Collection,
  query: Query,
  document: (idKey: Buffer) => Buffer,
): Flow<Buffer> | undefined {
  if (statement.overlay?.of(collection)) return undefined;
  const { index, ranges, reverse, exact, duplicates, sorted } = planQuery(
    collection,
    query.filter,
    query.sort ?? [],
    true,
  );
  if (!exact || duplicates || index === undefined || index === '_id_' || ((query.sort?.length ?? 0) > 0 && !sorted))
    return undefined;
  const found = function* (): Flow<Buffer> {
    let examined = 0;
    for (const [start, end] of reverse ? [...ranges].reverse() : ranges) {
      for (const entry of statement.view.range(start, end, reverse)) {
        query.tick?.();
        const idKey = idKeyOfEntry(entry);
        yield idDocument(idKey) ?? document(idKey);
        if (++examined % STRIDE === 0) yield undefined;
      }
    }
  };
  return page(found(), query.skip ?? 0, query.limit ?? 0);
}
