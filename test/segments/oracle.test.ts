/**
 * Compares the engine with an independent, naive implementation of the language. `STRATA_SEED` repeats a run, and
 * `STRATA_PAIRS` sets its size.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { LayerModel } from '../../src/engine/layers/layers.js';
import type { Condition, SegmentDefinition, Transition } from '../../src/engine/types.js';
import { FAMILIES, outlived, type Retention } from '../../src/engine/facts/event-retention.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { Evaluation } from '../../src/engine/segments/evaluate.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { HORIZON_MS, raisedTo, settle, unevaluated, type NewFact } from '../../src/engine/memberships/settle.js';
import { addWrites, type TagState } from '../../src/engine/tags/tags.js';
import type { Setting } from '../../src/engine/facts/selection.js';
import { nextFlip, valueAt } from '../../src/engine/time/timeline.js';
import { holds, type World } from '../../src/reference/language.js';
import { amount, seedOf } from '../support/amount.js';
import { met, metCondition, metWorld } from '../support/coverage.js';
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
import { ITEM_LOOKUPS, worldCatalogues } from '../support/random-items.js';
import { idsOf, listNamed, LISTS, randomStanding, worldLists } from '../support/random-lists.js';
import { spoken } from '../support/spelling.js';

const SEED = seedOf(20261122);
const PAIRS = amount(20_000, 120_000, 'STRATA_PAIRS');
const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** The tags, lists and catalogues that random conditions name. */
const NAMES = { tag: (key: string) => TAGS.find((t) => t.key === key), list: listNamed, items: ITEM_LOOKUPS };

const catalogueOf = (
  version: number,
  setting: Setting,
  segments: readonly SegmentDefinition[],
  models: readonly LayerModel[] = [],
): Catalogue => new Catalogue(version, setting, TAGS, segments, [], models, [], LISTS);

function world(
  d: Dice,
  days?: readonly (readonly [family: string, days: number])[],
): { world: World; setting: Setting; catalogue: Catalogue; keys: string[] } {
  const segments = new Map<string, Condition>();
  // The engine receives the conditions in a different spelling, which is parsed again.
  const written = new Map<string, Condition>();
  const names = { ...NAMES, segment: (k: string) => segments.get(k) };
  const keys: string[] = [];
  for (let i = 0; i < 3; i++) {
    const condition = randomCondition(d, keys);
    segments.set(`s${i}`, condition);
    written.set(`s${i}`, spoken(d, condition, names));
    metCondition(condition);
    keys.push(`s${i}`);
  }
  const { zone, currency } = randomSetting(d);
  // Some workspaces keep some events for a shorter or longer time than others.
  const own =
    days ??
    (d.chance(0.5)
      ? []
      : ['ORDERS', 'ACTIVITY', 'CONSENTS', 'product_viewed', 'custom']
          .filter(() => d.chance(0.5))
          .map((family) => [family, d.pick([2, 20, 400, 2000])] as const));
  const retentions = new Map<string, Retention>(
    own.map(([family, n]) => [family, { family, ms: n * DAY, publishedAt: 1 }]),
  );
  const byType = new Map(
    [...retentions.values()].flatMap((r) =>
      (FAMILIES.find((f) => f.name === r.family)?.types ?? [r.family]).map((t) => [t, r.ms] as const),
    ),
  );
  const w: World = {
    zone,
    currency,
    retentions: byType,
    events: randomEvents(d, d.int(0, 30)),
    writes: randomWrites(d),
    tags: new Map(TAGS.map((t) => [t.key, t])),
    segments,
    lists: worldLists(randomStanding(d)),
    catalogues: worldCatalogues(),
  };
  const definitions = keys.map((key) => ({
    key,
    name: key,
    condition: written.get(key)!,
    version: 1,
    publishedAt: 1,
    retired: false,
  }));
  metWorld(w);
  const setting = { zone, currency, retentions, items: ITEM_LOOKUPS };
  return { world: w, setting, catalogue: catalogueOf(1, setting, definitions), keys };
}

