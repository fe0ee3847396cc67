/** Tests that the runner starts the longest files first, and every file once. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { choose, testFiles, withinReach } from './files.js';
import { LONGEST } from './longest.js';
import { readOptions } from './options.js';

const nameOf = ({ source }: { readonly source: string }): string => source.replace(/\.test\.ts$/, '');

test('every file listed as slow exists, and is listed once', () => {
  assert.deepEqual(
    LONGEST.filter((name) => !existsSync(`${name}.test.ts`)),
    [],
  );
  assert.equal(new Set(LONGEST).size, LONGEST.length);
});

test('the slowest files are started first, and every file of the tier is started once', () => {
  const files = testFiles();
  const fast = choose(files, readOptions([])).map(nameOf);
  assert.deepEqual(fast.slice(0, LONGEST.length), LONGEST);
  assert.deepEqual(
    [...fast].sort(),
    files
      .filter((file) => !file.long)
      .map(nameOf)
      .sort(),
  );
  const full = choose(files, readOptions(['--full'])).map(nameOf);
  assert.equal(full.length, files.length);
  const long = files.filter((file) => file.long).map(nameOf);
  assert.deepEqual(full.slice(0, long.length), long, 'files of the full tier come first');
});

test('the fast tier skips browser tests without a browser, and every other run includes them', () => {
  const browsers = (args: string[], chromium?: string): number => {
    const options = readOptions(args);
    return withinReach(choose(testFiles(), options), options, chromium).filter((file) => file.drivesBrowser).length;
  };
  assert.ok(browsers([], '/usr/bin/chromium') >= 2);
  assert.equal(browsers([]), 0);
  assert.ok(browsers(['browser/']) > browsers([], '/usr/bin/chromium'));
  assert.equal(browsers(['--full']), browsers(['--full'], '/usr/bin/chromium'));
  assert.equal(browsers(['--full', '--without-browsers'], '/usr/bin/chromium'), 0);
});
