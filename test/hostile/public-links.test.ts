/** Tests links sent with a write key: the holder of a page's key cannot split a customer. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let page: string;
let shop: string;

before(async () => {
  server = await TestServer.start();
  // The clock runs, because links with the same timestamp would be ordered by name.
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { running: true });
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  page = (await admin.ask('mutation{createWriteKey(input:{source:"web",traits:["city"]}){key}}')).createWriteKey.key;
  shop = server.token('shop', ['events:write'], 'crm');
});
after(() => server.remove());

async function send(key: string, batch: readonly object[]): Promise<Loose> {
  const res = await fetch(server.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  const body = checked((await res.json()) as Loose);
  assert.equal(res.status, 200);
  return body;
}

/** Returns all identities of the customer who has the given identity. */
async function together(namespace: string, value: string): Promise<string[]> {
  const { profile } = await admin.ask(
    'query($n:String!,$v:String!){profile(identity:{namespace:$n,value:$v}){identities{namespace value}}}',
    { n: namespace, v: value },
  );
  return (profile?.identities ?? []).map((i: Loose) => `${i.namespace} ${i.value}`).sort();
}

const OLD = '2020-01-01T00:00:00Z';
/** Calls that link a user id with a device, each in a different way. */
const CALLS = [
  (userId: string, anonymousId: string): object => ({ type: 'identify', userId, anonymousId, timestamp: OLD }),
  (userId: string, anonymousId: string): object => ({
    type: 'identify',
    userId,
    anonymousId,
    traits: { city: 'Oslo' },
    timestamp: OLD,
  }),
  (userId: string, anonymousId: string): object => ({
    type: 'track',
    event: 'Seen',
    userId,
    anonymousId,
    timestamp: OLD,
  }),
  (userId: string, anonymousId: string): object => ({ type: 'alias', userId, previousId: anonymousId, timestamp: OLD }),
];

test('a past date does not take a device from the customer that has it', async () => {
  for (const [n, call] of CALLS.entries()) {
    const [user, device] = [`V${n}`, `00000000-0000-4000-8000-00000000000${n}`];
    await send(shop, [
      { type: 'identify', userId: user, anonymousId: device },
      { type: 'identify', userId: user, traits: { phone: `+861390000000${n}` } },
    ]);
    const before = await together('member_id', user);
    assert.equal(before.length, 3);
    // A customer can have at most ten devices, so twelve new ones could displace the real one. The last call claims the
    // device for the attacker's account, with an earlier date than the customer's own link.
    const fakes = Array.from({ length: 12 }, (_, i) => call(user, `10000000-0000-4000-8000-0000000${n}${i + 100}00`));
    await send(page, [...fakes, call(`thief${n}`, device)]);
    const now = await together('member_id', user);
    assert.deepEqual(
      before.filter((identity) => !now.includes(identity)),
      [],
    );
    assert.ok(!(await together('member_id', `thief${n}`)).includes(`device_id ${device}`));
  }
});

test('a customer stays one customer, even if many devices are sent for it', async () => {
  await send(shop, [
    { type: 'identify', userId: 'M1', anonymousId: 'own device' },
    { type: 'identify', userId: 'M1', traits: { phone: '+8613900000099' } },
  ]);
  const fakes = Array.from({ length: 1100 }, (_, i) => ({ type: 'identify', userId: 'M1', anonymousId: `fake ${i}` }));
  const body = await send(page, fakes);
  assert.equal(body.accepted, fakes.length);
  const now = await together('member_id', 'M1');
  assert.ok(now.includes('device_id own device') && now.includes('phone 13900000099'));
  assert.equal(now.filter((identity) => identity.startsWith('device_id')).length, 10);
  const { identityConflicts } = await admin.ask('{identityConflicts(first:10){edges{node{reason}}}}');
  assert.deepEqual(identityConflicts.edges, [], 'refused public links are not listed for settling');
  // Links from a server still take effect.
  await send(shop, [{ type: 'identify', userId: 'M1', traits: { email: 'm1@example.com' } }]);
  assert.ok((await together('member_id', 'M1')).includes('email m1@example.com'));
});

test('a page links its own device to the customer that signs in there', async () => {
  await send(page, [{ type: 'track', event: 'Seen', anonymousId: 'new device' }]);
  await send(page, [{ type: 'identify', userId: 'N1', anonymousId: 'new device' }]);
  assert.deepEqual(await together('member_id', 'N1'), ['device_id new device', 'member_id N1']);
});

test('devices linked by a page are displaced by devices that a server sends', async () => {
  const fakes = Array.from({ length: 10 }, (_, i) => ({ type: 'identify', userId: 'G1', anonymousId: `public ${i}` }));
  await send(page, fakes);
  assert.equal((await together('member_id', 'G1')).length, 11);
  for (const n of [1, 2, 3])
    await send(shop, [{ type: 'track', event: 'Seen', userId: 'G1', anonymousId: `stated ${n}` }]);
  const now = await together('member_id', 'G1');
  // The three devices from the server replaced the three that the page named last.
  const names = [...Array.from({ length: 7 }, (_, i) => `public ${i}`), 'stated 1', 'stated 2', 'stated 3'];
  assert.deepEqual(now, [...names.map((name) => `device_id ${name}`), 'member_id G1'].sort());
  // A device that a server links to a customer belongs to that customer from then on, even if a page named it first.
  await send(shop, [{ type: 'identify', userId: 'G1', anonymousId: 'public 9' }]);
  assert.ok((await together('member_id', 'G1')).includes('device_id public 9'));
  await send(page, [{ type: 'identify', userId: 'thief', anonymousId: 'free device' }]);
  await send(shop, [{ type: 'identify', userId: 'G1', anonymousId: 'free device' }]);
  assert.ok((await together('member_id', 'G1')).includes('device_id free device'));
  assert.deepEqual(await together('member_id', 'thief'), ['member_id thief']);
  const { identityConflicts } = await admin.ask('{identityConflicts(first:10){edges{node{reason}}}}');
  assert.deepEqual(identityConflicts.edges, []);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
