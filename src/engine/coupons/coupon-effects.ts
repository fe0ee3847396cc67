/** Tables that define the effect of changing each field of coupons and packs. */
import type { Effects } from '../definitions/effects.js';
import type { Coupon } from './coupon-definition.js';
import type { CouponPack } from './pack-definition.js';

/**
 * Effects of the fields of coupons. Past decisions do not change: claims and uses record their own terms, and a change
 * can only extend the expiry of existing claims. Reports read names and grouping fields at each request. A new code is
 * an additional name. Facts with an earlier code still belong to the coupon.
 */
export const COUPON_EFFECTS: Effects<Coupon> = {
  key: 'IDENTITY',
  code: 'NOTHING',
  formerCodes: 'RECORD',
  name: 'NOTHING',
  description: 'NOTHING',
  kind: 'FIXED',
  faceValue: 'LATER',
  share: 'LATER',
  most: 'LATER',
  threshold: 'LATER',
  buy: 'LATER',
  get: 'LATER',
  products: 'LATER',
  gifts: 'LATER',
  stackable: 'LATER',
  store: 'LATER',
  platform: 'LATER',
  channel: 'LATER',
  campaign: 'NOTHING',
  costBearer: 'NOTHING',
  eligible: 'LATER',
  perCustomer: 'LATER',
  total: 'LATER',
  costLimit: 'LATER',
  from: 'LATER',
  until: 'LATER',
  validForMs: 'LATER',
  returnOnRefund: 'LATER',
  group: 'FIXED',
  version: 'RECORD',
  retired: 'LATER',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};

/** Effects of the fields of packs. Coupons that were already claimed with a pack do not change. */
export const COUPON_PACK_EFFECTS: Effects<CouponPack> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  coupons: 'LATER',
  eligible: 'LATER',
  perCustomer: 'LATER',
  total: 'LATER',
  from: 'LATER',
  until: 'LATER',
  version: 'RECORD',
  retired: 'LATER',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};
