/** Finds products, brands or categories that are bought together, in one order or by one customer. */
import { Growing } from '../columns/block.js';
import { ascending } from '../values/ascending.js';
import { rowId, rowParts, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { groupOf } from './groups.js';

export interface PairQuestion {
  readonly orders: readonly Choice[];
  readonly from: number;
  readonly to: number;
  /** The field whose values are paired. */
  readonly field: string;
  /** A basket is one order, or everything that one customer orders in the period. */
  readonly per: 'ORDER' | 'CUSTOMER';
  /** Minimum number of baskets with both items. */
  readonly minTogether: number;
  /** Maximum number of pairs in the result. */
  readonly first: number;
  /** If set, only pairs with this item are returned. */
  readonly item?: string;
  readonly order: 'TOGETHER' | 'LIFT';
}

/** Maximum number of items that are paired with one another. The items in the most baskets are chosen. */
const MOST_PAIRED = 2000;

interface ItemPair {
  /**
   * The two items. `first` is in at least as many baskets as `second`, unless the question specifies the first item.
   */
  readonly first: string;
  readonly second: string;
  readonly together: number;
  readonly firstBaskets: number;
  readonly secondBaskets: number;
  /** Share of the baskets with `first` that also contain `second`, and the reverse. */
  readonly ofFirst?: number;
  readonly ofSecond?: number;
  /** How many times more often the items are bought together than if they were bought independently. */
  readonly lift: number;
  readonly row: string;
}

export interface PairFigure {
  readonly baskets: number;
  /** Number of different items, and number of items that were paired. */
  readonly items: number;
  readonly paired: number;
  /** Number of pairs with at least `minTogether` baskets. */
  readonly found: number;
  readonly pairs: readonly ItemPair[];
  readonly complete: boolean;
}

interface Sum {
  readonly codes: Map<string, number>;
  /** The items of all baskets as codes, one basket after the other. */
  readonly items: Growing<Int32Array>;
  /** The position in `items` at which each basket ends. */
  readonly ends: Growing<Int32Array>;
}

/** Returns the analysis of pairs. Baskets are stored as codes. Pairs of frequent items are counted at the end. */
export function pairAnalysis(question: PairQuestion, now: number): Analysis<Sum, PairFigure> {
  return {
    begin: () => ({ codes: new Map(), items: Growing.integers(), ends: Growing.integers() }),
    over: (customers) => foldPairs(question, customers),
    merge: mergePairs,
    finish: (sum) => ({ ...pairsOf(sum, question), complete: question.to <= now }),
    matcher: (row) => {
      const [kind, one, other] = rowParts(row) ?? [];
      return kind === 'pair' ? () => (noted) => hasBoth(noted, one, other) : undefined;
    },
  };
}

const codeOf = ({ codes }: Sum, item: string): number => {
  let code = codes.get(item);
  if (code === undefined) codes.set(item, (code = codes.size));
  return code;
};

function mergePairs(into: Sum, other: Sum): void {
  const code = Int32Array.from(other.codes.keys(), (item) => codeOf(into, item));
  const before = into.items.length;
  for (const item of other.items.view()) into.items.push(code[item]);
  for (const end of other.ends.view()) into.ends.push(before + end);
}

/**
 * Whether a basket that was passed to `note` contains both items. Baskets are passed as a whole, because the number of
 * pairs in a basket grows with the square of its items.
 */
function hasBoth(noted: string, one: unknown, other: unknown): boolean {
  const [, ...items] = rowParts(noted) ?? [];
  return items.includes(one) && items.includes(other);
}

/** Returns the row id of a pair. The order of the two items does not matter. */
const pairRow = (one: string, other: string): string =>
  ascending(one, other) <= 0 ? rowId('pair', one, other) : rowId('pair', other, one);

function foldPairs(question: PairQuestion, { part, setting, now, within }: Customers): Fold<Sum> {
  const reader = new EventReader(part, question.orders, { setting, now });
  const add = (sum: Sum, basket: ReadonlySet<string>, note?: (row: string) => void): void => {
    if (basket.size === 0) return;
    for (const item of basket) sum.items.push(codeOf(sum, item));
    sum.ends.push(sum.items.length);
    note?.(rowId('basket', ...basket));
  };
  return (sum, customer, note) => {
    reader.read(customer, question.from, question.to);
    const all = new Set<string>();
    for (let i = 0; i < reader.length; i++) {
      if (within && !within(customer, reader.at[i])) continue;
      const basket = question.per === 'ORDER' ? new Set<string>() : all;
      for (const value of reader.values(i, question.field)) basket.add(groupOf(value)!);
      if (question.per === 'ORDER') add(sum, basket, note);
    }
    add(sum, all, note);
  };
}

function pairsOf(sum: Sum, question: PairQuestion): Omit<PairFigure, 'complete'> {
  const names = [...sum.codes.keys()];
  const [items, ends] = [sum.items.view(), sum.ends.view()];
  const count = new Int32Array(names.length);
  for (const code of items) count[code]++;
  const named = question.item === undefined ? undefined : sum.codes.get(question.item);
  const frequent = Int32Array.from(count.keys())
    .filter((code) => count[code] >= question.minTogether && (question.item === undefined || code !== named))
    .sort((a, b) => count[b] - count[a] || ascending(names[a], names[b]));
  const paired = question.item === undefined ? frequent.subarray(0, MOST_PAIRED) : frequent;
  const together =
    question.item === undefined
      ? countAll(items, ends, paired, names.length)
      : countWith(items, ends, paired, named, names.length);
  const all: ItemPair[] = [];
  together((first, second, both) => {
    if (both < question.minTogether) return;
    all.push({
      first: names[first],
      second: names[second],
      together: both,
      firstBaskets: count[first],
      secondBaskets: count[second],
      ofFirst: share(both, count[first]),
      ofSecond: share(both, count[second]),
      lift: (both * ends.length) / (count[first] * count[second]),
      row: pairRow(names[first], names[second]),
    });
  });
  const rank = (pair: ItemPair): number => (question.order === 'LIFT' ? pair.lift : pair.together);
  all.sort((a, b) => rank(b) - rank(a) || ascending(a.row, b.row));
  return {
    baskets: ends.length,
    items: names.length,
    paired: paired.length + (named === undefined ? 0 : 1),
    found: all.length,
    pairs: all.slice(0, question.first),
  };
}

/** Calls back with each pair of codes and the number of baskets that have both. */
type Together = (each: (first: number, second: number, both: number) => void) => void;

/** Returns for each code its position among the paired items, or -1. */
function positions(paired: Int32Array, codes: number): Int32Array {
  const out = new Int32Array(codes).fill(-1);
  paired.forEach((code, place) => void (out[code] = place));
  return out;
}

function countAll(items: Int32Array, ends: Int32Array, paired: Int32Array, codes: number): Together {
  const place = positions(paired, codes);
  const n = paired.length;
  // The cell of the places i < j is at j (j - 1) / 2 + i.
  const cells = new Int32Array((n * (n - 1)) / 2);
  let from = 0;
  for (const end of ends) {
    const own = items.subarray(from, end).filter((code) => place[code] >= 0);
    const places = own.map((code) => place[code]).sort();
    for (let j = 1; j < places.length; j++)
      for (let i = 0; i < j; i++) cells[(places[j] * (places[j] - 1)) / 2 + places[i]]++;
    from = end;
  }
  return (each) => {
    for (let j = 1; j < n; j++) for (let i = 0; i < j; i++) each(paired[i], paired[j], cells[(j * (j - 1)) / 2 + i]);
  };
}

function countWith(
  items: Int32Array,
  ends: Int32Array,
  paired: Int32Array,
  named: number | undefined,
  codes: number,
): Together {
  const place = positions(paired, codes);
  const cells = new Int32Array(paired.length);
  let from = 0;
  for (const end of ends) {
    const basket = items.subarray(from, end);
    if (named !== undefined && basket.includes(named))
      for (const code of basket) if (place[code] >= 0) cells[place[code]]++;
    from = end;
  }
  return (each) => paired.forEach((code, i) => each(named ?? -1, code, cells[i]));
}
