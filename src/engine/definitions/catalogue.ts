/**
 * The definitions of a workspace at one catalogue version, with indexes from facts to the definitions that read them.
 */
import { isLayerKey, layerSegments, type LayerModel } from '../layers/layers.js';
import { bindCondition, bindTag } from '../lists/bind.js';
import { isReceiptNamespace, RECEIPTS } from '../identity/receipts.js';
import { identityLists, type NamedList } from '../lists/list.js';
import type { LoadedItemCatalogue } from '../items/item-catalogue.js';
import type { Partner } from './partner.js';
import { usesPersonal } from '../segments/personal.js';
import { familyNamed } from '../facts/event-retention.js';
import type { Setting } from '../facts/selection.js';
import type { Condition, IdentityNamespace, SegmentDefinition, TagDefinition } from '../types.js';
import type { Lookback } from '../tags/tags.js';
import { lookbacks, partsOf, readsOf, type Lookbacks, type Reads } from '../segments/condition.js';
import type { Definitions } from '../segments/evaluate.js';
import { itemFieldName } from '../segments/item-fields.js';

/** The kind of a new fact, given by its event type or tag key. */
export type News = { readonly event: string } | { readonly tag: string };

const NOTHING: ReadonlySet<string> = new Set();

const withCondition = (s: SegmentDefinition, condition: Condition): SegmentDefinition =>
  condition === s.condition ? s : { ...s, condition };
/**
 * Maximum number of cached results of `publishedSince`. There is one result for each stamp. A stamp is the catalogue
 * version that the last evaluation of a profile used.
 */
const KEPT_STAMPS = 100;

/**
 * The definitions of a workspace at one catalogue version, with indexes of the segments that a fact may affect. A
 * catalogue never changes.
 *
 * @example
 * catalogue.tag('level')?.type; // 'STRING', or undefined if no such tag is defined
 * catalogue.segmentDefinition('vip')?.version; // 3
 */
export class Catalogue implements Definitions {
  private readonly tags: ReadonlyMap<string, TagDefinition>;
  private readonly retiredTags: ReadonlyMap<string, TagDefinition>;
  private readonly segmentDrafts: ReadonlyMap<string, SegmentDefinition>;
  private readonly layerModelDrafts: ReadonlyMap<string, LayerModel>;
  private readonly models: ReadonlyMap<string, LayerModel>;
  private readonly segmentsByKey: ReadonlyMap<string, SegmentDefinition>;
  private readonly namespaces: ReadonlyMap<string, IdentityNamespace>;
  private readonly partners: ReadonlyMap<string, Partner>;
  private readonly lists: ReadonlyMap<string, NamedList>;
  private readonly byList = new Map<string, Set<string>>();
  private identityLists_: ReturnType<typeof identityLists> | undefined;
  /** Finds definitions, including retired ones, because their stored facts and transitions are still readable. */
  private readonly everDefined = {
    tag: (key: string): TagDefinition | undefined => this.tagInStore(key),
    segmentDefinition: (key: string): SegmentDefinition | undefined => this.segmentEver(key),
  };
  private readonly concealed = new Map<string, boolean>();
  private readonly concealedTags = new Map<string, boolean>();
  private readonly reads = new Map<string, Reads>();
  private readonly byEvent = new Map<string, Set<string>>();
  private readonly byTag = new Map<string, Set<string>>();
  private readonly dependants = new Map<string, Set<string>>();
  private readonly tagBacks = new Map<string, number>();
  private readonly eventBacks = new Map<string, number>();
  private readonly touched = new Map<string, ReadonlySet<string>>();
  /** Cached results of `publishedSince` by stamp. */
  private readonly published = new Map<number, ReadonlySet<string>>();
  /** Retired segments and layers. Each was retired in the catalogue version `publishedAt`. */
  private readonly ended = new Map<string, SegmentDefinition>();

