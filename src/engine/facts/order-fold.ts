/**
 * Folds the facts of an order up to an instant: repeated reports are merged, and returns are subtracted. The result
 * depends only on the set of facts, not on their arrival order.
 */
import { divideHalfEven } from '../values/decimal.js';
import { KEY_CLASSES, type EventFact, type OrderLine } from '../model.js';
import { eventType } from './vocabulary.js';

/** The state of an order from an instant on: as reported, and net of returns. */
export interface OrderStep {
  readonly from: number;
  readonly report: EventFact;
  /** Absent once nothing remains. */
  readonly order: EventFact | undefined;
}

const classOf = (e: EventFact): number => (e.keyClass === undefined ? 0 : KEY_CLASSES.indexOf(e.keyClass));

/**
 * The key under which facts report the same thing: an order, a cancellation, or a refund that can happen only once or
 * has its own id. Undefined if the fact stands alone.
 */
export function reportGroup(fact: EventFact): string | undefined {
  const type = eventType(fact.type);
  if (type?.adjustment !== 'refund') return type?.order || type?.adjustment ? fact.orderId : undefined;
  if (fact.refundId !== undefined) return JSON.stringify([fact.orderId ?? null, fact.refundId]);
  return fact.orderId !== undefined && isWhole(fact) ? fact.orderId : undefined;
}

/** Whether a fact ends the whole order: a cancellation, or a refund without lines and amount. */
export const isWhole = (fact: EventFact): boolean =>
  fact.type === 'order_cancelled' || (!fact.lines?.length && fact.amount === undefined);

/** Whether a refund states an amount. Its currency matters only then. */
export const statesMoney = (fact: EventFact): boolean =>
  fact.amount !== undefined || (fact.lines ?? []).some((l) => l.amount !== undefined);

/**
 * Merges reports of one thing, added in ascending order of (at, id). Only those of the most trusted class count. Among
 * them, the last one without a payment id covers all payments up to then. Payments first reported later are added to
 * it.
 */
export class Reports {
  private first: EventFact | undefined;
  private whole: EventFact | undefined;
  /** The last report that names a coupon. */
  private naming: EventFact | undefined;
  private readonly payments = new Map<string, EventFact>();
  /** Payments that `whole` includes. */
  private readonly included = new Set<string>();

  /** Adds a report. Returns whether it changes anything. */
  add(e: EventFact): boolean {
    if (this.first && classOf(e) > classOf(this.first)) return false;
    if (!this.first || classOf(e) < classOf(this.first)) {
      this.first = e;
      this.whole = undefined;
      this.naming = undefined;
      this.payments.clear();
      this.included.clear();
    }
    // A report without a coupon keeps the coupon of earlier ones.
    if (e.coupon !== undefined && !(this.naming?.binding && this.naming.coupon === e.coupon && !e.binding))
      this.naming = e;
    if (e.paymentId === undefined) {
      this.whole = e;
      for (const id of this.payments.keys()) this.included.add(id);
      this.payments.clear();
      return true;
    }
    if (this.included.has(e.paymentId)) return e.coupon !== undefined;
    // Reinsert, so that the payment with the newest report is last.
    this.payments.delete(e.paymentId);
    this.payments.set(e.paymentId, e);
    return true;
  }

  /** The reports that count, newest last. Empty before the first. */
  counting(): readonly EventFact[] {
    return [...(this.whole ? [this.whole] : []), ...this.payments.values()];
  }

