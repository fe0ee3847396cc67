/** Explains why a condition is true or false for one customer at a given time, and when that will change. */
import { consentEvidence } from '../facts/consent.js';
import { compareFacts } from '../facts/facts.js';
import type { Condition, Derivation, EventFact, Metric, Value } from '../types.js';
import { sequenceAt, unfollowedAt } from './patterns.js';
import { ratioShown } from '../values/ratio.js';
import { contributions } from '../facts/selection.js';
import { MAX_RETENTION_MS } from '../facts/event-retention.js';
import { DAY, formatDuration } from '../time/time.js';
import { nextFlip, valueAt } from '../time/timeline.js';
import { children, partsOf } from './condition.js';
import { Evaluation, type Definitions, type CustomerFacts } from './evaluate.js';
import { printCondition } from './print.js';

export interface Explanation {
  readonly text: string;
  readonly kind: Condition['kind'];
  readonly truth: boolean;
  /**
   * Value of the tag, aggregate or ratio. A ratio is rounded to 4 digits, and a `medianGap` is an ISO 8601 duration.
   * Absent if there is no value.
   */
  readonly observed?: Value;
  /** Ids of the events that determine the value, newest first. At most `MAX_EVIDENCE`. */
  readonly evidence: readonly string[];
  /** When the result of this part changes without new facts, in ms. */
  readonly nextFlipAt?: number;
  /** The parts of a group, the condition of a segment, or the rules of a derived tag. */
  readonly children: readonly Explanation[];
}

const MAX_EVIDENCE = 10;
/**
 * How far ahead future changes are searched, in ms. Longer than any retention, so that every future change of the
 * result is found.
 */
const HORIZON_MS = MAX_RETENTION_MS + 366 * DAY;

export function explain(
  condition: Condition,
  definitions: Definitions,
  subject: CustomerFacts,
  at: number,
): Explanation {
  const evaluation = new Evaluation(definitions, subject, at, at + HORIZON_MS);
  const visit = (node: Condition): Explanation => {
    const line = evaluation.truth(node);
    return {
      text: printCondition(node),
      kind: node.kind,
      truth: valueAt(line, at),
      observed: observed(node, evaluation),
      evidence: evidence(node, definitions, subject, at),
      nextFlipAt: nextFlip(line, at, evaluation.horizon),
      children: inner(node, definitions).map(visit),
    };
  };
  return visit(condition);
}

function observed(node: Condition, e: Evaluation): Value | undefined {
  const of = (metric: Metric): Value | undefined => valueAt(e.metric(metric), e.begin);
  if (node.kind === 'tag') return valueAt(e.tag(node.tag), e.begin);
  if (node.kind === 'metric') {
    const value = of(node.metric);
    return node.metric.aggregate === 'medianGap' && typeof value === 'number' ? formatDuration(value) : value;
  }
  return node.kind === 'ratio' ? ratioShown(of(node.of), of(node.by)) : undefined;
}

function inner(node: Condition, definitions: Definitions): readonly Condition[] {
  if (node.kind === 'segment') return [definitions.segment(node.segment)!];
  if (node.kind !== 'tag') return children(node);
  const derivation: Derivation | undefined = definitions.tag(node.tag)?.derivation;
  return derivation ? partsOf(derivation).conditions : [];
}

function metricBehind(node: Condition, definitions: Definitions): Metric | undefined {
  if (node.kind === 'metric') return node.metric;
  return node.kind === 'tag' ? definitions.tag(node.tag)?.metric : undefined;
}

function evidence(node: Condition, definitions: Definitions, { facts }: CustomerFacts, at: number): readonly string[] {
  const { setting } = definitions;
  const metric = metricBehind(node, definitions);
  const active = (s: Parameters<typeof contributions>[0]): EventFact[] =>
    contributions(s, facts, at, setting)
      .filter((x) => x.from <= at && at < x.to)
      .map((x) => x.fact);
  let list: readonly EventFact[] = [];
  if (metric) list = active(metric);
  else if (node.kind === 'ratio') list = inOrder([...active(node.of), ...active(node.by)]);
  else if (node.kind === 'occurrence') list = active(node.of).slice(...(node.which === 'first' ? [0, 1] : [-1]));
  else if (node.kind === 'sequence') list = sequenceAt(node, facts, at, setting) ?? [];
  else if (node.kind === 'consent') list = consentEvidence(node, facts, at, setting);
  else if (node.kind === 'unfollowed') list = unfollowedAt(node, facts, at, setting);
  return list
    .slice(-MAX_EVIDENCE)
    .reverse()
    .map((f) => f.id);
}

/** Removes duplicates and sorts by time. */
function inOrder(facts: readonly EventFact[]): readonly EventFact[] {
  return [...new Map(facts.map((f) => [f.id, f])).values()].sort(compareFacts);
}