function tagStates(w: World): Map<string, TagState> {
  return new Map([...w.writes].map(([key, writes]) => [key, { key, writes: [...writes].sort((a, b) => a.at - b.at) }]));
}

test(`truth at every instant equals the oracle (seed ${SEED}, ${PAIRS} pairs)`, () => {
  const d = new Dice(random(SEED));
  let pairs = 0;
  while (pairs < PAIRS) {
    const { world: w, catalogue, keys } = world(d);
    const facts = FactSet.of(w.events);
    const tags = tagStates(w);
    const lists = idsOf(w.lists!.standing);
    const begin = d.chance(0.5) ? -Infinity : T0 + d.int(0, 900) * HOUR;
    const evaluation = new Evaluation(catalogue, { facts, tags, lists }, begin, T0 + 1200 * DAY);
    for (const key of keys) {
      const line = evaluation.segment(key);
      for (let i = 0; i < 20; i++) {
        const t = Math.max(begin, T0 + d.int(-24, 2000) * HOUR + d.pick([0, 0, -1, 1]));
        const wanted = holds(w.segments.get(key)!, w, t);
        assert.equal(
          valueAt(line, t),
          wanted,
          `seed ${SEED}, pair ${pairs}: ${printCondition(w.segments.get(key)!)} at ${t}`,
        );
        pairs++;
      }
      // A next transition must be a real change, and nothing may change before it.
      const t = Math.max(begin, T0 + 100 * HOUR);
      const flip = nextFlip(line, t, evaluation.horizon);
      if (flip !== undefined) {
        assert.notEqual(
          holds(w.segments.get(key)!, w, flip),
          holds(w.segments.get(key)!, w, flip - 1),
          `seed ${SEED}, pair ${pairs}: flip ${new Date(flip).toISOString()} of ${printCondition(w.segments.get(key)!)}`,
        );
        const between = t + Math.floor((flip - t) / 2);
        assert.equal(holds(w.segments.get(key)!, w, between), holds(w.segments.get(key)!, w, t));
      }
      pairs++;
    }
  }
});

