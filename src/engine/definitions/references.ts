/** Finds references to definitions. A definition that is referenced cannot be retired. */
import type { Catalogue } from './catalogue.js';
import { modelOf } from '../layers/layers.js';
import type { Condition, Derivation } from '../types.js';
import { listsCompared } from '../lists/bind.js';
import { partsOf, walk } from '../segments/condition.js';

type Names = (node: Condition) => boolean;

const inCondition = (c: Condition, names: Names): boolean => {
  for (const node of walk(c)) if (names(node)) return true;
  return false;
};
const inDerivation = (d: Derivation | undefined, names: Names): boolean =>
  d !== undefined && partsOf(d).conditions.some((c) => inCondition(c, names));

/**
 * Returns the drafts whose condition contains a reference for which `names` returns true. Drafts are not evaluated, but
 * publishing such a draft would fail without the definition.
 */
function drafts(catalogue: Catalogue, names: Names): string[] {
  return [
    ...catalogue.drafts().flatMap((d) => (inCondition(d.condition, names) ? [`the draft of segment ${d.key}`] : [])),
    ...catalogue
      .modelDrafts()
      .flatMap((m) =>
        m.layers.some((l) => l.when && inCondition(l.when, names)) ? [`the draft of layer model ${m.key}`] : [],
      ),
  ];
}

function segmentsAndLayers(catalogue: Catalogue, names: Names): string[] {
  return [
    ...catalogue.ownSegments().flatMap((s) => (inCondition(s.condition, names) ? [`segment ${s.key}`] : [])),
    ...catalogue
      .layerModels()
      .flatMap((m) =>
        m.layers.flatMap((l) => (l.when && inCondition(l.when, names) ? [`layer ${m.key}.${l.key}`] : [])),
      ),
  ];
}

/** Returns the references to a tag from segments, layer models, derived tags and drafts. */
export function referencesToTag(catalogue: Catalogue, key: string): string[] {
  const names: Names = (node) => node.kind === 'tag' && node.tag === key;
  return [
    ...segmentsAndLayers(catalogue, names),
    ...catalogue
      .allTags()
      .filter((t) => (t.derivation && partsOf(t.derivation).tags.includes(key)) || inDerivation(t.derivation, names))
      .map((t) => `tag ${t.key}`),
    ...drafts(catalogue, names),
  ];
}

/**
 * Returns the references to a segment or layer. Keys of segments and layers come first, then derived tags, warnings and
 * drafts. References to a layer from other layers of the same model do not count.
 */
export function referencesToSegment(catalogue: Catalogue, key: string): string[] {
  const names: Names = (node) => node.kind === 'segment' && node.segment === key;
  const own = key.includes('.') ? modelOf(key) : undefined;
  return [
    ...catalogue.dependantsOf(key).filter((k) => own === undefined || !k.startsWith(`${own}.`)),
    ...catalogue.tagsNaming(key).map((t) => `tag ${t}`),
    ...catalogue
      .layerModels()
      .filter((m) => m.key !== own)
      .flatMap((m) => (m.warnings ?? []).flatMap((w) => (w.watch === key ? [`warning ${m.key}.${w.key}`] : []))),
    ...drafts(catalogue, names),
  ];
}

/**
 * Returns a function that tells whether a node of a condition refers to a list, by membership or by a comparison with
 * the values of the list.
 */
export const namesList =
  (key: string): Names =>
  (node) =>
    (node.kind === 'list' && node.list === key) || listsCompared(node).has(key);

/** Returns the references to a list from segments, layers, tags and drafts. */
export function referencesToList(catalogue: Catalogue, key: string): string[] {
  const names = namesList(key);
  return [
    ...segmentsAndLayers(catalogue, names),
    ...catalogue
      .allTags()
      .filter((t) => inDerivation(t.derivation, names) || listsCompared([t.metric, t.derivation]).has(key))
      .map((t) => `tag ${t.key}`),
    ...drafts(catalogue, names),
  ];
}
