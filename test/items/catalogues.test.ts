/** Tests catalogues through the real server: definitions, entries, limits, paging, and copies in memory. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import {
  MAX_ITEM_BYTES_IN_WORKSPACE,
  MAX_ITEMS,
  MAX_ITEMS_IN_WORKSPACE,
  type ItemCatalogue,
} from '../../src/engine/items/item-catalogue.js';
import { Items, type Item, type ItemChange } from '../../src/engine/items/items.js';
import { sizeOfItem } from '../../src/services/items/entry-inputs.js';
import { ItemCache } from '../../src/services/base/item-cache.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

const NOW = '2026-03-20T00:00:00Z';
const CHANGED = 'changed unchanged catalogue{size version} rejected{index code reason path message} job{state kind}';
const CHANGE = `mutation($k:String!,$a:CatalogueAction!,$e:[CatalogueEntryInput!]!,$d:Boolean=false){changeCatalogue(key:$k,action:$a,entries:$e,dryRun:$d,wait:true){${CHANGED}}}`;
const DEFINE =
  'mutation($i:DefineCatalogueInput!){defineCatalogue(input:$i){key kind label keyField fields{name type}}}';
const PRODUCTS = {
  key: 'products',
  kind: 'PRODUCTS',
  fields: [
    { name: 'brand', type: 'STRING' },
    { name: 'price', type: 'DECIMAL' },
    { name: 'pieces', type: 'INTEGER' },
    { name: 'isNew', type: 'BOOLEAN' },
    { name: 'since', type: 'DATE' },
  ],
};

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const change = async (admin: Caller, action: string, entries: readonly object[], dryRun = false): Promise<Loose> =>
  (await admin.ask(CHANGE, { k: 'products', a: action, e: entries, d: dryRun })).changeCatalogue;

async function entriesOf(admin: Caller, args = 'first:100'): Promise<Loose[]> {
  const { catalogue } = await admin.ask(`{catalogue(key:"products"){entries(${args}){edges{node{key values}}}}}`);
  return catalogue.entries.edges.map((edge: Loose) => edge.node);
}

async function refused(admin: Caller, query: string, variables: Record<string, unknown>): Promise<Loose> {
  const { errors } = await admin.send(query, variables);
  assert.ok(errors, JSON.stringify(variables).slice(0, 300));
  return errors[0];
}

const keysOf = async (admin: Caller, args?: string): Promise<string[]> =>
  (await entriesOf(admin, args)).map(({ key }) => key);

test('entries are added, changed, removed and replaced, and each call creates one version', async () => {
  const admin = await server.sandbox('changes', NOW);
  const { defineCatalogue } = await admin.ask(DEFINE, { i: PRODUCTS });
  assert.deepEqual(
    [defineCatalogue.kind, defineCatalogue.label, defineCatalogue.keyField],
    ['PRODUCTS', 'products', 'sku'],
  );
  const a1 = { key: 'A1', values: { brand: 'Acme', price: '12.50', pieces: 3, isNew: true, since: '2026-01-31' } };
  const added = await change(admin, 'ADD', [a1, { key: 'B1', values: { brand: 'Beta' } }]);
  assert.deepEqual([added.changed, added.unchanged, added.catalogue.size, added.job.state], [2, 0, 2, 'DONE']);
  assert.deepEqual((await entriesOf(admin))[0], { key: 'A1', values: { ...a1.values, price: '12.5' } });

  const again = await change(admin, 'ADD', [a1]);
  assert.deepEqual([again.changed, again.unchanged, again.job], [0, 1, null]);
  assert.equal(again.catalogue.version, added.catalogue.version, 'nothing changed');

  // The whole entry is replaced, so fields that are left out have no value afterwards.
  const changed = await change(admin, 'ADD', [{ key: 'A1', values: { brand: 'Acme 2' } }]);
  assert.deepEqual([changed.changed, changed.catalogue.version], [1, added.catalogue.version + 1]);
  assert.deepEqual((await entriesOf(admin))[0], { key: 'A1', values: { brand: 'Acme 2' } });

  const removed = await change(admin, 'REMOVE', [{ key: 'B1' }, { key: 'none' }]);
  assert.deepEqual([removed.changed, removed.unchanged, removed.catalogue.size], [1, 1, 1]);
  assert.deepEqual(await keysOf(admin), ['A1']);

  const dry = await change(admin, 'REPLACE', [{ key: 'C1' }], true);
  assert.deepEqual([dry.changed, dry.job], [2, null]);
  assert.deepEqual(await keysOf(admin), ['A1'], 'a dry run writes nothing');

  const replaced = await change(admin, 'REPLACE', [{ key: 'C1' }, { key: 'C2', values: { brand: 'Ceta' } }]);
  assert.deepEqual([replaced.changed, replaced.catalogue.version], [3, removed.catalogue.version + 1]);
  assert.deepEqual(await keysOf(admin), ['C1', 'C2']);
});

test('pages are consecutive, and a prefix selects keys', async () => {
  const admin = await server.sandbox('pages', NOW);
  await admin.ask(DEFINE, { i: PRODUCTS });
  const keys = ['A1', 'A2', 'A|3', 'B1', '奶粉-1', '奶粉-2', '纸尿裤'];
  await change(
    admin,
    'ADD',
    keys.map((key) => ({ key })),
  );
  assert.deepEqual(await keysOf(admin), keys);
  assert.deepEqual(await keysOf(admin, 'first:100,prefix:"A"'), ['A1', 'A2', 'A|3']);
  assert.deepEqual(await keysOf(admin, 'first:100,prefix:"奶粉"'), ['奶粉-1', '奶粉-2']);
  const page =
    'query($a:String){catalogue(key:"products"){entries(first:2,after:$a,prefix:"A"){edges{node{key}} pageInfo{hasNextPage endCursor}}}}';
  const first = (await admin.ask(page)).catalogue.entries;
  const second = (await admin.ask(page, { a: first.pageInfo.endCursor })).catalogue.entries;
  assert.deepEqual(
    [...first.edges, ...second.edges].map((edge: Loose) => edge.node.key),
    ['A1', 'A2', 'A|3'],
  );
  assert.deepEqual([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage], [true, false]);
});

test('an invalid entry is rejected with its reason and path, and the others are kept', async () => {
  const admin = await server.sandbox('misfits', NOW);
  await admin.ask(DEFINE, { i: PRODUCTS });
  const entries = [
    { key: 'ok', values: { brand: '', price: null } },
    { key: 'A', values: { brnad: 'x' } },
    { key: 'A', values: { price: '1.23456' } },
    { key: 'A', values: { pieces: 1.5 } },
    { key: ' ' },
    { key: 'x'.repeat(257) },
    { key: 'A', values: { brand: 'x'.repeat(4096) } },
    { key: 'A', values: { since: '2026-02-30' } },
    { key: 'A', values: { isNew: ['a'] } },
    { key: 'A', values: { ['x'.repeat(1_000_000)]: 'a' } },
  ];
  const { rejected, changed } = await change(admin, 'ADD', entries);
  assert.equal(changed, 1);
  assert.deepEqual(
    rejected.map((one: Loose) => [one.index, one.reason, one.path]),
    [
      [1, 'CATALOGUE_ENTRY_FIELD', 'entries[1].values.brnad'],
      [2, 'CATALOGUE_ENTRY_FIELD', 'entries[2].values.price'],
      [3, 'CATALOGUE_ENTRY_FIELD', 'entries[3].values.pieces'],
      [4, 'TEXT_EMPTY', 'entries[4].key'],
      [5, 'TEXT_TOO_LONG', 'entries[5].key'],
      [6, 'CATALOGUE_ENTRY_TOO_LARGE', 'entries[6]'],
      [7, 'CATALOGUE_ENTRY_FIELD', 'entries[7].values.since'],
      [8, 'CATALOGUE_ENTRY_FIELD', 'entries[8].values.isNew'],
      [9, 'CATALOGUE_ENTRY_FIELD', `entries[9].values.${'x'.repeat(260)}…`],
    ],
  );
  assert.match(rejected[0].message, /did you mean brand\?/);
  const whole = await refused(admin, CHANGE, { k: 'products', a: 'REPLACE', e: entries });
  assert.equal(whole.extensions.reason, 'CATALOGUE_ENTRY_FIELD', 'a replacement is whole or nothing');
  assert.deepEqual(await keysOf(admin), ['ok']);
});

test('an invalid definition is rejected with a reason, and the stored one is kept', async () => {
  const admin = await server.sandbox('shapes', NOW);
  const field = (name: string, type = 'STRING'): object => ({ key: 'k', kind: 'PRODUCTS', fields: [{ name, type }] });
  const refusals: readonly (readonly [object, string, string])[] = [
    [{ key: 'K' }, 'KEY_INVALID', 'input.key'],
    [field('a b'), 'CATALOGUE_FIELD_INVALID', 'input.fields[0].name'],
    [field('amount', 'DECIMAL'), 'CATALOGUE_FIELD_INVALID', 'input.fields[0].name'],
    [field('brand', 'INTEGER'), 'CATALOGUE_FIELD_INVALID', 'input.fields[0].type'],
    [{ key: 'k', keyField: '1' }, 'CATALOGUE_FIELD_INVALID', 'input.keyField'],
    [{ key: 'k', keyField: 'id', fields: [{ name: 'id', type: 'STRING' }] }, 'CATALOGUE_FIELD_INVALID', 'input.fields'],
    [
      { key: 'k', fields: Array.from({ length: 31 }, (_, i) => ({ name: `f${i}`, type: 'STRING' })) },
      'CATALOGUE_FIELDS_TOO_MANY',
      'input.fields',
    ],
  ];
  for (const [input, reason, path] of refusals) {
    const { extensions } = await refused(admin, DEFINE, { i: input });
    assert.deepEqual([extensions.reason, extensions.inputPath], [reason, path]);
  }
  await admin.ask(DEFINE, { i: PRODUCTS });
  const fixed: readonly (readonly [object, string])[] = [
    [{ key: 'more', kind: 'PRODUCTS' }, 'CATALOGUE_KIND_TAKEN'],
    [{ key: 'products', kind: 'STORES' }, 'CATALOGUE_FIELD_FIXED'],
    [{ key: 'products', keyField: 'code' }, 'CATALOGUE_FIELD_FIXED'],
    [{ key: 'products', fields: [{ name: 'brand', type: 'STRING' }] }, 'CATALOGUE_FIELD_FIXED'],
  ];
  for (const [input, reason] of fixed)
    assert.equal((await refused(admin, DEFINE, { i: input })).extensions.reason, reason);
  const fields = [...PRODUCTS.fields, { name: 'margin', type: 'DECIMAL' }];
  const { defineCatalogue: more } = await admin.ask(DEFINE, { i: { key: 'products', label: 'Goods', fields } });
  assert.deepEqual([more.label, more.kind, more.fields.length], ['Goods', 'PRODUCTS', 6]);
  await change(admin, 'ADD', [{ key: 'A1', values: { margin: '0.3' } }]);
  assert.deepEqual(await entriesOf(admin), [{ key: 'A1', values: { margin: '0.3' } }]);
});

test('catalogues are limited in entries and in bytes, each and in total', async () => {
  const admin = await server.sandbox('bounds', NOW);
  await admin.ask(DEFINE, { i: PRODUCTS });
  await admin.ask(DEFINE, { i: { key: 'other' } });
  const { stores, catalogues } = server.running.services;
  const workspace = 'bounds';
  const pretend = async (key: string, counted: Partial<ItemCatalogue>): Promise<void> => {
    const catalogue = (await stores.itemCatalogues.all(workspace)).find((one) => one.key === key)!;
    await stores.transact((tx) => stores.itemCatalogues.save(workspace, { ...catalogue, ...counted }, tx));
    catalogues.forget(workspace);
  };
  const refusal = async (): Promise<unknown[]> => {
    const { extensions } = await refused(admin, CHANGE, { k: 'products', a: 'ADD', e: [{ key: 'Z' }] });
    return [extensions.code, extensions.reason, extensions.inputPath];
  };
  const tooMany = ['LIMIT_EXCEEDED', 'CATALOGUE_ENTRIES_TOO_MANY', 'entries'];
  await pretend('products', { size: MAX_ITEMS });
  assert.deepEqual(await refusal(), tooMany);
  await pretend('products', { size: 1 });
  await pretend('other', { size: MAX_ITEMS_IN_WORKSPACE - 1 });
  assert.deepEqual(await refusal(), tooMany);
  await pretend('other', { size: 0, bytes: MAX_ITEM_BYTES_IN_WORKSPACE });
  assert.deepEqual(await refusal(), tooMany);
  await pretend('other', { bytes: 0 });
  assert.equal((await change(admin, 'ADD', [{ key: 'Z' }])).changed, 1);
  const many = Array.from({ length: 5001 }, (_, i) => ({ key: `K${i}` }));
  assert.equal(
    (await refused(admin, CHANGE, { k: 'products', a: 'ADD', e: many })).extensions.reason,
    'BATCH_TOO_LARGE',
  );
});

test('a replacement is compared in slices, and dry runs wait in a queue', async () => {
  const admin = await server.sandbox('slices', NOW);
  await admin.ask(DEFINE, { i: PRODUCTS });
  const many = Array.from({ length: 2000 }, (_, i) => ({ key: `K${i}`, values: { brand: 'x' } }));
  await change(admin, 'ADD', many);
  const { services } = server.running;
  const { pause, stores } = services;
  const now = stores.now.bind(stores);
  let read = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let slices = 0;
  // Each reading of the clock is 1 ms later, so that a slice ends after 9 entries.
  Object.assign(services, {
    pause: async (ms: number, signal?: AbortSignal): Promise<void> => {
      if (ms > 0) return pause(ms, signal);
      slices++;
      await held;
    },
  });
  Object.assign(stores, { now: () => now() + read++ });
  try {
    const runs = Array.from({ length: 5 }, () => change(admin, 'REPLACE', [{ key: 'K0' }], true));
    await eventually(() => slices === 2, 'two dry runs to begin');
    for (let n = 0; n < 5; n++) assert.ok((await admin.send('{__typename}')).data);
    assert.equal(slices, 2, 'the others wait');
    release();
    for (const { changed } of await Promise.all(runs)) assert.equal(changed, 2000);
    assert.ok(slices > 5 * 100, `${slices} slices`);
  } finally {
    Object.assign(services, { pause });
    Object.assign(stores, { now });
  }
});

test('the byte size of a catalogue equals that of its entries after every change', async () => {
  const admin = await server.sandbox('bytes', NOW);
  await admin.ask(DEFINE, { i: PRODUCTS });
  const entry = (key: string, brand: string): Item => ({ key, values: { brand } });
  const after = async (action: string, given: readonly object[], expected: readonly Item[]): Promise<void> => {
    await change(admin, action, given);
    const [{ size, bytes }] = await server.running.services.stores.itemCatalogues.all('bytes');
    assert.deepEqual([size, bytes], [expected.length, expected.reduce((sum, item) => sum + sizeOfItem(item), 0)]);
  };
  const [a, b, c] = [entry('a', 'one'), entry('b', '二'), entry('c', 'three')];
  await after('ADD', [a, b, entry('a', 'x'), a], [a, b]);
  await after('ADD', [entry('b', 'longer')], [a, entry('b', 'longer')]);
  await after('REPLACE', [c, b, c], [b, c]);
  await after('REMOVE', [{ key: 'c' }, { key: 'none' }], [b]);
});

test('a process follows changes, and reloads after a replacement or if removal markers are missing', async () => {
  const admin = await server.sandbox('copies', NOW);
  await admin.ask(DEFINE, { i: PRODUCTS });
  const { stores } = server.running.services;
  const cache = new ItemCache(stores, () => undefined);
  const entries = async (of: ItemCache): Promise<Item[]> => {
    const [{ items, size }] = await of.load('copies', await stores.itemCatalogues.all('copies'));
    assert.equal(items.size, size);
    return [...items.all()].sort((one, other) => (one.key < other.key ? -1 : 1));
  };
  const same = async (): Promise<void> =>
    assert.deepEqual(await entries(cache), await entries(new ItemCache(stores, () => undefined)));
  await change(
    admin,
    'ADD',
    ['A', 'B', 'C'].map((key) => ({ key, values: { brand: key } })),
  );
  await same();
  await change(admin, 'REMOVE', [{ key: 'A' }]);
  await change(admin, 'ADD', [{ key: 'D' }]);
  await same();
  await change(admin, 'REPLACE', [{ key: 'E' }, { key: 'F' }]);
  await same();
  // At most 5,000 marks of removed entries are kept.
  const many = Array.from({ length: 5000 }, (_, i) => ({ key: `K${i}` }));
  await change(admin, 'ADD', many);
  await change(admin, 'REMOVE', [{ key: 'F' }]);
  const [before] = await stores.itemCatalogues.all('copies');
  await same();
  await change(admin, 'REMOVE', many);
  const [cleared] = await stores.itemCatalogues.all('copies');
  assert.deepEqual([before.removed, cleared.removed, cleared.followableFrom], [1, 0, cleared.version]);
  await same();
});

test('the least recently used workspace is evicted when copies exceed their bound', async () => {
  const [one, two] = [await server.sandbox('one', NOW), await server.sandbox('two', NOW)];
  for (const admin of [one, two]) {
    await admin.ask(DEFINE, { i: PRODUCTS });
    await change(admin, 'ADD', [{ key: 'A', values: { brand: 'x'.repeat(1000) } }]);
  }
  const { stores } = server.running.services;
  const gone: string[] = [];
  const cache = new ItemCache(stores, (workspace) => void gone.push(workspace), 3000);
  for (const workspace of ['one', 'two']) await cache.load(workspace, await stores.itemCatalogues.all(workspace));
  assert.deepEqual(gone, ['one']);
  assert.ok(cache.bytes > 0 && cache.bytes <= 3000);
});

test('entries in memory equal a map to which the same changes were applied', () => {
  const fields = [{ name: 'n', type: 'INTEGER' }] as const;
  const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor');
  const changes = fc.array(
    fc.record({
      key,
      values: fc.option(fc.record({ n: fc.integer() }), { nil: undefined }),
    }) as fc.Arbitrary<ItemChange>,
  );
  fc.assert(
    fc.property(fc.array(changes), (batches) => {
      const plain = new Map<string, number>();
      let items = Items.of(fields, []);
      for (const batch of batches) {
        items = items.changed(fields, batch);
        for (const one of batch) {
          if (one.values) plain.set(one.key, one.values.n as number);
          else plain.delete(one.key);
        }
      }
      assert.equal(items.size, plain.size);
      for (const name of ['a', 'b', 'c', '__proto__', 'constructor', 'toString'])
        assert.equal(items.valueOf(name, 'n'), plain.get(name));
      assert.equal(items.valueOf('a', 'constructor'), undefined);
      assert.equal(items.bytes, Items.of(fields, items.all()).bytes);
    }),
  );
});
