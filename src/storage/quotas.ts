/** Counters of what partners wrote in a day. */
import type { Stores } from '../services/ports.js';
import { StoreConflict } from '../services/errors.js';
import { type Mongo, toServiceError } from './mongo.js';

export function quotaStore(mongo: Mongo): Stores['quotas'] {
  const c = mongo.collection<{ _id: string; ws: string; day: string; partner: string; used: number; at: Date }>(
    'quotas',
  );
  const name = (ws: string, partner: string, day: string): string => `${ws}|${day}|${partner}`;
  return {
    take: async (ws, partner, day, n, limit) => {
      if (n > limit) return false;
      try {
        await c.updateOne(
          { _id: name(ws, partner, day), used: { $lte: limit - n } },
          { $inc: { used: n }, $setOnInsert: { ws, day, partner, at: new Date(mongo.now()) } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        // There is a counter, and it has no room: a second one cannot be made.
        if (toServiceError(error) instanceof StoreConflict) return false;
        throw error;
      }
    },
    giveBack: async (ws, partner, day, n) =>
      void (await c.updateOne({ _id: name(ws, partner, day) }, { $inc: { used: -n } })),
    used: async (ws, day) => new Map((await c.find({ ws, day }).toArray()).map((d) => [d.partner, d.used])),
  };
}
