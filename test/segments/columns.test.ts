/**
 * Compares conditions evaluated over many customers at once, column by column, with an independent evaluation of each
 * customer.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { sentId } from '../../src/engine/columns/event-table.js';
import { OPEN, ColumnEvaluator } from '../../src/engine/columns/column-evaluator.js';
import { PartBuilder, type PartCustomer } from '../../src/engine/columns/part.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { Condition, EventFact } from '../../src/engine/types.js';
import { FAMILIES, type Retention } from '../../src/engine/facts/event-retention.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { Evaluation } from '../../src/engine/segments/evaluate.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { addWrites, compareWrites } from '../../src/engine/tags/tags.js';
import { valueAt } from '../../src/engine/time/timeline.js';
import { holds, type World } from '../../src/reference/language.js';
import { amount, seedOf } from '../support/amount.js';
import { metOnColumns } from '../support/coverage.js';
import { ITEM_LOOKUPS, worldCatalogues } from '../support/random-items.js';
import { CUSTOMER_LISTS, idsOf, listNamed, LISTS, randomStanding, worldLists } from '../support/random-lists.js';
import {
  Dice,
  random,
  randomCondition,
  randomEvents,
  randomPattern,
  randomSetting,
  randomWrites,
  T0,
  TAGS,
} from '../support/random-world.js';
import { randomMetric } from '../support/random-metrics.js';

const SEED = seedOf(20261125);
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const CUSTOMERS = 40;
const ROUNDS = amount(100, 600, 'STRATA_COLUMN_ROUNDS');

/**
 * Generates random customers. With `crowded`, everything happens at the few times that are queried, so that events fall
 * exactly on window bounds. A consent with an end keeps its time, because the end must come later.
 */
function crowd(
  d: Dice,
  crowded: boolean,
): {
  members: PartCustomer[];
  worlds: (Pick<World, 'events' | 'writes'> & { readonly standing: ReadonlySet<string> })[];
} {
  const near = (at: number): number => (crowded ? T0 + Math.round((at - T0) / (5 * DAY)) * 5 * DAY : at);
  const worlds = Array.from({ length: CUSTOMERS }, () => ({
    // Some events name a coupon, because columns keep the ids of such events.
    events: randomEvents(d, d.chance(0.2) ? 0 : d.int(0, 30)).map((e): EventFact => ({
      ...e,
      ...(e.properties?.until === undefined ? { at: near(e.at) } : {}),
      ...(d.chance(0.1) ? { coupon: d.pick(['c5', 'c10']) } : {}),
    })),
    writes: new Map([...randomWrites(d)].map(([key, list]) => [key, list.map((w) => ({ ...w, at: near(w.at) }))])),
    standing: randomStanding(d),
  }));
  const members = worlds.map(({ events, writes, standing }, i): PartCustomer => ({
    id: `p${i}`,
    factsVersion: i,
    createdAt: T0,
    facts: FactSet.of(events),
    lists: idsOf(standing),
    tags: new Map(
      [...writes]
        .filter(([, list]) => list.length > 0)
        .map(([key, list]) => [key, { key, writes: [...list].sort(compareWrites) }]),
    ),
  }));
  return { members, worlds };
}

