/**
 * Computes revenue by cohort and month. A cohort consists of the customers with their first order in the same month.
 */
import { divideHalfEven } from '../values/decimal.js';
import { rowId, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader } from './events.js';
import { moneyAt, orderBits, retailChoices, type RetailEvents } from './orders-of.js';
import { Periods } from './periods.js';

export interface CohortRevenueQuestion extends RetailEvents {
  /** Start and end of the period. A customer belongs to a cohort if their first order ever lies in this period. */
  readonly from: number;
  readonly to: number;
  /** Number of the last month that is computed for each cohort. Month 0 is the month of the first order. */
  readonly months: number;
}

interface RevenueCell {
  readonly month: number;
  readonly buyers: number;
  /**
   * `revenue` is the revenue of this month, and `cumulative` is the revenue until the end of this month. Both are net
   * of refunds.
   */
  readonly revenue: bigint;
  readonly cumulative: bigint;
  /** Monthly and cumulative revenue, divided by the number of customers in the cohort. */
  readonly perCustomer?: bigint;
  readonly cumulativePerCustomer?: bigint;
  readonly complete: boolean;
  readonly row: string;
}

export interface RevenueCohort {
  readonly from: number;
  readonly to: number;
  readonly customers: number;
  readonly cells: readonly RevenueCell[];
  readonly row: string;
}

interface Cohort {
  customers: number;
  readonly buyers: number[];
  readonly revenue: bigint[];
}

type Sum = Map<number, Cohort>;

/** Returns one cohort for each month of the period. A customer belongs to the month of their first order ever. */
export function cohortRevenueAnalysis(
  question: CohortRevenueQuestion,
  zone: string,
  now: number,
): Analysis<Sum, readonly RevenueCohort[]> {
  const months = Periods.of('MONTH', zone, question.from, question.to, 0, question.months + 1);
  const empty = (): Cohort => {
    const cells = question.months + 1;
    return {
      customers: 0,
      buyers: Array.from({ length: cells }, () => 0),
      revenue: Array.from({ length: cells }, () => 0n),
    };
  };
  return {
    begin: () => new Map(),
    over: (customers) => foldRevenue(question, months, customers, empty),
    merge: (into, other) => {
      for (const [key, more] of other) {
        const cohort = into.get(key);
        if (!cohort) {
          into.set(key, more);
          continue;
        }
        cohort.customers += more.customers;
        more.buyers.forEach((n, k) => void (cohort.buyers[k] += n));
        more.revenue.forEach((money, k) => void (cohort.revenue[k] += money));
      }
    },
    finish: (sum) => {
      const out: RevenueCohort[] = [];
      for (let unit = 0; unit < months.length && months.start(unit) < question.to; unit++)
        out.push(cohortOf(sum.get(unit) ?? empty(), months, unit, now));
      return out;
    },
  };
}

function cohortOf({ customers, buyers, revenue }: Cohort, months: Periods, unit: number, now: number): RevenueCohort {
  const by = (money: bigint): bigint | undefined =>
    customers === 0 ? undefined : divideHalfEven(money, BigInt(customers));
  let cumulative = 0n;
  return {
    from: months.start(unit),
    to: months.end(unit),
    customers,
    row: rowId('cohort', months.start(unit)),
    cells: revenue.map((money, month): RevenueCell => {
      cumulative += money;
      return {
        month,
        buyers: buyers[month],
        revenue: money,
        cumulative,
        perCustomer: by(money),
        cumulativePerCustomer: by(cumulative),
        complete: months.end(unit + month) <= now,
        row: rowId('buyers', months.start(unit), month),
      };
    }),
  };
}

function foldRevenue(
  question: CohortRevenueQuestion,
  months: Periods,
  { part, setting, now, within }: Customers,
  empty: () => Cohort,
): Fold<Sum> {
  const reader = new EventReader(part, retailChoices(question), { setting, now });
  const bits = orderBits(question);
  return (sum, customer, note) => {
    reader.read(customer);
    let unit: number | undefined;
    let cohort: Cohort | undefined;
    let lastMonth = -1;
    for (let i = 0; i < reader.length; i++) {
      const at = reader.at[i];
      if ((reader.mask[i] & bits) === 0) continue;
      if (unit === undefined) {
        if (at < question.from || at >= question.to || (within && !within(customer, at))) return;
        unit = months.indexOf(at);
        cohort = sum.get(unit);
        if (!cohort) sum.set(unit, (cohort = empty()));
        cohort.customers++;
        note?.(rowId('cohort', months.start(unit)));
      }
      const month = months.indexOf(at) - unit;
      if (month > question.months) return;
      cohort!.revenue[month] += moneyAt(reader, i);
      if (month === lastMonth) continue;
      lastMonth = month;
      cohort!.buyers[month]++;
      note?.(rowId('buyers', months.start(unit), month));
    }
  };
}
