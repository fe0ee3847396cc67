/** Tests that every kind of due time is registered, and that the code that processes them refers to no kind by name. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DUES } from '../../src/services/write-path/dues/registry.js';
import { readModules } from './checks/modules.js';

const FOLDER = 'src/services/write-path/dues';
const REGISTRY = `${FOLDER}/registry.ts`;
const GENERAL = ['due-kind', 'dues', 'registry'].map((name) => `${FOLDER}/${name}.ts`);
const modules = readModules('.');

test('every declared kind of due is registered once under a unique name', () => {
  const declared = modules.flatMap(({ path }) =>
    path.startsWith('src/')
      ? [...readFileSync(path, 'utf8').matchAll(/^(?:export )?const (\w+): DueKind =/gm)].map(([, name]) => ({
          path,
          name,
        }))
      : [],
  );
  assert.ok(declared.length > 0, 'the search finds declared kinds of due');
  const registered = modules.find(({ path }) => path === REGISTRY)!.imports.flatMap(({ file }) => file ?? []);
  for (const { path, name } of declared)
    assert.ok(registered.includes(path), `${path} declares ${name}, which ${REGISTRY} does not register`);
  assert.equal(DUES.length, declared.length);
  assert.equal(new Set(DUES.map(({ name }) => name)).size, declared.length);
});

test('only the registry imports a kind of due', () => {
  const importers = modules.filter(({ path }) => path.startsWith('src/') && path !== REGISTRY);
  assert.ok(importers.length > 300, String(importers.length));
  const found = importers.flatMap(({ path, imports }) =>
    imports.flatMap(({ file }) =>
      file?.startsWith(`${FOLDER}/`) && !GENERAL.includes(file) ? [`${path} imports ${file}`] : [],
    ),
  );
  assert.deepEqual(found, []);
});
