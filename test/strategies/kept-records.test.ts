/** Tests what stays as it is: the records of versions that are no longer kept, and the groups of customers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Loose } from '../support/server.js';
import { DAY, iso, NOW, StrategyShop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start({ STRATA_RATE_LIMIT: '0' });
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

test('the records of a version that is no longer kept stay as they are', async () => {
  const shop = await StrategyShop.open(server, 'dropped');
  await shop.caller.ask('mutation{defineStrategy(input:{key:"other",objective:ORDERS,window:"P7D"}){key}}');
  const trigger = { event: { expression: 'page_viewed', which: 'FIRST' } };
  await shop.shop.start('returns', { strategy: 'care', holdOutPercent: 50, audience: 'searchers', trigger });
  const members = await shop.customers(40);
  await shop.shop.advance(NOW + 60_000);
  await shop.send(
    members.map((member) => ({
      ...{ type: 'page_viewed', occurredAt: iso(NOW + 60_000) },
      identities: [{ namespace: 'member_id', value: member }],
    })),
  );
  await shop.shop.advance(NOW + 120_000);
  await shop.shop.define('returns', { strategy: 'other', holdOutPercent: 10 });
  await shop.measure();
  const first = async (): Promise<Loose> => (await shop.records()).filter((each: Loose) => each.sourceVersion === 1);
  const before = await first();
  assert.deepEqual([...new Set(before.map(({ strategy }: Loose) => strategy))], ['care']);
  for (let edit = 0; edit < 100; edit++)
    await shop.shop.define('returns', { strategy: 'other', holdOutPercent: 10, description: `${edit}` });
  await shop.measure();
  assert.deepEqual(await first(), before);
});

test('a customer stays in the group of a campaign with another leading identity and a smaller hold-out', async () => {
  const shop = await StrategyShop.open(server, 'stays');
  const phones = Array.from({ length: 40 }, (_, i) => ({ namespace: 'phone', value: `1390000${1000 + i}` }));
  const search = (at: number, isMember: boolean): Promise<void> =>
    shop.send(
      phones.map((phone, i) => ({
        ...{ type: 'searched', occurredAt: iso(at) },
        identities: isMember ? [phone, { namespace: 'member_id', value: `M${i}` }] : [phone],
      })),
    );
  await search(NOW - 3_600_000, false);
  await shop.shop.start('daily', { strategy: 'care', holdOutPercent: 50, trigger: { schedule: { time: '21:00' } } });
  await shop.shop.advance(NOW + 2 * 3_600_000);
  // The member id leads from now on, and another draw would give it another group.
  await search(NOW + 2 * 3_600_000, true);
  await shop.shop.define('daily', { strategy: 'care', holdOutPercent: 20, trigger: { schedule: { time: '21:00' } } });
  await shop.shop.advance(NOW + DAY + 2 * 3_600_000);
  const groups = await shop.groups('campaign:daily');
  const heldOut = [...groups].filter(([, group]) => group === 'HOLD_OUT').map(([member]) => member);
  assert.ok(heldOut.length > 5, `${heldOut.length}`);
  for (const member of groups.keys()) {
    const { profile } = await shop.caller.ask(`{profile(identity:{namespace:"member_id",value:"${member}"}){id}}`);
    const contacts = (await shop.shop.contacts(profile.id)).filter(({ campaign }) => campaign === 'daily');
    assert.ok(contacts.length >= 1);
    for (const { group } of contacts) assert.equal(group === 'HOLD_OUT', heldOut.includes(member), member);
  }
});
