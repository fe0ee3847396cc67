/**
 * Reads the order histories from which models learn. Histories are read as they were at a given time, which is called
 * the cutoff time.
 */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { dayNumbers, moneyAt } from '../analyses/orders-of.js';
import { Growing } from '../columns/block.js';
import { retentionOf } from '../facts/event-retention.js';
import type { Setting } from '../facts/selection.js';
import type { ColumnPart } from '../columns/part.js';
import type { BuyingHistory } from './bg-nbd.js';
import { ROWS_AT_ONCE, type Steps } from './fitting.js';
import type { Spending } from './order-value.js';

const DAYS_OF_WEEK = 7;

/** Order amounts are stored in ten-thousandths. */
const MONEY_SCALE = 10_000;

export interface HistoryQuestion {
  readonly orders: readonly Choice[];
  /**
   * Histories contain the orders up to and including this time, in their state at this time. Later refunds are not
   * subtracted.
   */
  readonly cut: number;
  /**
   * End of the period after the cutoff time in which further days with an order are counted as `later`. The orders are
   * read as they were at this time.
   */
  readonly until: number;
}

/** The histories as columns. There is one row for each customer with an order up to the cutoff time. */
export interface Histories {
  readonly repeats: Float64Array;
  readonly lastAt: Float64Array;
  readonly age: Float64Array;
  /** Mean value of the days with a repeat order, in the workspace's currency. 0 without repeat orders. */
  readonly mean: Float64Array;
  /** Number of days with an order between the cutoff time and `until`, and the total value of these days. */
  readonly later: Float64Array;
  readonly laterValue: Float64Array;
}

type Lists = Readonly<Record<keyof Histories, Growing<Float64Array>>>;
const NAMES = ['repeats', 'lastAt', 'age', 'mean', 'later', 'laterValue'] as const;

const record = <T>(make: (name: keyof Histories) => T): Record<keyof Histories, T> =>
  Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<keyof Histories, T>;

/** Converts the columns to a list with one history per customer. */
export function* historiesIn({ repeats, lastAt, age }: Histories): Steps<BuyingHistory[]> {
  const list: BuyingHistory[] = [];
  for (let i = 0; i < repeats.length; i++) {
    if (i % ROWS_AT_ONCE === 0) yield;
    list.push({ repeats: repeats[i], lastAt: lastAt[i], age: age[i] });
  }
  return list;
}

/** Returns the spending of each customer whose repeat orders have a mean value above 0. */
export function* spendingIn({ repeats, mean }: Histories): Steps<Spending[]> {
  const list: Spending[] = [];
  for (let i = 0; i < repeats.length; i++) {
    if (i % ROWS_AT_ONCE === 0) yield;
    if (repeats[i] > 0 && mean[i] > 0) list.push({ repeats: repeats[i], mean: mean[i] });
  }
  return list;
}

/**
 * Returns the histories of all customers at a cutoff time. Their ages are measured in weeks, as the number of days up
 * to the cutoff time divided by 7.
 */
export function orderHistories(question: HistoryQuestion, now: number): Analysis<Lists, Histories> {
  return {
    begin: () => record(() => Growing.floats()),
    over: (customers) => foldHistories(question, customers, now),
    merge: (into, other) => {
      for (const name of NAMES) for (const value of other[name].view()) into[name].push(value);
    },
    finish: (lists) => record((name) => lists[name].view()),
  };
}

/**
 * Returns the earliest time from which the events of all choices are still kept. Earlier events may already have been
 * removed, so earlier states would be incomplete.
 */
export function keptFrom(choices: readonly Choice[], setting: Setting, now: number): number {
  return Math.max(...choices.map(({ event }) => now - retentionOf(event, setting))) + 1;
}

/** Returns a function that numbers the calendar days of the events in a part, up to a given time. */
export function daysOfPart(part: ColumnPart, zone: string, until: number): (at: number) => number {
  let first = until - 1;
  for (let i = 0; i < part.size; i++) first = Math.min(first, part.firstAt(i));
  return dayNumbers(zone, first, until);
}

function foldHistories(
  question: HistoryQuestion,
  { part, outcomes = part, setting }: Customers,
  now: number,
): Fold<Lists> {
  const { orders, cut, until } = question;
  const before = new EventReader(part, orders, { setting, now: cut });
  const after = new EventReader(outcomes, orders, { setting, now: until });
  const from = keptFrom(orders, setting, now);
  const dayOf = daysOfPart(outcomes, setting.zone, until + 1);
  const cutDay = dayOf(cut);
  return (lists, customer) => {
    before.read(customer, from);
    const days = daysWithValue(before, dayOf);
    if (days.length === 0) return;
    const [first, last] = [days[0].day, days[days.length - 1].day];
    const repeats = days.length - 1;
    const spent = days.slice(1).reduce((sum, { value }) => sum + value, 0);
    lists.repeats.push(repeats);
    lists.lastAt.push((last - first) / DAYS_OF_WEEK);
    lists.age.push((cutDay - first) / DAYS_OF_WEEK);
    lists.mean.push(repeats === 0 ? 0 : spent / repeats);
    after.read(customer, Math.max(from, cut + 1));
    const later = daysWithValue(after, dayOf);
    lists.later.push(later.length);
    lists.laterValue.push(later.reduce((sum, { value }) => sum + value, 0));
  };
}

interface OrderDay {
  readonly day: number;
  value: number;
}

/**
 * Returns the calendar days on which the customer that was read last has an order, with the total value of the orders
 * of each day.
 */
export function daysWithValue(reader: EventReader, dayOf: (at: number) => number): readonly OrderDay[] {
  const days: OrderDay[] = [];
  for (let i = 0; i < reader.length; i++) {
    const day = dayOf(reader.at[i]);
    const value = Number(moneyAt(reader, i)) / MONEY_SCALE;
    const last = days[days.length - 1];
    if (last?.day === day) last.value += value;
    else days.push({ day, value });
  }
  return days;
}
