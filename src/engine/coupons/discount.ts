/**
 * Computes the discount of a coupon on an order, in total and by line, rounded to payable amounts. Amounts are integers
 * at scale 4.
 */
import type { OrderToPay } from './coupon-use.js';
import type { Coupon } from './coupon-definition.js';
import { freeByLine } from './free-pieces.js';
import { payable, smaller, sum } from './payable.js';
import { amountInScope, isInScope } from './scope.js';

export interface LineDiscount {
  readonly lineId: string;
  readonly discount: bigint;
}

/**
 * Returns the discount of a coupon on an order. It is rounded half to even to whole minor units (`unit`), and never
 * exceeds the amount in scope.
 */
export function discountOf(coupon: Coupon, order: OrderToPay, unit: bigint): bigint {
  const amount = amountInScope(coupon, order);
  switch (coupon.kind) {
    case 'FULL_REDUCTION':
    case 'FIXED_AMOUNT':
    case 'EXCHANGE':
      return payable(coupon.faceValue ?? 0n, 1n, amount, unit);
    case 'DISCOUNT': {
      const limit = coupon.most === undefined ? amount : smaller(coupon.most, amount);
      return payable(amount * (coupon.share ?? 0n), 10_000n, limit, unit);
    }
    case 'FREE_SHIPPING':
      return payable(order.shipping ?? 0n, 1n, order.shipping ?? 0n, unit);
    case 'BUY_N_GET_M':
      return payable(sum(freeByLine(order.lines ?? [], coupon, unit)), 1n, order.amount, unit);
    case 'GIFT':
      return 0n;
  }
}

/**
 * Splits a discount over the lines of an order. The amounts add up to the discount, and none exceeds the amount of its
 * line. The discount for a free piece is assigned to the line of the piece. Other discounts are split over the lines in
 * scope, in proportion to their amounts.
 *
 * Returns undefined if the discount cannot be split. This is the case if the order has no lines, if the discount
 * exceeds the amount of the lines in scope, or if it applies to the shipping.
 */
export function splitOverLines(
  coupon: Coupon,
  order: OrderToPay,
  discount: bigint,
  unit: bigint,
): LineDiscount[] | undefined {
  const lines = order.lines ?? [];
  const reduced = coupon.gifts ?? coupon.products;
  const amounts = lines.map((line) => (isInScope(line, reduced) ? (line.amount ?? 0n) : 0n));
  if (lines.length === 0 || coupon.kind === 'FREE_SHIPPING' || sum(amounts) < discount) return undefined;
  const free = coupon.kind === 'BUY_N_GET_M' ? freeByLine(lines, coupon, unit) : [];
  const parts = sum(free) === discount && free.length > 0 ? free : split(discount, amounts, unit);
  return lines.map((line, i) => ({ lineId: line.lineId ?? String(i), discount: parts[i] }));
}

/**
 * Splits a total in proportion to weights. The sum of the weights must be at least the total. Each result is the
 * difference of two cumulative sums that are rounded down, so the results add up to the total. The results are whole
 * minor units if the total and all weights are.
 */
export function split(total: bigint, weights: readonly bigint[], unit: bigint): bigint[] {
  const step = [total, ...weights].every((x) => x % unit === 0n) ? unit : 1n;
  const whole = sum(weights);
  let [weight, given] = [0n, 0n];
  return weights.map((w) => {
    weight += w;
    const upTo = whole === 0n ? 0n : ((total / step) * weight) / whole;
    const part = (upTo - given) * step;
    given = upTo;
    return part;
  });
}
