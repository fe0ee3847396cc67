/**
 * Tests the demo shop. The same seed produces the same data, and every example of the documents runs against the shop.
 * The segments of the shop are tested in demo-shop.full.test.ts.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { parse, print } from 'graphql';
import { generateShop } from '../../seeds/demo-shop/generate.js';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { clockOf } from '../../src/services/base/clock.js';
import { TestServer } from '../support/server.js';

const ANCHOR = Date.UTC(2026, 5, 1);
let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await installDemoShop(server.running.services, {
    workspace: 'demo',
    seed: 1,
    customers: 120,
    progress: () => undefined,
  });
});
after(() => server.remove());

test('the same seed gives the same shop, and another anchor shifts it in time', () => {
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
    'some events arrive late',
  );
  assert.ok(new Set(a.events.map((e) => e.event.messageId)).size < a.events.length, 'some events arrive twice');
});

test('without an anchor the clock of the shop is real time once the shop is complete', async () => {
  const { stores } = server.running.services;
  const shop = (await stores.workspaces.get('demo'))!;
  for (const at of [stores.now(), stores.now() + 86_400_000]) assert.equal(clockOf(shop, at), at);
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
  // Replaces the placeholders that a reader has to fill in. These are the ids of two customers, and a device of one of
  // them.
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
      // No item of a bulk mutation was rejected. Such mutations report a status for each item.
      assert.ok(!JSON.stringify(data).includes('REJECTED'), `${where}\n${JSON.stringify(data)}`);
    }
  }
  assert.ok(ran >= 14, String(ran));
});

interface Shop {
  readonly lists: readonly { readonly key: string; readonly namespace: string | null; readonly size: number }[];
  readonly club: { readonly size: number };
  readonly cities: { readonly size: number };
  readonly couponPacks: { readonly edges: readonly { readonly node: { readonly key: string } }[] };
  readonly profile: { readonly coupons: { readonly edges: readonly { readonly node: { readonly key: string } }[] } };
}

test('the shop has lists of customers and of values with segments, and a pack that was claimed', async () => {
  const admin = server.caller('demo', ['admin']);
  const { lists, club, cities, couponPacks, profile }: Shop = await admin.ask(
    '{lists{key namespace size} club:segment(key:"club_at_rest"){size} cities:segment(key:"first_tier"){size} couponPacks(first:5){edges{node{key}}} profile(identity:{namespace:"member_id",value:"M000001"}){coupons(state:[HELD],first:20){edges{node{key}}}}}',
  );
  // The document examples that ran earlier defined more lists and packs, so this selects only those of the shop.
  const own = lists.filter(({ key }) => key === 'parents_club' || key === 'first_tier_cities');
  assert.deepEqual(own.map(({ key, namespace }) => `${key} of ${namespace ?? 'values'}`).sort(), [
    'first_tier_cities of values',
    'parents_club of member_id',
  ]);
  assert.ok(own.every(({ size }) => size > 3));
  assert.ok(club.size > 0 && cities.size > club.size, `${club.size} and ${cities.size}`);
  assert.ok(couponPacks.edges.some(({ node }) => node.key === 'new_parents'));
  const held = profile.coupons.edges.map(({ node }) => node.key);
  assert.ok(held.includes('full200_20') && held.filter((key) => key === 'full100_10').length >= 2, held.join());
});
