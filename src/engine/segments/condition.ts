/** Traverses condition trees to find their dependencies, lookback and size. */
import { anchorSelection } from '../facts/anchor.js';
import { listsCompared } from '../lists/bind.js';
import type { NamedList } from '../lists/list.js';
import type { Condition, Derivation, Filter, Metric, Selection, TagDefinition } from '../types.js';
import type { ItemCatalogues } from '../items/lookup.js';
import { itemFieldsRead } from './item-fields.js';
import { CONSENT_TYPES, typesRead } from '../facts/vocabulary.js';

export function children(condition: Condition): readonly Condition[] {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of;
  return condition.kind === 'not' || condition.kind === 'held' || condition.kind === 'was' ? [condition.of] : [];
}

/** Returns the path of a child, given the path of its parent. Used in faults and warnings. */
export function childPath(condition: Condition, index: number, path: string): string {
  const within: Partial<Record<Condition['kind'], string>> = {
    all: `all[${index}]`,
    any: `any[${index}]`,
    held: 'held.condition',
    was: 'was.condition',
  };
  const part = within[condition.kind] ?? condition.kind;
  return path === '' ? part : `${path}.${part}`;
}

export function* walk(condition: Condition): Iterable<Condition> {
  yield condition;
  for (const child of children(condition)) yield* walk(child);
}

const ordered = new WeakMap<readonly Condition[], readonly Condition[]>();

function cost(condition: Condition): number {
  if (condition.kind === 'not') return cost(condition.of);
  if (condition.kind === 'tag' || condition.kind === 'list') return 0;
  return condition.kind === 'metric' ? 1 : 2;
}

/**
 * Sorts the parts of a group by cost. Tags are cheapest, because they are read from the profile. Aggregates over events
 * are next. All other conditions cost more.
 */
export function cheapestFirst(of: readonly Condition[]): readonly Condition[] {
  let there = ordered.get(of);
  if (!there) {
    ordered.set(of, (there = [...of].sort((a, b) => cost(a) - cost(b))));
  }
  return there;
}

/**
 * Returns the selections of an aggregate. They are the aggregate itself and the anchor of its window, if the window has
 * one.
 */
const selectionsOfMetric = (m: Metric): readonly Selection[] => (m.anchor ? [m, anchorSelection(m.anchor)] : [m]);

/** Returns the selections of a node without its children. */
function selectionsOf(c: Condition): readonly Selection[] {
  switch (c.kind) {
    case 'metric':
      return selectionsOfMetric(c.metric);
    case 'occurrence':
      return [c.of];
    case 'sequence':
      return c.without ? [...c.steps, c.without] : c.steps;
    case 'ratio':
      return [...selectionsOfMetric(c.of), ...selectionsOfMetric(c.by)];
    case 'unfollowed':
      return [c.of, c.by];
    case 'all':
    case 'any':
    case 'not':
    case 'segment':
    case 'list':
    case 'tag':
    case 'consent':
    case 'held':
    case 'was':
      return [];
  }
}

/** Resolves the names in a condition. */
export interface Names {
  tag(key: string): TagDefinition | undefined;
  segment(key: string): Condition | undefined;
  list?(key: string): NamedList | undefined;
  /** Current entries of the item catalogues. Absent if the workspace has none. */
  readonly items?: ItemCatalogues;
}

/** Returns the conditions, aggregates and tags of a derivation. */
export function partsOf(derivation: Derivation): {
  readonly conditions: readonly Condition[];
  readonly metrics: readonly Metric[];
  readonly tags: readonly string[];
} {
  if (derivation.kind === 'rules') return { conditions: derivation.rules.map((r) => r.when), metrics: [], tags: [] };
  return {
    conditions: derivation.terms.flatMap((t) => (t.kind === 'condition' ? [t.condition] : [])),
    metrics: derivation.terms.flatMap((t) => (t.kind === 'metric' ? [t.metric] : [])),
    tags: derivation.terms.flatMap((t) => (t.kind === 'tag' ? [t.tag] : [])),
  };
}

export interface Reads {
  /** Keys of tags, including the tags on which derived tags depend. */
  readonly tags: ReadonlySet<string>;
  readonly eventTypes: ReadonlySet<string>;
  /** Segments that the condition or one of its derived tags refers to. */
  readonly segments: ReadonlySet<string>;
  /** Lists of identities or values that the condition or one of its derived tags refers to. */
  readonly lists: ReadonlySet<string>;
  /** Fields of item catalogues that may be read, as `catalogue.field`. The product catalogue has an empty name. */
  readonly itemFields: ReadonlySet<string>;
}

