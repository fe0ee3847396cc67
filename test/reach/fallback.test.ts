/** Tests contacts that go to the next channel when no receipt arrives, and customers who ask for fewer messages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Loose } from '../support/server.js';
import { DAY, HOUR, iso, NOW, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const CHANNELS = ['push', 'sms'].map((channel) => ({ channel, endpoint: 'crm', body: 'Spring is here' }));
/** Quiet hours from 22:00 to 08:00 in Shanghai. The tests start at 20:00 Shanghai time. */
const NIGHT = { quietHours: { from: '22:00', until: '08:00' } };

/** Creates a customer with a device and a phone, and returns the profile id. */
const customer = (shop: Shop, member: string): Promise<string> =>
  shop.event(member, {}, [
    ['device_id', `D${member}`],
    ['phone', `1380000${String(4000 + member.charCodeAt(0))}`],
  ]);

async function start(shop: Shop, key: string, more: object = {}, sms: object = {}): Promise<void> {
  const channels = [CHANNELS[0], { ...CHANNELS[1], ...sms }];
  await shop.start(key, { channels, fallback: { after: 'PT2H' }, at: iso(NOW + HOUR), ...more });
}

/** Returns the channels that a contact tried, its state, and the reason and budget that ended it, as one text. */
async function path(shop: Shop, profile: string, campaign: string): Promise<string> {
  const { contacts } = await shop.caller.ask(
    'query($p:String!){contacts(profile:$p,first:50){edges{node{campaign state channel earlier{channel} ending{reason budget}}}}}',
    { p: profile },
  );
  const { node } = contacts.edges.find(({ node: each }: Loose) => each.campaign === campaign);
  const channels = [...node.earlier.map((each: Loose) => each.channel), node.channel].join(' ');
  return [channels, node.state, node.ending?.reason, node.ending?.budget].filter(Boolean).join(' ');
}

const receipt = (type: string, contactId: string, at: number): object => ({
  type,
  occurredAt: iso(at),
  properties: { contactId },
});

async function messages(shop: Shop): Promise<string[]> {
  const { receivedMessages } = await shop.caller.ask('{receivedMessages(first:50){edges{node{id body}}}}');
  return receivedMessages.edges.map(({ node }: Loose) => `${node.id} ${JSON.parse(node.body).data.channel}`).sort();
}

test('without a receipt a contact moves to its next channel, and each message uses budget', async () => {
  const shop = await Shop.open(server, 'unanswered');
  await shop.rules({ budgets: [{ key: 'weekly', most: 2, rolling: 'P7D' }] });
  const profile = await customer(shop, 'A');
  await start(shop, 'spring');
  await shop.advance(NOW + HOUR);
  assert.equal(await path(shop, profile, 'spring'), 'push HANDED_OVER');
  await shop.advance(NOW + 3 * HOUR - 1);
  assert.equal(await path(shop, profile, 'spring'), 'push HANDED_OVER');
  await shop.advance(NOW + 3 * HOUR);
  assert.equal(await path(shop, profile, 'spring'), 'push sms HANDED_OVER');
  const { id } = (await shop.contact(profile, 'spring'))!;
  assert.deepEqual(await messages(shop), [`${id}_1 push`, `${id}_2 sms`]);
  const { profile: found } = await shop.caller.ask(
    'query($p:String!){profile(id:$p){events(first:9,types:["contact_sent"]){edges{node{occurredAt properties}}}}}',
    { p: profile },
  );
  const sent = found.events.edges.map(({ node }: Loose) => `${node.occurredAt} ${node.properties.channel}`).sort();
  assert.deepEqual(sent, [`${iso(NOW + HOUR)} push`, `${iso(NOW + 3 * HOUR)} sms`]);
  await shop.start('summer', { at: iso(NOW + DAY) });
  await shop.advance(NOW + DAY);
  assert.deepEqual((await shop.contact(profile, 'summer'))?.ending?.contacts, [id, id]);
  await shop.advance(NOW + 3 * DAY);
  assert.equal((await messages(shop)).length, 2, 'there is no further channel');
});

test('a receipt keeps a contact on its channel, and a click implies an open', async () => {
  const shop = await Shop.open(server, 'receipts');
  const [delivered, clicked, none] = [await customer(shop, 'A'), await customer(shop, 'B'), await customer(shop, 'C')];
  await start(shop, 'arrives');
  await start(shop, 'opens', { fallback: { after: 'PT2H', unless: 'OPENED' } });
  await shop.advance(NOW + HOUR);
  const idOf = async (profile: string, campaign: string): Promise<string> =>
    (await shop.contact(profile, campaign))!.id;
  for (const campaign of ['arrives', 'opens']) {
    await shop.event('A', receipt('contact_delivered', await idOf(delivered, campaign), NOW + HOUR));
    await shop.event('B', receipt('contact_clicked', `${await idOf(clicked, campaign)}_1`, NOW + HOUR));
  }
  await shop.advance(NOW + 3 * HOUR);
  const paths = (profile: string): Promise<string[]> =>
    Promise.all(['arrives', 'opens'].map((campaign) => path(shop, profile, campaign)));
  assert.deepEqual(await paths(delivered), ['push DELIVERED', 'push sms HANDED_OVER']);
  assert.deepEqual(await paths(clicked), ['push DELIVERED', 'push DELIVERED']);
  assert.deepEqual(await paths(none), ['push sms HANDED_OVER', 'push sms HANDED_OVER']);
});

