/**
 * Runs the examples of the language in `cases.json`, which also serves as documentation. Times are absolute, or offsets
 * from Monday 2026-03-02 00:00 in Shanghai (`7d-1ms`). Each case is evaluated by the engine, by the reference
 * implementation, and for a customer that receives the facts one by one and is evaluated only when due.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { parseDecimal } from '../../src/engine/values/decimal.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { isLayerKey, layerKey, type Layer, type LayerModel } from '../../src/engine/layers/layers.js';
import type {
  Condition,
  EventFact,
  KeyClass,
  OrderLine,
  SegmentDefinition,
  TagDefinition,
  TagWrite,
  Value,
} from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { Evaluation } from '../../src/engine/segments/evaluate.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { settle, unevaluated, type NewFact } from '../../src/engine/memberships/settle.js';
import { addWrites, type TagState } from '../../src/engine/tags/tags.js';
import { valueAt } from '../../src/engine/time/timeline.js';
import { holds } from '../../src/reference/language.js';
import type { NamedList } from '../../src/engine/lists/list.js';
import { customerList, idsOf, valueList, worldLists, type RandomList } from '../support/random-lists.js';
import { TAGS } from '../support/random-world.js';

interface Case {
  readonly about: string;
  readonly when: string;
  readonly zone?: string;
  readonly segments?: Readonly<Record<string, string>>;
  /** Layer models with their layers in order. The last layer has no condition. */
  readonly layers?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** The lists of the case: for a value list its entries, for a customer list whether it contains the customer. */
  readonly lists?: Readonly<Record<string, readonly (string | number)[] | boolean>>;
  readonly redefine?: { readonly at: string; readonly when: string };
  readonly given: readonly string[];
  readonly then: Readonly<Record<string, boolean>>;
  /**
   * True if the result depends on when facts or definitions arrive. Then only the customer that receives facts one by
   * one is compared.
   */
  readonly streamed?: boolean;
}

const ANCHOR = Date.parse('2026-03-02T00:00:00+08:00');
const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3600_000, m: 60_000, s: 1000, ms: 1 };

function time(text: string): number {
  if (text.includes('T')) return Date.parse(text);
  let at = ANCHOR;
  for (const [, sign, n, unit] of text.matchAll(/([+-]?)(\d+)(ms|[dhms])/g))
    at += (sign === '-' ? -1 : 1) * Number(n) * UNITS[unit];
  return at;
}

const tag = (key: string, kind: TagDefinition['kind'], type: TagDefinition['type']): TagDefinition => ({
  key,
  name: key,
  kind,
  type,
  group: 'BASIC',
  namespace: 'shop',
  personal: false,
  version: 1,
});
const DEFINITIONS = [
  ...TAGS,
  tag('vip', 'SEMI_DYNAMIC', 'BOOLEAN'),
  tag('price', 'SEMI_DYNAMIC', 'DECIMAL'),
  tag('likes', 'SEMI_DYNAMIC', 'STRING_LIST'),
  tag('score', 'DYNAMIC', 'INTEGER'),
];

type Fact = { readonly arrives: number } & (
  | { readonly event: EventFact }
  | { readonly tag: string; readonly write: TagWrite }
);

