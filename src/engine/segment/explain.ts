/** Why a condition is true or false for one customer at an instant, and when that will change. */
import type { Condition, Value } from '../model.js';
import { contributions } from '../selection.js';
import { nextFlip, valueAt } from '../timeline.js';
import { Evaluation, type Definitions, type Subject } from './evaluate.js';
import { children } from './condition.js';
import { printCondition } from './print.js';
import { DAY } from '../time.js';

export interface Explanation {
  readonly text: string;
  readonly kind: Condition['kind'];
  readonly truth: boolean;
  /** The tag's or aggregate's value; absent when there is none. */
  readonly observed?: Value;
  /** Events that make up the value, newest first, at most `MAX_EVIDENCE`. */
  readonly evidence: readonly string[];
  /** When this part changes with no new input. */
  readonly nextFlipAt?: number;
  readonly children: readonly Explanation[];
}

const MAX_EVIDENCE = 10;

export function explain(c: Condition, definitions: Definitions, subject: Subject, at: number): Explanation {
  const evaluation = new Evaluation(definitions, subject, at, at + 400 * DAY);
  const visit = (node: Condition): Explanation => {
    const line = evaluation.truth(node);
    const metric = node.kind === 'metric' ? node.metric : node.kind === 'tag' ? definitions.tag(node.tag)?.metric : undefined;
    const observed = node.kind === 'tag' ? valueAt(evaluation.tag(node.tag), at) : metric ? valueAt(evaluation.metric(metric), at) : undefined;
    const evidence = metric
      ? contributions(metric, subject.facts, at, definitions.setting).filter((x) => x.from <= at && at < x.to).slice(-MAX_EVIDENCE).reverse().map((x) => x.fact.id)
      : [];
    const inner = node.kind === 'segment' ? [definitions.segment(node.segment)!] : children(node);
    return { text: printCondition(node), kind: node.kind, truth: valueAt(line, at), observed, evidence, nextFlipAt: nextFlip(line, at, evaluation.horizon), children: inner.map(visit) };
  };
  return visit(c);
}
