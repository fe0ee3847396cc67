/**
 * Reference implementation of orders. It evaluates orders at one time, from all facts up to this time. Shares no code
 * with the engine. Each rule of docs/LANGUAGE.md ("Orders") is one step here.
 */
import type { EventFact, OrderLine } from './model.js';

const TRUST = ['SERVER', 'IMPORT', 'PUBLIC'];
const ORDERS = ['order_placed', 'order_paid', 'order_completed'];
const RETURNS = ['order_cancelled', 'order_refunded'];

export const isFolded = (type: string): boolean => ORDERS.includes(type) || RETURNS.includes(type);

const byTime = (a: EventFact, b: EventFact): number => a.at - b.at || Number(a.id > b.id) - Number(a.id < b.id);

/**
 * Returns the events of a type that count, given all facts up to the evaluation time. Repeated reports are merged, and
 * orders are net of returns unless `gross` is set.
 */
export function counting(type: string, past: readonly EventFact[], gross: boolean): EventFact[] {
  const groups = new Map<string, EventFact[]>();
  for (const e of past.filter((x) => x.type === type)) {
    const name = nameOf(e) ?? `alone ${e.id}`;
    groups.set(name, [...(groups.get(name) ?? []), e]);
  }
  return [...groups.values()].flatMap((reports) => {
    const order = merged(reports);
    if (type === 'order_refunded') return [{ ...order, currency: order.currency ?? currencyOf(order, past) }];
    if (gross || !ORDERS.includes(type) || order.orderId === undefined) return [order];
    const left = without(order, returnsOf(order.orderId, past));
    return left ? [left] : [];
  });
}

/**
 * Returns the currency of the order that a refund without a currency refers to. The `order_paid` event takes precedence
 * over the `order_completed` event, and the `order_placed` event is used last.
 */
function currencyOf(refund: EventFact, past: readonly EventFact[]): string | undefined {
  if (refund.orderId === undefined || !saysMoney(refund)) return undefined;
  for (const type of ['order_paid', 'order_completed', 'order_placed']) {
    const reports = past.filter((e) => e.type === type && e.orderId === refund.orderId);
    if (reports.length > 0) return merged(reports).currency;
  }
  return undefined;
}

const saysMoney = (e: EventFact): boolean =>
  e.amount !== undefined || (e.lines ?? []).some((l) => l.amount !== undefined);

function nameOf(e: EventFact): string | undefined {
  if (e.type !== 'order_refunded') return e.orderId === undefined ? undefined : `order ${e.orderId}`;
  if (e.refundId !== undefined) return `refund ${e.orderId ?? ''} ${e.refundId}`;
  return e.orderId !== undefined && whole(e) ? `order ${e.orderId}` : undefined;
}

const whole = (e: EventFact): boolean =>
  e.type === 'order_cancelled' || (e.amount === undefined && (e.lines === undefined || e.lines.length === 0));

/** Merges several reports of one event. */
function merged(reports: readonly EventFact[]): EventFact {
  const trust = (e: EventFact): number => TRUST.indexOf(e.keyClass ?? 'SERVER');
  const best = Math.min(...reports.map(trust));
  const own = reports.filter((e) => trust(e) === best).sort(byTime);
  const statement = own.filter((e) => e.paymentId === undefined).at(-1);
  const payments = [...new Set(own.map((e) => e.paymentId).filter((p) => p !== undefined))]
    .map((p) => own.filter((e) => e.paymentId === p))
    .filter((list) => statement === undefined || byTime(list[0], statement) > 0)
    .map((list) => list.at(-1)!)
    .sort(byTime);
  const parts = statement ? [statement, ...payments] : payments;
  const newest = parts.at(-1)!;
  const coupon = own.filter((e) => e.coupon !== undefined).at(-1)?.coupon;
  const result = { ...newest, coupon, id: own[0].id, at: own[0].at };
  if (parts.length === 1) return result;
  const { currency } = parts[0];
  const same = parts.filter((e) => currency === undefined || e.currency === undefined || e.currency === currency);
  const paid = same.flatMap((e) => (e.amount === undefined ? [] : [e.amount]));
  const lines: OrderLine[] = [];
  for (const l of same.flatMap((e) => e.lines ?? [])) {
    const there = lines.findIndex((x) => x.lineId === l.lineId && x.sku === l.sku);
    if (there < 0) lines.push(l);
    else lines[there] = l;
  }
  return {
    ...result,
    currency,
    amount: paid.length === 0 ? undefined : paid.reduce((a, b) => a + b, 0n),
    lines: same.some((e) => e.lines) ? lines : undefined,
  };
}

