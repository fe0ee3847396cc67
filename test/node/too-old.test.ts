/** Tests that every entry point that users start rejects a Node version below `engines` with a single sentence. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as { engines: { node: string } };
const needed = engines.node.replace('>=', '');
const [major, minor] = needed.split('.').map(Number);

/** Runs a script under a Node that reports another version. */
const under = (version: string, script: string, ...args: string[]): { status: number | null; stderr: string } =>
  spawnSync(
    process.execPath,
    [`--import=data:text/javascript,Object.defineProperty(process,'version',{value:'v${version}'})`, script, ...args],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );

for (const script of ['scripts/build.mjs', 'dist/src/main.js', 'dist/src/cli/strata.js']) {
  test(`${script} names the Node version it needs`, () => {
    const version = `${major}.${minor - 1}.9`;
    const { status, stderr } = under(version, script);
    assert.equal(stderr, `Strata needs Node ${needed} or later; this is Node ${version}.\n`);
    assert.equal(status, 1);
  });
}

test('versions are compared by their numeric parts', () => {
  const taken = (version: string): boolean => under(version, 'scripts/node-version.mjs').status === 0;
  for (const version of [needed, `${major}.${minor + 1}.0`, `${major + 2}.0.0`, `${major + 80}.0.0`])
    assert.ok(taken(version), version);
  for (const version of [`${major}.9.99`, `${major - 1}.99.99`, '8.99.0']) assert.ok(!taken(version), version);
  assert.equal(under(needed, 'dist/src/cli/strata.js', '--help').status, 0);
});
