/** Tests the HTTP endpoints of webhooks: the bodies, methods and addresses that they reject. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer } from '../support/server.js';
import { open } from './raw.js';

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

const MAPPING = {
  source: 'shop',
  rules: [{ identities: [{ namespace: 'member_id', value: '{who}' }], tags: [{ tag: 'city', value: '{city}' }] }],
};
/** Path of the webhook that uses the mapping above. */
let path: string;
/** Path of another webhook, whose mapping the tests change. */
let workPath: string;
const at = (suffix = '', from = path): string => server.url.replace('/graphql', `${from}${suffix}`);

describe('addresses of webhooks', () => {
  before(async () => {
    const admin = server.caller('shop', ['admin']);
    await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
    const made = await admin.ask('mutation($m:String!){defineHook(input:{key:"shop",mapping:$m}){path}}', {
      m: JSON.stringify(MAPPING),
    });
    path = made.defineHook.path as string;
  });

  for (const [name, body, status, reason] of [
    ['malformed JSON', '{"who":', 400, 'BODY_SYNTAX'],
    ['nothing', '', 400, 'BODY_SYNTAX'],
    ['null', 'null', 400, 'BODY_SHAPE_INVALID'],
    ['a number', '42', 400, 'BODY_SHAPE_INVALID'],
    ['a list of numbers', '[1]', 400, 'BODY_SHAPE_INVALID'],
    ['more than 1,000 elements', `[${'{},'.repeat(1000)}{}]`, 400, 'BODY_SHAPE_INVALID'],
    ['a key twice', '{"who":"a","who":"b"}', 400, 'BODY_SHAPE_INVALID'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'BODY_SYNTAX'],
    [
      'an object of 100,001 members',
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`k${i}`, 1]))),
      400,
      'JSON_TOO_WIDE',
    ],
    ['deep nesting', `{"a":${'['.repeat(70)}${']'.repeat(70)}}`, 400, 'JSON_TOO_DEEP'],
    ['over 4 MiB', JSON.stringify({ who: 'x'.repeat(4_200_000) }), 413, 'BODY_TOO_LARGE'],
  ] as const)
    test(`${name} as a body is rejected`, async () => {
      const r = await post(body, {}, 'POST', at());
      assert.deepEqual([r.status, r.reason], [status, reason]);
    });
  test('other methods, other addresses and a token instead of an address are rejected', async () => {
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
  test('a webhook address gives access to nothing else', async () => {
    const key = path.replace('/hooks/', '');
    for (const authorization of [`Bearer ${key}`, `Basic ${Buffer.from(`${key}:`).toString('base64')}`]) {
      assert.equal((await post('{"query":"{__typename}"}', { authorization })).status, 401);
      assert.equal((await post('{"batch":[]}', { authorization }, 'POST', at('', '/v1/batch'))).status, 401);
    }
  });
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));

test('nested lists that produce more than 5,000 facts are rejected as a whole', async () => {
  const admin = server.caller('shop', ['admin']);
  const mapping = { source: 'shop', rules: [{ ...MAPPING.rules[0], each: 'parts' }] };
  const { defineHook } = await admin.ask('mutation($m:String!){defineHook(input:{key:"parts",mapping:$m}){path}}', {
    m: JSON.stringify(mapping),
  });
  const body = (orders: number): string =>
    JSON.stringify(Array(orders).fill({ who: 'W1', city: 'Oslo', parts: Array(500).fill({}) }));
  const refused = await post(body(11), {}, 'POST', at('', defineHook.path as string));
  assert.deepEqual([refused.status, refused.reason], [400, 'BATCH_TOO_LARGE']);
  assert.equal((await post(body(1), {}, 'POST', at('', defineHook.path as string))).status, 200);
});
const wide = (names: number): object => Object.fromEntries(Array.from({ length: names }, (_, i) => [`n${i}`, 1]));
const nested = (levels: number, inner: object): object =>
  levels === 0 ? inner : { ['deep'.repeat(2000)]: nested(levels - 1, inner) };
const order = {
  type: 'order_paid',
  messageId: '{who}-{parts}',
  occurredAt: { value: '{at}', as: 'instant' },
  order: { orderId: '{who}-{parts}', amount: '1', lines: [{ sku: '{lines.sku}' }] },
};
const [rule] = MAPPING.rules;
const LINE = { sku: 'x', name: 'y', brand: 'z', category: 'c', quantity: '1', amount: '1', lineId: 'l' };
const LONG = 'x'.repeat(2_000_000);

