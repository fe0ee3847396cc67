/**
 * Runs every audit of `graphql-http`, including the optional ones, for conformance to the GraphQL over HTTP
 * specification.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { serverAudits } from 'graphql-http';
import { TestServer } from '../support/server.js';

/** The number of audits of the package. */
const AUDITS = 60;

let server: TestServer;
let token: string;
before(async () => {
  server = await TestServer.start();
  token = (await server.sandbox('audited', '2026-03-10T12:00:00Z')).token;
});
after(() => server.remove());

test('every audit passes', async () => {
  const audits = serverAudits({
    url: server.url,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` },
      }),
  });
  // An audit that a version of the package leaves out would not be missed otherwise.
  assert.equal(audits.length, AUDITS);
  const results = await Promise.all(audits.map(async (a) => ({ id: a.id, name: a.name, result: await a.fn() })));
  assert.deepEqual(
    results.filter((r) => r.result.status !== 'ok').map((r) => `${r.id} ${r.name}`),
    [],
  );
  assert.equal(results.filter((r) => r.result.status === 'ok').length, AUDITS);
});
