/**
 * Changes definitions field by field. The stored state of a customer afterwards equals that of the naive implementation
 * under the new definitions.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COUPON_EFFECTS, COUPON_PACK_EFFECTS } from '../../src/engine/coupons/coupon-effects.js';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import {
  changeOf,
  changeOfModel,
  EFFECTS,
  LIST_EFFECTS,
  SEGMENT_EFFECTS,
  TAG_EFFECTS,
} from '../../src/engine/definitions/effects.js';
import { SERVICE_EFFECTS } from '../../src/services/base/service-effects.js';
import { MODEL_EFFECTS } from '../../src/engine/models/model-effects.js';
import { STRATEGY_EFFECTS } from '../../src/engine/strategies/strategy-effects.js';
import { REACH_EFFECTS } from '../../src/engine/reach/reach-effects.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { layerKey, type LayerModel } from '../../src/engine/layers/layers.js';
import type { Condition, SegmentDefinition, TagDefinition, TagWrite } from '../../src/engine/types.js';
import { familyNamed } from '../../src/engine/facts/event-retention.js';
import type { Setting } from '../../src/engine/facts/selection.js';
import { settle, unevaluated, type SegmentState } from '../../src/engine/memberships/settle.js';
import { addWrites, compareWrites, holdsSum, servedAt, type TagState } from '../../src/engine/tags/tags.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { holds, type World } from '../../src/reference/language.js';
import { met } from '../support/coverage.js';
import { itemLookups } from '../../src/engine/items/item-catalogue.js';
import { changedFields } from '../../src/engine/items/items.js';
import { catalogues, ITEMS, OTHER_ITEMS, worldCatalogues, type RandomItems } from '../support/random-items.js';
import {
  idsOf,
  LISTS,
  randomStanding,
  VALUE_LISTS,
  valueList,
  worldLists,
  type RandomList,
} from '../support/random-lists.js';
import {
  Dice,
  random,
  randomCondition,
  randomEvents,
  randomSetting,
  randomWrites,
  T0,
  TAGS,
} from '../support/random-world.js';
import { randomMetric } from '../support/random-metrics.js';

const SEED = Number(process.env.STRATA_SEED ?? 20261129);
const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** Returns a tag definition in which one field has changed that other definitions may depend on. */
function changedTag(d: Dice): TagDefinition {
  const t = d.pick(TAGS);
  if (t.metric) return { ...t, metric: { ...t.metric, windowMs: d.pick([3, 10, 90]) * DAY } };
  if (t.derivation?.kind === 'rules')
    return { ...t, derivation: { ...t.derivation, rules: t.derivation.rules.slice(d.int(0, 1)) } };
  if (t.derivation) return { ...t, derivation: { ...t.derivation, terms: t.derivation.terms.slice(d.int(1, 3)) } };
  if (t.kind === 'STATIC' && d.chance(0.6))
    return { ...t, authority: d.pick([['web', 'pos'], ['crm'], ['web', 'crm', 'pos']]) };
  const { ttlMs, ...rest } = t;
  return ttlMs !== undefined && d.chance(0.5) ? rest : { ...t, ttlMs: d.pick([1, 3, 20, 60]) * DAY };
}

const KEYS = ['s0', 's1', 's2'];
const policies = { reach: 'ALLOWED', coupons: 'ALLOWED' } as const;
const REST = { key: 'rest', name: '', ...policies };

interface Definitions {
  readonly setting: Setting;
  readonly tags: readonly TagDefinition[];
  readonly segments: readonly SegmentDefinition[];
  readonly model: LayerModel;
  /** Value lists with their entries. `listed` is the list changed last, with the catalogue version of its change. */
  readonly values: readonly RandomList[];
  readonly listed?: { readonly key: string; readonly publishedAt?: number };
  /** Entries of the item catalogues, and the fields of which a value has changed. */
  readonly items: RandomItems;
  readonly itemFields?: readonly string[];
}

