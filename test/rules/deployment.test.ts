/**
 * Tests that deployments use tested versions. Images have complete version numbers, and every database has credentials.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readConfig } from '../../src/config.js';

test('images are pinned to a patch version', () => {
  const images = ['compose.yml', 'Dockerfile'].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^ *(?:image:|FROM) +(\S+)/gm)].map((m) => m[1]),
  );
  assert.ok(images.length >= 4, images.join());
  assert.deepEqual(
    images.filter((image) => !/:\d+\.\d+\.\d+/.test(image)),
    [],
  );
});

test('the database of compose.yml requires authentication', () => {
  const compose = readFileSync('compose.yml', 'utf8');
  for (const uri of compose.matchAll(/MONGODB_URI: (\S+)/g))
    assert.match(uri[1], /^mongodb:\/\/strata:\$\{MONGO_PASSWORD\}@/);
  assert.match(compose, /MONGO_INITDB_ROOT_PASSWORD/);
  assert.match(compose, /--keyFile/);
});

test('docs/OPERATIONS.md names every setting, and every exit code of the server', () => {
  const page = readFileSync('docs/OPERATIONS.md', 'utf8');
  const settings = new Set(
    [...readFileSync('src/config.ts', 'utf8').matchAll(/\b(STRATA_[A-Z_]+)\b/g)].map((m) => m[1]),
  );
  assert.ok(settings.size > 10);
  assert.deepEqual(
    [...settings].filter((name) => !page.includes(name)),
    [],
  );
  assert.match(page, /\| 70 \|/);
});

test('every limit of an entry point is on unless it is switched off explicitly', () => {
  const { doors, admission } = readConfig({});
  for (const [name, value] of [...Object.entries(doors), ...Object.entries(admission)]) assert.ok(value > 0, name);
  assert.throws(() => readConfig({ STRATA_CONNECTIONS_PER_ADDRESS: '-1' }), /STRATA_CONNECTIONS_PER_ADDRESS/);
});
