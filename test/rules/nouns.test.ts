/** Tests that each layer names its folders, and the storage layer its files, by the nouns of the project. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import {
  AUDIENCES,
  foldersOfLayers,
  LAYERS,
  NOUN_OF_STORAGE,
  nounOfStorage,
  NOUNS,
  OTHER_FOLDERS,
  OTHER_STORAGE,
  storageFiles,
  withoutNoun,
} from './checks/nouns.js';

test('every folder of a layer and every storage file has a noun, or is listed with a reason', () => {
  const folders = foldersOfLayers('.');
  for (const layer of LAYERS) assert.ok(folders.filter((path) => dirname(path) === layer).length >= 3, layer);
  assert.ok(folders.length > 100, `${folders.length} folders`);
  assert.ok(storageFiles('.').length > 40, `${storageFiles('.').length} files`);
  const listed = [...Object.keys(OTHER_FOLDERS), ...Object.keys(OTHER_STORAGE).map((file) => `src/storage/${file}.ts`)];
  assert.deepEqual([...withoutNoun('.')].sort(), listed.sort(), 'take a noun of test/rules/checks/nouns.ts');
});

test('every noun is used by at least two layers', () => {
  const used = [
    ...new Set(foldersOfLayers('.')),
    ...new Set(storageFiles('.').map((file) => `src/storage/${nounOfStorage(file)}`)),
  ];
  const layersOf = (noun: string): number => used.filter((path) => path.endsWith(`/${noun}`)).length;
  assert.deepEqual(
    NOUNS.filter((noun) => layersOf(noun) < 2),
    [],
    'a noun of a single layer is an exception',
  );
  assert.deepEqual([...NOUNS].sort(), NOUNS);
});

test('every storage file listed under a noun exists and is not named like it', () => {
  const files = storageFiles('.');
  for (const [file, noun] of Object.entries(NOUN_OF_STORAGE)) {
    assert.ok(files.includes(file), file);
    assert.ok(NOUNS.includes(noun), `${file}: ${noun}`);
    assert.notEqual(file, noun);
  }
});

test('operations documents have a folder for each audience', () => {
  assert.deepEqual(readdirSync('schema/operations').sort(), AUDIENCES);
});

test('a folder and a storage file with other names are reported', () => {
  const root = mkdtempSync(join(tmpdir(), 'strata-nouns-'));
  try {
    for (const path of ['src/engine/coupons/a.ts', 'src/graphql/coupon/a.ts', 'test/vouchers/a.ts']) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    mkdirSync(join(root, 'src/storage'));
    for (const file of ['coupons', 'coupon-packs', 'users', 'vouchers'])
      writeFileSync(join(root, `src/storage/${file}.ts`), '');
    assert.deepEqual(withoutNoun(root), ['src/graphql/coupon', 'test/vouchers', 'src/storage/vouchers.ts']);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  assert.ok(!existsSync(root));
});
