/**
 * Reference implementation of BG/NBD and MBG/NBD. It integrates numerically over the order rate and the probability of
 * leaving, without the closed forms.
 */

export interface Parameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

export interface History {
  readonly repeats: number;
  readonly lastAt: number;
  readonly age: number;
}

export interface Naive {
  readonly likelihood: number;
  readonly alive: number;
  /** Expected number of orders in a period after the cutoff time. */
  readonly orders: number;
}

/** Number of grid points in each dimension. */
const POINTS = 400;

/**
 * The model: a customer orders at rate l and leaves after each order with probability p. The customer may leave after
 * the first order only if `mayLeaveAtFirst` is true.
 *
 * p is integrated over its log-odds and l over its logarithm, by the midpoint rule. In these variables, both densities
 * vanish at the ends.
 */
export function naiveOrders(
  { r, alpha, a, b }: Parameters,
  history: History,
  time: number,
  mayLeaveAtFirst: boolean,
): Naive {
  const { repeats: x, lastAt, age } = history;
  const chances = x + (mayLeaveAtFirst ? 1 : 0);
  const orders = (p: number, l: number): number => (p < 1e-9 ? l * time : -Math.expm1(-l * p * time) / p);
  // The densities are not normalized. `norm` is their integral.
  let [all, alive, expected, norm] = [0, 0, 0, 0];
  const rates = Array.from({ length: POINTS }, (_, k) => {
    const s = -40 + (44 * (k + 0.5)) / POINTS;
    const l = Math.exp(s);
    // The density of a gamma distribution, multiplied by l because the grid is uniform in log(l).
    return { l, density: Math.exp(r * s - alpha * l) };
  });
  for (let i = 0; i < POINTS; i++) {
    const s = -30 + (60 * (i + 0.5)) / POINTS;
    const p = 1 / (1 + Math.exp(-s));
    const q = 1 / (1 + Math.exp(s));
    const density = p ** a * q ** b;
    for (const { l, density: d } of rates) {
      const weight = density * d;
      norm += weight;
      const stays = weight * l ** x * q ** chances * Math.exp(-l * age);
      const leaves = chances === 0 ? 0 : weight * l ** x * p * q ** (chances - 1) * Math.exp(-l * lastAt);
      all += stays + leaves;
      alive += stays;
      expected += stays * orders(p, l);
    }
  }
  return { likelihood: all / norm, alive: alive / all, orders: expected / all };
}
