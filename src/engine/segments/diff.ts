/** Describes the difference between two versions of a condition in words. */
import type { Condition, Metric } from '../types.js';
import { printComparison, printCondition, printMetric } from './print.js';

/** Maximum number of characters of a line. Longer lines, e.g. with lists of many values, are truncated. */
const LONGEST_LINE = 2000;

/** One difference between two versions. The path contains the kinds of the enclosing conditions, outermost first. */
export interface ConditionChange {
  readonly path: readonly ('not' | 'held' | 'was')[];
  readonly change:
    | { readonly kind: 'required' | 'notRequired' | 'alternative' | 'notAlternative'; readonly part: Condition }
    | { readonly kind: 'became' | 'replaced'; readonly before: Condition; readonly after: Condition };
}

/**
 * Returns the differences between two versions of a condition. Empty if the versions are equivalent.
 *
 * @example changesOf(parseCondition('did(visit)'), parseCondition('did(visit) and in segment vip'))
 * // [{ path: [], change: { kind: 'required', part: { kind: 'segment', segment: 'vip' } } }]
 */
export function changesOf(before: Condition, after: Condition): ConditionChange[] {
  if (printCondition(before) === printCondition(after)) return [];
  if (before.kind === after.kind && (before.kind === 'all' || before.kind === 'any'))
    return changesOfGroups(before, after as typeof before);
  if (before.kind === 'all' || before.kind === 'any' || after.kind === 'all' || after.kind === 'any') {
    // Wrap single conditions in a group. The change from a condition to a group, or back, is then reported as an
    // addition or removal.
    const group = (c: Condition): Condition =>
      c.kind === 'all' || c.kind === 'any'
        ? c
        : { kind: after.kind === 'any' || before.kind === 'any' ? 'any' : 'all', of: [c] };
    const [a, b] = [group(before), group(after)];
    if (a.kind === b.kind && (a.kind === 'all' || a.kind === 'any')) return changesOfGroups(a, b as typeof a);
  }
  return changesOfOne(before, after);
}

type Group = Extract<Condition, { kind: 'all' | 'any' }>;

function changesOfGroups(before: Group, after: Group): ConditionChange[] {
  const texts = new Set(after.of.map(printCondition));
  const removed = before.of.filter((c) => !texts.delete(printCondition(c)));
  const come = after.of.filter((c) => texts.has(printCondition(c)));
  const changes: ConditionChange[] = [];
  for (const part of removed) {
    const i = come.findIndex((a) => subject(a) === subject(part));
    const kind = before.kind === 'all' ? 'notRequired' : 'notAlternative';
    if (i < 0) changes.push({ path: [], change: { kind, part } });
    else changes.push(...changesOf(part, come.splice(i, 1)[0]));
  }
  const kind = after.kind === 'all' ? 'required' : 'alternative';
  return [...changes, ...come.map((part): ConditionChange => ({ path: [], change: { kind, part } }))];
}

/** Returns the changes between two conditions that are not groups. */
function changesOfOne(before: Condition, after: Condition): ConditionChange[] {
  const one = (kind: 'became' | 'replaced'): ConditionChange[] => [{ path: [], change: { kind, before, after } }];
  if (subject(before) !== subject(after)) return one('replaced');
  const wraps = before.kind === 'not' || before.kind === 'held' || before.kind === 'was';
  if (!wraps || before.kind !== after.kind) return one('became');
  const inner = changesOf(before.of, after.of);
  // The inner condition is the same, so the duration changed.
  if (inner.length === 0) return one('became');
  return inner.map(({ path, change }) => ({ path: [before.kind, ...path], change }));
}

/** Returns one line per change in English. Empty if the versions are equivalent. */
export function diffConditions(before: Condition, after: Condition): string[] {
  return changesOf(before, after)
    .map((change) => lineOf(change))
    .map((line) => (line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} …`));
}

const LABELS = {
  required: 'now also required',
  notRequired: 'no longer required',
  alternative: 'new alternative',
  notAlternative: 'no longer an alternative',
} as const;

function lineOf({ path, change }: ConditionChange): string {
  const place = path.map((kind) => `within ${kind}: `).join('');
  switch (change.kind) {
    case 'became':
      return `${place}${became(change.before, change.after)}`;
    case 'replaced':
      return `${place}replaced: ${printCondition(change.before)} by ${printCondition(change.after)}`;
    case 'required':
    case 'notRequired':
    case 'alternative':
    case 'notAlternative':
      return `${place}${LABELS[change.kind]}: ${printCondition(change.part)}`;
  }
}

/**
 * Returns the subject of a condition. If two conditions have the same subject, one is considered a changed version of
 * the other.
 */
function subject(c: Condition): string {
  switch (c.kind) {
    case 'tag':
      return `tag ${c.tag}`;
    case 'consent':
      return `consent ${c.purpose}`;
    case 'list':
      return `list ${c.list}`;
    case 'metric':
      return `metric ${c.metric.aggregate} ${c.metric.event} ${c.metric.field?.own ? 'own ' : ''}${c.metric.field?.name ?? ''}`;
    case 'ratio':
      return `ratio ${printMetric(c.of)} ${printMetric(c.by)}`;
    case 'not':
      return `not ${subject(c.of)}`;
    case 'held':
    case 'was':
      return `${c.kind} ${subject(c.of)}`;
    case 'occurrence':
      return `${c.which} ${c.of.event}`;
    case 'sequence':
      return `sequence ${c.steps[0].event}`;
    case 'unfollowed':
      return `unfollowed ${c.of.event}`;
    case 'all':
    case 'any':
    case 'segment':
      return c.kind;
  }
}

function became(a: Condition, b: Condition): string {
  if (a.kind === 'metric' && b.kind === 'metric') {
    const bare = (m: Metric): string =>
      printMetric({ ...m, windowMs: undefined, calendar: undefined, fixed: undefined, anchor: undefined });
    const window = (m: Metric): string =>
      printMetric({
        aggregate: 'count',
        event: 'x',
        windowMs: m.windowMs,
        calendar: m.calendar,
        fixed: m.fixed,
        anchor: m.anchor,
      }).slice('count(x, '.length, -1) || 'ever';
    const parts: string[] = [];
    if (window(a.metric) !== window(b.metric)) parts.push(`window ${window(a.metric)} became ${window(b.metric)}`);
    const test = (c: typeof a): string => printComparison(c.metric, c.test);
    if (test(a) !== test(b)) parts.push(`${test(a)} became ${test(b)}`);
    if (bare(a.metric) === bare(b.metric)) return `${bare(a.metric)}: ${parts.join(', ')}`;
  }
  return `${printCondition(a)} became ${printCondition(b)}`;
}
