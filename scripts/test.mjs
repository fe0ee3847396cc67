// Runs the compiled tests with node's own runner: `npm test`, or `npm test -- live segments` for some folders.
// What the product sends to its database meanwhile is recorded, and must be listed in src/embedded/SUPPORT.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const wanted = process.argv.slice(2);
const files = readdirSync('dist/test', { recursive: true, encoding: 'utf8' })
  .concat(readdirSync('dist/src', { recursive: true, encoding: 'utf8' }).map((f) => join('..', 'src', f)))
  .map((f) => join('dist/test', f))
  .filter((f) => f.endsWith('.test.js') && (wanted.length === 0 || wanted.some((w) => f.includes(w))))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(' ')}`);
  process.exit(1);
}
const recorded = mkdtempSync(join(tmpdir(), 'strata-commands-'));
const recorder = pathToFileURL(resolve('dist/test/support/record-commands.js')).href;
const env = {
  ...process.env,
  STRATA_RECORD_COMMANDS: recorded,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import=${recorder}`.trim(),
};
const child = spawn(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-concurrency=2', '--test-timeout=300000', ...files],
  { stdio: 'inherit', env },
);
const code = await new Promise((done) => child.on('exit', (c) => done(c ?? 1)));

const { recordedShapes, unsupported } = await import('#dist/test/support/command-shapes.js');
const shapes = recordedShapes(recorded);
rmSync(recorded, { recursive: true, force: true });
const wrong = shapes.flatMap((shape) => unsupported(shape).map((what) => `${what} in ${JSON.stringify(shape)}`));
console.log(
  `# database commands: ${shapes.length} shapes sent, ${wrong.length} of them not listed in src/embedded/SUPPORT.md`,
);
for (const w of wrong) console.error(w);
process.exit(code || (wrong.length > 0 ? 1 : 0));
