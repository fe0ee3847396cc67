/** The demo shop: the same number gives the same data, and every segment says something. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SEGMENTS } from '../../seeds/demo-shop/definitions.js';
import { generateShop } from '../../seeds/demo-shop/generate.js';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { TestServer } from '../support/server.js';

const ANCHOR = Date.UTC(2026, 5, 1);
let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('the same seed gives the same shop; another anchor moves it in time', () => {
  const shop = (seed: number, anchor: number) => generateShop({ seed, customers: 50, anchor });
  assert.deepEqual(shop(1, ANCHOR), shop(1, ANCHOR));
  assert.notDeepEqual(shop(1, ANCHOR).events[0], shop(2, ANCHOR).events[0]);
  const [a, b] = [shop(1, ANCHOR), shop(1, ANCHOR + 86_400_000)];
  assert.deepEqual(a.events.map((e) => Math.round(e.at - ANCHOR)), b.events.map((e) => Math.round(e.at - ANCHOR - 86_400_000)));
  assert.ok(a.events.some((e) => e.arrives > e.at), 'some come late');
  assert.ok(new Set(a.events.map((e) => e.event.messageId)).size < a.events.length, 'some come twice');
});

test('installed: at least 20 segments, none empty, none full; a past with every cause', async () => {
  const made = await installDemoShop(server.running.services, { workspace: 'demo', seed: 1, customers: 700, anchor: server.running.services.stores.now(), progress: () => undefined });
  assert.ok(made.duplicates > 0);
  const admin = server.caller('demo', ['admin']);
  const { segments, profiles } = await admin.ask('{segments(first:100){edges{node{key size}}} profiles(first:1){totalCount}}');
  const sizes = new Map<string, number>(segments.edges.map((e: any) => [e.node.key, e.node.size]));
  assert.ok(sizes.size >= 20 && sizes.size === SEGMENTS.length);
  for (const [key, size] of sizes) assert.ok(size > 0 && size < profiles.totalCount, `${key} has ${size} of ${profiles.totalCount}`);
  const share = sizes.get('high_frequency_low_value')! / profiles.totalCount;
  assert.ok(share > 0.7 && share < 0.9, `high frequency and low value: ${share}`);
  const seen = new Set<string>();
  for (const key of ['active_buyers', 'new_members', 'gold_members', 'cart_leavers']) {
    const r = await admin.ask('query($k:String!){segment(key:$k){transitions(first:100){edges{node{cause}}}}}', { k: key });
    for (const e of r.segment.transitions.edges) seen.add(e.node.cause);
  }
  assert.deepEqual([...seen].filter((c) => c !== 'MERGE').sort(), ['EVENT', 'TAG', 'TIME']);
});
