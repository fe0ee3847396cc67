// Tests the OpenAPI document. It is valid and lists every call, and it matches requests and responses of the real
// server.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { TestServer, type Caller } from '../support/server.js';

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object; readonly example?: unknown }> };
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>;
}

interface OpenApi {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: object;
}

const document = JSON.parse(readFileSync('schema/openapi.json', 'utf8')) as OpenApi;

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
});
after(() => server.remove());

const ajv = new Ajv2020({ strict: false });
const fits = (schema: object, value: unknown, where: string): void => {
  const isValid = ajv.compile({ components: document.components, ...schema });
  assert.ok(isValid(value), `${where}: ${ajv.errorsText(isValid.errors)} in ${JSON.stringify(value)}`);
};

const send = (path: string, body: unknown, token = admin.token): Promise<Response> =>
  fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });

test('the document is valid, and the server returns it', async () => {
  const { valid, errors } = await new Validator().validate(readFileSync('schema/openapi.json', 'utf8'));
  assert.ok(valid, JSON.stringify(errors));
  const served = await fetch(new URL('/openapi.json', server.url));
  assert.equal(served.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(await served.json(), document);
});

test('every path of the document is served', async () => {
  const unknown = await send('/v1/nothing', {});
  assert.equal(unknown.status, 404);
  for (const [path, methods] of Object.entries(document.paths))
    for (const method of Object.keys(methods)) {
      const res = await fetch(new URL(path.replace(/\{\w+\}/, 'x'), server.url), { method: method.toUpperCase() });
      assert.ok(
        res.status === 401 || (res.status === 404) === path.startsWith('/hooks'),
        `${method} ${path} ${res.status}`,
      );
    }
});

test('the example of each tracking call fits its schema and is accepted, and its response fits too', async () => {
  const calls = Object.entries(document.paths).filter(([path, { post }]) => path.startsWith('/v1') && post);
  assert.equal(calls.length, 8);
  for (const [path, { post }] of calls) {
    const { schema, example } = post.requestBody!.content['application/json'];
    fits(schema, example, path);
    const res = await send(path, example);
    const answer = (await res.json()) as { accepted: number; duplicates: number };
    assert.equal(res.status, 200, path);
    assert.ok(answer.accepted + answer.duplicates >= 1, `${path} ${JSON.stringify(answer)}`);
    fits(post.responses['200'].content['application/json'].schema, answer, path);
  }
});

test('rejected messages, warnings and errors fit their schemas', async () => {
  const { post } = document.paths['/v1/batch'];
  const batch = [
    { type: 'track', event: 'Old', userId: 'a', timestamp: '1999-01-01T00:00:00Z' },
    { type: 'track', event: 'Nobody' },
    { type: 'track', event: 'Long', userId: 'a', properties: { url: 'x'.repeat(5000) } },
  ];
  const answer = (await (await send('/v1/batch', { batch })).json()) as { rejected: unknown[]; warnings: unknown[] };
  assert.deepEqual([answer.rejected.length, answer.warnings.length], [2, 1]);
  fits(post.responses['200'].content['application/json'].schema, answer, 'batch');
  for (const [status, res] of [
    ['400', await send('/v1/batch', { batch: 7 })],
    ['401', await send('/v1/batch', { batch }, '')],
  ] as const) {
    assert.equal(res.status, Number(status));
    fits(post.responses[status].content['application/json'].schema, await res.json(), status);
  }
});

test('a delivered webhook fits its schema', async () => {
  const mapping = {
    source: 'meadow',
    rules: [
      {
        identities: [{ namespace: 'member_id', value: '{customer}' }],
        event: { type: 'order_paid', messageId: '{id}', occurredAt: { value: '{at}', as: 'instant' } },
      },
    ],
  };
  const { defineHook } = await admin.ask('mutation($m:String!){defineHook(input:{key:"meadow",mapping:$m}){path}}', {
    m: JSON.stringify(mapping),
  });
  const { post } = document.paths['/hooks/{address}'];
  for (const body of [
    { id: '1', customer: 'C', at: '2026-03-10T11:00:00Z' },
    { id: '2', customer: 'C', at: 'soon' },
  ]) {
    const res = await send(defineHook.path, body, '');
    assert.equal(res.status, 200);
    fits(post.responses['200'].content['application/json'].schema, await res.json(), 'hooks');
  }
});
