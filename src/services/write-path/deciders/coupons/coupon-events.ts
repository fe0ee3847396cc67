/** Creates events that record decisions about coupons, and finds the coupon of an event. */
import type { Coupon } from '../../../../engine/coupons/coupon-definition.js';
import { COUPON_EVENTS, ORDER_EVENTS } from '../../../../engine/coupons/history.js';
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { EventFact } from '../../../../engine/types.js';
import { eventId } from '../../../base/ids.js';

const ABOUT_COUPONS: ReadonlySet<string> = new Set([...COUPON_EVENTS, ...ORDER_EVENTS]);

/**
 * Returns the coupon to which an event refers. The event must be a coupon event, or an order on which the coupon is
 * used.
 */
export const couponOf = ({ type, coupon }: EventFact): string | undefined =>
  ABOUT_COUPONS.has(type) ? coupon : undefined;

/** Converts an amount to an event property. The result is exact up to 100 billion. */
export const asProperty = (amount: bigint): number => Number(amount) / 10_000;

/** Creates a coupon event with the time `at`, in ms. The message id must be unique among the events of the coupon. */
export function couponEvent(
  type: string,
  coupon: Coupon,
  at: number,
  messageId: string,
  properties: Readonly<Record<string, string | number | boolean>>,
): EventFact {
  const place = Object.fromEntries(
    (['store', 'platform', 'channel'] as const).flatMap((name) =>
      coupon[name] === undefined ? [] : [[name, coupon[name]]],
    ),
  );
  const worth: Record<string, number> =
    coupon.faceValue === undefined ? {} : { faceValue: asProperty(coupon.faceValue) };
  return {
    id: eventId(OWN_SOURCE, `${coupon.key}:${messageId}`),
    type,
    at,
    coupon: coupon.key,
    properties: { couponId: coupon.key, ...place, ...worth, ...properties },
  };
}