test(`removing events past their retention changes no truth from then on (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 4));
  const MINUTE = 60_000;
  let removed = 0;
  for (let round = 0; round < 1500; round++) {
    // Events are close together, so that retention deletes events in the middle of visits, and orders before their
    // refunds.
    const {
      world: w,
      setting,
      keys,
    } = world(
      d,
      ['ORDERS', 'ACTIVITY', 'CONSENTS', 'product_viewed', 'custom'].map((f) => [f, d.pick([1, 2, 3])]),
    );
    const burst = d.int(0, 4 * 24 * 6);
    const events = w.events.map((e) => ({
      ...e,
      at: T0 + (d.chance(0.7) ? burst + d.int(0, 8) : d.int(0, 5 * 24 * 6)) * 10 * MINUTE,
    }));
    const segments = new Map(
      keys.map((key, i) => [
        key,
        [
          w.segments.get(key)!,
          parseCondition('count(visit) >= 2'),
          {
            kind: 'was' as const,
            of: parseCondition('sum(order_paid.amount) >= 200.0'),
            withinMs: d.pick([HOUR, DAY]),
          },
        ][d.chance(0.3) ? 0 : i],
      ]),
    );
    const near: World = { ...w, events, segments };
    const catalogue = catalogueOf(
      1,
      setting,
      keys.map((key) => ({
        key,
        name: key,
        condition: segments.get(key)!,
        version: 1,
        publishedAt: 1,
        retired: false,
      })),
    );
    const all = FactSet.of(events);
    const now =
      T0 +
      (d.chance(0.5) ? burst + d.pick([1, 2, 3]) * 144 + d.int(0, 8) : d.int(0, 8 * 24 * 6)) * 10 * MINUTE +
      d.pick([0, -1, 1]);
    const gone = outlived(all, setting, now, (type) => catalogue.eventLookback(type));
    removed += gone.length;
    const evaluation = new Evaluation(
      catalogue,
      { facts: all.without(gone), tags: tagStates(w), lists: idsOf(w.lists!.standing) },
      now,
      now + 100 * DAY,
    );
    for (const key of keys) {
      for (let i = 0; i < 10; i++) {
        const t = now + d.pick([0, d.int(0, 8), d.int(0, 400)]) * 10 * MINUTE;
        assert.equal(
          valueAt(evaluation.segment(key), t),
          holds(segments.get(key)!, near, t),
          `seed ${SEED + 4}, round ${round}: ${printCondition(segments.get(key)!)} at ${t}`,
        );
      }
    }
  }
  assert.ok(removed > 5000, `${removed} removed`);
});

/** Returns all facts in random order. */
function shuffled(d: Dice, w: World) {
  return [
    ...w.events.map((e) => ({ event: e, key: d.next() })),
    ...[...w.writes].flatMap(([tag, writes]) => writes.map((write) => ({ tag, write, key: d.next() }))),
  ].sort((a, b) => a.key - b.key);
}

/** Puts a customer on a random set of lists. Returns the new set and the ids of the lists that changed. */
function movedLists(
  d: Dice,
  before: ReadonlySet<string>,
): { readonly standing: ReadonlySet<string>; readonly changed: readonly string[] } {
  const standing = randomStanding(d);
  const moved = [...new Set([...before, ...standing])].filter((key) => before.has(key) !== standing.has(key));
  return { standing, changed: [...idsOf(new Set(moved))] };
}

/**
 * Checks memberships that a new customer gets from late events. Each began when its condition became true, and no
 * earlier than the first event.
 */
function beganByFacts(transitions: readonly Transition[], known: World, from: number, label: string): void {
  for (const { segment, kind, cause, effectiveAt } of transitions) {
    if (kind !== 'ENTERED') continue;
    const condition = known.segments.get(segment)!;
    const where = `${label}: ${printCondition(condition)} from ${effectiveAt}, first fact at ${from}`;
    met('late first facts', effectiveAt > from ? 'entry after the first' : 'entry with the first');
    assert.equal(cause, 'EVENT', where);
    assert.ok(effectiveAt >= from && holds(condition, known, effectiveAt), where);
    assert.ok(effectiveAt === from || !holds(condition, known, effectiveAt - 1), where);
  }
}

test(`memberships by late first facts began with these facts, like the oracle (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 7));
  for (let round = 0; round < 1500; round++) {
    const { world: w, catalogue } = world(d);
    const events = shuffled(d, w).flatMap((x) => ('event' in x ? [x.event] : []));
    const late = events.slice(0, d.int(1, 8));
    if (late.length === 0) continue;
    const now = Math.max(...late.map(({ at }) => at)) + d.int(0, 5) * DAY;
    const { transitions } = settle(catalogue, unevaluated(now), FactSet.of(late), new Map(), {
      at: now,
      news: late.map(({ id, at, type }) => ({ id, at, event: type })),
      lists: idsOf(w.lists!.standing),
    });
    const from = Math.min(...late.map(({ at }) => at));
    beganByFacts(transitions, { ...w, events: late, writes: new Map() }, from, `seed ${SEED + 7}, round ${round}`);
  }
});

