/**
 * What one customer did with one coupon, folded from the facts: the same whatever door they came in by and in whatever
 * order. A claim counts once by its claim id, a use once by its order.
 */
import { sentId } from '../columns/event-table.js';
import { decimalOfNumber } from '../values/decimal.js';
import { compareFacts, type FactSet } from '../facts/facts.js';
import type { EventFact } from '../model.js';
import { OWN_SOURCE } from '../facts/vocabulary.js';
import { expiryOf, type Coupon } from './definition.js';
import { stepAt } from '../facts/order-fold.js';
import { goneSince } from './orders.js';

/** Events that say something of coupons, beside orders that name one. */
export const COUPON_EVENTS = [
  'coupon_issued',
  'coupon_claimed',
  'coupon_redeemed',
  'coupon_returned',
  'coupon_expired',
] as const;
export const ORDER_EVENTS = ['order_placed', 'order_paid', 'order_completed'] as const;

export interface Claim {
  readonly id: string;
  readonly at: number;
  readonly expiresAt: number;
}

export interface Use {
  /** The fact that told of it first. */
  readonly id: string;
  readonly at: number;
  readonly orderId?: string;
  /** The claim it used; absent when none was open, as when only uses are reported. */
  readonly claim?: string;
  readonly discount?: bigint;
  /** Given back then. */
  readonly returnedAt?: number;
}

export interface CouponHistory {
  readonly issued: readonly number[];
  readonly claims: readonly Claim[];
  readonly uses: readonly Use[];
}

const text = (e: EventFact, name: string): string | undefined => {
  const v = e.properties?.[name];
  return typeof v === 'string' ? v : undefined;
};
const discountOf = (e: EventFact): bigint | undefined => {
  const v = e.properties?.discount;
  return typeof v === 'number' ? decimalOfNumber(v) : undefined;
};

/** The id a claim counts by: its own, or that of the event. */
export const claimIdOf = (e: EventFact): string => text(e, 'claimId') ?? sentId(e);

/** What the latest redemption on an order that was decided here took off, or gave as a gift, then; 0n where there is none. */
export function spentOn(orderId: string, { key, kind }: Pick<Coupon, 'key' | 'kind'>, facts: FactSet): bigint {
  const own = facts
    .ofType('coupon_redeemed')
    .filter((e) => e.coupon === key && text(e, 'orderId') === orderId && e.id.startsWith(`${OWN_SOURCE}|`))
    .at(-1);
  const worth = own?.properties?.[kind === 'GIFT' ? 'faceValue' : 'discount'];
  return typeof worth === 'number' ? (decimalOfNumber(worth) ?? 0n) : 0n;
}

/** The coupons a customer's facts name. */
export function couponsIn(facts: FactSet): Set<string> {
  const out = new Set<string>();
  for (const type of [...COUPON_EVENTS, ...ORDER_EVENTS])
    for (const e of facts.ofType(type)) if (e.coupon !== undefined) out.add(e.coupon);
  return out;
}

type Terms = Pick<Coupon, 'until' | 'validForMs' | 'returnOnRefund'>;

/** Facts up to `at` (those of that instant included) of one coupon. Its terms are those of its definition; none for a coupon that is only reported. */
export function couponHistory(key: string, terms: Terms | undefined, facts: FactSet, at = Infinity): CouponHistory {
  return fold(key, terms, facts, at, () => true);
}

/** The same of what was decided here, or reported by a caller that may decide: claims and uses are decided on this. */
export function decidedHistory(key: string, terms: Terms, facts: FactSet, at = Infinity): CouponHistory {
  return fold(key, terms, facts, at, isBinding);
}

/** Whether a fact of a coupon counts as decided here: the server wrote it, or a caller that may decide reported it. */
const isBinding = (e: EventFact): boolean => e.binding === true || e.id.startsWith(`${OWN_SOURCE}|`);

function fold(
  key: string,
  terms: Terms | undefined,
  facts: FactSet,
  at: number,
  counts: (e: EventFact) => boolean,
): CouponHistory {
  const of = (type: string): EventFact[] =>
    facts.ofType(type).filter((e) => e.coupon === key && e.at <= at && counts(e));
  const issued = distinct(of('coupon_issued'), (e) => text(e, 'issueId') ?? sentId(e)).map((e) => e.at);
  const uses = returned(
    usesOf(of('coupon_redeemed'), ordersNaming(key, facts, at).filter(counts)),
    of('coupon_returned'),
    terms?.returnOnRefund ?? false,
    facts,
    at,
  );
  const claims = expired(
    distinct(of('coupon_claimed'), claimIdOf).map((e) => ({
      id: claimIdOf(e),
      at: e.at,
      expiresAt: expiryOf(terms ?? {}, e.at),
    })),
    of('coupon_expired'),
  );
  return { issued, claims, uses: assign(claims, uses) };
}

