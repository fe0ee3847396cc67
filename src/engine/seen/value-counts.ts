/** Values of one tag or property with how often each was seen, within a bound on memory. */
import type { Property, Value } from '../model.js';

export const SEEN_TYPES = ['TEXT', 'NUMBER', 'BOOLEAN', 'LIST'] as const;
export type SeenType = (typeof SEEN_TYPES)[number];

export type SeenValue = Exclude<Value | Property, readonly string[]>;

export interface CountedValue {
  readonly value: SeenValue;
  readonly count: number;
}

/** Different values that are counted; of more, those met first. */
const MOST_VALUES = 100_000;

export function seenTypeOf(value: Value | Property): SeenType {
  if (typeof value === 'object') return 'LIST';
  if (typeof value === 'string') return 'TEXT';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'NUMBER';
}

/** Counts of values. An element of a list counts as a value of its own. */
export class ValueCounts {
  private readonly counts = new Map<SeenValue, number>();
  private asNumbers: Set<number> | undefined;
  readonly types = new Map<SeenType, number>();
  /**
   * False when there were more different values than are kept: those counted are counted exactly, others are missing.
   */
  isComplete = true;

  /**
   * `admits` says which values are counted; types are, whatever it says. Those of `always` are counted beyond the
   * bound.
   */
  constructor(
    private readonly admits: (value: SeenValue) => boolean = () => true,
    private readonly always: ReadonlySet<SeenValue> = new Set(),
    private readonly most = MOST_VALUES,
  ) {}

  add(value: Value | Property, times = 1): void {
    const type = seenTypeOf(value);
    this.types.set(type, (this.types.get(type) ?? 0) + times);
    if (typeof value !== 'object') return this.count(value, times);
    for (const element of new Set(value)) this.count(element, times);
  }

  has(value: SeenValue): boolean {
    return this.counts.has(value);
  }

  /** Whether a number was counted, whole or decimal. */
  hasNumber(value: number | bigint): boolean {
    this.asNumbers ??= new Set(this.numbers().map(asNumber));
    return this.asNumbers.has(asNumber(value));
  }

  get distinct(): number {
    return this.counts.size;
  }

  /** Numbers among the values. */
  numbers(): (number | bigint)[] {
    return [...this.counts.keys()].filter((value) => typeof value === 'number' || typeof value === 'bigint');
  }

  /** The commonest first; of equally common ones in the order of values. */
  commonest(first = Infinity): CountedValue[] {
    return [...this.counts]
      .map(([value, count]) => ({ value, count }))
      .sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
      .slice(0, first);
  }

  private count(value: SeenValue, times: number): void {
    if (!this.admits(value)) return;
    this.asNumbers = undefined;
    const before = this.counts.get(value);
    if (before !== undefined) this.counts.set(value, before + times);
    else if (this.counts.size < this.most || this.always.has(value)) this.counts.set(value, times);
    else this.isComplete = false;
  }
}

/** Decimals are whole ten-thousandths. */
const asNumber = (value: number | bigint): number => (typeof value === 'bigint' ? Number(value) / 10_000 : value);
