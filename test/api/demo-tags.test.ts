/**
 * Tests the tag templates on the demo shop. Every tag has values, and the points balance equals the sum computed from
 * the events.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { TAG_FRAMEWORK } from '../../seeds/templates/tags.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  await installDemoShop(server.running.services, {
    workspace: 'demo',
    seed: 1,
    customers: 150,
    progress: () => undefined,
  });
  admin = server.caller('demo', ['admin']);
});
after(() => server.remove());

test('no tag of the framework is empty', async () => {
  const keys = TAG_FRAMEWORK.tags!.map(({ key }) => key);
  assert.ok(keys.length > 70, String(keys.length));
  const empty: string[] = [];
  for (const key of keys) {
    const { profiles } = await admin.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', {
      e: `tag ${key} exists`,
    });
    if (profiles.totalCount === 0) empty.push(key);
  }
  assert.deepEqual(empty, []);
});

test('every engagement event that shops report occurs for at least one customer', async () => {
  const types = `live_joined checked_in invited code_scanned community_joined community_left community_interacted
    points_earned points_spent favourited reviewed shared slot_viewed slot_clicked app_installed app_uninstalled
    refund_requested order_exchanged`.split(/\s+/);
  const absent: string[] = [];
  for (const type of types) {
    const { profiles } = await admin.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', {
      e: `did(${type})`,
    });
    if (profiles.totalCount === 0) absent.push(type);
  }
  assert.deepEqual(absent, []);
});

test('the points balance is points earned minus points spent and expired', async () => {
  const { profiles } = await admin.ask(
    `{profiles(first:20,expression:"did(points_spent) and did(points_earned)"){edges{node{
      tags(keys:["t_points_balance"]){value} events(first:100){edges{node{type properties}}}}}}}`,
  );
  assert.ok(profiles.edges.length > 3);
  for (const { node } of profiles.edges) {
    const points = (type: string): number =>
      node.events.edges
        .filter((edge: Loose) => edge.node.type === type)
        .reduce((sum: number, edge: Loose) => sum + Number(edge.node.properties.points), 0);
    if (node.events.edges.length === 100) continue;
    const balance = points('points_earned') - points('points_spent') - points('points_expired');
    assert.equal(Number(node.tags[0].value), balance);
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
