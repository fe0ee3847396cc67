/**
 * Changes every field of a definition in randomly generated workspaces. Each state is compared with that of a workspace
 * that had the new definition from the start: memberships, sizes, ad hoc queries, explanations, tags and layers.
 * `STRATA_SEED` repeats a run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  ITEM_CATALOGUE_EFFECTS,
  LAYER_EFFECTS,
  NAMESPACE_EFFECTS,
  RETENTION_EFFECTS,
  SEGMENT_EFFECTS,
  TAG_EFFECTS,
  type Effect,
} from '../../src/engine/definitions/effects.js';
import type { Layer } from '../../src/engine/layers/layers.js';
import type { IdentityNamespace, SegmentDefinition, TagDefinition } from '../../src/engine/types.js';
import { amount } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { at, CUSTOMERS, facts, SHARED_CARDS, world, type Facts, type Input, type World } from './random-shop.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

const SEED = Number(process.env.STRATA_SEED ?? 20261128);
const ROUNDS = Number(process.env.STRATA_ROUNDS ?? 1);
/** Number of changes between two comparisons with a workspace that had the definitions from the start. */
const CHANGES_A_COMPARISON = amount(2, 1);

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

/** A change of one definition: `after` returns the changed definitions, and `send` sends only the change. */
interface Change {
  /** Kind and field, as the coverage of `npm run prove` names them. */
  readonly field: string;
  readonly effect: Effect;
  readonly what: string;
  readonly after: (w: World) => World;
  readonly send: (shop: Caller, w: World) => Promise<unknown>;
}

const DEFINE_TAG = 'mutation($i:DefineTagInput!){defineTag(input:$i,wait:true){key}}';
const DEFINE_NAMESPACE = 'mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i,wait:true){name}}';
const DEFINE_MODEL = 'mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){job{state}}}';
const DEFINE_CATALOGUE =
  'mutation{defineCatalogue(input:{key:"goods",kind:PRODUCTS,fields:[{name:"brand",type:STRING}]}){key}}';
const REPLACE_ENTRIES =
  'mutation($e:[CatalogueEntryInput!]!){changeCatalogue(key:"goods",action:REPLACE,entries:$e,wait:true){changed}}';
const entriesOf = ({ brands }: World): object[] =>
  Object.entries(brands).map(([key, brand]) => ({ key, values: { brand } }));
const SEGMENT = (name: string): string => `mutation($i:DefineSegmentInput!){${name}(input:$i,wait:true){job{state}}}`;
const RETENTION = 'mutation($t:String!,$k:String!){setRetention(eventType:$t,keep:$k){job{id}}}';

function tagChange(d: Dice, field: keyof TagDefinition): Change | undefined {
  const patches: { readonly [F in keyof Required<TagDefinition>]: readonly (readonly [key: string, patch: Input])[] } =
    {
      key: [],
      kind: [],
      type: [],
      namespace: [],
      version: [],
      publishedAt: [],
      retired: [],
      name: [['level', { name: 'Other' }]],
      description: [['level', { description: 'Other' }]],
      group: [['level', { group: 'ACTIVITY' }]],
      subgroup: [['level', { subgroup: 'ONLINE', group: 'ACTIVITY' }]],
      allowedValues: [['home', { allowedValues: ['none'] }]],
      min: [['points', { min: 100 }]],
      max: [['points', { max: -100 }]],
      maxLength: [['level', { maxLength: 1 }]],
      ttlMs: [
        ['level', { ttl: d.pick([null, 'P5D', 'P15D']) }],
        ['points', { ttl: d.pick([null, 'P5D', 'P15D']) }],
        ['list', { ttl: d.pick([null, 'P5D', 'P15D']) }],
        ['home', { ttl: d.pick(['P5D', 'P15D']) }],
      ],
      authority: [['home', { authority: d.pick([['two', 'one'], ['one'], null]) }]],
      metric: [['orders', { metric: d.pick(['count(order_paid, last 10d)', 'count(visit, last 30d)']) }]],
      derivation: [
        ['stage', { rules: [{ when: 'tag points >= 3', value: 'hot' }] }],
        ['stage', { rules: [{ when: 'tag level exists', value: 'hot' }], otherwise: null }],
        ['score', { score: [{ weight: '1', of: 'tag points' }] }],
      ],
      personal: [['level', { personal: false }]],
    };
  if (patches[field].length === 0) return undefined;
  const [key, patch] = d.pick(patches[field]);
  return {
    field: `tag.${field}`,
    effect: TAG_EFFECTS[field],
    what: `tag ${key}.${field} ${JSON.stringify(patch)}`,
    after: (w) => ({ ...w, tags: { ...w.tags, [key]: { ...w.tags[key], ...patch } } }),
    send: (shop) => shop.ask(DEFINE_TAG, { i: { key, ...patch } }),
  };
}

