/**
 * Computes the history of one coupon from the facts of one customer. The order in which the facts arrived does not
 * affect the result. Facts with the same claim id count as one claim. Each order counts as one use until the use is
 * returned.
 */
import { sentId } from '../columns/event-table.js';
import { decimalOfNumber } from '../values/decimal.js';
import { compareFacts, type FactSet } from '../facts/facts.js';
import type { EventFact } from '../types.js';
import { OWN_SOURCE } from '../facts/vocabulary.js';
import { expiryOf, type Coupon } from './coupon-definition.js';
import { isWhole, stepAt } from '../facts/order-fold.js';
import { voidSince } from './orders.js';
import { promisedEnd, promisedReturn } from './recorded-terms.js';

/** Event types that concern only coupons. Events of orders may also name a coupon, but are not listed here. */
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
  /** Key of the pack with which the coupon was claimed. */
  readonly pack?: string;
}

export interface Use {
  /** Id of the first fact that reported the use. */
  readonly id: string;
  readonly at: number;
  readonly orderId?: string;
  /** Id of the claim that was used. Absent if the customer had no open claim, for example if only uses are reported. */
  readonly claim?: string;
  readonly discount?: bigint;
  /** Currency of the discount. Absent means the currency of the workspace. */
  readonly discountCurrency?: string;
  /** Face value of the coupon when the use was decided, at scale 4. */
  readonly faceValue?: bigint;
  /** Id of the fact with which this platform decided the use. Absent if the use was only reported. */
  readonly decidedBy?: string;
  /** Time at which the use was returned. Absent if it was not returned. */
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
const moneyOf = (e: EventFact | undefined, name: 'discount' | 'faceValue'): bigint | undefined => {
  const v = e?.properties?.[name];
  return typeof v === 'number' ? decimalOfNumber(v) : undefined;
};
const discountOf = (e: EventFact): bigint | undefined => moneyOf(e, 'discount');

type CurrencyOf = (orderId: string) => string | undefined;

/** Returns the id of a claim: the reported claim id, or else the id of the event. */
export const claimIdOf = (fact: EventFact): string => text(fact, 'claimId') ?? sentId(fact);

/**
 * Returns the discount of a use that this platform decided, or the face value in the case of a gift. Returns 0n if the
 * use was only reported.
 */
export function spentOn({ decidedBy }: Use, { kind }: Pick<Coupon, 'kind'>, facts: FactSet): bigint {
  const own = facts.ofType('coupon_redeemed').find((e) => e.id === decidedBy);
  return moneyOf(own, kind === 'GIFT' ? 'faceValue' : 'discount') ?? 0n;
}

/** Returns the keys of the coupons that occur in a customer's facts. */
export function couponsIn(facts: FactSet): Set<string> {
  const out = new Set<string>();
  for (const type of [...COUPON_EVENTS, ...ORDER_EVENTS])
    for (const e of facts.ofType(type)) if (e.coupon !== undefined) out.add(e.coupon);
  return out;
}

type Terms = Pick<Coupon, 'until' | 'validForMs' | 'returnOnRefund'>;

/**
 * Computes the history of a coupon from its facts up to `at`, inclusive. `terms` are the terms of the coupon's
 * definition, or undefined if the coupon is not defined.
 */
export function couponHistory(key: string, terms: Terms | undefined, facts: FactSet, at = Infinity): CouponHistory {
  return fold(key, terms, facts, at, () => true);
}

/**
 * Computes the history only from facts that this platform decided, or that an authorized caller reported as decided.
 * New claims and uses are decided with this history.
 */
export function decidedHistory(key: string, terms: Terms, facts: FactSet, at = Infinity): CouponHistory {
  return fold(key, terms, facts, at, isBinding);
}

/** Whether the server itself wrote the fact. The check also works for facts from columns. */
export const isOwn = (fact: EventFact): boolean => sentId(fact).startsWith(`${OWN_SOURCE}|`);

/** Whether a coupon fact counts as decided: the server wrote it, or an authorized caller reported it. */
const isBinding = (e: EventFact): boolean => e.binding === true || isOwn(e);

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
  const reported = tellings(of('coupon_redeemed'), ordersNaming(key, facts, at).filter(counts));
  const orders = new Set(reported.flatMap((mark) => ('order' in mark && mark.order !== undefined ? [mark.order] : [])));
  const marks = [
    ...reported,
    ...of('coupon_returned').map((e): Mark => ({ at: e.at, rank: rankOfReturn(e), id: e.id, returns: e })),
    ...(terms ? endsOf(orders, facts, at) : []),
  ];
  const currencyOf: CurrencyOf = (orderId) => stepAt(facts.order(orderId, at) ?? [], at)?.report.currency;
  const uses = Uses.of(marks, terms?.returnOnRefund ?? false, currencyOf);
  const claims = expired(
    claimsAmong(of('coupon_claimed')).map((e) => ({
      id: claimIdOf(e),
      at: e.at,
      expiresAt: endOf(e, terms),
      ...(text(e, 'pack') === undefined ? {} : { pack: text(e, 'pack')! }),
    })),
    of('coupon_expired'),
  );
  return { issued, claims, uses: assign(claims, uses) };
}

