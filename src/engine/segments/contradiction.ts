/** Finds conditions that are never or always true, for warnings to their authors. */
import type { Condition, Metric, Test, Value } from '../types.js';
import { isListTest } from '../lists/bind.js';
import { metricKey } from './aggregates.js';
import { metricType } from './compared-types.js';
import { isRelative, passes } from '../values/value.js';
import { childPath, children } from './condition.js';
import { printCondition } from './print.js';

/** Maximum number of characters of a condition in a message. */
const SHOWN_TEXT = 2000;

export interface Contradiction {
  readonly reason: 'NEVER_TRUE' | 'ALWAYS_TRUE';
  /** Path of the contradictory part in the condition, in the same format as in faults. */
  readonly path: string;
  readonly message: string;
}

/**
 * Returns a contradiction for each part that is never or always true. Every reported contradiction is real, but not all
 * contradictions are found.
 */
export function contradictionsOf(condition: Condition, path = ''): Contradiction[] {
  const reason = contradictionOf(condition);
  // If a group is a contradiction, no separate warnings are needed for its parts.
  if (reason)
    return [
      {
        reason,
        path,
        message: `${reason === 'NEVER_TRUE' ? 'never' : 'always'} true: ${printCondition(condition).slice(0, SHOWN_TEXT)}`,
      },
    ];
  return children(condition).flatMap((child, i) => contradictionsOf(child, childPath(condition, i, path)));
}

/** Returns only the messages of the contradictions. */
export const warningsOf = (condition: Condition): string[] => contradictionsOf(condition).map(({ message }) => message);

function contradictionOf(c: Condition): Contradiction['reason'] | undefined {
  if (c.kind === 'all') return isEmpty(parts(c, 'all')) ? 'NEVER_TRUE' : undefined;
  if (c.kind === 'any') return isEmpty(parts(c, 'any').map(negated)) ? 'ALWAYS_TRUE' : undefined;
  if (c.kind !== 'metric' && c.kind !== 'tag') return undefined;
  if (isEmpty([{ of: c, negate: false }])) return 'NEVER_TRUE';
  return c.kind === 'metric' && isEmpty([{ of: c, negate: true }]) ? 'ALWAYS_TRUE' : undefined;
}

interface Part {
  readonly of: Condition;
  readonly negate: boolean;
}

const negated = (p: Part): Part => ({ of: p.of, negate: !p.negate });

/**
 * Flattens nested groups of one kind (`all` or `any`). A negated group counts as a group of the other kind whose parts
 * are negated.
 */
function parts(c: Condition, kind: 'all' | 'any', negate = false): Part[] {
  if (c.kind === 'not') return parts(c.of, kind, !negate);
  const opened = negate === (kind === 'all') ? 'any' : 'all';
  return c.kind === opened ? c.of.flatMap((x) => parts(x, kind, negate)) : [{ of: c, negate }];
}

/** Whether the parts cannot all be true at the same time. */
function isEmpty(list: readonly Part[]): boolean {
  const texts = new Set(list.map((p) => `${p.negate ? 'not ' : ''}${printCondition(p.of)}`));
  if (list.some((p) => !p.negate && texts.has(`not ${printCondition(p.of)}`))) return true;
  const bySubject = new Map<string, Tested[]>();
  for (const p of list) {
    if (p.of.kind !== 'tag' && p.of.kind !== 'metric') continue;
    const key = p.of.kind === 'tag' ? `tag ${p.of.tag}` : metricKey(p.of.metric);
    bySubject.set(key, [
      ...(bySubject.get(key) ?? []),
      {
        test: p.of.test,
        negate: p.negate,
        count: p.of.kind === 'metric' && isCount(p.of.metric),
        whole: p.of.kind === 'tag' || isWhole(p.of.metric),
      },
    ]);
  }
  for (const tests of bySubject.values()) if (noValuePasses(tests)) return true;
  return countsContradict(list);
}

interface Tested {
  readonly test: Test;
  readonly negate: boolean;
  readonly count: boolean;
  /** Whether the values are integers. */
  readonly whole: boolean;
}

const isWhole = (m: Metric): boolean => ['INTEGER', 'DATETIME'].includes(metricType(m) ?? '');

/** Returns the adjacent doubles below and above a number. */
function nextTo(v: number): number[] {
  if (v === 0) return [-Number.MIN_VALUE, Number.MIN_VALUE];
  const bits = new BigInt64Array(new Float64Array([v]).buffer);
  return [-1n, 1n].map((step) => new Float64Array(new BigInt64Array([bits[0] + step]).buffer)[0]);
}

const isCount = (m: Metric): boolean => m.aggregate === 'count' || m.aggregate === 'distinct';

/**
 * Whether no value passes all tests. Tries the value of each literal, the values just below and just above it, and a
 * missing value. If none of these passes, no value does.
 */
function noValuePasses(tests: readonly Tested[]): boolean {
  // A list without entries matches no value. The contents of other lists are not considered.
  if (tests.some(({ test, negate }) => test.op === 'inList' && !negate && test.entries?.isEmpty)) return true;
  if (tests.some(({ test }) => isListTest(test))) return false;
  if (tests.some(({ test }) => isRelative(test) || ['contains', 'startsWith', 'under', 'has'].includes(test.op)))
    return false;
  const literals = tests.flatMap(({ test }) => [
    ...(test.value === undefined ? [] : [test.value]),
    ...(test.values ?? []),
  ]);
  const candidates: (Value | undefined)[] = tests[0].count ? [0] : [undefined, '', 'x', 0, 0n, true, false];
  for (const v of literals) {
    if (typeof v === 'number') candidates.push(v - 1, v, v + 1, ...(tests[0].whole ? [] : nextTo(v)));
    else if (typeof v === 'bigint') candidates.push(v - 1n, v, v + 1n);
    else if (typeof v === 'string') candidates.push(v, `${v}\0`);
    else candidates.push(v);
  }
  const kinds = new Set(literals.map((v) => typeof v));
  return !candidates.some((v) => {
    if (tests[0].count && typeof v === 'number' && v < 0) return false;
    // A value whose type differs from the type of the literals cannot occur.
    if (v !== undefined && kinds.size > 0 && !kinds.has(typeof v)) return false;
    return tests.every(({ test, negate }) => passes(test, v) !== negate);
  });
}

/** Whether a minimum count in a shorter window contradicts a lower maximum in a longer one. */
function countsContradict(list: readonly Part[]): boolean {
  const bounds = list.flatMap((p): { key: string; span: number; least?: number; most?: number }[] => {
    if (p.of.kind !== 'metric' || p.of.metric.aggregate !== 'count' || p.of.metric.calendar || p.of.metric.fixed)
      return [];
    const { metric, test } = p.of;
    if (typeof test.value !== 'number') return [];
    const op = p.negate ? ({ gte: 'lt', gt: 'lte', lt: 'gte', lte: 'gt' } as const)[test.op as 'gte'] : test.op;
    const key = metricKey({ ...metric, windowMs: undefined });
    const span = metric.windowMs ?? Infinity;
    if (op === 'gte' || op === 'gt' || op === 'eq') return [{ key, span, least: test.value + (op === 'gt' ? 1 : 0) }];
    return op === 'lt' || op === 'lte' ? [{ key, span, most: test.value - (op === 'lt' ? 1 : 0) }] : [];
  });
  return bounds.some((a) =>
    bounds.some(
      (b) => a.least !== undefined && b.most !== undefined && a.key === b.key && a.span <= b.span && a.least > b.most,
    ),
  );
}
