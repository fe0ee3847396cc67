/**
 * Tests layer models through the real server. Each customer is in exactly one layer, each move is reported once, and
 * past distributions and errors are correct.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted rejected results{message profile}}}';
let sent = 0;
const order = (member: string, days: number, amount = '100'): object => ({
  messageId: `o${++sent}`,
  type: 'order_paid',
  occurredAt: at(days),
  identities: [{ namespace: 'member_id', value: member }],
  order: { orderId: `o${sent}`, amount },
});
const LIFECYCLE = {
  key: 'lifecycle',
  name: 'Lifecycle',
  layers: [
    {
      key: 'churned',
      name: 'Churned',
      when: 'did(order_paid) and not did(order_paid, last 90d)',
      objective: 'win back',
      reach: 'PERIODIC',
      coupons: 'ALLOWED',
    },
    {
      key: 'dormant',
      name: 'Dormant',
      when: 'did(order_paid) and not did(order_paid, last 30d)',
      advice: 'remind',
      coupons: 'NEAR_CHURN',
    },
    { key: 'active', name: 'Active', when: 'count(order_paid, last 90d) >= 2', reach: 'NONE', coupons: 'NONE' },
    { key: 'regular', name: 'Regular' },
  ],
};
const DEFINE =
  'mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){model{key version layers{key when reach coupons objective advice dependants}} job{state}}}';
const spread = async (asOf?: string): Promise<Record<string, number>> =>
  Object.fromEntries(
    (
      await admin.ask('query($t:DateTime){layerModel(key:"lifecycle"){distribution(asOf:$t){layer count share}}}', {
        t: asOf,
      })
    ).layerModel.distribution.map((d: any) => [d.layer, d.count]),
  );
const layersOf = async (member: string): Promise<any[]> =>
  (
    await admin.ask(
      'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){layers{model layer{key advice} since nextMoveAt} segments{segment{key}}}}',
      { v: member },
    )
  ).profile.layers;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(0));
  await admin.ask(INGEST, {
    e: [
      order('once', -10),
      order('twice', -10),
      order('twice', -5),
      order('sleeper', -40),
      order('lost', -100),
      {
        messageId: 'v',
        type: 'page_viewed',
        occurredAt: at(-1),
        identities: [{ namespace: 'member_id', value: 'viewer' }],
      },
    ],
  });
});
after(() => server.remove());

test('a model puts every customer in exactly one layer, the first that matches', async () => {
  const r = (await admin.ask(DEFINE, { i: LIFECYCLE })).defineLayerModel;
  assert.equal(r.job.state, 'DONE');
  assert.deepEqual(
    r.model.layers.map((l: any) => [l.key, l.reach, l.coupons]),
    [
      ['churned', 'PERIODIC', 'ALLOWED'],
      ['dormant', 'ALLOWED', 'NEAR_CHURN'],
      ['active', 'NONE', 'NONE'],
      ['regular', 'ALLOWED', 'ALLOWED'],
    ],
  );
  assert.equal(r.model.layers[0].when, 'did(order_paid) and not did(order_paid, last 90d)');
  assert.equal(r.model.layers[3].when, null);
  assert.deepEqual(await spread(), { churned: 1, dormant: 1, active: 1, regular: 2 });
  for (const [member, layer] of [
    ['once', 'regular'],
    ['twice', 'active'],
    ['sleeper', 'dormant'],
    ['lost', 'churned'],
    ['viewer', 'regular'],
  ]) {
    const layers = await layersOf(member);
    assert.deepEqual(
      layers.map((l) => [l.model, l.layer.key]),
      [['lifecycle', layer]],
      member,
    );
  }
  // The regular customer's only order becomes 30 days old in 20 days.
  assert.equal((await layersOf('once'))[0].nextMoveAt, at(20));
  assert.deepEqual(
    (await admin.ask('{segments(first:100){edges{node{key}}}}')).segments.edges,
    [],
    'layers are not segments',
  );
});

test('a move is sent once, with both layers, its cause and instant, also by time alone and from a cursor', async () => {
  const s = await RawSocket.acknowledged(server, admin.token);
  const subscribe = (id: string, after?: string): void =>
    s.send({
      id,
      type: 'subscribe',
      payload: {
        query:
          'subscription($a:String){layerChanged(models:["lifecycle"],after:$a){cursor change{profileId model from to cause effectiveAt sequence}}}',
        variables: { a: after },
      },
    });
  subscribe('a');
  const { cursor } = (await s.until((m) => m.id === 'a')).payload.data.layerChanged;
  s.send({ id: 'm', type: 'subscribe', payload: { query: 'subscription{membershipChanged{change{segmentKey}}}' } });
  await s.until((m) => m.id === 'm');
  const next = async (id: string): Promise<any> =>
    (await s.until((m) => m.id === id && m.payload.data.layerChanged.change)).payload.data.layerChanged.change;
  await admin.ask(INGEST, { e: [order('once', -1)] });
  const c = await next('a');
  // The order is from yesterday, but the model placed the customer today. A move is never earlier than the previous
  // one.
  assert.deepEqual([c.from, c.to, c.cause, c.effectiveAt], ['regular', 'active', 'EVENT', at(0)]);
  await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(30) });
  const byTime = [await next('a'), await next('a')].map((m) => [m.from, m.to, m.cause, m.effectiveAt]);
  // "twice" last bought 5 days ago and "once" yesterday. "sleeper" becomes churned only in 50 days.
  assert.deepEqual(byTime.sort(), [
    ['active', 'dormant', 'TIME', at(25)],
    ['active', 'dormant', 'TIME', at(29)],
  ]);
  subscribe('again', cursor);
  assert.deepEqual([(await next('again')).to, (await next('again')).cause], ['active', 'TIME']);
  assert.equal(
    s.messages.filter((m) => m.id === 'm' && m.payload.data.membershipChanged.change).length,
    0,
    'no membership of a segment changed',
  );
  const p = (
    await admin.ask(
      '{profile(identity:{namespace:"member_id",value:"once"}){transitions(first:10){edges{node{segmentKey kind effectiveAt}}}}}',
    )
  ).profile;
  assert.deepEqual(
    p.transitions.edges.slice(0, 2).map((e: any) => [e.node.segmentKey, e.node.kind]),
    [
      ['lifecycle.dormant', 'ENTERED'],
      ['lifecycle.active', 'LEFT'],
    ],
  );
  s.close();
});

test('the past distribution and matrix are computed from the facts', async () => {
  assert.deepEqual(await spread(at(0)), { churned: 1, dormant: 1, active: 2, regular: 1 }, 'including late facts');
  // At that time only "sleeper" (20 days after its order) and "lost" (80 days after) had events.
  assert.deepEqual(await spread(at(-20)), { churned: 0, dormant: 1, active: 0, regular: 1 });
});

test('conditions can name layers, with duration and recency; a layer with references is reported and cannot be removed', async () => {
  const define = (key: string, expression: string): Promise<any> =>
    admin.ask(
      'mutation($k:String!,$e:String!){defineSegment(input:{key:$k,expression:$e},wait:true){segment{expression}}}',
      { k: key, e: expression },
    );
  assert.equal(
    (await define('sleeping', 'in layer lifecycle.dormant and not was within 1d (in layer lifecycle.active)'))
      .defineSegment.segment.expression,
    'in layer lifecycle.dormant and not was within 1d (in layer lifecycle.active)',
  );
  const { layerModel } = await admin.ask('{layerModel(key:"lifecycle"){layers{key dependants}}}');
  assert.deepEqual(
    layerModel.layers.filter((l: any) => l.dependants.length > 0),
    [
      { key: 'dormant', dependants: ['sleeping'] },
      { key: 'active', dependants: ['sleeping'] },
    ],
  );
  const code = async (query: string, variables?: Record<string, unknown>): Promise<string> =>
    (await admin.send(query, variables)).errors![0].extensions.code;
  assert.equal(await code('mutation{retireLayerModel(key:"lifecycle"){model{key}}}'), 'CONFLICT');
  assert.equal(
    await code(DEFINE, { i: { ...LIFECYCLE, layers: LIFECYCLE.layers.filter((l) => l.key !== 'dormant') } }),
    'CONFLICT',
  );
  // A model cannot refer to itself, neither directly nor through a segment.
  assert.equal(
    await code(DEFINE, {
      i: {
        ...LIFECYCLE,
        layers: [{ key: 'churned', when: 'in layer lifecycle.active' }, ...LIFECYCLE.layers.slice(1)],
      },
    }),
    'BAD_USER_INPUT',
  );
  assert.equal(
    await code(DEFINE, {
      i: { ...LIFECYCLE, layers: [{ key: 'churned', when: 'in segment sleeping' }, ...LIFECYCLE.layers.slice(1)] },
    }),
    'BAD_USER_INPUT',
  );
  for (const layers of [
    [],
    [{ key: 'a' }],
    [{ key: 'a' }, { key: 'b' }],
    [
      { key: 'a', when: 'did(x)' },
      { key: 'b', when: 'did(y)' },
    ],
    [{ key: 'a', when: 'did(x)' }, { key: 'a' }],
    [{ key: 'A', when: 'did(x)' }, { key: 'b' }],
    [{ key: 'a', when: 'nonsense' }, { key: 'b' }],
  ]) {
    assert.equal(await code(DEFINE, { i: { key: 'bad', layers } }), 'BAD_USER_INPUT', JSON.stringify(layers));
  }
  assert.equal(
    await code('mutation{defineSegment(input:{key:"x",expression:"in layer lifecycle.nowhere"}){segment{key}}}'),
    'BAD_USER_INPUT',
  );
  assert.equal(
    await code('mutation{defineSegment(input:{key:"x",expression:"in layer lifecycle"}){segment{key}}}'),
    'BAD_USER_INPUT',
  );
  assert.equal(
    await code('mutation{redefineSegment(input:{key:"lifecycle.active",expression:"did(x)"}){segment{key}}}'),
    'NOT_FOUND',
  );
  assert.equal(await code('mutation{retireSegment(key:"lifecycle.active"){segment{key}}}'), 'NOT_FOUND');
  assert.equal((await admin.send('{layerModel(key:"nowhere"){key}}')).data.layerModel, null);
});

test('a new version moves customers with cause DEFINITION; customers leave a retired model', async () => {
  await admin.ask('mutation{retireSegment(key:"sleeping",wait:true){segment{key}}}');
  const layers = [{ key: 'buyers', when: 'did(order_paid)' }, { key: 'others' }];
  const r = (await admin.ask(DEFINE, { i: { ...LIFECYCLE, layers } })).defineLayerModel;
  assert.equal(r.model.version, 2);
  assert.deepEqual(await spread(), { buyers: 4, others: 1 });
  const last = (
    await admin.ask(
      '{profile(identity:{namespace:"member_id",value:"once"}){transitions(first:2){edges{node{segmentKey kind cause}}}}}',
    )
  ).profile.transitions.edges.map((e: any) => e.node);
  assert.deepEqual(
    last.map((t: any) => [t.segmentKey, t.kind, t.cause]),
    [
      ['lifecycle.buyers', 'ENTERED', 'DEFINITION'],
      ['lifecycle.dormant', 'LEFT', 'DEFINITION'],
    ],
  );
  await admin.ask('mutation{retireLayerModel(key:"lifecycle",wait:true){job{state}}}');
  assert.deepEqual(await layersOf('once'), []);
  assert.deepEqual((await admin.ask('{layerModels{key}}')).layerModels, []);
});

test('the migration matrix between two instants is exact', async () => {
  const c = await server.sandbox('matrix', at(0));
  const line = (member: string, ...days: number[]): object[] => days.map((d) => order(member, d));
  await c.ask(INGEST, {
    e: [...line('a', -95, -50), ...line('b', -50, -45), ...line('c', -50), ...line('d', -5), ...line('e', -100)],
  });
  await c.ask(DEFINE, { i: LIFECYCLE });
  const m = (
    await c.ask('query($f:DateTime!,$t:DateTime!){layerMigrations(model:"lifecycle",from:$f,to:$t){from to count}}', {
      f: at(-44),
      t: at(0),
    })
  ).layerMigrations;
  // State at day -44: a is active (orders at -95 and -50, both within 90 days), b is active, c is regular, d does not
  // exist yet, and e is dormant (56 days).
  assert.deepEqual(m, [
    { from: null, to: 'regular', count: 1 },
    { from: 'dormant', to: 'churned', count: 1 },
    { from: 'active', to: 'dormant', count: 2 },
    { from: 'regular', to: 'dormant', count: 1 },
  ]);
  assert.equal(
    (
      await c.send('query($f:DateTime!,$t:DateTime!){layerMigrations(model:"lifecycle",from:$f,to:$t){count}}', {
        f: at(0),
        t: at(-1),
      })
    ).errors![0].extensions.code,
    'BAD_USER_INPUT',
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
