/**
 * The common part of analyses that compute the same figures for all customers and for each group. An analysis defines a
 * sum and how the figures are computed from the sum.
 */
import type { Analysis, Customers, Fold, Note } from './analysis.js';
import { rowId } from './analysis.js';
import type { EventReader } from './events.js';
import { groupOf, matchesOthers, MAX_GROUPS, shownGroups, type GroupKey, type RowKind } from './groups.js';

/** Groups by a property of an event, or by the state of the customer at the time of the event. */
export type Groups = { readonly property: string } | 'MOMENT';

/** The sum over all customers, and the sum of each group. */
export interface GroupedSum<Sum> {
  readonly all: Sum;
  readonly groups: Map<GroupKey, Sum>;
}

export interface GroupedFigure<Figure> {
  readonly all: Figure;
  readonly groups: readonly (Figure & { readonly group: GroupKey; readonly other: boolean })[];
}

/** Defines how sums are created and merged, and which groups are shown first. */
interface SumKind<Sum> {
  begin(): Sum;
  merge(into: Sum, other: Sum): void;
  /** Groups with greater weights are shown first. */
  weight(sum: Sum): number;
}

/** Returns the id of the row with the name `what` in one group of a figure. */
export type RowOf = (what: string) => string;

/** Returns an analysis with a figure for all customers and a figure for each group. */
export function groupedAnalysis<Sum, Figure extends object>(
  kind: SumKind<Sum>,
  over: (customers: Customers) => Fold<GroupedSum<Sum>>,
  figureOf: (sum: Sum, rowOf: RowOf) => Figure,
  most = MAX_GROUPS,
): Analysis<GroupedSum<Sum>, GroupedFigure<Figure>> {
  const together = (sums: readonly Sum[]): Sum => {
    const out = kind.begin();
    for (const sum of sums) kind.merge(out, sum);
    return out;
  };
  const shown = (sum: GroupedSum<Sum>): ReturnType<typeof shownGroups<Sum>> =>
    shownGroups(sum.groups, (each) => kind.weight(each), together, most);
  const rowsOf =
    (of: RowKind, group: GroupKey): RowOf =>
    (what) =>
      rowId(of, group, what);
  return {
    begin: () => ({ all: kind.begin(), groups: new Map() }),
    over,
    merge: (into, other) => {
      kind.merge(into.all, other.all);
      for (const [group, sum] of other.groups) {
        const there = into.groups.get(group);
        if (there) kind.merge(there, sum);
        else into.groups.set(group, sum);
      }
    },
    finish: (sum) => ({
      all: figureOf(sum.all, rowsOf('all', null)),
      groups: shown(sum).map(({ group, other, sum: own }) => ({
        ...figureOf(own, rowsOf(other ? 'other' : 'group', group)),
        group,
        other,
      })),
    }),
    matcher: (row) =>
      matchesOthers<GroupedSum<Sum>>(row, (sum, group) => shown(sum).some((s) => !s.other && s.group === group)),
  };
}

/** Adds to one sum. `isFirst` returns true once for each customer, sum and name, and reports the row of this name. */
type Apply<Sum> = (sum: Sum, isFirst: (what: string) => boolean) => void;

/** Adds one customer to the sums, so that the customer counts once in each of them. */
export class CustomerTally<Sum> {
  private seen: Map<Sum, Set<string>> | undefined;

  constructor(
    private readonly sums: GroupedSum<Sum>,
    private readonly begin: () => Sum,
    private readonly note?: Note,
  ) {}

  /** Adds to the sum of all customers and, if there is a group, to the sum of the group. */
  add(group: GroupKey | undefined, apply: Apply<Sum>): void {
    this.inAll(apply);
    if (group !== undefined) this.inGroup(group, apply);
  }

  inAll(apply: Apply<Sum>): void {
    this.apply(this.sums.all, 'all', null, apply);
  }

  inGroup(group: GroupKey, apply: Apply<Sum>): void {
    let sum = this.sums.groups.get(group);
    if (!sum) this.sums.groups.set(group, (sum = this.begin()));
    this.apply(sum, 'group', group, apply);
  }

  private apply(sum: Sum, kind: RowKind, group: GroupKey, apply: Apply<Sum>): void {
    apply(sum, (what) => {
      this.seen ??= new Map();
      let names = this.seen.get(sum);
      if (!names) this.seen.set(sum, (names = new Set()));
      if (names.has(what)) return false;
      names.add(what);
      this.note?.(rowId(kind, group, what));
      return true;
    });
  }
}

/** Returns the group of an event that was read last, or undefined if the figure has no groups. */
export function eventGroup(
  groups: Groups | undefined,
  reader: EventReader,
  index: number,
  customer: number,
  { groupAt }: Customers,
): GroupKey | undefined {
  if (groups === undefined) return undefined;
  return groups === 'MOMENT'
    ? groupOf(groupAt?.(customer, reader.at[index]))
    : groupOf(reader.value(index, groups.property));
}
