/** Metric alerts read naively: the units of a whole history, and the units in which being beyond the bound changes. */

interface Watched {
  readonly kind: 'above' | 'below' | 'rise' | 'fall';
  /** As a plain number. */
  readonly bound: number;
}

/** Returns the units in which news is due, in order. Values are whole numbers; undefined has no figure. */
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
