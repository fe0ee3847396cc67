/**
 * Tests that the bundled packages (`scripts/build-packages.mjs`) export the same names with the same types as the
 * installed ones.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const BUNDLED = resolve('dist/node_modules');

/** Returns the import specifiers of the bundled packages. */
function specifiers(): string[] {
  const names = readdirSync(BUNDLED, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== '.chunks')
    .flatMap(({ name }) =>
      name.startsWith('@') ? readdirSync(join(BUNDLED, name)).map((part) => `${name}/${part}`) : name,
    );
  return names.flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(join(BUNDLED, name, 'package.json'), 'utf8')) as { exports: object };
    return Object.keys(exports).map((path) => `${name}${path.slice(1)}`);
  });
}

/** Returns the type of every export of some modules, resolved from a folder. */
function exportsIn(folder: string, modules: readonly string[]): Record<string, Record<string, string>> {
  const program = `const kinds = (whole) => Object.fromEntries(Object.entries(whole).map(([k, v]) => [k, typeof v]));
    const of = async (one) => [one, kinds(await import(one))];
    console.log(JSON.stringify(Object.fromEntries(await Promise.all(${JSON.stringify(modules)}.map(of)))));`;
  const node = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  assert.equal(node.status, 0, node.stderr);
  return JSON.parse(node.stdout) as Record<string, Record<string, string>>;
}

test('a bundled package has the exports of the installed one', () => {
  const all = specifiers();
  assert.ok(all.includes('graphql') && all.includes('mongodb') && all.includes('@apollo/server'), all.join(' '));
  const [installed, bundled] = [exportsIn(process.cwd(), all), exportsIn(resolve('dist'), all)];
  for (const one of all) {
    // Newer versions of Node also export a whole CommonJS module under the name `module.exports`.
    const { 'module.exports': _whole, __esModule: compiled, default: whole, ...kinds } = installed[one];
    assert.deepEqual(bundled[one], { ...kinds, ...(whole && !compiled ? { default: whole } : {}) }, one);
  }
});

test('the compiled files resolve the bundled packages', () => {
  const program = `console.log(import.meta.resolve('mongodb'))`;
  const node = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: resolve('dist'),
    encoding: 'utf8',
  });
  assert.match(node.stdout, /\/dist\/node_modules\/mongodb\/index\.js$/m);
  assert.ok(!existsSync(join(BUNDLED, 'lmdb')), 'a package with a binary stays where it is installed');
});