test('a contact without a further channel stays with the reason, and quiet hours delay a fallback', async () => {
  const shop = await Shop.open(server, 'stays');
  const [full, leaves] = [await customer(shop, 'A'), await customer(shop, 'B')];
  await shop.rules({ budgets: [{ key: 'texts', most: 1, rolling: 'P7D', channel: 'sms' }] });
  await shop.event('A', { type: 'contact_sent', occurredAt: iso(NOW - HOUR), properties: { channel: 'sms' } });
  await start(shop, 'spring', {}, NIGHT);
  await shop.advance(NOW + HOUR);
  await shop.advance(NOW + 3 * HOUR);
  assert.equal(await path(shop, full, 'spring'), 'push HANDED_OVER CAPPED texts');
  assert.equal(await path(shop, leaves, 'spring'), 'push sms RESERVED');
  assert.equal((await shop.contact(leaves, 'spring'))?.at, iso(NOW + 12 * HOUR));
  const withdrawn = {
    type: 'consent_withdrawn',
    occurredAt: iso(NOW + 3 * HOUR),
    properties: { purpose: 'marketing' },
  };
  await shop.event('B', withdrawn);
  await shop.advance(NOW + 12 * HOUR);
  assert.equal(await path(shop, leaves, 'spring'), 'push HANDED_OVER CONSENT');
  assert.equal((await messages(shop)).length, 2);
});

test('a customer who asks for fewer messages has a budget until the wish is withdrawn', async () => {
  const shop = await Shop.open(server, 'wishes');
  const profile = await customer(shop, 'A');
  const identities = [{ namespace: 'member_id', value: 'A' }];
  const wish = (input: object): Promise<Loose> =>
    shop.caller.ask('mutation($i:ContactLimitInput!){setContactLimit(input:$i){profile already}}', {
      i: { identities, ...input },
    });
  await wish({ most: 1, days: 7, messageId: 'w1' });
  assert.equal((await wish({ most: 1, days: 7, messageId: 'w1' })).setContactLimit.already, true);
  await shop.start('first', { at: iso(NOW + HOUR) });
  await shop.start('second', { at: iso(NOW + 2 * HOUR) });
  await shop.advance(NOW + HOUR);
  await shop.advance(NOW + 2 * HOUR);
  const first = (await shop.contact(profile, 'first'))!;
  assert.deepEqual(first.budgets, ['wish']);
  const { reason, budget, contacts, nextPossibleAt } = (await shop.contact(profile, 'second'))!.ending!;
  assert.deepEqual(
    [reason, budget, contacts, nextPossibleAt],
    ['CAPPED', 'wish', [first.id], iso(NOW + HOUR + 7 * DAY)],
  );
  await wish({});
  await shop.start('third', { at: iso(NOW + 3 * HOUR) });
  await shop.advance(NOW + 3 * HOUR);
  assert.equal((await shop.contact(profile, 'third'))?.state, 'HANDED_OVER');
  const { errors } = await shop.caller.send('mutation($i:ContactLimitInput!){setContactLimit(input:$i){profile}}', {
    i: { identities, most: 1 },
  });
  assert.equal(errors?.[0].extensions.reason, 'ALTERNATIVES_CONFLICT');
});

test('a fallback without a second channel or after the expiry of the contact is rejected', async () => {
  const shop = await Shop.open(server, 'refused');
  const refused = async (more: object): Promise<unknown> => {
    const input = { key: 'x', audience: 'searchers', channels: CHANNELS, ...more };
    const { errors } = await shop.caller.send('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', {
      i: input,
    });
    return errors?.[0].extensions.inputPath;
  };
  const fallback = { after: 'PT2H' };
  assert.equal(await refused({ fallback, channels: [CHANNELS[0]] }), 'input.fallback');
  assert.equal(await refused({ fallback, expiresAfter: 'PT2H', lateness: 'PT1H' }), 'input.fallback.after');
  assert.equal(await refused({ fallback }), undefined);
  const { campaign } = await shop.caller.ask('{campaign(key:"x"){fallback{after unless}}}');
  assert.deepEqual(campaign.fallback, { after: 'PT2H', unless: 'DELIVERED' });
});
