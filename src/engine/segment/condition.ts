/** Walking condition trees: what they read and how large they are. */
import type { Condition, Filter, Metric } from '../model.js';
import { typesRead } from '../vocabulary.js';

export function children(c: Condition): readonly Condition[] {
  if (c.kind === 'all' || c.kind === 'any') return c.of;
  return c.kind === 'not' ? [c.of] : [];
}

export function* walk(c: Condition): Iterable<Condition> {
  yield c;
  for (const child of children(c)) yield* walk(child);
}

export interface Reads {
  readonly tags: ReadonlySet<string>;
  readonly eventTypes: ReadonlySet<string>;
  readonly segments: ReadonlySet<string>;
}

/** What a condition depends on; a tag computed from events also reads the events of its metric. */
export function readsOf(c: Condition, metricOfTag: (tag: string) => Metric | undefined): Reads {
  const tags = new Set<string>();
  const eventTypes = new Set<string>();
  const segments = new Set<string>();
  for (const node of walk(c)) {
    const metric = node.kind === 'metric' ? node.metric : node.kind === 'tag' ? metricOfTag(node.tag) : undefined;
    if (metric) for (const t of typesRead(metric.event)) eventTypes.add(t);
    if (node.kind === 'tag') tags.add(node.tag);
    if (node.kind === 'segment') segments.add(node.segment);
  }
  return { tags, eventTypes, segments };
}

export function filterSize(f: Filter | undefined): number {
  if (!f) return 0;
  return f.kind === 'field' ? 1 : f.kind === 'not' ? filterSize(f.of) : f.of.reduce((n, x) => n + filterSize(x), 0);
}

/** Number of comparisons in the tree. */
export function sizeOf(c: Condition): number {
  let n = 0;
  for (const node of walk(c)) if (children(node).length === 0) n += 1 + (node.kind === 'metric' ? filterSize(node.metric.where) : 0);
  return n;
}

export function depthOf(c: Condition): number {
  return 1 + Math.max(0, ...children(c).map(depthOf));
}

