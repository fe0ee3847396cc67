// Builds the client as a separate package in dist/client, and packs it as dist/pages/client.tgz, which the server
// serves. The package has one bundled module and its declarations. Its dependencies are not bundled.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = 'dist/client';
const pages = 'dist/pages';
const NAME = '@strata-cdp/client';

const hash = createHash('sha256');
for (const file of [
  'package.json',
  'scripts/build-client.mjs',
  'scripts/tsconfig.client.json',
  'docs/CLIENT.md',
  'schema/generated/operations.ts',
  ...readdirSync('src/client')
    .sort()
    .map((name) => join('src/client', name)),
])
  hash.update(file).update(readFileSync(file));
const stamp = hash.digest('hex');
const stampFile = 'dist/.client-stamp';
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp || !existsSync(join(pages, 'client.tgz'))) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  mkdirSync(pages, { recursive: true });
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'scripts/tsconfig.client.json']);
  await build({
    entryPoints: { index: 'src/client/index.ts' },
    outdir: out,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    logLevel: 'warning',
  });
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  copyFileSync('docs/CLIENT.md', join(out, 'README.md'));
  copyFileSync('LICENSE', join(out, 'LICENSE'));
  const packed = run('npm', ['pack', `./${out}`, '--pack-destination', pages, '--json', '--ignore-scripts']);
  const [{ filename }] = JSON.parse(packed);
  renameSync(join(pages, filename), join(pages, 'client.tgz'));
  writeFileSync(stampFile, stamp);
}

/** Returns the package manifest. It requires the dependency versions with which the server is tested. */
function manifest() {
  const {
    version = '0.0.0',
    license,
    engines,
    dependencies,
    devDependencies,
  } = JSON.parse(readFileSync('package.json', 'utf8'));
  return {
    name: NAME,
    version,
    description: 'Typed client of Strata: every operation as a typed document, retries, resumed subscriptions.',
    license,
    type: 'module',
    sideEffects: false,
    engines,
    exports: { '.': { types: './types/src/client/index.d.ts', default: './index.js' } },
    dependencies: {
      '@graphql-typed-document-node/core': devDependencies['@graphql-typed-document-node/core'],
      'graphql-ws': dependencies['graphql-ws'],
    },
    // Both dependencies declare `graphql` as a peer dependency. This package does the same, so that a project has only
    // one copy of it.
    peerDependencies: { graphql: `^${dependencies.graphql}`, ws: `^${dependencies.ws}` },
    // The `ws` package is optional, because Node 22 and browsers have a built-in WebSocket.
    peerDependenciesMeta: { ws: { optional: true } },
  };
}

/**
 * Runs a program and returns its output. Exits if the program fails.
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (status === 0) return stdout;
  process.stdout.write(stdout ?? '');
  process.exit(status ?? 1);
}