test(`a condition on all customers gives the same results as on each customer alone (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  let pairs = 0;
  let open = 0;
  let nevers = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const segments = new Map<string, Condition>();
    const keys: string[] = [];
    for (let i = 0; i < 5; i++) {
      segments.set(`s${i}`, i === 0 ? randomPattern(d) : randomCondition(d, keys));
      keys.push(`s${i}`);
    }
    const { zone, currency } = randomSetting(d);
    const retentions = new Map<string, Retention>(
      ['ORDERS', 'ACTIVITY', 'custom']
        .filter(() => d.chance(0.3))
        .map((family) => [family, { family, ms: d.pick([2, 20, 400]) * DAY, publishedAt: 1 }]),
    );
    const byType = new Map(
      [...retentions.values()].flatMap((r) =>
        (FAMILIES.find((f) => f.name === r.family)?.types ?? [r.family]).map((t) => [t, r.ms] as const),
      ),
    );
    const catalogue = new Catalogue(
      1,
      { zone, currency, retentions, items: ITEM_LOOKUPS },
      TAGS,
      keys.map((key) => ({
        key,
        name: key,
        condition: segments.get(key)!,
        version: 1,
        publishedAt: 1,
        retired: false,
      })),
      [],
      [],
      [],
      LISTS,
    );
    const crowded = d.chance(0.6);
    const { members, worlds } = crowd(d, crowded);
    const builder = new PartBuilder();
    for (const m of members) builder.add(m);
    let part = builder.sealed();
    if (d.chance(0.3)) {
      // A part built from the customers of another part gives the same results.
      const again = new PartBuilder();
      for (let i = 0; i < part.size; i++) again.add(part.member(i));
      part = again.sealed();
    }
    const at =
      T0 +
      (crowded
        ? d.int(0, 8) * 5 * DAY + d.pick([0, 0, 0, 10 * DAY, -1, 1])
        : d.int(-24, 1200) * HOUR + d.pick([0, -1, 1]));
    const need = Uint8Array.from(members, () => (d.chance(0.9) ? 1 : 0));
    const reading = new ColumnEvaluator(part, catalogue, at);
    // A profile stores tag writes only from the time `from` on. For earlier times, the result is `OPEN`.
    const short = new PartBuilder();
    const from = at + d.pick([-1, 0, 1, DAY]);
    for (const m of members)
      short.add({
        ...m,
        tags: new Map(
          [...m.tags].map(([key, state]) => [
            key,
            addWrites(
              TAGS.find((t) => t.key === key)!,
              undefined,
              state.writes,
              from,
            ),
          ]),
        ),
      });
    const later = new ColumnEvaluator(short.sealed(), catalogue, at);
    for (const key of keys) {
      const condition = catalogue.segment(key)!;
      metOnColumns(segments.get(key)!);
      const found = reading.truth(condition, need);
      for (const v of found) if (v === OPEN) open++;
      reading.decide(condition, found, () => 0);
      const kept = later.truth(condition, need);
      later.decide(condition, kept, catalogue.lookbackOf(condition));
      for (let i = 0; i < kept.length; i++)
        if (kept[i] !== OPEN)
          assert.equal(
            kept[i],
            found[i],
            `seed ${SEED}, round ${round}, customer ${i}, writes kept from ${from}: ${printCondition(condition)} at ${at}`,
          );
      worlds.forEach((w, i) => {
        const wanted =
          need[i] === 1 &&
          holds(
            condition,
            {
              zone,
              currency,
              retentions: byType,
              tags: new Map(TAGS.map((t) => [t.key, t])),
              segments,
              lists: worldLists(w.standing),
              catalogues: worldCatalogues(),
              ...w,
            },
            at,
          );
        assert.equal(
          found[i] === 1,
          wanted,
          `seed ${SEED}, round ${round}, customer ${i}: ${printCondition(condition)} at ${at}`,
        );
        pairs++;
      });
    }
    // Compares the column check for customers who stay out of both segments with a separate evaluation of each
    // condition.
    const both = [d.pick(keys), d.pick(keys)].map((key) => catalogue.segment(key)!);
    const until = at + d.pick([0, DAY, 400 * DAY]);
    const isNever = reading.neverUntil(both, until, need);
    members.forEach((m, i) => {
      if (!need[i]) return;
      const alone = new Evaluation(catalogue, m, at, until);
      const wanted = both.every((c) => alone.truth(c).values.every((v) => !v));
      // The result of the quick column check must equal that of the full evaluation.
      assert.equal(
        isNever(i),
        wanted,
        `seed ${SEED}, round ${round}, customer ${i}: never ${both.map((c) => printCondition(c)).join(' | ')} from ${at} to ${until}`,
      );
      if (wanted) nevers++;
    });
    const asked = catalogue.bind({ kind: 'metric', metric: randomMetric(d), test: { op: 'exists' } });
    const { metric } = asked as Extract<Condition, { kind: 'metric' }>;
    const values = reading.aggregate(metric, need);
    const tag = d.pick(TAGS.filter((t) => t.derivation?.kind !== 'score'));
    const tags = reading.tagValues(tag.key, need);
    const tagsLater = later.tagValues(tag.key, need);
    members.forEach((m, i) => {
      if (!need[i]) return;
      const alone = new Evaluation(catalogue, m, at, at);
      assert.deepEqual(
        values[i],
        valueAt(alone.metric(metric), at),
        `seed ${SEED}, round ${round}, customer ${i}: ${JSON.stringify(metric, (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v))}`,
      );
      for (const list of [tags, tagsLater])
        if (list)
          assert.deepEqual(
            list[i],
            valueAt(alone.tag(tag.key), at),
            `seed ${SEED}, round ${round}, customer ${i}: tag ${tag.key}`,
          );
    });
  }
  assert.ok(nevers > pairs / 100, `${nevers}`);
  assert.ok(open < pairs / 4, `${open} of ${pairs} were left open`);
});

test(`customers that columns rule out at a glance are never members according to the evaluator (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 1));
  const names = { tag: (k: string) => TAGS.find((t) => t.key === k), segment: () => undefined, list: listNamed };
  const leaf = (): string =>
    d.pick<() => string>([
      () =>
        `count(${d.pick(['product_viewed', 'page_viewed', 'custom', 'order_paid', 'visit'])}${d.pick(['', ', last 2d', ', last 30d'])}) ${d.pick(['>=', '>', '=', '<='])} ${d.int(0, 3)}`,
      () =>
        `count(${d.pick(['product_viewed', 'custom'])}, within ${d.pick(['2d', '30d'])} ${d.pick(['after', 'before'])} ${d.pick(['first', 'last'])}(${d.pick(['product_viewed', 'page_viewed', 'custom'])})) >= ${d.int(1, 3)}`,
      () => `tag level = "${d.pick(['gold', 'silver'])}"`,
      () => `tag balance ${d.pick(['>=', '<', '='])} ${d.int(0, 5)}`,
      () => `tag seen ${d.pick(['before', 'within'])} last ${d.int(1, 9)}d`,
      () => 'tag city exists',
      () => `in list ${d.pick(CUSTOMER_LISTS)}`,
      () => `tag level ${d.pick(['', 'not '])}in list words`,
    ])();
  const seen = { never: 0, not: 0 };
  for (let round = 0; round < amount(500, 1500); round++) {
    const text = d.pick<() => string>([
      leaf,
      () => `${leaf()} and ${leaf()}`,
      () => `${leaf()} or ${leaf()}`,
      () => `${leaf()} and (${leaf()} or ${leaf()})`,
      () => `not ${leaf()}`,
    ])();
    const { condition, faults } = checkCondition(parseCondition(text), names);
    assert.deepEqual(faults, []);
    // The event that anchors a window may expire before the horizon, and another one takes its place.
    const retentions = new Map<string, Retention>();
    for (const family of ['ACTIVITY', 'product_viewed', 'custom'])
      if (d.chance(0.5)) retentions.set(family, { family, ms: d.pick([60, 90, 400]) * DAY, publishedAt: 1 });
    const setting = { zone: 'Asia/Shanghai', currency: 'CNY', retentions };
    const catalogue = new Catalogue(1, setting, TAGS, [], [], [], [], LISTS);
    const { members } = crowd(d, d.chance(0.5));
    const builder = new PartBuilder();
    for (const m of members) builder.add(m);
    // In half of the rounds, all events are in the past.
    const at = T0 + d.int(-24, 1900) * HOUR;
    const until = at + 400 * DAY;
    const isNever = new ColumnEvaluator(builder.sealed(), catalogue, at).neverUntil(
      [condition!],
      until,
      new Uint8Array(members.length).fill(1),
    );
    members.forEach((m, i) => {
      const wanted = new Evaluation(catalogue, m, at, until).truth(condition!).values.every((v) => !v);
      assert.equal(isNever(i), wanted, `seed ${SEED}, round ${round}, customer ${i}: ${text} from ${at}`);
      seen[wanted ? 'never' : 'not']++;
    });
  }
  assert.ok(Math.min(seen.never, seen.not) > 1000, JSON.stringify(seen));
});