function read(text: string, id: string): Fact {
  const words = text.split(' ');
  const late = words.indexOf('late');
  const at = time(words.find((w) => w.startsWith('@'))!.slice(1));
  const arrives = late < 0 ? at : time(words[late + 1]);
  const fields = new Map(
    words
      .filter((w) => w.includes('=') && !w.startsWith('line:'))
      .map((w) => [w.slice(0, w.indexOf('=')), w.slice(w.indexOf('=') + 1)]),
  );
  if (words[0] === 'tag') {
    const [key, raw] = words[1].includes('=')
      ? [words[1].slice(0, words[1].indexOf('=')), words[1].slice(words[1].indexOf('=') + 1)]
      : [words[1], undefined];
    return {
      arrives,
      tag: key,
      write: {
        id,
        at,
        source: fields.get('source') ?? 'test',
        sequence: Number(fields.get('sequence') ?? 0),
        ...(words.includes('corrected') ? { correction: true } : {}),
        ...(raw === undefined || words.includes('cleared')
          ? {}
          : {
              value: tagValue(
                raw,
                DEFINITIONS.find((t) => t.key === key)!,
              ),
            }),
      },
    };
  }
  const {
    order,
    amount,
    currency,
    payment,
    refund,
    class: keyClass,
    batch,
    place,
    ...rest
  } = Object.fromEntries(fields);
  const lines = words
    .filter((w) => w.startsWith('line:'))
    .map((w, i): OrderLine => {
      const l = Object.fromEntries(
        w
          .slice(5)
          .split(',')
          .map((x) => x.split('=')),
      );
      return {
        // Returned lines that are identified by SKU have no line id.
        ...(words[0] === 'order_refunded' && l.id === undefined ? {} : { lineId: l.id ?? String(i) }),
        quantity: parseDecimal(l.quantity ?? '1')!,
        ...(l.amount === undefined ? {} : { amount: parseDecimal(l.amount)! }),
        ...(l.brand ? { brand: l.brand } : {}),
        ...(l.sku ? { sku: l.sku } : {}),
        ...(l.category ? { category: l.category } : {}),
      };
    });
  const properties = Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, /^\d+$/.test(v) ? Number(v) : v]));
  return {
    arrives,
    event: {
      id,
      type: words[0],
      at,
      ...(Object.keys(properties).length > 0 ? { properties } : {}),
      ...(order ? { orderId: order } : {}),
      ...(currency ? { currency } : {}),
      ...(payment ? { paymentId: payment } : {}),
      ...(refund ? { refundId: refund } : {}),
      ...(keyClass ? { keyClass: keyClass as KeyClass } : {}),
      ...(batch ? { batch, batchPlace: Number(place) } : {}),
      ...(amount ? { amount: parseDecimal(amount)! } : {}),
      ...(lines.length > 0 ? { lines } : {}),
    },
  };
}

function tagValue(raw: string, def: TagDefinition): Value {
  switch (def.type) {
    case 'INTEGER':
      return Number(raw);
    case 'DECIMAL':
      return parseDecimal(raw)!;
    case 'BOOLEAN':
      return raw === 'true';
    case 'DATETIME':
      return time(raw.slice(1));
    case 'STRING_LIST':
      return raw.split(',');
    case 'STRING':
    case 'DATE':
      return raw;
  }
}

function layerModel(
  key: string,
  layers: Readonly<Record<string, string | null>>,
  checked: (text: string) => Condition,
): LayerModel {
  const layer = ([name, when]: [string, string | null]): Layer => ({
    key: name,
    name,
    ...(when === null ? {} : { when: checked(when) }),
    reach: 'NONE',
    coupons: 'NONE',
  });
  return { key, name: key, layers: Object.entries(layers).map(layer), version: 1, publishedAt: 1, retired: false };
}

const cases = JSON.parse(readFileSync(new URL('../../../test/segments/cases.json', import.meta.url), 'utf8')) as Case[];

