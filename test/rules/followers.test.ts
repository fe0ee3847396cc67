/**
 * Tests that every follower of the change feed is registered, and that the code that runs followers refers to none of
 * them by name.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FOLLOWERS } from '../../src/services/scheduling/followers.js';
import { readModules } from './checks/modules.js';

const REGISTRY = 'src/services/scheduling/followers.ts';

test('every declared follower is registered once under a unique name', () => {
  const modules = readModules('.');
  const declared = modules.flatMap(({ path }) =>
    path.startsWith('src/')
      ? [...readFileSync(path, 'utf8').matchAll(/^(?:export )?const (\w+): FollowerKind =/gm)].map(([, name]) => ({
          path,
          name,
        }))
      : [],
  );
  assert.ok(declared.length > 0, 'the search finds declared followers');
  const registered = modules.find(({ path }) => path === REGISTRY)!.imports.flatMap(({ file }) => file ?? []);
  for (const { path, name } of declared)
    assert.ok(registered.includes(path), `${path} declares ${name}, which ${REGISTRY} does not register`);
  assert.equal(FOLLOWERS.length, declared.length);
  assert.equal(new Set(FOLLOWERS.map(({ name }) => name)).size, declared.length);
});
