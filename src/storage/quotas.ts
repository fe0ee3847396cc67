/** Store of daily counters, which limit the number of writes of each partner. */
import type { Stores } from '../services/base/ports.js';
import { StoreConflict } from '../services/base/errors.js';
import { toServiceError } from './base/database-errors.js';
import { type Mongo } from './base/mongo.js';

export function quotaStore(mongo: Mongo): Stores['quotas'] {
  const c = mongo.collection<{ _id: string; ws: string; day: string; partner: string; used: number; at: Date }>(
    'quotas',
  );
  const name = (ws: string, partner: string, day: string): string => `${ws}|${day}|${partner}`;
  return {
    take: async (ws, partner, day, n, limit) => {
      if (n > limit) return false;
      const room = { _id: name(ws, partner, day), used: { $lte: limit - n } };
      try {
        await c.updateOne(
          room,
          { $inc: { used: n }, $setOnInsert: { ws, day, partner, at: new Date(mongo.now()) } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        if (!(toServiceError(error) instanceof StoreConflict)) throw error;
        // The insert failed because the counter exists. Either the counter has reached its limit, or another process
        // created it at the same time. In the second case, this update succeeds.
        return (await c.updateOne(room, { $inc: { used: n } })).matchedCount === 1;
      }
    },
    giveBack: async (ws, partner, day, n) =>
      void (await c.updateOne({ _id: name(ws, partner, day) }, { $inc: { used: -n } })),
    used: async (ws, day) => new Map((await c.find({ ws, day }).toArray()).map((d) => [d.partner, d.used])),
  };
}