test('facts are restored unchanged from a part, those about coupons with their own ids', () => {
  const d = new Dice(random(SEED + 1));
  const { members, worlds } = crowd(d, false);
  const builder = new PartBuilder();
  for (const m of members) builder.add(m);
  const part = builder.sealed();
  assert.ok(part.eventTypes().includes('visit') && part.eventTypes().includes('order_paid'));
  // Names of derived tables begin with NUL.
  assert.deepEqual(
    part.eventTypes().filter((type) => type.startsWith('\0')),
    [],
  );
  const again = new PartBuilder();
  for (let i = 0; i < part.size; i++) again.add(part.member(i));
  const copy = again.sealed();
  // Removes undefined fields, and ids of events without a coupon.
  const shown = (list: readonly EventFact[]): unknown =>
    list.map((e) => ({
      ...e,
      id: e.coupon === undefined ? '' : sentId(e),
      lines: e.lines?.map((l) => Object.fromEntries(Object.entries(l).filter(([, v]) => v !== undefined))),
    }));
  const absent = (list: unknown): unknown =>
    (list as object[]).map((e) =>
      Object.fromEntries(
        Object.entries(e).filter(
          ([k, v]) => v !== undefined && !(k === 'properties' && Object.keys(v as object).length === 0),
        ),
      ),
    );
  worlds.forEach((_, i) => {
    for (const type of new Set(members[i].facts.all().map((e) => e.type))) {
      for (const x of [part, copy])
        assert.deepEqual(absent(shown(x.facts(i).ofType(type))), absent(shown(members[i].facts.ofType(type))));
    }
  });
});
