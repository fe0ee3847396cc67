/**
 * Timelines, which are step functions of time. A timeline contains a value and all changes of it that happen without
 * new facts. Every condition evaluates to a timeline. The current result, the next change and past results are read
 * from it.
 */

/**
 * A value over time. Times are in ms since 1970.
 *
 * @example
 * const line: Timeline<boolean> = { starts: [0, 1000], values: [false, true] };
 * valueAt(line, 999); // false
 * valueAt(line, 1000); // true
 */
export interface Timeline<T> {
  /**
   * Ascending times. `values[i]` applies during [starts[i], starts[i + 1]), and the last value applies forever. Never
   * empty.
   */
  readonly starts: readonly number[];
  readonly values: readonly T[];
}

export function constant<T>(from: number, value: T): Timeline<T> {
  return { starts: [from], values: [value] };
}

/** Returns the index of the piece that contains `at`, or -1 before the timeline begins. */
export function pieceAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (starts[mid] <= at) low = mid + 1;
    else high = mid;
  }
  return low - 1;
}

/** Returns the value at `at`, which must not be before the timeline begins. */
export function valueAt<T>(line: Timeline<T>, at: number): T {
  return line.values[Math.max(0, pieceAt(line.starts, at))];
}

/** Merges adjacent pieces with equal values. */
export function compact<T>(
  starts: readonly number[],
  values: readonly T[],
  same: (a: T, b: T) => boolean = Object.is,
): Timeline<T> {
  const s: number[] = [];
  const v: T[] = [];
  for (let i = 0; i < starts.length; i++) {
    if (v.length > 0 && same(v[v.length - 1], values[i])) continue;
    s.push(starts[i]);
    v.push(values[i]);
  }
  return { starts: s, values: v };
}

export function map<T, U>(line: Timeline<T>, apply: (value: T) => U): Timeline<U> {
  if (line.values.length === 1) return { starts: line.starts, values: [apply(line.values[0])] };
  return compact(line.starts, line.values.map(apply));
}

/**
 * Returns the timeline of `apply` called with the values of all given timelines at each time. All of them begin at
 * `begin`.
 */
export function zip<T, U>(
  begin: number,
  lines: readonly Timeline<T>[],
  apply: (values: readonly T[]) => U,
  same?: (a: U, b: U) => boolean,
): Timeline<U> {
  const starts = [...new Set([begin, ...lines.flatMap((l) => l.starts)])].sort((a, b) => a - b);
  const at = lines.map(() => 0);
  return compact(
    starts,
    starts.map((t) =>
      apply(
        lines.map((l, i) => {
          while (at[i] + 1 < l.starts.length && l.starts[at[i] + 1] <= t) at[i]++;
          return l.values[at[i]];
        }),
      ),
    ),
    same,
  );
}

/**
 * Returns the intervals [from, to) in which a timeline is true. If it is true at its beginning, the first interval
 * begins at -Infinity.
 */
export function truePieces(line: Timeline<boolean>): readonly (readonly [from: number, to: number])[] {
  return line.values.flatMap((v, i) =>
    v ? [[i === 0 ? -Infinity : line.starts[i], line.starts[i + 1] ?? Infinity] as const] : [],
  );
}

export const negate = (line: Timeline<boolean>): Timeline<boolean> => ({
  starts: line.starts,
  values: line.values.map((v) => !v),
});

/**
 * Returns a timeline that is true while all (or any) of the given ones are true. All of them must begin at the same
 * time.
 */
export function combine(lines: readonly Timeline<boolean>[], mode: 'all' | 'any'): Timeline<boolean> {
  // A timeline that never changes and decides the result is returned at once. The other timelines do not matter then.
  const decisive = mode === 'any';
  for (const l of lines) if (l.values.length === 1 && l.values[0] === decisive) return l;
  const open = lines.filter((l) => l.values.length > 1);
  if (open.length === 0) return lines[0];
  if (open.length === 1) return open[0];
  const starts = [...new Set(open.flatMap((l) => l.starts))].sort((a, b) => a - b);
  const at = open.map(() => 0);
  const values = starts.map((t) => {
    let result = !decisive;
    open.forEach((l, i) => {
      while (at[i] + 1 < l.starts.length && l.starts[at[i] + 1] <= t) at[i]++;
      if (l.values[at[i]] === decisive) result = decisive;
    });
    return result;
  });
  return compact(starts, values);
}

/** Returns the first time after `at` at which the value changes. Undefined if it does not change up to the horizon. */
export function nextFlip(line: Timeline<boolean>, at: number, horizon: number): number | undefined {
  const i = Math.max(0, pieceAt(line.starts, at));
  const now = line.values[i];
  for (let k = i + 1; k < line.starts.length; k++)
    if (line.values[k] !== now) return line.starts[k] <= horizon ? line.starts[k] : undefined;
  return undefined;
}

/** Returns a timeline from `begin` on that is true in the union of half-open intervals [from, to). */
export function during(begin: number, intervals: readonly (readonly [from: number, to: number])[]): Timeline<boolean> {
  const live = intervals.filter(([f, t]) => t > begin && t > f).sort((a, b) => a[0] - b[0]);
  const starts: number[] = [begin];
  const values: boolean[] = [false];
  let until = begin;
  for (const [from, to] of live) {
    const f = Math.max(from, begin);
    if (values[values.length - 1] && f <= until) {
      until = Math.max(until, to);
      continue;
    }
    if (values[values.length - 1]) {
      starts.push(until);
      values.push(false);
    }
    if (f === starts[starts.length - 1]) values[values.length - 1] = true;
    else {
      starts.push(f);
      values.push(true);
    }
    until = to;
  }
  if (values[values.length - 1] && Number.isFinite(until)) {
    starts.push(until);
    values.push(false);
  }
  return compact(starts, values);
}