  constructor(
    readonly version: number,
    readonly setting: Setting,
    allTags: readonly TagDefinition[],
    allSegments: readonly SegmentDefinition[],
    namespaces: readonly IdentityNamespace[],
    allModels: readonly LayerModel[] = [],
    partners: readonly Partner[] = [],
    lists: readonly NamedList[] = [],
    private readonly itemCatalogues: readonly LoadedItemCatalogue[] = [],
  ) {
    this.lists = new Map(lists.map((list) => [list.key, list]));
    const named = (key: string): NamedList | undefined => this.lists.get(key);
    allTags = allTags.map((tag) => bindTag(tag, named));
    allSegments = allSegments.map((s) => withCondition(s, bindCondition(s.condition, named)));
    allModels = allModels.map((model) => ({
      ...model,
      layers: model.layers.map((layer) => (layer.when ? { ...layer, when: bindCondition(layer.when, named) } : layer)),
    }));
    this.partners = new Map(partners.map((p) => [p.key, p]));
    const tags = allTags.filter((t) => !t.retired);
    this.tags = new Map(tags.map((t) => [t.key, t]));
    this.retiredTags = new Map(allTags.filter((t) => t.retired).map((t) => [t.key, t]));
    this.segmentDrafts = new Map(allSegments.filter((s) => s.draft).map((s) => [s.key, s]));
    this.layerModelDrafts = new Map(allModels.filter((m) => m.draft).map((m) => [m.key, m]));
    const segments = allSegments.filter((s) => !s.draft);
    const layerModels = allModels.filter((m) => !m.draft);
    this.models = new Map(layerModels.filter((m) => !m.retired).map((m) => [m.key, m]));
    this.segmentsByKey = new Map(
      [...segments, ...[...this.models.values()].flatMap(layerSegments)]
        .filter((s) => !s.retired)
        .map((s) => [s.key, s]),
    );
    for (const s of [...segments, ...layerModels.flatMap(layerSegments)]) if (s.retired) this.ended.set(s.key, s);
    const own = namespaces.filter(({ name }) => !isReceiptNamespace(name));
    this.namespaces = new Map([...own, RECEIPTS].map((n) => [n.name, n]));
    for (const s of this.segmentsByKey.values()) {
      const reads = readsOf(s.condition, this);
      this.reads.set(s.key, reads);
      for (const t of reads.eventTypes) add(this.byEvent, t, s.key);
      for (const t of reads.tags) add(this.byTag, t, s.key);
      for (const d of reads.segments) add(this.dependants, d, s.key);
      for (const list of reads.lists) add(this.byList, list, s.key);
      this.remember(lookbacks(s.condition, this));
    }
    for (const { derivation } of tags)
      for (const condition of derivation ? partsOf(derivation).conditions : [])
        this.remember(lookbacks(condition, this));
  }

  /**
   * Returns a copy of the catalogue to which the given definitions are added. The given definitions replace definitions
   * with the same key.
   */
  with(more: {
    readonly namespace?: IdentityNamespace;
    readonly model?: LayerModel;
    readonly tag?: TagDefinition;
    readonly segment?: SegmentDefinition;
  }): Catalogue {
    const { namespace, model, tag, segment } = more;
    return new Catalogue(
      this.version,
      this.setting,
      [...this.allTags().filter((t) => t.key !== tag?.key), ...(tag ? [tag] : [])],
      [...this.ownSegments().filter((s) => s.key !== segment?.key), ...(segment ? [segment] : [])],
      [...this.allNamespaces().filter((n) => n.name !== namespace?.name), ...(namespace ? [namespace] : [])],
      [...this.layerModels().filter((m) => m.key !== model?.key), ...(model ? [model] : [])],
      this.allPartners(),
      this.allLists(),
      this.itemCatalogues,
    );
  }

  private remember({ tags, events }: Lookbacks): void {
    for (const [tag, ms] of tags) this.tagBacks.set(tag, Math.max(ms, this.tagBacks.get(tag) ?? 0));
    for (const [type, ms] of events) this.eventBacks.set(type, Math.max(ms, this.eventBacks.get(type) ?? 0));
  }

  tag(key: string): TagDefinition | undefined {
    return this.tags.get(key);
  }
  /** Returns a tag by key. Retired tags are included, because their stored facts are still processed. */
  tagInStore(key: string): TagDefinition | undefined {
    return this.tags.get(key) ?? this.retiredTags.get(key);
  }
  /** Returns all active tags. */
  allTags(): readonly TagDefinition[] {
    return [...this.tags.values()];
  }
  segment(key: string): Condition | undefined {
    return this.segmentsByKey.get(key)?.condition;
  }
  segmentDefinition(key: string): SegmentDefinition | undefined {
    return this.segmentsByKey.get(key);
  }
  /** Returns all definitions that customers can be members of: segments, and the layers of layer models. */
  allSegments(): readonly SegmentDefinition[] {
    return [...this.segmentsByKey.values()];
  }
  /** Returns all segments except layers. */
  ownSegments(): readonly SegmentDefinition[] {
    return this.allSegments().filter((s) => !isLayerKey(s.key));
  }
  /** Number of definitions, including retired tags and drafts. It is a rough measure of the memory used. */
  get size(): number {
    const kinds = [this.tags, this.retiredTags, this.segmentsByKey, this.segmentDrafts, this.models];
    const others = [this.layerModelDrafts, this.namespaces, this.partners, this.lists];
    return [...kinds, ...others].reduce((sum, { size }) => sum + size, 0);
  }
  /** Returns the unpublished draft of a segment, if there is one. */
  draft(key: string): SegmentDefinition | undefined {
    return this.segmentDrafts.get(key);
  }
  drafts(): readonly SegmentDefinition[] {
    return [...this.segmentDrafts.values()];
  }
  modelDraft(key: string): LayerModel | undefined {
    return this.layerModelDrafts.get(key);
  }
  modelDrafts(): readonly LayerModel[] {
    return [...this.layerModelDrafts.values()];
  }
  layerModel(key: string): LayerModel | undefined {
    return this.models.get(key);
  }
  layerModels(): readonly LayerModel[] {
    return [...this.models.values()];
  }
  namespace(name: string): IdentityNamespace | undefined {
    const there = this.namespaces.get(name);
    if (there) return there;
    // `openid:<app>` is a separate namespace for each app. It has the rules of `openid`, unless `openid:<app>` is
    // itself defined.
    const [, base, app] = /^([a-z][a-z0-9_]{0,31}):([a-z0-9_]{1,32})$/.exec(name) ?? [];
    const rules = app === undefined ? undefined : this.namespaces.get(base);
    return rules && { ...rules, name };
  }
  allNamespaces(): readonly IdentityNamespace[] {
    return [...this.namespaces.values()];
  }
  /** Whether the rules of at least one identity namespace changed after the given catalogue version. */
  regroupedSince(version: number): boolean {
    return this.allNamespaces().some((n) => (n.regroupedAt ?? 0) > version);
  }

