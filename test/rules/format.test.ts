/** Every file is formatted. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('every file is formatted', () => {
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/oxfmt/bin/oxfmt', '--check'], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, `run: npm run format\n${stdout}`);
  const seen = Number(/on (\d+) files/.exec(stdout)?.[1]);
  assert.ok(seen > 380, `the formatter saw ${seen} files`);
});