/** Returns all dependencies of a condition, including the dependencies of its computed and derived tags. */
export function readsOf(root: Condition, names: Pick<Names, 'tag'>): Reads {
  const tags = new Set<string>();
  const eventTypes = new Set<string>();
  const segments = new Set<string>();
  const lists = new Set<string>();
  const itemFields = new Set<string>();
  const compare = (tree: unknown): void => {
    for (const key of listsCompared(tree)) lists.add(key);
    for (const name of itemFieldsRead(tree)) itemFields.add(name);
  };
  const select = (s: Selection): void => {
    for (const t of typesRead(s.event)) eventTypes.add(t);
  };
  const readTag = (key: string): void => {
    if (tags.has(key)) return;
    tags.add(key);
    const def = names.tag(key);
    if (def?.metric) {
      selectionsOfMetric(def.metric).forEach(select);
      compare(def.metric);
    }
    if (!def?.derivation) return;
    const parts = partsOf(def.derivation);
    parts.metrics.flatMap(selectionsOfMetric).forEach(select);
    compare(parts.metrics);
    parts.tags.forEach(readTag);
    parts.conditions.forEach(read);
  };
  const read = (condition: Condition): void => {
    compare(condition);
    for (const node of walk(condition)) {
      selectionsOf(node).forEach(select);
      if (node.kind === 'tag') readTag(node.tag);
      if (node.kind === 'consent') for (const t of CONSENT_TYPES) eventTypes.add(t);
      if (node.kind === 'segment') segments.add(node.segment);
      if (node.kind === 'list') lists.add(node.list);
    }
  };
  read(root);
  return { tags, eventTypes, segments, lists, itemFields };
}

export interface Lookbacks {
  /** By tag. */
  readonly tags: ReadonlyMap<string, number>;
  /** Lookback by event type, in ms. */
  readonly events: ReadonlyMap<string, number>;
}

/**
 * Returns for how long tag writes and expired events can still affect the condition, in ms. Only `held` and `was` look
 * back, so most tags and events have the value zero and are omitted.
 */
export function lookbacks(condition: Condition, names: Names): Lookbacks {
  const tags = new Map<string, number>();
  const events = new Map<string, number>();
  const open = new Set<string>();
  const note = (out: Map<string, number>, key: string, back: number): void => {
    if (back > (out.get(key) ?? 0)) out.set(key, back);
  };
  const select = (s: Selection, back: number): void => typesRead(s.event).forEach((type) => note(events, type, back));
  const readTag = (key: string, back: number): void => {
    const def = names.tag(key);
    if (!def) return;
    if (def.metric) return selectionsOfMetric(def.metric).forEach((s) => select(s, back));
    if (!def.derivation) return note(tags, key, back);
    const parts = partsOf(def.derivation);
    for (const s of parts.metrics.flatMap(selectionsOfMetric)) select(s, back);
    for (const t of parts.tags) readTag(t, back);
    for (const x of parts.conditions) read(x, back);
  };
  const read = (node: Condition, back: number): void => {
    for (const s of selectionsOf(node)) select(s, back);
    if (node.kind === 'consent') CONSENT_TYPES.forEach((type) => note(events, type, back));
    if (node.kind === 'tag') readTag(node.tag, back);
    else if (node.kind === 'segment') {
      const target = names.segment(node.segment);
      // A cyclic definition cannot be saved, but this function must terminate while the definition is being rejected.
      if (!target || open.has(node.segment)) return;
      open.add(node.segment);
      read(target, back);
      open.delete(node.segment);
    } else {
      for (const child of children(node)) read(child, back + reachOf(node));
    }
  };
  read(condition, 0);
  return { tags, events };
}

/**
 * Returns how far back in time a `held` or `was` condition reads the result of its inner condition, in ms. 0 for other
 * conditions.
 */
function reachOf(condition: Condition): number {
  if (condition.kind === 'held') return condition.forMs;
  return condition.kind === 'was' ? condition.withinMs : 0;
}

function filterSize(filter: Filter | undefined): number {
  if (!filter) return 0;
  if (filter.kind === 'field') return 1;
  if (filter.kind === 'not') return filterSize(filter.of);
  return filter.of.reduce((size, part) => size + filterSize(part), 0);
}

/** Returns the number of comparisons in the tree. */
export function sizeOf(condition: Condition): number {
  let n = 0;
  for (const node of walk(condition)) {
    if (children(node).length === 0) n += Math.max(1, selectionsOf(node).length);
    for (const s of selectionsOf(node)) n += filterSize(s.where);
    if (node.kind === 'occurrence') n += filterSize(node.is);
  }
  return n;
}

export function depthOf(condition: Condition): number {
  return 1 + Math.max(0, ...children(condition).map(depthOf));
}
