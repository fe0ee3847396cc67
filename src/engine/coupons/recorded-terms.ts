/**
 * The terms of a claim or use, as its event records them. Later changes of the coupon's definition do not affect
 * recorded terms. Events that were only reported contain no terms, so the current terms of the coupon apply to them.
 */
import type { EventFact } from '../types.js';
import { formatDuration, parseDuration } from '../time/time.js';
import { expiryOf, type Coupon } from './coupon-definition.js';

type Recorded = Readonly<Record<string, string | number | boolean>>;

/**
 * Returns the terms that are recorded with a claim, which define its validity. If `couponVersion` is recorded but
 * neither `until` nor `validFor` is, the claim does not expire.
 */
export const termsOfClaim = ({ version, until, validForMs }: Coupon): Recorded => ({
  couponVersion: version,
  ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  ...(validForMs === undefined ? {} : { validFor: formatDuration(validForMs) }),
});

/** Returns the terms recorded with a use: whether a refund returns the coupon. */
export const termsOfUse = ({ returnOnRefund }: Coupon): Recorded => ({ returnOnRefund });

/** Returns the recorded expiry of a claim, or undefined if none is recorded. */
export function promisedEnd({ at, properties }: EventFact): number | undefined {
  if (typeof properties?.couponVersion !== 'number') return undefined;
  const { until, validFor } = properties;
  const terms = {
    until: typeof until === 'string' ? Date.parse(until) : undefined,
    validForMs: typeof validFor === 'string' ? parseDuration(validFor) : undefined,
  };
  return expiryOf(terms, at);
}

/** Returns whether a refund returns the coupon, as recorded with the use. Undefined if nothing is recorded. */
export function promisedReturn({ properties }: EventFact): boolean | undefined {
  return typeof properties?.returnOnRefund === 'boolean' ? properties.returnOnRefund : undefined;
}
