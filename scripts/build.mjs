// Compiles and bundles changes since the last build. Without changes, no compiler runs.
import './node-version.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Compiles one project. Only checks its types if the project settings say so.
 * @param {string} project path of the project settings
 * @returns {Promise<boolean>} whether the project has no error
 */
function compiles(project) {
  return new Promise((done) => {
    const tsc = spawn(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Print the output at the end, because compilers run in parallel and their lines would mix.
    let said = '';
    tsc.stdout.setEncoding('utf8').on('data', (text) => (said += text));
    tsc.on('close', (code) => {
      process.stdout.write(said);
      done(code === 0);
    });
  });
}

const stampFile = 'dist/.stamp';
const hash = createHash('sha256');
for (const top of [
  'src',
  'seeds',
  'test',
  'bench',
  'schema/generated',
  'schema/schema.graphql',
  'schema/openapi.json',
  'web',
  'scripts',
  'docs/examples',
  'docs/CLIENT.md',
  'tsconfig.json',
  'package-lock.json',
]) {
  if (!existsSync(top)) continue;
  const files = statSync(top).isDirectory()
    ? readdirSync(top, { recursive: true, encoding: 'utf8' })
        .map((f) => join(top, f))
        .sort()
    : [top];
  for (const f of files) {
    const s = statSync(f);
    if (s.isFile()) hash.update(`${f} ${s.size} ${s.mtimeMs}\n`);
  }
}
const stamp = hash.digest('hex');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  const begun = performance.now();
  const first = !existsSync(stampFile);
  // The message goes to the error stream, so that the output of a command can be piped.
  console.error(`Building Strata${first ? ': about half a minute, the first time only' : ''} ...`);
  // Delete compiled files without a source, because the test runner would still run them.
  for (const dir of ['src', 'seeds', 'test', 'bench', 'web'])
    rmSync(join('dist', dir), { recursive: true, force: true });
  // The bundler strips types without checking them, so the pages are checked here, together with the scripts and
  // examples.
  const projects = ['tsconfig.json', 'web/tsconfig.json', 'scripts/tsconfig.json'];
  const failed = (await Promise.all(projects.map(compiles))).includes(false);
  if (failed) process.exit(1);
  for (const bundler of ['scripts/build-packages.mjs', 'scripts/build-web.mjs', 'scripts/build-client.mjs']) {
    const { status } = spawnSync(process.execPath, [bundler], { stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  mkdirSync('dist', { recursive: true });
  writeFileSync(stampFile, stamp);
  console.error(`Built in ${((performance.now() - begun) / 1000).toFixed(0)} s.`);
}
