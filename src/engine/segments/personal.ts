/** Determines whether conditions and derived tags reveal personal tags. */
import type { Condition, SegmentDefinition, TagDefinition } from '../types.js';
import { partsOf, walk } from './condition.js';

interface Names {
  tag(key: string): TagDefinition | undefined;
  segmentDefinition(key: string): SegmentDefinition | undefined;
}

/**
 * Whether any condition or tag reads a personal tag, directly or through a derived tag or segment. Segments that were
 * published as shareable do not count.
 */
export function usesPersonal(conditions: readonly Condition[], tags: readonly string[], names: Names): boolean {
  const open = [...conditions];
  const seen = new Set<string>();
  const personal = (key: string): boolean => {
    const def = names.tag(key);
    if (def?.personal) return true;
    if (!def?.derivation || seen.has(`tag ${key}`)) return false;
    seen.add(`tag ${key}`);
    const parts = partsOf(def.derivation);
    open.push(...parts.conditions);
    return parts.tags.some(personal);
  };
  if (tags.some(personal)) return true;
  for (let c = open.pop(); c; c = open.pop()) {
    for (const node of walk(c)) {
      if (node.kind === 'tag' && personal(node.tag)) return true;
      if (node.kind !== 'segment' || seen.has(node.segment)) continue;
      seen.add(node.segment);
      const target = names.segmentDefinition(node.segment);
      if (target && !target.shareable) open.push(target.condition);
    }
  }
  return false;
}

/**
 * Returns a short condition that names the same tags and segments. It stands for the condition of a retired definition,
 * whose transitions stay readable, so `usesPersonal` must still give the same result.
 */
export function namesIn(condition: Condition): Condition {
  const found = new Map<string, Condition>();
  for (const node of walk(condition)) {
    if (node.kind === 'tag') found.set(`tag ${node.tag}`, { kind: 'tag', tag: node.tag, test: { op: 'exists' } });
    if (node.kind === 'segment') found.set(`segment ${node.segment}`, { kind: 'segment', segment: node.segment });
  }
  return { kind: 'any', of: [...found.values()] };
}