function original(d: Dice): Definitions {
  const segments = KEYS.map((key, i): SegmentDefinition => ({
    key,
    name: key,
    condition: randomCondition(d, KEYS.slice(0, i)),
    version: 1,
    publishedAt: 1,
    retired: false,
  }));
  const layers = [0, 1].map((i) => ({ key: `l${i}`, name: '', when: randomCondition(d, KEYS), ...policies }));
  return {
    setting: randomSetting(d),
    tags: TAGS,
    values: VALUE_LISTS,
    items: ITEMS,
    segments,
    model: { key: 'm', name: '', layers: [...layers, REST], version: 1, publishedAt: 1, retired: false },
  };
}

const published = ({ effects }: { readonly effects: ReadonlySet<string> }): { publishedAt?: number } =>
  effects.has('PUBLISHES') ? { publishedAt: 2 } : {};

/** Returns the definitions with changed entries of a value list. */
function changedList(d: Dice, before: Definitions): Definitions {
  const list = d.pick(before.values);
  const other = {
    ...list,
    values: d.pick([list.values.slice(2), list.type === 'NUMBER' ? [2, 5] : ['Shanghai', 'web']]),
  };
  const then = valueList(list);
  const change = changeOf(LIST_EFFECTS, then, { ...valueList(other), version: 2 });
  for (const field of change.fields) met('definition change', `list.${field}`);
  return {
    ...before,
    values: before.values.map((one) => (one === list ? other : one)),
    listed: { key: list.key, ...published(change) },
  };
}

/** Returns the definitions with one changed field. The list of effects determines how the change is published. */
function changed(d: Dice, before: Definitions): Definitions {
  const what = d.int(0, 6);
  if (what === 6) return changedItems(before);
  return what === 5 ? changedList(d, before) : { ...changedField(d, what, before), items: before.items };
}

/** Returns the definitions with other entries of the catalogues. */
function changedItems(before: Definitions): Definitions {
  met('definition change', 'itemCatalogue.version');
  const fields = (['products', 'places'] as const).flatMap((which) => {
    const [then, now] = [ITEMS[which], OTHER_ITEMS[which]];
    return Object.keys({ ...then, ...now }).flatMap((key) => changedFields(then[key], now[key]));
  });
  return { ...before, items: OTHER_ITEMS, itemFields: fields };
}

function changedField(
  d: Dice,
  what: number,
  { setting, tags, segments, model, values }: Definitions,
): Omit<Definitions, 'items'> {
  if (what === 4) {
    const family = d.pick(['ORDERS', 'ACTIVITY', 'custom']);
    const ms = d.pick([2, 20, 2000]) * DAY;
    met('definition change', 'retention.ms');
    return {
      setting: { ...setting, retentions: new Map([[family, { family, ms, publishedAt: 2 }]]) },
      tags,
      segments,
      model,
      values,
    };
  }
  if (what < 2) {
    const after = changedTag(d);
    const before = tags.find((t) => t.key === after.key);
    for (const field of changeOf(TAG_EFFECTS, before, after).fields) met('definition change', `tag.${field}`);
    const saved = (t: TagDefinition): TagDefinition => ({ ...after, ...published(changeOf(TAG_EFFECTS, t, after)) });
    return { setting, tags: tags.map((t) => (t.key === after.key ? saved(t) : t)), segments, model, values };
  }
  if (what === 2) {
    const key = d.pick(KEYS);
    const { field: _, ...counted } = randomMetric(d);
    const test_ = { op: 'gte', value: d.int(0, 3) } as const;
    const condition: Condition = { kind: 'metric', metric: { ...counted, aggregate: 'count' }, test: test_ };
    const saved = (s: SegmentDefinition): SegmentDefinition => ({
      ...s,
      condition,
      ...published(changeOf(SEGMENT_EFFECTS, s, { ...s, condition })),
    });
    met('definition change', 'segment.condition');
    return { setting, tags, segments: segments.map((s) => (s.key === key ? saved(s) : s)), model, values };
  }
  const [first, second, rest] = model.layers;
  const turned = d.chance(0.5);
  met('definition change', turned ? 'model.layers' : 'layer.when');
  const layers = turned ? [second, first, rest] : [{ ...first, when: randomCondition(d, KEYS) }, second, rest];
  return {
    setting,
    tags,
    segments,
    values,
    model: { ...model, layers, ...published(changeOfModel(model, { ...model, layers })) },
  };
}

