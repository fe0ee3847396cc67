/** Reads the histories of order-days that models learn from, as they were at a cut. */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { dayNumbers, moneyAt } from '../analyses/orders-of.js';
import { Growing } from '../columns/block.js';
import { retentionOf } from '../facts/retention.js';
import type { Setting } from '../facts/selection.js';
import type { Part } from '../columns/part.js';
import type { BuyingHistory } from './bg-nbd.js';

const DAYS_OF_WEEK = 7;

/** The money of orders is stored in ten-thousandths. */
const MONEY_SCALE = 10_000;

export interface HistoryQuestion {
  readonly orders: readonly Choice[];
  /** Histories contain the orders up to and including the cut, in their state at the cut. Later refunds do not apply. */
  readonly cut: number;
  /** Order-days after the cut and up to here count as later, in their state here. */
  readonly until: number;
}

/** One row for each customer with an order up to the cut. */
export interface Histories {
  readonly repeats: Float64Array;
  readonly lastAt: Float64Array;
  readonly age: Float64Array;
  /** Mean value of the repeat order-days, in the workspace's currency. 0 without repeats. */
  readonly mean: Float64Array;
  /** Order-days after the cut, and their value. */
  readonly later: Float64Array;
  readonly laterValue: Float64Array;
}

type Lists = Readonly<Record<keyof Histories, Growing<Float64Array>>>;
const NAMES = ['repeats', 'lastAt', 'age', 'mean', 'later', 'laterValue'] as const;

const record = <T>(make: (name: keyof Histories) => T): Record<keyof Histories, T> =>
  Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<keyof Histories, T>;

/** The rows as histories. */
export const historiesIn = ({ repeats, lastAt, age }: Histories): BuyingHistory[] =>
  Array.from(repeats, (n, i) => ({ repeats: n, lastAt: lastAt[i], age: age[i] }));

/** The histories of all customers at a cut. Ages run to the day of the cut, in days / 7. */
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
 * The earliest instant from which events of all choices still count. An earlier event of a past state is already due
 * for removal.
 */
export function keptFrom(choices: readonly Choice[], setting: Setting, now: number): number {
  return Math.max(...choices.map(({ event }) => now - retentionOf(event, setting))) + 1;
}

/** Numbers the calendar days of the events of a part up to an instant. */
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

/** The calendar days with an order of the customer read last, and the value of their orders. */
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
