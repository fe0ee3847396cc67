/**
 * Reads the ids of customers that changed after a position of the change feed. A process uses them to catch up with
 * changes that it missed while it was not running.
 */
import { HistoryLost } from '../live/hub.js';
import type { Stores } from '../services/base/ports.js';
import { createFeed } from './feed.js';
import type { Mongo } from './base/mongo.js';
import type { CustomersChangeDoc } from './news.js';

/** Number of changes in one read. */
const BATCH = 1000;
/**
 * Number of consecutive empty reads after which the search for a mark (an empty announcement) in the feed fails. The
 * mark was committed before the search began, so a search this long means that the mark is missing.
 */
const MOST_EMPTY = 2000;

export function missedChanges(mongo: Mongo): Pick<Stores['news'], 'hasMark' | 'missed'> {
  const customers = mongo.collection<CustomersChangeDoc>('customerChanges');
  return {
    hasMark: async (ws, mark) => (await customers.findOne({ _id: mark, ws }, { projection: { _id: 1 } })) !== null,
    missed: async (workspace, position, mark) => {
      const source = createFeed(mongo).open(position, { topic: 'customers', batchSize: BATCH });
      const ids = new Set<string>();
      try {
        let empty = 0;
        for await (const { changes } of source) {
          empty = changes.length === 0 ? empty + 1 : 0;
          if (empty > MOST_EMPTY) return undefined;
          for (const change of changes) {
            if (change.topic !== 'customers' || change.workspace !== workspace) continue;
            for (const id of [...change.changed, ...change.removed]) ids.add(id);
            if (change.id === mark) return ids;
          }
        }
        return undefined;
      } catch (error) {
        if (error instanceof HistoryLost) return undefined;
        throw error;
      } finally {
        await source.close();
      }
    },
  };
}
