/**
 * Tests which requests pages of other origins may send, and which responses they may read. This includes preflights,
 * short paths, write keys in bodies, and settings documents.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const PAGE = 'https://shop.example';
const CONSOLE = 'https://console.example';
let server: TestServer;
let admin: Caller;
let key: string;

before(async () => {
  server = await TestServer.start({ STRATA_ALLOWED_ORIGINS: CONSOLE });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  key = (await admin.ask('mutation{createWriteKey(input:{source:"web"}){key}}')).createWriteKey.key;
});
after(() => server.remove());

const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url.replace('/graphql', path), init);
const allowed = (res: Response): string | null => res.headers.get('access-control-allow-origin');
const preflight = (path: string, origin: string): Promise<Response> =>
  send(path, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  });

test('a page of any origin may send to the tracking paths and read the response', async () => {
  for (const path of ['/v1/track', '/v1/t', '/v1/projects/x/settings', '/beacon/v1/batch']) {
    const res = await preflight(path, PAGE);
    assert.equal(res.status, 204);
    assert.equal(allowed(res), '*');
    assert.match(res.headers.get('access-control-allow-headers')!, /^authorization, content-type/);
    assert.equal(res.headers.get('access-control-allow-methods'), 'GET, POST');
    assert.equal(res.headers.get('access-control-allow-credentials'), null);
  }
  const headers = { origin: PAGE, 'content-type': 'application/json' };
  for (const [init, status] of [
    [{ method: 'POST', headers, body: '{}' }, 401],
    [{ method: 'POST', headers: { ...headers, authorization: `Bearer ${key}` }, body: '{' }, 400],
    [{ method: 'GET', headers }, 405],
  ] as const) {
    const res = await send('/v1/batch', init);
    checked((await res.json()) as Loose);
    assert.deepEqual([res.status, allowed(res)], [status, '*'], 'also if the request is rejected');
  }
  assert.equal(allowed(await send('/v1/nowhere', { method: 'POST', headers })), '*');
});

test('GraphQL accepts only the configured origins, and the other paths accept none', async () => {
  const res = await preflight('/graphql', CONSOLE);
  assert.deepEqual([res.status, allowed(res), res.headers.get('vary')], [204, CONSOLE, 'origin']);
  assert.equal(res.headers.get('access-control-allow-credentials'), null);
  const answer = await send('/graphql', {
    method: 'POST',
    headers: { origin: CONSOLE, 'content-type': 'application/json', authorization: `Bearer ${admin.token}` },
    body: '{"query":"{__typename}"}',
  });
  assert.deepEqual([answer.status, allowed(answer)], [200, CONSOLE]);
  for (const [path, origin] of [
    ['/graphql', PAGE],
    ['/graphql', 'null'],
    ['/metrics', CONSOLE],
    ['/', CONSOLE],
  ] as const) {
    const refused = await preflight(path, origin);
    assert.notEqual(refused.status, 204);
    assert.equal(allowed(refused), null);
  }
});

test('each short path is an alias of its call, with the key in a header, a text body or the address', async () => {
  let n = 0;
  const message = (more: object): string =>
    JSON.stringify({
      anonymousId: 'short-1',
      messageId: `s${n++}`,
      timestamp: '2026-03-10T11:00:00Z',
      userId: 'S1',
      event: 'Seen',
      groupId: 'g',
      previousId: 'short-0',
      ...more,
    });
  for (const path of ['t', 'p', 'i', 'g', 'a', 's'])
    for (const [query, init] of [
      ['', { headers: { authorization: `Basic ${btoa(`${key}:`)}` }, body: message({}) }],
      ['', { headers: { 'content-type': 'text/plain' }, body: message({ writeKey: key }) }],
      [`?writeKey=${key}`, { headers: { 'content-type': 'text/plain' }, body: message({}) }],
    ] as const) {
      const res = await send(`/v1/${path}${query}`, { method: 'POST', ...init });
      const { warnings, ...answer } = checked((await res.json()) as Loose);
      assert.deepEqual(
        [res.status, answer],
        [200, { success: true, accepted: 1, duplicates: 0, rejected: [] }],
        `${path}${query}`,
      );
      // A public key must not merge two customers.
      assert.deepEqual(
        (warnings as Loose[]).map(({ field, reason }) => `${field} ${reason}`),
        path === 'a' ? ['previousId MERGE_REFUSED'] : [],
      );
    }
  for (const body of [
    { batch: [JSON.parse(message({ type: 'track', writeKey: key }))] },
    { writeKey: key, batch: [JSON.parse(message({ type: 'track' }))] },
  ]) {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body: JSON.stringify(body),
    };
    assert.equal(((await (await send('/v1/batch', init)).json()) as Loose).accepted, 1);
  }
  assert.equal((await send('/v1/m', { method: 'POST', body: '{"series":[]}' })).status, 200);
});

test('a missing or invalid key in a body is rejected like one in a header', async () => {
  for (const [type, body, reason] of [
    ['text/plain', '{}', 'TOKEN_MISSING'],
    ['text/plain', '{"writeKey":5}', 'TOKEN_MISSING'],
    ['text/plain', '{"writeKey":"wk.shop.0.x"}', 'TOKEN_INVALID'],
    ['text/plain', 'null', 'TOKEN_MISSING'],
    ['text/plain', '{"batch":[null]}', 'TOKEN_MISSING'],
    ['text/plain', `"${'x'.repeat(600_000)}"`, 'BODY_TOO_LARGE'],
    ['application/json', JSON.stringify({ writeKey: key }), 'TOKEN_MISSING'],
  ] as const) {
    const res = await send('/v1/batch', { method: 'POST', headers: { 'content-type': type }, body });
    assert.equal(
      checked((await res.json()) as Loose).errors[0].extensions.reason,
      reason,
      `${type} ${body.slice(0, 40)}`,
    );
  }
  const byAddress = await send(`/v1/batch?writeKey=${admin.token}`, { method: 'POST', body: '{}' });
  assert.equal(byAddress.status, 401, 'a token is not read from the address');
});

test('the settings documents name only this server, and need a valid key', async () => {
  const host = new URL(server.url).host;
  const settings = await send(`/v1/projects/${key}/settings`, { headers: { origin: PAGE } });
  assert.equal(allowed(settings), '*');
  assert.deepEqual(((await settings.json()) as Loose).integrations, {
    'Segment.io': { apiKey: key, apiHost: `${host}/v1`, protocol: 'https' },
  });
  const plain = await send(`/v1/projects/${key}/settings`, { headers: { 'x-forwarded-proto': 'http', origin: PAGE } });
  assert.equal(((await plain.json()) as Loose).integrations['Segment.io'].protocol, 'http');
  for (const path of ['/v1/sourceConfig', '/v1/sourceConfig/?p=npm&v=3']) {
    const config = await send(path, { headers: { authorization: `Basic ${btoa(`${key}:`)}` } });
    const { source } = (await config.json()) as Loose;
    assert.deepEqual([source.enabled, source.destinations, source.writeKey], [true, [], key]);
  }
  for (const [path, method, status] of [
    ['/v1/projects/wk.shop.0.x/settings', 'GET', 401],
    ['/v1/sourceConfig', 'GET', 401],
    [`/v1/projects/${key}/settings`, 'POST', 405],
  ] as const)
    assert.equal((await send(path, { method })).status, status);
});
