/** Addresses of webhooks as doors: bodies, methods and addresses that they refuse. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
let good: string;

before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
  good = server.token('shop', ['admin']);
});
after(() => server.remove());

async function post(
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Record<string, string> = {},
  method = 'POST',
  url = server.url,
): Promise<{ status: number; code: string | undefined; reason: string | undefined; data: unknown }> {
  const res = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${good}`, 'content-type': 'application/json', ...headers },
  });
  assert.match(res.headers.get('content-type') ?? '', /json/);
  const json = checked(await res.json()) as {
    data?: unknown;
    errors?: { extensions: { code: string; reason: string } }[];
  };
  const { code, reason } = json.errors?.[0].extensions ?? { code: undefined, reason: undefined };
  return { status: res.status, code, reason, data: json.data };
}

describe('addresses of webhooks', () => {
  const MAPPING = {
    source: 'shop',
    rules: [{ identities: [{ namespace: 'member_id', value: '{who}' }], tags: [{ tag: 'city', value: '{city}' }] }],
  };
  let path: string;
  before(async () => {
    const admin = server.caller('shop', ['admin']);
    await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
    const made = await admin.ask('mutation($m:String!){defineHook(input:{key:"shop",mapping:$m}){path}}', {
      m: JSON.stringify(MAPPING),
    });
    path = made.defineHook.path as string;
  });
  const at = (suffix = '', from = path): string => server.url.replace('/graphql', `${from}${suffix}`);

  for (const [name, body, status, reason] of [
    ['malformed JSON', '{"who":', 400, 'BODY_SYNTAX'],
    ['nothing', '', 400, 'BODY_SYNTAX'],
    ['null', 'null', 400, 'BODY_SHAPE_INVALID'],
    ['a number', '42', 400, 'BODY_SHAPE_INVALID'],
    ['a list of numbers', '[1]', 400, 'BODY_SHAPE_INVALID'],
    ['more than 1,000 elements', `[${'{},'.repeat(1000)}{}]`, 400, 'BODY_SHAPE_INVALID'],
    ['a key twice', '{"who":"a","who":"b"}', 400, 'BODY_SHAPE_INVALID'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'BODY_SYNTAX'],
    ['deep nesting', `{"a":${'['.repeat(70)}${']'.repeat(70)}}`, 400, 'JSON_TOO_DEEP'],
    ['over 4 MiB', JSON.stringify({ who: 'x'.repeat(4_200_000) }), 413, 'BODY_TOO_LARGE'],
  ] as const)
    test(`${name} as a body is refused`, async () => {
      const r = await post(body, {}, 'POST', at());
      assert.deepEqual([r.status, r.reason], [status, reason]);
    });
  test('other methods, other addresses and a token in place of an address are refused', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      assert.equal((await post(method === 'GET' ? undefined : '{}', {}, method, at())).status, 405, method);
    for (const wrong of ['x', '/', '.', '%00', '/../graphql'])
      assert.notEqual((await post('{}', {}, 'POST', at(wrong))).status, 200, wrong);
    for (const from of [
      '/hooks/',
      `/hooks/${good}`,
      '/hooks/hk.shop.shop.',
      `/hooks/hk.other.${path.split('.').slice(2).join('.')}`,
    ])
      assert.equal((await post('{}', {}, 'POST', at('', from))).reason, 'TOKEN_INVALID', from);
  });
  test('an address opens nothing else', async () => {
    const key = path.replace('/hooks/', '');
    for (const authorization of [`Bearer ${key}`, `Basic ${Buffer.from(`${key}:`).toString('base64')}`]) {
      assert.equal((await post('{"query":"{__typename}"}', { authorization })).status, 401);
      assert.equal((await post('{"batch":[]}', { authorization }, 'POST', at('', '/v1/batch'))).status, 401);
    }
  });
});

test('nothing unexpected was reported', () => assert.deepEqual(server.reported, []));
