/**
 * Runs the built server on the oldest supported Node and on later major versions. The native modules load, and an event
 * arrives, reaches a subscriber, and is still stored after a restart. The test downloads these versions of Node.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { eventually } from '../support/patience.js';
import { serverProcess, tokenFor } from '../support/process.js';

const folder = mkdtempSync(join(tmpdir(), 'strata-nodes-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
const OLDEST = engines.node.replace('>=', '');
const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));
const token = tokenFor('shop');

/** Installs a version of Node and returns its path. */
function install(version: string): string {
  const prefix = join(folder, version);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--prefix', prefix, '--no-save', '--no-audit', '--no-fund', '--fetch-retries=1', `node@${version}`],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  assert.equal(status, 0, `npm could not install node@${version}; this test needs the npm registry:\n${stderr}`);
  return join(prefix, 'node_modules/node/bin/node');
}

async function ask(port: number, query: string): Promise<unknown> {
  const res = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await res.json()) as { data: unknown; errors?: unknown };
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const SUBSCRIBE = 'subscription{membershipChanged{cursor change{kind}}}';
interface Heard {
  readonly membershipChanged: { readonly change: { readonly kind: string } | null };
}

for (const version of [OLDEST, '22', '24']) {
  test(`Node ${version} starts the server, stores and streams an event, and stops it cleanly`, async () => {
    const node = install(version);
    const env = { STRATA_DATA_DIR: join(folder, `data-${version}`) };
    const first = await serverProcess(env, node);
    await ask(first.port, 'mutation{createSandbox(input:{id:"shop",clock:"2026-03-10T00:00:00Z"}){id}}');
    await ask(
      first.port,
      'mutation{defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{state}}}',
    );
    const client = createClient({
      url: `ws://127.0.0.1:${first.port}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    const told: (string | undefined)[] = [];
    void (async () => {
      for await (const { data } of client.iterate<Heard>({ query: SUBSCRIBE }))
        told.push(data!.membershipChanged.change?.kind);
    })().catch(() => undefined);
    await eventually(() => told.length > 0, 'the first cursor');
    await ask(
      first.port,
      'mutation{ingestEvents(events:[{messageId:"1",type:"searched",occurredAt:"2026-03-09T00:00:00Z",identities:[{namespace:"member_id",value:"M1"}]}]){accepted}}',
    );
    await eventually(() => told.includes('ENTERED'), 'the change to be told');
    void client.dispose();
    assert.equal(await first.stop(), 0);

    const second = await serverProcess(env, node);
    const kept = '{segment(key:"searchers"){size members(first:1){edges{node{identities{value}}}}}}';
    assert.deepEqual(await ask(second.port, kept), {
      segment: { size: 1, members: { edges: [{ node: { identities: [{ value: 'M1' }] } }] } },
    });
    assert.equal(await second.stop(), 0);
    const help = spawnSync(node, [CLI, '--help'], { encoding: 'utf8' });
    assert.equal(help.status, 0, help.stderr);
  });
}

for (const version of ['18', '20.11.1']) {
  test(`Node ${version} is rejected with one sentence`, () => {
    const node = install(version);
    const has = spawnSync(node, ['--version'], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
    for (const script of ['scripts/build.mjs', 'dist/src/main.js', 'dist/src/cli/strata.js']) {
      const { status, stderr } = spawnSync(node, [script], {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      const sentence = `Strata needs Node ${OLDEST} or later; this is Node ${has.stdout.trim().slice(1)}.\n`;
      assert.equal(stderr, sentence, script);
      assert.equal(status, 1);
    }
  });
}
