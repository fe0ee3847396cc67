/** Store of the case-folded names of coupons. A name belongs to only one coupon. */
import type { Coupon } from '../engine/coupons/coupon-definition.js';
import { namesOf } from '../engine/coupons/names.js';
import type { Tx } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface CouponNames {
  /**
   * Returns the keys of the coupons that have one of these case-folded names. It does not find coupons that were saved
   * by versions that did not store names yet.
   */
  keysOf(ws: string, names: readonly string[], tx?: Tx): Promise<string[]>;
  save(ws: string, coupon: Coupon, tx: Tx): Promise<void>;
}

export function couponNames(mongo: Mongo): CouponNames {
  const collection = mongo.collection<{ _id: string; ws: string; key: string }>('couponNames');
  return {
    keysOf: async (ws, names, tx) => {
      const ids = names.map((name) => `${ws}|${name}`);
      return (await collection.find({ _id: { $in: ids } }, within(tx)).toArray()).map(({ key }) => key);
    },
    save: async (ws, coupon, tx) => {
      for (const name of namesOf(coupon))
        await collection.updateOne(
          { _id: `${ws}|${name}` },
          { $set: { ws, key: coupon.key } },
          { upsert: true, ...within(tx) },
        );
    },
  };
}