function namespaceChange(field: keyof IdentityNamespace): Change | undefined {
  const patches: { readonly [F in keyof Required<IdentityNamespace>]: Input | undefined } = {
    name: undefined,
    regroupedAt: undefined,
    limit: { limit: 3 },
    priority: { priority: 5 },
    strong: { strong: false },
    normalise: { normalise: 'lowercase' },
    blocked: { blocked: ['desk'] },
    builtInPlaceholders: { builtInPlaceholders: true },
  };
  const patch = patches[field];
  return (
    patch && {
      field: `namespace.${field}`,
      effect: NAMESPACE_EFFECTS[field],
      what: `namespace ${JSON.stringify(patch)}`,
      after: (w) => ({ ...w, namespaces: { loyalty: { ...w.namespaces.loyalty, ...patch } } }),
      send: (shop) => shop.ask(DEFINE_NAMESPACE, { i: { name: 'loyalty', ...patch } }),
    }
  );
}

function segmentChange(d: Dice, field: keyof SegmentDefinition): Change | undefined {
  const patches: { readonly [F in keyof Required<SegmentDefinition>]: Input | undefined } = {
    key: undefined,
    version: undefined,
    publishedAt: undefined,
    retired: undefined,
    draft: undefined,
    savedAt: undefined,
    savedBy: undefined,
    name: { name: 'Other' },
    description: { description: 'Other' },
    shareable: { shareable: true },
    condition: {
      expression: d.pick(['tag home = "w"', 'did(visit, last 10d)', 'tag home exists and tag points >= 1']),
    },
  };
  const patch = patches[field];
  return (
    patch && {
      field: `segment.${field}`,
      effect: SEGMENT_EFFECTS[field],
      what: `segment ${JSON.stringify(patch)}`,
      after: (w) => (patch.expression ? { ...w, segments: { ...w.segments, s_home: patch.expression as string } } : w),
      send: (shop) => shop.ask(SEGMENT('redefineSegment'), { i: { key: 's_home', ...patch } }),
    }
  );
}

function layerChange(field: keyof Layer, of: (layers: readonly Input[]) => readonly Input[]): Change {
  return {
    field: `layer.${field}`,
    effect: LAYER_EFFECTS[field],
    what: `another ${field} of a layer`,
    after: (w) => ({ ...w, layers: of(w.layers) }),
    send: (shop, w) => shop.ask(DEFINE_MODEL, { i: { key: 'm', layers: of(w.layers) } }),
  };
}

function itemChange(): Change {
  const after = (w: World): World => ({ ...w, brands: { S1: 'Beta', S3: 'Acme' } });
  return {
    field: 'itemCatalogue.version',
    effect: ITEM_CATALOGUE_EFFECTS.version,
    what: 'other entries of the product catalogue',
    after,
    send: (shop, w) => shop.ask(REPLACE_ENTRIES, { e: entriesOf(after(w)) }),
  };
}

