/** Reasons for rejecting requests about coupons and experiments. */
import { entry } from './codes.js';

export const COUPON_REASONS = {
  COUPON_NOT_FOUND: entry('NOT_FOUND', 'No coupon has this key.', 'Correct the key, or define the coupon.'),
  COUPON_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The input names a coupon that does not exist.',
    'Correct the key, or define the coupon first.',
  ),
  COUPON_KIND_FIXED: entry(
    'CONFLICT',
    'The kind of a coupon, and whether it is for two, cannot change.',
    'Define a coupon with another key.',
  ),
  COUPON_TOTAL_LIMIT_FIXED: entry(
    'CONFLICT',
    'A total limit cannot be added to a coupon or pack that was defined without one.',
    'Define one with another key.',
  ),
  COUPON_COST_LIMIT_FIXED: entry(
    'CONFLICT',
    'A cost limit cannot be added to a coupon that was defined without one.',
    'Define a coupon with another key.',
  ),
  COUPON_COST_LIMIT: entry(
    'LIMIT_EXCEEDED',
    'The use would cost more than is left of the cost limit of the coupon.',
    'Offer another coupon, or raise its cost limit.',
  ),
  COUPON_FIELD_MISSING: entry('BAD_USER_INPUT', 'This kind of coupon requires a field.', 'Give the field named.'),
  COUPON_FIELD_NOT_ALLOWED: entry('BAD_USER_INPUT', 'This kind of coupon has no such field.', 'Leave it out.'),
  COUPON_CODE_TAKEN: entry(
    'CONFLICT',
    'Another coupon has, or had, this code or key.',
    'Choose another one; names are compared without case.',
  ),
  COUPON_CODE_INVALID: entry('BAD_USER_INPUT', 'The code has characters that cannot be seen.', 'Leave them out.'),
  COUPON_AMOUNT_TOO_FINE: entry(
    'BAD_USER_INPUT',
    'The amount has more digits than the currency of the workspace.',
    'Give whole minor units: two digits for CNY, none for JPY, three for KWD.',
  ),
  COUPON_SHARE_INVALID: entry(
    'BAD_USER_INPUT',
    'The discount is not a share from 0.01 to 100 percent.',
    'Give a share with at most 2 decimals.',
  ),
  COUPON_RETIRED: entry('CONFLICT', 'The coupon was retired.', 'Offer another coupon.'),
  COUPON_NOT_STARTED: entry('CONFLICT', 'The coupon is not valid yet.', 'Retry from the instant in the message on.'),
  COUPON_ENDED: entry('CONFLICT', 'The coupon can no longer be claimed.', 'Offer another coupon.'),
  COUPON_CLAIM_LIMIT: entry(
    'LIMIT_EXCEEDED',
    'The customer has claimed the coupon as often as one may.',
    'Offer another coupon.',
  ),
  COUPON_EXHAUSTED: entry(
    'LIMIT_EXCEEDED',
    'All claims of the coupon were made.',
    'Offer another, or raise its limit.',
  ),
  COUPON_NOT_ELIGIBLE: entry('CONFLICT', 'The coupon is for certain customers only.', 'Offer another coupon.'),
  COUPON_ELIGIBILITY_UNKNOWN: entry(
    'CONFLICT',
    'The condition in `eligible` of the coupon or pack refers to a retired definition.',
    'Define it again with another `eligible`.',
  ),
  COUPON_IN_USE: entry(
    'CONFLICT',
    'Packs or running experiments name the coupon.',
    'Retire or change the packs, and end the experiments, first.',
  ),
  COUPON_PACK_NOT_FOUND: entry('NOT_FOUND', 'No pack of coupons has this key.', 'Correct the key, or define the pack.'),
  COUPON_PACK_INVALID: entry(
    'BAD_USER_INPUT',
    'The coupons of the pack are not a valid selection.',
    'Name each coupon once, none for two, with 50 claims altogether at most.',
  ),
  COUPON_PACK_RETIRED: entry('CONFLICT', 'The pack was retired.', 'Offer another pack.'),
  COUPON_PACK_NOT_STARTED: entry(
    'CONFLICT',
    'The pack cannot be claimed yet.',
    'Retry from the instant in the message on.',
  ),
  COUPON_PACK_ENDED: entry('CONFLICT', 'The pack can no longer be claimed.', 'Offer another pack.'),
  COUPON_PACK_CLAIM_LIMIT: entry(
    'LIMIT_EXCEEDED',
    'The customer has claimed the pack as often as one may.',
    'Offer another pack.',
  ),
  COUPON_PACK_EXHAUSTED: entry(
    'LIMIT_EXCEEDED',
    'All claims of the pack were made.',
    'Offer another, or raise its limit.',
  ),
  COUPON_PACK_NOT_ELIGIBLE: entry('CONFLICT', 'The pack is for certain customers only.', 'Offer another pack.'),
  COUPON_NOT_CLAIMED: entry('NOT_FOUND', 'The customer has no such claim of the coupon.', 'Claim it first.'),
  COUPON_EXPIRED: entry('CONFLICT', 'The claim has expired.', 'Claim the coupon again, if that is allowed.'),
  COUPON_USED: entry('CONFLICT', 'The claim was used.', 'Claim the coupon again, if that is allowed.'),
  COUPON_NOT_USED: entry('NOT_FOUND', 'The coupon was not used on this order.', 'Check the order id.'),
  COUPON_PLACE_MISMATCH: entry(
    'BAD_USER_INPUT',
    'The coupon is not valid in the store, platform or channel of the order.',
    'Use it where the message says.',
  ),
  COUPON_BELOW_THRESHOLD: entry('BAD_USER_INPUT', 'The order is below the threshold.', 'Add to the order.'),
  COUPON_GOODS_MISMATCH: entry(
    'BAD_USER_INPUT',
    'No line of the order is of the goods that the coupon is for.',
    'Give the lines with sku, brand and category, or add such goods.',
  ),
  COUPON_BUNDLE_INCOMPLETE: entry(
    'BAD_USER_INPUT',
    'The order lacks a sku of the bundle that the coupon is for.',
    'Add what the message names.',
  ),
  COUPON_GIFT_MISSING: entry(
    'BAD_USER_INPUT',
    'No piece of the order is free by this coupon.',
    'Buy enough pieces, and add the goods that are given.',
  ),
  COUPON_SCOPE_INVALID: entry(
    'BAD_USER_INPUT',
    'The goods of the coupon are not a valid selection.',
    'Choose goods by at least one sku, brand or category, or give a bundle of two or more skus alone.',
  ),
  COUPON_NOT_STACKABLE: entry(
    'CONFLICT',
    'Another coupon is used on the order, and the two do not combine.',
    'Use one of the two.',
  ),
  COUPON_PARTNER_MISSING: entry('BAD_USER_INPUT', 'A group coupon is claimed by two.', 'Name the other customer.'),
  COUPON_PARTNER_NOT_ALLOWED: entry('BAD_USER_INPUT', 'The coupon is not a group coupon.', 'Leave the partner out.'),
  COUPON_PARTNER_NOT_FOUND: entry('NOT_FOUND', 'No customer has the profile id of the partner.', 'Correct it.'),
  COUPON_PARTNER_IDENTICAL: entry('BAD_USER_INPUT', 'The partner is the customer.', 'Name another customer.'),

  EXPERIMENT_NOT_FOUND: entry('NOT_FOUND', 'No experiment has this key.', 'Correct the key.'),
  EXPERIMENT_EXISTS: entry(
    'CONFLICT',
    'An experiment has this key, and its variants do not change.',
    'Choose another key.',
  ),
  EXPERIMENT_ENDED: entry('CONFLICT', 'The experiment has ended.', 'Do not assign customers to it.'),
  EXPERIMENT_HOLDOUT_INVALID: entry(
    'BAD_USER_INPUT',
    'The number of variants without a coupon is not exactly one.',
    'Leave the coupon out of one variant: the hold-out.',
  ),
  PRICE_LADDER_FACE_VALUE_MISSING: entry(
    'BAD_USER_INPUT',
    'A variant has a coupon without a face value.',
    'Ask for an experiment whose coupons have face values.',
  ),
} as const;
