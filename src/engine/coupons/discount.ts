/** What coupons take off orders, whole and by line, in amounts that can be paid. Money in integer units at scale 4. */
import { divideHalfEven } from '../decimal.js';
import type { OrderLine } from '../model.js';
import type { Coupon, OrderToPay } from './coupon.js';

export interface LineDiscount {
  readonly lineId: string;
  readonly discount: bigint;
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What a coupon takes off an order: whole minor units (`unit`), half to even, never above what it is taken from. */
export function discountOf(coupon: Coupon, order: OrderToPay, unit: bigint): bigint {
  switch (coupon.kind) {
    case 'FULL_REDUCTION':
    case 'FIXED_AMOUNT':
    case 'EXCHANGE':
      return payable(coupon.faceValue ?? 0n, 1n, order.amount, unit);
    case 'DISCOUNT': {
      const limit = coupon.most === undefined ? order.amount : smaller(coupon.most, order.amount);
      return payable(order.amount * (coupon.share ?? 0n), 10_000n, limit, unit);
    }
    case 'FREE_SHIPPING':
      return payable(order.shipping ?? 0n, 1n, order.shipping ?? 0n, unit);
    case 'BUY_N_GET_M': {
      const free = freeByLine(order.lines ?? [], coupon.buy ?? 1, coupon.get ?? 1, unit);
      return payable(sum(free), 1n, order.amount, unit);
    }
    case 'GIFT':
      return 0n;
  }
}

/**
 * A discount by line, in the order of the lines: the parts add up to it, and none is above its line. What is free is
 * taken off its own line; anything else is split by amount. Undefined when the lines do not hold it: there are none,
 * they come to less, or it is taken off the shipping.
 */
export function splitOverLines(
  coupon: Coupon,
  order: OrderToPay,
  discount: bigint,
  unit: bigint,
): LineDiscount[] | undefined {
  const lines = order.lines ?? [];
  const amounts = lines.map((line) => line.amount ?? 0n);
  if (lines.length === 0 || coupon.kind === 'FREE_SHIPPING' || sum(amounts) < discount) return undefined;
  const free = coupon.kind === 'BUY_N_GET_M' ? freeByLine(lines, coupon.buy ?? 1, coupon.get ?? 1, unit) : [];
  const parts = sum(free) === discount && free.length > 0 ? free : split(discount, amounts, unit);
  return lines.map((line, i) => ({ lineId: line.lineId ?? String(i), discount: parts[i] }));
}

/**
 * A total in proportion to weights that come to at least as much: each part is the difference of two running totals,
 * rounded down, so the parts add up. Parts are whole minor units unless the total or a weight is finer.
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

/** A fraction rounded half to even to whole minor units; rounded down where that would exceed the limit. */
function payable(numerator: bigint, divisor: bigint, limit: bigint, unit: bigint): bigint {
  const rounded = divideHalfEven(numerator, divisor * unit) * unit;
  return rounded <= limit ? rounded : (limit / unit) * unit;
}

/** What is free of each line: of every `buy + get` pieces the cheapest `get`. What is sold by weight is one piece a line. */
function freeByLine(lines: readonly OrderLine[], buy: number, get: number, unit: bigint): bigint[] {
  const piles = lines
    .map((line, place) => ({ place, pieces: piecesOf(line), amount: line.amount ?? 0n }))
    .filter((pile) => pile.pieces > 0n)
    .sort((a, b) => Number(a.amount * b.pieces - b.amount * a.pieces));
  let left = (sum(piles.map((pile) => pile.pieces)) / BigInt(buy + get)) * BigInt(get);
  const parts = lines.map(() => 0n);
  for (const { place, pieces, amount } of piles) {
    const free = smaller(pieces, left);
    parts[place] = payable(amount * free, pieces, amount, unit);
    left -= free;
  }
  return parts;
}

/** One piece, at scale 4. */
const PIECE = 10_000n;

function piecesOf({ quantity }: OrderLine): bigint {
  if (quantity <= 0n) return 0n;
  return quantity % PIECE === 0n ? quantity / PIECE : 1n;
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