function changes(d: Dice): Change[] {
  return [
    ...(Object.keys(TAG_EFFECTS) as (keyof TagDefinition)[]).map((f) => tagChange(d, f)),
    ...(Object.keys(NAMESPACE_EFFECTS) as (keyof IdentityNamespace)[]).map((f) => namespaceChange(f)),
    ...(Object.keys(SEGMENT_EFFECTS) as (keyof SegmentDefinition)[]).map((f) => segmentChange(d, f)),
    layerChange('when', ([first, ...others]) => [{ ...first, when: 'tag points >= 4' }, ...others]),
    // Swaps the first two layers, which changes the order of the keys.
    layerChange('key', ([first, second, last]) => [second, first, last]),
    layerChange('name', ([first, ...others]) => [{ ...first, name: 'Other' }, ...others]),
    layerChange('objective', ([first, ...others]) => [{ ...first, objective: 'x' }, ...others]),
    layerChange('advice', ([first, ...others]) => [{ ...first, advice: 'x' }, ...others]),
    layerChange('reach', ([first, ...others]) => [{ ...first, reach: 'NONE' }, ...others]),
    layerChange('coupons', ([first, ...others]) => [{ ...first, coupons: 'NONE' }, ...others]),
    {
      field: 'segment.retired',
      effect: SEGMENT_EFFECTS.retired,
      what: 's_list retired',
      after: ({ segments, ...w }: World) => ({
        ...w,
        segments: Object.fromEntries(Object.entries(segments).filter(([key]) => key !== 's_list')),
      }),
      send: (shop: Caller) => shop.ask('mutation{retireSegment(key:"s_list",wait:true){job{state}}}'),
    },
    itemChange(),
    {
      field: 'retention.ms',
      effect: RETENTION_EFFECTS.ms,
      what: 'retention of product_viewed',
      after: (w: World) => ({ ...w, retentions: { product_viewed: 'P12D' } }),
      send: async (shop: Caller) => {
        await shop.ask(RETENTION, { t: 'product_viewed', k: 'P12D' });
        await eventually(
          async () =>
            (await shop.ask('{jobs(first:20){edges{node{state}}}}')).jobs.edges.every(
              (e: { node: { state: string } }) => e.node.state === 'DONE',
            ),
          'the retention is set',
        );
      },
    },
  ].filter((c) => c !== undefined);
}

async function build(id: string, w: World): Promise<Caller> {
  const shop = await server.sandbox(id, at(-30));
  for (const [name, rules] of Object.entries(w.namespaces)) await shop.ask(DEFINE_NAMESPACE, { i: { name, ...rules } });
  for (const [t, k] of Object.entries(w.retentions)) await shop.ask(RETENTION, { t, k });
  await shop.ask(DEFINE_CATALOGUE);
  await shop.ask(REPLACE_ENTRIES, { e: entriesOf(w) });
  for (const [key, input] of Object.entries(w.tags)) await shop.ask(DEFINE_TAG, { i: { key, ...input } });
  const { s_visits, ...own } = w.segments;
  for (const [key, expression] of Object.entries(own))
    await shop.ask(SEGMENT('defineSegment'), { i: { key, expression } });
  await shop.ask(DEFINE_MODEL, { i: { key: 'm', layers: w.layers } });
  await shop.ask(SEGMENT('defineSegment'), { i: { key: 's_visits', expression: s_visits } });
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(0) });
  return shop;
}

async function tell(id: string, { events, writes }: Facts): Promise<void> {
  const shop = server.caller(id, ['admin']);
  await shop.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });
  for (const { source, mutation, type, list } of writes)
    await server
      .caller(id, ['admin'], source)
      .ask(`mutation($l:[${type}!]!){${mutation}(${mutation === 'setTags' ? 'tags' : 'changes'}:$l){status}}`, {
        l: list,
      });
}

/** Returns everything that can be read from a workspace, with member numbers instead of profile ids. */
async function picture(shop: Caller, w: World): Promise<unknown> {
  const segments = Object.entries(w.segments);
  const members = Array.from({ length: CUSTOMERS }, (_, i) => `M${i + 1}`);
  const people = await shop.ask(
    `{${members
      .map(
        (m) =>
          `${m}:profile(identity:{namespace:"member_id",value:"${m}"}){id identities{namespace value} tags{key value} segments{segment{key}} layers{layer{key}}}`,
      )
      .join('\n')}}`,
  );
  const sorted = (list: readonly unknown[]): string[] => list.map((x) => JSON.stringify(x)).sort();
  const names = new Map<string, string>();
  for (const m of members) if (people[m]) names.set(people[m].id, `${names.get(people[m].id) ?? ''}${m}`);
  const known = (page: { edges: { node: { id: string } }[] }): string[] =>
    page.edges.flatMap((e) => (names.has(e.node.id) ? [names.get(e.node.id)!] : [])).sort();
  const lists = await shop.ask(
    `{${segments
      .map(
        ([key, x]) =>
          `${key}:segment(key:"${key}"){members(first:50){edges{node{id}}}} ad_${key}:profiles(first:50,expression:${JSON.stringify(x)}){edges{node{id}}}`,
      )
      .join('\n')} layerModel(key:"m"){distribution{layer count}}}`,
  );
  for (const [key] of segments) assert.deepEqual(known(lists[key].members), known(lists[`ad_${key}`]), `ad hoc ${key}`);
  const looked = [...names.keys()].slice(0, 2);
  for (const id of looked) {
    const said = await shop.ask(
      `{${segments.map(([key]) => `${key}:explainMembership(profile:"${id}",segment:"${key}"){member}`).join('\n')}}`,
    );
    for (const [key] of segments)
      assert.equal(said[key].member, known(lists[key].members).includes(names.get(id)!), `explained ${key}`);
  }
  return {
    people: members.map((m) => {
      const p = people[m];
      return (
        p && {
          with: names.get(p.id),
          cards: sorted(p.identities.filter((i: { value: string }) => !SHARED_CARDS.includes(i.value))),
          tags: sorted(p.tags),
          segments: sorted(p.segments),
          layers: sorted(p.layers),
        }
      );
    }),
    members: segments.map(([key]) => [key, known(lists[key].members)]),
  };
}

