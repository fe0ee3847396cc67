/** Reference implementation of item links and rankings. It counts each pair by examining every basket. */

export function pairOf(
  baskets: readonly ReadonlySet<string>[],
  one: string,
  other: string,
): { both: number; a: number; b: number; all: number } {
  return {
    both: baskets.filter((x) => x.has(one) && x.has(other)).length,
    a: baskets.filter((x) => x.has(one)).length,
    b: baskets.filter((x) => x.has(other)).length,
    all: baskets.length,
  };
}

/**
 * Returns twice the mutual information of the two items' contingency table, multiplied by the number of baskets. It is
 * computed from the probabilities of the cells and margins.
 */
export function mutualInformation(baskets: readonly ReadonlySet<string>[], one: string, other: string): number {
  let sum = 0;
  for (const inOne of [true, false])
    for (const inOther of [true, false]) {
      const n = baskets.length;
      const p = baskets.filter((x) => x.has(one) === inOne && x.has(other) === inOther).length / n;
      const pOne = baskets.filter((x) => x.has(one) === inOne).length / n;
      const pOther = baskets.filter((x) => x.has(other) === inOther).length / n;
      if (p > 0) sum += 2 * n * p * Math.log(p / (pOne * pOther));
    }
  return sum;
}

/**
 * Compares each positive outcome with each negative outcome. Returns the share of these pairs in which the positive
 * outcome has the higher prediction. Equal predictions count half.
 */
export function pairwiseAuc(predictions: readonly number[], outcomes: readonly number[]): number | undefined {
  let [pairs, won] = [0, 0];
  for (let i = 0; i < predictions.length; i++)
    for (let k = 0; k < predictions.length; k++) {
      if (outcomes[i] !== 1 || outcomes[k] !== 0) continue;
      pairs++;
      if (predictions[i] > predictions[k]) won++;
      else if (predictions[i] === predictions[k]) won += 0.5;
    }
  return pairs === 0 ? undefined : won / pairs;
}
