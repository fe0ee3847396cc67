/** Tests the quality of a layer model over a real server, with orders at the bounds of the window. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { http, ws } from '../support/transports.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 30, 12);
/** The start of a window of 30 days that ends now. */
const START = NOW - 30 * DAY;
const RICH = Array.from({ length: 12 }, (_, i) => `R${i}`);
const POOR = Array.from({ length: 14 }, (_, i) => `P${i}`);

let server: TestServer;
let admin: Caller;
let sent = 0;

const iso = (at: number): string => new Date(at).toISOString();
const member = (value: string): object[] => [{ namespace: 'member_id', value }];
const order = (who: string, at: number, amount: number): object => ({
  ...{ messageId: `q${++sent}`, type: 'order_paid', occurredAt: iso(at), identities: member(who) },
  order: { orderId: `q${sent}`, amount: String(amount) },
});

async function send(events: readonly object[]): Promise<void> {
  const { ingestEvents } = await admin.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status message}}}',
    { e: events },
  );
  assert.deepEqual(
    ingestEvents.results.filter(({ status }: Loose) => status !== 'ACCEPTED'),
    [],
  );
}

const layers = (least: number): string =>
  `layers:[{key:"rich",when:"sum(order_paid.amount) >= ${least}"},{key:"poor"}]`;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', iso(NOW), { zone: 'UTC', currency: 'CNY' });
  await admin.ask(`mutation{
    a:defineLayerModel(input:{key:"value",${layers(500)}},wait:true){job{id}}
    b:defineLayerModel(input:{key:"value",${layers(5)},draft:true}){model{draft}}
  }`);
  await send([
    ...RICH.map((who) => order(who, START - 5 * DAY, 600)),
    ...POOR.map((who) => order(who, START - 5 * DAY, 10)),
    // An order at the start belongs to the layer. The window begins after it, and includes its last instant.
    order('P0', START, 1000),
    order('P1', START + 1, 7),
    order('P2', NOW, 9),
    ...RICH.map((who, i) => order(who, START + 10 * DAY, 100 + i)),
    order('R0', START + 11 * DAY, 50),
    // This customer moves to the other layer within the window.
    order('P3', START + 20 * DAY, 490),
    order('new', START + DAY, 900),
  ]);
  const cancelled = `q${sent + 1}`;
  await send([order('R1', START + 12 * DAY, 5000)]);
  await send([
    {
      ...{ messageId: 'cancel', type: 'order_cancelled', occurredAt: iso(START + 13 * DAY), identities: member('R1') },
      order: { orderId: cancelled },
    },
  ]);
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const FIELDS = `asOf from to later complete soundness findings meanSpend
  layers{layer customers share buyers orders spend meanOrders meanSpend stayed interval{low high}}
  separation{etaSquared rankEpsilonSquared byChance h probability}
  stability{customers same sameByChance kappa} pairs{higher lower difference likeness responseProbability}
  response{q degrees probability strategies{strategy{key} probability effects{layer effect trials}}}`;
const ASK = `query($i:LayerQualityInput){layerModel(key:"value"){quality(input:$i){${FIELDS}}}}`;
const quality = async (input: object = {}): Promise<Loose> => (await admin.ask(ASK, { i: input })).layerModel.quality;

test('layers are those at the start, and orders count after it until the end of the window', async () => {
  const found = await quality();
  assert.deepEqual([found.from, found.to, found.later, found.complete], [iso(START), iso(NOW), iso(NOW), true]);
  const [rich, poor] = found.layers;
  // 12 rich customers and P0. The first twelve spend 100 + i, and one of them 50 more.
  const spend = RICH.reduce((sum, _, i) => sum + 100 + i, 50);
  assert.deepEqual(
    [rich.layer, rich.customers, rich.buyers, rich.orders, rich.spend, rich.stayed],
    ['rich', 13, 12, 13, String(spend), 1],
  );
  assert.deepEqual([poor.customers, poor.buyers, poor.orders, poor.spend], [13, 3, 3, '506']);
  assert.ok(Math.abs(poor.stayed - 12 / 13) < 1e-9, 'one customer moved');
  assert.ok(Math.abs(rich.meanSpend - spend / 13) < 1e-9);
  assert.deepEqual(
    [found.stability.customers, found.stability.same],
    [26, 25 / 26],
    'the customer who came later is in no layer at the start',
  );
  assert.ok(found.stability.kappa > 0.9);
  assert.deepEqual([found.pairs[0].higher, found.pairs[0].lower], ['rich', 'poor']);
  assert.equal(found.response, null);
});

test('the draft is judged as if it were published', async () => {
  const { nextDraft } = (await admin.ask(`{layerModel(key:"value"){nextDraft{quality{${FIELDS}}}}}`)).layerModel;
  assert.deepEqual(
    nextDraft.quality.layers.map(({ layer, customers }: Loose) => [layer, customers]),
    [
      ['rich', 26],
      ['poor', 0],
    ],
  );
  assert.deepEqual([nextDraft.quality.soundness, nextDraft.quality.response], ['UNKNOWN', null]);
  assert.deepEqual(nextDraft.quality.findings, ['TOO_FEW', 'SMALL_LAYERS']);
});

