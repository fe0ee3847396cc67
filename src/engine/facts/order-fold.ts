/**
 * Computes the state of an order at a given time from its facts. Repeated reports are merged, and returns are
 * subtracted. The order in which the facts arrived does not affect the result.
 */
import { divideHalfEven } from '../values/decimal.js';
import { KEY_CLASSES, type EventFact, type OrderLine } from '../types.js';
import { eventType } from './vocabulary.js';

/** The state of an order from the time `from` on. `report` is the order as reported. */
export interface OrderStep {
  readonly from: number;
  readonly report: EventFact;
  /** The order after its returns are subtracted. Undefined if nothing of the order remains. */
  readonly order: EventFact | undefined;
}

const classOf = (e: EventFact): number => (e.keyClass === undefined ? 0 : KEY_CLASSES.indexOf(e.keyClass));

/**
 * Returns a key that is equal for all reports of the same order, the same cancellation or the same refund. A refund has
 * a key only if it has an id or refunds the whole order. Returns undefined if no other fact can report the same thing.
 */
export function reportGroup(fact: EventFact): string | undefined {
  const type = eventType(fact.type);
  if (type?.adjustment !== 'refund') return type?.order || type?.adjustment ? fact.orderId : undefined;
  if (fact.refundId !== undefined) return JSON.stringify([fact.orderId ?? null, fact.refundId]);
  return fact.orderId !== undefined && isWhole(fact) ? fact.orderId : undefined;
}

/**
 * Whether a fact cancels or refunds the whole order. A refund without lines and without an amount refunds the whole
 * order.
 */
export const isWhole = (fact: EventFact): boolean =>
  fact.type === 'order_cancelled' || (!fact.lines?.length && fact.amount === undefined);

/** Whether a refund states an amount. The currency of a refund matters only in this case. */
export const statesMoney = (fact: EventFact): boolean =>
  fact.amount !== undefined || (fact.lines ?? []).some((l) => l.amount !== undefined);

/**
 * Merges reports of the same thing. Reports must be added in ascending order of (at, id). Only reports of the most
 * trusted class count. Among these, the last report without a payment id covers all payments reported before it.
 * Payments that are first reported after it are added to its amount.
 */
export class Reports {
  private first: EventFact | undefined;
  private whole: EventFact | undefined;
  /** The last report that includes a coupon. */
  private naming: EventFact | undefined;
  private readonly payments = new Map<string, EventFact>();
  /** Ids of the payments that the report in `whole` already covers. */
  private readonly included = new Set<string>();

  /** Adds a report. Returns whether the report changes the merged result. */
  add(e: EventFact): boolean {
    if (this.first && classOf(e) > classOf(this.first)) return false;
    if (!this.first || classOf(e) < classOf(this.first)) {
      this.first = e;
      this.whole = undefined;
      this.naming = undefined;
      this.payments.clear();
      this.included.clear();
    }
    // If the report names no coupon, the coupon of earlier reports is kept.
    if (e.coupon !== undefined && !(this.naming?.binding && this.naming.coupon === e.coupon && !e.binding))
      this.naming = e;
    if (e.paymentId === undefined) {
      this.whole = e;
      for (const id of this.payments.keys()) this.included.add(id);
      this.payments.clear();
      return true;
    }
    if (this.included.has(e.paymentId)) return e.coupon !== undefined;
    // Deletes and reinserts the payment, so that the payment with the newest report is last.
    this.payments.delete(e.paymentId);
    this.payments.set(e.paymentId, e);
    return true;
  }

  /** Returns the reports that count, newest last. Empty if there are no reports. */
  counting(): readonly EventFact[] {
    return [...(this.whole ? [this.whole] : []), ...this.payments.values()];
  }

