/** Derived tags: the first rule that holds, or a weighted sum, over time. */
import { decimalOfNumber, divideHalfEven, SCALE } from './decimal.js';
import type { Derivation, Term, Value } from './model.js';
import type { Evaluation } from './segment/evaluate.js';
import { zip, type Timeline } from './timeline.js';
import { sameValue } from './value.js';

/** The derived value from the evaluation's beginning on. Absent parts of a score count as 0. */
export function derivedTimeline(d: Derivation, e: Evaluation): Timeline<Value | undefined> {
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
  // Weights and values have scale 4 each: the sum is exact at scale 8 and rounded once, half to even.
  return zip(
    e.begin,
    d.terms.map((t) => termTimeline(t, e)),
    (values) =>
      divideHalfEven(
        values.reduce<bigint>((sum, v, i) => sum + d.terms[i].weight * number(v), 0n),
        10n ** BigInt(SCALE),
      ),
    sameValue,
  );
}

function termTimeline(t: Term, e: Evaluation): Timeline<Value | undefined> {
  return t.kind === 'tag' ? e.tag(t.tag) : t.kind === 'metric' ? e.metric(t.metric) : e.truth(t.condition);
}

function number(v: Value | undefined): bigint {
  if (typeof v === 'bigint') return v;
  return typeof v === 'number' ? decimalOfNumber(v) : v === true ? 10n ** BigInt(SCALE) : 0n;
}