/** Returns the list in random order. */
function shuffled<T>(d: Dice, list: readonly T[]): T[] {
  return list
    .map((x) => ({ x, place: d.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ x }) => x);
}

async function sent(change: Change, shop: Caller, w: World): Promise<void> {
  met('definition change', change.field);
  await change.send(shop, w);
}

/** Fields whose changes affect no membership. A separate list reveals wrong entries in the list of effects. */
const MOVE_NOBODY: ReadonlySet<string> = new Set([
  ...['name', 'description', 'group', 'subgroup', 'personal'].map((field) => `tag.${field}`),
  ...['allowedValues', 'min', 'max', 'maxLength'].map((field) => `tag.${field}`),
  ...['segment.name', 'segment.description', 'segment.shareable', 'namespace.priority'],
  ...['name', 'objective', 'advice', 'reach', 'coupons'].map((field) => `layer.${field}`),
]);
const movesSomeone = (c: Change): boolean => !MOVE_NOBODY.has(c.field);

test(`after a change of any field a definition gives the same results as if created so (seed ${SEED})`, async () => {
  const d = new Dice(random(SEED));
  const forward = 'mutation($t:DateTime!){advanceClock(to:$t){now}}';
  for (let round = 0; round < ROUNDS; round++) {
    let w = world(d);
    const told = facts(d, 'a');
    const changed = await build(`c${round}`, w);
    await tell(`c${round}`, told);
    const all = changes(d);
    let seen = await picture(changed, w);
    // Changes one workspace step by step, and compares it with another workspace that had the same definitions from the
    // start.
    let last: Caller | undefined;
    let moved = 0;
    const moving = shuffled(d, all.filter(movesSomeone));
    let compared: string[] = [];
    for (const [i, change] of moving.entries()) {
      await sent(change, changed, w);
      w = change.after(w);
      compared.push(change.what);
      // Each snapshot also compares stored state with a new evaluation, even in the second workspace.
      const now = await picture(changed, w);
      if (JSON.stringify(now) !== JSON.stringify(seen)) moved++;
      seen = now;
      const final = i === moving.length - 1;
      if (!final && (i + 1) % CHANGES_A_COMPARISON > 0) continue;
      const name = `f${round}-${i}`;
      last = await build(name, w);
      await tell(name, told);
      assert.deepEqual(now, await picture(last, w), `seed ${SEED}, round ${round}: ${compared.join('; ')}`);
      compared = [];
      if (!final) await last.ask(`mutation{deleteSandbox(id:"${name}")}`);
      else {
        // Both workspaces stay equal when they receive further events.
        for (const [id, shop] of [
          [`c${round}`, changed],
          [name, last],
        ] as const) {
          await tell(id, facts(new Dice(random(SEED + round)), 'b'));
          await shop.ask(forward, { t: at(6) });
        }
        seen = await picture(changed, w);
        assert.deepEqual(seen, await picture(last, w), `seed ${SEED}, round ${round}: later`);
      }
    }
    // Changes of the remaining fields leave the existing state unchanged.
    for (const change of all.filter((c) => !movesSomeone(c))) {
      await sent(change, changed, w);
      assert.deepEqual(await picture(changed, w), seen, `seed ${SEED}, round ${round}: ${change.what}`);
    }
    assert.ok(moved > 3, `${moved} changes moved someone`);
  }
});
