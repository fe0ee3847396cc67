/** Tests conditions and figures that read catalogues, through the real server. All of them use the current entries. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INGEST, iso, member, members, NOW, SEGMENT } from '../support/list-shop.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const CHANGE = `mutation($k:String!,$e:[CatalogueEntryInput!]!,$a:CatalogueAction=ADD){changeCatalogue(key:$k,action:$a,entries:$e,wait:true){changed job{state}}}`;

const order = (name: string, lines: readonly object[], properties: object = {}): object => ({
  messageId: `o-${name}`,
  type: 'order_paid',
  occurredAt: iso(NOW - 3_600_000),
  identities: [member(name)],
  properties,
  order: { orderId: `o-${name}`, lines: lines.map((line) => ({ quantity: '1', amount: '10', ...line })) },
});

/** Creates a shop with four customers, who bought products, and viewed one. */
async function shop(id: string): Promise<Caller> {
  const admin = await server.sandbox(id, iso(NOW));
  const define = (i: object): Promise<unknown> =>
    admin.ask('mutation($i:DefineCatalogueInput!){defineCatalogue(input:$i){key}}', { i });
  const text = (name: string): object => ({ name, type: 'STRING' });
  const fields = [text('brand'), text('category'), text('colour'), { name: 'price', type: 'DECIMAL' }];
  await define({ key: 'products', kind: 'PRODUCTS', fields });
  await define({ key: 'districts', fields: [text('area')] });
  const products = [
    { key: 'D1', values: { brand: 'Acme', category: '母婴/纸尿裤/NB', colour: 'blue', price: '99' } },
    { key: 'F1', values: { brand: 'Beta', category: '食品', colour: 'red', price: '5' } },
  ];
  await admin.ask(CHANGE, { k: 'products', e: products });
  await admin.ask(CHANGE, { k: 'districts', e: [{ key: 'X1', values: { area: 'East' } }] });
  const events = [
    order('diapers', [{ sku: 'D1' }], { district: 'X1' }),
    order('food', [{ sku: 'F1' }], { district: 'X2' }),
    // The line says its category itself, so the catalogue does not count.
    order('said', [{ sku: 'F1', category: '母婴/纸尿裤' }]),
    order('stranger', [{ sku: 'none' }, {}]),
    {
      messageId: 'v',
      type: 'product_viewed',
      occurredAt: iso(NOW - 3_600_000),
      identities: [member('viewer')],
      properties: { sku: 'D1' },
    },
  ];
  assert.equal((await admin.ask(INGEST, { e: events })).ingestEvents.rejected, 0);
  return admin;
}

const define = (admin: Caller, k: string, x: string): Promise<Loose> => admin.ask(SEGMENT, { k, x });

async function transitions(admin: Caller, name: string): Promise<string[]> {
  const { profile } = await admin.ask(
    'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){transitions(first:20){edges{node{segmentKey kind cause}}}}}',
    { v: name },
  );
  return profile.transitions.edges.map(({ node }: Loose) => `${node.kind} ${node.segmentKey} ${node.cause}`).reverse();
}

test('a condition reads from the catalogue what an event lacks, and fields that only the catalogue has', async () => {
  const admin = await shop('read');
  const expected: readonly (readonly [string, string, readonly string[]])[] = [
    ['category', 'count(order_paid where line.category under "母婴/纸尿裤") >= 1', ['diapers', 'said']],
    ['brand', 'did(order_paid where brand = "Beta")', ['food', 'said']],
    ['colour', 'did(order_paid where product.colour = "blue")', ['diapers']],
    ['line_colour', 'distinct(order_paid.line.product.colour) >= 1', ['diapers', 'food', 'said']],
    ['one_line', 'did(order_paid where category = "食品" and product.colour = "red")', ['food']],
    ['viewed', 'did(product_viewed where brand = "Acme" and price > 50.0)', ['viewer']],
    ['price', 'sum(product_viewed.price) = 99.0', ['viewer']],
    ['view_colour', 'last(product_viewed) is (product.colour in ("blue", "green"))', ['viewer']],
    ['price_of_lines', 'sum(order_paid.line.product.price) >= 5.0', ['diapers', 'food', 'said']],
    ['area', 'did(order_paid where lookup(districts, district).area = "East")', ['diapers']],
    ['areas', 'distinct(order_paid.lookup(districts, district).area) = 1', ['diapers']],
    ['top', 'topOf(order_paid.line.category, 1) has "食品"', ['food']],
    ['none', 'not did(order_paid where brand exists) and did(order_paid)', ['stranger']],
  ];
  for (const [key, expression, names] of expected) {
    const { defineSegment } = await define(admin, key, expression);
    const printed = defineSegment.segment.expression;
    assert.deepEqual(await members(admin, key), names, `${key}: ${printed}`);
    assert.equal((await define(admin, `${key}_again`, printed)).defineSegment.segment.expression, printed);
  }
});

