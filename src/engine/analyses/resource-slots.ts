/** Computes the figures of resource slots: exposures, clicks, and the orders that follow clicks. */
import { valueKey } from '../values/value.js';
import { share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { CustomerTally, groupedAnalysis, type GroupedFigure, type GroupedSum, type RowOf } from './grouped.js';
import { compareGroups, groupOf, type GroupKey } from './groups.js';
import { moneyAt } from './orders-of.js';

export interface SlotQuestion {
  readonly views: readonly Choice[];
  readonly clicks: readonly Choice[];
  readonly orders: readonly Choice[];
  readonly from: number;
  readonly to: number;
  /**
   * The property that identifies the slot, and the property with the position in the slot if positions are shown
   * separately.
   */
  readonly slot: string;
  readonly position?: string;
  /** If set, an order is attributed only to clicks with the same value of this property. */
  readonly item?: string;
  /** Maximum time from a click to an order, in ms. */
  readonly windowMs: number;
  /**
   * LAST attributes an order to the last click before it. EVERY attributes it to each slot that was clicked before it.
   */
  readonly credit: 'LAST' | 'EVERY';
}

interface SlotFigures {
  readonly exposures: number;
  readonly exposedCustomers: number;
  readonly clicks: number;
  readonly clickers: number;
  /** Clicks per exposure, and the share of the exposed customers who click. */
  readonly clickRate?: number;
  readonly clickerRate?: number;
  readonly orders: number;
  readonly buyers: number;
  readonly gmv: bigint;
  /** Buyers per clicking customer. */
  readonly conversion?: number;
  readonly row: string;
  readonly clickedRow: string;
  readonly boughtRow: string;
}

export interface SlotFigure {
  /** All slots together, with all orders of the period. */
  readonly all: SlotFigures;
  readonly slots: readonly (SlotFigures & {
    readonly slot: GroupKey;
    /** Undefined if positions are not shown separately. */
    readonly position?: GroupKey;
    readonly other: boolean;
  })[];
  /** Orders of the period that are attributed to no click. */
  readonly none: {
    readonly orders: number;
    readonly buyers: number;
    readonly gmv: bigint;
    readonly boughtRow: string;
  };
  /** Whether the orders of all slots and of no slot add up to all orders. */
  readonly additive: boolean;
  readonly complete: boolean;
}

interface Sum {
  exposures: number;
  exposedCustomers: number;
  clicks: number;
  clickers: number;
  orders: number;
  buyers: number;
  gmv: bigint;
}

const begin = (): Sum => ({
  ...{ exposures: 0, exposedCustomers: 0, clicks: 0, clickers: 0 },
  ...{ orders: 0, buyers: 0, gmv: 0n },
});

function merge(into: Sum, other: Sum): void {
  into.exposures += other.exposures;
  into.exposedCustomers += other.exposedCustomers;
  into.clicks += other.clicks;
  into.clickers += other.clickers;
  into.orders += other.orders;
  into.buyers += other.buyers;
  into.gmv += other.gmv;
}

const figuresOf = (sum: Sum, rowOf: RowOf): SlotFigures => ({
  ...sum,
  clickRate: share(sum.clicks, sum.exposures),
  clickerRate: share(sum.clickers, sum.exposedCustomers),
  conversion: share(sum.buyers, sum.clickers),
  row: rowOf('exposed'),
  clickedRow: rowOf('clicked'),
  boughtRow: rowOf('bought'),
});

/** Key under which orders that follow no click are added up. No slot has this key, because keys of slots are JSON. */
const NO_SLOT = '';
/** Maximum number of slots, or of positions of slots, that are shown. */
const MOST_SLOTS = 100;

/** Returns the analysis of slots. Slots with the most exposures and clicks are shown first. */
export function slotAnalysis(question: SlotQuestion, now: number): Analysis<GroupedSum<Sum>, SlotFigure> {
  const grouped = groupedAnalysis<Sum, SlotFigures>(
    { begin, merge, weight: (sum) => sum.exposures + sum.clicks + sum.orders },
    (customers) => foldSlots(question, customers),
    figuresOf,
    MOST_SLOTS,
  );
  // Orders that follow no click have a separate row, so they do not compete with the slots for the shown rows.
  const slotsOf = ({ all, groups }: GroupedSum<Sum>): GroupedSum<Sum> => ({
    all,
    groups: new Map([...groups].filter(([key]) => key !== NO_SLOT)),
  });
  return {
    ...grouped,
    finish: (sum) => {
      const { all, groups }: GroupedFigure<SlotFigures> = grouped.finish(slotsOf(sum));
      const { orders, buyers, gmv } = sum.groups.get(NO_SLOT) ?? begin();
      return {
        all,
        slots: groups.map(({ group, ...figures }) => ({ ...figures, ...placeOf(group) })),
        none: { orders, buyers, gmv, boughtRow: JSON.stringify(['group', NO_SLOT, 'bought']) },
        additive: question.credit === 'LAST',
        complete: question.to <= now,
      };
    },
    matcher: (row) => {
      const matcher = grouped.matcher?.(row);
      return (
        matcher &&
        ((sum) => {
          const matches = matcher(slotsOf(sum));
          return (noted) => noted !== JSON.stringify(['group', NO_SLOT, 'bought']) && matches(noted);
        })
      );
    },
  };
}

function placeOf(key: GroupKey): { readonly slot: GroupKey; readonly position?: GroupKey } {
  if (key === null) return { slot: null };
  const [slot, ...position] = JSON.parse(key) as GroupKey[];
  return position.length === 0 ? { slot } : { slot, position: position[0] };
}

interface Click {
  readonly at: number;
  readonly key: string;
  readonly items?: ReadonlySet<string>;
}

function foldSlots(question: SlotQuestion, { part, setting, now, within }: Customers): Fold<GroupedSum<Sum>> {
  const { views, clicks, orders, from, to, item, windowMs } = question;
  const reader = new EventReader(part, [...views, ...clicks, ...orders], { setting, now });
  const viewBits = (1 << views.length) - 1;
  const clickBits = ((1 << (views.length + clicks.length)) - 1) & ~viewBits;
  const orderBits = ~(viewBits | clickBits);
  const keyAt = (i: number): string => {
    const slot = groupOf(reader.value(i, question.slot));
    return JSON.stringify(
      question.position === undefined ? [slot] : [slot, groupOf(reader.value(i, question.position))],
    );
  };
  const itemsAt = (i: number): ReadonlySet<string> => new Set(reader.values(i, item!).map(valueKey));
  return (sum, customer, note) => {
    const tally = new CustomerTally(sum, begin, note);
    const clicked: Click[] = [];
    reader.read(customer, from - windowMs, to);
    for (let i = 0; i < reader.length; i++) {
      const [at, mask] = [reader.at[i], reader.mask[i]];
      const counts = at >= from && (!within || within(customer, at));
      if ((mask & viewBits) !== 0 && counts) tally.add(keyAt(i), addView);
      if ((mask & clickBits) !== 0) {
        clicked.push({ at, key: keyAt(i), ...(item === undefined ? {} : { items: itemsAt(i) }) });
        if (counts) tally.add(keyAt(i), addClick);
      }
      if ((mask & orderBits) === 0 || !counts) continue;
      const money = moneyAt(reader, i);
      const items = item === undefined ? undefined : itemsAt(i);
      tally.inAll(addOrder(money));
      for (const key of creditedTo(question, clicked, at, items)) tally.inGroup(key, addOrder(money));
    }
  };
}

function addView(sum: Sum, isFirst: (what: string) => boolean): void {
  sum.exposures++;
  if (isFirst('exposed')) sum.exposedCustomers++;
}

function addClick(sum: Sum, isFirst: (what: string) => boolean): void {
  sum.clicks++;
  if (isFirst('clicked')) sum.clickers++;
}

const addOrder =
  (money: bigint) =>
  (sum: Sum, isFirst: (what: string) => boolean): void => {
    sum.orders++;
    sum.gmv += money;
    if (isFirst('bought')) sum.buyers++;
  };

/** Returns the keys of the slots to which an order is attributed. `clicked` is in ascending order of time. */
function creditedTo(
  { windowMs, credit }: SlotQuestion,
  clicked: readonly Click[],
  at: number,
  items: ReadonlySet<string> | undefined,
): Iterable<string> {
  const fitting = clicked.filter(
    (click) =>
      click.at < at && at - click.at <= windowMs && (!items || [...(click.items ?? [])].some((own) => items.has(own))),
  );
  if (fitting.length === 0) return [NO_SLOT];
  if (credit === 'EVERY') return new Set(fitting.map(({ key }) => key));
  // If several clicks have the same time, the one with the first key in text order gets the order.
  const last = fitting.at(-1)!.at;
  return [
    fitting
      .filter((click) => click.at === last)
      .map(({ key }) => key)
      .sort(compareGroups)[0],
  ];
}
