/**
 * The history of one customer with one coupon, folded from the facts. It does not depend on how or in which order the
 * facts arrived. A claim counts once by its claim id. A use counts once by its order until it is returned.
 */
import { sentId } from '../columns/event-table.js';
import { decimalOfNumber } from '../values/decimal.js';
import { compareFacts, type FactSet } from '../facts/facts.js';
import type { EventFact } from '../model.js';
import { OWN_SOURCE } from '../facts/vocabulary.js';
import { expiryOf, type Coupon } from './definition.js';
import { isWhole, stepAt } from '../facts/order-fold.js';
import { goneSince } from './orders.js';
import { promisedEnd, promisedReturn } from './recorded-terms.js';

/** Event types about coupons. Orders may name a coupon as well. */
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
  /** Key of the pack it was claimed with. */
  readonly pack?: string;
}

export interface Use {
  /** Id of the first fact that reported the use. */
  readonly id: string;
  readonly at: number;
  readonly orderId?: string;
  /** Id of the claim it used. Absent when none was open, e.g. when only uses are reported. */
  readonly claim?: string;
  readonly discount?: bigint;
  /** Face value at the time of the decision. */
  readonly faceValue?: bigint;
  /** Id of the redemption that decided it here. Absent when it was only reported. */
  readonly decidedBy?: string;
  /** When it was returned. */
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

/** The id of a claim: the reported claim id, or the id of the event. */
export const claimIdOf = (fact: EventFact): string => text(fact, 'claimId') ?? sentId(fact);

/** The discount, or value of a gift, of a use that was decided here. 0n if it was only reported. */
export function spentOn({ decidedBy }: Use, { kind }: Pick<Coupon, 'kind'>, facts: FactSet): bigint {
  const own = facts.ofType('coupon_redeemed').find((e) => e.id === decidedBy);
  return moneyOf(own, kind === 'GIFT' ? 'faceValue' : 'discount') ?? 0n;
}

/** The coupons that a customer's facts name. */
export function couponsIn(facts: FactSet): Set<string> {
  const out = new Set<string>();
  for (const type of [...COUPON_EVENTS, ...ORDER_EVENTS])
    for (const e of facts.ofType(type)) if (e.coupon !== undefined) out.add(e.coupon);
  return out;
}

type Terms = Pick<Coupon, 'until' | 'validForMs' | 'returnOnRefund'>;

/**
 * Folds the facts about one coupon up to `at`, inclusive. `terms` are those of its definition; undefined for a coupon
 * that is only reported.
 */
export function couponHistory(key: string, terms: Terms | undefined, facts: FactSet, at = Infinity): CouponHistory {
  return fold(key, terms, facts, at, () => true);
}

/**
 * Folds only facts that were decided here or reported by a caller that may decide. New claims and uses are decided on
 * this history.
 */
export function decidedHistory(key: string, terms: Terms, facts: FactSet, at = Infinity): CouponHistory {
  return fold(key, terms, facts, at, isBinding);
}

/** Whether the server itself wrote the fact. Works for facts from columns, too. */
export const isOwn = (fact: EventFact): boolean => sentId(fact).startsWith(`${OWN_SOURCE}|`);

/** Whether a coupon fact counts as decided here: the server wrote it, or a caller that may decide reported it. */
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
  const told = tellings(of('coupon_redeemed'), ordersNaming(key, facts, at).filter(counts));
  const orders = new Set(told.flatMap((mark) => ('order' in mark && mark.order !== undefined ? [mark.order] : [])));
  const marks = [
    ...told,
    ...of('coupon_returned').map((e): Mark => ({ at: e.at, rank: rankOfReturn(e), id: e.id, returns: e })),
    ...(terms ? endsOf(orders, facts, at) : []),
  ];
  const uses = Uses.of(marks, terms?.returnOnRefund ?? false);
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

/** The end of a claim. New terms can only extend the end that was promised with a claim decided here. */
const endOf = (claim: EventFact, terms: Terms | undefined): number =>
  Math.max(expiryOf(terms ?? {}, claim.at), (isOwn(claim) ? promisedEnd(claim) : undefined) ?? -Infinity);

/** Orders that name the coupon, as reported by an instant, in fact order. */
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

/** Deduplicates claims by id. The decided one wins, else the first report. */
function claimsAmong(list: readonly EventFact[]): EventFact[] {
  const decided = new Set(list.filter(isOwn).map(claimIdOf));
  return distinct(
    list.filter((e) => isOwn(e) || !decided.has(claimIdOf(e))),
    claimIdOf,
  );
}

type OpenUse = { -readonly [K in keyof Use]: Use[K] };

/** A fact about a use, ordered by time and, at the same instant, by `rank`. */
type Mark = { readonly at: number; readonly rank: number; readonly id: string } & (
  | { readonly tells: EventFact; readonly order?: string }
  | { readonly returns: EventFact }
  | { readonly gone: string }
);

/** Which use of its order an event written here describes, starting at 1. 0 if it does not say. */
function ordinalOf(e: EventFact): number {
  const ordinal = e.properties?.useOfOrder;
  return typeof ordinal === 'number' && isOwn(e) ? ordinal : 0;
}

/** The ordinal of the next use of a coupon on an order. */
export function nextOrdinal(orderId: string, key: string, facts: FactSet): number {
  const own = facts.ofType('coupon_redeemed').filter((e) => isOwn(e) && e.coupon === key && orderOf(e) === orderId);
  return 1 + own.reduce((most, e) => Math.max(most, ordinalOf(e), 1), 0);
}

// At the same instant, use 1 comes before its return, then the end of the order, then use 2.
const RANK_OF_USE = 4;
const RANK_OF_GONE = 2;
const rankOfUse = (e: EventFact): number => RANK_OF_USE * (Math.max(1, ordinalOf(e)) - 1);
const rankOfReturn = (e: EventFact): number => (ordinalOf(e) === 0 ? Infinity : RANK_OF_USE * (ordinalOf(e) - 1) + 1);

const orderOf = (e: EventFact): string | undefined => e.orderId ?? text(e, 'orderId');

/**
 * Pairs redemptions and orders. Redemptions without an order id are assigned in order of time to the orders with the
 * coupon that no other redemption names, one each.
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
 * The instants at which nothing remained of orders, including repeated reports of that. Each returns the current use on
 * its order.
 */
function endsOf(orders: Iterable<string>, facts: FactSet, at: number): Mark[] {
  if (!facts.hasAdjustments()) return [];
  return [...orders].flatMap((gone) => {
    const first = goneSince(facts.order(gone, at) ?? [], at);
    if (first === undefined) return [];
    const again = facts.adjustmentsOf(gone).flatMap((e) => (isWhole(e) && e.at > first && e.at <= at ? [e.at] : []));
    return [first, ...again].map((t): Mark => ({ at: t, rank: RANK_OF_GONE, id: gone, gone }));
  });
}

/**
 * Folds uses by order. A use is reported by a redemption that names its order, by the order naming the coupon, or by
 * both. A use is returned by an event that names its order or claim (else by one for the latest use before it), or with
 * its order. After that, a redemption that names the order is a new use.
 */
class Uses {
  private readonly uses: OpenUse[] = [];
  private readonly told = new Map<OpenUse, EventFact[]>();
  /** The latest use of each order. */
  private readonly latest = new Map<string, OpenUse>();
  private readonly gone = new Set<string>();

