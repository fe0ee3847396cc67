// Compares the engine and the whole server with the simple reference implementation, for any number of cases: `npm run
// prove -- --pairs 1000000 --seed 7`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCoverage } from '#dist/test/support/coverage.js';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '3' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run prove -- [--pairs N] [--seed S] [--rounds R]\n\n  --pairs   condition x instant pairs of the engine against the oracle (default 1,000,000)\n  --seed    repeats a run (default: from the clock, printed)\n  --rounds  worlds sent through a real server, each compared six ways (default 3)',
  );
  process.exit(0);
}
const seed = Number(values.seed);
/** Runs one compiled test file and returns its exit code. */
const run = (/** @type {string} */ file, /** @type {Record<string, string>} */ env) =>
  new Promise((done) => {
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', '--test', '--test-timeout=3600000', `dist/test/${file}.test.js`],
      { stdio: 'inherit', env: { ...process.env, ...env } },
    );
    child.on('exit', (code) => done(code ?? 1));
  });
console.log(`seed ${seed}, ${Number(values.pairs).toLocaleString('en')} pairs, ${values.rounds} worlds`);
const folder = mkdtempSync(join(tmpdir(), 'strata-prove-'));
const collected = join(folder, 'coverage');
let failed = await run('segments/oracle', {
  STRATA_SEED: String(seed),
  STRATA_PAIRS: values.pairs,
  STRATA_COVERAGE: collected,
});
// Many customers at once, on columns: as many rounds for each pair as in `npm test`.
const rounds = String(Math.max(20, Math.round(Number(values.pairs) / 200)));
failed ||= await run('segments/columns', {
  STRATA_SEED: String(seed),
  STRATA_COLUMN_ROUNDS: rounds,
  STRATA_COVERAGE: collected,
});
// Every analysis in random shops.
const shops = String(Math.max(60, Math.round(Number(values.pairs) / 100)));
for (const name of ['trends', 'funnel', 'retention', 'retail', 'paths', 'baskets', 'slots', 'row-condition'])
  failed ||= await run(`analyses/${name}`, {
    STRATA_SEED: String(seed),
    STRATA_ANALYSIS_WORLDS: shops,
    STRATA_COVERAGE: collected,
  });
failed ||= await run('identity/fold', { STRATA_SEED: String(seed), STRATA_COVERAGE: collected });
// Number of random order histories: a tenth of the number of pairs, and at least 500.
const histories = String(Math.max(500, Math.round(Number(values.pairs) / 10)));
failed ||= await run('orders/fold', { STRATA_SEED: String(seed), STRATA_ORDERS: histories });
failed ||= await run('segments/changed-definitions', { STRATA_SEED: String(seed), STRATA_COVERAGE: collected });
failed ||= await run('definitions/changed-fields', { STRATA_SEED: String(seed), STRATA_COVERAGE: collected });
failed ||= await run('coupons/decided', {
  STRATA_SEED: String(seed),
  STRATA_TEST_TIER: 'full',
  STRATA_COVERAGE: collected,
});
failed ||= await run('coupons/sql', { STRATA_SEED: String(seed) });
for (let i = 0; i < Number(values.rounds) && !failed; i++)
  failed = await run('segments/one-meaning', { STRATA_SEED: String(seed + i) });
const { tables, missing } = readCoverage(existsSync(collected) ? readFileSync(collected, 'utf8') : '');
rmSync(folder, { recursive: true, force: true });
if (!failed) {
  console.log('how often each was met:');
  for (const [table, counts] of tables) {
    console.log(`\n${table}`);
    for (const [name, n] of [...counts].sort((a, b) => a[1] - b[1]))
      console.log(`  ${n.toLocaleString('en').padStart(12)}  ${name}`);
  }
  for (const name of missing) console.log(`\nnever met: ${name}; extend the generator (test/support)`);
  if (missing.length > 0) failed = 1;
}
console.log(failed ? `failed; repeat it with --seed ${seed}` : 'no difference found');
process.exit(failed);
