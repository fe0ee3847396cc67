/**
 * Computes the quality of channels from the activity of the customers who first came through each channel. Every
 * customer is followed for the same length of time, so that channels can be compared.
 */
import { dayOf } from '../time/time.js';
import { divideHalfEven } from '../values/decimal.js';
import { share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { CustomerTally, groupedAnalysis, type GroupedFigure, type GroupedSum, type RowOf } from './grouped.js';
import { groupOf, type GroupKey } from './groups.js';
import { OrderStates } from './order-states.js';
import { Periods } from './periods.js';

export interface ChannelQuestion {
  /** Events that count as touches. The first touch of a customer determines the channel. */
  readonly touches: readonly Choice[];
  /** The property of the first touch that contains the channel. */
  readonly property: string;
  readonly visits: readonly Choice[];
  readonly views: readonly Choice[];
  readonly carts: readonly Choice[];
  readonly orders: readonly Choice[];
  readonly from: number;
  readonly to: number;
  /** The time for which each customer is followed, in ms. */
  readonly followMs: number;
  /** Maximum time from the first order to a repurchase, in ms. */
  readonly repurchaseMs: number;
  /** The cost of each channel as a decimal, by group key. */
  readonly costs: ReadonlyMap<string, bigint>;
}

interface ChannelFigures {
  /** Number of customers whose first touch is in the period. */
  readonly customers: number;
  readonly views: number;
  readonly viewsPerCustomer?: number;
  readonly carting: number;
  readonly cartRate?: number;
  readonly buyers: number;
  readonly conversion?: number;
  /** Wilson 95% confidence interval of the conversion. */
  readonly conversionLow?: number;
  readonly conversionHigh?: number;
  readonly orders: number;
  readonly gmv: bigint;
  readonly perBuyer?: bigint;
  readonly perOrder?: bigint;
  /**
   * Number of customers whose 7th day after the first touch has ended, and number of these customers who visit on that
   * day.
   */
  readonly day7Eligible: number;
  readonly day7: number;
  readonly day7Rate?: number;
  /**
   * Number of buyers whose time to order again has ended, and number of these buyers who ordered again within that
   * time, on another day.
   */
  readonly repurchaseEligible: number;
  readonly repurchased: number;
  readonly repurchaseRate?: number;
  /** Money of the gross orders, the part of it that was returned, and the share of this part. */
  readonly sales: bigint;
  readonly returned: bigint;
  readonly returnRate?: number;
  readonly cost?: bigint;
  readonly costPerCustomer?: bigint;
  readonly costPerBuyer?: bigint;
  readonly gmvPerCost?: number;
  readonly row: string;
  readonly buyersRow: string;
}

/** The figures of a channel, with its ranks among the channels shown, from 1. Equal values have the same rank. */
type Channel = ChannelFigures & {
  readonly group: GroupKey;
  readonly other: boolean;
  readonly viewRank?: number;
  readonly conversionRank?: number;
};

export interface ChannelFigure {
  readonly all: ChannelFigures;
  readonly groups: readonly Channel[];
  /** Whether all customers were followed for the whole time. */
  readonly complete: boolean;
}

const COUNTS = [
  ...(['customers', 'views', 'carting', 'buyers', 'orders'] as const),
  ...(['day7Eligible', 'day7', 'repurchaseEligible', 'repurchased'] as const),
];

type Sum = Record<(typeof COUNTS)[number], number> & { gmv: bigint; sales: bigint; returned: bigint; cost?: bigint };

const begin = (): Sum => ({
  ...{ customers: 0, views: 0, carting: 0, buyers: 0, orders: 0 },
  ...{ day7Eligible: 0, day7: 0, repurchaseEligible: 0, repurchased: 0 },
  ...{ gmv: 0n, sales: 0n, returned: 0n },
});

function merge(into: Sum, other: Sum): void {
  for (const name of COUNTS) into[name] += other[name];
  into.gmv += other.gmv;
  into.sales += other.sales;
  into.returned += other.returned;
  if (other.cost !== undefined) into.cost = (into.cost ?? 0n) + other.cost;
}

/** Returns the analysis of channels. Channels with the most customers are shown first. */
export function channelAnalysis(
  question: ChannelQuestion,
  zone: string,
  now: number,
): Analysis<GroupedSum<Sum>, ChannelFigure> {
  const { costs, to, followMs } = question;
  const grouped = groupedAnalysis<Sum, ChannelFigures>(
    { begin, merge, weight: (sum) => sum.customers },
    (customers) => foldChannels(question, zone, customers),
    figuresOf,
  );
  // Costs are given for each channel, so they are added to the complete sum. The total contains the costs of all
  // channels.
  const withCosts = ({ all, groups }: GroupedSum<Sum>): GroupedSum<Sum> => {
    const priced = new Map([...groups].map(([key, sum]) => [key, { ...sum }]));
    for (const [key, cost] of costs) priced.set(key, { ...(priced.get(key) ?? begin()), cost });
    const total = [...costs.values()].reduce((sum, cost) => sum + cost, 0n);
    return { all: costs.size === 0 ? all : { ...all, cost: total }, groups: priced };
  };
  return {
    ...grouped,
    finish: (sum) => {
      const { all, groups }: GroupedFigure<ChannelFigures> = grouped.finish(withCosts(sum));
      const rankOf = (value: (x: ChannelFigures) => number | undefined, own: ChannelFigures): number | undefined => {
        const mine = value(own);
        return mine === undefined ? undefined : 1 + groups.filter((x) => (value(x) ?? -Infinity) > mine).length;
      };
      return {
        all,
        groups: groups.map((own) => ({
          ...own,
          viewRank: rankOf((x) => x.viewsPerCustomer, own),
          conversionRank: rankOf((x) => x.conversion, own),
        })),
        complete: to + followMs <= now,
      };
    },
    matcher: (row) => {
      const matcher = grouped.matcher?.(row);
      return matcher && ((sum) => matcher(withCosts(sum)));
    },
  };
}

/** 97.5% quantile of the normal distribution. */
const Z = 1.959963984540054;

/** Returns the Wilson 95% confidence interval of a share. Undefined if `whole` is 0. */
export function wilson(part: number, whole: number): { readonly low: number; readonly high: number } | undefined {
  if (whole === 0) return undefined;
  const p = part / whole;
  const square = (Z * Z) / whole;
  const middle = p + square / 2;
  const half = Z * Math.sqrt((p * (1 - p)) / whole + square / (4 * whole));
  return {
    low: part === 0 ? 0 : (middle - half) / (1 + square),
    high: part === whole ? 1 : (middle + half) / (1 + square),
  };
}

function figuresOf(sum: Sum, rowOf: RowOf): ChannelFigures {
  const by = (money: bigint | undefined, n: number): bigint | undefined =>
    money === undefined || n === 0 ? undefined : divideHalfEven(money, BigInt(n));
  const interval = wilson(sum.buyers, sum.customers);
  return {
    ...sum,
    viewsPerCustomer: share(sum.views, sum.customers),
    cartRate: share(sum.carting, sum.customers),
    conversion: share(sum.buyers, sum.customers),
    conversionLow: interval?.low,
    conversionHigh: interval?.high,
    perBuyer: by(sum.gmv, sum.buyers),
    perOrder: by(sum.gmv, sum.orders),
    day7Rate: share(sum.day7, sum.day7Eligible),
    repurchaseRate: share(sum.repurchased, sum.repurchaseEligible),
    returnRate: share(Number(sum.returned), Number(sum.sales)),
    costPerCustomer: by(sum.cost, sum.customers),
    costPerBuyer: by(sum.cost, sum.buyers),
    gmvPerCost: sum.cost === undefined ? undefined : share(Number(sum.gmv), Number(sum.cost)),
    row: rowOf('customers'),
    buyersRow: rowOf('buyers'),
  };
}

/** Returns the bits that event masks have for each kind of event. */
function bitsOf(
  question: ChannelQuestion,
): Readonly<Record<'touches' | 'visits' | 'views' | 'carts' | 'orders', number>> {
  let place = 0;
  const next = (choices: readonly Choice[]): number => {
    const bits = ((1 << choices.length) - 1) << place;
    place += choices.length;
    return bits;
  };
  return {
    touches: next(question.touches),
    visits: next(question.visits),
    views: next(question.views),
    carts: next(question.carts),
    orders: next(question.orders),
  };
}

function foldChannels(question: ChannelQuestion, zone: string, customers: Customers): Fold<GroupedSum<Sum>> {
  const { touches, visits, views, carts, orders, from, to, followMs } = question;
  const { part, setting, now, within } = customers;
  const reader = new EventReader(part, [...touches, ...visits, ...views, ...carts, ...orders], { setting, now });
  const states = new OrderStates(question, customers, now);
  const bits = bitsOf(question);
  const days = Periods.of('DAY', zone, from, to, 0, LAST_DAY + 1);
  return (sum, customer, note) => {
    reader.read(customer);
    const first = firstWith(reader, bits.touches);
    if (first === undefined) return;
    const at = reader.at[first];
    if (at < from || at >= to || (within && !within(customer, at))) return;
    const end = at + followMs;
    const own = begin();
    const follows = ordersAfter(reader, bits.orders, at);
    for (let i = 0; i < reader.length && reader.at[i] < end; i++) {
      if (reader.at[i] < at) continue;
      if ((reader.mask[i] & bits.views) !== 0) own.views++;
      if ((reader.mask[i] & bits.carts) !== 0) own.carting = 1;
      if ((reader.mask[i] & bits.orders) === 0) continue;
      own.orders++;
      own.buyers = 1;
      own.gmv += reader.money(i) ?? 0n;
    }
    const day = days.indexOf(at) + LAST_DAY;
    own.customers = 1;
    own.day7Eligible = days.end(day) <= now ? 1 : 0;
    own.day7 = own.day7Eligible === 1 && hasIn(reader, bits.visits, days.start(day), days.end(day)) ? 1 : 0;
    addRepurchase(own, follows, { followedUntil: end, withinMs: question.repurchaseMs, zone, now });
    for (const { whole } of states.read(customer, at, Math.min(end, now + 1)).values()) {
      own.sales += whole.sales;
      own.returned += whole.returned;
    }
    new CustomerTally(sum, begin, note).add(groupOf(reader.value(first, question.property)), (cell, isFirst) => {
      merge(cell, own);
      isFirst('customers');
      if (own.buyers > 0) isFirst('buyers');
    });
  };
}

/** The day after the first touch on which a visit counts as a return. */
const LAST_DAY = 7;

function firstWith(reader: EventReader, bits: number): number | undefined {
  for (let i = 0; i < reader.length; i++) if ((reader.mask[i] & bits) !== 0) return i;
  return undefined;
}

function hasIn(reader: EventReader, bits: number, from: number, to: number): boolean {
  for (let i = 0; i < reader.length; i++)
    if ((reader.mask[i] & bits) !== 0 && reader.at[i] >= from && reader.at[i] < to) return true;
  return false;
}

/** Returns the times of the orders from `at` on, in ascending order. */
function ordersAfter(reader: EventReader, bits: number, at: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < reader.length; i++)
    if ((reader.mask[i] & bits) !== 0 && reader.at[i] >= at) out.push(reader.at[i]);
  return out;
}

/** The times within which the first order and the repurchase must occur to count. */
interface Repurchase {
  readonly followedUntil: number;
  readonly withinMs: number;
  readonly zone: string;
  readonly now: number;
}

/**
 * Counts a repurchase if the customer ordered again within `withinMs` after the first order, on another day. `orders`
 * are the times of the orders since the first touch.
 */
function addRepurchase(sum: Sum, orders: readonly number[], { followedUntil, withinMs, zone, now }: Repurchase): void {
  const first = orders[0];
  if (first === undefined || first >= followedUntil || first + withinMs > now) return;
  sum.repurchaseEligible = 1;
  const day = dayOf(first, zone);
  if (orders.some((at) => at <= first + withinMs && dayOf(at, zone) !== day)) sum.repurchased = 1;
}
