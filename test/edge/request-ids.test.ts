// Tests request ids, and the headers that show how much of a rate limit is left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logError } from '../../src/log.js';
import { TestServer } from '../support/server.js';

let server: TestServer;

before(async () => {
  server = await TestServer.start({ STRATA_RATE_LIMIT: '5' });
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

const send = (path: string, subject: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL(path, server.url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${server.token('shop', ['admin'], subject)}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });

/** Returns what the log says about an error. */
function logged(error: unknown, id?: string): Record<string, unknown> {
  const { error: print } = console;
  let line = '';
  console.error = (text: string) => (line = text);
  try {
    logError(error, id);
  } finally {
    console.error = print;
  }
  return JSON.parse(line) as Record<string, unknown>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('a response has the id of its request if that is short and plain, else a new one', async () => {
  const idOf = async (id?: string): Promise<string | null> => {
    const res = await fetch(
      new URL('/healthz', server.url),
      id === undefined ? {} : { headers: { 'x-request-id': id } },
    );
    return res.headers.get('x-request-id');
  };
  assert.equal(await idOf('edge-7:42'), 'edge-7:42');
  for (const given of [undefined, '', 'with a space', 'a'.repeat(129), '{"a":1}'])
    assert.match((await idOf(given))!, UUID, String(given));
  const missing = await fetch(new URL('/nowhere', server.url), { headers: { 'x-request-id': 'lost' } });
  assert.deepEqual([missing.status, missing.headers.get('x-request-id')], [404, 'lost']);
});

test('an internal error and its log entry contain the id of the request', async () => {
  const { campaigns } = server.running.services.stores;
  const read = campaigns.list.bind(campaigns);
  campaigns.list = () => Promise.reject(new Error('hush'));
  try {
    const res = await send(
      '/graphql',
      'broken',
      { query: '{campaigns(first:1){edges{node{key}}}}' },
      { 'x-request-id': 'r-1' },
    );
    const { errors } = (await res.json()) as { errors: { extensions: Record<string, unknown> }[] };
    assert.deepEqual(errors[0].extensions, {
      code: 'INTERNAL_SERVER_ERROR',
      reason: 'INTERNAL',
      requestId: 'r-1',
    });
    const [fault] = server.reported.splice(0);
    const { requestId, kind } = logged(fault, server.reportedIds.splice(0)[0]);
    assert.deepEqual([requestId, kind], ['r-1', 'Error']);
  } finally {
    campaigns.list = read;
  }
  assert.equal('requestId' in logged(new Error('of no request')), false);
});

test('every response, also a rejection, shows the rest of the rate limit', async () => {
  const shown = (res: Response): (string | null)[] =>
    ['limit', 'remaining', 'reset'].map((name) => res.headers.get(`ratelimit-${name}`));
  const first = await send('/graphql', 'counted', { query: '{__typename}' });
  assert.deepEqual(shown(first).slice(0, 2), ['10', '9']);
  assert.equal(shown(first)[2], '1');
  const tracked = await send('/v1/batch', 'tracked', { batch: [] });
  assert.deepEqual(shown(tracked).slice(0, 2), ['10', '9']);
  let last = first;
  for (let sent = 0; last.status !== 429 && sent < 500; sent++)
    last = await send('/graphql', 'counted', { query: '{__typename}' });
  assert.deepEqual([last.status, ...shown(last).slice(0, 2)], [429, '10', '0']);
  const page = await fetch(new URL('/v1/batch', server.url), {
    method: 'POST',
    headers: { origin: 'https://a.example' },
  });
  assert.match(page.headers.get('access-control-expose-headers')!, /x-request-id, ratelimit-limit/);
});

test('without a rate limit no headers show one', async () => {
  const open = await TestServer.start({ STRATA_RATE_LIMIT: '0' });
  try {
    const res = await fetch(open.url, { method: 'POST', headers: { authorization: `Bearer ${open.token('x', [])}` } });
    assert.equal(res.headers.get('ratelimit-limit'), null);
  } finally {
    await open.remove();
  }
});
