/**
 * Tests the catalogue cache. After a change only the changed kind of definition is reloaded, and the result equals a
 * full load.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MongoClient } from 'mongodb';
import type { Catalogue } from '../../src/engine/definitions/catalogue.js';
import type { Principal } from '../../src/services/base/access.js';
import { Catalogues } from '../../src/services/base/catalogues.js';
import type { Services } from '../../src/services/base/services.js';
import { defineNamespace } from '../../src/services/identity/namespaces.js';
import { changeItemCatalogue } from '../../src/services/items/item-changes.js';
import { defineItemCatalogue } from '../../src/services/items/item-catalogues.js';
import { defineLayerModel } from '../../src/services/layers/layers.js';
import { defineList } from '../../src/services/lists/lists.js';
import { definePartner } from '../../src/services/partners/partners.js';
import { setRetention } from '../../src/services/privacy/event-retention.js';
import { defineSegment, discardSegmentDraft, retireSegment } from '../../src/services/segments/segments.js';
import { defineTag } from '../../src/services/tags/tag-definitions.js';
import { createWorkspace, deleteSandbox } from '../../src/services/workspaces/workspaces.js';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer } from '../support/server.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
let server: TestServer;
let s: Services;
before(async () => {
  server = await TestServer.start();
  s = server.running.services;
});
after(() => server.remove());

const admin = (workspace: string): Principal => ({
  workspace,
  subject: 'test',
  scopes: new Set(['admin']),
  expiresAt: Infinity,
});

/** Returns everything a catalogue contains. */
const contents = (c: Catalogue): unknown => [
  c.version,
  { ...c.setting, items: undefined },
  c
    .allItemCatalogues()
    .map(({ items, ...catalogue }) => [catalogue, [...items.all()].sort((a, b) => (a.key < b.key ? -1 : 1))]),
  c.allTags(),
  c.allSegments(),
  c.drafts(),
  c.allNamespaces(),
  c.layerModels(),
  c.modelDrafts(),
  c.allPartners(),
  c.allLists(),
];

/** Checks that a cached catalogue equals a newly loaded one, and that both give the same results. */
async function agree(workspace: string, held: Catalogues): Promise<void> {
  const w = (await s.stores.workspaces.get(workspace))!;
  assert.deepEqual(contents(await held.at(w)), contents(await new Catalogues(s.stores).at(w)));
}

/** One change for each kind of definition. The number `n` makes the keys unique. */
const CHANGES: readonly ((p: Principal, n: number) => Promise<unknown>)[] = [
  (p, n) => defineTag(s, p, { key: `t${n}`, name: `t${n}`, kind: 'STATIC', type: 'STRING' }),
  (p, n) => defineSegment(s, p, { key: `s${n}`, name: `s${n}`, expression: 'did(order_paid)' }),
  (p, n) => defineSegment(s, p, { key: `d${n}`, name: `d${n}`, expression: 'did(order_paid)', draft: true }),
  async (p, n) => {
    await defineSegment(s, p, { key: `x${n}`, name: `x${n}`, expression: 'did(searched)' });
    await retireSegment(s, p, `x${n}`);
  },
  async (p, n) => {
    await defineSegment(s, p, { key: `y${n}`, name: `y${n}`, expression: 'did(searched)', draft: true });
    await discardSegmentDraft(s, p, `y${n}`);
  },
  (p, n) => defineNamespace(s, p, { name: `n${n}`, limit: 5, priority: 3 }),
  (p, n) =>
    defineLayerModel(s, p, {
      key: `m${n}`,
      name: `m${n}`,
      layers: [
        { key: 'a', name: 'a', when: 'did(order_paid)' },
        { key: 'b', name: 'b' },
      ],
    }),
  (p, n) => definePartner(s, p, { key: `p${n}`, name: `p${n}` }),
  (p, n) => defineList(s, p, { key: `l${n}`, name: `l${n}`, type: 'STRING' }),
  (p, n) => defineItemCatalogue(s, p, { key: `i${n % 10}`, fields: [{ name: 'n', type: 'INTEGER' }] }),
  async (p, n) => {
    await defineItemCatalogue(s, p, { key: 'entries', fields: [{ name: 'n', type: 'INTEGER' }] });
    const entries = [{ key: `e${n % 7}`, values: { n } }];
    await changeItemCatalogue(s, p, { key: 'entries', action: n % 3 === 0 ? 'REMOVE' : 'ADD', entries });
    await changeItemCatalogue(s, p, { key: 'entries', action: n % 5 === 0 ? 'REPLACE' : 'ADD', entries });
  },
  (p, n) => setRetention(s, p, { eventType: 'searched', keep: `P${400 + n}D`, dryRun: false }),
];

