/** Derived tags: the first rule that holds, or a weighted sum, over time. */
import { divideHalfEven, SCALE, writtenDigits } from '../values/decimal.js';
import type { Condition, Derivation, Metric, Term, Value } from '../model.js';
import { zip, type Timeline } from '../time/timeline.js';
import { sameValue } from '../values/value.js';

/** A customer's conditions, tags and aggregates over time. */
interface Timelines {
  /** Milliseconds. */
  readonly begin: number;
  truth(condition: Condition): Timeline<boolean>;
  tag(key: string): Timeline<Value | undefined>;
  metric(metric: Metric): Timeline<Value | undefined>;
}

/** The derived value from the beginning on. Absent parts of a score count as 0. */
export function derivedTimeline(d: Derivation, e: Timelines): Timeline<Value | undefined> {
  if (d.kind === 'rules') {
    return zip(
      e.begin,
      d.rules.map((r) => e.truth(r.when)),
      (truths) => {
        const i = truths.indexOf(true);
        return i < 0 ? d.otherwise : d.rules[i].value;
      },
      sameValue,
    );
  }
  return zip(
    e.begin,
    d.terms.map((t) => termTimeline(t, e)),
    (values) =>
      weightedSum(
        d.terms.map((t) => t.weight),
        values,
      ),
    sameValue,
  );
}

/** Exact, whatever the values have for digits, and rounded once, half to even, at 4 digits. */
function weightedSum(weights: readonly bigint[], values: readonly (Value | undefined)[]): bigint {
  const numbers = values.map(number);
  const scale = Math.max(SCALE, ...numbers.map((n) => n.scale));
  const sum = numbers.reduce((total, n, i) => total + weights[i] * n.digits * 10n ** BigInt(scale - n.scale), 0n);
  return divideHalfEven(sum, 10n ** BigInt(scale));
}

function termTimeline(t: Term, e: Timelines): Timeline<Value | undefined> {
  return t.kind === 'tag' ? e.tag(t.tag) : t.kind === 'metric' ? e.metric(t.metric) : e.truth(t.condition);
}

function number(v: Value | undefined): { readonly digits: bigint; readonly scale: number } {
  if (typeof v === 'bigint') return { digits: v, scale: SCALE };
  return writtenDigits(typeof v === 'number' ? v : v === true ? 1 : 0);
}
