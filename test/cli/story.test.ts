/** `strata demo` and `strata watch` as a person runs them. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TestServer } from '../support/server.js';

const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));
let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

function strata(...args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, ...server.env, STRATA_URL: server.url },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (c: Buffer) => (output += String(c)));
    child.on('exit', (code) => done({ code, output }));
  });
}

test('the demo tells its story with cause and instant, and removes its sandbox', async () => {
  const { code, output } = await strata('demo', '--graphql');
  assert.equal(code, 0, output);
  assert.match(output, /REJECTED, [A-Z_]+/);
  assert.match(output, /ENTERED\s+cause EVENT[\s\S]*LEFT\s+cause EVENT[\s\S]*ENTERED\s+cause TIME/);
  assert.match(output, /\| subscription MembershipChanged/, 'the documents can be copied');
  assert.deepEqual(await server.running.services.stores.workspaces.list(), []);
});

test('watch goes on where the last one ended', async () => {
  const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{state}}}');
  const search = (n: number): Promise<unknown> =>
    admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
      e: [
        {
          messageId: `w${n}`,
          type: 'searched',
          occurredAt: '2026-03-10T11:00:00Z',
          identities: [{ namespace: 'member_id', value: `W${n}` }],
        },
      ],
    });
  let watching = true;
  const first = strata('watch', 'searchers', '--workspace', 'shop', '--count', '1').finally(() => (watching = false));
  let n = 0;
  while (watching) {
    await search(++n);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const one = await first;
  assert.equal(one.code, 0, one.output);
  const seen = /test\|w(\d+)/g;
  const at = Number([...one.output.matchAll(seen)].at(-1)![1]);
  // What happened while nobody watched comes next, nothing twice.
  await search(++n);
  const rest = await strata('watch', 'searchers', '--workspace', 'shop', '--count', String(n - at));
  const told = [...rest.output.matchAll(/test\|w(\d+)/g)].map((m) => Number(m[1]));
  assert.deepEqual(
    told,
    Array.from({ length: n - at }, (_, i) => at + 1 + i),
  );
});