test('after random changes another process with an earlier version has the same catalogue as after a full read', async () => {
  const d = new Dice(random(seedOf(11)));
  await createWorkspace(s, { id: 'random', clock: CLOCK });
  const other = new Catalogues(s.stores);
  await agree('random', other);
  for (let n = 0; n < 40; n++) {
    await (n < CHANGES.length ? CHANGES[n] : d.pick(CHANGES))(admin('random'), n);
    if (n < CHANGES.length || d.chance(0.6)) await agree('random', other);
  }
});

test('after a change of one kind, only lists and item catalogues are read of the other kinds', async () => {
  await createWorkspace(s, { id: 'counted', clock: CLOCK });
  const read: string[] = [];
  const definitions = new Proxy(s.stores.definitions, {
    get: (of, name, receiver): unknown => {
      read.push(String(name));
      return Reflect.get(of, name, receiver);
    },
  });
  const counted = new Catalogues({ ...s.stores, definitions });
  const readFor = async (change: (p: Principal, n: number) => Promise<unknown>, n: number): Promise<string[]> => {
    await change(admin('counted'), n);
    read.length = 0;
    await agree('counted', counted);
    return [...read];
  };
  assert.equal((await readFor(CHANGES[0], 0)).length, 6, 'at first everything is read');
  const kinds: string[][] = [];
  for (const [n, change] of CHANGES.entries()) kinds.push(await readFor(change, n + 1));
  assert.deepEqual(kinds, [
    ['tags'],
    ['segments'],
    ['segments'],
    ['segments'],
    ['segments'],
    ['namespaces'],
    ['layerModels'],
    ['partners'],
    [],
    [],
    [],
    ['retentions'],
  ]);
});

test('a version without counts, as written by an earlier server version, causes a full read', async () => {
  await createWorkspace(s, { id: 'mixed', clock: CLOCK });
  const other = new Catalogues(s.stores);
  await CHANGES[0](admin('mixed'), 0);
  await agree('mixed', other);
  const client = await MongoClient.connect(server.running.databaseUri);
  try {
    const db = client.db(server.env.STRATA_DATABASE);
    await db.collection('tagDefinitions').deleteOne({ ws: 'mixed', key: 't0' });
    await db.collection<{ _id: string }>('workspaces').updateOne({ _id: 'mixed' }, { $inc: { catalogueVersion: 1 } });
  } finally {
    await client.close();
  }
  // The current server changes a different kind of definition before it reloads the catalogue.
  s.catalogues.forget('mixed');
  await CHANGES[1](admin('mixed'), 1);
  await agree('mixed', other);
});

test('another workspace with the same id is read in full, even if its counts continue those of the first', async () => {
  await createWorkspace(s, { id: 'again', clock: CLOCK });
  const other = new Catalogues(s.stores);
  await CHANGES[0](admin('again'), 0);
  await CHANGES[1](admin('again'), 1);
  await agree('again', other);
  await deleteSandbox(s, admin('again'), 'again');
  await createWorkspace(s, { id: 'again', clock: CLOCK });
  await CHANGES[0](admin('again'), 2);
  await CHANGES[1](admin('again'), 3);
  await CHANGES[1](admin('again'), 4);
  await agree('again', other);
});

test('the cache of definitions is limited, and evicts the least recently used workspace', async () => {
  const few = new Catalogues(s.stores, 40);
  const at = async (id: string): Promise<Catalogue> => few.at((await s.stores.workspaces.get(id))!);
  const ids = Array.from({ length: 6 }, (_, i) => `many${i}`);
  for (const id of ids) await createWorkspace(s, { id, clock: CLOCK });
  const first = await at(ids[0]);
  const { size } = first;
  assert.ok(size >= 10 && 2 * size <= 40, `${size} definitions of a new workspace`);
  const kept = Math.floor(40 / size);
  for (const id of ids) {
    await at(id);
    assert.equal(await at(ids[0]), first, 'a used workspace stays cached');
    assert.ok(few.definitions <= few.capacity, `${few.definitions} definitions`);
  }
  assert.equal(few.definitions, kept * size, 'it was filled');
  assert.equal(few.latest(ids[1]), undefined);
  assert.deepEqual(
    contents(await at(ids[1])),
    contents(await new Catalogues(s.stores).at((await s.stores.workspaces.get(ids[1]))!)),
  );
  for (const id of ids) few.forget(id);
  assert.equal(few.definitions, 0);
});

test('event types that no definition reads are not kept', async () => {
  await createWorkspace(s, { id: 'types', clock: CLOCK });
  await defineSegment(s, admin('types'), { key: 'viewers', expression: 'did(viewed)' });
  const catalogue = await s.catalogues.at((await s.stores.workspaces.get('types'))!);
  const { touched } = catalogue as unknown as { readonly touched: ReadonlyMap<string, unknown> };
  assert.deepEqual([...catalogue.touchedBy({ event: 'viewed' })], ['viewers']);
  for (let i = 0; i < 1000; i++) assert.equal(catalogue.touchedBy({ event: `type ${i}` }).size, 0);
  assert.equal(touched.size, 1);
});
