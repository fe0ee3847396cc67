/** Store of coupon pack definitions, with one document for the latest version of each pack. */
import type { CouponPack } from '../engine/coupons/pack-definition.js';
import type { Stores } from '../services/base/ports.js';
import { keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export const couponPackStore = (mongo: Mongo): Stores['couponPacks'] =>
  keyedDefinitions<CouponPack>(mongo.collection<DefinitionDoc>('couponPacks'));
