/**
 * Evaluates derived tags over time. The value comes from the first rule whose condition holds, or is a weighted sum.
 */
import { divideHalfEven, SCALE, writtenDigits } from '../values/decimal.js';
import type { Condition, Derivation, Metric, Term, Value } from '../types.js';
import { zip, type Timeline } from '../time/timeline.js';
import { sameValue } from '../values/value.js';

/** Evaluates conditions, tags and aggregates of a customer over time. */
interface Timelines {
  /** Start of the timelines, in ms. */
  readonly begin: number;
  truth(condition: Condition): Timeline<boolean>;
  tag(key: string): Timeline<Value | undefined>;
  metric(metric: Metric): Timeline<Value | undefined>;
}

/** Returns the derived value from `begin` on. Missing terms of a score count as 0. */
export function derivedTimeline(derivation: Derivation, timelines: Timelines): Timeline<Value | undefined> {
  if (derivation.kind === 'rules') {
    return zip(
      timelines.begin,
      derivation.rules.map((r) => timelines.truth(r.when)),
      (truths) => {
        const i = truths.indexOf(true);
        return i < 0 ? derivation.otherwise : derivation.rules[i].value;
      },
      sameValue,
    );
  }
  return zip(
    timelines.begin,
    derivation.terms.map((t) => termTimeline(t, timelines)),
    (values) =>
      weightedSum(
        derivation.terms.map((t) => t.weight),
        values,
      ),
    sameValue,
  );
}

/**
 * Computes a weighted sum. The sum is exact for any number of digits and is rounded once, half to even, at 4 digits.
 */
function weightedSum(weights: readonly bigint[], values: readonly (Value | undefined)[]): bigint {
  const numbers = values.map(number);
  const scale = Math.max(SCALE, ...numbers.map((n) => n.scale));
  const sum = numbers.reduce((total, n, i) => total + weights[i] * n.digits * 10n ** BigInt(scale - n.scale), 0n);
  return divideHalfEven(sum, 10n ** BigInt(scale));
}

function termTimeline(term: Term, timelines: Timelines): Timeline<Value | undefined> {
  if (term.kind === 'tag') return timelines.tag(term.tag);
  return term.kind === 'metric' ? timelines.metric(term.metric) : timelines.truth(term.condition);
}

function number(v: Value | undefined): { readonly digits: bigint; readonly scale: number } {
  if (typeof v === 'bigint') return { digits: v, scale: SCALE };
  return writtenDigits(typeof v === 'number' ? v : Number(v === true));
}
