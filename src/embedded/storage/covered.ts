/** Questions for ids that an index answers alone: no document is read. */
import { type Flow, page, STRIDE } from '../query/flow.js';
import { type Collection, idDocument } from './catalog.js';
import type { Query, Statement } from './database.js';
import { planQuery } from './planner.js';

/** The ids in order, as documents `{_id}`, made by `document` where their key does not tell them; undefined where documents have to be looked at. */
export function idsOf(
  s: Statement,
  c: Collection,
  q: Query,
  document: (idKey: Buffer) => Buffer,
): Flow<Buffer> | undefined {
  if (s.overlay?.of(c)) return undefined;
  const { index, ranges, reverse, exact, duplicates, sorted } = planQuery(c, q.filter, q.sort ?? [], true);
  if (!exact || duplicates || index === undefined || index === '_id_' || ((q.sort?.length ?? 0) > 0 && !sorted))
    return undefined;
  const found = function* (): Flow<Buffer> {
    let looked = 0;
    for (const [start, end] of reverse ? [...ranges].reverse() : ranges) {
      for (const { value } of s.view.range(start, end, reverse)) {
        q.tick?.();
        yield idDocument(value) ?? document(value);
        if (++looked % STRIDE === 0) yield undefined;
      }
    }
  };
  return page(found(), q.skip ?? 0, q.limit ?? 0);
}
