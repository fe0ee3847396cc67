/** Fits parameters in steps, so that the caller can do other work between steps. */

/** A calculation in steps. Each call of `next()` does a limited amount of work. The last call returns the result. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Runs all steps without a pause and returns the result. */
export function completed<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Number of rows to process in one step, about a millisecond of work. */
export const ROWS_AT_ONCE = 2_000;

/** Returns the indexes of the values, sorted by value. Equal values keep their order. */
export function* ascendingOrder(values: ArrayLike<number>): Steps<Uint32Array> {
  const n = values.length;
  let order = new Uint32Array(n);
  for (let from = 0; from < n; from += ROWS_AT_ONCE) {
    yield;
    const run = order.subarray(from, Math.min(n, from + ROWS_AT_ONCE));
    for (let i = 0; i < run.length; i++) run[i] = from + i;
    run.sort((i, k) => values[i] - values[k] || i - k);
  }
  // Each pass merges pairs of sorted runs.
  for (let width = ROWS_AT_ONCE; width < n; width *= 2) {
    const merged = new Uint32Array(n);
    for (let from = 0; from < n; from += 2 * width) {
      const [middle, end] = [Math.min(n, from + width), Math.min(n, from + 2 * width)];
      let [left, right] = [from, middle];
      for (let place = from; place < end; place++) {
        if (place % ROWS_AT_ONCE === 0) yield;
        const takesLeft = left < middle && (right >= end || values[order[left]] <= values[order[right]]);
        merged[place] = takesLeft ? order[left++] : order[right++];
      }
    }
    order = merged;
  }
  return order;
}

export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly converged: boolean;
}

interface Vertex {
  readonly at: readonly number[];
  readonly value: number;
}

export interface SimplexOptions {
  /** Length of the edges of the initial simplex. */
  readonly edge: number;
  /** The search ends when the values at all vertices of the simplex differ by at most this relative amount. */
  readonly tolerance: number;
  /** Maximum number of iterations. */
  readonly most: number;
}

/** The function to minimize. A function over many rows is computed in steps. */
type Target = (at: readonly number[]) => number | Steps<number>;

/**
 * Minimizes a function with the simplex method of Nelder and Mead (1965). Each step evaluates the function once, or a
 * part of it. A value that is not a number counts as infinite.
 *
 * Example: for (x - 3)^2 + (y + 1)^2, a search from [0, 0] ends at [3, -1].
 */
export function* nelderMead(
  target: Target,
  start: readonly number[],
  { edge, tolerance, most }: SimplexOptions,
): Steps<Minimum> {
  const vertex = function* (at: readonly number[]): Steps<Vertex> {
    yield;
    const found = target(at);
    const value = typeof found === 'number' ? found : yield* found;
    return { at, value: Number.isNaN(value) ? Infinity : value };
  };
  const n = start.length;
  let simplex = [yield* vertex(start)];
  for (let i = 0; i < n; i++) simplex.push(yield* vertex(start.map((x, k) => (k === i ? x + edge : x))));
  for (let iteration = 0; iteration < most; iteration++) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0], simplex[n]];
    if (isTight(simplex, tolerance)) return { ...best, converged: true };
    const centre = start.map((_, k) => simplex.slice(0, n).reduce((sum, v) => sum + v.at[k], 0) / n);
    const beyond = (factor: number): Steps<Vertex> => vertex(centre.map((c, k) => c + factor * (worst.at[k] - c)));
    const reflected = yield* beyond(-1);
    let next: Vertex | undefined;
    if (reflected.value < best.value) {
      const expanded = yield* beyond(-2);
      next = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[n - 1].value) next = reflected;
    else {
      const contracted = yield* beyond(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, worst.value)) next = contracted;
    }
    if (next) simplex[n] = next;
    else {
      const rest = simplex.slice(1);
      simplex = [best];
      for (const { at } of rest) simplex.push(yield* vertex(at.map((x, k) => (x + best.at[k]) / 2)));
    }
  }
  simplex.sort((a, b) => a.value - b.value);
  return { ...simplex[0], converged: false };
}

function isTight(sorted: readonly Vertex[], tolerance: number): boolean {
  const [best, worst] = [sorted[0], sorted[sorted.length - 1]];
  if (!(worst.value - best.value <= tolerance * (Math.abs(best.value) + 1e-12))) return false;
  return sorted.every((v) => v.at.every((x, k) => Math.abs(x - best.at[k]) < 0.01));
}

const COARSE: SimplexOptions = { edge: 0.7, tolerance: 1e-6, most: 300 };
const FINE: SimplexOptions = { edge: 0.1, tolerance: 1e-12, most: 2000 };

/**
 * Minimizes a function of positive parameters. The search uses the logarithms of the parameters and several starting
 * points. The best result of the coarse searches is refined twice. Each refinement uses a new simplex, because a
 * simplex can collapse before it reaches a minimum.
 *
 * `converged` is false if a refinement ends at its maximum number of iterations, still improves the result, or moves to
 * a limit of the parameters.
 */
export function* positiveMinimum(target: Target, starts: readonly (readonly number[])[]): Steps<Minimum> {
  const ofLogs: Target = (logs) => target(logs.map(Math.exp));
  let best: Minimum | undefined;
  for (const start of starts) {
    const found = yield* nelderMead(ofLogs, start.map(Math.log), COARSE);
    if (!best || found.value < best.value) best = found;
  }
  const first: Minimum = yield* nelderMead(ofLogs, best!.at, FINE);
  const second: Minimum = yield* nelderMead(ofLogs, first.at, FINE);
  const settled = first.value - second.value <= 1e-9 * (1 + Math.abs(second.value));
  const within = second.at.every((log, k) => Math.abs(log - starts[0].map(Math.log)[k]) < 14);
  return {
    at: second.at.map(Math.exp),
    value: second.value,
    converged: second.converged && settled && within && Number.isFinite(second.value),
  };
}