  /** Returns the partner with the given key. The key is the subject of the partner's tokens. */
  partner(subject: string): Partner | undefined {
    return this.partners.get(subject);
  }
  allPartners(): readonly Partner[] {
    return [...this.partners.values()];
  }

  list(key: string): NamedList | undefined {
    return this.lists.get(key);
  }
  allLists(): readonly NamedList[] {
    return [...this.lists.values()];
  }
  /** Returns the lookups of the item catalogues. Undefined if there are none. */
  get items(): Setting['items'] {
    return this.setting.items;
  }
  itemCatalogue(key: string): LoadedItemCatalogue | undefined {
    return this.itemCatalogues.find((catalogue) => catalogue.key === key);
  }
  allItemCatalogues(): readonly LoadedItemCatalogue[] {
    return this.itemCatalogues;
  }
  /** Returns the lists of identities, prepared for looking up customers. */
  identityLists(): ReturnType<typeof identityLists> {
    return (this.identityLists_ ??= identityLists(this.allLists()));
  }
  /** Returns the segments that read the lists with these ids, directly or through other segments. */
  segmentsReadingLists(ids: readonly string[]): ReadonlySet<string> {
    if (ids.length === 0) return NOTHING;
    const keys = this.allLists().filter((list) => ids.includes(list.id));
    return this.closure(keys.flatMap((list) => [...(this.byList.get(list.key) ?? [])]));
  }
  /** Adds the values of the named lists to a condition that was not saved as a segment. */
  bind(condition: Condition): Condition {
    return bindCondition(condition, (key) => this.lists.get(key));
  }

  /**
   * Whether membership in the segment would reveal a personal tag. The transitions of a retired segment stay readable,
   * so its last definition counts. A layer that its model no longer has is concealed, because its condition is unknown.
   */
  conceals(segment: string): boolean {
    const definition = this.segmentEver(segment);
    if (!definition) return isLayerKey(segment);
    let there = this.concealed.get(segment);
    if (there === undefined) {
      there = !definition.shareable && usesPersonal([definition.condition], [], this.everDefined);
      this.concealed.set(segment, there);
    }
    return there;
  }
  /** Returns the keys of all segments and layers, even retired ones, whose members would reveal a personal tag. */
  concealedSegments(): readonly string[] {
    return [...this.segmentsByKey.keys(), ...this.ended.keys()].filter((key) => this.conceals(key));
  }
  private segmentEver(key: string): SegmentDefinition | undefined {
    return this.segmentsByKey.get(key) ?? this.ended.get(key);
  }

  /** Whether the tag is personal or is derived from a personal tag, directly or through a segment. */
  concealsTag(tag: string): boolean {
    let there = this.concealedTags.get(tag);
    if (there === undefined) this.concealedTags.set(tag, (there = usesPersonal([], [tag], this.everDefined)));
    return there;
  }

