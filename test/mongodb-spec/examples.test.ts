/**
 * Tests the embedded database and the driver with examples in MongoDB's unified test format. `npm run test:spec` runs
 * the official tests.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';
import { unmet, type TestFile } from './format.js';
import { runFile } from './runner.js';
import { leftOut } from './skipped.js';

const EXAMPLES = 'test/mongodb-spec/examples';
const dir = mkdtempSync(join(tmpdir(), 'strata-spec-'));
let running: RunningDatabase;
let internal: MongoClient;

before(async () => {
  running = await startEmbedded({
    dir: join(dir, 'db'),
    listen: { socket: join(dir, 's.sock') },
    noSync: true,
    testCommands: true,
  });
  internal = await MongoClient.connect(running.uri);
});
after(async () => {
  await internal.close();
  await running.close();
  rmSync(dir, { recursive: true, force: true });
});

const read = (name: string): TestFile =>
  EJSON.parse(readFileSync(join(EXAMPLES, name), 'utf8'), { relaxed: true }) as TestFile;

for (const name of readdirSync(EXAMPLES).filter((f) => f !== 'must-fail.json')) {
  test(`${name}: the results are those of MongoDB's specifications`, async () => {
    const results = await runFile(running.uri, internal, read(name));
    assert.deepEqual(
      results.filter((r) => r.verdict === 'failed').map((r) => `${r.test}: ${r.why}`),
      [],
    );
    assert.deepEqual(
      results.filter((r) => r.verdict === 'refused').map((r) => r.why),
      name === 'crud.json' ? ['the find option collation'] : [],
    );
    assert.ok(results.some((r) => r.verdict === 'passed'));
  });
}

test('a test with wrong expectations fails', async () => {
  const results = await runFile(running.uri, internal, read('must-fail.json'));
  assert.deepEqual(
    results.filter((r) => r.verdict !== 'failed').map((r) => r.test),
    [],
  );
});

test('requirements of tests and the list of exclusions are respected', () => {
  assert.equal(unmet([{ minServerVersion: '4.4', topologies: ['replicaset'] }]), undefined);
  assert.equal(unmet([{ minServerVersion: '5.0' }]), 'needs MongoDB 5.0');
  assert.equal(unmet([{ maxServerVersion: '4.2.99' }]), 'is for MongoDB up to 4.2.99');
  assert.equal(unmet([{ topologies: ['sharded'] }, { minServerVersion: '4.0' }]), undefined);
  assert.equal(unmet([{ topologies: ['sharded'] }]), 'is for sharded');
  const file = { ...read('crud.json'), description: 'client bulkWrite' };
  assert.match(leftOut(file, file.tests[0])!, /8\.0/);
  assert.equal(leftOut(read('crud.json'), file.tests[0]), undefined);
});
