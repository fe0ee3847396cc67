/** Reads the order histories that models learn from, in their state at a cut. */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { dayNumbers, moneyAt } from '../analyses/orders-of.js';
import { Growing } from '../columns/block.js';
import { retentionOf } from '../facts/retention.js';
import type { Setting } from '../facts/selection.js';
import type { Part } from '../columns/part.js';
import type { BuyingHistory } from './bg-nbd.js';

const DAYS_OF_WEEK = 7;

/** Order amounts are stored in ten-thousandths. */
const MONEY_SCALE = 10_000;

export interface HistoryQuestion {
  readonly orders: readonly Choice[];
  /**
   * Histories contain the orders up to and including the cut, in their state at the cut. Later refunds are not
   * subtracted.
   */
  readonly cut: number;
  /**
   * Time up to which days with an order after the cut count as later. The orders are read in their state at this time.
   */
  readonly until: number;
}

/** One row for each customer with an order up to the cut. */
export interface Histories {
  readonly repeats: Float64Array;
  readonly lastAt: Float64Array;
  readonly age: Float64Array;
  /** Mean value of the days with a repeat order, in the workspace's currency. 0 without repeat orders. */
  readonly mean: Float64Array;
  /** Number of days with an order after the cut, and their total value. */
  readonly later: Float64Array;
  readonly laterValue: Float64Array;
}

type Lists = Readonly<Record<keyof Histories, Growing<Float64Array>>>;
const NAMES = ['repeats', 'lastAt', 'age', 'mean', 'later', 'laterValue'] as const;

const record = <T>(make: (name: keyof Histories) => T): Record<keyof Histories, T> =>
  Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<keyof Histories, T>;

/** Converts the rows to a list of histories. */
export const historiesIn = ({ repeats, lastAt, age }: Histories): BuyingHistory[] =>
  Array.from(repeats, (n, i) => ({ repeats: n, lastAt: lastAt[i], age: age[i] }));

/** Returns the histories of all customers at a cut. Ages are measured up to the day of the cut, as days / 7. */
export function orderHistories(question: HistoryQuestion, now: number): Analysis<Lists, Histories> {
  return {
    begin: () => record(() => Growing.floats()),
    over: (customers) => foldHistories(question, customers, now),
    merge: (into, other) => {
      for (const name of NAMES) for (const value of other[name].sealed()) into[name].push(value);
    },
    finish: (lists) => record((name) => lists[name].sealed()),
  };
}

/**
 * Returns the earliest time from which events of all choices are within retention. Earlier events may already have been
 * removed, so a past state would be incomplete.
 */
export function keptFrom(choices: readonly Choice[], setting: Setting, now: number): number {
  return Math.max(...choices.map(({ event }) => now - retentionOf(event, setting))) + 1;
}

/** Returns a function that numbers the calendar days of the events in a part, up to a given time. */
export function daysOfPart(part: Part, zone: string, until: number): (at: number) => number {
  let first = until - 1;
  for (let i = 0; i < part.size; i++) first = Math.min(first, part.firstAt(i));
  return dayNumbers(zone, first, until);
}

function foldHistories(question: HistoryQuestion, { part, setting }: Customers, now: number): Fold<Lists> {
  const { orders, cut, until } = question;
  const before = new EventReader(part, orders, { setting, now: cut });
  const after = new EventReader(part, orders, { setting, now: until });
  const from = keptFrom(orders, setting, now);
  const dayOf = daysOfPart(part, setting.zone, until + 1);
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

/** Returns the calendar days on which the last customer read has an order, with the value of the orders. */
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