  /** The merged report: the content of the newest, the instant of the first, and the sum of all payments. */
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

/** The coupon of a report, and whether its sender may decide on coupons. */
const couponOf = (e: EventFact | undefined): Pick<EventFact, 'coupon' | 'binding'> =>
  e === undefined ? {} : { coupon: e.coupon!, ...(e.binding ? { binding: true } : {}) };

export const sameCurrency = (left: string | undefined, right: string | undefined): boolean =>
  left === undefined || right === undefined || left === right;

/** Merges lines by id and sku. The newest report of a line counts. */
function linesOf(reports: readonly EventFact[]): OrderLine[] {
  const out = new Map<string, OrderLine>();
  for (const e of reports) for (const l of e.lines ?? []) out.set(JSON.stringify([l.lineId, l.sku]), l);
  return [...out.values()];
}

/** Returns of the lines with one name. */
interface Returned {
  readonly lineId: string | undefined;
  readonly sku: string | undefined;
  quantity: bigint;
  money: bigint;
  /** Pieces returned without an amount. */
  unpriced: bigint;
}

/** Sums the refunds that share a currency, or state no amount. */
class Refunds {
  /** Amount that is taken off the order but off no line. */
  money = 0n;
  readonly lines = new Map<string, Returned>();
  /** Refunds with one amount for lines that have none. */
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

/** Sums the returns of one order, added in ascending order of (at, id). */
export class Returns {
  /** Number of cancellations and refunds of the whole order. */
  private wholes = 0;
  private readonly byCurrency = new Map<string | undefined, Refunds>();
  private readonly byId = new Map<string, { readonly reports: Reports; counting: EventFact | undefined }>();

  /** Adds a return. Returns whether it changes anything. */
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

  /** Subtracts the returns from a reported order. Undefined if nothing remains. */
  leftOf(report: EventFact): EventFact | undefined {
    if (this.wholes > 0) return undefined;
    const acting = [...this.byCurrency].flatMap(([c, r]) => (sameCurrency(c, report.currency) ? [r] : []));
    return acting.length === 0 ? report : new Remainder(report).without(acting);
  }
}

/** Returns a function that finds a line by its id, or else by its sku if only one line has it. */
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

/** The share of a line's amount for some of its pieces, at most all. Rounded half to even at the fourth digit. */
function shareOf(line: OrderLine, quantity: bigint): bigint {
  if (line.quantity <= 0n) return 0n;
  const pieces = quantity < line.quantity ? quantity : line.quantity;
  return divideHalfEven((line.amount ?? 0n) * pieces, line.quantity);
}

/** Limits a remainder to [0, paid]. A negative refund, i.e. a kept fee, never raises it above the amount paid. */
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
    // A refund beyond the amount of its line is taken off the amount outside the lines, such as shipping.
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
   * Distributes one amount over the lines without their own. The lines' own amounts are subtracted first. The rest is
   * split by the amounts paid for the pieces. The rounding remainder goes to the last line, or to the order if no line
   * is found.
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
 * Computes all steps of one order. Both lists are in ascending order of (at, id). Returns dated before the first report
 * count from the report on.
 */
export function orderSteps(reports: readonly EventFact[], adjustments: readonly EventFact[]): readonly OrderStep[] {
  // Fast path: most orders are reported once and have no returns.
  if (reports.length === 1 && adjustments.length === 0)
    return [{ from: reports[0].at, report: reports[0], order: reports[0] }];
  const steps: OrderStep[] = [];
  const [reported, returns] = [new Reports(), new Returns()];
  let report: EventFact | undefined;
  for (let r = 0, a = 0; r < reports.length || a < adjustments.length;) {
    const t = Math.min(reports[r]?.at ?? Infinity, adjustments[a]?.at ?? Infinity);
    let [told, left] = [false, false];
    for (; r < reports.length && reports[r].at === t; r++) told = reported.add(reports[r]) || told;
    for (; a < adjustments.length && adjustments[a].at === t; a++) left = returns.add(adjustments[a]) || left;
    if (told) report = reported.report();
    if (report && (told || left)) steps.push({ from: t, report, order: returns.leftOf(report) });
  }
  return steps;
}

/** The step of an order at an instant. Undefined before its first report. */
export function stepAt(steps: readonly OrderStep[], at: number): OrderStep | undefined {
  return steps.findLast((s) => s.from <= at);
}
