/** Tests that resolvers call services. What services read and write through stores is out of reach of resolvers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { readModules } from './checks/modules.js';

interface Node {
  readonly type: string;
  readonly name?: unknown;
  readonly value?: unknown;
}

const IS_STORE = /^[sS]tores$|^[A-Z]\w*Stores?$/;

/** Returns the names of stores in the code of a file, however they are written. Comments are ignored. */
function storesIn(path: string, text: string): readonly string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      const { type, name, value: literal } = value as Node;
      const word = type === 'Literal' ? literal : name;
      if (typeof word === 'string' && IS_STORE.test(word)) found.push(word);
      Object.values(value).forEach(visit);
    }
  };
  visit(parseSync(path, text).program);
  return found;
}

test('resolvers call services and never stores', () => {
  const files = readModules('.').filter(({ path }) => path.startsWith('src/graphql/'));
  assert.ok(files.length > 80, `${files.length} files`);
  const found = files.flatMap(({ path }) =>
    storesIn(path, readFileSync(path, 'utf8')).map((name) => `${path} names ${name}: call a use case of src/services`),
  );
  assert.deepEqual(found, []);
});

test('the check finds a store in every form', () => {
  for (const line of [
    'await c.services.stores.jobs.get(id);',
    'const { stores } = c.services;',
    'const { stores: all } = c.services;',
    "c.services['stores'].now();",
    "import type { Stores } from '../services/base/ports.js';",
    "import type { JobStore as Jobs } from '../services/base/ports/jobs.js';",
    "export type Now = Services['stores'];",
  ])
    assert.ok(storesIn('planted.ts', line).length > 0, line);
  assert.deepEqual(storesIn('planted.ts', "// stores\nconst list = 'products, stores and channels';"), []);
});
