/** Lists the claimable, held, used and expired coupons of a customer at a given time. */
import type { FactSet } from '../facts/facts.js';
import type { CustomerFacts } from '../segments/evaluate.js';
import { isOpen } from './coupon-use.js';
import type { Coupon } from './coupon-definition.js';
import type { Known } from './claim-terms.js';
import { whyNotClaim } from './eligible.js';
import { couponHistory, couponsIn, decidedHistory, type CouponHistory, type Use } from './history.js';
import { isIn } from './orders.js';

/** States of holdings. Holdings are listed in this order. */
const HOLDING_STATES = ['CLAIMABLE', 'HELD', 'USED', 'EXPIRED'] as const;
export type HoldingState = (typeof HOLDING_STATES)[number];

/** A coupon that the customer can claim, a claim, or a use. */
export interface Holding {
  readonly state: HoldingState;
  /** Coupon key, or the reported name if no coupon with this name is defined. */
  readonly coupon: string;
  /** Id of the claim, use or coupon. Unique among holdings of one coupon and state. */
  readonly id: string;
  readonly definition?: Coupon;
  /** How many more times this customer may claim the coupon. Only for CLAIMABLE. Absent if there is no limit. */
  readonly claimsLeft?: number;
  readonly claim?: string;
  /** Key of the pack with which the coupon was claimed. */
  readonly pack?: string;
  readonly claimedAt?: number;
  /** Time from which the claim can no longer be used. Absent if the claim does not expire. */
  readonly expiresAt?: number;
  readonly usedAt?: number;
  readonly orderId?: string;
  /** The discount in the workspace's currency. Absent if it is not known, or was reported in another currency. */
  readonly discount?: bigint;
  /** Time at which the use was undone, because its order was cancelled or refunded. */
  readonly returnedAt?: number;
}

/** The coupons of a workspace at the time `now`. */
export interface CouponsThen {
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** Number of claims by all customers, by coupon key. Only contains coupons with a total limit. */
  readonly claimed: ReadonlyMap<string, number>;
  readonly catalogue: Known;
  readonly now: number;
}

/**
 * Returns the holdings of a customer over all coupons. `keyed` are the customer's facts, with coupon codes replaced by
 * keys.
 */
export function holdings(customer: CustomerFacts, keyed: FactSet, then: CouponsThen): Holding[] {
  const claimable = [...then.coupons.values()].flatMap((coupon) => claimableOf(coupon, customer, keyed, then));
  const had = [...couponsIn(keyed)].flatMap((key) => hadOf(key, then.coupons.get(key), keyed, then));
  return [...claimable, ...had].sort(compareHoldings);
}

/**
 * Returns a list with the coupon if the customer can claim it now, or an empty list. A group coupon needs two claims,
 * and both count toward the total limit.
 */
function claimableOf(coupon: Coupon, customer: CustomerFacts, keyed: FactSet, then: CouponsThen): Holding[] {
  const { catalogue, now } = then;
  const claimed = then.claimed.get(coupon.key) ?? 0;
  const parties = coupon.group ? 2 : 1;
  if (whyNotClaim(coupon, customer, keyed, claimed + parties - 1, catalogue, now)) return [];
  const own = decidedHistory(coupon.key, coupon, keyed).claims.length;
  const left = Math.min(
    (coupon.perCustomer ?? Infinity) - own,
    Math.floor(((coupon.total ?? Infinity) - claimed) / parties),
  );
  const claimsLeft = Number.isFinite(left) ? { claimsLeft: left } : {};
  return [{ state: 'CLAIMABLE', coupon: coupon.key, id: coupon.key, definition: coupon, ...claimsLeft }];
}

/**
 * Returns the holdings of a customer for one coupon: the claims that were decided, and all uses. If the coupon is not
 * defined, all reported claims are included.
 */
function hadOf(
  key: string,
  definition: Coupon | undefined,
  facts: FactSet,
  { now, catalogue }: CouponsThen,
): Holding[] {
  const reported = couponHistory(key, definition, facts, now);
  const decided = definition ? decidedHistory(key, definition, facts, now) : reported;
  const of = { coupon: key, ...(definition ? { definition } : {}) };
  const claims = decided.claims.flatMap((claim): Holding[] => {
    const state = isOpen(claim, decided.uses, now) ? 'HELD' : 'EXPIRED';
    const uses = decided.uses.filter((use) => use.claim === claim.id);
    if (uses.some((use) => use.returnedAt === undefined)) return [];
    const returnedAt = uses.at(-1)?.returnedAt;
    return [
      {
        ...of,
        state,
        id: claim.id,
        ...termsOf(decided, claim.id),
        ...(returnedAt === undefined ? {} : { returnedAt }),
      },
    ];
  });
  const uses = reported.uses.flatMap((use): Holding[] => {
    const claim = sameUse(decided, use)?.claim;
    const isReturned = use.returnedAt !== undefined;
    // After a return, the claim can be used again. Therefore, the claim is listed instead of the use.
    if (isReturned && claim !== undefined) return [];
    const { id, at: usedAt, orderId, returnedAt } = use;
    const discount = isIn(catalogue.setting.currency, use.discountCurrency) ? use.discount : undefined;
    return [
      {
        ...of,
        state: isReturned ? 'EXPIRED' : 'USED',
        id,
        ...(claim === undefined ? {} : termsOf(decided, claim)),
        usedAt,
        ...(orderId === undefined ? {} : { orderId }),
        ...(discount === undefined ? {} : { discount }),
        ...(returnedAt === undefined ? {} : { returnedAt }),
      },
    ];
  });
  return [...claims, ...uses];
}

/**
 * Finds the decided use that is the same as a reported use. Uses are matched by order and redemption. Without an order,
 * they are matched by the id of the fact.
 */
const sameUse = ({ uses }: CouponHistory, use: Use): Use | undefined =>
  uses.find((x) =>
    use.orderId === undefined
      ? x.id === use.id
      : x.orderId === use.orderId && x.decidedBy === use.decidedBy && x.at >= use.at,
  );

function termsOf({ claims }: CouponHistory, id: string): Pick<Holding, 'claim' | 'pack' | 'claimedAt' | 'expiresAt'> {
  const { at, expiresAt, pack } = claims.find((c) => c.id === id)!;
  return {
    claim: id,
    ...(pack === undefined ? {} : { pack }),
    claimedAt: at,
    ...(Number.isFinite(expiresAt) ? { expiresAt } : {}),
  };
}

/** Sort key of a holding: state, coupon, time and id. */
export type HoldingPlace = readonly [state: number, coupon: string, at: number, id: string];

export const placeOf = (holding: Holding): HoldingPlace => [
  HOLDING_STATES.indexOf(holding.state),
  holding.coupon,
  holding.claimedAt ?? holding.usedAt ?? 0,
  holding.id,
];

/**
 * Compares holdings by state, coupon, time and id. The time is when the coupon was claimed, or when it was used if
 * there is no claim.
 */
export function comparePlaces(left: HoldingPlace, right: HoldingPlace): number {
  for (let i = 0; i < left.length; i++) {
    if (left[i] < right[i]) return -1;
    if (left[i] > right[i]) return 1;
  }
  return 0;
}

const compareHoldings = (a: Holding, b: Holding): number => comparePlaces(placeOf(a), placeOf(b));
