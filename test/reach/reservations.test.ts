/** Tests contacts that external senders reserve: the rules, confirmation, release, and one contact per key. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Reason } from '../../src/reasons/index.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { CONTACT_FIELDS, DAY, HOUR, iso, NOW, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const RESERVE = `mutation($i:ReserveContactInput!){reserveContact(input:$i){${CONTACT_FIELDS}}}`;
const request = (key: string, member = 'A', more: object = {}): { i: object } => ({
  i: { key, channel: 'sms', identities: [{ namespace: 'member_id', value: member }], ...more },
});
const reserve = async (by: Caller, key: string, member?: string, more?: object): Promise<Loose> =>
  (await by.ask(RESERVE, request(key, member, more))).reserveContact;
const settle = async (by: Caller, operation: string, id: string): Promise<string> =>
  (await by.ask(`mutation{${operation}(id:"${id}"){state}}`))[operation].state;
async function refused(
  by: Caller,
  document: string,
  reason: Reason,
  variables?: Record<string, unknown>,
): Promise<void> {
  const { errors } = await by.send(document, variables);
  assert.equal(errors?.[0].extensions.reason, reason, JSON.stringify(errors));
}

test('a reservation uses budget until it is released, and for good once it is confirmed', async () => {
  const shop = await Shop.open(server, 'senders');
  await shop.rules({ budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] });
  const profile = await shop.customer('A');
  const sender = server.caller('senders', ['reach:send'], 'crm');
  const first = await reserve(sender, 'first');
  assert.deepEqual([first.state, first.budgets, first.campaign], ['RESERVED', ['weekly'], 'sender:crm']);
  assert.equal((await reserve(sender, 'first')).id, first.id, 'the same key gives the same contact');
  const second = await reserve(sender, 'second');
  assert.deepEqual([second.state, second.ending.contacts], ['ENDED', [first.id]]);
  assert.equal(await settle(sender, 'releaseContact', first.id), 'ENDED');
  assert.equal(await settle(sender, 'releaseContact', first.id), 'ENDED', 'a repetition changes nothing');
  await refused(sender, `mutation{confirmContact(id:"${first.id}"){state}}`, 'CONTACT_NOT_RESERVED');
  const third = await reserve(sender, 'third');
  assert.equal(third.state, 'RESERVED');
  assert.equal(await settle(sender, 'confirmContact', third.id), 'HANDED_OVER');
  assert.equal(await settle(sender, 'confirmContact', third.id), 'HANDED_OVER');
  await refused(sender, `mutation{releaseContact(id:"${third.id}"){state}}`, 'CONTACT_NOT_RESERVED');
  const { profile: found } = await shop.caller.ask(
    'query($p:String!){profile(id:$p){events(first:9,types:["contact_sent"]){edges{node{properties}}}}}',
    { p: profile },
  );
  assert.deepEqual(
    found.events.edges.map(({ node }: Loose) => node.properties),
    [{ campaignId: 'sender:crm', channel: 'sms', contactId: third.id }],
  );
  // Campaigns and external senders share the budgets, and an unconfirmed reservation counts as sent.
  await shop.start('spring', { at: iso(NOW + HOUR) });
  await shop.advance(NOW + HOUR);
  assert.deepEqual((await shop.contact(profile, 'spring'))?.ending?.contacts, [third.id]);
  await shop.advance(NOW + 7 * DAY);
  assert.equal((await reserve(sender, 'fourth')).state, 'RESERVED');
  await shop.advance(NOW + 8 * DAY);
  assert.equal((await reserve(sender, 'fifth')).ending.reason, 'CAPPED');
});

test('a sender has at most 100 open reservations per customer', async () => {
  const shop = await Shop.open(server, 'open');
  await shop.customer('A');
  await shop.customer('B');
  const sender = server.caller('open', ['reach:send'], 'crm');
  const ids: string[] = [];
  for (let from = 0; from < 100; from += 20) {
    const fields = Array.from({ length: 20 }, (_, i) => {
      const input = `key:"k${from + i}",channel:"sms",identities:[{namespace:"member_id",value:"A"}]`;
      return `r${i}:reserveContact(input:{${input}}){id state}`;
    });
    const made = Object.values<Loose>(await sender.ask(`mutation{${fields.join(' ')}}`));
    for (const { id, state } of made) assert.equal((ids.push(id as string), state), 'RESERVED');
  }
  await refused(sender, RESERVE, 'RESERVATIONS_TOO_MANY', { ...request('more') });
  assert.equal((await reserve(sender, 'k7')).id, ids[7], 'a known key returns its first contact');
  assert.equal((await reserve(sender, 'other', 'B')).state, 'RESERVED');
  assert.equal((await reserve(server.caller('open', ['reach:send'], 'erp'), 'more')).state, 'RESERVED');
  assert.equal(await settle(sender, 'releaseContact', ids[3]), 'ENDED');
  assert.equal((await reserve(sender, 'more')).state, 'RESERVED');
});

test('consent, address and layers end a reservation like a contact', async () => {
  const shop = await Shop.open(server, 'endings');
  await shop.caller.ask(
    'mutation{defineLayerModel(input:{key:"life",layers:[{key:"new",when:"did(registered)",reach:NONE},{key:"rest"}]},wait:true){job{id}}}',
  );
  await shop.rules({ governing: ['life'] });
  await shop.customer('A');
  await shop.event('A', { type: 'contact_unsubscribed' });
  await shop.event('B');
  await shop.customer('C');
  await shop.event('C', { type: 'registered' });
  const sender = server.caller('endings', ['reach:send']);
  const reasons = [];
  for (const member of ['A', 'B', 'C']) reasons.push((await reserve(sender, 'k', member)).ending.reason);
  assert.deepEqual(reasons, ['CONSENT', 'CHANNEL', 'LAYER']);
  await refused(sender, RESERVE, 'PROFILE_NOT_FOUND', request('k', 'nobody'));
  await refused(sender, RESERVE, 'CHANNEL_WITHOUT_ADDRESS', request('k', 'A', { channel: 'mail' }));
  await refused(sender, RESERVE, 'KEY_INVALID', request('k', 'A', { tags: ['No!'] }));
  await refused(sender, RESERVE, 'DURATION_INVALID', request('k', 'A', { expiresAfter: 'soon' }));
  await shop.caller.ask('mutation{stopReach{stopped}}');
  await refused(sender, RESERVE, 'REACH_STOPPED', request('later', 'B'));
});

test('a sender can settle only its own contacts, and needs its own scope', async () => {
  const shop = await Shop.open(server, 'rights');
  await shop.customer('A');
  const [one, other] = ['one', 'other'].map((subject) => server.caller('rights', ['reach:send'], subject));
  const { id } = await reserve(one, 'k');
  assert.notEqual((await reserve(other, 'k')).id, id, 'keys belong to their sender');
  await refused(other, `mutation{releaseContact(id:"${id}"){state}}`, 'CONTACT_NOT_FOUND');
  await shop.start('spring', { at: iso(NOW + HOUR) });
  await refused(server.caller('rights', ['reach:read']), RESERVE, 'SCOPE_MISSING', request('k'));
  await refused(one, '{campaigns(first:1){edges{node{key}}}}', 'SCOPE_MISSING');
});

test('concurrent reservations never exceed the budget', async () => {
  const shop = await Shop.open(server, 'parallel');
  await shop.rules({ budgets: [{ key: 'weekly', most: 3, rolling: 'P7D' }] });
  await shop.customer('A');
  const sender = server.caller('parallel', ['reach:send']);
  const contacts = await Promise.all(Array.from({ length: 40 }, (_, i) => reserve(sender, `k${i}`)));
  assert.equal(contacts.filter(({ state }) => state === 'RESERVED').length, 3);
  assert.equal(contacts.filter(({ ending }) => ending?.reason === 'CAPPED').length, 37);
});
