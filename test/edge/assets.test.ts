/** Tests the static files of the server: caching, hashed file names, HEAD, the schema, and the packed client. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { unknownSettings } from '../../src/config.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(server.url.replace('/graphql', path), init);

test('a page loads its script under a hashed name that is cached forever; the page is not cached', async () => {
  const page = await get('/');
  assert.equal(page.headers.get('cache-control'), 'no-store');
  const [, script] = /src="(\/dashboard-[0-9A-Z]{8}\.js)"/.exec(await page.text()) ?? [];
  assert.ok(script, 'the page has a script with a hash');
  const asset = await get(script);
  assert.equal(asset.status, 200);
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
});

test('HEAD returns the headers of GET without a body', async () => {
  for (const path of ['/', '/client.tgz']) {
    const [head, whole] = [await get(path, { method: 'HEAD' }), await get(path)];
    assert.equal(head.status, 200, path);
    assert.equal(head.headers.get('content-type'), whole.headers.get('content-type'));
    assert.equal(head.headers.get('etag'), whole.headers.get('etag'));
    assert.equal((await head.arrayBuffer()).byteLength, 0);
    assert.ok((await whole.arrayBuffer()).byteLength > 0);
  }
  assert.equal((await get('/nothing.js', { method: 'HEAD' })).status, 404);
});

test('a file that the client has cached is not sent again', async () => {
  const first = await get('/client.tgz');
  assert.equal(first.headers.get('cache-control'), 'no-cache');
  const etag = first.headers.get('etag') ?? '';
  assert.match(etag, /^"[\w-]{22}"$/);
  const again = await get('/client.tgz', { headers: { 'if-none-match': `"other", W/${etag}` } });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), '');
  assert.equal((await get('/client.tgz', { headers: { 'if-none-match': '"other"' } })).status, 200);
});

test('/schema.graphql is the schema, for a token that may read it', async () => {
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
  const as = (...scopes: string[]): RequestInit => ({
    headers: { authorization: `Bearer ${server.token('shop', scopes)}` },
  });
  const schema = await get('/schema.graphql', as('introspect'));
  assert.equal(await schema.text(), readFileSync('schema/schema.graphql', 'utf8'));
  assert.equal((await get('/schema.graphql', as('segments:read'))).status, 403);
  assert.equal((await get('/schema.graphql')).status, 401);
});

test('an unknown setting causes a warning that suggests the intended name', () => {
  assert.deepEqual(
    unknownSettings({ STRATA_RATELIMIT: '5', STRATA_DEMO: 'off', PORT: '1', STRATA_TEST_TIER: 'full' }),
    ['the setting STRATA_RATELIMIT is unknown and has no effect; is STRATA_RATE_LIMIT meant?'],
  );
  assert.deepEqual(unknownSettings({ STRATA_COLOUR: 'red' }), [
    'the setting STRATA_COLOUR is unknown and has no effect',
  ]);
});

test('every setting named in the documents is known', () => {
  const documents = ['README.md', 'docs/OPERATIONS.md'].map((file) => readFileSync(file, 'utf8')).join();
  const named = [...new Set([...documents.matchAll(/\bSTRATA_[A-Z_]*[A-Z]/g)].map(([name]) => name))];
  assert.ok(named.length > 15);
  assert.deepEqual(unknownSettings(Object.fromEntries(named.map((name) => [name, 'x']))), []);
});
