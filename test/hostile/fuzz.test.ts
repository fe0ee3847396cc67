/** Runs the fuzzer for HTTP and WebSockets briefly. `npm run prove:doors` runs it longer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, freshSeed } from '../support/amount.js';
import { fuzzDoors } from './fuzz/run.js';

/** Routes that need something to exist before a request gets past their first checks. */
const ROUTES = ['imports-route', 'fewer-messages-route', 'openid-route', 'exports-route'];

test('random requests, upgrades and frames cause no crash and no internal error, and others are served', async () => {
  const run = await fuzzDoors(amount(4000, 20_000, 'STRATA_REQUESTS'), freshSeed());
  assert.equal(run.died, undefined);
  assert.deepEqual(run.faults, []);
  const met = run.branches.filter(({ count }) => count > 0);
  assert.ok(run.branches.length > 60, `${run.branches.length} refusing branches are known`);
  const { asked, refused } = run.during;
  assert.ok(asked - refused > 5, `${refused} of ${asked} requests of another caller were refused`);
  for (const route of ROUTES)
    assert.ok(
      met.some(({ place }) => place.includes(`/${route}.`)),
      route,
    );
  assert.ok(run.reasons.has('IMPORT_PART_MISPLACED'), 'parts reach an upload');
  assert.ok(run.statuses.has(302), 'sign-ins are redirected');
  assert.ok(met.length > run.branches.length / 2, `${met.length} of ${run.branches.length} refusing branches`);
});