  /**
   * Returns the merged report. It has the content of the newest report, the time of the first report, and the sum of
   * all payments.
   */
  report(): EventFact {
    const counting = this.counting();
    const { id, at } = this.first!;
    const newest = counting[counting.length - 1];
    const coupon = couponOf(this.naming);
    if (counting.length === 1) return newest === this.first ? newest : { ...newest, ...coupon, id, at };
    const { currency } = counting[0];
    const added = counting.filter((e) => sameCurrency(e.currency, currency));
    const amounts = added.flatMap((e) => (e.amount === undefined ? [] : [e.amount]));
    const lines = added.some((e) => e.lines) ? linesOf(added) : undefined;
    const { amount: _amount, lines: _lines, currency: _currency, binding: _binding, ...rest } = newest;
    return {
      ...rest,
      ...coupon,
      id,
      at,
      ...(amounts.length === 0 ? {} : { amount: amounts.reduce((a, b) => a + b, 0n) }),
      ...(currency === undefined ? {} : { currency }),
      ...(lines ? { lines } : {}),
    };
  }
}

/** Returns the coupon of a report, and whether the sender is authorized to decide on coupons. */
const couponOf = (e: EventFact | undefined): Pick<EventFact, 'coupon' | 'binding'> =>
  e === undefined ? {} : { coupon: e.coupon!, ...(e.binding ? { binding: true } : {}) };

export const sameCurrency = (left: string | undefined, right: string | undefined): boolean =>
  left === undefined || right === undefined || left === right;

/**
 * Merges the lines of several reports. Lines are the same if their id and SKU are equal. The newest report of a line
 * counts.
 */
function linesOf(reports: readonly EventFact[]): OrderLine[] {
  const out = new Map<string, OrderLine>();
  for (const e of reports) for (const l of e.lines ?? []) out.set(JSON.stringify([l.lineId, l.sku]), l);
  return [...out.values()];
}

/** The total quantity and amount that were returned for one order line. The line is identified by its id and SKU. */
interface Returned {
  readonly lineId: string | undefined;
  readonly sku: string | undefined;
  quantity: bigint;
  money: bigint;
  /** Number of pieces that were returned without an amount. */
  unpriced: bigint;
}

/** Adds up the refunds in one currency. Refunds without an amount are also included. */
class Refunds {
  /** Refunded amount that does not belong to any line. */
  money = 0n;
  readonly lines = new Map<string, Returned>();
  /** Refunds that state only a total amount for several lines. */
  readonly spread = new Set<EventFact>();

  add(e: EventFact, sign: 1n | -1n): void {
    const lines = e.lines ?? [];
    if (lines.length === 0) {
      this.money += sign * (e.amount ?? 0n);
    } else if (e.amount !== undefined && lines.some((l) => l.amount === undefined)) {
      if (sign > 0n) this.spread.add(e);
      else this.spread.delete(e);
    } else {
      for (const l of lines) this.line(l, sign);
      if (e.amount !== undefined) this.money += sign * (e.amount - moneyOf(lines));
    }
  }

  private line(l: OrderLine, sign: bigint): void {
    const key = JSON.stringify([l.lineId, l.sku]);
    let there = this.lines.get(key);
    if (!there) this.lines.set(key, (there = { lineId: l.lineId, sku: l.sku, quantity: 0n, money: 0n, unpriced: 0n }));
    there.quantity += sign * l.quantity;
    if (l.amount === undefined) there.unpriced += sign * l.quantity;
    else there.money += sign * l.amount;
  }
}

const moneyOf = (lines: readonly OrderLine[]): bigint => lines.reduce((a, l) => a + (l.amount ?? 0n), 0n);

/** Adds up the returns of one order. They must be added in ascending order of (at, id). */
export class Returns {
  /** Number of cancellations and of refunds of the whole order. */
  private wholes = 0;
  private readonly byCurrency = new Map<string | undefined, Refunds>();
  private readonly byId = new Map<string, { readonly reports: Reports; counting: EventFact | undefined }>();

  /** Adds a return. Returns whether the return changes the total. */
  add(e: EventFact): boolean {
    if (e.refundId === undefined) return this.apply(e, 1);
    let there = this.byId.get(e.refundId);
    if (!there) this.byId.set(e.refundId, (there = { reports: new Reports(), counting: undefined }));
    if (!there.reports.add(e)) return false;
    if (there.counting) this.apply(there.counting, -1);
    there.counting = e;
    this.apply(e, 1);
    return true;
  }