  /** Returns the segments whose conditions refer to this segment directly. */
  dependantsOf(segment: string): readonly string[] {
    return [...(this.dependants.get(segment) ?? [])].sort();
  }
  segmentsReadingTag(tag: string): readonly string[] {
    return [...(this.byTag.get(tag) ?? [])].sort();
  }
  /** Returns how long a write of the tag can still affect a segment or derived tag, in ms. */
  lookback(tag: string, summed = false): number {
    // With a TTL, each increment expires separately, so a sum of increments is not enough.
    if (summed && this.tags.get(tag)?.ttlMs !== undefined) return Infinity;
    return this.tagBacks.get(tag) ?? 0;
  }
  /** Returns the same as `lookback`, but for the given conditions instead of the saved definitions. */
  lookbackOf(...conditions: readonly Condition[]): Lookback {
    const backs = conditions.map((c) => lookbacks(c, this).tags);
    return (tag, summed) =>
      summed && this.tags.get(tag)?.ttlMs !== undefined ? Infinity : Math.max(0, ...backs.map((b) => b.get(tag) ?? 0));
  }
  /** Returns how long an event can still affect a condition after its retention, in ms. */
  eventLookback(type: string): number {
    return this.eventBacks.get(type) ?? 0;
  }
  /** Returns the derived tags whose definition refers to a segment. */
  tagsNaming(segment: string): readonly string[] {
    return [...this.tags.values()]
      .filter(
        (t) => t.derivation && partsOf(t.derivation).conditions.some((c) => readsOf(c, this).segments.has(segment)),
      )
      .map((t) => t.key);
  }
  readsOf(segment: string): Reads | undefined {
    return this.reads.get(segment);
  }

  /** Returns the segments that a new fact may change, including the segments that depend on them. */
  touchedBy(news: News): ReadonlySet<string> {
    const direct = 'event' in news ? this.byEvent.get(news.event) : this.byTag.get(news.tag);
    // Event types are free text, so only those that a definition reads are cached.
    if (!direct) return NOTHING;
    const name = 'event' in news ? `e:${news.event}` : `t:${news.tag}`;
    let set = this.touched.get(name);
    if (!set) this.touched.set(name, (set = this.closure(direct)));
    return set;
  }

  /**
   * Returns the segments to re-evaluate for a profile whose last evaluation used the catalogue version `stamp`. These
   * are the segments that were published later, those that read tags or events whose meaning changed later, and all
   * segments that depend on them.
   */
  publishedSince(stamp: number): ReadonlySet<string> {
    if (stamp === this.version) return NOTHING;
    let set = this.published.get(stamp);
    if (!set) {
      // Most customers share only a few stamps, so results are cached by stamp.
      if (this.published.size >= KEPT_STAMPS) this.published.clear();
      this.published.set(stamp, (set = this.findPublished(stamp)));
    }
    return set;
  }

  private findPublished(stamp: number): ReadonlySet<string> {
    const tags = new Set([...this.tags.values()].filter((t) => (t.publishedAt ?? 0) > stamp).map((t) => t.key));
    const types = new Set(
      [...(this.setting.retentions?.values() ?? [])]
        .filter((r) => r.publishedAt > stamp)
        .flatMap((r) => familyNamed(r.family).types),
    );
    const lists = new Set(this.allLists().flatMap((list) => ((list.publishedAt ?? 0) > stamp ? [list.key] : [])));
    const itemFields = new Set(
      this.itemCatalogues.flatMap(({ key, kind, publishedAt }) =>
        Object.entries(publishedAt).flatMap(([field, at]) => {
          if (at <= stamp) return [];
          return [itemFieldName(key, field), ...(kind === 'PRODUCTS' ? [itemFieldName(undefined, field)] : [])];
        }),
      ),
    );
    const reads = (list: Iterable<string>, set: ReadonlySet<string>): boolean =>
      set.size > 0 && [...list].some((x) => set.has(x));
    const isNew = (s: SegmentDefinition): boolean =>
      s.publishedAt > stamp ||
      reads(this.reads.get(s.key)!.tags, tags) ||
      reads(this.reads.get(s.key)!.eventTypes, types) ||
      reads(this.reads.get(s.key)!.lists, lists) ||
      reads(this.reads.get(s.key)!.itemFields, itemFields);
    return this.closure([...this.segmentsByKey.values()].filter(isNew).map((s) => s.key));
  }

  /**
   * Returns the segments and layers that were retired after the catalogue version `stamp`. A profile with this stamp
   * may still be a member of these.
   */
  endedSince(stamp: number): readonly string[] {
    return [...this.ended.values()].filter(({ publishedAt }) => publishedAt > stamp).map(({ key }) => key);
  }

  private closure(start: Iterable<string>): ReadonlySet<string> {
    const out = new Set<string>();
    const open = [...start];
    while (open.length > 0) {
      const key = open.pop()!;
      if (out.has(key)) continue;
      out.add(key);
      open.push(...(this.dependants.get(key) ?? []));
    }
    return out;
  }
}

function add(index: Map<string, Set<string>>, key: string, value: string): void {
  const set = index.get(key);
  if (set) set.add(value);
  else index.set(key, new Set([value]));
}
