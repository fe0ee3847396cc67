/**
 * Tests an unexpected error. It is logged with its kind and location, accepted work is completed, and the process exits
 * with a distinct code.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keepPrivate } from '../../src/embedded/private-files.js';
import { answerOn, open, upgradeOf } from '../hostile/raw.js';
import { serverProcess, tokenFor } from '../support/process.js';
import { eventually } from '../support/server.js';

const CRASH = pathToFileURL(fileURLToPath(new URL('../support/crash-on-signal.js', import.meta.url))).href;
/** The user id of nobody. */
const NOBODY = 65_534;
const dir = mkdtempSync(join(tmpdir(), 'strata-uncaught-'));
// A process of another user must be able to look up the folders below.
chmodSync(dir, 0o711);
after(() => rmSync(dir, { recursive: true, force: true }));
const token = tokenFor('shop');

interface Data {
  readonly ingestEvents?: { readonly accepted: number; readonly duplicates: number };
}

async function send(port: number, query: string, variables?: unknown): Promise<Data | undefined> {
  const res = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return ((await res.json()) as { data?: Data }).data;
}

const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates}}';
const event = (id: string): object => ({
  messageId: id,
  type: 'searched',
  occurredAt: '2026-03-09T00:00:00Z',
  identities: [{ namespace: 'member_id', value: `M${id.length}` }],
});

test('an uncaught error during writes ends the process with 70, and acknowledged writes are kept', async () => {
  const env = { STRATA_DATA_DIR: join(dir, 'data') };
  const server = await serverProcess({ ...env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${CRASH}` });
  await send(server.port, 'mutation{createSandbox(input:{id:"shop",clock:"2026-03-10T00:00:00Z"}){id}}');
  const acknowledged: string[] = [];
  let next = 0;
  const writers = Array.from({ length: 4 }, async () => {
    for (;;) {
      const id = `e${next++}`;
      const data = await send(server.port, INGEST, { e: [event(id)] }).catch(() => null);
      if (data === null) return;
      if (data?.ingestEvents?.accepted === 1) acknowledged.push(id);
    }
  });
  await eventually(() => acknowledged.length > 50, 'some writes', 60_000);
  const exit = once(server.child, 'exit');
  server.child.kill('SIGUSR2');
  const [code] = (await exit) as [number];
  assert.equal(code, 70, server.output());
  await Promise.all(writers);
  const line = server
    .output()
    .split('\n')
    .find((l) => l.includes('"fatal"'));
  const logged = JSON.parse(line ?? '{}') as { kind: string; stack: string[] };
  assert.equal(logged.kind, 'TypeError');
  assert.match(logged.stack[0], /crash-on-signal/);
  assert.ok(!server.output().includes('hush'));

  const again = await serverProcess(env);
  try {
    for (let i = 0; i < acknowledged.length; i += 500) {
      const part = acknowledged.slice(i, i + 500);
      const data = await send(again.port, INGEST, { e: part.map(event) });
      assert.equal(data?.ingestEvents?.duplicates, part.length);
    }
  } finally {
    assert.equal(await again.stop(), 0);
  }
});

interface Health {
  readonly status: string;
  readonly reason?: string;
}

test('after an uncaught error /readyz returns 503, and accepted work is completed', async () => {
  const env = { STRATA_DATA_DIR: join(dir, 'ready') };
  const server = await serverProcess({ ...env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${CRASH}` });
  await send(server.port, 'mutation{createSandbox(input:{id:"shop",clock:"2026-03-10T00:00:00Z"}){id}}');
  const readiness = async (): Promise<string> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/readyz`);
    const { status, reason } = (await answer.json()) as Health;
    assert.deepEqual([answer.status, status], reason === undefined ? [200, 'ready'] : [503, 'not ready']);
    return reason ?? status;
  };
  // On a busy machine, the process may be overloaded for a while.
  await eventually(async () => (await readiness()) === 'ready', 'the process to be ready');
  // This client never sends a close frame back. The server waits for the frame, and accepts connections until then.
  const silent = await open(server.port);
  silent.write(upgradeOf('/graphql'));
  await once(silent, 'data');
  const body = JSON.stringify({ query: INGEST, variables: { e: [event('accepted')] } });
  const sender = await open(server.port);
  const answer = answerOn(sender);
  const head = [
    'POST /graphql HTTP/1.1',
    'Host: a',
    'Content-Type: application/json',
    `Authorization: Bearer ${token}`,
  ];
  sender.write(`${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body.slice(0, 10)}`);
  const exit = once(server.child, 'exit');
  server.child.kill('SIGUSR2');
  const stops = async (): Promise<boolean> => {
    const reason = await readiness();
    assert.match(reason, /^(ready|OVERLOADED|STOPPING)$/);
    return reason === 'STOPPING';
  };
  await eventually(stops, '/readyz to say that the process stops');
  sender.write(body.slice(10));
  assert.match((await answer).text, /"accepted":1/);
  const [code] = (await exit) as [number];
  assert.equal(code, 70, server.output());

  const again = await serverProcess(env);
  try {
    const data = await send(again.port, INGEST, { e: [event('accepted')] });
    assert.equal(data?.ingestEvents?.duplicates, 1);
  } finally {
    assert.equal(await again.stop(), 0);
  }
});

const isWindows = process.platform === 'win32';

/** Returns all files and folders below a folder. */
const below = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

test('permissions of others on the data folder are removed at the start', { skip: isWindows }, async () => {
  const data = join(dir, 'open');
  // Without this setting, the installation makes a secret of its own.
  const env = { STRATA_DATA_DIR: data, STRATA_JWT_SECRET: '' };
  const first = await serverProcess(env);
  await first.stop();
  assert.ok(readdirSync(join(data, 'db')).length > 1);
  chmodSync(data, 0o755);
  for (const path of below(data)) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
  const again = await serverProcess(env);
  try {
    for (const path of [join(data, 'token-secret'), join(data, 'db'), ...below(join(data, 'db'))])
      assert.equal(statSync(path).mode & 0o077, 0, path);
    // A user who cannot enter a folder cannot read the files below it either.
    for (const room of ['columns', 'imports']) {
      const folders = readdirSync(join(data, room));
      assert.ok(folders.length > 0, room);
      for (const folder of folders) assert.equal(statSync(join(data, room, folder)).mode & 0o077, 0, folder);
    }
  } finally {
    await again.stop();
  }
});

test('a data folder of another user that others can read is rejected', { skip: isWindows }, () => {
  const isRoot = process.geteuid!() === 0;
  const others = isRoot ? mkdtempSync(join(dir, 'others-')) : '/';
  if (isRoot) chmodSync(others, 0o755);
  if (isRoot) process.seteuid!(NOBODY);
  try {
    assert.throws(() => keepPrivate(others), /can be read by other users and belongs to user 0; .* chmod -R go= /);
  } finally {
    if (isRoot) process.seteuid!(0);
  }
  if (isRoot) assert.equal(statSync(others).mode & 0o777, 0o755, 'nothing was changed');
});
