/** Coupons as defined, their names, and the counts that limits are held by. */
import type { Coupon } from '../engine/coupons/definition.js';
import { namesOf } from '../engine/coupons/names.js';
import type { CouponCount, Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

export function couponStore(mongo: Mongo): Stores['coupons'] {
  const counts = mongo.collection<{ _id: string; ws: string; claimed?: number; spent?: bigint | number }>(
    'couponCounts',
  );
  // The id is the folded name, so a name belongs to one coupon. Coupons of before have no entry: their key is found as it is.
  const names = mongo.collection<{ _id: string; ws: string; key: string }>('couponNames');
  const definitions = keyedDefinitions<Coupon>(mongo.collection<DefinitionDoc>('coupons'));
  return {
    find: definitions.find,
    list: definitions.list,
    named: async (ws, wanted, tx) => {
      const found = await names.find({ _id: { $in: wanted.map((name) => `${ws}|${name}`) } }, within(tx)).toArray();
      return definitions.find(ws, [...new Set([...wanted, ...found.map((d) => d.key)])], tx);
    },
    save: async (ws, coupon, tx) => {
      await definitions.save(ws, coupon, tx);
      for (const name of namesOf(coupon))
        await names.updateOne(
          { _id: `${ws}|${name}` },
          { $set: { ws, key: coupon.key } },
          { upsert: true, ...within(tx) },
        );
    },
    counts: async (ws, keys, tx) =>
      new Map(
        (await counts.find({ _id: { $in: keys.map((k) => `${ws}|${k}`) } }, within(tx)).toArray()).map((d) => [
          d._id.slice(ws.length + 1),
          { claimed: d.claimed ?? 0, spent: BigInt(d.spent ?? 0) },
        ]),
      ),
    addCounts: async (ws, added, tx) => {
      for (const [key, { claimed, spent }] of added)
        await counts.updateOne(
          { _id: `${ws}|${key}` },
          { $inc: { ...nonZero({ claimed }), ...nonZero({ spent }) }, $setOnInsert: { ws } },
          { upsert: true, ...within(tx) },
        );
    },
  };
}

const nonZero = <T extends Partial<CouponCount>>(count: T): Partial<T> =>
  Object.values(count).every((n) => Number(n) === 0) ? {} : count;