  private apply(e: EventFact, sign: 1 | -1): boolean {
    if (!isWhole(e)) {
      this.refunds(e).add(e, sign === 1 ? 1n : -1n);
      return this.wholes === 0;
    }
    this.wholes += sign;
    return this.wholes === 1;
  }

  private refunds(e: EventFact): Refunds {
    const currency = statesMoney(e) ? e.currency : undefined;
    let there = this.byCurrency.get(currency);
    if (!there) this.byCurrency.set(currency, (there = new Refunds()));
    return there;
  }

  /** Subtracts the returns from a reported order. Returns undefined if nothing remains. */
  leftOf(report: EventFact): EventFact | undefined {
    if (this.wholes > 0) return undefined;
    const acting = [...this.byCurrency].flatMap(([c, r]) => (sameCurrency(c, report.currency) ? [r] : []));
    return acting.length === 0 ? report : new Remainder(report).without(acting);
  }
}

/** Returns a function that finds a line by its id, or by its SKU if only one line has that SKU. */
export function lineFinder(lines: readonly OrderLine[]): (l: Pick<OrderLine, 'lineId' | 'sku'>) => number | undefined {
  const index = (name: 'lineId' | 'sku'): Map<string, number | undefined> => {
    const out = new Map<string, number | undefined>();
    lines.forEach((l, i) => {
      const v = l[name];
      if (v !== undefined) out.set(v, out.has(v) ? undefined : i);
    });
    return out;
  };
  const [byId, bySku] = [index('lineId'), index('sku')];
  return (l) =>
    (l.lineId === undefined ? undefined : byId.get(l.lineId)) ?? (l.sku === undefined ? undefined : bySku.get(l.sku));
}

/**
 * Returns the part of a line's amount that belongs to `quantity` pieces, but at most the whole amount. The result is
 * rounded half to even at the fourth digit.
 */
function shareOf(line: OrderLine, quantity: bigint): bigint {
  if (line.quantity <= 0n) return 0n;
  const pieces = quantity < line.quantity ? quantity : line.quantity;
  return divideHalfEven((line.amount ?? 0n) * pieces, line.quantity);
}

/**
 * Limits the remaining amount to the range [0, paid]. A negative refund is a fee that the shop keeps. Such a fee never
 * raises the remaining amount above the amount paid.
 */
function within(left: bigint, paid: bigint): bigint {
  if (left > paid) return paid;
  return left < 0n ? 0n : left;
}

/** An order from which refunds are being subtracted. */
class Remainder {
  private readonly lines: readonly OrderLine[];
  private readonly find: ReturnType<typeof lineFinder>;
  private readonly back: { quantity: bigint; money: bigint; unpriced: bigint }[];
  private loose = 0n;

  constructor(private readonly report: EventFact) {
    this.lines = report.lines ?? [];
    this.find = lineFinder(this.lines);
    this.back = this.lines.map(() => ({ quantity: 0n, money: 0n, unpriced: 0n }));
  }

  without(acting: readonly Refunds[]): EventFact | undefined {
    for (const refunds of acting) {
      this.loose += refunds.money;
      for (const r of refunds.lines.values()) this.take(r, r.quantity, r.money, r.unpriced);
      for (const e of refunds.spread) this.spread(e);
    }
    let [taken, overflow, paid] = [0n, 0n, 0n];
    const lines = this.lines.map((line, i): OrderLine => {
      const { quantity, money, unpriced } = this.back[i];
      const all = line.amount ?? 0n;
      const wanted = money + shareOf(line, unpriced);
      const off = wanted < all ? wanted : all;
      taken += off;
      overflow += wanted - off;
      paid += all;
      if (quantity === 0n && off === 0n) return line;
      return { ...line, quantity: quantity < line.quantity ? line.quantity - quantity : 0n, amount: all - off };
    });
    return this.rest(lines, taken, overflow, paid);
  }

