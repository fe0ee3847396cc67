/** Computes the activity of members: how many there are in each unit of time, and how many of them are active. */
import { share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { CustomerTally, groupedAnalysis, type GroupedFigure, type GroupedSum, type RowOf } from './grouped.js';
import { groupOf } from './groups.js';
import { Periods, type Unit } from './periods.js';

export interface MemberQuestion {
  /**
   * Events that make a customer a member. If absent, customers are members whenever they are in the scope of the query.
   */
  readonly joins?: readonly Choice[];
  readonly activities: readonly Choice[];
  readonly orders: readonly Choice[];
  readonly from: number;
  readonly to: number;
  readonly unit: Exclude<Unit, 'HOUR'>;
  /** Groups by the state of the customer at the end of each unit. */
  readonly groups?: 'MOMENT';
}

interface MemberUnit {
  readonly from: number;
  readonly to: number;
  /** Number of members at the end of the unit, and number of members who joined in the unit. */
  readonly members: number;
  readonly joined: number;
  /** Number of members with an activity or an order in the unit, and number of members with an order. */
  readonly active: number;
  readonly activeRate?: number;
  readonly buyers: number;
  readonly buyerRate?: number;
  readonly complete: boolean;
  readonly row: string;
  readonly activeRow: string;
  readonly inactiveRow: string;
}

interface MemberFigures {
  readonly units: readonly MemberUnit[];
}

export type MemberFigure = GroupedFigure<MemberFigures>;

interface Cell {
  members: number;
  joined: number;
  active: number;
  buyers: number;
}

type Sum = Cell[];

/** The units of the period. The first and last unit are limited to the period. */
interface Axis {
  readonly length: number;
  indexOf(at: number): number;
  readonly bounds: readonly { readonly from: number; readonly to: number }[];
}

function axisOf({ unit, from, to }: MemberQuestion, zone: string): Axis {
  const units = Periods.of(unit, zone, from, to);
  const bounds = Array.from({ length: units.length }, (_, i) => ({
    from: Math.max(units.start(i), from),
    to: Math.min(units.end(i), to),
  }));
  return { length: units.length, indexOf: (at) => units.indexOf(at), bounds };
}

/** Returns the analysis of members by unit of time. Units that have not begun have no members. */
export function memberAnalysis(
  question: MemberQuestion,
  zone: string,
  now: number,
): Analysis<GroupedSum<Sum>, MemberFigure> {
  const axis = axisOf(question, zone);
  const begin = (): Sum => Array.from({ length: axis.length }, () => ({ members: 0, joined: 0, active: 0, buyers: 0 }));
  const figuresOf = (sum: Sum, rowOf: RowOf): MemberFigures => ({
    units: sum.map((cell, unit) => ({
      ...axis.bounds[unit],
      ...cell,
      activeRate: share(cell.active, cell.members),
      buyerRate: share(cell.buyers, cell.members),
      complete: axis.bounds[unit].to <= now,
      row: rowOf(`members ${unit}`),
      activeRow: rowOf(`active ${unit}`),
      inactiveRow: rowOf(`inactive ${unit}`),
    })),
  });
  return groupedAnalysis<Sum, MemberFigures>(
    {
      begin,
      merge: (into, other) =>
        other.forEach((cell, unit) => {
          for (const name of ['members', 'joined', 'active', 'buyers'] as const) into[unit][name] += cell[name];
        }),
      weight: (sum) => sum.reduce((most, { members }) => Math.max(most, members), 0),
    },
    (customers) => foldMembers(question, axis, begin, customers),
    figuresOf,
  );
}

function foldMembers(
  question: MemberQuestion,
  axis: Axis,
  begin: () => Sum,
  customers: Customers,
): Fold<GroupedSum<Sum>> {
  const { joins, activities, orders, from, to } = question;
  const { part, setting, now, within, groupAt } = customers;
  const reader = new EventReader(part, [...(joins ?? []), ...activities, ...orders], { setting, now });
  const joinBits = (1 << (joins?.length ?? 0)) - 1;
  const orderBits = ~((1 << ((joins?.length ?? 0) + activities.length)) - 1);
  return (sum, customer, note) => {
    reader.read(customer, -Infinity, to);
    const joinedAt = joins ? firstWith(reader, joinBits) : -Infinity;
    if (joinedAt === undefined) return;
    const [active, buying] = [new Uint8Array(axis.length), new Uint8Array(axis.length)];
    for (let i = 0; i < reader.length; i++) {
      const at = reader.at[i];
      if (at < from || at < joinedAt || (reader.mask[i] & ~joinBits) === 0) continue;
      active[axis.indexOf(at)] = 1;
      if ((reader.mask[i] & orderBits) !== 0) buying[axis.indexOf(at)] = 1;
    }
    const tally = new CustomerTally(sum, begin, note);
    axis.bounds.forEach((bounds, unit) => {
      const moment = Math.min(bounds.to - 1, now);
      if (bounds.from > now || joinedAt > moment || (within && !within(customer, moment))) return;
      const group = question.groups === undefined ? undefined : groupOf(groupAt?.(customer, moment));
      tally.add(group, (cells, isFirst) => {
        const cell = cells[unit];
        cell.members++;
        isFirst(`members ${unit}`);
        if (joinedAt >= bounds.from) cell.joined++;
        if (active[unit]) cell.active++;
        if (buying[unit]) cell.buyers++;
        isFirst(`${active[unit] ? 'active' : 'inactive'} ${unit}`);
      });
    });
  };
}

/** Returns the time of the first event with one of the bits, for the customer that was read last. */
function firstWith(reader: EventReader, bits: number): number | undefined {
  for (let i = 0; i < reader.length; i++) if ((reader.mask[i] & bits) !== 0) return reader.at[i];
  return undefined;
}