function catalogueOf(version: number, definitions: Definitions): Catalogue {
  const { setting, tags, segments, model, values, listed, items, itemFields = [] } = definitions;
  const loaded = catalogues(items, Object.fromEntries(itemFields.map((name) => [name, 2])));
  return new Catalogue(
    version,
    { ...setting, items: itemLookups(loaded) },
    tags,
    segments,
    [],
    [model],
    [],
    [
      ...LISTS.filter((list) => list.type === undefined),
      ...values.map((list) => ({
        ...valueList(list),
        ...(list.key === listed?.key && listed.publishedAt !== undefined ? { publishedAt: listed.publishedAt } : {}),
      })),
    ],
    loaded,
  );
}

/**
 * Returns the tag state that a profile stores at a given time. If that state does not reach back far enough for the new
 * definitions, all facts are used.
 */
function keptAt(at: number, writes: World['writes'], old: Catalogue, now: Catalogue): Map<string, TagState> {
  return new Map(
    [...writes].map(([key, list]) => {
      const state = addWrites(old.tag(key)!, undefined, list, at - old.lookback(key));
      const lacks = state.from !== undefined && state.from > at - now.lookback(key, holdsSum(state));
      return [key, lacks ? { key, writes: [...list].sort(compareWrites) } : state];
    }),
  );
}

const membersOf = (segments: readonly SegmentState[]): Set<string> =>
  new Set(segments.filter((s) => s.member).map((s) => s.segment));

