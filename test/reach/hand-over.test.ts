/**
 * Tests the hand-over of contacts to a real receiver: signed messages, rejections that release budget, unknown outcomes
 * that keep it, contacts that end at the hand-over, redelivery, and the built-in receiver of sandboxes.
 */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { CHANNELS, CONTACT_FIELDS, HOUR, iso, NOW, OPEN, Shop } from './shop.js';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Loose;
  readonly text: string;
}

let receiver: Server;
let status = 200;
const received: Received[] = [];
let url: string;
let server: TestServer;
let shop: Caller;
let secret: string;

before(async () => {
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(text), text });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { port } = receiver.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/hook`;
  server = await TestServer.start({ STRATA_DELIVERY_ALLOW: `127.0.0.1:${port}` });
  // The workspace is not a sandbox, so it uses the real clock and sends its messages.
  await createWorkspace(server.running.services, { id: 'shop' });
  shop = server.caller('shop', ['admin']);
  const { defineWebhookEndpoint } = await shop.ask(
    'mutation($i:WebhookEndpointInput!){defineWebhookEndpoint(input:$i){secret}}',
    { i: { key: 'crm', url } },
  );
  secret = defineWebhookEndpoint.secret;
  await shop.ask('mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}', {
    i: {
      channels: CHANNELS,
      consentDefaults: OPEN,
      budgets: [{ key: 'daily', most: 1, rolling: 'P1D' }],
    },
  });
  await shop.ask(
    'mutation{defineTag(input:{key:"first_name",kind:SEMI_DYNAMIC,type:STRING}){key} defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{id}}}',
  );
});
after(async () => {
  await server.remove();
  await new Promise((done) => receiver.close(done));
});

/** Creates a customer in a separate segment, so that each test contacts only its own customer. */
async function customer(name: string): Promise<string> {
  const { ingestEvents } = await shop.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', {
    e: [
      {
        messageId: `search-${name}`,
        type: 'searched',
        occurredAt: new Date(Date.now() - 60_000).toISOString(),
        identities: [
          { namespace: 'member_id', value: name },
          { namespace: 'phone', value: `1390000${String(1000 + received.length + name.length * 17)}` },
        ],
        properties: { query: name },
      },
    ],
  });
  await shop.ask(
    `mutation{setTags(tags:[{tag:"first_name",value:"${name}",identities:[{namespace:"member_id",value:"${name}"}]}]){status} defineSegment(input:{key:"only_${name}",expression:"tag first_name = \\"${name}\\""},wait:true){job{id}}}`,
  );
  return ingestEvents.results[0].profile as string;
}

async function start(key: string, name: string, more: object = {}): Promise<void> {
  const channels = [{ channel: 'sms', endpoint: 'crm', title: 'Hi {{ tag.first_name }}', body: 'Spring is here' }];
  await shop.ask('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', {
    i: { key, audience: `only_${name}`, channels, ...more },
  });
  await shop.ask(`mutation{startCampaign(key:"${key}"){state}}`);
}

async function contactOf(profile: string, campaign: string): Promise<Loose> {
  const { contacts } = await shop.ask(
    `query($p:String!){contacts(profile:$p,first:100){edges{node{${CONTACT_FIELDS} attempts nextAttemptAt handedOverAt}}}}`,
    { p: profile },
  );
  return contacts.edges.map(({ node }: Loose) => node).find((node: Loose) => node.campaign === campaign);
}

const reaches = (profile: string, campaign: string, state: string): Promise<Loose> =>
  eventually(async () => {
    const contact = await contactOf(profile, campaign);
    return contact?.state === state ? contact : undefined;
  }, `${campaign} ${state}`);

test('a message is delivered once, signed under the id of its contact, and the customer gets the fact', async () => {
  const profile = await customer('anna');
  await start('first', 'anna');
  const contact = await reaches(profile, 'first', 'HANDED_OVER');
  const [message, ...others] = received.filter(({ body }) => body.data.campaign === 'first');
  assert.deepEqual(others, []);
  assert.equal(message.headers['webhook-id'], `${contact.id}_1`);
  new Webhook(secret).verify(message.text, message.headers as Record<string, string>);
  const { data } = message.body;
  assert.deepEqual(data.message, { format: 'TEXT', title: 'Hi anna', body: 'Spring is here' });
  assert.deepEqual(
    [data.contact, data.profile, data.channel, data.to.namespace],
    [contact.id, profile, 'sms', 'phone'],
  );
  const { profile: found } = await shop.ask(
    'query($p:String!){profile(id:$p){events(first:9,types:["contact_sent"]){edges{node{properties}}}}}',
    { p: profile },
  );
  assert.deepEqual(
    found.events.edges.map(({ node }: Loose) => node.properties),
    [{ campaignId: 'first', channel: 'sms', contactId: contact.id }],
  );
  await eventually(
    async () => (await shop.ask('{campaign(key:"first"){state}}')).campaign.state === 'ENDED',
    'the campaign ends',
  );
  // The contact and the event that reports it use the budget only once.
  await start('second', 'anna');
  const capped = await reaches(profile, 'second', 'ENDED');
  assert.deepEqual([capped.ending.reason, capped.ending.contacts], ['CAPPED', [contact.id]]);
});

test('a definite rejection releases the budget, and the contact can be sent again', async () => {
  const profile = await customer('bert');
  status = 422;
  await start('refused', 'bert');
  const failed = await reaches(profile, 'refused', 'FAILED');
  assert.deepEqual([failed.attempts, failed.nextAttemptAt, failed.handedOverAt], [1, null, null]);
  const { deadContacts } = await shop.ask('{deadContacts(campaign:"refused",first:10){edges{node{id}}}}');
  assert.deepEqual(deadContacts.edges, [{ node: { id: failed.id } }]);
  status = 200;
  await start('next', 'bert');
  const next = await reaches(profile, 'next', 'HANDED_OVER');
  const redeliver = `mutation{redeliverContact(id:"${failed.id}"){state}}`;
  const refused = await shop.send(redeliver);
  assert.equal(refused.errors?.[0].extensions.reason, 'CONTACT_WOULD_END', 'the budget is used by the next campaign');
  assert.equal(
    (await shop.send(`mutation{redeliverContact(id:"${next.id}"){state}}`)).errors?.[0].extensions.reason,
    'CONTACT_NOT_DEAD',
  );
  await shop.ask('mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}', {
    i: { channels: CHANNELS, consentDefaults: OPEN, budgets: [{ key: 'daily', most: 2, rolling: 'P1D' }] },
  });
  assert.equal((await shop.ask(redeliver)).redeliverContact.state, 'RESERVED');
  await reaches(profile, 'refused', 'HANDED_OVER');
  const ids = received
    .filter(({ body }) => body.data.campaign === 'refused')
    .map(({ headers }) => headers['webhook-id']);
  assert.deepEqual(ids, [`${failed.id}_1`, `${failed.id}_1`], 'the same id in every attempt');
  await shop.ask('mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}', {
    i: { channels: CHANNELS, consentDefaults: OPEN, budgets: [{ key: 'daily', most: 1, rolling: 'P1D' }] },
  });
});

test('an unknown outcome keeps the budget, and the next attempt is planned', async () => {
  const profile = await customer('carl');
  status = 500;
  await start('unknown', 'carl', { expiresAfter: 'PT1H', lateness: 'PT10M' });
  const waiting = await eventually(async () => {
    const contact = await contactOf(profile, 'unknown');
    return contact?.attempts >= 1 ? contact : undefined;
  }, 'the first attempt');
  assert.equal(waiting.state, 'RESERVED');
  assert.ok(waiting.nextAttemptAt > waiting.handedOverAt);
  await start('capped', 'carl');
  assert.equal((await reaches(profile, 'capped', 'ENDED')).ending.reason, 'CAPPED');
  status = 200;
  const done = await reaches(profile, 'unknown', 'HANDED_OVER');
  assert.ok(done.attempts >= 2);
});

test('an endpoint that responds with 410 is disabled, and its contacts wait for it', async () => {
  await shop.ask('mutation($i:WebhookEndpointInput!){defineWebhookEndpoint(input:$i){secret}}', {
    i: { key: 'leaving', url },
  });
  const profile = await customer('dora');
  status = 410;
  const channels = [{ channel: 'sms', endpoint: 'leaving', body: 'Spring is here' }];
  await start('gone', 'dora', { channels });
  await reaches(profile, 'gone', 'FAILED');
  status = 200;
  const { webhookEndpoints } = await shop.ask('{webhookEndpoints(first:10){edges{node{key disabledBy}}}}');
  assert.deepEqual(webhookEndpoints.edges.at(-1).node, { key: 'leaving', disabledBy: 'GONE' });
});

test('a sandbox delivers to its built-in receiver, decides again after quiet hours, and cancels contacts', async () => {
  const before = received.length;
  const sandbox = await Shop.open(server, 'trial');
  await sandbox.rules({ budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] });
  const quietHours = { from: '20:30', until: '08:00' };
  const [stays, withdraws] = [await sandbox.customer('A'), await sandbox.customer('B')];
  await sandbox.start('quiet', { at: iso(NOW + HOUR) }, { quietHours });
  await sandbox.advance(NOW + HOUR);
  assert.equal((await sandbox.contact(stays, 'quiet'))?.state, 'RESERVED');
  await sandbox.event('B', { type: 'contact_unsubscribed', occurredAt: iso(NOW + HOUR) });
  await sandbox.advance(NOW + 12 * HOUR);
  assert.equal((await sandbox.contact(stays, 'quiet'))?.state, 'HANDED_OVER');
  assert.equal((await sandbox.contact(withdraws, 'quiet'))?.ending?.reason, 'CONSENT');
  const { receivedMessages } = await sandbox.caller.ask('{receivedMessages(first:10){edges{node{id endpoint body}}}}');
  const messages = receivedMessages.edges.map(({ node }: Loose) => node);
  assert.deepEqual(
    messages.map(({ id, endpoint }: Loose) => [id, endpoint]),
    [[`${(await sandbox.contact(stays, 'quiet'))!.id}_1`, 'crm']],
  );
  assert.equal(JSON.parse(messages[0].body).data.message.body, 'Spring is here');
  // Cancelling a campaign releases the budget of its waiting contacts.
  await sandbox.rules({ budgets: [] });
  await sandbox.start('cancelled', { at: iso(NOW + 25 * HOUR) }, { quietHours });
  await sandbox.advance(NOW + 25 * HOUR);
  assert.equal((await sandbox.contact(stays, 'cancelled'))?.state, 'RESERVED');
  await sandbox.does('cancelCampaign', 'cancelled');
  await sandbox.advance(NOW + 25 * HOUR + 1);
  const ended = await sandbox.contact(stays, 'cancelled');
  assert.deepEqual(ended?.ending, { reason: 'CANCELLED', cause: 'the campaign was cancelled' });
  assert.equal(received.length, before, 'nothing is sent from a sandbox');
});
