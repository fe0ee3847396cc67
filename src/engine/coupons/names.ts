/**
 * Finds coupons by name. The names of a coupon are its key and its codes, and they are case-insensitive. Facts keep the
 * name with which they were sent.
 */
import { composed } from '../values/composed.js';
import type { FactSet } from '../facts/facts.js';
import type { Coupon } from './coupon-definition.js';
import { COUPON_EVENTS, ORDER_EVENTS } from './history.js';

/** Coupon key for each name. The names are normalized with `foldName`. */
export type CouponNames = ReadonlyMap<string, string>;

/**
 * Normalizes a name for comparison. The steps are NFKC, lower case, upper case, lower case, NFKC again, and trimming.
 * The conversion to upper case makes `ß` equal to `ss`, and makes the two lower-case sigmas equal.
 */
export const foldName = (name: string): string =>
  composed(composed(name, 'NFKC').toLowerCase().toUpperCase().toLowerCase(), 'NFKC').trim();

/** Returns all current and former names of a coupon, normalized for comparison. */
export const namesOf = ({ key, code, formerCodes }: Pick<Coupon, 'key' | 'code' | 'formerCodes'>): string[] => [
  ...new Set([key, ...(code === undefined ? [] : [code]), ...(formerCodes ?? [])].map(foldName)),
];

export const couponNames = (coupons: Iterable<Coupon>): CouponNames =>
  new Map([...coupons].flatMap((coupon) => namesOf(coupon).map((name) => [name, coupon.key] as const)));

/** Replaces coupon codes in facts by coupon keys. Returns `facts` itself if there is nothing to replace. */
export function withKeys(facts: FactSet, names: CouponNames): FactSet {
  const named = [...COUPON_EVENTS, ...ORDER_EVENTS].flatMap((type) =>
    facts.ofType(type).flatMap((fact) => {
      const key = fact.coupon === undefined ? undefined : names.get(foldName(fact.coupon));
      return key === undefined || key === fact.coupon ? [] : [{ fact, key }];
    }),
  );
  if (named.length === 0) return facts;
  return facts.without(named.map((x) => x.fact)).with(named.map(({ fact, key }) => ({ ...fact, coupon: key })));
}
