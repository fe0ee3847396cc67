/**
 * Tests layers whose conditions depend on personal tags. A caller without the scope for personal tags receives no
 * message when a customer enters or leaves such a layer.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const WHO = [{ namespace: 'member_id', value: 'L1' }];
const MOVES = 'subscription{layerChanged{change{from to}}}';
const ALERTS = 'subscription{alertRaised{alert{warning from to}}}';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', CLOCK);
  await admin.ask('mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}');
  await admin.ask('mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){job{state}}}', {
    i: {
      key: 'm',
      layers: [
        { key: 'often', when: 'count(store_visit) >= 2' },
        { key: 'ill', when: 'tag illness = "flu"' },
        { key: 'rest' },
      ],
      warnings: [{ key: 'well', from: ['ill'], to: ['often'], atLeast: 1, within: 'P2D' }],
    },
  });
});
after(() => server.remove());

let sent = 0;
const visit = (): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [{ messageId: `l${++sent}`, type: 'store_visit', occurredAt: '2026-03-10T11:00:00Z', identities: WHO }],
  });

interface Told {
  readonly layerChanged?: { readonly change: unknown };
  readonly alertRaised?: { readonly alert: unknown };
}

interface Heard {
  readonly socket: RawSocket;
  readonly moves: unknown[];
  readonly alerts: unknown[];
}

async function listen(token: string): Promise<Heard> {
  const socket = await RawSocket.acknowledged(server, token);
  const heard: Heard = { socket, moves: [], alerts: [] };
  let begun = 0;
  socket.ws.on('message', (data) => {
    const { type, payload } = JSON.parse((data as Buffer).toString()) as {
      readonly type: string;
      readonly payload?: { readonly data: Told };
    };
    if (type !== 'next') return;
    begun++;
    const { layerChanged, alertRaised } = payload!.data;
    if (layerChanged?.change) heard.moves.push(layerChanged.change);
    if (alertRaised?.alert) heard.alerts.push(alertRaised.alert);
  });
  socket.send({ id: 'm', type: 'subscribe', payload: { query: MOVES } });
  socket.send({ id: 'a', type: 'subscribe', payload: { query: ALERTS } });
  await eventually(() => begun >= 2, 'both to begin');
  return heard;
}

test('a layer that depends on a personal tag is hidden from callers without the scope', async () => {
  const limited = server.token('shop', ['segments:read', 'profiles:read'], 'limited');
  const [all, some] = [await listen(admin.token), await listen(limited)];
  await visit();
  await eventually(() => all.moves.length === 1, 'the first move');
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [{ tag: 'illness', value: 'flu', observedAt: '2026-03-10T11:30:00Z', identities: WHO }],
  });
  await eventually(() => all.moves.length === 2, 'the move into the concealed layer');
  await visit();
  await eventually(() => all.moves.length === 3 && all.alerts.length === 1, 'the move out of it, and its alert');
  assert.deepEqual(all.moves, [
    { from: null, to: 'rest' },
    { from: 'rest', to: 'ill' },
    { from: 'ill', to: 'often' },
  ]);
  // Membership in the rest layer reveals that a customer is not ill, so it is personal too.
  await eventually(() => some.moves.length === 1, 'the move that may be known');
  assert.deepEqual(some.moves, [{ from: null, to: 'often' }]);
  const known = '{alerts(first:5){totalCount edges{node{warning from}}}}';
  const { alerts } = await admin.ask(known);
  assert.deepEqual([alerts.edges.length, alerts.totalCount], [1, 1]);
  const concealed = await server.caller('shop', ['segments:read']).ask(known);
  assert.deepEqual(concealed.alerts, { edges: [], totalCount: 0 });
  assert.deepEqual(some.alerts, []);
  for (const { socket } of [all, some]) socket.close();
});
