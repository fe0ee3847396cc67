/** The demo shop: the same number gives the same data, and every segment says something. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse, print } from 'graphql';
import { SEGMENTS } from '../../seeds/demo-shop/definitions.js';
import { generateShop } from '../../seeds/demo-shop/generate.js';
import { TEMPLATES } from '../../seeds/templates/index.js';
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
  assert.deepEqual(
    a.events.map((e) => Math.round(e.at - ANCHOR)),
    b.events.map((e) => Math.round(e.at - ANCHOR - 86_400_000)),
  );
  assert.ok(
    a.events.some((e) => e.arrives > e.at),
    'some come late',
  );
  assert.ok(new Set(a.events.map((e) => e.event.messageId)).size < a.events.length, 'some come twice');
});

test('installed: at least 20 segments, none empty, none full; a past with every cause', async () => {
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
  // Every model of the library is there, and every layer of it has customers.
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

test('every example of the documents runs against the demo shop, one after the other', async () => {
  const admin = server.caller('demo', ['admin'], 'reader');
  const customer = (value: string): Promise<any> =>
    admin
      .ask('query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id identities{namespace value}}}', {
        v: value,
      })
      .then((d) => d.profile);
  const [one, other] = await Promise.all(['M000001', 'M000002'].map(customer));
  // What a reader has to put in: ids of two customers, and a device of theirs.
  const filledIn = (text: string): string =>
    text
      .replaceAll('profile: "…"', `profile: "${one.id}"`)
      .replaceAll('other: "…"', `other: "${other.id}"`)
      .replaceAll(
        'value: "…"',
        `value: "${[...one.identities, ...other.identities].find((i) => i.namespace === 'device_id').value}"`,
      );
  let ran = 0;
  for (const file of ['docs/API.md', 'docs/LANGUAGE.md', 'docs/COUPONS.md']) {
    const blocks = [...readFileSync(file, 'utf8').matchAll(/```graphql\n([\s\S]*?)```/g)].map((m) => m[1]);
    for (const source of blocks.flatMap((b) => parse(filledIn(b)).definitions.map((d) => print(d)))) {
      const where = `${file}: ${source}`;
      ran++;
      if (source.startsWith('subscription')) {
        const { value } = await admin.ws().iterate<any>({ query: source }).next();
        assert.equal(value.errors, undefined, `${where}\n${JSON.stringify(value.errors)}`);
        continue;
      }
      const { errors, data } = await admin.send(source);
      assert.equal(errors, undefined, `${where}\n${JSON.stringify(errors)}`);
      // What is answered item by item was accepted item by item.
      assert.ok(!JSON.stringify(data).includes('REJECTED'), `${where}\n${JSON.stringify(data)}`);
    }
  }
  assert.ok(ran >= 14, String(ran));
});
