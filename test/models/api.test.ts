/** Tests models through the API: figures, predictions compared with later orders, permissions, consent and errors. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { open } from '../hostile/raw.js';
import { DAY, event, order, randomOrders, send } from './random-shop.js';

const NOW = '2026-06-30T12:00:00Z';
const END = Date.parse(NOW);
const CUSTOMERS = 400;

let server: TestServer;
let admin: Caller;
/** Times of each customer's orders. */
let shop: ReadonlyMap<string, readonly number[]>;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { zone: 'UTC', currency: 'CNY' });
  const { events, times } = randomOrders(CUSTOMERS, END);
  shop = times;
  await send(admin, events);
});
after(() => server.remove());

const FORECAST = `query($i:OrderForecastInput!){orderForecast(input:$i){asOf customers repeaters parameters{r alpha a b}
  valueModel{p q v correlation} alive expectedOrders lifetimeValue warnings
  simpleValue{repurchaseRate orderValue retentionDays value}
  test{from to customers actual predicted naive meanAbsoluteError naiveMeanAbsoluteError value{actual predicted naive}
    byRepeats{repeats customers actual}}}}`;
const CHURN = `query($i:ChurnModelInput!){churnModel(input:$i){trainedAt trainedOn baseRate testedAt warnings
  coefficients{feature weight error deviation} current{customers expected atRisk}
  test{customers positives auc brier baseBrier calibrationError reliability{customers}}}}`;

const dayOf = (at: number): number => Math.floor(at / DAY);

test("an order forecast is tested on the newest closed window, with each customer's own rate beside it", async () => {
  const { orderForecast: f } = await admin.ask(FORECAST, { i: { horizon: 'P60D' } });
  const cut = END - 60 * DAY;
  let [customers, actual, naive] = [0, 0, 0];
  for (const times of shop.values()) {
    const days = [...new Set(times.filter((at) => at <= cut).map(dayOf))];
    if (days.length === 0) continue;
    customers++;
    actual += new Set(times.filter((at) => at > cut).map(dayOf)).size;
    const age = dayOf(cut) - days[0];
    naive += age === 0 ? 0 : ((days.length - 1) / age) * 60;
  }
  assert.equal(f.customers, CUSTOMERS);
  assert.deepEqual([f.test.customers, f.test.actual], [customers, actual]);
  assert.ok(Math.abs(f.test.naive - naive) < 1e-6 * naive);
  assert.equal(f.test.from, new Date(cut).toISOString());
  assert.ok(Math.abs(f.test.predicted - actual) < Math.abs(naive - actual), 'the model is nearer than the naive rates');
  assert.ok(f.test.meanAbsoluteError < f.test.naiveMeanAbsoluteError);
  assert.equal(
    f.test.byRepeats.reduce((sum: number, r: Loose) => sum + r.actual, 0),
    actual,
  );
  assert.ok(f.alive > 0 && f.alive < CUSTOMERS && f.expectedOrders > 0);
  assert.ok(f.lifetimeValue > 15 * f.expectedOrders && f.lifetimeValue < 105 * f.expectedOrders);
  assert.deepEqual(f.warnings, []);
  const histories = [...shop.values()].map((times) => [...new Set(times.map(dayOf))]);
  const sum = (of: (days: readonly number[]) => number): number => histories.reduce((n, days) => n + of(days), 0);
  const rate = (30 * sum((days) => days.length - 1)) / sum((days) => dayOf(END) - days[0]);
  const retention = sum((days) => days.at(-1)! - days[0]) / CUSTOMERS;
  assert.ok(Math.abs(f.simpleValue.repurchaseRate - rate) < 1e-9, `${f.simpleValue.repurchaseRate} is not ${rate}`);
  assert.ok(Math.abs(f.simpleValue.retentionDays - retention) < 1e-9);
  assert.ok(f.simpleValue.orderValue > 20 && f.simpleValue.orderValue < 100);
  const product = (f.simpleValue.repurchaseRate * f.simpleValue.orderValue * f.simpleValue.retentionDays) / 30;
  assert.ok(Math.abs(f.simpleValue.value - product) < 1e-9 * product);
  const { orderForecast: half } = await admin.ask(FORECAST, { i: { horizon: 'P60D', margin: 0.5, model: 'MBG_NBD' } });
  assert.ok(half.lifetimeValue < 0.7 * f.lifetimeValue);
});

