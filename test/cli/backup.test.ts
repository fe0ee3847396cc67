/**
 * Tests `strata db backup` while the server writes: a server on the copy has everything that was acknowledged before
 * the backup.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readConfig } from '../../src/config.js';
import { startServer } from '../../src/server.js';
import { strataCommand } from '../support/command.js';
import { askAt } from '../support/first-start.js';
import { TestServer, type Caller } from '../support/server.js';

const isEmbedded = !process.env.MONGODB_URI;
let server: TestServer;
let admin: Caller;
let folder: string;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  folder = mkdtempSync(join(tmpdir(), 'strata-backup-'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.remove();
});

let sent = 0;
const order = async (): Promise<void> => {
  const n = ++sent;
  const event = {
    messageId: `b${n}`,
    type: 'order_paid',
    occurredAt: '2026-03-10T11:00:00Z',
    identities: [{ namespace: 'member_id', value: `M${n}` }],
    order: { orderId: `o${n}`, amount: '10' },
  };
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: [event] });
};

/** Starts a server on the copy and returns its number of customers. Each order is from a different customer. */
async function customersOf(dir: string): Promise<number> {
  const restored = await startServer(readConfig({ ...server.env, STRATA_DATA_DIR: dir }), (e) =>
    server.reported.push(e),
  );
  try {
    const url = `http://127.0.0.1:${restored.port}/graphql`;
    // The token of the first server is accepted, because the secret is part of the backup.
    const { profiles } = await askAt<{ readonly profiles: { readonly totalCount: number } }>(
      url,
      admin.token,
      '{profiles(first:1){totalCount}}',
    );
    return profiles.totalCount;
  } finally {
    await restored.close();
  }
}

test('a backup made during writes contains what was acknowledged before it', { skip: !isEmbedded }, async () => {
  for (let i = 0; i < 20; i++) await order();
  const acknowledged = sent;
  let done = false;
  const writing = (async (): Promise<void> => {
    while (!done) await order();
  })();
  const to = join(folder, 'copy');
  const { code, output } = await strataCommand(server, folder, ['db', 'backup', '--to', to]);
  done = true;
  await writing;
  assert.equal(code, 0, output);
  assert.match(output, /Backed up .* MiB\)/);
  const copied = await customersOf(to);
  assert.ok(copied >= acknowledged && copied <= sent, `${acknowledged} <= ${copied} <= ${sent}`);
  for (const file of readdirSync(join(to, 'db')).filter((name) => /data|format/.test(name)))
    assert.equal(statSync(join(to, 'db', file)).mode & 0o077, 0, file);
  // The original server continues to accept writes.
  await order();
  assert.deepEqual(server.reported, []);
});

test('a folder that is in use is not overwritten', { skip: !isEmbedded }, async () => {
  const { code, output } = await strataCommand(server, folder, ['db', 'backup', '--to', join(folder, 'copy')]);
  assert.equal(code, 1);
  assert.match(output, /is not empty; choose a new folder/);
  const missing = await strataCommand(server, folder, ['db', 'backup', '--dir', folder, '--to', join(folder, 'other')]);
  assert.match(missing.output, /there is no database in/);
});
