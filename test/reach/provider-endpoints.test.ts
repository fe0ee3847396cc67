/**
 * Tests endpoints with providers: credentials, faulty definitions, test messages, and sandboxes that reach no provider.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FakeProviders } from '../support/fake-providers.js';
import type { Caller, Loose, TestServer } from '../support/server.js';
import { codesOf, contactOf, customer, define, named, openShop, prepare, presetInput, start } from './provider-shop.js';
import { iso, NOW } from './shop.js';

let fakes: FakeProviders;
let server: TestServer;
let shop: Caller;

before(async () => {
  ({ fakes, server, shop } = await openShop());
});
after(async () => {
  await server.remove();
  await fakes.stop();
});

test('credentials are never shown, and are not sent to another address', async () => {
  const { endpoint } = (await define(shop, presetInput(fakes, 'SMS'))).defineWebhookEndpoint;
  assert.deepEqual(endpoint.provider.credentials, ['api_key']);
  const { webhookEndpoints } = await shop.ask(
    '{webhookEndpoints(first:50){edges{node{key url provider{credentials definition}}}}}',
  );
  const audit = await server.running.services.stores.audit.page('shop', { first: 200 }, {});
  assert.ok(audit.length > 5);
  for (const shown of [endpoint, webhookEndpoints, audit]) assert.doesNotMatch(JSON.stringify(shown), /-credential/);

  const { credentials: _credentials, ...rest } = presetInput(fakes, 'SMS').provider;
  const kept = { ...presetInput(fakes, 'SMS'), provider: rest };
  assert.equal(await codesOf(shop, kept), undefined, 'the same place and definition');
  assert.equal(await codesOf(shop, { key: 'sms', url: `${fakes.origin}/SMS` }), undefined, 'the provider is kept');
  assert.equal(await codesOf(shop, { ...kept, url: 'https://elsewhere.example/' }), 'PROVIDER_INVALID');
  assert.equal(await codesOf(shop, { key: 'sms', url: 'https://elsewhere.example/' }), 'PROVIDER_INVALID');
  const changed = JSON.stringify({
    ...JSON.parse(endpoint.provider.definition),
    settings: ['signature', 'opt_out', 'more'],
  });
  const more = named({ signature: 'a', opt_out: 'b', more: 'c' });
  assert.equal(await codesOf(shop, { ...kept, provider: { definition: changed, settings: more } }), 'PROVIDER_INVALID');
  const { defineWebhookEndpoint: webhook } = await define(shop, {
    key: 'sms',
    url: `${fakes.origin}/SMS`,
    provider: null,
  });
  assert.match(webhook.secret, /^whsec_/, 'an endpoint without its provider signs');
  await define(shop, presetInput(fakes, 'SMS'));
  const { errors } = await shop.send('mutation{rotateWebhookSecret(key:"push"){secret}}');
  assert.equal(errors?.[0].extensions.reason, 'ENDPOINT_HAS_PROVIDER');
});

test('an invalid provider is rejected with its errors', async () => {
  const sms = presetInput(fakes, 'SMS');
  const provider = (more: object): object => ({ ...sms, key: 'x', provider: { ...sms.provider, ...more } });
  const definition = JSON.stringify({ request: { method: 'POST', path: '/' }, response: { sent: [{ a: '1' }] } });
  for (const [input, reason] of [
    [provider({ definition }), 'ALTERNATIVES_CONFLICT'],
    [provider({ preset: null }), 'ALTERNATIVES_CONFLICT'],
    [provider({ settings: [] }), 'PROVIDER_INVALID'],
    [provider({ settings: named({ signature: 'a', opt_out: 'b', x: 'c' }) }), 'PROVIDER_INVALID'],
    [
      provider({ settings: [...named({ signature: 'a', opt_out: 'b' }), ...named({ signature: 'a' })] }),
      'KEY_DUPLICATE',
    ],
    [provider({ credentials: null }), 'PROVIDER_INVALID'],
    [{ ...provider({}), url: `${fakes.origin}/?a=1` }, 'WEBHOOK_URL_INVALID'],
    [{ ...provider({}), url: 'http://shop.example/' }, 'WEBHOOK_URL_INVALID'],
    [{ key: 'x' }, 'WEBHOOK_URL_INVALID'],
    ...['{', '[]', '{"request":{"method":"POST","path":"/"}}', definition.replace('"/"', '"{{ message.x }}"')].map(
      (faulty) => [{ key: 'x', url: sms.url, provider: { definition: faulty } }, 'PROVIDER_INVALID'] as const,
    ),
  ] as const)
    assert.equal(await codesOf(shop, input), reason, JSON.stringify(input));
  assert.equal(await codesOf(shop, { key: 'own', url: sms.url, provider: { definition } }), undefined);
});

test('a test message goes to one recipient', async () => {
  const tried = (key: string, to: string): Promise<Loose> =>
    shop.send(`mutation{testWebhookEndpoint(key:"${key}"${to}){kind status cause}}`);
  const { data } = await tried('sms', ',to:"13900000016"');
  assert.deepEqual(data.testWebhookEndpoint, { kind: 'DELIVERED', status: null, cause: null });
  assert.equal(new URLSearchParams(fakes.of('SMS').at(-1)!.body).get('mobile'), '13900000016');
  assert.equal((await tried('push', ',to:"gone"')).data.testWebhookEndpoint.kind, 'REFUSED');
  assert.equal((await tried('sms', '')).errors![0].extensions.reason, 'TEXT_EMPTY');
});

test('a sandbox contacts no provider, and shows the request without credentials', async () => {
  const sandbox = await server.sandbox('trial', iso(NOW));
  await prepare(sandbox, fakes, 2);
  const before = fakes.calls.length;
  const profile = await customer(sandbox, 'lili', '13900000017', iso(NOW - 60_000));
  await start(sandbox, 'spring', 'lili', ['WECOM', 'SMS'], { fallback: { after: 'PT1H' } });
  for (const hours of [1, 2, 3]) await sandbox.ask(`mutation{advanceClock(to:"${iso(NOW + hours * 3_600_000)}"){now}}`);
  assert.equal((await contactOf(sandbox, profile, 'spring')).state, 'HANDED_OVER');
  const { receivedMessages } = await sandbox.ask('{receivedMessages(first:10){edges{node{id endpoint body}}}}');
  const bodies = receivedMessages.edges.map(({ node }: Loose) => node.body as string);
  assert.deepEqual(
    receivedMessages.edges.map(({ node }: Loose) => node.endpoint),
    ['sms', 'wecom'],
  );
  assert.match(
    decodeURIComponent(JSON.parse(bodies[0]).body),
    /apikey=\(api_key\)&mobile=13900000017&text=【春天商店】/,
  );
  assert.match(JSON.parse(bodies[1]).url, /add_msg_template\?access_token=fake-token$/);
  for (const body of bodies) assert.doesNotMatch(body, /-credential/);
  assert.equal(fakes.calls.length, before);
});
