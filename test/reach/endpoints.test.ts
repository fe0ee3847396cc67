/**
 * Tests webhook endpoints through the API: definition, a test message to a real receiver, rotation, disabling, and
 * access control.
 */
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { signingSecrets } from '../../src/engine/reach/endpoint.js';
import type { Reason } from '../../src/reasons/index.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { TestServer, type Caller } from '../support/server.js';

let receiver: Server;
let status = 200;
const received: { headers: IncomingHttpHeaders; body: string }[] = [];
let url: string;
let server: TestServer;
let shop: Caller;

before(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { port } = receiver.address() as AddressInfo;
  url = `http://127.0.0.1:${port}/hook`;
  server = await TestServer.start({ STRATA_DELIVERY_ALLOW: `127.0.0.1:${port}` });
  await createWorkspace(server.running.services, { id: 'shop' });
  shop = server.caller('shop', ['reach:admin']);
});
after(async () => {
  await server.remove();
  await new Promise((done) => receiver.close(done));
});

const define = (key: string, address = url): Promise<{ endpoint: { key: string; version: number }; secret?: string }> =>
  shop
    .ask(
      'mutation($i:WebhookEndpointInput!){defineWebhookEndpoint(input:$i){endpoint{key name url version disabledBy} secret}}',
      { i: { key, url: address } },
    )
    .then((data) => data.defineWebhookEndpoint);
async function refused(by: Caller, document: string, reason: Reason): Promise<void> {
  const { errors } = await by.send(document);
  assert.equal(errors?.[0].extensions.reason, reason, document);
}
const rotate = async (key: string, graceHours: number): Promise<string> =>
  (await shop.ask(`mutation{rotateWebhookSecret(key:"${key}",graceHours:${graceHours}){secret}}`)).rotateWebhookSecret
    .secret;
const tried = async (key: string, by = shop): Promise<unknown> =>
  (await by.ask(`mutation{testWebhookEndpoint(key:"${key}"){kind status cause}}`)).testWebhookEndpoint;
