/** Tests a demo shop of realistic size: every segment and layer has customers, and `strata verify` finds no difference. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SEGMENTS } from '../../seeds/demo-shop/definitions.js';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { TEMPLATES } from '../../seeds/templates/index.js';
import { strataCommand } from '../support/command.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('a new shop has at least 20 segments, none empty or full, and a history with every cause', async () => {
  const made = await installDemoShop(server.running.services, {
    workspace: 'demo',
    seed: 1,
    customers: 700,
    anchor: server.running.services.stores.now(),
    progress: () => undefined,
  });
  assert.ok(made.duplicates > 0);
  const admin = server.caller('demo', ['admin']);
  const { segments, profiles } = await admin.ask(
    '{segments(first:100){edges{node{key size}}} profiles(first:1){totalCount}}',
  );
  const sizes = new Map<string, number>(segments.edges.map((e: any) => [e.node.key, e.node.size]));
  assert.ok(SEGMENTS.length >= 20 && SEGMENTS.every((x) => sizes.has(x.key)));
  for (const { key } of SEGMENTS)
    assert.ok(
      sizes.get(key)! > 0 && sizes.get(key)! < profiles.totalCount,
      `${key} has ${sizes.get(key)} of ${profiles.totalCount}`,
    );
  const share = sizes.get('high_frequency_low_value')! / profiles.totalCount;
  assert.ok(share > 0.7 && share < 0.9, `high frequency and low value: ${share}`);
  // Every layer model of the template library is installed, and each of its layers has customers.
  const { layerModels } = await admin.ask('{layerModels{key distribution{layer count}}}');
  const installed = TEMPLATES.flatMap((t) => (t.models ?? []).map((m) => m.key)).sort();
  assert.deepEqual(
    layerModels.map((m: any) => m.key),
    installed,
  );
  for (const m of layerModels)
    assert.equal(
      m.distribution.reduce((n: number, l: any) => n + l.count, 0),
      profiles.totalCount,
      m.key,
    );
  assert.deepEqual(
    layerModels.flatMap((m: any) =>
      m.distribution.filter((l: any) => l.count === 0).map((l: any) => `${m.key}.${l.layer}`),
    ),
    [],
  );
  const seen = new Set<string>();
  for (const key of ['active_buyers', 'new_members', 'gold_members', 'cart_leavers']) {
    const r = await admin.ask('query($k:String!){segment(key:$k){transitions(first:100){edges{node{cause}}}}}', {
      k: key,
    });
    for (const e of r.segment.transitions.edges) seen.add(e.node.cause);
  }
  assert.deepEqual([...seen].filter((c) => c !== 'MERGE').sort(), ['EVENT', 'TAG', 'TIME']);
});

test('the naive implementation computes the same memberships for the demo shop', async () => {
  const options = ['--workspace', 'demo', '--customers', '200'];
  const { code, output } = await strataCommand(server, server.dir, ['verify', ...options]);
  assert.equal(code, 0, output);
  assert.match(output, /^0 differences$/m);
  const pairs = Number(/([\d,]+) pairs/.exec(output)?.[1].replaceAll(',', ''));
  assert.ok(pairs >= 200 * SEGMENTS.length, output);
});
