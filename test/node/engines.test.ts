/** Tests that no installed package requires a newer Node than Strata does, so that installation prints no warnings. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { minVersion, satisfies } from 'semver';

interface Package {
  readonly engines?: { readonly node?: string };
}

const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

test('every package of the lock file runs on the oldest Node', () => {
  const oldest = minVersion(read<Required<Package>>('package.json').engines.node!)!;
  const packages = Object.entries(read<{ packages: Record<string, Package> }>('package-lock.json').packages);
  const asking = packages.filter(([, { engines }]) => engines?.node !== undefined);
  assert.ok(asking.length > 200, `${asking.length} packages say which Node they need`);
  const newer = asking.filter(([, { engines }]) => !satisfies(oldest, engines!.node!));
  assert.deepEqual(
    newer.map(([path, { engines }]) => `${path} needs ${engines!.node}`),
    [],
  );
});
