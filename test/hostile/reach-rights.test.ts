/**
 * Tests that callers of contacts, endpoints and reservations learn nothing about customers beyond their scopes. HTTP
 * and WebSocket behave the same.
 */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { contactId, occurrenceKey } from '../../src/engine/reach/occurrence.js';
import { plannedContact } from '../../src/engine/reach/contact-record.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { CONTACT_FIELDS, HOUR, iso, NOW, Shop } from '../reach/shop.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let mongo: Mongo;
before(async () => {
  server = await TestServer.start();
  mongo = await Mongo.connect(server.running.databaseUri, server.env.STRATA_DATABASE, 10_000);
});
after(async () => {
  await mongo.close();
  await server.remove();
});

const OVER = ['HTTP', 'WebSocket'] as const;
const callerOf = (over: (typeof OVER)[number], workspace: string, scopes: readonly string[]): Caller => {
  const caller = server.caller(workspace, scopes, 'limited');
  return over === 'HTTP' ? caller : caller.overWebSocket();
};
const reasonOf = async (caller: Caller, query: string, variables?: Record<string, unknown>): Promise<unknown> =>
  (await caller.send(query, variables)).errors?.[0].extensions.reason;

async function shopWithIllness(id: string): Promise<Shop> {
  const shop = await Shop.open(server, id);
  await shop.caller.ask('mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}');
  await shop.caller.ask(
    'mutation{defineSegment(input:{key:"ill",expression:"tag illness = \\"flu\\""},wait:true){job{state}}}',
  );
  return shop;
}

