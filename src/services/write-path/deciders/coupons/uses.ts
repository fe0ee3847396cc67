/** Decides uses of coupons on orders and returns of coupons, based on the customer's facts. */
import { costOf, decideUse, refuseCost, type OrderToPay } from '../../../../engine/coupons/coupon-use.js';
import type { Coupon } from '../../../../engine/coupons/coupon-definition.js';
import { discountOf, splitOverLines } from '../../../../engine/coupons/discount.js';
import {
  couponHistory,
  couponsIn,
  decidedHistory,
  nextOrdinal,
  spentOn,
  type CouponHistory,
} from '../../../../engine/coupons/history.js';
import { termsOfUse } from '../../../../engine/coupons/recorded-terms.js';
import type { FactSet } from '../../../../engine/facts/facts.js';
import { minorUnit } from '../../../../engine/values/currency.js';
import { type CouponIntake, type CouponOutcome } from '../../../base/write-intakes.js';
import { newId } from '../../../base/ids.js';
import type { Snapshot } from '../../commit/snapshot.js';
import type { Decision } from '../decider.js';
import type { CouponBook } from './coupon-book.js';
import { asProperty, couponEvent } from './coupon-events.js';

type Discounted = Pick<CouponOutcome, 'discount' | 'lines'>;
type Use = CouponHistory['uses'][number];

/** Uses a coupon on an order. In `facts`, coupons are identified by their keys. */
export function useCoupon(
  book: CouponBook,
  coupon: Coupon,
  { order, claim }: Extract<CouponIntake['does'], { what: 'redeem' }>,
  facts: FactSet,
  { catalogue, now }: Snapshot,
): Decision {
  const { currency } = catalogue.setting;
  const unit = minorUnit(currency);
  const isOfOrder = (use: Use): boolean => use.orderId === order.orderId && use.returnedAt === undefined;
  const history = decidedHistory(coupon.key, coupon, facts, now);
  const before = history.uses.find(isOfOrder);
  if (before) return { duplicate: { coupon: repeated(coupon, order, before, unit) } };
  const others = [...couponsIn(facts)].filter(
    (key) => key !== coupon.key && historyOf(book, key, facts, now).uses.some(isOfOrder),
  );
  // For a coupon that is only known from reports, it is unknown whether it is stackable. Assume that it is not.
  const stacked = others.map((key) => book.coupons.get(key) ?? { ...coupon, key, stackable: false });
  const decision = decideUse(coupon, history, order, stacked, now, claim);
  if ('reason' in decision) return decision;
  const discount = discountOf(coupon, order, unit);
  const cost = costOf(coupon, { discount }, currency);
  const beyond = refuseCost(coupon, cost, book.countOf(coupon.key).spent);
  if (beyond) return beyond;
  if (coupon.costLimit !== undefined) book.count(coupon.key, { claimed: 0, spent: cost });
  // A coupon that is returned and then used again on the same order needs a second use with a new id. Ids derived from
  // a count of facts could repeat after facts are removed.
  const event = couponEvent('coupon_redeemed', coupon, now, `redeem:${newId(now)}`, {
    claimId: decision.claim.id,
    useOfOrder: nextOrdinal(order.orderId, coupon.key, facts),
    orderId: order.orderId,
    discount: asProperty(discount),
    ...termsOfUse(coupon),
  });
  return {
    events: [[event]],
    result: { coupon: { claim: decision.claim.id, ...byLine(coupon, order, discount, unit) } },
  };
}

/** Returns a used coupon to the customer, so that its use on an order no longer counts. */
export function giveBack(
  book: CouponBook,
  coupon: Coupon,
  orderId: string,
  facts: FactSet,
  { now }: Snapshot,
): Decision {
  const uses = couponHistory(coupon.key, coupon, facts, now).uses.filter((use) => use.orderId === orderId);
  const use = uses.find(({ returnedAt }) => returnedAt === undefined);
  if (!use)
    return uses.length > 0
      ? { duplicate: { coupon: {} } }
      : { reason: 'COUPON_NOT_USED', message: `coupon ${coupon.key} was not used on this order` };
  if (coupon.costLimit !== undefined) book.count(coupon.key, { claimed: 0, spent: -spentOn(use, coupon, facts) });
  const event = couponEvent('coupon_returned', coupon, now, `return:${newId(now)}`, {
    orderId,
    useOfOrder: Math.max(1, nextOrdinal(orderId, coupon.key, facts) - 1),
    ...(use.claim === undefined ? {} : { claimId: use.claim }),
  });
  return { events: [[event]], result: { coupon: {} } };
}

function repeated(coupon: Coupon, order: OrderToPay, { claim, discount }: Use, unit: bigint): CouponOutcome {
  return {
    ...(claim === undefined ? {} : { claim }),
    ...(discount === undefined ? {} : takenBefore(coupon, order, discount, unit)),
  };
}

function byLine(coupon: Coupon, order: OrderToPay, discount: bigint, unit: bigint): Discounted {
  const lines = splitOverLines(coupon, order, discount, unit);
  return { discount, ...(lines ? { lines } : {}) };
}

/**
 * Returns the discount of an earlier use. The discount of each order line is known only if the coupon would still give
 * the same total discount.
 */
function takenBefore(coupon: Coupon, order: OrderToPay, discount: bigint, unit: bigint): Discounted {
  const isOfLines = coupon.products !== undefined || coupon.kind === 'BUY_N_GET_M';
  return isOfLines && discountOf(coupon, order, unit) !== discount
    ? { discount }
    : byLine(coupon, order, discount, unit);
}

/** Returns the history of a coupon. If this system does not manage the coupon, every report about it is valid. */
function historyOf(book: CouponBook, key: string, facts: FactSet, now: number): CouponHistory {
  const coupon = book.coupons.get(key);
  return coupon ? decidedHistory(key, coupon, facts, now) : couponHistory(key, coupon, facts, now);
}
