/** Computes the nine metrics: traffic, conversion and order value, each for new, old and dormant customers. */
import { DecimalSum, divideHalfEven } from '../values/decimal.js';
import { rowId, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader } from './events.js';
import { orderBits, retailChoices, type RetailEvents } from './orders-of.js';

export const CUSTOMER_CLASSES = ['NEW', 'OLD', 'DORMANT'] as const;
type CustomerClass = (typeof CUSTOMER_CLASSES)[number];

export interface NineMetricsQuestion extends RetailEvents {
  readonly from: number;
  readonly to: number;
  /** Minimum time since the last order, in ms, after which a customer is dormant. */
  readonly dormantMs: number;
}

interface ClassMetrics {
  readonly customers: CustomerClass;
  readonly visitors: number;
  readonly buyers: number;
  readonly orders: number;
  readonly gmv: bigint;
  readonly conversion?: number;
  /** GMV per buyer, and per order that has an amount in the workspace's currency. */
  readonly perBuyer?: bigint;
  readonly perOrder?: bigint;
  /** Number of visitors that visit again in the next period, which has the same length and follows directly. */
  readonly visitAgain: number;
  readonly visitAgainRate?: number;
  readonly row: string;
  readonly buyersRow: string;
}

interface UnattributedOrders {
  readonly orders: number;
  readonly gmv: bigint;
}

export interface NineMetricsFigure {
  readonly classes: readonly ClassMetrics[];
  /** Orders without a customer. `orders` and `gmv` of the figure include them. */
  readonly unattributed: UnattributedOrders;
  readonly orders: number;
  readonly gmv: bigint;
  /** Number of customers who are dormant when the period begins. */
  readonly dormantAtBeginning: number;
  readonly dormantRow: string;
  readonly complete: boolean;
  /** Whether the next period, in which repeat visits are counted, has also ended. */
  readonly nextComplete: boolean;
}

interface Cell {
  visitors: number;
  buyers: number;
  orders: number;
  /** Number of the orders that have an amount in the workspace's currency. */
  priced: number;
  visitAgain: number;
  readonly gmv: DecimalSum;
}

interface Sum {
  readonly cells: Readonly<Record<CustomerClass, Cell>>;
  stock: number;
  /** Orders of anonymous receipts. */
  readonly unattributed: { orders: number; readonly gmv: DecimalSum };
}

const newCell = (): Cell => ({ visitors: 0, buyers: 0, orders: 0, priced: 0, visitAgain: 0, gmv: new DecimalSum() });

/**
 * Returns the analysis of the nine metrics. GMV is the sum over the customer classes of visitors × conversion × GMV per
 * buyer, plus the GMV of orders without a customer.
 */
export function nineMetricsAnalysis(question: NineMetricsQuestion, now: number): Analysis<Sum, NineMetricsFigure> {
  const { from, to } = question;
  return {
    begin: () => ({
      cells: { NEW: newCell(), OLD: newCell(), DORMANT: newCell() },
      stock: 0,
      unattributed: { orders: 0, gmv: new DecimalSum() },
    }),
    over: (customers) => foldNine(question, customers),
    overReceipts: (receipts) => foldReceipts(question, receipts),
    merge: (into, other) => {
      into.stock += other.stock;
      into.unattributed.orders += other.unattributed.orders;
      into.unattributed.gmv.add(other.unattributed.gmv.value());
      for (const name of CUSTOMER_CLASSES) {
        const [cell, more] = [into.cells[name], other.cells[name]];
        cell.visitors += more.visitors;
        cell.buyers += more.buyers;
        cell.orders += more.orders;
        cell.priced += more.priced;
        cell.visitAgain += more.visitAgain;
        cell.gmv.add(more.gmv.value());
      }
    },
    finish: ({ cells, stock, unattributed }) => ({
      classes: CUSTOMER_CLASSES.map((name) => metricsOf(name, cells[name])),
      unattributed: { orders: unattributed.orders, gmv: unattributed.gmv.value() },
      orders: CUSTOMER_CLASSES.reduce((sum, name) => sum + cells[name].orders, unattributed.orders),
      gmv: CUSTOMER_CLASSES.reduce((sum, name) => sum + cells[name].gmv.value(), unattributed.gmv.value()),
      dormantAtBeginning: stock,
      dormantRow: rowId('stock'),
      complete: to <= now,
      nextComplete: to + (to - from) <= now,
    }),
  };
}

function metricsOf(
  customers: CustomerClass,
  { visitors, buyers, orders, priced, visitAgain, gmv }: Cell,
): ClassMetrics {
  const money = gmv.value();
  const by = (n: number): bigint | undefined => (n === 0 ? undefined : divideHalfEven(money, BigInt(n)));
  return {
    ...{ customers, visitors, buyers, orders, visitAgain },
    gmv: money,
    conversion: share(buyers, visitors),
    perBuyer: by(buyers),
    perOrder: by(priced),
    visitAgainRate: share(visitAgain, visitors),
    row: rowId('visitors', customers),
    buyersRow: rowId('buyers', customers),
  };
}

function foldNine(question: NineMetricsQuestion, { part, setting, now, within }: Customers): Fold<Sum> {
  const { from, to, dormantMs } = question;
  const reader = new EventReader(part, retailChoices(question), { setting, now });
  const bits = orderBits(question);
  const next = to + (to - from);
  return (sum, customer, note) => {
    reader.read(customer, -Infinity, next);
    let last: number | undefined;
    let i = 0;
    for (; i < reader.length && reader.at[i] < from; i++) if ((reader.mask[i] & bits) !== 0) last = reader.at[i];
    if (last !== undefined && from - last >= dormantMs) {
      sum.stock++;
      note?.(rowId('stock'));
    }
    let name: CustomerClass | undefined;
    let orders = 0;
    let again = false;
    for (; i < reader.length; i++) {
      const at = reader.at[i];
      if (within && !within(customer, at)) continue;
      if (at >= to) again = true;
      else {
        name ??= classAt(at, last, dormantMs);
        if ((reader.mask[i] & bits) === 0) continue;
        orders++;
        const money = reader.money(i);
        if (money === undefined) continue;
        sum.cells[name].priced++;
        sum.cells[name].gmv.add(money);
      }
    }
    if (name === undefined) return;
    const cell = sum.cells[name];
    cell.visitors++;
    note?.(rowId('visitors', name));
    if (again) cell.visitAgain++;
    if (orders === 0) return;
    cell.buyers++;
    cell.orders += orders;
    note?.(rowId('buyers', name));
  };
}

/** Adds the orders of anonymous receipts in the period. */
function foldReceipts({ from, to, orders }: NineMetricsQuestion, { part, setting, now }: Customers): Fold<Sum> {
  const reader = new EventReader(part, orders, { setting, now });
  return ({ unattributed }, receipt) => {
    reader.read(receipt, from, to);
    unattributed.orders += reader.length;
    for (let i = 0; i < reader.length; i++) unattributed.gmv.add(reader.money(i) ?? 0n);
  };
}

function classAt(at: number, last: number | undefined, dormantMs: number): CustomerClass {
  if (last === undefined) return 'NEW';
  return at - last >= dormantMs ? 'DORMANT' : 'OLD';
}