test('a churn model is trained before its test period, and beats the base rate', async () => {
  const { churnModel: m } = await admin.ask(CHURN, { i: { trainingCuts: 2 } });
  assert.deepEqual(
    m.trainedAt,
    [180, 210].map((d) => new Date(END - d * DAY).toISOString()),
  );
  assert.equal(m.testedAt, new Date(END - 90 * DAY).toISOString());
  const cut = END - 90 * DAY;
  let [customers, churned] = [0, 0];
  for (const times of shop.values()) {
    const last = times.filter((at) => at <= cut).at(-1);
    if (last === undefined || last <= cut - 75 * DAY) continue;
    customers++;
    if (!times.some((at) => at > cut && at <= last + 90 * DAY)) churned++;
  }
  assert.deepEqual([m.test.customers, m.test.positives], [customers, churned]);
  assert.ok(m.test.auc > 0.6, `AUC ${m.test.auc}`);
  assert.ok(m.test.brier < m.test.baseBrier);
  assert.equal(m.coefficients.length, 6);
  assert.equal(m.current.customers, [...shop.values()].filter((times) => times.at(-1)! > END - 75 * DAY).length);
});

test('with too few customers there is no prediction, and a warning gives the reason', async () => {
  const small = await server.sandbox('small', NOW);
  const { orderForecast } = await small.ask(FORECAST, { i: {} });
  const { churnModel } = await small.ask(CHURN, { i: {} });
  assert.deepEqual(
    [orderForecast.warnings, orderForecast.test, orderForecast.expectedOrders],
    [['TOO_FEW', 'NO_CLOSED_WINDOW'], null, null],
  );
  assert.deepEqual([churnModel.warnings, churnModel.test, churnModel.current], [['TOO_FEW'], null, null]);
});

const RECOMMEND = `query($p:String!,$n:String,$in:String){recommendations(profile:$p,notBoughtWithin:$n,popularIn:$in){profiled
  continued{item action} boughtTogether{item because{bought both a b}} dueAgain{item dueAt basis count} popular{item customers all}}}`;

async function profileOf(who: string): Promise<string> {
  const { profile } = await admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', {
    i: { namespace: 'member_id', value: who },
  });
  return profile.id;
}

test('item links and recommendations show their counts, and follow carts, refunds and consent', async () => {
  const { itemLinks } = await admin.ask('{itemLinks(sku:"tea"){customers buyers links{item both a b cosine}}}');
  const [link] = itemLinks.links;
  assert.deepEqual([link.item, link.both, link.a, link.b], ['cup', link.a, itemLinks.buyers, itemLinks.buyers]);
  assert.equal(link.cosine, 1);
  const days = [80, 60, 40, 20].map((d) => END - d * DAY);
  await send(admin, [
    ...days.map((at) => order('zoe', at, '9', ['tea'])),
    event('zoe', 'added_to_cart', END - 2 * DAY, { properties: { sku: 'jar' } }),
    event('zoe', 'product_viewed', END - DAY, { properties: { sku: 'pen' } }),
  ]);
  const zoe = await profileOf('zoe');
  const { recommendations: r } = await admin.ask(RECOMMEND, { p: zoe });
  assert.deepEqual(r.continued, [
    { item: 'jar', action: 'CARTED' },
    { item: 'pen', action: 'VIEWED' },
  ]);
  assert.deepEqual(
    r.boughtTogether.map((x: Loose) => [x.item, x.because[0].bought, x.because[0].both]),
    [['cup', 'tea', link.both]],
  );
  assert.deepEqual(
    r.dueAgain.map((x: Loose) => [x.item, x.dueAt, x.basis, x.count]),
    [['tea', NOW.replace('Z', '.000Z'), 'OWN', 3]],
  );
  assert.ok(r.popular.every((x: Loose) => x.item !== 'tea'));
  // A viewed item leaves the list `continued` once it is bought.
  const last = order('zoe', END - DAY / 2, '9', ['pen']) as { order: { orderId: string } };
  await send(admin, [last]);
  assert.equal((await admin.ask(RECOMMEND, { p: zoe })).recommendations.continued.length, 1);
  await send(admin, [event('zoe', 'order_cancelled', END - DAY / 4, { order: { orderId: last.order.orderId } })]);
  assert.equal((await admin.ask(RECOMMEND, { p: zoe })).recommendations.continued.length, 2);
  await send(admin, [event('zoe', 'consent_withdrawn', END - DAY / 8, { properties: { purpose: 'profiling' } })]);
  const { recommendations: general } = await admin.ask(RECOMMEND, { p: zoe });
  assert.deepEqual(
    [general.profiled, general.continued, general.boughtTogether, general.dueAgain],
    [false, [], [], []],
  );
  assert.deepEqual(general.popular.map((x: Loose) => x.item).sort(), ['cup', 'pen', 'tea']);
});

