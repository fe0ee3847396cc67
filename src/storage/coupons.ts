/** Store of coupon definitions. Coupons can also be found by their case-folded names. */
import type { Coupon } from '../engine/coupons/coupon-definition.js';
import type { Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';
import { couponCountStore } from './coupon-counts.js';
import { couponNames } from './coupon-names.js';

export function couponStore(mongo: Mongo): Stores['coupons'] {
  const names = couponNames(mongo);
  const definitions = keyedDefinitions<Coupon>(mongo.collection<DefinitionDoc>('coupons'));
  return {
    ...couponCountStore(mongo),
    find: definitions.find,
    list: definitions.list,
    countOthers: definitions.countOthers,
    sizes: definitions.sizes,
    named: async (ws, wanted, tx) => {
      const keys = await names.keysOf(ws, wanted, tx);
      return definitions.find(ws, [...new Set([...wanted, ...keys])], tx);
    },
    save: async (ws, coupon, tx) => {
      await definitions.save(ws, coupon, tx);
      await names.save(ws, coupon, tx);
    },
  };
}
