/**
 * Finds reports that had no effect on their order, or not the effect that they state. The result is computed from the
 * stored facts, so the arrival order does not matter.
 */
import { compareFacts, type FactSet } from './facts.js';
import type { EventFact } from '../types.js';
import { isWhole, lineFinder, Reports, Returns, sameCurrency, statesMoney, stepAt } from './order-fold.js';
import { ADJUSTMENT_TYPES, ORDER_TYPES } from './vocabulary.js';

/**
 * ORDER: no order with this id was reported. CURRENCY: the currency differs from that of the order. LINE: the report
 * refers to an unknown line, or to a SKU that occurs in several lines, so its amount is deducted from the order as a
 * whole. AMOUNT: the report states an amount, but the order has none. EXCESS: the report returns more than remained of
 * the order.
 */
export type UnmatchedReason = 'ORDER' | 'CURRENCY' | 'LINE' | 'AMOUNT' | 'EXCESS';

export interface Unmatched {
  readonly fact: EventFact;
  readonly reason: UnmatchedReason;
}

/**
 * Returns the unmatched facts of one customer at a given time, in fact order. If several reasons apply to a fact, only
 * the first is returned.
 */
export function unmatchedFacts(facts: FactSet, at: number): Unmatched[] {
  const out: Unmatched[] = [];
  const seen = new Set<string>();
  for (const type of ADJUSTMENT_TYPES) {
    for (const e of facts.ofType(type)) {
      if (e.at > at || e.orderId === undefined || seen.has(e.orderId)) continue;
      seen.add(e.orderId);
      out.push(...unmatchedReturns(facts, e.orderId, at));
    }
  }
  for (const type of ORDER_TYPES)
    if (facts.isRepeated(type))
      for (const id of facts.orders(type).keys()) out.push(...unmatchedPayments(facts, type, id, at));
  return out.sort((a, b) => compareFacts(a.fact, b.fact));
}

/** Returns the payments whose currency differs from the currency of the order's first payment. */
function unmatchedPayments(facts: FactSet, type: string, orderId: string, at: number): Unmatched[] {
  const report = stepAt(facts.orders(type).get(orderId)!, at)?.report;
  if (report?.currency === undefined) return [];
  return facts
    .ofType(type)
    .filter((e) => e.orderId === orderId && e.at <= at && e.paymentId !== undefined)
    .filter(
      (e) => (e.keyClass ?? 'SERVER') === (report.keyClass ?? 'SERVER') && !sameCurrency(e.currency, report.currency),
    )
    .map((fact) => ({ fact, reason: 'CURRENCY' }));
}

function unmatchedReturns(facts: FactSet, orderId: string, at: number): Unmatched[] {
  const returned = counting(facts.adjustmentsOf(orderId).filter((e) => e.at <= at));
  const report = stepAt(facts.order(orderId, at) ?? [], at)?.report;
  if (!report) return returned.map((fact) => ({ fact, reason: 'ORDER' }));
  const find = lineFinder(report.lines ?? []);
  // If the order is fully cancelled or refunded, its other returns are not reported as EXCESS.
  const cancelled = returned.some(isWhole);
  const returns = new Returns();
  let left: EventFact | undefined = report;
  return returned.flatMap((fact): Unmatched[] => {
    if (isWhole(fact)) return [];
    const before: EventFact | undefined = left;
    returns.add(fact);
    left = returns.leftOf(report);
    const reason = reasonOf(fact, report, find);
    if (reason) return [{ fact, reason }];
    return !cancelled && exceeds(fact, before, left, find) ? [{ fact, reason: 'EXCESS' }] : [];
  });
}

/** Removes reports of a refund that a later report of the same refund replaces. */
function counting(returned: readonly EventFact[]): readonly EventFact[] {
  const byId = new Map<string, Reports>();
  for (const e of returned) {
    if (e.refundId === undefined) continue;
    const reports = byId.get(e.refundId) ?? new Reports();
    byId.set(e.refundId, reports);
    reports.add(e);
  }
  const kept = new Set([...byId.values()].flatMap((r) => r.counting()));
  return returned.filter((e) => e.refundId === undefined || kept.has(e));
}

function reasonOf(
  fact: EventFact,
  report: EventFact,
  find: ReturnType<typeof lineFinder>,
): UnmatchedReason | undefined {
  if (statesMoney(fact) && !sameCurrency(fact.currency, report.currency)) return 'CURRENCY';
  const lost = (fact.lines ?? []).filter((l) => find(l) === undefined);
  // If the order has no lines, it is enough that the refund states an amount.
  const priced = fact.amount !== undefined || lost.every((l) => l.amount !== undefined);
  if (lost.length > 0 && (report.lines?.length || !priced)) return 'LINE';
  return report.amount === undefined && statesMoney(fact) ? 'AMOUNT' : undefined;
}

/** Whether a refund exceeds the amount or the number of pieces that remained of the order before the refund. */
function exceeds(
  fact: EventFact,
  before: EventFact | undefined,
  left: EventFact | undefined,
  find: ReturnType<typeof lineFinder>,
): boolean {
  if (!before) return true;
  const lines = fact.lines ?? [];
  const money = fact.amount ?? lines.reduce((sum, l) => sum + (l.amount ?? 0n), 0n);
  if (before.amount !== undefined && money > before.amount - (left?.amount ?? 0n)) return true;
  return lines.some((l) => {
    const i = find(l);
    return i !== undefined && l.quantity > before.lines![i].quantity;
  });
}
