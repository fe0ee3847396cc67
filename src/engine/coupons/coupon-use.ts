/** Rules for claiming and using coupons. Amounts are integers at scale 4. */
import type { FactReason } from '../../reasons/index.js';
import type { OrderLine } from '../types.js';
import { formatDecimal } from '../values/decimal.js';
import type { Coupon } from './coupon-definition.js';
import { freeByLine } from './free-pieces.js';
import type { Claim, CouponHistory, Use } from './history.js';
import { isIn } from './orders.js';
import { amountInScope, isInScope, missingFromBundle } from './scope.js';

/** The reason why a claim or use is rejected. */
export interface Refusal {
  readonly reason: Extract<FactReason, `COUPON_${string}`>;
  readonly message: string;
}

export interface OrderToPay {
  readonly orderId: string;
  readonly amount: bigint;
  readonly lines?: readonly OrderLine[];
  readonly shipping?: bigint;
  readonly store?: string;
  readonly platform?: string;
  readonly channel?: string;
}

/**
 * Decides whether an order may use a coupon in addition to the coupons already on it. Returns the claim to use, or the
 * refusal.
 */
export function decideUse(
  coupon: Coupon,
  history: CouponHistory,
  order: OrderToPay,
  alreadyUsed: readonly Coupon[],
  at: number,
  claimId?: string,
): { readonly claim: Claim } | Refusal {
  const open = history.claims.filter((x) => isOpen(x, history.uses, at));
  const claim = claimId === undefined ? open[0] : open.find((x) => x.id === claimId);
  if (!claim) {
    const there = claimId === undefined ? history.claims.at(-1) : history.claims.find((x) => x.id === claimId);
    if (!there) return { reason: 'COUPON_NOT_CLAIMED', message: `this customer has not claimed coupon ${coupon.key}` };
    if (at >= there.expiresAt)
      return { reason: 'COUPON_EXPIRED', message: `the claim expired at ${new Date(there.expiresAt).toISOString()}` };
    return { reason: 'COUPON_USED', message: 'the claim was used' };
  }
  if (coupon.from !== undefined && at < coupon.from)
    return {
      reason: 'COUPON_NOT_STARTED',
      message: `coupon ${coupon.key} is valid from ${new Date(coupon.from).toISOString()} on`,
    };
  for (const place of ['store', 'platform', 'channel'] as const) {
    if (coupon[place] !== undefined && order[place] !== undefined && coupon[place] !== order[place])
      return {
        reason: 'COUPON_PLACE_MISMATCH',
        message: `coupon ${coupon.key} is valid in the ${place} ${coupon[place]} only`,
      };
  }
  const unfit = refuseGoods(coupon, order);
  if (unfit) return unfit;
  if (alreadyUsed.length > 0 && (!coupon.stackable || alreadyUsed.some((b) => !b.stackable)))
    return {
      reason: 'COUPON_NOT_STACKABLE',
      message: `another coupon is used on this order, and ${coupon.stackable ? alreadyUsed.find((b) => !b.stackable)!.key : coupon.key} does not combine with others`,
    };
  return { claim };
}

/** Returns why the products of the order do not qualify for the coupon, or undefined if they do. */
function refuseGoods(c: Coupon, order: OrderToPay): Refusal | undefined {
  const lines = order.lines ?? [];
  const missing = missingFromBundle(lines, c.products);
  if (missing.length > 0)
    return {
      reason: 'COUPON_BUNDLE_INCOMPLETE',
      message: `coupon ${c.key} needs a piece of each sku of its bundle: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
    };
  if (c.products && !lines.some((line) => isInScope(line, c.products)))
    return {
      reason: 'COUPON_GOODS_MISMATCH',
      message:
        lines.length === 0
          ? `coupon ${c.key} is for certain goods only: give the lines of the order`
          : `no line of the order is of the goods that coupon ${c.key} is for`,
    };
  if (c.threshold !== undefined && amountInScope(c, order) < c.threshold)
    return {
      reason: 'COUPON_BELOW_THRESHOLD',
      message: `the ${c.products ? 'goods this coupon is for are' : 'order is'} below the threshold of this coupon`,
    };
  if (c.gifts && freeByLine(lines, c, 1n).every((free) => free === 0n))
    return {
      reason: 'COUPON_GIFT_MISSING',
      message: `coupon ${c.key} gives pieces of certain goods for every ${c.buy} bought: the order has no such piece, or too few are bought`,
    };
  return undefined;
}

/**
 * Returns why a use would exceed the cost limit of the coupon, or undefined if the limit allows the use. `spent` is the
 * cost of earlier uses.
 */
export function refuseCost({ key, costLimit }: Coupon, cost: bigint, spent: bigint): Refusal | undefined {
  if (costLimit === undefined || cost === 0n || spent + cost <= costLimit) return undefined;
  const left = costLimit > spent ? costLimit - spent : 0n;
  return {
    reason: 'COUPON_COST_LIMIT',
    message: `this use of coupon ${key} would cost ${formatDecimal(cost)}, and ${formatDecimal(left)} is left of its cost limit`,
  };
}

/**
 * Whether a claim can be used at a given time. The claim must have been made, must not have expired, and must not have
 * been used, unless the use was returned.
 */
export function isOpen(claim: Claim, uses: readonly Use[], at: number): boolean {
  return (
    claim.at <= at &&
    at < claim.expiresAt &&
    !uses.some((u) => u.claim === claim.id && (u.returnedAt === undefined || u.returnedAt > at))
  );
}

/**
 * Returns the cost of a use for the party that pays for the coupon. It is the discount, or for a gift the face value at
 * the time of the use. A discount in another currency than `currency`, the currency of the workspace, costs 0n.
 */
export function costOf(
  coupon: Coupon | undefined,
  { discount, discountCurrency, faceValue }: Pick<Use, 'discount' | 'discountCurrency' | 'faceValue'>,
  currency: string,
): bigint {
  const worth = faceValue ?? coupon?.faceValue ?? 0n;
  if (coupon?.kind === 'GIFT' || discount === undefined) return worth;
  return isIn(currency, discountCurrency) ? discount : 0n;
}
