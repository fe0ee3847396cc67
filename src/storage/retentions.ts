/** Store of event retention periods that differ from the default. */
import type { Retention } from '../engine/facts/event-retention.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export function retentionStore(mongo: Mongo): Pick<Stores['definitions'], 'retentions' | 'saveRetention'> {
  const retentions = mongo.collection<Retention & { ws: string }>('retentions');
  return {
    retentions: async (ws, tx) =>
      (await retentions.find({ ws }, within(tx)).sort({ ws: 1, family: 1 }).toArray()).map(
        ({ family, ms, publishedAt }) => ({ family, ms: Number(ms), publishedAt }),
      ),
    saveRetention: async (ws, r, tx) =>
      void (await retentions.replaceOne({ ws, family: r.family }, { ws, ...r }, { upsert: true, ...within(tx) })),
  };
}
