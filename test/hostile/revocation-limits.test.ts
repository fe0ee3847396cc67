/** Tests that the revocations of a workspace, which every process keeps in memory, are bounded. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { TestServer } from '../support/server.js';
import { http, ws } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const MOST = 20_000;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', CLOCK);
});
after(() => server.remove());

/** Stores revocations of subjects, which were issued before 2020. */
async function fill(count: number): Promise<void> {
  const client = await MongoClient.connect(server.running.databaseUri);
  try {
    const past = new Date('2020-01-01T00:00:00Z');
    await client
      .db(server.env.STRATA_DATABASE)
      .collection<{ _id: string; ws: string; kind: string; name: string; revoked: object; before: Date }>('credentials')
      .insertMany(
        Array.from({ length: count }, (_, i) => ({
          ...{ _id: `shop|SUBJECT|s${i}`, ws: 'shop', kind: 'SUBJECT', name: `s${i}` },
          ...{ revoked: { at: past, by: 'test' }, before: past },
        })),
      );
  } finally {
    await client.close();
  }
}

test('revocations of subjects are limited, and revoking all subjects frees their places', async () => {
  await fill(MOST - 1);
  const admin = server.token('shop', ['admin']);
  const revoke = async (subject: string, send: typeof http): Promise<string> => {
    const query = `mutation{revokeTokensOf(subject:"${subject}",issuedBefore:"2021-01-01T00:00:00Z")}`;
    const { errors } = await send(server, admin, query);
    return String(errors?.[0].extensions?.reason ?? 'OK');
  };
  assert.equal(await revoke('first', http), 'OK');
  for (const send of [http, ws]) {
    assert.equal(await revoke('second', send), 'REVOCATIONS_TOO_MANY');
    assert.equal(await revoke('first', send), 'OK', 'a subject already revoked can be revoked again');
  }
  assert.equal(await revoke('*', http), 'OK');
  for (const send of [http, ws]) assert.equal(await revoke('second', send), 'OK');
  const { subjects } = await server.running.services.stores.credentials.revocations('shop');
  assert.deepEqual([...subjects.keys()].sort(), ['*', 'second']);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
