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
import { serverProcess, tokenFor } from '../support/process.js';
import { eventually } from '../support/server.js';

const CRASH = pathToFileURL(fileURLToPath(new URL('../support/crash-on-signal.js', import.meta.url))).href;
const dir = mkdtempSync(join(tmpdir(), 'strata-uncaught-'));
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

test('an uncaught error in the middle of writes ends the process with 70; what was acknowledged is there', async () => {
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

test(
  'a data folder that others can read is taken from them at the start',
  { skip: process.platform === 'win32' },
  async () => {
    const data = join(dir, 'open');
    const first = await serverProcess({ STRATA_DATA_DIR: data });
    await first.stop();
    const files = readdirSync(join(data, 'db')).map((file) => join(data, 'db', file));
    assert.ok(files.length > 1);
    for (const file of files) chmodSync(file, 0o644);
    chmodSync(join(data, 'db'), 0o755);
    const again = await serverProcess({ STRATA_DATA_DIR: data });
    try {
      const modes = [join(data, 'db'), ...readdirSync(join(data, 'db')).map((file) => join(data, 'db', file))];
      for (const path of modes) assert.equal(statSync(path).mode & 0o077, 0, path);
    } finally {
      await again.stop();
    }
  },
);
