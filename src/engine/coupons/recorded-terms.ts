/**
 * The terms that a claim or a use was decided under, as its event records them: what a customer was promised stays when
 * the coupon is redefined. Events that were only reported record none, and follow the terms of now.
 */
import type { EventFact } from '../model.js';
import { formatDuration, parseDuration } from '../time/time.js';
import { expiryOf, type Coupon } from './definition.js';

type Recorded = Readonly<Record<string, string | number | boolean>>;

/** What the event of a claim records: how long the claim is good. The version says that nothing given means no end. */
export const termsOfClaim = ({ version, until, validForMs }: Coupon): Recorded => ({
  couponVersion: version,
  ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
  ...(validForMs === undefined ? {} : { validFor: formatDuration(validForMs) }),
});

/** What the event of a use records: whether it comes back with its order. */
export const termsOfUse = ({ returnOnRefund }: Coupon): Recorded => ({ returnOnRefund });

/** Until when a claim was good as it was decided; undefined where its event does not say. */
export function promisedEnd({ at, properties }: EventFact): number | undefined {
  if (typeof properties?.couponVersion !== 'number') return undefined;
  const { until, validFor } = properties;
  const terms = {
    until: typeof until === 'string' ? Date.parse(until) : undefined,
    validForMs: typeof validFor === 'string' ? parseDuration(validFor) : undefined,
  };
  return expiryOf(terms, at);
}

/** Whether a use comes back with its order as it was decided; undefined where its event does not say. */
export function promisedReturn({ properties }: EventFact): boolean | undefined {
  return typeof properties?.returnOnRefund === 'boolean' ? properties.returnOnRefund : undefined;
}