test('a window that is not over is marked, and layers are not compared before their time', async () => {
  const found = await quality({ from: iso(NOW - 10 * DAY), window: 'P30D', later: 'P5D' });
  assert.deepEqual([found.complete, found.later], [false, iso(NOW - 5 * DAY)]);
  assert.equal(found.stability.customers, 27);
  const later = await quality({ from: iso(NOW - 10 * DAY), window: 'P5D', later: 'P11D' });
  assert.deepEqual([later.complete, later.stability], [false, null]);
});

test('closed trials show whether the layers respond differently', async () => {
  await admin.ask('mutation{defineStrategy(input:{key:"care",objective:REVENUE,window:"P30D"}){key}}');
  for (const [layer, effect] of [
    ['rich', 10],
    ['poor', 4],
  ])
    await admin.ask(
      `mutation{recordStrategyResult(input:{strategy:"care",layer:"value.${layer}",source:"s",at:"2026-01-01T00:00:00Z",effect:${effect},standardError:2}){key}}`,
    );
  const { response, pairs } = await quality();
  assert.deepEqual([response.q, response.degrees, response.strategies[0].strategy.key], [4.5, 1, 'care']);
  assert.ok(Math.abs(pairs[0].responseProbability - 0.033895) < 1e-5);
});

test('the figures need a scope, and layers of personal tags another one', async () => {
  const reader = server.token('shop', ['segments:read']);
  const analyst = server.token('shop', ['segments:read', 'analytics:read']);
  const full = server.token('shop', ['segments:read', 'analytics:read', 'profiles:read:personal']);
  await admin.ask(`mutation{
    a:defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}
    b:defineLayerModel(input:{key:"health",layers:[{key:"ill",when:"tag illness = \\"flu\\""},{key:"rest"}]},wait:true){job{id}}
    c:defineLayerModel(input:{key:"value",layers:[{key:"rich",when:"tag illness = \\"flu\\""},{key:"poor"}],draft:true}){model{draft}}
  }`);
  const health = '{layerModel(key:"health"){quality{soundness}}}';
  const draft = '{layerModel(key:"value"){nextDraft{quality{soundness}}}}';
  for (const transport of [http, ws]) {
    const reason = async (token: string, query: string): Promise<unknown> =>
      (await transport(server, token, query)).errors?.[0].extensions?.reason;
    assert.equal(await reason(reader, ASK), 'SCOPE_MISSING');
    assert.equal(await reason(analyst, ASK), undefined);
    for (const query of [health, draft]) {
      assert.equal(await reason(analyst, query), 'PERSONAL_TAG_CONCEALED');
      assert.equal(await reason(full, query), undefined);
    }
  }
});

test('invalid input is refused with its path on both transports', async () => {
  const cases: readonly (readonly [object, string, string])[] = [
    [{ from: iso(NOW) }, 'INSTANT_NOT_PAST', 'input.from'],
    [{ from: 'yesterday' }, 'INSTANT_INVALID', 'input.from'],
    [{ window: 'PT1H' }, 'DURATION_INVALID', 'input.window'],
    [{ window: 'P2000D' }, 'DURATION_INVALID', 'input.window'],
    [{ later: '三天' }, 'DURATION_INVALID', 'input.later'],
    [{ orders: [] }, 'LIST_EMPTY', 'input.orders'],
    [{ orders: ['order_paid where'] }, 'EXPRESSION_SYNTAX', 'input.orders[0]'],
    [{ leastDifference: -0.1 }, 'NUMBER_INVALID', 'input.leastDifference'],
  ];
  for (const transport of [http, ws])
    for (const [input, reason, path] of cases) {
      const { errors } = await transport(server, admin.token, ASK, { i: input });
      const { extensions } = errors![0];
      assert.deepEqual([extensions?.reason, extensions?.inputPath], [reason, path], JSON.stringify(input));
    }
});

test('a query warns about orders of a type that was never seen', async () => {
  const { layerModel } = await admin.ask(
    '{layerModel(key:"value"){quality(input:{orders:["order_payed"]}){conditionWarnings{path}}}}',
  );
  assert.deepEqual(
    layerModel.quality.conditionWarnings.map(({ path }: Loose) => path),
    ['input.orders[0].event'],
  );
});

test('after an erasure the customer is in no layer', async () => {
  const { profile } = await admin.ask('{profile(identity:{namespace:"member_id",value:"R5"}){id}}');
  await admin.ask(`mutation{eraseProfile(profile:"${profile.id}",wait:true){state}}`);
  assert.equal((await quality()).layers[0].customers, 12);
});
