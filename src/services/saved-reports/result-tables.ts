/**
 * Converts the results of reports to tables with named columns. Each row can have an id, with which the customers in
 * the row are listed.
 */
import { LIFECYCLE_STATES } from '../../engine/analyses/lifecycle.js';
import type { AnalysisResult, AnalysisKind, Kinds } from '../analyses/analysis-kinds.js';

/** Kind of the values in a column. INSTANT and DURATION are in ms, SHARE is between 0 and 1, and MONEY is a decimal. */
type ColumnKind = 'TEXT' | 'COUNT' | 'NUMBER' | 'MONEY' | 'SHARE' | 'INSTANT' | 'DURATION' | 'TRUTH';

interface TableColumn {
  readonly key: string;
  readonly kind: ColumnKind;
}

type TableCell = string | number | bigint | boolean | undefined;

interface TableRow {
  readonly cells: readonly TableCell[];
  /** Id with which the customers in this row can be listed. */
  readonly row?: string;
}

export interface ReportTable {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

type Columns = Readonly<Record<string, ColumnKind>>;
type Cells = Readonly<Record<string, unknown>>;

/** A row of a table, with its cells by column key. */
interface NamedRow {
  readonly cells: Cells;
  readonly row?: string;
}

const GROUP = { of: 'TEXT', group: 'TEXT' } as const;

/**
 * Returns the cells that identify the group of a row. `of` is VALUE for a group with a value, WITHOUT for customers
 * without a value, or OTHER for all remaining groups together. A row about all customers has EVERYONE instead.
 */
function groupCells(group: string | null, other: boolean): Cells {
  if (other) return { of: 'OTHER' };
  return group === null ? { of: 'WITHOUT' } : { of: 'VALUE', group };
}

const EVERYONE: Cells = { of: 'EVERYONE' };

interface GroupedFigure<Figure> {
  readonly all: Figure;
  readonly groups: readonly (Figure & { readonly group: string | null; readonly other: boolean })[];
  readonly before?: Figure;
}

/**
 * Returns the rows of all customers, of each group, and of the previous period. `rowsOf` returns the rows of one of
 * these results.
 */
function groupedRows<Figure extends object>(
  { all, groups, before }: GroupedFigure<Figure>,
  rowsOf: (figure: Figure) => NamedRow[],
): NamedRow[] {
  const of = (cells: Cells, figure: Figure): NamedRow[] =>
    rowsOf(figure).map((row) => ({ ...row, cells: { ...row.cells, ...cells } }));
  return [
    ...of(EVERYONE, all),
    ...groups.flatMap((figure) => of(groupCells(figure.group, figure.other), figure)),
    // The customers in rows of the previous period cannot be listed, so these rows have no id.
    ...(before ? of({ of: 'BEFORE' }, before).map(({ cells }) => ({ cells })) : []),
  ];
}

type Tables = {
  readonly [K in AnalysisKind]: {
    readonly columns: Columns;
    readonly rows: (figure: Kinds[K]['figure']) => NamedRow[];
  };
};

const TABLES: Tables = {
  funnel: {
    columns: {
      ...GROUP,
      ...{ step: 'COUNT', reached: 'COUNT', conversion: 'SHARE', stepConversion: 'SHARE', lost: 'COUNT' },
      ...{ meanMs: 'DURATION', medianMs: 'DURATION', p90Ms: 'DURATION', complete: 'TRUTH' },
    },
    rows: ({ all, groups }) =>
      [
        { group: all, cells: EVERYONE },
        ...groups.map((group) => ({ group, cells: groupCells(group.group, group.other) })),
      ].flatMap(({ group, cells }) =>
        group.steps.map((step, i) => ({
          cells: { ...cells, ...step, step: i + 1, complete: group.complete },
          row: step.row,
        })),
      ),
  },
  retention: {
    columns: {
      ...{ from: 'INSTANT', to: 'INSTANT', size: 'COUNT', first: 'COUNT', last: 'COUNT' },
      ...{ eligible: 'COUNT', returned: 'COUNT', rate: 'SHARE', complete: 'TRUTH' },
    },
    rows: ({ cohorts }) =>
      cohorts.flatMap(({ from, to, size, cells }) =>
        cells.map((cell) => ({ cells: { from, to, size, ...cell }, row: cell.row })),
      ),
  },
  stickiness: {
    columns: { units: 'COUNT', customers: 'COUNT' },
    rows: ({ units }) => units.map((unit) => ({ cells: { ...unit }, row: unit.row })),
  },
  lifecycle: {
    columns: { from: 'INSTANT', to: 'INSTANT', state: 'TEXT', customers: 'COUNT', active: 'COUNT', complete: 'TRUTH' },
    rows: ({ units }) =>
      units.flatMap((unit) =>
        LIFECYCLE_STATES.map((state) => ({
          cells: { ...unit, state: state.toUpperCase(), customers: unit[state] },
          row: unit.rows[state],
        })),
      ),
  },
  trend: {
    columns: {
      ...GROUP,
      from: 'INSTANT',
      to: 'INSTANT',
      number: 'COUNT',
      value: 'NUMBER',
      unattributed: 'NUMBER',
      complete: 'TRUTH',
    },
    rows: ({ all, groups, before }) =>
      [
        { series: all, cells: EVERYONE },
        ...groups.map((series) => ({ series, cells: groupCells(series.group, series.other) })),
        ...(before ? [{ series: before, cells: { of: 'BEFORE' } }] : []),
      ].flatMap(({ series, cells }) =>
        series.points.map((point) => ({
          cells: { ...cells, ...point },
          // The customers in rows of the previous period cannot be listed, so these rows have no id.
          ...(series === before ? {} : { row: point.row }),
        })),
      ),
  },
  nineMetrics: {
    columns: {
      ...{ class: 'TEXT', visitors: 'COUNT', buyers: 'COUNT', orders: 'COUNT', gmv: 'MONEY', conversion: 'SHARE' },
      ...{ perBuyer: 'MONEY', perOrder: 'MONEY', visitAgain: 'COUNT', visitAgainRate: 'SHARE' },
    },
    rows: ({ classes, unattributed }) => [
      ...classes.map((each) => ({ cells: { ...each, class: each.customers }, row: each.row })),
      { cells: { ...unattributed, class: 'UNATTRIBUTED' } },
    ],
  },
  repurchase: {
    columns: { gaps: 'TEXT', belowMs: 'DURATION', number: 'COUNT' },
    rows: ({ all, firstToSecond }) =>
      [
        { name: 'ALL', ranges: all.ranges },
        { name: 'FIRST_TO_SECOND', ranges: firstToSecond.ranges },
      ].flatMap(({ name, ranges }) =>
        ranges.map((range) => ({
          cells: { gaps: name, belowMs: range.belowMs, number: range.gaps },
          row: range.row,
        })),
      ),
  },
  cohortRevenue: {
    columns: {
      ...{ from: 'INSTANT', to: 'INSTANT', customers: 'COUNT', month: 'COUNT', buyers: 'COUNT', revenue: 'MONEY' },
      ...{ cumulative: 'MONEY', perCustomer: 'MONEY', cumulativePerCustomer: 'MONEY', complete: 'TRUTH' },
    },
    rows: ({ cohorts }) =>
      cohorts.flatMap(({ from, to, customers, cells }) =>
        cells.map((cell) => ({ cells: { from, to, customers, ...cell }, row: cell.row })),
      ),
  },
  rfm: {
    columns: { recencyBelowMs: 'DURATION', ordersFrom: 'COUNT', customers: 'COUNT', gmv: 'MONEY' },
    rows: ({ cells, recencyMs, frequencyBounds }) =>
      cells.map((cell) => ({
        cells: {
          ...cell,
          recencyBelowMs: recencyMs[cell.recency],
          ordersFrom: cell.frequency === 0 ? 1 : frequencyBounds[cell.frequency - 1],
        },
        row: cell.row,
      })),
  },
  paths: {
    columns: {
      ...{ place: 'COUNT', from: 'TEXT', next: 'TEXT', to: 'TEXT' },
      ...{ sessions: 'COUNT', customers: 'COUNT' },
    },
    rows: ({ links }) =>
      links.map((link) => ({
        cells: { ...link, from: link.from ?? undefined, next: nextOf(link.to), to: link.to ?? undefined },
        row: link.row,
      })),
  },
  returns: {
    columns: {
      ...GROUP,
      ...{ orders: 'COUNT', returnedOrders: 'COUNT', whollyReturned: 'COUNT', orderRate: 'SHARE' },
      ...{ customers: 'COUNT', returningCustomers: 'COUNT', customerRate: 'SHARE' },
      ...{ lines: 'COUNT', returnedLines: 'COUNT', lineRate: 'SHARE' },
      ...{ sales: 'MONEY', returnedMoney: 'MONEY', returnRate: 'SHARE', refunded: 'MONEY', refundRate: 'SHARE' },
    },
    rows: (figure) =>
      groupedRows(figure, (own) => [
        { cells: { ...own, returnedMoney: own.returned, returnRate: own.rate }, row: own.returnedRow },
      ]),
  },
  baskets: {
    columns: {
      ...GROUP,
      ...{ orders: 'COUNT', buyers: 'COUNT', gmv: 'MONEY', perOrder: 'MONEY', medianOrder: 'NUMBER' },
      ...{ withLines: 'COUNT', lines: 'COUNT', linesPerOrder: 'NUMBER', quantity: 'NUMBER' },
      quantityPerOrder: 'NUMBER',
    },
    rows: (figure) => groupedRows(figure, (own) => [{ cells: { ...own }, row: own.row }]),
  },
  pairs: {
    columns: {
      ...{ firstItem: 'TEXT', secondItem: 'TEXT', together: 'COUNT', firstBaskets: 'COUNT', secondBaskets: 'COUNT' },
      ...{ ofFirst: 'SHARE', ofSecond: 'SHARE', lift: 'NUMBER' },
    },
    rows: ({ pairs }) =>
      pairs.map((pair) => ({ cells: { ...pair, firstItem: pair.first, secondItem: pair.second }, row: pair.row })),
  },
  carts: {
    columns: {
      ...GROUP,
      ...{ carted: 'COUNT', bought: 'COUNT', abandoned: 'COUNT', buyRate: 'SHARE' },
      ...{ customers: 'COUNT', buyers: 'COUNT', open: 'COUNT', medianMs: 'DURATION' },
    },
    rows: (figure) =>
      groupedRows(figure, (own) => [{ cells: { ...own, buyRate: own.conversion }, row: own.abandonedRow }]),
  },
  members: {
    columns: {
      ...GROUP,
      ...{ from: 'INSTANT', to: 'INSTANT', members: 'COUNT', joined: 'COUNT', active: 'COUNT', activeRate: 'SHARE' },
      ...{ buyers: 'COUNT', buyerRate: 'SHARE', complete: 'TRUTH' },
    },
    rows: (figure) =>
      groupedRows(figure, ({ units }) => units.map((unit) => ({ cells: { ...unit }, row: unit.activeRow }))),
  },
  slots: {
    columns: {
      ...{ of: 'TEXT', slot: 'TEXT', position: 'TEXT', exposures: 'COUNT', exposedCustomers: 'COUNT' },
      ...{ clicks: 'COUNT', clickers: 'COUNT', clickRate: 'SHARE', clickerRate: 'SHARE' },
      ...{ orders: 'COUNT', buyers: 'COUNT', gmv: 'MONEY', buyRate: 'SHARE' },
    },
    rows: ({ all, slots, none }) => [
      { cells: { ...all, ...EVERYONE, buyRate: all.conversion }, row: all.row },
      ...slots.map((own) => ({
        cells: { ...own, ...groupCells(own.slot, own.other), buyRate: own.conversion },
        row: own.row,
      })),
      { cells: { ...none, of: 'NO_SLOT' }, row: none.boughtRow },
    ],
  },
  channels: {
    columns: {
      ...GROUP,
      ...{ customers: 'COUNT', views: 'COUNT', viewsPerCustomer: 'NUMBER', viewRank: 'COUNT', cartRate: 'SHARE' },
      ...{ buyers: 'COUNT', buyRate: 'SHARE', conversionLow: 'SHARE', conversionHigh: 'SHARE' },
      ...{ conversionRank: 'COUNT', orders: 'COUNT', gmv: 'MONEY', perBuyer: 'MONEY', perOrder: 'MONEY' },
      ...{ day7Rate: 'SHARE', repurchaseRate: 'SHARE', returnRate: 'SHARE' },
      ...{ cost: 'MONEY', costPerCustomer: 'MONEY', costPerBuyer: 'MONEY', gmvPerCost: 'NUMBER' },
    },
    rows: (figure) => groupedRows(figure, (own) => [{ cells: { ...own, buyRate: own.conversion }, row: own.row }]),
  },
  reach: {
    columns: {
      ...GROUP,
      ...{ sent: 'COUNT', delivered: 'COUNT', opened: 'COUNT', clicked: 'COUNT', clickRate: 'SHARE' },
      ...{ viewed: 'COUNT', viewRate: 'SHARE', newViewers: 'COUNT', oldViewers: 'COUNT' },
      ...{ day7Rate: 'SHARE', nextMonthRate: 'SHARE' },
      ...{ orders: 'COUNT', ordersByClick: 'COUNT', converted: 'COUNT', buyRate: 'SHARE', gmv: 'MONEY' },
    },
    rows: (figure) =>
      groupedRows(figure, (own) => [{ cells: { ...own, buyRate: own.conversion }, row: own.rows.clicked }]),
  },
};

/**
 * Returns the kind of item that follows a step of a path. STEP is a step with a name, OTHER represents all remaining
 * steps together, and END is the end of the path.
 */
function nextOf(to: string | null | undefined): string {
  if (to === undefined) return 'END';
  return to === null ? 'OTHER' : 'STEP';
}

/** Returns the table of a result. Its rows have one cell for each column. */
export function tableOf(result: AnalysisResult): ReportTable {
  const { columns, rows } = TABLES[result.kind] as Tables['funnel'];
  const named = Object.entries(columns).map(([key, kind]): TableColumn => ({ key, kind }));
  return {
    columns: named,
    rows: rows(result[result.kind] as Kinds['funnel']['figure']).map(({ cells, row }) => ({
      cells: named.map(({ key }) => (cells[key] ?? undefined) as TableCell),
      ...(row === undefined ? {} : { row }),
    })),
  };
}
