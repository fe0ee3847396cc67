/** Store of the counters that enforce the limits of coupons and packs. */
import type { CouponCount, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export function couponCountStore(mongo: Mongo): Pick<Stores['coupons'], 'counts' | 'addCounts'> {
  const collection = mongo.collection<{ _id: string; ws: string; claimed?: number; spent?: bigint | number }>(
    'couponCounts',
  );
  return {
    counts: async (ws, keys, tx) => {
      const documents = await collection
        .find({ _id: { $in: keys.map((key) => `${ws}|${key}`) } }, within(tx))
        .toArray();
      return new Map(
        documents.map(({ _id, claimed, spent }) => [
          _id.slice(ws.length + 1),
          { claimed: claimed ?? 0, spent: BigInt(spent ?? 0) },
        ]),
      );
    },
    addCounts: async (ws, added, tx) => {
      for (const [key, { claimed, spent }] of added)
        await collection.updateOne(
          { _id: `${ws}|${key}` },
          { $inc: { ...nonZero({ claimed }), ...nonZero({ spent }) }, $setOnInsert: { ws } },
          { upsert: true, ...within(tx) },
        );
    },
  };
}

const nonZero = <T extends Partial<CouponCount>>(count: T): Partial<T> =>
  Object.values(count).every((n) => Number(n) === 0) ? {} : count;