const WORK = [
  [
    'long names around many names are not read',
    [rule],
    Array(30).fill({ who: 'N1', city: 'Oslo', ...nested(5, wide(3000)) }),
    [200, undefined],
  ],
  [
    'a place that is filled with a long text a hundred times is refused',
    [{ ...rule, tags: [{ tag: 'city', value: '{city}'.repeat(100) }] }],
    { who: 'N1', city: LONG },
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'a long list that is read again for each element of another is refused',
    [{ identities: rule.identities, each: 'parts', eachLine: 'lines', event: order }],
    { who: 'N1', at: '2026-03-10T11:00:00Z', parts: Array(1000).fill(1), lines: [{ sku: LONG }] },
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'constants that are written again for each line are refused',
    [
      {
        identities: rule.identities,
        eachLine: 'a',
        event: { ...order, order: { orderId: 'o', lines: Array(50).fill(LINE) } },
      },
    ],
    Array(5).fill({ who: 'N1', at: '2026-03-10T11:00:00Z', a: Array(998).fill(1) }),
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'a constant of many characters is read for each element',
    [{ ...rule, each: 'a', tags: [{ tag: 'city', value: 'x'.repeat(60_000) }] }],
    Array(3).fill({ who: 'N1', a: Array(1000).fill(1) }),
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'a test that reads a long cell as a number for each element is refused',
    [{ ...rule, each: 'a', only: { who: { above: 1 } } }],
    { who: `${' '.repeat(1_000_000)}2`, city: 'Oslo', a: Array(1000).fill(1) },
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'a test of many values that are compared for each element is refused',
    [{ ...rule, each: 'a', only: { city: Array(400).fill(`${'x'.repeat(100)}*`) } }],
    Array(5).fill({ who: 'N1', city: `${'x'.repeat(99)}y`, a: Array(998).fill(1) }),
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'white space that is trimmed for each element is refused',
    [{ ...rule, each: 'a', tags: [{ tag: 'city', value: 'Oslo' }], skip: { long: 'x' } }],
    { who: 'N1', long: ' '.repeat(1_000_000), a: Array(1000).fill(1) },
    [400, 'BATCH_TOO_LARGE'],
    { trim: true },
  ],
  [
    'an ordinary body of many elements and lines is taken',
    [{ ...rule, each: 'a', only: { 'a.is': ['y', 'n'] }, tags: [{ tag: 'city', value: '{city}{a.no}' }] }],
    { who: 'N1', city: 'Oslo', a: Array(1000).fill({ is: 'y', no: 1 }) },
    [200, undefined],
    { trim: true },
  ],
  [
    'more than 5,000 facts of one rule are refused',
    [{ ...rule, each: 'parts', tags: Array(6).fill(rule.tags[0]) }],
    { who: 'N1', city: 'Oslo', parts: Array(1000).fill({}) },
    [400, 'BATCH_TOO_LARGE'],
  ],
  [
    'a text of many combining marks is taken',
    [rule],
    { who: 'N1', city: '\u0300\u0316'.repeat(100) },
    [200, undefined],
  ],
  [
    'a column with a name that every object has is empty',
    [
      { ...rule, each: 'constructor' },
      { ...rule, each: '#header.constructor', tags: [{ tag: 'city', value: '{#header.constructor}' }] },
    ],
    { who: 'N1', city: 'Oslo' },
    [200, undefined],
  ],
] as const satisfies readonly (readonly [
  string,
  readonly object[],
  object,
  readonly [number, string | undefined],
  object?,
])[];

describe('the work of a mapping', () => {
  for (const [name, rules, body, answer, settings] of WORK)
    test(name, async () => {
      const { defineHook } = await server
        .caller('shop', ['admin'])
        .ask('mutation($m:String!){defineHook(input:{key:"work",mapping:$m}){path}}', {
          m: JSON.stringify({ source: 'shop', rules, ...settings }),
        });
      workPath = (defineHook.path as string | null) ?? workPath;
      const { status, reason } = await post(JSON.stringify(body), {}, 'POST', at('', workPath));
      assert.deepEqual([status, reason], answer);
    });
});
test('a number of a million digits is read as text without delay', async () => {
  const zeros = `{"who":"Z1","city":"Oslo","n":0.${'0'.repeat(1_000_000)}1}`;
  assert.equal((await post(zeros, {}, 'POST', at())).status, 200);
});
test('nothing is written if a webhook is retired while a body arrives', async () => {
  const admin = server.caller('shop', ['admin']);
  const { defineHook } = await admin.ask('mutation($m:String!){defineHook(input:{key:"late",mapping:$m}){path}}', {
    m: JSON.stringify(MAPPING),
  });
  const body = '{"who":"L1","city":"Oslo"}';
  const socket = await open(server.running.port);
  const begin = body.slice(0, 10);
  socket.write(
    `POST ${defineHook.path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${begin}`,
  );
  await admin.ask('mutation{retireHook(key:"late"){key}}');
  socket.write(body.slice(10));
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  socket.destroy();
  assert.match(answer, /^HTTP\/1.1 401 /);
  assert.equal((await admin.ask('{profile(identity:{namespace:"member_id",value:"L1"}){id}}')).profile, null);
});