/** Returns the refunds and cancellations of an order. Refunds with an id count once per id. */
function returnsOf(orderId: string, past: readonly EventFact[]): EventFact[] {
  const all = past.filter((e) => RETURNS.includes(e.type) && e.orderId === orderId);
  const named = [...new Set(all.map((e) => (e.type === 'order_refunded' ? e.refundId : undefined)))];
  return named.flatMap((id) =>
    id === undefined
      ? all.filter((e) => e.refundId === undefined || e.type !== 'order_refunded')
      : [merged(all.filter((e) => e.type === 'order_refunded' && e.refundId === id))],
  );
}

function without(order: EventFact, returns: readonly EventFact[]): EventFact | undefined {
  if (returns.some(whole)) return undefined;
  const acting = returns.filter((e) => {
    return !saysMoney(e) || !e.currency || !order.currency || e.currency === order.currency;
  });
  if (acting.length === 0) return order;
  const lines = order.lines ?? [];
  const find = (l: OrderLine): number => {
    const only = (fits: (x: OrderLine) => boolean): number =>
      lines.filter(fits).length === 1 ? lines.findIndex(fits) : -1;
    const byId = l.lineId === undefined ? -1 : only((x) => x.lineId === l.lineId);
    return byId >= 0 || l.sku === undefined ? byId : only((x) => x.sku === l.sku);
  };
  const share = (i: number, pieces: bigint): bigint => {
    const q = lines[i].quantity;
    return q === 0n ? 0n : rounded((lines[i].amount ?? 0n) * (pieces < q ? pieces : q), q);
  };
  // Convert returns to pieces of a line, with or without an amount. Pieces with the line -1 belong to no line. Pieces
  // without an amount get a proportional share.
  const back = acting.flatMap((e) => pieces(e, find, share));
  const sum = (list: readonly Piece[], what: 'pieces' | 'money'): bigint =>
    list.reduce((a, p) => a + (p[what] ?? 0n), 0n);
  let off = sum(
    back.filter((p) => p.line < 0),
    'money',
  );
  let beyond = 0n;
  const left = lines.map((l, i) => {
    const mine = back.filter((p) => p.line === i);
    const wanted =
      sum(mine, 'money') +
      share(
        i,
        sum(
          mine.filter((p) => p.money === undefined),
          'pieces',
        ),
      );
    const amount = l.amount ?? 0n;
    const taken = wanted > amount ? amount : wanted;
    off += taken;
    beyond += wanted - taken;
    const quantity = l.quantity - sum(mine, 'pieces');
    if (taken === 0n && quantity === l.quantity) return l;
    return { ...l, amount: amount - taken, quantity: quantity < 0n ? 0n : quantity };
  });
  if (lines.some((l) => l.quantity !== 0n) && left.every((l) => l.quantity === 0n)) return undefined;
  const rest = order.lines ? { ...order, lines: left } : order;
  if (order.amount === undefined) return rest;
  const shipping = order.amount - lines.reduce((a, l) => a + (l.amount ?? 0n), 0n);
  if (shipping > 0n) off += beyond > shipping ? shipping : beyond;
  if (order.amount > 0n && off >= order.amount) return undefined;
  if (off < 0n) return rest;
  return { ...rest, amount: off > order.amount ? 0n : order.amount - off };
}

interface Piece {
  readonly line: number;
  readonly pieces: bigint;
  readonly money: bigint | undefined;
}

function pieces(
  e: EventFact,
  find: (l: OrderLine) => number,
  share: (line: number, pieces: bigint) => bigint,
): Piece[] {
  const lines = e.lines ?? [];
  const given = lines.reduce((a, l) => a + (l.amount ?? 0n), 0n);
  const plain = lines.map((l): Piece => {
    const line = find(l);
    return { line, pieces: l.quantity, money: line < 0 ? (l.amount ?? 0n) : l.amount };
  });
  if (e.amount === undefined) return plain;
  const open = lines.flatMap((l, k) => (l.amount === undefined && plain[k].line >= 0 ? [k] : []));
  const rest = e.amount - given;
  // The rest of the amount belongs to no open line. It is a fee that the shop keeps, shipping, or a remainder.
  if (open.length === 0 || rest < 0n)
    return [
      ...plain.map((p, k) => (open.includes(k) ? { ...p, money: 0n } : p)),
      { line: -1, pieces: 0n, money: rest },
    ];
  const shares = open.map((k) => share(plain[k].line, lines[k].quantity));
  const total = shares.reduce((a, b) => a + b, 0n);
  const money = shares.map((s) => (total === 0n ? 0n : rounded(rest * s, total)));
  money[money.length - 1] = rest - money.slice(0, -1).reduce((a, b) => a + b, 0n);
  return plain.map((p, k) => (open.includes(k) ? { ...p, money: money[open.indexOf(k)] } : p));
}

/** Returns n / d, rounded half to even, for non-negative n and positive d. */
function rounded(n: bigint, d: bigint): bigint {
  const [q, r] = [n / d, n % d];
  return r * 2n > d || (r * 2n === d && q % 2n === 1n) ? q + 1n : q;
}
