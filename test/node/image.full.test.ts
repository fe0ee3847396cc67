/**
 * Performs the steps of the Dockerfile without a container: copies what the image contains to an empty folder, starts
 * the server with the command of the image, and runs its health check and the commands that the server prints.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually } from '../support/patience.js';

const DOCKERFILE = readFileSync('Dockerfile', 'utf8');
/** The last stage, which becomes the image. */
const STAGE = DOCKERFILE.slice(DOCKERFILE.lastIndexOf('\nFROM '));
const READY = /ready at http:\/\/localhost:(\d+)\/graphql/;

const folder = mkdtempSync(join(tmpdir(), 'strata-image-'));
const data = join(folder, 'data');
let server: ChildProcess;
let output = '';
let env: Record<string, string>;

/** Returns the packages that `npm prune --omit=dev` keeps, as folders. */
function keptPackages(): string[] {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly devOptional?: boolean }>>;
  };
  return (
    Object.entries(lock.packages)
      .filter(([path, { dev, devOptional }]) => path.startsWith('node_modules/') && !dev && !devOptional)
      .map(([path]) => path)
      // Packages of other systems are in the lock file, but not installed.
      .filter((path) => existsSync(path))
  );
}

before(async () => {
  const copied = [...STAGE.matchAll(/^COPY --from=build \/strata\/(\S+) /gm)].map((m) => m[1]);
  assert.deepEqual(copied, ['package.json', 'node_modules', 'dist']);
  cpSync('package.json', join(folder, 'package.json'));
  cpSync('dist', join(folder, 'dist'), { recursive: true, filter: (path) => !/^dist\/(test|bench)\b/.test(path) });
  for (const path of keptPackages()) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    // The packages inside a package are entries of their own.
    cpSync(path, join(folder, path), { recursive: true, filter: (from) => from !== join(path, 'node_modules') });
  }
  const settings = [...STAGE.matchAll(/\b((?:NODE|STRATA)_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
  env = {
    PATH: process.env.PATH!,
    ...Object.fromEntries(settings),
    ...{ STRATA_DATA_DIR: data, STRATA_HOST: '127.0.0.1', STRATA_DEMO: 'off', PORT: '0' },
  };
  const [, ...args] = JSON.parse(/^CMD (\[.*\])$/m.exec(STAGE)![1]) as string[];
  server = spawn(process.execPath, args, { cwd: folder, env });
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk) => (output += String(chunk)));
  await eventually(() => READY.test(output) || server.exitCode !== null, 'the start');
  assert.match(output, READY);
});
after(async () => {
  if (server.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
});

test('the health check of the image passes, and fails for another port', () => {
  const port = READY.exec(output)![1];
  const check = /^HEALTHCHECK .*CMD node -e "(.*)"$/m.exec(STAGE)![1];
  const exitOf = (at: string): number | null =>
    spawnSync(process.execPath, ['-e', check.replace(':4000/', `:${at}/`)], { env }).status;
  assert.equal(exitOf(port), 0);
  assert.equal(exitOf('1'), 1);
});

test('the commands that the server prints run in the image: a workspace, a user, and the checks', async () => {
  await eventually(() => /doctor\n/.test(output), 'the next steps');
  const commands = output.split('\n').flatMap((line) => /^ {5}(\S.*)$/.exec(line)?.[1] ?? []);
  assert.equal(commands.length, 3, output);
  const outputs = commands.map((command) => {
    const node = command.replace(/\bnode /, `"${process.execPath}" `);
    const done = spawnSync('/bin/sh', ['-c', node], { cwd: folder, env, encoding: 'utf8' });
    return `${done.stdout}${done.stderr}`;
  });
  assert.match(outputs[0], /Workspace shop is ready/);
  assert.match(outputs[1], /http:\/\/localhost:\d+\S+/);
  assert.match(outputs[2], /ok +server +ready at/);
});
