/** Tests that a signal during the first start ends the process cleanly. The next start completes the demo shop. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SEGMENTS } from '../../seeds/demo-shop/definitions.js';
import { askAt, startDemo } from '../support/first-start.js';
import { patience } from '../support/patience.js';
import { databaseOf, TestServer } from '../support/server.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/**
 * The output after which the signal is sent: before any output, at the start of the demo shop, and far into its
 * half-year of data.
 */
const STAGES: readonly (readonly [stage: string, shown: RegExp | undefined])[] = [
  ['before the server is up', undefined],
  ['as the shop is begun', /First start: making the demo shop/],
  ['while the half-year is loaded', /loading half a year/],
];
let folder: TestServer;

before(async () => {
  folder = await TestServer.start();
  await folder.close();
});
after(async () => {
  await folder.open();
  await folder.remove();
});

/** Runs a first start, sends the signal once the output matches, and returns the exit code. */
function interrupted(
  signal: NodeJS.Signals,
  shown: RegExp | undefined,
): Promise<{ code: number | null; output: string }> {
  const env = {
    ...process.env,
    STRATA_JWT_SECRET: '',
    ...folder.env,
    PORT: '0',
    STRATA_DEMO: 'on',
    STRATA_DEMO_CUSTOMERS: '400',
    STRATA_DATABASE: databaseOf(folder.dir),
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let isSent = false;
  return new Promise((done) => {
    const tooLong = setTimeout(() => child.kill('SIGKILL'), patience(60_000));
    const send = (): void => {
      if (isSent) return;
      isSent = true;
      child.kill(signal);
    };
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += String(chunk);
        if (shown?.test(output)) send();
      });
    if (shown === undefined) child.once('spawn', send);
    child.on('exit', (code, killedBy) => {
      clearTimeout(tooLong);
      // Before the program runs and installs its handler, the signal kills the process directly. That counts as exit
      // code 0.
      done({ code: killedBy === signal ? 0 : code, output });
    });
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  for (const [stage, shown] of STAGES)
    test(`${signal} ${stage} ends the process cleanly`, async () => {
      const { code, output } = await interrupted(signal, shown);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /could not start|demo shop ready|fatal|\n {4}at /, output);
      if (shown) assert.match(output, new RegExp(`${signal}: finishing accepted work`));
    });

test('the next start completes the shop, once', async () => {
  const demo = await startDemo(folder);
  try {
    assert.match(demo.process.output(), /First start[\s\S]*demo shop ready/);
    const { profiles, segments } = await askAt<{
      profiles: { totalCount: number };
      segments: { edges: readonly { readonly node: { readonly key: string } }[] };
    }>(demo.url, demo.tokens.internal, '{profiles(first:1){totalCount} segments(first:100){edges{node{key}}}}');
    assert.ok(profiles.totalCount > 100 && profiles.totalCount < 400, String(profiles.totalCount));
    const keys = new Set(segments.edges.map(({ node }) => node.key));
    assert.deepEqual(
      SEGMENTS.filter(({ key }) => !keys.has(key)),
      [],
    );
  } finally {
    await demo.process.stop();
  }
});
