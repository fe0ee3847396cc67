/** Counts the values of one tag or property, with bounded memory. */
import type { Property, Value } from '../types.js';

export const SEEN_TYPES = ['TEXT', 'NUMBER', 'BOOLEAN', 'LIST'] as const;
export type SeenType = (typeof SEEN_TYPES)[number];

export type SeenValue = Exclude<Value | Property, readonly string[]>;

export interface CountedValue {
  readonly value: SeenValue;
  readonly count: number;
}

/** Maximum number of distinct values. Further distinct values are not counted. */
const MOST_VALUES = 100_000;

export function seenTypeOf(value: Value | Property): SeenType {
  if (typeof value === 'object') return 'LIST';
  if (typeof value === 'string') return 'TEXT';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'NUMBER';
}

/** Counts values. Each element of a list counts separately. */
export class ValueCounts {
  private readonly counts = new Map<SeenValue, number>();
  private asNumbers: Set<number> | undefined;
  readonly types = new Map<SeenType, number>();
  /**
   * False if there were more distinct values than the limit. The counts are then exact for the counted values, but
   * other values are missing.
   */
  isComplete = true;

  /**
   * `admits` selects the values to count. The types of values are always counted. The values in `always` are counted
   * even if the limit is exceeded.
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

  /** Whether a number was counted, as an integer, double or decimal. */
  hasNumber(value: number | bigint): boolean {
    this.asNumbers ??= new Set(this.numbers().map(asNumber));
    return this.asNumbers.has(asNumber(value));
  }

  get distinct(): number {
    return this.counts.size;
  }

  /** Returns the counted values that are numbers. */
  numbers(): (number | bigint)[] {
    return [...this.counts.keys()].filter((value) => typeof value === 'number' || typeof value === 'bigint');
  }

  /** Returns the values in descending order of frequency. Equally frequent values are in ascending order. */
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

/** Converts a decimal, which has 4 fraction digits, to a double. */
const asNumber = (value: number | bigint): number => (typeof value === 'bigint' ? Number(value) / 10_000 : value);