/**
 * Returns when a claim expires. If the server decided the claim, later changes of the terms can extend the expiry that
 * was promised with the claim, but cannot shorten it.
 */
const endOf = (claim: EventFact, terms: Terms | undefined): number =>
  Math.max(expiryOf(terms ?? {}, claim.at), (isOwn(claim) ? promisedEnd(claim) : undefined) ?? -Infinity);

/** Returns the orders that name the coupon, as they were reported by `at`. They are in the sort order of facts. */
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

/** Deduplicates claims by id. A claim written by the server takes precedence, otherwise the first report counts. */
function claimsAmong(list: readonly EventFact[]): EventFact[] {
  const decided = new Set(list.filter(isOwn).map(claimIdOf));
  return distinct(
    list.filter((e) => isOwn(e) || !decided.has(claimIdOf(e))),
    claimIdOf,
  );
}

type OpenUse = { -readonly [K in keyof Use]: Use[K] };

/**
 * A fact about a use: a report of the use, its return, or the full cancellation or refund of its order. Facts are
 * sorted by time, and then by `rank`.
 */
type Mark = { readonly at: number; readonly rank: number; readonly id: string } & (
  | { readonly tells: EventFact; readonly order?: string }
  | { readonly returns: EventFact }
  | { readonly cancelled: string }
);

/** Returns the number of the use on its order, from 1, if the server wrote the event. Returns 0 for other events. */
function ordinalOf(e: EventFact): number {
  const ordinal = e.properties?.useOfOrder;
  return typeof ordinal === 'number' && isOwn(e) ? ordinal : 0;
}

/** Returns the number that the next use of a coupon on an order gets, from 1. */
export function nextOrdinal(orderId: string, key: string, facts: FactSet): number {
  const own = facts.ofType('coupon_redeemed').filter((e) => isOwn(e) && e.coupon === key && orderOf(e) === orderId);
  return 1 + own.reduce((most, e) => Math.max(most, ordinalOf(e), 1), 0);
}

// Facts at the same time are processed in this order: use 1, the return of use 1, the full cancellation or refund of
// the order, then use 2.
const RANK_OF_USE = 4;
const RANK_OF_CANCELLATION = 2;
const rankOfUse = (e: EventFact): number => RANK_OF_USE * (Math.max(1, ordinalOf(e)) - 1);
const rankOfReturn = (e: EventFact): number => (ordinalOf(e) === 0 ? Infinity : RANK_OF_USE * (ordinalOf(e) - 1) + 1);

const orderOf = (e: EventFact): string | undefined => e.orderId ?? text(e, 'orderId');

/**
 * Returns the reported uses: the redemptions, and the orders that name the coupon. A redemption without an order id is
 * paired with an order that has no redemption of its own. These redemptions and orders are paired one to one, in time
 * order.
 */
function tellings(redemptions: readonly EventFact[], orders: readonly EventFact[]): Mark[] {
  const named = new Set(redemptions.map(orderOf));
  const free = [...new Set(orders.map(orderOf))].filter((order) => order !== undefined && !named.has(order));
  const markOf = (tells: EventFact, order: string | undefined): Mark => ({
    at: tells.at,
    rank: rankOfUse(tells),
    id: tells.id,
    tells,
    ...(order === undefined ? {} : { order }),
  });
  return [
    ...redemptions.map((e) => markOf(e, orderOf(e) ?? free.shift())),
    ...orders.flatMap((e) => (orderOf(e) === undefined ? [] : [markOf(e, orderOf(e))])),
  ];
}

/**
 * Returns the times at which an order was fully cancelled or refunded, including repeated reports. At each of these
 * times, the coupon's current use on the order is returned. A redemption names its order, so the cancellation counts
 * even if no message has reported the order itself, as with an order that is cancelled before it is paid.
 */
function endsOf(orders: Iterable<string>, facts: FactSet, at: number): Mark[] {
  if (!facts.hasAdjustments()) return [];
  return [...orders].flatMap((cancelled) => {
    const first = voidSince(facts.order(cancelled, at) ?? [], at);
    const whole = facts.adjustmentsOf(cancelled).flatMap((e) => (isWhole(e) && e.at <= at ? [e.at] : []));
    const times = new Set([...(first === undefined ? [] : [first]), ...whole]);
    return [...times].map((t): Mark => ({ at: t, rank: RANK_OF_CANCELLATION, id: cancelled, cancelled }));
  });
}

/**
 * Derives the uses of a coupon from facts. A use is reported by a redemption that names its order, by an order that
 * names the coupon, or by both together.
 *
 * A use is returned by an event that names its order or claim. An event that names neither returns the latest use
 * before the event. If the terms of the use say so, the use is also returned when its order is fully cancelled or
 * refunded. After the return, a redemption that names the order is a new use.
 */
class Uses {
  private readonly uses: OpenUse[] = [];
  private readonly reported = new Map<OpenUse, EventFact[]>();
  /** The latest use of each order. */
  private readonly latest = new Map<string, OpenUse>();
  private readonly cancelled = new Set<string>();