test('a changed entry moves customers with cause DEFINITION, and only if a field in use changed', async () => {
  const admin = await shop('moves');
  await define(admin, 'diapers', 'did(order_paid where category under "母婴/纸尿裤")');
  await define(admin, 'blue', 'did(order_paid where product.colour = "blue")');
  await admin.ask(
    'mutation{defineTag(input:{key:"favourite",kind:DYNAMIC,type:STRING,metric:"mostFrequent(order_paid.line.brand)"}){key}}',
  );
  await define(admin, 'acme', 'tag favourite = "Acme"');
  await admin.ask(
    'mutation{defineLayerModel(wait:true,input:{key:"m",layers:[{key:"food",when:"did(order_paid where category = \\"食品\\")"},{key:"rest"}]}){job{state}}}',
  );
  assert.deepEqual(await members(admin, 'acme'), ['diapers']);
  const publishedBy = (): readonly string[] =>
    [...server.running.services.catalogues.latest('moves')!.publishedSince(stamp)].sort();
  let stamp = 0;
  const put = async (key: string, values: object): Promise<void> => {
    stamp = (await server.running.services.stores.workspaces.get('moves'))!.catalogueVersion;
    await admin.ask(CHANGE, { k: 'products', e: [{ key, values }] });
    await members(admin, 'blue');
  };
  const food = { brand: 'Beta', category: '食品', colour: 'red', price: '5' };
  await put('F1', { ...food, price: '6' });
  assert.deepEqual(publishedBy(), [], 'nothing reads the price');
  await put('F1', { ...food, price: '6', colour: 'blue' });
  assert.deepEqual(publishedBy(), ['blue']);
  assert.deepEqual(await members(admin, 'blue'), ['diapers', 'food', 'said']);
  await put('F1', { brand: 'Acme', category: '母婴/纸尿裤', colour: 'blue', price: '6' });
  assert.deepEqual(publishedBy(), ['acme', 'diapers', 'm.food', 'm.rest']);
  assert.deepEqual(await members(admin, 'acme'), ['diapers', 'food', 'said']);
  assert.deepEqual((await transitions(admin, 'food')).sort(), [
    'ENTERED acme DEFINITION',
    'ENTERED blue DEFINITION',
    'ENTERED diapers DEFINITION',
    'ENTERED m.food DEFINITION',
    'ENTERED m.rest DEFINITION',
    'LEFT m.food DEFINITION',
  ]);
  await admin.ask(CHANGE, { k: 'products', a: 'REMOVE', e: [{ key: 'F1' }] });
  assert.deepEqual(await members(admin, 'blue'), ['diapers']);
  // A fact that arrives afterwards is evaluated with the current entries.
  await admin.ask(INGEST, { e: [order('later', [{ sku: 'D1' }])] });
  assert.deepEqual(await members(admin, 'diapers'), ['diapers', 'later', 'said']);
  assert.ok((await transitions(admin, 'later')).includes('ENTERED diapers EVENT'));
});

test('an unknown catalogue or field is rejected with the nearest name', async () => {
  const admin = await shop('faults');
  const faults: readonly (readonly [string, string, RegExp])[] = [
    ['did(order_paid where product.color = "red")', 'CATALOGUE_FIELD_UNKNOWN', /did you mean colour\?/],
    ['did(order_paid where lookup(district, district).area = "East")', 'CATALOGUE_UNKNOWN', /no catalogue district/],
    ['sum(order_paid.line.product.colour) > 1', 'EVENT_FIELD_TYPE', /colour is STRING/],
    ['did(order_paid where lookup(districts, amount).area = "East")', 'EVENT_FIELD_TYPE', /read by a text/],
    ['did(order_paid where product.price = "cheap")', 'OPERAND_TYPE', /expected a decimal/],
    ['did(order_paid where lookup(districts, product.colour).area = "East")', 'EXPRESSION_FIELD_MISPLACED', /lookup/],
  ];
  for (const [x, reason, message] of faults) {
    const { errors } = await admin.send(SEGMENT, { k: 'bad', x });
    const said = JSON.stringify(errors);
    assert.ok(said.includes(`"${reason}"`), `${x} ${said}`);
    assert.match(said, message);
  }
});

test('seen values, warnings and figures also read the catalogue', async () => {
  const admin = await shop('seen');
  const values = async (event: string, property: string): Promise<Loose> =>
    (await admin.ask(`{seenValues(event:"${event}",property:"${property}"){values{value count}}}`)).seenValues.values;
  assert.deepEqual(
    await values('order_paid', 'line.category'),
    [
      { value: '食品', count: 1 },
      { value: '母婴/纸尿裤', count: 1 },
      { value: '母婴/纸尿裤/NB', count: 1 },
    ].sort((a, b) => (a.value < b.value ? -1 : 1)),
  );
  assert.deepEqual(await values('order_paid', 'line.product.colour'), [
    { value: 'red', count: 2 },
    { value: 'blue', count: 1 },
  ]);
  assert.deepEqual(await values('product_viewed', 'brand'), [{ value: 'Acme', count: 1 }]);
  let count = 0;
  const warned = async (x: string): Promise<Loose> =>
    (await define(admin, `w${++count}`, x)).defineSegment.conditionWarnings.map((w: Loose) => w.reason);
  assert.deepEqual(await warned('did(order_paid where brand = "Acme" and product.colour = "blue")'), []);
  assert.deepEqual(await warned('did(product_viewed where category under "母婴")'), []);
  assert.deepEqual(await warned('did(order_paid where product.colour = "green")'), ['VALUE_UNSEEN']);
  assert.deepEqual(await warned('did(order_paid where lookup(districts, district).area = "West")'), ['VALUE_UNSEEN']);
  assert.deepEqual(await warned('did(product_viewed where lookup(districts, district).area = "East")'), [
    'FIELD_UNSEEN',
  ]);
  const period = `period:{from:"${iso(NOW - 86_400_000)}",to:"${iso(NOW)}"}`;
  const { trendReport } = await admin.ask(
    `{trendReport(input:{${period},events:["product_viewed"],unit:DAY,by:{property:"category"}}){groups{group}}}`,
  );
  const groups = trendReport.groups.map(({ group }: Loose) => group);
  assert.deepEqual(groups, ['母婴/纸尿裤/NB']);
});