test('items that are out of stock or too expensive by the catalogue are left out of every kind', async () => {
  const caller = await server.sandbox('stock', NOW, { zone: 'UTC', currency: 'CNY' });
  await send(caller, [
    ...Array.from({ length: 8 }, (_, i) => order(`b${i}`, END - 30 * DAY, '9', ['tea', 'cup', 'pot'])),
    ...Array.from({ length: 6 }, (_, i) => order(`i${i}`, END - 30 * DAY, '9', ['ink'])),
    ...[80, 60, 40, 20].map((days) => order('mia', END - days * DAY, '9', ['tea'])),
    event('mia', 'added_to_cart', END - 2 * DAY, { properties: { sku: 'jar' } }),
    event('mia', 'added_to_cart', END - 3 * DAY, { properties: { sku: 'pen' } }),
  ]);
  await caller.ask(`mutation{defineCatalogue(input:{key:"products",kind:PRODUCTS,fields:[
    {name:"pieces",type:INTEGER},{name:"price",type:DECIMAL},{name:"brand",type:STRING}]}){key}}`);
  const fill = (entries: readonly object[]): Promise<Loose> =>
    caller.ask(
      'mutation($e:[CatalogueEntryInput!]!){changeCatalogue(key:"products",action:REPLACE,entries:$e,wait:true){changed}}',
      {
        e: entries,
      },
    );
  const entry = (key: string, pieces: number, price: string): object => ({ key, values: { pieces, price } });
  await fill([entry('tea', 4, '100'), entry('cup', 1, '20'), entry('pot', 0, '20'), entry('jar', 2, '30')]);
  const { profile } = await caller.ask('{profile(identity:{namespace:"member_id",value:"mia"}){id}}');
  const shown = async (args: string): Promise<string[][]> => {
    const { recommendations: r } = await caller.ask(`{recommendations(profile:"${profile.id}"${args}){
      continued{item} boughtTogether{item} dueAgain{item} popular{item}}}`);
    return [r.continued, r.boughtTogether, r.dueAgain, r.popular].map((list) => list.map(({ item }: Loose) => item));
  };
  assert.deepEqual(await shown(''), [['jar', 'pen'], ['cup', 'pot'], ['tea'], ['cup', 'pot', 'ink']]);
  assert.deepEqual(await shown(',availableField:"pieces"'), [['jar'], ['cup'], ['tea'], ['cup']]);
  assert.deepEqual(await shown(',availableField:"pieces",mostPrice:"29.9999"'), [[], ['cup'], [], ['cup']]);
  for (const [args, reason, path] of [
    ['availableField:"brand"', 'CATALOGUE_FIELD_UNKNOWN', 'availableField'],
    ['availableField:"nothing"', 'CATALOGUE_FIELD_UNKNOWN', 'availableField'],
    ['mostPrice:"much"', 'DECIMAL_INVALID', 'mostPrice'],
  ]) {
    const { errors } = await caller.send(`{recommendations(profile:"${profile.id}",${args}){profiled}}`);
    assert.deepEqual([errors?.[0].extensions.reason, errors?.[0].extensions.inputPath], [reason, path]);
  }
});