const verifies = (secret: string): boolean => {
  const { headers, body } = received.at(-1)!;
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

test('a test message is signed with the secret that was returned once', async () => {
  const { endpoint, secret } = await define('crm');
  assert.equal(endpoint.version, 1);
  assert.deepEqual(await tried('crm'), { kind: 'DELIVERED', status: null, cause: null });
  assert.ok(verifies(secret!));
  const { type, data } = JSON.parse(received.at(-1)!.body) as Record<string, unknown>;
  assert.deepEqual([type, data], ['webhook.test', { workspace: 'shop', endpoint: 'crm' }]);
  // A change keeps the secret, and the response does not contain it.
  assert.deepEqual([(await define('crm')).secret, (await define('crm')).endpoint.version], [null, 3]);
  const list = await shop.ask('{webhookEndpoints(first:10){edges{node{key url}}}}');
  assert.deepEqual(list.webhookEndpoints.edges, [{ node: { key: 'crm', url } }]);
});

test('a rotated secret signs at once, and the former one during its grace period', async () => {
  const { secret: first } = await define('rotated');
  const second = await rotate('rotated', 24);
  await tried('rotated');
  assert.deepEqual([verifies(first!), verifies(second)], [true, true]);
  const third = await rotate('rotated', 0);
  await tried('rotated');
  assert.deepEqual([verifies(first!), verifies(second), verifies(third)], [false, false, true]);
  const secrets = [{ secret: 'new' }, { secret: 'old', until: 5 }];
  const of = (at: number): string[] => signingSecrets({ secrets } as never, at);
  assert.deepEqual([of(4), of(5)], [['new', 'old'], ['new']]);
});

test('a disabled endpoint receives nothing, and one that responds with 410 is disabled', async () => {
  await define('leaving');
  await shop.ask('mutation{disableWebhookEndpoint(key:"leaving"){disabledBy}}');
  const before = received.length;
  await refused(shop, 'mutation{testWebhookEndpoint(key:"leaving"){kind}}', 'WEBHOOK_ENDPOINT_DISABLED');
  assert.equal(received.length, before);
  const { enableWebhookEndpoint: enabled } = await shop.ask(
    'mutation{enableWebhookEndpoint(key:"leaving"){disabledBy disabledAt}}',
  );
  assert.deepEqual(enabled, { disabledBy: null, disabledAt: null });
  status = 410;
  assert.deepEqual(await tried('leaving'), { kind: 'GONE', status: null, cause: null });
  status = 500;
  const list = await shop.ask('{webhookEndpoints(first:10){edges{node{key disabledBy}}}}');
  const edges = list.webhookEndpoints.edges as { node: { key: string; disabledBy: string | null } }[];
  assert.equal(edges.find(({ node }) => node.key === 'leaving')?.node.disabledBy, 'GONE');
  await define('failing');
  assert.deepEqual(await tried('failing'), { kind: 'UNKNOWN', status: 500, cause: 'STATUS' });
  status = 200;
});

test('addresses need https unless the operator allows them, and private networks are not reached', async () => {
  for (const address of [
    'http://shop.example/',
    'https://user@shop.example/',
    'https://shop.example/#x',
    'shop',
    'ftp://x/',
  ])
    await refused(
      shop,
      `mutation{defineWebhookEndpoint(input:{key:"x",url:"${address}"}){secret}}`,
      'WEBHOOK_URL_INVALID',
    );
  await define('inside', 'https://127.0.0.1:1/');
  assert.deepEqual(await tried('inside'), { kind: 'NOT_SENT', status: null, cause: 'FORBIDDEN_ADDRESS' });
});

test('a sandbox sends nothing, endpoints are visible only in their workspace, and no secret is stored', async () => {
  const sandbox = await server.sandbox('trial', '2026-03-10T12:00:00Z');
  await sandbox.ask(`mutation{defineWebhookEndpoint(input:{key:"crm",url:"${url}"}){secret}}`);
  await refused(sandbox, 'mutation{testWebhookEndpoint(key:"crm"){kind}}', 'SANDBOX_NOT_DELIVERED');
  await refused(sandbox, 'mutation{testWebhookEndpoint(key:"failing"){kind}}', 'SANDBOX_NOT_DELIVERED');
  await refused(sandbox, 'mutation{rotateWebhookSecret(key:"failing"){secret}}', 'WEBHOOK_ENDPOINT_NOT_FOUND');
  const definer = server.caller('shop', ['define']);
  await refused(definer, '{webhookEndpoints(first:1){edges{node{key}}}}', 'SCOPE_MISSING');
  await refused(shop, 'mutation{rotateWebhookSecret(key:"crm",graceHours:721){secret}}', 'NUMBER_INVALID');
  const keyed = (document: string): Promise<Response> =>
    fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${shop.token}`,
        'idempotency-key': document,
      },
      body: JSON.stringify({ query: document }),
    });
  for (const document of [
    `mutation{defineWebhookEndpoint(input:{key:"x",url:"${url}"}){secret}}`,
    'mutation{rotateWebhookSecret(key:"crm"){secret}}',
  ])
    assert.match(await (await keyed(document)).text(), /IDEMPOTENCY_KEY_NOT_ALLOWED/);
  const before = received.length;
  const answers: string[] = [];
  for (let i = 0; i < 2; i++)
    answers.push(await (await keyed('mutation{testWebhookEndpoint(key:"crm"){kind}}')).text());
  assert.match(answers[0], /DELIVERED/);
  assert.deepEqual([answers[1], received.length], [answers[0], before + 1], 'it was sent once under the key');
  const stored = await server.running.services.stores.audit.page('shop', { first: 100 }, {});
  assert.ok(stored.length > 5);
  assert.ok(!JSON.stringify(stored).includes('whsec_'));
});
