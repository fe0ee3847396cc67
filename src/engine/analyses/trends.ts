/** Trend analysis: computes a figure of events over time and by group. */
import { DecimalSum, divideHalfEven, NumberSum } from '../values/decimal.js';
import type { Value } from '../types.js';
import { hourOf, weekdayOf } from '../time/time.js';
import { compareValues, valueKey } from '../values/value.js';
import { quantileOf, rowId, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { groupOf, matchesOthers, shownGroups, type GroupKey, type RowKind } from './groups.js';
import { Periods, type Unit } from './periods.js';

export type TrendBy = Unit | 'WEEKDAY' | 'HOUR_OF_DAY' | 'ALL';

export type TrendFigureKind = 'COUNT' | 'CUSTOMERS' | 'SUM' | 'AVERAGE' | 'MIN' | 'MAX' | 'PERCENTILE' | 'DISTINCT';

export interface TrendQuestion {
  readonly events: readonly Choice[];
  readonly from: number;
  readonly to: number;
  readonly by: TrendBy;
  readonly figure: TrendFigureKind;
  /** The property to aggregate. For orders, `amount` is the amount in the workspace's currency. */
  readonly field?: string;
  /** The percentile to compute, as a share from 0 to 1. Only for PERCENTILE. */
  readonly share?: number;
  /**
   * With `property`, groups are the values of that event property. With `MOMENT`, customers are grouped by their state
   * at the time of the event.
   */
  readonly groups?: { readonly property: string } | 'MOMENT';
}

interface TrendPoint {
  /**
   * `from` and `to` are set if the point is a unit of time. `number` is set if the point is a weekday or an hour of the
   * day.
   */
  readonly from?: number;
  readonly to?: number;
  readonly number?: number;
  /** The figure of the point. It is a decimal (bigint) if the values are decimals. */
  readonly value?: number | bigint;
  /** The same figure of the events of anonymous receipts, which `value` includes. Undefined for counts of customers. */
  readonly unattributed?: number | bigint;
  readonly complete: boolean;
  readonly row: string;
}

export interface TrendSeries {
  readonly group: GroupKey;
  readonly other: boolean;
  readonly points: readonly TrendPoint[];
  /** The figure of this series for the whole period. */
  readonly total?: number | bigint;
  /** The part of `total` that comes from anonymous receipts, as in `TrendPoint`. */
  readonly unattributedTotal?: number | bigint;
}

export interface TrendFigure {
  readonly all: TrendSeries;
  readonly groups: readonly TrendSeries[];
}

/** The running sums from which the figure of one point and group is computed. */
interface Cell {
  events: number;
  customers: number;
  /**
   * The number of the customer that was counted last. Because all events of one customer are read together, this is
   * enough to count each customer once.
   */
  last: number;
  readonly decimals: DecimalSum;
  readonly numbers: NumberSum;
  valued: number;
  hasNumbers: boolean;
  min?: Value;
  max?: Value;
  values?: number[];
  distinct?: Set<string>;
}

/** The cells of a group by position on the axis. The last cell covers the whole period. */
type Cells = (Cell | undefined)[];

/** The cells of all events of a group, and those of its events without a customer. */
interface Group {
  readonly all: Cells;
  readonly unattributed: Cells;
}

interface Sum {
  readonly groups: Map<GroupKey, Group>;
  /**
   * Number of customers read so far. It serves as the number of the current customer, so that each customer counts once
   * per cell.
   */
  met: number;
}

/** The points of a trend on the time axis. */
interface Axis {
  readonly length: number;
  placeOf(at: number): number;
  point(place: number): Pick<TrendPoint, 'from' | 'to' | 'number' | 'complete'>;
}

function axisOf({ by, from, to }: TrendQuestion, zone: string, now: number): Axis {
  const numbered = (first: number, length: number, numberOf: (at: number) => number): Axis => ({
    length,
    placeOf: (at) => numberOf(at) - first,
    point: (place) => ({ number: first + place, complete: to <= now }),
  });
  if (by === 'WEEKDAY') return numbered(1, 7, (at) => weekdayOf(at, zone));
  if (by === 'HOUR_OF_DAY') return numbered(0, 24, (at) => hourOf(at, zone));
  if (by === 'ALL') return { length: 1, placeOf: () => 0, point: () => ({ from, to, complete: to <= now }) };
  const units = Periods.of(by, zone, from, to);
  return {
    length: units.length,
    placeOf: (at) => units.indexOf(at),
    point: (place) => {
      const end = Math.min(units.end(place), to);
      return { from: Math.max(units.start(place), from), to: end, complete: end <= now };
    },
  };
}

const newCell = (figure: TrendFigureKind): Cell => ({
  ...{ events: 0, customers: 0, last: -1, valued: 0, hasNumbers: false },
  decimals: new DecimalSum(),
  numbers: new NumberSum(),
  ...(figure === 'PERCENTILE' ? { values: [] } : {}),
  ...(figure === 'DISTINCT' ? { distinct: new Set() } : {}),
});

/** Returns the trend analysis. Only events in the period count, even if a unit of time extends beyond the period. */
export function trendAnalysis(question: TrendQuestion, zone: string, now: number): Analysis<Sum, TrendFigure> {
  const axis = axisOf(question, zone, now);
  const { figure } = question;
  const together = (list: readonly Group[]): Group => {
    const out = newGroup();
    for (const group of list) mergeGroups(out, group, figure);
    return out;
  };
  // The total for all customers has its own entry, because a customer may be in several groups. It is left out here.
  const shown = (sum: Sum): ReturnType<typeof shownGroups<Group>> =>
    shownGroups(named(sum), ({ all }) => all[axis.length]?.events ?? 0, together);
  return {
    begin: () => ({ groups: new Map(), met: 0 }),
    over: (customers) => foldTrend(question, axis, customers, false),
    // A receipt is not a customer, so counts of customers leave receipts out.
    ...(figure === 'CUSTOMERS'
      ? {}
      : { overReceipts: (receipts: Customers) => foldTrend(question, axis, receipts, true) }),
    merge: (into, other) => {
      for (const [key, group] of other.groups) {
        const there = into.groups.get(key);
        if (there) mergeGroups(there, group, figure);
        else into.groups.set(key, group);
      }
    },
    finish: (sum) => ({
      all: seriesOf(question, axis, sum.groups.get(EVERYONE) ?? newGroup(), 'all', null, false),
      groups: question.groups
        ? shown(sum).map(({ group, other, sum: cells }) =>
            seriesOf(question, axis, cells, other ? 'other' : 'group', group, other),
          )
        : [],
    }),
    matcher: (row) => matchesOthers(row, (sum: Sum, group) => shown(sum).some((x) => !x.other && x.group === group)),
  };
}

/** The key for all customers together. No group value equals it. */
const EVERYONE = '\0everyone';

const named = (sum: Sum): Map<GroupKey, Group> => new Map([...sum.groups].filter(([key]) => key !== EVERYONE));

function foldTrend(question: TrendQuestion, axis: Axis, customers: Customers, areReceipts: boolean): Fold<Sum> {
  const { part, setting, now, within, groupAt } = customers;
  const { figure, field, groups } = question;
  const reader = new EventReader(part, question.events, { setting, now });
  const valuesAt = (i: number): readonly Value[] => {
    if (field === undefined) return [];
    const money = field === 'amount' && reader.hasMoney(i);
    const value = money ? reader.money(i) : undefined;
    if (money) return value === undefined ? [] : [value];
    return reader.values(i, field);
  };
  return (sum, customer, note) => {
    reader.read(customer, question.from, question.to);
    const met = ++sum.met;
    for (let i = 0; i < reader.length; i++) {
      const at = reader.at[i];
      if (within && !within(customer, at)) continue;
      const place = axis.placeOf(at);
      const values = valuesAt(i);
      const add = (key: GroupKey, kind: RowKind, group: GroupKey): void => {
        let cells = sum.groups.get(key);
        if (!cells) sum.groups.set(key, (cells = newGroup()));
        for (const p of [place, axis.length]) {
          addTo((cells.all[p] ??= newCell(figure)), values, met, figure);
          // Rows list customers, so receipts are not passed to `note`.
          if (areReceipts) addTo((cells.unattributed[p] ??= newCell(figure)), values, met, figure);
          else note?.(rowId(kind, group, p));
        }
      };
      add(EVERYONE, 'all', null);
      if (!groups) continue;
      const group = groups === 'MOMENT' ? groupOf(groupAt?.(customer, at)) : groupOf(reader.value(i, groups.property));
      add(group, 'group', group);
    }
  };
}

function addTo(cell: Cell, values: readonly Value[], met: number, figure: TrendFigureKind): void {
  cell.events++;
  if (cell.last !== met) cell.customers++;
  cell.last = met;
  for (const value of values) {
    if (cell.distinct) cell.distinct.add(valueKey(value));
    else if (figure === 'MIN' || figure === 'MAX') extreme(cell, value);
    else if (typeof value === 'bigint' || typeof value === 'number') addNumber(cell, value);
  }
}

function addNumber(cell: Cell, value: bigint | number): void {
  cell.valued++;
  cell.values?.push(typeof value === 'bigint' ? Number(value) / 10_000 : value);
  if (cell.values) return;
  if (typeof value === 'bigint') cell.decimals.add(value);
  else {
    cell.hasNumbers = true;
    cell.numbers.add(value);
  }
}

/** Updates the minimum and the maximum of a cell. Values other than numbers and decimals are ignored. */
function extreme(cell: Cell, value: Value): void {
  if (typeof value !== 'bigint' && typeof value !== 'number') return;
  if (cell.min === undefined || compareValues(value, cell.min)! < 0) cell.min = value;
  if (cell.max === undefined || compareValues(value, cell.max)! > 0) cell.max = value;
}

const newGroup = (): Group => ({ all: [], unattributed: [] });

function mergeGroups(into: Group, from: Group, figure: TrendFigureKind): void {
  mergeCells(into.all, from.all, figure);
  mergeCells(into.unattributed, from.unattributed, figure);
}

/** Merges the cells of different parts. Each customer is in only one part, so customer counts can be added. */
function mergeCells(into: Cells, from: Cells, figure: TrendFigureKind): void {
  from.forEach((x, place) => {
    if (!x) return;
    const cell = (into[place] ??= newCell(figure));
    cell.events += x.events;
    cell.customers += x.customers;
    cell.valued += x.valued;
    cell.hasNumbers ||= x.hasNumbers;
    cell.decimals.add(x.decimals.value());
    cell.numbers.addSum(x.numbers);
    for (const value of x.values ?? []) cell.values!.push(value);
    for (const key of x.distinct ?? []) cell.distinct!.add(key);
    for (const value of [x.min, x.max]) if (value !== undefined) extreme(cell, value);
  });
}

function seriesOf(
  question: TrendQuestion,
  axis: Axis,
  { all, unattributed }: Group,
  kind: RowKind,
  group: GroupKey,
  other: boolean,
): TrendSeries {
  const withoutCustomer = (place: number): number | bigint | undefined =>
    question.figure === 'CUSTOMERS' ? undefined : valueOf(question, unattributed[place]);
  return {
    group,
    other,
    points: Array.from({ length: axis.length }, (_, place): TrendPoint => ({
      ...axis.point(place),
      value: valueOf(question, all[place]),
      unattributed: withoutCustomer(place),
      row: rowId(kind, group, place),
    })),
    total: valueOf(question, all[axis.length]),
    unattributedTotal: withoutCustomer(axis.length),
  };
}

/** Returns the sum of all values. It is a decimal if all values are decimals, and a number otherwise. */
function totalOf({ decimals, numbers, hasNumbers }: Cell): number | bigint {
  if (!hasNumbers) return decimals.value();
  const sum = new NumberSum();
  sum.addSum(numbers);
  sum.add(decimals.value());
  return sum.value();
}

/** Returns the average. Decimals are rounded half to even at scale 4, as in the segment language. */
function averageOf(cell: Cell): number | bigint {
  const total = totalOf(cell);
  return typeof total === 'bigint' ? divideHalfEven(total, BigInt(cell.valued)) : total / cell.valued;
}

/** Returns the figure of a cell. Without events, counts and sums are 0, and averages and extremes are undefined. */
function valueOf({ figure, share }: TrendQuestion, cell: Cell | undefined): number | bigint | undefined {
  switch (figure) {
    case 'COUNT':
      return cell?.events ?? 0;
    case 'CUSTOMERS':
      return cell?.customers ?? 0;
    case 'DISTINCT':
      return cell?.distinct?.size ?? 0;
    case 'SUM':
      return cell ? totalOf(cell) : 0n;
    case 'AVERAGE':
      return cell && cell.valued > 0 ? averageOf(cell) : undefined;
    case 'MIN':
      return cell?.min as number | bigint | undefined;
    case 'MAX':
      return cell?.max as number | bigint | undefined;
    case 'PERCENTILE':
      return cell && quantileOf(Float64Array.from(cell.values ?? []).sort(), share ?? 0.5);
  }
}