test(`streaming in any order and batching gives the same memberships as the oracle (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 1));
  for (let round = 0; round < 1500; round++) {
    const { world: w, catalogue, keys } = world(d);
    const deliveries = shuffled(d, w);
    let facts = FactSet.empty;
    let tags = new Map<string, TagState>();
    let state = unevaluated(T0);
    let clock = T0;
    const members = new Map<string, boolean>();
    let standing = w.lists!.standing;
    const apply = (news: NewFact[], listsChanged: readonly string[] = []): void => {
      const s = settle(catalogue, state, facts, tags, { at: clock, news, lists: idsOf(standing), listsChanged });
      if (listsChanged.length > 0 && s.transitions.length > 0) met('definition change', 'customer of a list');
      let last = state.sequence;
      for (const t of s.transitions) {
        assert.equal(t.sequence, ++last);
        assert.equal(members.get(t.segment) ?? false, t.kind === 'LEFT', 'transitions alternate');
        assert.ok(t.effectiveAt <= clock);
        members.set(t.segment, t.kind === 'ENTERED');
      }
      state = s.state;
    };
    for (const x of deliveries) {
      // Facts can arrive late. Their times can also lie slightly in the future.
      const at = 'event' in x ? x.event.at : x.write.at;
      clock = Math.max(clock + d.int(0, 30) * HOUR, at - d.int(0, 5) * 60_000);
      if ('event' in x) {
        facts = facts.with([x.event]);
        apply([{ id: x.event.id, at, event: x.event.type }]);
      } else {
        const def = catalogue.tag(x.tag)!;
        tags = new Map(tags).set(
          x.tag,
          addWrites(def, tags.get(x.tag), [x.write], state.evaluatedAt - catalogue.lookback(x.tag)),
        );
        apply([{ id: x.write.id, at, tag: x.tag }]);
      }
    }
    for (let i = 0; i < 3; i++) {
      clock += d.int(0, (d.chance(0.2) ? 900 : 20) * 24) * HOUR;
      const moved = d.chance(0.5) ? movedLists(d, standing) : undefined;
      if (moved) {
        ({ standing } = moved);
        apply([], moved.changed);
      }
      // A customer that is not due is not evaluated, so its stored state must already be correct.
      if (state.nextCheckAt <= clock) apply([]);
      for (const key of keys) {
        const stored = state.segments.find((s) => s.segment === key)?.member ?? false;
        assert.equal(
          stored,
          holds(w.segments.get(key)!, { ...w, lists: worldLists(standing) }, clock),
          `seed ${SEED + 1}, round ${round}: ${printCondition(w.segments.get(key)!)} at ${clock}`,
        );
        assert.equal(members.get(key) ?? false, stored);
      }
    }
  }
});

test(`customers unaffected by a new segment count under the watermark as if evaluated there (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 7));
  const seen = { unconcerned: 0, concerned: 0, due: 0 };
  for (let round = 0; round < 3000; round++) {
    const { world: w, setting, keys } = world(d);
    const of = (version: number): Catalogue =>
      catalogueOf(
        version,
        setting,
        keys.slice(0, version + 1).map((key, i) => ({
          key,
          name: key,
          condition: w.segments.get(key)!,
          version: 1,
          publishedAt: Math.max(1, i),
          retired: false,
        })),
      );
    const [before, after] = [of(1), of(2)];
    const facts = FactSet.of(w.events);
    const tags = tagStates(w);
    const lists = idsOf(w.lists!.standing);
    const news = [
      ...w.events.map((e) => ({ id: e.id, at: e.at, event: e.type })),
      ...[...w.writes].flatMap(([tag, list]) => list.map((x) => ({ id: x.id, at: x.at, tag }))),
    ];
    const evaluated = T0 + d.int(0, 60) * DAY;
    const { state } = settle(before, unevaluated(evaluated), facts, tags, { at: evaluated, news, lists });
    const at = evaluated + d.int(0, d.chance(0.1) ? 500 : 30) * DAY;
    const raised = raisedTo(state, { version: 2, at });
    if (state.nextCheckAt <= at) {
      seen.due++;
      assert.equal(raised, state, 'is evaluated first');
      continue;
    }
    const line = new Evaluation(after, { facts, tags, lists }, at, at + HORIZON_MS).segment('s2');
    if (line.values.length > 1 || line.values[0]) {
      seen.concerned++;
      continue;
    }
    seen.unconcerned++;
    const { state: settled, transitions } = settle(after, state, facts, tags, { at, news: [], lists });
    assert.deepEqual([raised, []], [settled, transitions], `seed ${SEED + 7}, round ${round}`);
    assert.equal(raisedTo(settled, { version: 2, at: at + DAY }), settled);
  }
  assert.ok(Math.min(...Object.values(seen)) > 100, JSON.stringify(seen));
});

