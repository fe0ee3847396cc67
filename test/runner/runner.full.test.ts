/** Tests the test runner itself with generated files: its counts, its messages, and that no failure is missed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(join(tmpdir(), 'strata-runner-'));
const HEAD = "import test from 'node:test'; import assert from 'node:assert/strict';\n";
const FILES = {
  'good.test.js': "test('one', (t) => t.test('inner', () => {})); test('two', { skip: 'no' }, () => {});",
  'bad.test.js':
    "console.log('seed: 42'); test('outer', (t) => t.test('inner', () => assert.equal(1, 2, 'one is not two')));",
  'crash.test.js': "test('fine', () => {}); setTimeout(() => process.exit(3), 50);",
  'empty.test.js': '',
  'hang.test.js': "test('waits', () => new Promise(() => setInterval(() => {}, 1000)));",
  'slow.test.js': "test('waits a while', () => new Promise((done) => setTimeout(done, 700)));",
  'busy.test.js':
    "test('works', () => { const end = process.cpuUsage().user + 1e6; while (process.cpuUsage().user < end); });",
  'long.full.test.js': "test('long', () => assert.equal(process.env.STRATA_TEST_TIER, 'full'));",
  'page.full.test.js':
    "await import('../../nowhere').catch(() => {}); // '../support/browser.js'\ntest('page', () => {});",
};
before(() => {
  mkdirSync(join(folder, 'dist/test'), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, 'dist/test', name), HEAD + text);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(
  args: readonly string[],
  env: Record<string, string> = {},
): { code: number | null; text: string; last: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('./run.js', import.meta.url)), ...args],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', STRATA_RECORD_COMMANDS: '', CHROMIUM_PATH: process.execPath, ...env },
    },
  );
  return { code: status, text: stdout + stderr, last: stdout.trimEnd().split('\n').at(-1)! };
}

test('passed tests are counted without output, and the total is alone on the last line', () => {
  const { code, text, last } = run(['good']);
  assert.equal(last, '2 passed, 0 failed, 1 skipped');
  assert.equal(code, 0);
  assert.match(text, /1\/1 ok +test\/good \(2 passed, 1 skipped; /);
  assert.ok(!text.includes('inner'));
});

test('a failure is shown with its test path, its message, and a command to repeat it', () => {
  const { code, text, last } = run(['bad', 'good']);
  assert.equal(last, '2 passed, 2 failed, 1 skipped', 'a test and its parent');
  assert.equal(code, 1);
  assert.equal(text.split('✗ test/bad: outer > inner').length, 3, 'at once and at the end');
  assert.match(text, /one is not two/);
  assert.match(text, /STRATA_SEED=42 npm test -- bad/);
});

test('a file that ends the process, has no test, or hangs is reported as a failure', () => {
  const crash = run(['crash']);
  assert.equal(crash.code, 1);
  assert.match(crash.text, /✗ test\/crash: ended with code 3/);
  const empty = run(['empty']);
  assert.equal(empty.last, '0 passed, 1 failed');
  assert.match(empty.text, /✗ test\/empty: ran no test/);
  // The limit is long enough for the test to start on a busy machine.
  const hang = run(['hang', '--budget', '1']);
  assert.equal(hang.code, 1);
  assert.match(hang.text, /✗ test\/hang: still running after \d+ s\n.*in: waits/);
});

test('a file above its budget of wall clock or CPU time fails, and a larger budget lets it pass', () => {
  // The limit is less than the files need, even after it is extended for a busy machine.
  const tight = '0.01';
  for (const name of ['slow', 'busy']) {
    const { code, text } = run([name, '--budget', tight]);
    assert.match(text, new RegExp(`✗ test/${name}: (over its budget of 0.01 s|still running after)`));
    assert.equal(code, 1);
  }
  assert.equal(run(['slow', 'busy', '--budget', '60']).last, '2 passed, 0 failed');
});

test('the file name decides the tier, and a file named explicitly runs in any tier', () => {
  assert.match(run(['--full', 'long']).last, /^1 passed, 0 failed/);
  assert.match(run(['long']).last, /^0 passed, 1 failed/, 'without --full, at the size of npm test');
  assert.equal(run(['nothing']).last, '0 passed, 1 failed');
  assert.match(run(['nothing']).text, /no test file matches nothing/);
});

test('without a browser the run tells how to install one, and browser tests can be left out', () => {
  const without = run(['page', 'good'], { CHROMIUM_PATH: join(folder, 'nowhere') });
  assert.equal(without.code, 1);
  assert.match(without.text, /apt-get install -y chromium/);
  const left = run(['page', 'good', '--without-browsers'], { CHROMIUM_PATH: join(folder, 'nowhere') });
  assert.equal(left.last, '2 passed, 0 failed, 1 skipped');
  assert.match(left.text, /1 files left out: they drive a browser/);
  assert.equal(run(['page']).last, '1 passed, 0 failed');
});

test('--help lists the options, and an unknown option is rejected', () => {
  assert.match(run(['--help']).text, /npm run test:full.*--without-browsers.*STRATA_SEED/s);
  const wrong = run(['--ful']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.text, /Unknown option '--ful'/);
});