  /** `returnOnRefund` applies to uses that were only reported. Other uses record their own terms. */
  private constructor(private readonly returnOnRefund: boolean) {}

  static of(marks: readonly Mark[], returnOnRefund: boolean): OpenUse[] {
    const walk = new Uses(returnOnRefund);
    for (const mark of [...marks].sort(compareMarks)) {
      if ('tells' in mark) walk.tell(mark.tells, mark.order);
      else if ('returns' in mark) walk.giveBack(mark.returns);
      else walk.end(mark.gone, mark.at);
    }
    return walk.uses;
  }

  private tell(fact: EventFact, order: string | undefined): void {
    const there = order === undefined ? undefined : this.latest.get(order);
    if (there && !this.isAnother(fact, there)) return this.add(there, fact);
    // The server writes another use of an order only after the previous use was returned.
    if (there && there.returnedAt === undefined) there.returnedAt = fact.at;
    const use: OpenUse = { id: fact.id, at: fact.at };
    this.uses.push(use);
    this.add(use, fact);
    if (order === undefined) return;
    use.orderId = order;
    this.latest.set(order, use);
    // An order reported again after its end does not use the coupon.
    if (this.returnOnRefund && this.gone.has(order) && fact.type !== 'coupon_redeemed') use.returnedAt = fact.at;
  }

  private isAnother(fact: EventFact, there: OpenUse): boolean {
    if (fact.type !== 'coupon_redeemed' || orderOf(fact) === undefined) return false;
    const before = Math.max(...this.told.get(there)!.map(ordinalOf));
    return there.returnedAt !== undefined || (before > 0 && ordinalOf(fact) > before);
  }

  private add(use: OpenUse, fact: EventFact): void {
    const told = [...(this.told.get(use) ?? []), fact];
    this.told.set(use, told);
    const redemptions = told.filter((e) => e.type === 'coupon_redeemed');
    const decided = redemptions.findLast(isOwn);
    // A decision takes precedence over redemptions, and these over orders.
    const ranked = [...(decided ? [decided] : []), ...redemptions, ...told];
    const claim = ranked.map((e) => text(e, 'claimId')).find((c) => c !== undefined);
    const discount = ranked.map(discountOf).find((d) => d !== undefined);
    if (claim !== undefined) use.claim = claim;
    if (discount !== undefined) use.discount = discount;
    if (!decided) return;
    use.decidedBy = decided.id;
    const faceValue = moneyOf(decided, 'faceValue');
    if (faceValue !== undefined) use.faceValue = faceValue;
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
    this.gone.add(order);
    const use = this.latest.get(order);
    if (use && use.returnedAt === undefined && this.comesBack(use)) use.returnedAt = at;
  }

  private comesBack(use: OpenUse): boolean {
    const decided = this.told.get(use)!.find((e) => e.id === use.decidedBy);
    return (decided && promisedReturn(decided)) ?? this.returnOnRefund;
  }
}

const compareMarks = (a: Mark, b: Mark): number =>
  a.at - b.at || (a.rank === b.rank ? 0 : a.rank - b.rank) || (a.id < b.id ? -1 : Number(a.id > b.id));

/** Applies reported expiries: a claim ends at the reported instant if it has not ended before. */
function expired(claims: readonly Claim[], ends: readonly EventFact[]): Claim[] {
  const out = claims.map((c) => ({ ...c }) as { -readonly [K in keyof Claim]: Claim[K] });
  for (const e of ends) {
    const id = text(e, 'claimId');
    const c = out.find((x) => (id === undefined ? x.at <= e.at && e.at < x.expiresAt : x.id === id));
    if (c && e.at < c.expiresAt) c.expiresAt = Math.max(e.at, c.at);
  }
  return out;
}

/** Assigns each use to the claim it names, or else to the earliest open claim. */
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
