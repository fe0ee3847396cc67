/** The names of a coupon: its key and its codes, in any case. Facts keep the name they came with. */
import { composed } from '../values/composed.js';
import type { FactSet } from '../facts/facts.js';
import type { Coupon } from './definition.js';
import { COUPON_EVENTS, ORDER_EVENTS } from './history.js';

/** Keys of coupons by their folded names. */
export type CouponNames = ReadonlyMap<string, string>;

/**
 * The form in which names are compared: NFKC, lower, upper and lower case, NFKC again, without spaces around. The way
 * over upper case makes `ß` and `ss`, and both forms of sigma, one.
 */
export const foldName = (name: string): string =>
  composed(composed(name, 'NFKC').toLowerCase().toUpperCase().toLowerCase(), 'NFKC').trim();

/** All names a coupon has or had, folded. */
export const namesOf = ({ key, code, formerCodes }: Pick<Coupon, 'key' | 'code' | 'formerCodes'>): string[] => [
  ...new Set([key, ...(code === undefined ? [] : [code]), ...(formerCodes ?? [])].map(foldName)),
];

export const couponNames = (coupons: Iterable<Coupon>): CouponNames =>
  new Map([...coupons].flatMap((coupon) => namesOf(coupon).map((name) => [name, coupon.key] as const)));

/** The facts with keys in place of other names of coupons; the same set where there are none. */
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