test('evidence of several campaigns is weighted by their errors', async () => {
  const records = [
    [28, 15],
    [8, 10],
    [-3, 16],
    [7, 11],
    [-1, 9],
    [1, 11],
    [18, 10],
    [12, 18],
  ].map(([effect, standardError]) => ({ effect, standardError }));
  const { strategyEvidence: e } = await admin.ask(
    'query($i:EvidenceInput!){strategyEvidence(input:$i){studies tau2 mean error interval{low high} shrunk{effect}}}',
    { i: { records } },
  );
  assert.deepEqual([e.studies, e.tau2, e.mean.toFixed(3), e.error.toFixed(3)], [8, 0, '7.686', '4.072']);
  assert.ok(e.interval.low < 0);
  assert.equal(e.shrunk.length, 8);
});

test('invalid input and missing scopes are rejected with their reason and path', async () => {
  const refusals: readonly (readonly [query: string, code: string, reason: string, path?: string])[] = [
    ['{orderForecast(input:{horizon:"soon"}){asOf}}', 'BAD_USER_INPUT', 'DURATION_INVALID', 'input.horizon'],
    ['{orderForecast(input:{horizon:"PT1H"}){asOf}}', 'BAD_USER_INPUT', 'DURATION_INVALID', 'input.horizon'],
    ['{orderForecast(input:{margin:1.5}){asOf}}', 'BAD_USER_INPUT', 'NUMBER_INVALID', 'input.margin'],
    ['{orderForecast(input:{segment:"none"}){asOf}}', 'NOT_FOUND', 'SEGMENT_NOT_FOUND', 'input.segment'],
    ['{churnModel(input:{trainingCuts:0}){asOf}}', 'BAD_USER_INPUT', 'NUMBER_INVALID', 'input.trainingCuts'],
    ['{churnModel(input:{bound:2}){asOf}}', 'BAD_USER_INPUT', 'NUMBER_INVALID', 'input.bound'],
    ['{churnModel(input:{orders:[]}){asOf}}', 'BAD_USER_INPUT', 'LIST_EMPTY', 'input.orders'],
    ['{itemLinks(sku:"tea",first:0){asOf}}', 'BAD_USER_INPUT', 'NUMBER_INVALID', 'first'],
    ['{recommendations(profile:"nobody"){asOf}}', 'NOT_FOUND', 'PROFILE_NOT_FOUND'],
    ['{strategyEvidence(input:{records:[]}){mean}}', 'BAD_USER_INPUT', 'LIST_SIZE_INVALID', 'input.records'],
    [
      '{strategyEvidence(input:{records:[{effect:1,standardError:0}]}){mean}}',
      ...(['BAD_USER_INPUT', 'NUMBER_INVALID', 'input.records[0].standardError'] as const),
    ],
  ];
  for (const [query, code, reason, path] of refusals) {
    const { errors } = await admin.send(query);
    const shown = errors?.[0].extensions;
    assert.deepEqual([shown?.code, shown?.reason, shown?.inputPath], [code, reason, path], query);
  }
  const reader = server.caller('shop', ['profiles:read']);
  const analyst = server.caller('shop', ['analytics:read']);
  for (const query of ['{orderForecast(input:{}){asOf}}', '{strategyEvidence(input:{records:[]}){mean}}'])
    assert.equal((await reader.send(query)).errors?.[0].extensions.reason, 'SCOPE_MISSING', query);
  const personal = await analyst.send('{recommendations(profile:"x"){asOf}}');
  assert.equal(personal.errors?.[0].extensions.reason, 'SCOPE_MISSING');
});

test('recommendations stop when their client disconnects', async () => {
  const { columns } = server.running.services;
  const parts = columns.parts.bind(columns);
  let asked = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  columns.parts = async function* (...given) {
    asked++;
    await held;
    yield* parts(...given);
  };
  try {
    const body = JSON.stringify({ query: `{recommendations(profile:"${await profileOf('c1')}"){asOf}}` });
    const socket = await open(server.running.port);
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${admin.token}\r\n\r\n${body}`,
    );
    await eventually(() => asked > 0, 'the question to begin');
    socket.destroy();
    await eventually(async () => (await admin.send('{__typename}')).data !== undefined, 'another answer');
    const { scanned } = columns;
    release();
    await eventually(async () => {
      const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
      return /^strata_bounded_used\{of="operations"\} 0$/m.test(text);
    }, 'the question to end');
    assert.equal(columns.scanned, scanned);
  } finally {
    columns.parts = parts;
  }
});
