/**
 * Tests that every decider (a component that decides requests such as coupon claims within a transaction) is
 * registered. The code that runs deciders refers to none of them by name.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DECIDED_BY, DECIDERS } from '../../src/services/write-path/deciders/registry.js';
import { readModules } from './checks/modules.js';

const FOLDER = 'src/services/write-path/deciders';
const GENERAL = ['decider', 'deciders', 'registry'].map((name) => `${FOLDER}/${name}.ts`);
const modules = readModules('.');
const importsOf = (path: string): readonly string[] =>
  modules.find((module) => module.path === path)!.imports.flatMap(({ file }) => file ?? []);

test('every declared decider is registered once under a unique name', () => {
  const declared = modules.flatMap(({ path }) =>
    path.startsWith('src/')
      ? [...readFileSync(path, 'utf8').matchAll(/^(?:export )?const (\w+): DeciderKind =/gm)].map(([, name]) => ({
          path,
          name,
        }))
      : [],
  );
  assert.ok(declared.length >= 2, String(declared.length));
  const registry = `${FOLDER}/registry.ts`;
  for (const { path, name } of declared) {
    assert.ok(importsOf(registry).includes(path), `${path} declares ${name}, which ${registry} does not register`);
  }
  assert.equal(DECIDERS.length, declared.length);
  assert.equal(new Set(DECIDERS.map(({ name }) => name)).size, declared.length);
});

test('the decider of each kind of intake runs in every transaction', () => {
  for (const [kind, decider] of Object.entries(DECIDED_BY)) assert.ok(DECIDERS.includes(decider), kind);
});

test('only the registry imports a decider', () => {
  const importers = modules.filter(({ path }) => path.startsWith('src/') && !path.startsWith(`${FOLDER}/`));
  assert.ok(importers.length > 300, String(importers.length));
  const found = importers.flatMap(({ path, imports }) =>
    imports.flatMap(({ file }) =>
      file?.startsWith(`${FOLDER}/`) && !GENERAL.includes(file) ? [`${path} imports ${file}`] : [],
    ),
  );
  assert.deepEqual(found, []);
});
