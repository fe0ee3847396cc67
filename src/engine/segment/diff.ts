/** Describes the difference between two versions of a condition in words. */
import type { Condition, Metric } from '../model.js';
import { printComparison, printCondition, printMetric } from './print.js';

/** Longer lines, e.g. with lists of many values, are truncated. */
const LONGEST_LINE = 2000;

/** Returns one line per change. Empty if the versions are equivalent. */
export function diffConditions(before: Condition, after: Condition): string[] {
  return differences(before, after).map((line) =>
    line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)} …`,
  );
}

function differences(before: Condition, after: Condition): string[] {
  if (printCondition(before) === printCondition(after)) return [];
  if (before.kind === after.kind && (before.kind === 'all' || before.kind === 'any'))
    return diffGroups(before, after as typeof before);
  if (before.kind === 'all' || before.kind === 'any' || after.kind === 'all' || after.kind === 'any') {
    // Wrap single conditions, so that turning a condition into a group, or back, reads as an addition or removal.
    const group = (c: Condition): Condition =>
      c.kind === 'all' || c.kind === 'any'
        ? c
        : { kind: after.kind === 'any' || before.kind === 'any' ? 'any' : 'all', of: [c] };
    const [a, b] = [group(before), group(after)];
    if (a.kind === b.kind && (a.kind === 'all' || a.kind === 'any')) return diffGroups(a, b as typeof a);
  }
  return [changed(before, after) ?? `replaced: ${printCondition(before)} by ${printCondition(after)}`];
}

type Group = Extract<Condition, { kind: 'all' | 'any' }>;

function diffGroups(before: Group, after: Group): string[] {
  const texts = new Set(after.of.map(printCondition));
  const gone = before.of.filter((c) => !texts.delete(printCondition(c)));
  const come = after.of.filter((c) => texts.has(printCondition(c)));
  const lines: string[] = [];
  for (const b of gone) {
    const i = come.findIndex((a) => subject(a) === subject(b));
    if (i < 0)
      lines.push(`${before.kind === 'all' ? 'no longer required' : 'no longer an alternative'}: ${printCondition(b)}`);
    else lines.push(...diffConditions(b, come.splice(i, 1)[0]));
  }
  return [
    ...lines,
    ...come.map((a) => `${after.kind === 'all' ? 'now also required' : 'new alternative'}: ${printCondition(a)}`),
  ];
}

/** The subject of a condition. Two conditions with the same subject are one changed condition. */
function subject(c: Condition): string {
  switch (c.kind) {
    case 'tag':
      return `tag ${c.tag}`;
    case 'consent':
      return `consent ${c.purpose}`;
    case 'list':
      return `list ${c.list}`;
    case 'metric':
      return `metric ${c.metric.aggregate} ${c.metric.event} ${c.metric.field?.name ?? ''}`;
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

function changed(a: Condition, b: Condition): string | undefined {
  if (subject(a) !== subject(b)) return undefined;
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
  if (a.kind === 'not' && b.kind === 'not')
    return diffConditions(a.of, b.of)
      .map((x) => `within not: ${x}`)
      .join('; ');
  if ((a.kind === 'held' && b.kind === 'held') || (a.kind === 'was' && b.kind === 'was')) {
    return printCondition(a.of) === printCondition(b.of)
      ? `${printCondition(a)} became ${printCondition(b)}`
      : diffConditions(a.of, b.of)
          .map((x) => `within ${a.kind}: ${x}`)
          .join('; ');
  }
  return `${printCondition(a)} became ${printCondition(b)}`;
}
