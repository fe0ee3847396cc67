/**
 * Tests migration warnings. A warning is raised once each time its threshold is crossed, even if the server restarts in
 * between. For watched customers, it is raised immediately.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { migrationWarnings } from '../../src/services/layers/migration-alerts.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const order = (member: string, days: number): object => ({
  messageId: `${member}${days}`,
  type: 'order_paid',
  occurredAt: at(days),
  identities: [{ namespace: 'member_id', value: member }],
  order: { orderId: `${member}${days}`, amount: '10' },
});
const advance = (days: number): Promise<unknown> =>
  admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(days) });
const MODEL = {
  key: 'activity',
  layers: [{ key: 'active', when: 'did(order_paid, last 10d)' }, { key: 'silent' }],
  warnings: [
    { key: 'vip_lost', from: ['active'], to: ['silent'], watch: 'vip' },
    { key: 'many', from: ['active'], to: ['silent'], atLeast: 3, within: 'P2D' },
    { key: 'half', from: ['active'], to: ['silent'], share: 0.5, within: 'P2D' },
  ],
};
const alerts = async (): Promise<any[]> => {
  const { edges } = (
    await admin.ask('{alerts(first:50){edges{node{id model warning from to raisedAt count share profile}}}}')
  ).alerts;
  return edges.map((e: any) => e.node);
};

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(0));
  await admin.ask(
    'mutation{defineTag(input:{key:"vip",kind:STATIC,type:BOOLEAN}){key} defineSegment(input:{key:"vip",expression:"tag vip = true"},wait:true){job{state}}}',
  );
  // Ten customers who become inactive in 1, 1, 1, 1, 5, 6, 9, 9, 9 and 9 days.
  const days = [-9, -9, -9, -9, -5, -4, -1, -1, -1, -1];
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: days.map((d, i) => order(`c${i}`, d)),
  });
  await admin.ask(
    'mutation{setTags(tags:[{tag:"vip",value:true,observedAt:"2026-03-01T00:00:00Z",identities:[{namespace:"member_id",value:"c4"}]}]){status}}',
  );
  const r = await admin.ask(
    'mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){model{warnings{key watch atLeast share within}} job{state}}}',
    { i: MODEL },
  );
  assert.deepEqual(
    r.defineLayerModel.model.warnings.map((w: any) => [w.key, w.watch, w.atLeast, w.share, w.within]),
    [
      ['vip_lost', 'vip', null, null, null],
      ['many', null, 3, null, 'P2D'],
      ['half', null, null, 0.5, 'P2D'],
    ],
  );
});
after(() => server.remove());

test('a warning is raised once at its number of customers, or at once for a watched customer', async () => {
  const s = await RawSocket.acknowledged(server, admin.token);
  s.send({
    id: 'a',
    type: 'subscribe',
    payload: { query: 'subscription{alertRaised(models:["activity"]){cursor alert{warning count profile}}}' },
  });
  await s.until((m) => m.id === 'a');
  const next = async (): Promise<any> =>
    (await s.until((m) => m.id === 'a' && m.payload.data.alertRaised.alert)).payload.data.alertRaised.alert;
  await advance(2);
  assert.deepEqual(
    [(await next()).warning, (await alerts()).length],
    ['many', 1],
    'four moves raise one alert at the third',
  );
  assert.equal((await alerts())[0].count, 3);
  await advance(5.5);
  const told = await next();
  assert.equal(told.warning, 'vip_lost');
  const vip = (await admin.ask('{profile(identity:{namespace:"member_id",value:"c4"}){id}}')).profile.id;
  assert.equal(told.profile, vip);
  await advance(6.5);
  assert.deepEqual(
    (await alerts()).map((a) => a.warning),
    ['vip_lost', 'many'],
    'two moves in two days do not count as three',
  );
  s.close();
});

test('across a restart no alert is raised twice or missed', async () => {
  const before = await alerts();
  await server.close();
  await server.open();
  await advance(9.5);
  // The remaining four become inactive. The third of them raises "many" again, and now more than half are inactive.
  const later = await eventually(async () => {
    const list = await alerts();
    return list.filter((a) => a.warning === 'many').length === 2 && list.some((a) => a.warning === 'half')
      ? list
      : undefined;
  }, 'the alerts of the second crossing');
  await server.close();
  await server.open();
  await advance(30);
  assert.deepEqual(
    (await alerts()).map((a) => a.id),
    later.map((a) => a.id),
  );
  for (const a of before) assert.ok(later.some((x) => x.id === a.id));
  const { totalCount } = (await admin.ask('{alerts(first:1){totalCount}}')).alerts;
  assert.equal(totalCount, later.length);
});

test('after lost history the missing alerts are raised, each once', async () => {
  const { services, databaseUri, hub } = server.running;
  await eventually(() => hub.subscribers === 0, 'followers of the process are no subscribers');
  const before = (await alerts()).map((a) => a.id);
  const mongo = await Mongo.connect(databaseUri, server.env.STRATA_DATABASE, 10_000);
  try {
    const stored = mongo.collection<{ _id: string; ws: string }>('alerts');
    await stored.deleteMany({ ws: 'shop', _id: { $in: before.slice(0, 2) } });
    assert.equal((await alerts()).length, before.length - 2);
    const workspace = (await services.stores.workspaces.get('shop'))!;
    await migrationWarnings.resynchronise(services, workspace, NOW);
    assert.deepEqual(
      (await alerts()).map((a) => a.id),
      before,
    );
    await stored.deleteMany({ ws: 'shop' });
    await migrationWarnings.resynchronise(services, workspace, NOW + 7 * DAY);
    assert.deepEqual(
      (await alerts()).map((a) => a.id),
      before.slice(0, 2),
      'only moves after that instant',
    );
    await migrationWarnings.resynchronise(services, workspace, NOW);
  } finally {
    await mongo.close();
  }
});

test('invalid warning rules are rejected', async () => {
  const rule = (w: object): object => ({ ...MODEL, warnings: [{ key: 'w', from: ['active'], to: ['silent'], ...w }] });
  for (const w of [
    {},
    { watch: 'vip', atLeast: 3 },
    { watch: 'nowhere' },
    { watch: 'vip', within: 'P1D' },
    { atLeast: 3 },
    { atLeast: 0, within: 'P1D' },
    { share: 1.5, within: 'P1D' },
    { share: 0.5, within: 'soon' },
    { atLeast: 1, within: 'P1D', from: ['nowhere'] },
    { atLeast: 1, within: 'P1D', to: [] },
  ]) {
    const r = await admin.send('mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i){model{key}}}', {
      i: rule(w),
    });
    assert.equal(r.errors?.[0].extensions.code, 'BAD_USER_INPUT', JSON.stringify(w));
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