  private rest(lines: readonly OrderLine[], taken: bigint, overflow: bigint, paid: bigint): EventFact | undefined {
    if (this.lines.some((l) => l.quantity > 0n) && lines.every((l) => l.quantity === 0n)) return undefined;
    const { amount } = this.report;
    const withLines = this.report.lines ? { lines } : {};
    if (amount === undefined) return { ...this.report, ...withLines };
    // If a refund exceeds the amount of its line, the rest is deducted from amounts outside the lines, such as
    // shipping.
    const aside = amount > paid ? amount - paid : 0n;
    const left = amount - taken - this.loose - (overflow < aside ? overflow : aside);
    if (left <= 0n && amount > 0n) return undefined;
    return { ...this.report, ...withLines, amount: within(left, amount) };
  }

  private take(name: Pick<OrderLine, 'lineId' | 'sku'>, quantity: bigint, money: bigint, unpriced: bigint): void {
    const i = this.find(name);
    if (i === undefined) {
      this.loose += money;
      return;
    }
    this.back[i].quantity += quantity;
    this.back[i].money += money;
    this.back[i].unpriced += unpriced;
  }

  /**
   * Distributes a refund with a total amount over those of its lines that state no amount. The amounts of its other
   * lines are subtracted first. The rest is split in proportion to the amounts paid for the pieces. The rounding
   * remainder goes to the last line. If no line is found, the amount is deducted from the order as a whole.
   */
  private spread(e: EventFact): void {
    const lines = e.lines!;
    const shares = lines.map((l) => {
      const i = l.amount === undefined ? this.find(l) : undefined;
      return i === undefined ? undefined : shareOf(this.lines[i], l.quantity);
    });
    const given = moneyOf(lines);
    const open = e.amount! > given ? e.amount! - given : 0n;
    const total = shares.reduce<bigint>((a, s) => a + (s ?? 0n), 0n);
    const last = shares.findLastIndex((s) => s !== undefined);
    let rest = open;
    lines.forEach((l, k) => {
      const share = shares[k];
      let money = l.amount ?? 0n;
      if (share !== undefined) {
        const part = total === 0n ? 0n : divideHalfEven(open * share, total);
        money = k === last ? rest : part;
        rest -= money;
      }
      this.take(l, l.quantity, money, 0n);
    });
    this.loose += last < 0 ? rest : 0n;
    if (e.amount! < given) this.loose += e.amount! - given;
  }
}

/**
 * Computes all steps of one order. Both lists are in ascending order of (at, id). A return that is dated before the
 * first report of the order takes effect at the time of that report.
 */
export function orderSteps(reports: readonly EventFact[], adjustments: readonly EventFact[]): readonly OrderStep[] {
  // Most orders are reported once and have no returns, so this case has a fast path.
  if (reports.length === 1 && adjustments.length === 0)
    return [{ from: reports[0].at, report: reports[0], order: reports[0] }];
  const steps: OrderStep[] = [];
  const [reported, returns] = [new Reports(), new Returns()];
  let report: EventFact | undefined;
  for (let r = 0, a = 0; r < reports.length || a < adjustments.length;) {
    const t = Math.min(reports[r]?.at ?? Infinity, adjustments[a]?.at ?? Infinity);
    let [hasNewReport, left] = [false, false];
    for (; r < reports.length && reports[r].at === t; r++) hasNewReport = reported.add(reports[r]) || hasNewReport;
    for (; a < adjustments.length && adjustments[a].at === t; a++) left = returns.add(adjustments[a]) || left;
    if (hasNewReport) report = reported.report();
    if (report && (hasNewReport || left)) steps.push({ from: t, report, order: returns.leftOf(report) });
  }
  return steps;
}

/** Returns the step of an order at a given time. Undefined before the first report. */
export function stepAt(steps: readonly OrderStep[], at: number): OrderStep | undefined {
  return steps.findLast((s) => s.from <= at);
}
