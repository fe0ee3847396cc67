/** Runs the fuzzer for HTTP and WebSockets briefly. `npm run prove:doors` runs it longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, freshSeed } from '../support/amount.js';
import { fuzzDoors } from './fuzz/run.js';

test('random requests, upgrades and frames cause no crash and no internal error, and others are served', async () => {
  const run = await fuzzDoors(amount(4000, 20_000, 'STRATA_REQUESTS'), freshSeed());
  assert.equal(run.died, undefined);
  assert.deepEqual(run.faults, []);
  const met = run.branches.filter(({ count }) => count > 0);
  assert.ok(run.branches.length > 60, `${run.branches.length} refusing branches are known`);
  assert.ok(met.length > run.branches.length / 2, `${met.length} of ${run.branches.length} refusing branches`);
});
