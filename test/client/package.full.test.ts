/**
 * Tests the client as a package: the tarball that the server serves is installed into an empty project. The project
 * compiles under strict TypeScript, runs in Node, and is bundled for a browser page.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { calmContext, launchBrowser } from '../support/browser.js';
import { patience } from '../support/patience.js';
import { TestServer } from '../support/server.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NAME = '@strata-cdp/client';
let server: TestServer;
let project: string;

/** A user's program that runs a query and a mutation and receives one membership change. */
const PROGRAM = `
import { DefineSegmentDocument, IngestEventsDocument, MembershipChangedDocument, StrataClient, StrataError, WorkspaceDocument } from '${NAME}';
import type { WorkspaceQuery } from '${NAME}';

export async function run(url: string, token: string, occurredAt: string): Promise<string> {
  const strata = new StrataClient({ url, token });
  const { workspace }: WorkspaceQuery = await strata.request(WorkspaceDocument, {});
  const key = 'buyers_' + Math.random().toString(36).slice(2, 8);
  await strata.request(DefineSegmentDocument, { input: { key, name: 'Buyers', expression: 'did(order_paid)' } });
  const stop = new AbortController();
  const changes = strata.subscribe(MembershipChangedDocument, { segments: [key] }, { signal: stop.signal });
  const first = changes.next();
  const order = { orderId: key, amount: '10' };
  const identities = [{ namespace: 'member_id', value: key }];
  let kind: string | undefined;
  // The subscription may begin after the order. Each order is of a further customer.
  for (let n = 0; kind === undefined; n++) {
    if (n === 300) throw new Error('no change was heard');
    const own = [{ ...identities[0], value: key + n }];
    await strata.request(IngestEventsDocument, { events: [{ messageId: key + n, type: 'order_paid', occurredAt, identities: own, order: { ...order, orderId: key + n } }] });
    const item = await Promise.race([first, new Promise<undefined>((done) => setTimeout(done, 200))]);
    if (item && !item.done) kind = item.value.membershipChanged.change?.kind ?? 'ENTERED';
  }
  stop.abort();
  const refused = await strata.request(WorkspaceDocument, {}).then(() => '', (e: unknown) => (e instanceof StrataError ? e.reason : 'unknown'));
  await strata.close();
  // @ts-expect-error a document has the types of its variables
  void (() => strata.request(IngestEventsDocument, { events: 'none' }));
  return workspace.id + ' ' + kind + refused;
}
`;

before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
  project = mkdtempSync(join(tmpdir(), 'strata-client-'));
  const answer = await fetch(server.url.replace('/graphql', '/client.tgz'));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/gzip');
  writeFileSync(join(project, 'client.tgz'), Buffer.from(await answer.arrayBuffer()));
  const local = (name: string): string => `file:${join(ROOT, 'node_modules', name)}`;
  const packages = ['graphql', 'graphql-ws', '@graphql-typed-document-node/core', 'ws'];
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({
      name: 'empty',
      private: true,
      type: 'module',
      // Uses the packages installed here, so that the test needs no network.
      dependencies: Object.fromEntries([[NAME, 'file:client.tgz'], ...packages.map((name) => [name, local(name)])]),
    }),
  );
  const npm = spawnSync('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: project,
    encoding: 'utf8',
  });
  assert.equal(npm.status, 0, npm.stderr);
});
after(async () => {
  rmSync(project, { recursive: true, force: true });
  await server?.remove();
});

test('the package has one module, its declarations and two dependencies', () => {
  const folder = join(project, 'node_modules', NAME);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, object>;
  assert.deepEqual(Object.keys(manifest.dependencies).sort(), ['@graphql-typed-document-node/core', 'graphql-ws']);
  assert.deepEqual(Object.keys(manifest.peerDependencies).sort(), ['graphql', 'ws']);
  for (const file of ['index.js', 'README.md', 'LICENSE', 'types/src/client/index.d.ts'])
    assert.ok(existsSync(join(folder, file)), file);
  assert.doesNotMatch(readFileSync(join(folder, 'index.js'), 'utf8'), /from "(?:\.|node:|mongodb|lmdb)/);
});

test('a program compiles under strict TypeScript and runs in Node', async () => {
  mkdirSync(join(project, 'src'));
  writeFileSync(join(project, 'src/program.ts'), PROGRAM);
  writeFileSync(
    join(project, 'src/main.ts'),
    "import { run } from './program.js';\nconsole.log(await run(process.argv[2], process.argv[3], '2026-03-10T11:00:00Z'));\n",
  );
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        module: 'NodeNext',
        lib: ['ES2023', 'DOM'],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: false,
        typeRoots: [join(ROOT, 'node_modules/@types')],
        types: ['node'],
        rootDir: 'src',
        outDir: 'out',
      },
      include: ['src'],
    }),
  );
  const compiled = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project], {
    encoding: 'utf8',
  });
  assert.equal(compiled.status, 0, compiled.stdout);
  // The server runs in this process, so the program is spawned asynchronously.
  const program = spawn(process.execPath, [join(project, 'out/main.js'), server.url, server.token('shop', ['admin'])]);
  let said = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => (said += String(text)));
  const [code] = (await once(program, 'exit', { signal: AbortSignal.timeout(patience(60_000)) })) as [number];
  assert.deepEqual([code, said.trim()], [0, 'shop ENTERED']);
});

test('the bundled program runs in a page', async () => {
  writeFileSync(
    join(project, 'src/page.ts'),
    "import { run } from './program.js';\nObject.assign(globalThis, { run });\n",
  );
  const { outputFiles } = await build({
    entryPoints: [join(project, 'src/page.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'silent',
  });
  const failures: string[] = [];
  const browser = await launchBrowser();
  try {
    const page = await (await calmContext(browser, failures)).newPage();
    // Uses a page of the server's own origin, so that no CORS setting is needed.
    await page.goto(server.url.replace('/graphql', '/'));
    await page.evaluate(outputFiles[0].text);
    const said = await page.evaluate(
      ([url, token]) =>
        (globalThis as unknown as { run(url: string, token: string, at: string): Promise<string> }).run(
          url,
          token,
          '2026-03-10T11:00:00Z',
        ),
      [server.url, server.token('shop', ['admin'])],
    );
    assert.equal(said, 'shop ENTERED');
    assert.deepEqual(failures, []);
  } finally {
    await browser.close();
  }
});
