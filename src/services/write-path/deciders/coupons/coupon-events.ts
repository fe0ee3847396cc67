/** Creates events that record decisions on coupons, and finds the coupon that an event names. */
import type { Coupon } from '../../../../engine/coupons/definition.js';
import { COUPON_EVENTS, ORDER_EVENTS } from '../../../../engine/coupons/history.js';
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { EventFact } from '../../../../engine/model.js';
import { eventId } from '../../../base/intake.js';

const ABOUT_COUPONS: ReadonlySet<string> = new Set([...COUPON_EVENTS, ...ORDER_EVENTS]);

/** The coupon an event names: one of the coupon's own events, or an order it is used on. */
export const couponOf = ({ type, coupon }: EventFact): string | undefined =>
  ABOUT_COUPONS.has(type) ? coupon : undefined;

/** Money as a property of an event. Exact up to 100 billion. */
export const asProperty = (amount: bigint): number => Number(amount) / 10_000;

/** Creates an event of a coupon at a time (ms). The message id is unique among the events of the coupon. */
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
