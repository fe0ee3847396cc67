/**
 * Runs the tools that check the whole project. They must find no violation and process every file. The number of
 * tolerated violations may only fall.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { readModules, type Module } from './modules.js';
import { compare, measure, recorded, type Numbers } from './ratchet.js';
import { brokenWalls, ENGINE_ROOMS, ROOMS, SERVICE_ROOMS } from './rooms.js';
import { codeFiles, countByArea } from './sources.js';
import { lint, unformatted, untyped, unused, type Finding } from './tools.js';

const ROOT = process.cwd();
let modules: readonly Module[];
let linted: { readonly findings: readonly Finding[]; readonly wrong: readonly string[] };
let now: Numbers;

before(() => {
  modules = readModules(ROOT);
  linted = lint(ROOT);
  now = measure(ROOT, linted.findings);
});

test('the checks see every area of the project', () => {
  const files = countByArea(codeFiles(ROOT));
  // A much smaller number means that the search for files is broken.
  for (const [area, least] of Object.entries({ src: 200, test: 80, web: 15, bench: 10, seeds: 5, scripts: 5 }))
    assert.ok(files[area] >= least, `${files[area]} files in ${area}`);
  assert.equal(modules.length, codeFiles(ROOT).length);
  const imports = modules.flatMap((m) => m.imports);
  assert.ok(imports.length > 2000, `${imports.length} imports`);
  assert.ok(imports.filter((i) => i.file !== undefined).length > 1000, 'imports lead to files');
});

test('the compiler checks every file', () => assert.deepEqual(untyped(ROOT), []));

test('every file is formatted', () => assert.deepEqual(unformatted(ROOT), [], 'run: npm run format'));

test('the linter finds no error', () => assert.deepEqual(linted.wrong, []));

test('every export, file and dependency is used', () => assert.deepEqual(unused(ROOT), []));

test('every room named in the list exists', () => {
  const named = Object.entries(ROOMS).flatMap(([room, below]) => [room, ...below]);
  assert.ok(named.length > 100, `${named.length} names`);
  assert.deepEqual(
    named.filter((path) => !existsSync(path)),
    [],
  );
});

test('imports respect the boundaries of rooms', () => assert.deepEqual(brokenWalls(ROOT, modules), []));

for (const [layer, rooms] of [
  ['src/engine', ENGINE_ROOMS],
  ['src/services', SERVICE_ROOMS],
] as const) {
  test(`the rooms of ${layer} depend only on rooms below them, and each dependency is used`, () => {
    const names = rooms.map(([room]) => room);
    const roomOf = (path: string | undefined): string | undefined =>
      path?.startsWith(`${layer}/`) ? path.split('/')[2] : undefined;
    rooms.forEach(([room, below], i) => {
      for (const name of below) {
        assert.ok(names.slice(0, i).includes(name), `${room} stands on ${name}`);
        assert.ok(
          modules.some((m) => roomOf(m.path) === room && m.imports.some((x) => roomOf(x.file) === name)),
          `nothing of ${room} uses ${name} any more: take it out of the list in rooms.ts`,
        );
      }
    });
  });
}

test('the numbers of the ratchet only fall', () => {
  const { risen, fallen } = compare(recorded(ROOT), now);
  assert.deepEqual(risen, [], 'these numbers may only fall; fix the new cases');
  assert.deepEqual(fallen, [], 'the number has fallen; record it: npm run ratchet');
});

test('a rule without remaining exceptions is configured as an error', () => {
  const { rules } = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as { readonly rules: Record<string, unknown> };
  const forgiving = Object.keys(rules).filter((rule) => [rules[rule]].flat()[0] === 'warn');
  const nameOf = (rule: string): string => rule.split('/').at(-1)!;
  const counted = new Set(
    Object.keys(now)
      .map(nameOf)
      .map((name) => name.replace(/^lint /, '')),
  );
  assert.ok(forgiving.length > 0);
  assert.deepEqual(
    forgiving.filter((rule) => !counted.has(nameOf(rule))),
    [],
    'make it "error" in .oxlintrc.json',
  );
});
