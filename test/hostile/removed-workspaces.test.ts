/**
 * Tests workspaces that are removed or being removed. Every entry point of every process rejects tokens for such a
 * workspace.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { TestServer, type Loose } from '../support/server.js';
import { http, RawSocket, ws } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
let server: TestServer;
/** Another process of the same installation. */
let other: TestServer;
before(async () => {
  const shared = { STRATA_JWT_SECRET: 'x'.repeat(40), STRATA_DATABASE: 'removed_workspaces' };
  server = await TestServer.start(shared);
  other = await TestServer.start({ ...shared, MONGODB_URI: process.env.MONGODB_URI ?? server.running.databaseUri });
});
after(async () => {
  await other.remove();
  await server.remove();
});

const codeOf = (reply: Loose): string => reply.errors?.[0].extensions?.code ?? 'OK';

test('a removed workspace, or one under removal, returns nothing to anybody', async () => {
  const owner = await server.sandbox('going', CLOCK);
  const reader = server.token('going', ['segments:read', 'profiles:read'], 'reader');
  const partner = server.token('going', ['segments:read', 'events:write'], 'partner');
  await owner.ask(
    'mutation{defineSegment(input:{key:"active",expression:"did(searched)"},wait:true){job{state}} definePartner(input:{key:"partner",mode:SUSPENDED}){key} revokeTokensOf(subject:"reader")}',
  );
  const JOBS = '{jobs(first:5){edges{node{id state}}}}';
  assert.equal(codeOf(await http(server, owner.token, JOBS)), 'OK');
  assert.equal(codeOf(await http(server, reader, JOBS)), 'UNAUTHENTICATED');
  assert.equal(codeOf(await http(server, partner, JOBS)), 'FORBIDDEN');
  const news = await RawSocket.acknowledged(other, owner.token);
  news.send({ id: 's', type: 'subscribe', payload: { query: 'subscription{profileChanged{cursor}}' } });
  assert.ok(await news.until((m) => m.type === 'next'));
  const nothing = async (): Promise<void> => {
    for (const at of [server, other])
      for (const transport of [http, ws])
        for (const token of [owner.token, reader, partner])
          for (const query of [
            JOBS,
            '{__typename}',
            `mutation{createSandbox(input:{id:"going.x",clock:"${CLOCK}"}){id}}`,
          ])
            assert.equal(codeOf(await transport(at, token, query)), 'NOT_FOUND', query);
    const tracked = await fetch(server.url.replace('/graphql', '/v1/track'), {
      method: 'POST',
      headers: { authorization: `Bearer ${partner}` },
      body: JSON.stringify({ userId: 'T', event: 'Searched' }),
    });
    assert.equal(codeOf((await tracked.json()) as Loose), 'NOT_FOUND');
    // A token with the scope `installation` may name a workspace that does not exist yet, but has no other rights in
    // it.
    const maker = server.token('going', ['installation', 'segments:read']);
    assert.equal(codeOf(await http(server, maker, JOBS)), 'FORBIDDEN');
  };
  const database = new MongoClient(server.running.databaseUri);
  try {
    const workspaces = database
      .db(server.env.STRATA_DATABASE)
      .collection<{ _id: string; removing?: true }>('workspaces');
    const mark = { removing: true } as const;
    assert.equal((await workspaces.updateOne({ _id: 'going' }, { $set: mark })).modifiedCount, 1);
    await nothing();
    await workspaces.updateOne({ _id: 'going' }, { $unset: mark });
  } finally {
    await database.close();
  }
  await owner.ask('mutation{deleteSandbox(id:"going")}');
  await nothing();
  const over = await news.until((m) => (m.id === 's' && JSON.stringify(m).includes('errors')) || m.type === 'error');
  assert.match(JSON.stringify(over), /NOT_FOUND/, 'the stream of another process ends');
  news.close();
});

test('no unexpected error was reported', () => assert.deepEqual([...server.reported, ...other.reported], []));