test(`after a changed definition the stored state equals the naive evaluation (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  let moved = 0;
  for (let round = 0; round < 1500; round++) {
    const before = original(d);
    const after = changed(d, before);
    const [old, catalogue] = [catalogueOf(1, before), catalogueOf(2, after)];
    const w: World = {
      zone: after.setting.zone,
      currency: after.setting.currency,
      retentions: new Map(
        [...(after.setting.retentions?.values() ?? [])].flatMap((r) =>
          familyNamed(r.family).types.map((type) => [type, r.ms] as const),
        ),
      ),
      events: randomEvents(d, d.int(0, 25)),
      writes: randomWrites(d),
      tags: new Map(after.tags.map((t) => [t.key, t])),
      segments: new Map(after.segments.map((s) => [s.key, s.condition])),
      lists: worldLists(randomStanding(d), after.values),
      catalogues: worldCatalogues(after.items),
    };
    const lists = idsOf(w.lists!.standing);
    const facts = FactSet.of(w.events);
    const evaluated = T0 + d.int(0, 60) * DAY;
    const kept = keptAt(evaluated, w.writes, old, catalogue);
    const news = [
      ...w.events.map((e) => ({ id: e.id, at: e.at, event: e.type })),
      ...[...w.writes].flatMap(([tag, list]) => list.map((x) => ({ id: x.id, at: x.at, tag }))),
    ];
    let { state } = settle(old, unevaluated(evaluated), facts, kept, { at: evaluated, news, lists });
    const then = [...membersOf(state.segments)].join();
    let clock = evaluated + d.int(0, 10) * HOUR;
    const first = settle(catalogue, state, facts, kept, { at: clock, news: [], lists });
    ({ state } = first);
    for (const t of first.transitions) assert.ok(t.cause === 'DEFINITION' || t.cause === 'TIME');
    for (let i = 0; i < 3; i++) {
      const members = membersOf(state.segments);
      const label = `seed ${SEED}, round ${round}, at ${clock}`;
      for (const [key, c] of w.segments)
        assert.equal(members.has(key), holds(c, w, clock), `${label}: ${printCondition(c)}`);
      const layer = after.model.layers.find((l) => !l.when || holds(l.when, w, clock))!;
      assert.ok(members.has(layerKey('m', layer.key)), `${label}: layer ${layer.key}`);
      clock += d.int(0, 30) * DAY;
      if (state.nextCheckAt <= clock)
        ({ state } = settle(catalogue, state, facts, kept, { at: clock, news: [], lists }));
    }
    if (then !== [...membersOf(state.segments)].join()) moved++;
  }
  assert.ok(moved > 100, `${moved} moved`);
});

test('stored customer state does not depend on partners, coupons, experiments, reach, models or the workspace itself', () => {
  const apart = ['partner', 'experiment', 'workspace', 'migrationWarning', 'metricRule'].map(
    (name) => [name, EFFECTS[name]] as const,
  );
  const outside = { ...REACH_EFFECTS, ...SERVICE_EFFECTS };
  const others = {
    coupon: COUPON_EFFECTS,
    couponPack: COUPON_PACK_EFFECTS,
    model: MODEL_EFFECTS,
    strategy: STRATEGY_EFFECTS,
  };
  for (const [name, effects] of [...apart, ...Object.entries(outside), ...Object.entries(others)])
    for (const [field, effect] of Object.entries(effects))
      assert.ok(effect !== 'PUBLISHES' && effect !== 'REGROUPS', `${name}.${field}`);
});

test(`the writes that a profile keeps of a changed tag give the same value as all writes (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 1));
  const seen = { sums: 0, lacking: 0 };
  for (let round = 0; round < 400; round++) {
    const list = d.chance(0.4);
    const def: TagDefinition = {
      ...TAGS.find((t) => t.key === (list ? 'interests' : 'points'))!,
      ...(d.chance(0.3) ? { ttlMs: d.int(1, 30) * DAY } : {}),
    };
    const writes = Array.from({ length: d.int(1, list ? 40 : 400) }, (_, i): TagWrite => {
      const set = d.chance(0.004);
      const at = T0 + d.int(0, 900) * HOUR;
      const write = { id: `w${i}`, at, source: d.pick(['pos', 'web']), sequence: d.int(0, 2) };
      if (list)
        return {
          ...write,
          value: [d.pick(['a', 'b', 'c'])],
          ...(set ? {} : { change: d.pick(['add', 'remove'] as const) }),
        };
      return { ...write, value: d.int(-3, 9), ...(set ? {} : { change: 'increment' as const }) };
    });
    // Writes arrive in batches, mostly in chronological order.
    const late = new Map(writes.map((w) => [w, w.at + (d.chance(0.02) ? d.int(0, 900) * HOUR : 0)]));
    const arriving = [...writes].sort((a, b) => late.get(a)! - late.get(b)!);
    let state: TagState | undefined;
    let from = -Infinity;
    for (let i = 0; i < arriving.length;) {
      const some = arriving.slice(i, (i += d.int(1, 30)));
      state = addWrites(def, state, some, from);
      // As in the write path, all facts are used if the stored state is not enough.
      if (state.from === Infinity) {
        seen.lacking++;
        state = addWrites(def, undefined, arriving.slice(0, i), from);
      }
      from = Math.max(from, some.at(-1)!.at);
    }
    if (state!.writes.some((w) => w.summed)) seen.sums++;
    const world: World = {
      zone: 'UTC',
      currency: 'CNY',
      events: [],
      writes: new Map([[def.key, writes]]),
      tags: new Map([[def.key, def]]),
      segments: new Map(),
    };
    for (let i = 0; i < 5; i++) {
      const t = Math.max(state!.from ?? -Infinity, T0 + d.int(0, 1500) * HOUR);
      const value = servedAt(def, state!.writes, t)?.value;
      const test_ = list
        ? ({ op: 'has', value: 'a' } as const)
        : ({ op: 'eq', value: (value as number) ?? 0 } as const);
      const wanted = holds({ kind: 'tag', tag: def.key, test: test_ }, world, t);
      const got = list ? ((value as readonly string[] | undefined)?.includes('a') ?? false) : value !== undefined;
      assert.equal(got, wanted, `seed ${SEED + 1}, round ${round} at ${t}`);
    }
  }
  assert.ok(seen.sums > 50 && seen.lacking > 10, JSON.stringify(seen));
});
