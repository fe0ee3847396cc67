/**
 * The terms of a claim or use, recorded in its event. They protect customers from a later redefinition of the coupon.
 * Reported events record none, so the current terms apply to them.
 */
import type { EventFact } from '../model.js';
import { formatDuration, parseDuration } from '../time/time.js';
import { expiryOf, type Coupon } from './definition.js';

type Recorded = Readonly<Record<string, string | number | boolean>>;

/** Terms recorded with a claim: its validity. With `couponVersion` present, absent fields mean that it has no end. */
export const termsOfClaim = ({ version, until, validForMs }: Coupon): Recorded => ({
  couponVersion: version,
  ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  ...(validForMs === undefined ? {} : { validFor: formatDuration(validForMs) }),
});

/** Terms recorded with a use: whether a refund returns it. */
export const termsOfUse = ({ returnOnRefund }: Coupon): Recorded => ({ returnOnRefund });

/** The recorded end of a claim. Undefined if its event has none. */
export function promisedEnd({ at, properties }: EventFact): number | undefined {
  if (typeof properties?.couponVersion !== 'number') return undefined;
  const { until, validFor } = properties;
  const terms = {
    until: typeof until === 'string' ? Date.parse(until) : undefined,
    validForMs: typeof validFor === 'string' ? parseDuration(validFor) : undefined,
  };
  return expiryOf(terms, at);
}

/** Whether a refund returns the use, as recorded. Undefined if its event does not say. */
export function promisedReturn({ properties }: EventFact): boolean | undefined {
  return typeof properties?.returnOnRefund === 'boolean' ? properties.returnOnRefund : undefined;
}