test(`a layer model has exactly one layer at every instant, the first that matches (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 3));
  for (let round = 0; round < 400; round++) {
    const { world: w, setting, keys } = world(d);
    const conditions = Array.from({ length: d.int(1, 4) }, () => randomCondition(d, keys));
    const layers = [
      ...conditions.map((when, i) => ({
        key: `l${i}`,
        name: '',
        when,
        reach: 'ALLOWED' as const,
        coupons: 'ALLOWED' as const,
      })),
      { key: 'rest', name: '', reach: 'ALLOWED' as const, coupons: 'ALLOWED' as const },
    ];
    const definitions = keys.map((key) => ({
      key,
      name: key,
      condition: w.segments.get(key)!,
      version: 1,
      publishedAt: 1,
      retired: false,
    }));
    const catalogue = catalogueOf(1, setting, definitions, [
      { key: 'm', name: '', layers, version: 1, publishedAt: 1, retired: false },
    ]);
    const facts = FactSet.of(w.events);
    const tags = tagStates(w);
    const lists = idsOf(w.lists!.standing);
    const evaluation = new Evaluation(catalogue, { facts, tags, lists }, -Infinity, T0 + 200 * DAY);
    for (let i = 0; i < 10; i++) {
      const t = T0 + d.int(-24, 2000) * HOUR + d.pick([0, -1, 1]);
      const is = layers.map((l) => l.key).filter((k) => valueAt(evaluation.segment(`m.${k}`), t));
      const first = conditions.findIndex((c) => holds(c, w, t));
      assert.deepEqual(is, [first < 0 ? 'rest' : `l${first}`], `seed ${SEED + 3}, round ${round}, at ${t}`);
    }
    // Each reported move leaves one layer and enters another at the same time.
    let state = unevaluated(T0);
    let layer: string | undefined;
    for (let at = T0; at < T0 + 60 * DAY; at = Math.max(at + 1, Math.min(state.nextCheckAt, at + 10 * DAY))) {
      const s = settle(catalogue, state, facts, tags, { at, news: [], lists });
      state = s.state;
      for (const move of s.transitions.filter((x) => x.segment.startsWith('m.') && x.kind === 'ENTERED')) {
        assert.equal(move.from, layer);
        layer = move.segment.slice(2);
      }
      const first = conditions.findIndex((c) => holds(c, w, at));
      assert.equal(layer, first < 0 ? 'rest' : `l${first}`, `seed ${SEED + 3}, round ${round}, told at ${at}`);
    }
  }
});

test('conditions survive printing and parsing, and pass their own check', () => {
  const d = new Dice(random(SEED + 2));
  for (let i = 0; i < 3000; i++) {
    const c = randomCondition(d, ['a', 'b']);
    const names = {
      ...NAMES,
      segment: (): Condition => ({ kind: 'tag', tag: 'city', test: { op: 'exists' } }),
    };
    const checked = checkCondition(c, names);
    assert.deepEqual(checked.faults, []);
    const text = printCondition(checked.condition!);
    const back = checkCondition(parseCondition(text), names);
    assert.deepEqual(back.faults, [], text);
    assert.equal(printCondition(back.condition!), text);
    const dump = (v: unknown): string => JSON.stringify(v, (_k, x: unknown) => (typeof x === 'bigint' ? `${x}n` : x));
    assert.equal(dump(flatten(back.condition!)), dump(flatten(checked.condition!)), text);
  }
});

/** Normalizes a condition like its text form, which keeps neither groups with one member nor the value of `exists`. */
function flatten(c: Condition): unknown {
  if (c.kind === 'all' || c.kind === 'any')
    return c.of.length === 1 ? flatten(c.of[0]) : { kind: c.kind, of: c.of.map(flatten) };
  if (c.kind === 'not') return { kind: 'not', of: flatten(c.of) };
  if (c.kind === 'tag') return { kind: 'tag', tag: c.tag, test: c.test.op === 'exists' ? { op: 'exists' } : c.test };
  if (c.kind === 'held' || c.kind === 'was') return { ...c, of: flatten(c.of) };
  if (c.kind === 'sequence' || c.kind === 'unfollowed' || c.kind === 'occurrence') return printCondition(c);
  return c.kind === 'metric' ? { kind: 'metric', m: sortKeys(c.metric), test: c.test } : c;
}
function sortKeys(o: object): unknown {
  return Object.fromEntries(
    Object.entries(o)
      .filter(([k]) => k !== 'where')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
