// Runs the compiled tests with node's own runner: `npm test`, or `npm test -- live segments` for some folders.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const files = readdirSync('dist/test', { recursive: true })
  .concat(readdirSync('dist/src', { recursive: true }).map((f) => join('..', 'src', f)))
  .map((f) => join('dist/test', f))
  .filter((f) => f.endsWith('.test.js') && (wanted.length === 0 || wanted.some((w) => f.includes(w))))
  .sort();
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(' ')}`);
  process.exit(1);
}
const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-concurrency=2', '--test-timeout=300000', ...files], { stdio: 'inherit' });
child.on('exit', (code) => process.exit(code ?? 1));
