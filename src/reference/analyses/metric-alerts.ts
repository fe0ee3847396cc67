/**
 * Reference implementation of metric alerts. It determines the units in which a metric passes its bound or returns
 * within the bound.
 */

interface Watched {
  readonly kind: 'above' | 'below' | 'rise' | 'fall';
  /** The bound as a double. */
  readonly bound: number;
}

/**
 * Returns the units in which an alert is raised or has recovered, in order. `values` has one whole number per unit, or
 * undefined if the unit has no figure.
 */
export function newsNaively(
  { kind, bound }: Watched,
  values: readonly (number | undefined)[],
): readonly { readonly unit: number; readonly isRecovered: boolean }[] {
  const answers = values.map((value, unit) => {
    const before = values[unit - 1];
    if (value === undefined) return undefined;
    if (kind === 'above') return value > bound;
    if (kind === 'below') return value < bound;
    if (before === undefined || before <= 0) return undefined;
    const share = value / before - 1;
    return kind === 'rise' ? share > bound + 1e-12 : -share > bound + 1e-12;
  });
  const said = answers.flatMap((answer, unit) => (answer === undefined ? [] : [{ unit, answer }]));
  return said.flatMap(({ unit, answer }, i) => {
    const last = i === 0 ? false : said[i - 1].answer;
    return answer === last ? [] : [{ unit, isRecovered: !answer }];
  });
}