test('every example of the language document is a test case', () => {
  const rows = readFileSync(new URL('../../../docs/LANGUAGE.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((l) => l.startsWith('|'));
  const examples = rows
    .flatMap((l) => [...(l.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)].map((m) => m[1]))
    .filter((e) =>
      /^(not (?!in$)|tag |age\(|ratio\(|topOf\(|medianGap\(|did\(|count\(|sum\(|distinct\(|first\(|last\(|sequence\(|unfollowed\(|held |was |in |consent )/.test(
        e,
      ),
    );
  assert.ok(examples.length >= 39, String(examples.length));
  for (const e of examples) assert.ok(parseCondition(e), e);
});

function listsOf(given: NonNullable<Case['lists']>): {
  readonly lists: readonly NamedList[];
  readonly standing: ReadonlySet<string>;
  readonly values: readonly RandomList[];
} {
  const values = Object.entries(given).flatMap(([key, entries]): RandomList[] =>
    typeof entries === 'boolean'
      ? []
      : [{ key, type: typeof entries[0] === 'number' ? 'NUMBER' : 'STRING', values: entries }],
  );
  const customers = Object.entries(given).filter(([, standing]) => typeof standing === 'boolean');
  return {
    lists: [...values.map(valueList), ...customers.map(([key]) => customerList(key))],
    standing: new Set(customers.flatMap(([key, standing]) => (standing ? [key] : []))),
    values,
  };
}

for (const c of cases) {
  test(c.about, () => {
    const setting = { zone: c.zone ?? 'Asia/Shanghai', currency: 'CNY' };
    const conditions = new Map<string, Condition>();
    const { lists, standing, values } = listsOf(c.lists ?? {});
    const names = {
      tag: (k: string) => DEFINITIONS.find((t) => t.key === k),
      segment: (k: string) => conditions.get(k),
      list: (k: string) => lists.find((list) => list.key === k),
    };
    const checked = (text: string): Condition => {
      const { condition, faults } = checkCondition(parseCondition(text), names);
      assert.deepEqual(faults, []);
      assert.equal(
        printCondition(checkCondition(parseCondition(printCondition(condition!)), names).condition!),
        printCondition(condition!),
        'survives printing',
      );
      return condition!;
    };
    for (const [key, text] of Object.entries(c.segments ?? {})) conditions.set(key, checked(text));
    const models = Object.entries(c.layers ?? {}).map(([key, layers]) => layerModel(key, layers, checked));
    // For the reference implementation, a layer is a condition that is true while the conditions of all earlier layers
    // are false.
    for (const [model, layers] of Object.entries(c.layers ?? {})) {
      const before: string[] = [];
      for (const [layer, when] of Object.entries(layers)) {
        conditions.set(
          layerKey(model, layer),
          checked([...(when === null ? [] : [`(${when})`]), ...before.map((b) => `not (${b})`)].join(' and ')),
        );
        if (when !== null) before.push(when);
      }
    }
    conditions.set('it', checked(c.when));
    const facts = c.given.map((text, i) => read(text, `f${i}`));

    const define = (version: number): Catalogue =>
      new Catalogue(
        version,
        setting,
        DEFINITIONS,
        [...conditions]
          .filter(([key]) => !isLayerKey(key))
          .map(([key, condition]): SegmentDefinition => ({
            key,
            name: key,
            condition,
            version: key === 'it' ? version : 1,
            publishedAt: key === 'it' ? version : 1,
            retired: false,
          })),
        [],
        models,
        [],
        lists,
      );
    let catalogue = define(1);

    if (!c.streamed) {
      const events = facts.flatMap((f) => ('event' in f ? [f.event] : []));
      const writes = new Map<string, TagWrite[]>();
      for (const f of facts) if ('write' in f) writes.set(f.tag, [...(writes.get(f.tag) ?? []), f.write]);
      const world = {
        events,
        writes,
        tags: new Map(DEFINITIONS.map((t) => [t.key, t])),
        segments: conditions,
        lists: worldLists(standing, values),
        zone: setting.zone,
        currency: setting.currency,
      };
      const subject = {
        facts: FactSet.of(events),
        tags: new Map([...writes].map(([key, list]) => [key, { key, writes: list }])),
        lists: idsOf(standing),
      };
      const line = new Evaluation(catalogue, subject, -Infinity, ANCHOR + 3000 * UNITS.d).segment('it');
      for (const [when, wanted] of Object.entries(c.then)) {
        assert.equal(valueAt(line, time(when)), wanted, `engine at ${when}`);
        assert.equal(holds(conditions.get('it')!, world, time(when)), wanted, `oracle at ${when}`);
      }
    }

    let state = unevaluated(Math.min(time('-500d'), ...facts.map((f) => f.arrives)));
    let known = FactSet.empty;
    let tags = new Map<string, TagState>();
    const step = (at: number, news: NewFact[]): void =>
      void (state = settle(catalogue, state, known, tags, { at, news, lists: idsOf(standing) }).state);
    const until = (at: number): void => {
      while (state.nextCheckAt <= at) step(Math.max(state.nextCheckAt, state.evaluatedAt), []);
    };
    step(state.evaluatedAt, []);
    const moments = [
      ...facts.map((f) => ({
        at: f.arrives,
        order: 0,
        run: () => {
          if ('event' in f) {
            known = known.with([f.event]);
            step(f.arrives, [{ id: f.event.id, at: f.event.at, event: f.event.type }]);
          } else {
            tags = new Map(tags).set(
              f.tag,
              addWrites(
                catalogue.tag(f.tag)!,
                tags.get(f.tag),
                [f.write],
                state.evaluatedAt - catalogue.lookback(f.tag),
              ),
            );
            step(f.arrives, [{ id: f.write.id, at: f.write.at, tag: f.tag }]);
          }
        },
      })),
      ...(c.redefine
        ? [
            {
              at: time(c.redefine.at),
              order: 1,
              run: () => {
                conditions.set('it', checked(c.redefine!.when));
                catalogue = define(2);
                step(time(c.redefine!.at), []);
              },
            },
          ]
        : []),
      ...Object.entries(c.then).map(([when, wanted]) => ({
        at: time(when),
        order: 2,
        run: () =>
          assert.equal(state.segments.find((s) => s.segment === 'it')?.member ?? false, wanted, `streamed at ${when}`),
      })),
    ].sort((a, b) => a.at - b.at || a.order - b.order);
    for (const m of moments) {
      until(m.at);
      m.run();
    }
  });
}
