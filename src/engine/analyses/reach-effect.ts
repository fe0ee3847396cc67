/**
 * Computes the effect of messages, slots and landings: how many customers receive, click and view them, how many of
 * these customers come back, and which orders follow.
 */
import { share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { CustomerTally, groupedAnalysis, type GroupedFigure, type GroupedSum, type RowOf } from './grouped.js';
import { compareGroups, groupOf, type GroupKey } from './groups.js';
import { moneyAt } from './orders-of.js';
import { Periods } from './periods.js';

export const REACH_STAGES = ['sent', 'delivered', 'opened', 'clicked'] as const;
type Stage = (typeof REACH_STAGES)[number];

export interface ReachQuestion {
  /** The events of each stage. Slots and landings do not have all stages. */
  readonly stages: Readonly<Record<Stage, readonly Choice[]>>;
  /** The property of these events that identifies the campaign, slot or landing. */
  readonly property: string;
  /** Whether events without the property are left out. */
  readonly namedOnly: boolean;
  /** Events that count as a view if they follow a click within `viewMs`, events that count as a visit, and orders. */
  readonly views: readonly Choice[];
  readonly visits: readonly Choice[];
  readonly orders: readonly Choice[];
  readonly viewMs: number;
  /** Maximum time from a click or a delivery to an order, in ms. */
  readonly windowMs: number;
  readonly from: number;
  readonly to: number;
}

interface ReachFigures {
  /** Number of customers with an event of each stage. */
  readonly sent: number;
  readonly delivered: number;
  readonly opened: number;
  readonly clicked: number;
  readonly viewed: number;
  /** Number of viewers without and with an order before the view. */
  readonly newViewers: number;
  readonly oldViewers: number;
  /** Number of viewers whose 7th day after the view has ended, and number of these viewers who visit on that day. */
  readonly day7Eligible: number;
  readonly day7: number;
  readonly day7Rate?: number;
  /**
   * Number of viewers whose calendar month after the month of the view has ended, and number of these viewers who visit
   * in that month.
   */
  readonly nextMonthEligible: number;
  readonly nextMonth: number;
  readonly nextMonthRate?: number;
  /** Number of orders after a click or, without a click, after a delivery. Each order counts for only one group. */
  readonly orders: number;
  readonly ordersByClick: number;
  readonly converted: number;
  readonly gmv: bigint;
  readonly clickRate?: number;
  readonly viewRate?: number;
  readonly conversion?: number;
  readonly rows: Readonly<Record<Stage | 'viewed' | 'converted', string>>;
}

export interface ReachFigure extends GroupedFigure<ReachFigures> {
  readonly complete: boolean;
}

const COUNTS = [
  ...REACH_STAGES,
  ...(['viewed', 'newViewers', 'oldViewers', 'day7Eligible', 'day7'] as const),
  ...(['nextMonthEligible', 'nextMonth', 'orders', 'ordersByClick', 'converted'] as const),
];

type Sum = Record<(typeof COUNTS)[number], number> & { gmv: bigint };

const begin = (): Sum => ({
  ...{ sent: 0, delivered: 0, opened: 0, clicked: 0, viewed: 0, newViewers: 0, oldViewers: 0 },
  ...{ day7Eligible: 0, day7: 0, nextMonthEligible: 0, nextMonth: 0 },
  ...{ orders: 0, ordersByClick: 0, converted: 0, gmv: 0n },
});

function merge(into: Sum, other: Sum): void {
  for (const name of COUNTS) into[name] += other[name];
  into.gmv += other.gmv;
}

const figuresOf = (sum: Sum, rowOf: RowOf): ReachFigures => ({
  ...sum,
  day7Rate: share(sum.day7, sum.day7Eligible),
  nextMonthRate: share(sum.nextMonth, sum.nextMonthEligible),
  clickRate: share(sum.clicked, sum.delivered),
  viewRate: share(sum.viewed, sum.clicked),
  conversion: share(sum.converted, sum.delivered === 0 ? sum.clicked : sum.delivered),
  rows: {
    ...{ sent: rowOf('sent'), delivered: rowOf('delivered'), opened: rowOf('opened') },
    ...{ clicked: rowOf('clicked'), viewed: rowOf('viewed'), converted: rowOf('converted') },
  },
});

/** Returns the analysis of reach. Groups with the most customers are shown first. */
export function reachAnalysis(
  question: ReachQuestion,
  zone: string,
  now: number,
): Analysis<GroupedSum<Sum>, ReachFigure> {
  const grouped = groupedAnalysis<Sum, ReachFigures>(
    { begin, merge, weight: ({ sent, delivered, clicked }) => Math.max(sent, delivered, clicked) },
    (customers) => foldReach(question, zone, customers),
    figuresOf,
  );
  return {
    ...grouped,
    finish: (sum) => ({ ...grouped.finish(sum), complete: question.to + question.windowMs <= now }),
  };
}

/** An event of a stage in the period. */
interface Carried {
  readonly at: number;
  readonly group: GroupKey;
}

/** The events of one customer that the analysis uses, in ascending order of time. */
interface History {
  readonly stages: Readonly<Record<Stage, Carried[]>>;
  readonly views: number[];
  readonly visits: number[];
  readonly orders: { readonly at: number; readonly money: bigint }[];
}

/** The calendar days and months of the period, and later ones in which viewers may come back. */
interface Calendar {
  readonly days: Periods;
  readonly months: Periods;
}

function foldReach(question: ReachQuestion, zone: string, customers: Customers): Fold<GroupedSum<Sum>> {
  const { from, to, viewMs } = question;
  const calendar = {
    days: Periods.of('DAY', zone, from, to + viewMs + 1, 0, 8),
    months: Periods.of('MONTH', zone, from, to + viewMs + 1, 0, 2),
  };
  const read = historyReader(question, customers);
  return (sum, customer, note) => {
    const history = read(customer);
    const { stages } = history;
    if (REACH_STAGES.every((stage) => stages[stage].length === 0)) return;
    const tally = new CustomerTally(sum, begin, note);
    for (const stage of REACH_STAGES)
      for (const { group } of stages[stage]) tally.add(group, (own, isFirst) => void (isFirst(stage) && own[stage]++));
    const groups = new Set(stages.clicked.map(({ group }) => group));
    const viewOf = (clicks: readonly Carried[]): number | undefined =>
      history.views.find((view) => clicks.some(({ at }) => at <= view && view - at <= viewMs));
    tally.inAll(addView(viewOf(stages.clicked), history, calendar, customers.now));
    for (const group of groups) {
      const view = viewOf(stages.clicked.filter((click) => click.group === group));
      tally.inGroup(group, addView(view, history, calendar, customers.now));
    }
    for (const { at, money } of history.orders) {
      const click = lastBefore(stages.clicked, at, question.windowMs);
      const cause = click ?? lastBefore(stages.delivered, at, question.windowMs);
      if (cause) tally.add(cause.group, addOrder(money, click !== undefined));
    }
  };
}

function historyReader(
  { stages, views, visits, orders, from, to, property, namedOnly }: ReachQuestion,
  { part, setting, now, within }: Customers,
): (customer: number) => History {
  const choices = [...REACH_STAGES.map((stage) => stages[stage]), views, visits, orders];
  const reader = new EventReader(part, choices.flat(), { setting, now });
  let place = 0;
  const bits = choices.map((list) => {
    const own = ((1 << list.length) - 1) << place;
    place += list.length;
    return own;
  });
  const [viewBits, visitBits, orderBits] = bits.slice(REACH_STAGES.length);
  return (customer) => {
    const history: History = {
      stages: { sent: [], delivered: [], opened: [], clicked: [] },
      ...{ views: [], visits: [], orders: [] },
    };
    reader.read(customer);
    for (let i = 0; i < reader.length; i++) {
      const [at, mask] = [reader.at[i], reader.mask[i]];
      if (at >= from && at < to && (!within || within(customer, at)))
        REACH_STAGES.forEach((stage, k) => {
          if ((mask & bits[k]) === 0) return;
          const group = groupOf(reader.value(i, property));
          if (group !== null || !namedOnly) history.stages[stage].push({ at, group });
        });
      if ((mask & viewBits) !== 0) history.views.push(at);
      if ((mask & visitBits) !== 0) history.visits.push(at);
      if ((mask & orderBits) !== 0) history.orders.push({ at, money: moneyAt(reader, i) });
    }
    return history;
  };
}

type Apply = (sum: Sum, isFirst: (what: string) => boolean) => void;

function addView(view: number | undefined, history: History, calendar: Calendar, now: number): Apply {
  return (sum, isFirst) => {
    if (view === undefined) return;
    isFirst('viewed');
    sum.viewed++;
    if (history.orders.length > 0 && history.orders[0].at < view) sum.oldViewers++;
    else sum.newViewers++;
    const { days, months } = calendar;
    const returns = (units: Periods, unit: number): number =>
      history.visits.some((at) => at >= units.start(unit) && at < units.end(unit)) ? 1 : 0;
    const [day, month] = [days.indexOf(view) + 7, months.indexOf(view) + 1];
    if (days.end(day) <= now) {
      sum.day7Eligible++;
      sum.day7 += returns(days, day);
    }
    if (months.end(month) > now) return;
    sum.nextMonthEligible++;
    sum.nextMonth += returns(months, month);
  };
}

const addOrder =
  (money: bigint, isByClick: boolean): Apply =>
  (sum, isFirst) => {
    sum.orders++;
    if (isByClick) sum.ordersByClick++;
    sum.gmv += money;
    if (isFirst('converted')) sum.converted++;
  };

/**
 * Returns the last event strictly before a time, within the window. If several have the same time, the first group by
 * text is used.
 */
function lastBefore(list: readonly Carried[], at: number, windowMs: number): Carried | undefined {
  const last = list.findLast((each) => each.at < at && at - each.at <= windowMs);
  if (!last) return undefined;
  return list.filter((each) => each.at === last.at).sort((a, b) => compareGroups(a.group, b.group))[0];
}