  /**
   * `returnOnRefund` applies to uses that were only reported. Uses that this platform decided have their own recorded
   * terms.
   */
  private constructor(
    private readonly returnOnRefund: boolean,
    private readonly currencyOf: CurrencyOf,
  ) {}

  static of(marks: readonly Mark[], returnOnRefund: boolean, currencyOf: CurrencyOf): OpenUse[] {
    const walk = new Uses(returnOnRefund, currencyOf);
    for (const mark of [...marks].sort(compareMarks)) {
      if ('tells' in mark) walk.tell(mark.tells, mark.order);
      else if ('returns' in mark) walk.giveBack(mark.returns);
      else walk.end(mark.cancelled, mark.at);
    }
    return walk.uses;
  }

  private tell(fact: EventFact, order: string | undefined): void {
    const there = order === undefined ? undefined : this.latest.get(order);
    if (there && !this.isAnother(fact, there)) return this.add(there, fact);
    // The server writes another use for an order only after the previous use was returned, so the previous use ends
    // here.
    if (there && there.returnedAt === undefined) there.returnedAt = fact.at;
    const use: OpenUse = { id: fact.id, at: fact.at };
    this.uses.push(use);
    if (order !== undefined) use.orderId = order;
    this.add(use, fact);
    if (order === undefined) return;
    this.latest.set(order, use);
    // An order that is reported again after it was fully cancelled or refunded does not use the coupon.
    if (this.returnOnRefund && this.cancelled.has(order) && fact.type !== 'coupon_redeemed') use.returnedAt = fact.at;
  }

  private isAnother(fact: EventFact, there: OpenUse): boolean {
    if (fact.type !== 'coupon_redeemed' || orderOf(fact) === undefined) return false;
    const before = Math.max(...this.reported.get(there)!.map(ordinalOf));
    return there.returnedAt !== undefined || (before > 0 && ordinalOf(fact) > before);
  }

  private add(use: OpenUse, fact: EventFact): void {
    const reported = [...(this.reported.get(use) ?? []), fact];
    this.reported.set(use, reported);
    const redemptions = reported.filter((e) => e.type === 'coupon_redeemed');
    const decided = redemptions.findLast(isOwn);
    // The use takes its fields from the server's decision first, then from other redemptions, then from orders.
    const ranked = [...(decided ? [decided] : []), ...redemptions, ...reported];
    const claim = ranked.map((e) => text(e, 'claimId')).find((c) => c !== undefined);
    const discounted = ranked.find((e) => discountOf(e) !== undefined);
    if (claim !== undefined) use.claim = claim;
    if (discounted) this.setDiscount(use, discounted);
    if (!decided) return;
    use.decidedBy = decided.id;
    const faceValue = moneyOf(decided, 'faceValue');
    if (faceValue !== undefined) use.faceValue = faceValue;
  }

  /**
   * Sets the discount and its currency. The server decides discounts in the currency of the workspace. A discount that
   * another system reports is in the currency of its event, or else of its order.
   */
  private setDiscount(use: OpenUse, fact: EventFact): void {
    use.discount = discountOf(fact)!;
    const order = orderOf(fact) ?? use.orderId;
    const stated = fact.currency ?? text(fact, 'currency');
    const currency = isOwn(fact) ? undefined : (stated ?? (order === undefined ? undefined : this.currencyOf(order)));
    if (currency === undefined) delete use.discountCurrency;
    else use.discountCurrency = currency;
  }

  private giveBack(fact: EventFact): void {
    const order = orderOf(fact);
    const claim = text(fact, 'claimId');
    const last = this.uses.findLast(
      (use) =>
        use.returnedAt === undefined &&
        (order === undefined || use.orderId === order) &&
        (claim === undefined || use.claim === undefined || use.claim === claim),
    );
    if (last) last.returnedAt = fact.at;
  }

  private end(order: string, at: number): void {
    this.cancelled.add(order);
    const use = this.latest.get(order);
    if (use && use.returnedAt === undefined && this.comesBack(use)) use.returnedAt = at;
  }

  private comesBack(use: OpenUse): boolean {
    const decided = this.reported.get(use)!.find((e) => e.id === use.decidedBy);
    return (decided && promisedReturn(decided)) ?? this.returnOnRefund;
  }
}

const compareMarks = (a: Mark, b: Mark): number =>
  a.at - b.at || (a.rank === b.rank ? 0 : a.rank - b.rank) || (a.id < b.id ? -1 : Number(a.id > b.id));

/** Applies reported expiries. A claim expires at the reported time unless it expired earlier. */
function expired(claims: readonly Claim[], ends: readonly EventFact[]): Claim[] {
  const out = claims.map((c) => ({ ...c }) as { -readonly [K in keyof Claim]: Claim[K] });
  for (const e of ends) {
    const id = text(e, 'claimId');
    const c = out.find((x) => (id === undefined ? x.at <= e.at && e.at < x.expiresAt : x.id === id));
    if (c && e.at < c.expiresAt) c.expiresAt = Math.max(e.at, c.at);
  }
  return out;
}

/**
 * Assigns each use to the claim that the use names. A use that names no claim is assigned to the earliest open claim.
 */
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
