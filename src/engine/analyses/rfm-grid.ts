/** RFM analysis: computes customers and revenue by recency and frequency, and how concentrated the revenue is. */
import { rowId, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader } from './events.js';
import { moneyAt, orderBits, retailChoices, type RetailEvents } from './orders-of.js';

export interface RfmQuestion extends RetailEvents {
  readonly from: number;
  readonly to: number;
  /**
   * `recency` contains ascending upper bounds of the time since the last order, in ms. `frequency` contains ascending
   * lower bounds of the number of orders.
   */
  readonly recency: readonly number[];
  readonly frequency: readonly number[];
  /** The shares of top-spending customers to report, each from 0 to 1. */
  readonly shares: readonly number[];
}

interface RfmCell {
  /** Indexes into the ranges of recency and frequency. */
  readonly recency: number;
  readonly frequency: number;
  readonly customers: number;
  readonly gmv: bigint;
  readonly row: string;
}

interface ParetoRow {
  readonly share: number;
  readonly customers: number;
  readonly gmv: bigint;
  readonly gmvShare?: number;
}

export interface RfmFigure {
  readonly customers: number;
  readonly gmv: bigint;
  readonly cells: readonly RfmCell[];
  /** The revenue of the top-spending customers, one row per requested share. */
  readonly pareto: readonly ParetoRow[];
  /**
   * The Gini coefficient of revenue over these customers: 0 if all spend the same, and near 1 if one customer spends
   * everything. Undefined without revenue.
   */
  readonly gini?: number;
  readonly complete: boolean;
}

interface Sum {
  readonly customers: number[];
  readonly gmv: bigint[];
  readonly spent: bigint[];
}

/**
 * Returns the analysis of all customers with an order in the period. Recency is measured at the end of the period, or
 * at the current time if the period has not ended.
 */
export function rfmAnalysis(question: RfmQuestion, now: number): Analysis<Sum, RfmFigure> {
  const size = (question.recency.length + 1) * (question.frequency.length + 1);
  return {
    begin: () => ({
      customers: Array.from({ length: size }, () => 0),
      gmv: Array.from({ length: size }, () => 0n),
      spent: [],
    }),
    over: (customers) => foldRfm(question, customers),
    merge: (into, other) => {
      other.customers.forEach((n, k) => void (into.customers[k] += n));
      other.gmv.forEach((money, k) => void (into.gmv[k] += money));
      for (const money of other.spent) into.spent.push(money);
    },
    finish: ({ customers, gmv, spent }) => {
      const width = question.frequency.length + 1;
      const total = gmv.reduce((sum, money) => sum + money, 0n);
      return {
        customers: spent.length,
        gmv: total,
        cells: customers.map((n, k): RfmCell => ({
          recency: Math.floor(k / width),
          frequency: k % width,
          customers: n,
          gmv: gmv[k],
          row: rowId('cell', k),
        })),
        pareto: paretoOf(spent, total, question.shares),
        gini: giniOf(spent, total),
        complete: question.to <= now,
      };
    },
  };
}

/**
 * Computes the revenue of the top-spending customers for each share. The number of these customers is the share
 * multiplied by the number of all customers, rounded up.
 */
function paretoOf(spent: readonly bigint[], total: bigint, shares: readonly number[]): readonly ParetoRow[] {
  const sorted = [...spent].sort((a, b) => Number(b - a > 0n) - Number(b - a < 0n));
  return shares.map((part): ParetoRow => {
    const customers = Math.min(sorted.length, Math.ceil(Number((part * sorted.length).toFixed(9))));
    const gmv = sorted.slice(0, customers).reduce((sum, money) => sum + money, 0n);
    return { share: part, customers, gmv, gmvShare: share(Number(gmv), Number(total)) };
  });
}

/**
 * Computes the Gini coefficient, exact until its last division. With the amounts x in ascending order and the ranks i
 * from 1 to n, it is sum((2i - n - 1) x) / (n sum(x)).
 */
function giniOf(spent: readonly bigint[], total: bigint): number | undefined {
  if (total <= 0n) return undefined;
  const n = BigInt(spent.length);
  let weighted = 0n;
  [...spent]
    .sort((a, b) => Number(a - b > 0n) - Number(a - b < 0n))
    .forEach((money, i) => void (weighted += (2n * BigInt(i + 1) - n - 1n) * money));
  return Number(weighted) / Number(n * total);
}

function foldRfm(question: RfmQuestion, { part, setting, now, within }: Customers): Fold<Sum> {
  const { from, to, recency, frequency } = question;
  const reader = new EventReader(part, retailChoices(question), { setting, now });
  const bits = orderBits(question);
  const asOf = Math.min(to, now);
  return (sum, customer, note) => {
    reader.read(customer, from, to);
    let orders = 0;
    let last = 0;
    let gmv = 0n;
    for (let i = 0; i < reader.length; i++) {
      if ((reader.mask[i] & bits) === 0 || (within && !within(customer, reader.at[i]))) continue;
      orders++;
      last = reader.at[i];
      gmv += moneyAt(reader, i);
    }
    if (orders === 0) return;
    const near = recency.findIndex((bound) => asOf - last < bound);
    const often = frequency.filter((bound) => orders >= bound).length;
    const cell = (near < 0 ? recency.length : near) * (frequency.length + 1) + often;
    sum.customers[cell]++;
    sum.gmv[cell] += gmv;
    sum.spent.push(gmv);
    note?.(rowId('cell', cell));
  };
}
