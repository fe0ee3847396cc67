/** Packs of coupons as defined. */
import type { CouponPack } from '../engine/coupons/pack-definition.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, type DefinitionDoc } from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

export function couponPackStore(mongo: Mongo): Stores['couponPacks'] {
  const c = mongo.collection<DefinitionDoc>('couponPacks');
  return {
    find: async (ws, keys, tx) =>
      (await c.find({ ws, key: { $in: [...keys] } }, within(tx)).toArray()).map(definitionFromDoc<CouponPack>),
    list: async (ws, page) =>
      (
        await c
          .find({ ws, ...(page.after === undefined ? {} : { key: { $gt: page.after } }) })
          .sort({ ws: 1, key: 1 })
          .limit(page.first)
          .toArray()
      ).map(definitionFromDoc<CouponPack>),
    save: async (ws, pack, tx) =>
      void (await c.replaceOne({ ws, key: pack.key }, definitionToDoc(ws, pack.key, pack), {
        upsert: true,
        ...within(tx),
      })),
  };
}
