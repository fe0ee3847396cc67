// Compiles and bundles what changed since the last build; a start with nothing new does not wait for a compiler.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampFile = 'dist/.stamp';
const hash = createHash('sha256');
for (const top of [
  'src',
  'seeds',
  'test',
  'bench',
  'schema/generated',
  'web',
  'scripts',
  'tsconfig.json',
  'package-lock.json',
]) {
  if (!existsSync(top)) continue;
  const files = statSync(top).isDirectory()
    ? readdirSync(top, { recursive: true })
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
  // Files that no longer have a source would still be run by the tests.
  for (const dir of ['src', 'seeds', 'test', 'bench']) rmSync(join('dist', dir), { recursive: true, force: true });
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'], {
    stdio: 'inherit',
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
  const web = spawnSync(process.execPath, ['scripts/build-web.mjs'], { stdio: 'inherit' });
  if (web.status !== 0) process.exit(web.status ?? 1);
  mkdirSync('dist', { recursive: true });
  writeFileSync(stampFile, stamp);
}