for (const over of OVER) {
  test(`${over}: redelivering a contact does not reveal who is in a segment on a personal tag`, async () => {
    const name = `again-${over.toLowerCase()}`;
    const shop = await shopWithIllness(name);
    await shop.define('spring', { audience: 'ill' });
    const limited = callerOf(over, name, ['reach:admin', 'reach:read']);
    const again = 'mutation($id:String!){redeliverContact(id:$id){state}}';
    assert.equal(await reasonOf(limited, again, { id: 'c0' }), 'PERSONAL_TAG_CONCEALED');
    const full = callerOf(over, name, ['reach:admin', 'profiles:read:personal']);
    assert.equal(await reasonOf(full, again, { id: 'c0' }), 'CONTACT_NOT_FOUND');
  });

  test(`${over}: moving an endpoint of personal campaigns needs the scope, and a new host a new secret`, async () => {
    const name = `moved-${over.toLowerCase()}`;
    const shop = await shopWithIllness(name);
    const limited = callerOf(over, name, ['reach:admin']);
    const move = (url: string, key = 'crm'): string =>
      `mutation{defineWebhookEndpoint(input:{key:"${key}",url:"${url}"}){secret endpoint{url}}}`;
    const moved = async (caller: Caller, url: string): Promise<Loose> =>
      (await caller.ask(move(url))).defineWebhookEndpoint.secret;
    assert.equal(typeof (await moved(limited, 'https://other.example/hook')), 'string', 'another host, another secret');
    assert.equal(await moved(limited, 'https://other.example/elsewhere'), null, 'the same host keeps its secret');
    await shop.define('ill', { audience: 'ill' });
    assert.equal(await reasonOf(limited, move('https://thief.example/')), 'PERSONAL_TAG_CONCEALED');
    assert.equal(await reasonOf(limited, move('https://other.example/thief')), 'PERSONAL_TAG_CONCEALED');
    assert.equal(await moved(limited, 'https://other.example/elsewhere'), null, 'its name may change');
    assert.equal(await reasonOf(limited, move('https://thief.example/', 'free')), undefined);
    // A text that names a personal tag is enough.
    await shop.define('ill', { audience: 'searchers' }, { body: '{{ tag.illness | default: "" }}' });
    assert.equal(await reasonOf(limited, move('https://thief.example/')), 'PERSONAL_TAG_CONCEALED');
    const full = callerOf(over, name, ['reach:admin', 'profiles:read:personal']);
    assert.equal(typeof (await moved(full, 'https://new.example/')), 'string');
  });

  test(`${over}: a sender sees neither ids it may not look up nor layers that depend on a personal tag`, async () => {
    const name = `sender-${over.toLowerCase()}`;
    const shop = await shopWithIllness(name);
    await shop.caller.ask(
      'mutation{defineLayerModel(input:{key:"health",layers:[{key:"ill",when:"in segment ill",reach:NONE},{key:"rest"}]},wait:true){job{id}}}',
    );
    await shop.rules({ governing: ['health'] });
    const profile = await shop.customer('A', '13800000001');
    const reserve = `mutation($i:ReserveContactInput!){reserveContact(input:$i){profile ${CONTACT_FIELDS}}}`;
    const asked = (key: string, more: object = {}): { i: object } => ({
      i: { key, channel: 'sms', identities: [{ namespace: 'phone', value: '13800000001' }], ...more },
    });
    const limited = callerOf(over, name, ['reach:send', 'profiles:read']);
    const kept = (await limited.ask(reserve, asked('k'))).reserveContact;
    assert.deepEqual([kept.state, kept.profile], ['RESERVED', null]);
    const confirmed = await limited.ask(`mutation{confirmContact(id:"${kept.id}"){state profile}}`);
    assert.deepEqual(confirmed.confirmContact, { state: 'HANDED_OVER', profile: null });
    const own = (await limited.ask(reserve, asked('own', { identities: undefined, profile }))).reserveContact;
    assert.equal(own.profile, profile, 'an id that the caller sent');
    const released = await limited.ask(`mutation{releaseContact(id:"${own.id}"){profile}}`);
    assert.equal(released.releaseContact.profile, null);
    await shop.caller.ask(`mutation{setTags(tags:[{tag:"illness",value:"flu",profile:"${profile}"}]){status}}`);
    const { ending } = (await limited.ask(reserve, asked('later'))).reserveContact;
    assert.deepEqual([ending.reason, ending.layer, ending.reach], ['LAYER', null, null]);
    const full = callerOf(over, name, ['reach:send', 'profiles:read', 'profiles:read:personal']);
    const known = (await full.ask(reserve, asked('last'))).reserveContact;
    assert.deepEqual([known.profile, known.ending.layer], [profile, 'health.ill']);
  });
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

test('a contact id cannot be computed from a phone number without the secret of the workspace', async () => {
  const shop = await Shop.open(server, 'keyed');
  const profile = await shop.event('', { identities: [{ namespace: 'phone', value: '13800000001' }] });
  await shop.start('spring', { at: iso(NOW + HOUR) });
  await shop.advance(NOW + HOUR);
  const { id } = (await shop.contact(profile, 'spring'))!;
  const occurrence = occurrenceKey({ kind: 'SCHEDULE', dueAt: NOW + HOUR });
  const [phone] = (await shop.caller.ask(`{profile(id:"${profile}"){identities{namespace value}}}`)).profile.identities;
  const name = JSON.stringify(['spring', 'phone', phone.value, occurrence]);
  assert.notEqual(id, `c${sha(name).slice(0, 32)}`);
  const { contactKey } = (await server.running.services.stores.workspaces.get('keyed'))!;
  assert.equal(id, `c${hmac(contactKey, name).slice(0, 32)}`);
  assert.ok(contactKey.length >= 43);
});

test('after an upgrade a workspace has one secret, and no occurrence is decided twice', async () => {
  const shop = await Shop.open(server, 'upgraded');
  const other = await shop.event('B');
  await shop.start('visit', { trigger: { event: { expression: 'searched', after: 'PT2H' } } });
  await mongo.collection('workspaces').updateOne({ _id: 'upgraded' as never }, { $unset: { contactKey: '' } });
  const { stores } = server.running.services;
  const keys = await Promise.all(
    [0, 1, 2].map(async (one) =>
      one === 0
        ? (await stores.workspaces.list()).find(({ id }) => id === 'upgraded')!.contactKey
        : (await stores.workspaces.get('upgraded'))!.contactKey,
    ),
  );
  assert.deepEqual(new Set(keys).size, 1);
  // The earlier version decided the contact of this occurrence. Since then, its customer was separated from another
  // one.
  const occurrence = occurrenceKey({ kind: 'EVENT', eventId: 'test|seen' });
  const [campaign] = await stores.campaigns.find('upgraded', ['visit']);
  const id = contactId({ campaign: 'visit', namespace: 'member_id', value: 'A', occurrence }, sha);
  const former = plannedContact(campaign, { id, occurrence, dueAt: NOW - HOUR }, NOW - HOUR);
  await stores.transact((tx) =>
    stores.contacts.insert('upgraded', [{ ...former, profile: other, state: 'ENDED' }], tx),
  );
  const twin = await shop.event('A', { messageId: 'seen', occurredAt: iso(NOW) });
  const fresh = await shop.event('A', { messageId: 'fresh', occurredAt: iso(NOW) });
  assert.equal(twin, fresh);
  await shop.advance(NOW + 3 * HOUR);
  const decided = await stores.contacts.ofProfiles('upgraded', [twin]);
  assert.deepEqual(
    decided.map((contact) => contact.occurrence),
    [occurrenceKey({ kind: 'EVENT', eventId: 'test|fresh' })],
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
