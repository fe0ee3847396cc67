/** Tests the pure parts of providers: rendered requests against arbitrary values, and the meaning of responses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EndpointProvider, ProviderDefinition } from '../../src/engine/reach/provider.js';
import { providerFaults, renderMessage } from '../../src/engine/reach/provider-request.js';
import type { Exchange } from '../../src/engine/reach/verdict.js';
import { readHookMapping } from '../../src/services/mapping/hook-mapping.js';
import { meaningOf } from '../../src/services/reach/providers/responses.js';
import { PRESETS, presetOf } from '../../src/services/reach/providers/provider-presets.js';
import { readProvider } from '../../src/services/reach/providers/provider-inputs.js';

const definition: ProviderDefinition = {
  settings: ['agent'],
  credentials: ['key'],
  request: {
    method: 'POST',
    path: '/send/{{ to.value }}?key={{ credential.key }}',
    headers: { 'x-title': '{{ message.title | default: "none" }}' },
    json: { agent: { $number: '{{ setting.agent }}' }, to: ['{{ to.value }}'], text: '{{ message.body }}', on: true },
  },
  response: { sent: [{ 'result.code': ['0', '2*'] }], messageId: 'result.id' },
};
const provider = (more: Partial<EndpointProvider> = {}): EndpointProvider => ({
  definition,
  settings: { agent: '1000002' },
  credentials: { key: 'a b&c' },
  ...more,
});
const contact = { id: 'c1', campaign: 'spring', channel: 'sms' };
const BASE = 'https://api.example/v1/';
const rendered = (value: string, body = 'Hello', title?: string, by = provider()) =>
  renderMessage(by, BASE, {
    message: { id: 'c1_1', body, ...(title === undefined ? {} : { title }) },
    contact,
    to: { namespace: 'phone', value },
  });

test('a rendered request has every value at its place', () => {
  const request = rendered('138 0', 'Say "hi"\n', 'Spring')!;
  assert.deepEqual(
    { ...request, body: JSON.parse(request.body!) as unknown },
    {
      method: 'POST',
      url: 'https://api.example/v1/send/138%200?key=a%20b%26c',
      headers: { 'content-type': 'application/json; charset=utf-8', 'x-title': 'Spring' },
      body: { agent: 1000002, to: ['138 0'], text: 'Say "hi"\n', on: true },
    },
  );
  assert.equal(rendered('1', 'x', undefined)!.headers['x-title'], 'none');
  assert.equal(rendered('1', 'x', '春'), undefined, 'a header takes printable ASCII');
  assert.equal(rendered('1', 'x', 'y', provider({ settings: { agent: '1e3' } })), undefined, 'no number');
  assert.equal(rendered('1', 'x', 'y', provider({ settings: {} })), undefined, 'a setting is missing');
});

test('for any value the request keeps its host and path, and the body keeps the value', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '..',
      '.',
      '../..',
      '/',
      '//evil.example',
      '?x=1',
      '#x',
      '%2e%2e',
      '\r\nhost: evil',
      '@evil.example',
    ),
  );
  let rendering = 0;
  fc.assert(
    fc.property(value, value, (to, text) => {
      const request = rendered(to, text);
      if (!request) return;
      rendering++;
      const url = new URL(request.url);
      assert.equal(url.origin, 'https://api.example');
      assert.match(url.pathname, /^\/v1\/send\/[^/]*$/);
      assert.equal(url.search, '?key=a%20b%26c');
      const body = JSON.parse(request.body!) as { text: string };
      assert.equal(
        body.text,
        text.replace(/\p{Cc}/gu, (found) => ('\n\t'.includes(found) ? found : '')),
      );
    }),
    { numRuns: 500 },
  );
  assert.ok(rendering > 100);
  assert.deepEqual([rendered('..'), rendered('.')], [undefined, undefined], 'a value leads to no other folder');
});

test('a form contains every value, and a JSON body keeps its names', () => {
  const form = {
    ...definition,
    request: { method: 'PUT', path: '/', form: { to: '{{ to.value }}', a: '1' } },
  } as const;
  const request = rendered('a=b&c', 'x', undefined, provider({ definition: form }))!;
  assert.deepEqual(
    [...new URLSearchParams(request.body)],
    [
      ['to', 'a=b&c'],
      ['a', '1'],
    ],
  );
  const named = { ...definition, request: { method: 'POST', path: '/', json: { '{{ setting.agent }}': 1 } } } as const;
  assert.equal(rendered('1', 'x', undefined, provider({ definition: named }))!.body, '{"1000002":1}');
});

test('the first matching rule decides what a response means, and otherwise its status does', () => {
  const response: ProviderDefinition['response'] = {
    sent: [{ code: '0' }],
    refused: [{ code: ['5', '6*'] }, { failed: '["*' }],
    later: [{ code: '9', '#status': ['200', '429'] }],
    tokenExpired: [{ code: '42' }],
    messageId: 'data.id',
  };
  const meaning = (status: number, body: string, retryAfter?: string) => {
    const exchange: Exchange = { kind: 'ANSWERED', status, body, ...(retryAfter ? { retryAfter } : {}) };
    return meaningOf({ ...definition, response }, exchange, 0);
  };
  assert.deepEqual(meaning(200, '{"code":0,"data":{"id":9007199254740993123}}'), {
    kind: 'DELIVERED',
    providerId: '9007199254740993123',
  });
  assert.deepEqual(meaning(200, '{"code":"0"}'), { kind: 'DELIVERED' });
  assert.deepEqual(meaning(200, '{"code":0,"failed":["x"]}'), { kind: 'REFUSED', status: 200 });
  assert.deepEqual(meaning(200, '{"code":0,"failed":[]}'), { kind: 'DELIVERED' });
  assert.deepEqual(meaning(200, '{"code":5}'), { kind: 'REFUSED', status: 200 });
  assert.deepEqual(meaning(200, '{"code":6}'), { kind: 'UNKNOWN', cause: 'STATUS', status: 200 }, '6* needs more');
  assert.deepEqual(meaning(200, '{"code":61}'), { kind: 'REFUSED', status: 200 });
  assert.deepEqual(meaning(429, '{"code":9}', '7'), { kind: 'NOT_SENT', cause: 'PUT_OFF', retryAfterMs: 7000 });
  assert.deepEqual(meaning(503, '{"code":9}'), { kind: 'UNKNOWN', cause: 'STATUS', status: 503 });
  assert.deepEqual(meaning(401, '{"code":42}'), { kind: 'TOKEN_EXPIRED' });
  for (const body of ['', 'no JSON', '[]', '{"code":1}', '{"code":0,"code":0}'])
    assert.deepEqual(meaning(200, body), { kind: 'UNKNOWN', cause: 'STATUS', status: 200 }, body);
  assert.deepEqual(meaning(500, '{"code":0}'), { kind: 'UNKNOWN', cause: 'STATUS', status: 500 }, 'not a success');
  assert.deepEqual(meaning(410, ''), { kind: 'REFUSED', status: 410 }, 'the address is invalid, not the endpoint');
  assert.deepEqual(meaningOf(definition, { kind: 'UNKNOWN', cause: 'TIMEOUT' }, 0), {
    kind: 'UNKNOWN',
    cause: 'TIMEOUT',
  });
});

test('every preset provider and its receipt mapping are valid', () => {
  for (const name of PRESETS) {
    const preset = presetOf(name);
    assert.deepEqual(readProvider(JSON.stringify(preset.definition), 'x'), preset.definition);
    assert.deepEqual(readHookMapping(JSON.stringify(preset.receipts)), preset.receipts);
  }
});

test('all errors of a definition are reported with their place', () => {
  const faults = providerFaults({
    settings: ['agent'],
    request: {
      method: 'GET',
      path: '//evil.example/{{ token.value }}',
      headers: { Host: 'x', 'a b': '{{ setting.none }}' },
      json: ['{{ message.text }}', { '{{ x }}': 1 }],
      form: { a: '{% include "x" %}' },
    },
    response: { sent: [{ a: '1' }] },
  });
  assert.deepEqual(
    faults.map(({ place }) => place),
    [
      'request.path',
      'request.form',
      'request.method',
      'request.headers',
      'request.headers',
      'request.path',
      'request.headers.a b',
      'request.form.a',
      'request.json.0',
      'request.json.1',
    ],
  );
});
