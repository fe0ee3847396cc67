/** Adds the values of lists to the comparisons in a condition that refer to these lists. */
import type { Condition, Derivation, Filter, Metric, Selection, TagDefinition, Test } from '../types.js';
import { ListEntries } from './list-entries.js';
import type { NamedList } from './list.js';

type Lists = (key: string) => NamedList | undefined;

/** Whether a test compares with a list. */
export const isListTest = (test: Test): boolean => test.op === 'inList' || test.op === 'notInList';

/**
 * Adds the entries of its list to a test. Earlier versions of a definition may refer to a list that no longer exists.
 * Such a list has no entries.
 */
export function bindTest(test: Test, lists: Lists): Test {
  return isListTest(test) ? { ...test, entries: lists(test.list!)?.entries ?? ListEntries.none } : test;
}

/**
 * Adds list entries to the tests of a condition. If no test uses a list, returns the same object, so that caches by
 * condition stay valid.
 */
export function bindCondition(condition: Condition, lists: Lists): Condition {
  return namesValues(condition) ? bound(condition, lists) : condition;
}

export function bindTag(tag: TagDefinition, lists: Lists): TagDefinition {
  return namesValues([tag.metric, tag.derivation])
    ? {
        ...tag,
        ...(tag.metric ? { metric: boundMetric(tag.metric, lists) } : {}),
        ...(tag.derivation ? { derivation: boundDerivation(tag.derivation, lists) } : {}),
      }
    : tag;
}

/** Returns the keys of all lists that tests in `tree` refer to. `tree` can be any part of a definition. */
export function listsCompared(tree: unknown): Set<string> {
  const keys = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || node instanceof ListEntries) return;
    if ('op' in node && isListTest(node as Test)) keys.add((node as Test).list!);
    // The literal values of a test are skipped. They contain no other tests, and there may be many.
    for (const [name, child] of Object.entries(node)) if (name !== 'values') visit(child);
  };
  visit(tree);
  return keys;
}

const namesValues = (tree: unknown): boolean => listsCompared(tree).size > 0;

function bound(c: Condition, lists: Lists): Condition {
  switch (c.kind) {
    case 'all':
    case 'any':
      return { ...c, of: c.of.map((part) => bound(part, lists)) };
    case 'not':
    case 'held':
    case 'was':
      return { ...c, of: bound(c.of, lists) };
    case 'tag':
      return { ...c, test: bindTest(c.test, lists) };
    case 'metric':
      return { ...c, metric: boundMetric(c.metric, lists), test: bindTest(c.test, lists) };
    case 'ratio':
      return { ...c, of: boundMetric(c.of, lists), by: boundMetric(c.by, lists) };
    case 'occurrence':
      return { ...c, of: boundSelection(c.of, lists), is: boundFilter(c.is, lists) };
    case 'sequence':
      return {
        ...c,
        steps: c.steps.map((step) => boundSelection(step, lists)),
        ...(c.without ? { without: boundSelection(c.without, lists) } : {}),
      };
    case 'unfollowed':
      return { ...c, of: boundSelection(c.of, lists), by: boundSelection(c.by, lists) };
    case 'segment':
    case 'list':
    case 'consent':
      return c;
  }
}

function boundSelection<S extends Selection>(s: S, lists: Lists): S {
  return s.where ? { ...s, where: boundFilter(s.where, lists) } : s;
}

/** Adds list entries to a metric. If the metric has an anchored window, the filter of the anchor is included. */
function boundMetric(m: Metric, lists: Lists): Metric {
  const { anchor, ...rest } = boundSelection(m, lists);
  if (!anchor?.where) return { ...rest, ...(anchor ? { anchor } : {}) };
  return { ...rest, anchor: { ...anchor, where: boundFilter(anchor.where, lists) } };
}

function boundFilter(f: Filter, lists: Lists): Filter {
  if (f.kind === 'field') return { ...f, test: bindTest(f.test, lists) };
  return f.kind === 'not'
    ? { ...f, of: boundFilter(f.of, lists) }
    : { ...f, of: f.of.map((part) => boundFilter(part, lists)) };
}

function boundDerivation(d: Derivation, lists: Lists): Derivation {
  if (d.kind === 'rules') return { ...d, rules: d.rules.map((rule) => ({ ...rule, when: bound(rule.when, lists) })) };
  return {
    ...d,
    terms: d.terms.map((term) => {
      if (term.kind === 'condition') return { ...term, condition: bound(term.condition, lists) };
      return term.kind === 'metric' ? { ...term, metric: boundMetric(term.metric, lists) } : term;
    }),
  };
}