/** Orders that name a coupon as they are reported by an instant, in the order of facts. */
function ordersNaming(key: string, facts: FactSet, at: number): EventFact[] {
  return ORDER_EVENTS.flatMap((type) => [...facts.orders(type).values()])
    .flatMap((steps) => stepAt(steps, at)?.report ?? [])
    .filter((e) => e.coupon === key)
    .sort(compareFacts);
}

function distinct(list: readonly EventFact[], key: (e: EventFact) => string): EventFact[] {
  const seen = new Set<string>();
  return list.filter((e) => !seen.has(key(e)) && seen.add(key(e)));
}

interface OpenUse extends Omit<Use, 'claim'> {
  readonly claim?: string;
}

/**
 * A use is an order: told by a redemption that names it, by the order naming the coupon, or by both. Redemptions that
 * name no order belong, one each and in order of time, to the orders with the coupon that no other redemption names.
 */
function usesOf(redemptions: readonly EventFact[], orders: readonly EventFact[]): OpenUse[] {
  const orderOf = (e: EventFact): string | undefined => e.orderId ?? text(e, 'orderId');
  const byOrder = new Map<string, EventFact[]>();
  const note = (order: string, e: EventFact): void => void (byOrder.get(order)?.push(e) ?? byOrder.set(order, [e]));
  const unnamed: EventFact[] = [];
  const named = new Set<string>();
  for (const r of redemptions) {
    const order = orderOf(r);
    if (order === undefined) unnamed.push(r);
    else {
      named.add(order);
      note(order, r);
    }
  }
  for (const o of orders) if (o.orderId !== undefined) note(o.orderId, o);
  const free = [...byOrder.keys()].filter((o) => !named.has(o));
  const uses: OpenUse[] = [];
  unnamed.forEach((r, i) =>
    i < free.length
      ? note(free[i], r)
      : uses.push({ id: r.id, at: r.at, claim: text(r, 'claimId'), discount: discountOf(r) }),
  );
  for (const [orderId, told] of byOrder) {
    told.sort(compareFacts);
    const discount =
      told
        .filter((e) => e.type === 'coupon_redeemed')
        .map(discountOf)
        .find((d) => d !== undefined) ?? told.map(discountOf).find((d) => d !== undefined);
    uses.push({
      id: told[0].id,
      at: told[0].at,
      orderId,
      claim: told.map((e) => text(e, 'claimId')).find((c) => c !== undefined),
      discount,
    });
  }
  return uses.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Given back by an event of its own (naming order or claim, else the last use before it), or with its order. */
function returned(
  uses: readonly OpenUse[],
  returns: readonly EventFact[],
  withOrder: boolean,
  facts: FactSet,
  at: number,
): OpenUse[] {
  const out = uses.map((u) => ({ ...u }) as { -readonly [K in keyof OpenUse]: OpenUse[K] });
  if (withOrder && facts.hasAdjustments()) {
    for (const u of out) {
      const steps = u.orderId === undefined ? undefined : facts.order(u.orderId, at);
      const gone = steps && goneSince(steps, at);
      if (gone !== undefined) u.returnedAt = Math.max(gone, u.at);
    }
  }
  for (const r of returns) {
    const order = r.orderId ?? text(r, 'orderId');
    const claim = text(r, 'claimId');
    const fits = out.filter(
      (u) =>
        u.at <= r.at &&
        u.returnedAt === undefined &&
        (order === undefined || u.orderId === order) &&
        (claim === undefined || u.claim === undefined || u.claim === claim),
    );
    const last = fits.at(-1);
    if (last) last.returnedAt = r.at;
  }
  return out;
}

/** A claim told to have run out ends then, if it had not before. */
function expired(claims: readonly Claim[], ends: readonly EventFact[]): Claim[] {
  const out = claims.map((c) => ({ ...c }) as { -readonly [K in keyof Claim]: Claim[K] });
  for (const e of ends) {
    const id = text(e, 'claimId');
    const c = out.find((x) => (id === undefined ? x.at <= e.at && e.at < x.expiresAt : x.id === id));
    if (c && e.at < c.expiresAt) c.expiresAt = Math.max(e.at, c.at);
  }
  return out;
}

/** Each use takes the claim it names, or else the earliest that is open then. */
function assign(claims: readonly Claim[], uses: readonly OpenUse[]): Use[] {
  const taken = new Map<string, OpenUse[]>();
  const free = (c: Claim, at: number): boolean =>
    !(taken.get(c.id) ?? []).some((u) => u.returnedAt === undefined || u.returnedAt > at);
  const named = new Set(uses.flatMap((u) => (u.claim === undefined ? [] : [u.claim])));
  return uses.map(({ claim: wanted, ...u }): Use => {
    const claim =
      wanted === undefined
        ? claims.find((c) => !named.has(c.id) && c.at <= u.at && u.at < c.expiresAt && free(c, u.at))
        : claims.find((c) => c.id === wanted && free(c, u.at));
    if (!claim) return u;
    taken.set(claim.id, [...(taken.get(claim.id) ?? []), u]);
    return { ...u, claim: claim.id };
  });
}
