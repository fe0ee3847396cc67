/** Tests the close codes of WebSockets. The table of the code, the table in docs/API.md and the client agree. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { CloseCode } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { MembershipChangedDocument } from '../../schema/generated/operations.js';
import { FINAL_CLOSES, StrataClient } from '../../src/client/client.js';
import { StrataError } from '../../src/client/error.js';
import { CLOSE_CODES } from '../../src/edge/close-codes.js';

const CODES = Object.entries(CLOSE_CODES).map(([code, meaning]) => ({ code: Number(code), ...meaning }));
const FINAL = CODES.filter(({ retry }) => !retry).map(({ code }) => code);

/** Closes each connection with the code that the path of its address names, and counts the connections of each code. */
let server: WebSocketServer;
const connections = new Map<number, number>();
const stops = new Map<number, AbortController>();

before(async () => {
  server = new WebSocketServer({ port: 0 });
  server.on('connection', (socket, request) => {
    const code = Number(request.url!.slice(1));
    const count = (connections.get(code) ?? 0) + 1;
    connections.set(code, count);
    // The second connection proves the retry, so the client is stopped.
    if (count > 1) stops.get(code)!.abort();
    socket.close(code);
  });
  await new Promise((resolve) => server.once('listening', resolve));
});
after(() => server.close());

test('docs/API.md has the table of the code', () => {
  const rows = readFileSync('docs/API.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| \d{4} \|/.test(line));
  assert.deepEqual(
    rows,
    CODES.map(({ code, when, retry }) => `| ${code} | ${when} | ${retry ? 'yes' : 'no'} |`),
  );
});

test('the table has every close code that the GraphQL library uses on a server', () => {
  // A client sends these two.
  const ofClients = new Set([CloseCode.InternalClientError, CloseCode.BadResponse]);
  // A client sends this one when the server does not acknowledge in time.
  ofClients.add(CloseCode.ConnectionAcknowledgementTimeout);
  const ofServers = Object.values(CloseCode).filter((code) => typeof code === 'number' && !ofClients.has(code));
  assert.deepEqual(
    ofServers.map(Number).sort((a, b) => a - b),
    CODES.map(({ code }) => code).filter((code) => code >= 4000),
  );
});

test('the client gives up exactly on the codes of the table that permit no retry', () =>
  assert.deepEqual([...FINAL_CLOSES], FINAL));

test('a subscription ends after a final code and connects again after any other', async () => {
  const { port } = server.address() as AddressInfo;
  const follow = async (code: number): Promise<string> => {
    const stop = new AbortController();
    stops.set(code, stop);
    const strata = new StrataClient({ url: `http://127.0.0.1:${port}/${code}`, token: 'none' });
    const items = strata.subscribe(MembershipChangedDocument, { segments: ['vip'] }, { signal: stop.signal });
    try {
      await items.next();
      return stop.signal.aborted ? 'connected again' : 'ended';
    } catch (error) {
      assert.ok(error instanceof StrataError, `${code}: ${String(error)}`);
      return error.reason;
    } finally {
      await strata.close();
    }
  };
  const outcomeOf = (code: number): string => {
    if (code === 4403) return 'TOKEN_INVALID';
    return FINAL.includes(code) ? 'CONNECTION_REFUSED' : 'connected again';
  };
  const outcomes = await Promise.all(CODES.map(async ({ code }) => [code, await follow(code)] as const));
  assert.deepEqual(
    outcomes,
    CODES.map(({ code }) => [code, outcomeOf(code)]),
  );
  for (const code of FINAL) assert.equal(connections.get(code), 1, `${code}`);
});
