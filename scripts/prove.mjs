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
    check: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run prove -- [--pairs N] [--seed S] [--rounds R] [--check]\n\n  --pairs   condition x instant pairs of the engine against the oracle (default 1,000,000)\n  --seed    repeats a run (default: from the clock, printed)\n  --rounds  worlds sent through a real server, each compared six ways (default 3)\n  --check   says whether every test exists, and runs none',
  );
  process.exit(0);
}
const seed = Number(values.seed);
const pairs = Number(values.pairs);
/** @param {number} least @param {number} pairsEach */
const amount = (least, pairsEach) => String(Math.max(least, Math.round(pairs / pairsEach)));
/** Every analysis in random shops. */
const ANALYSES = ['trends', 'funnel', 'retention', 'retail', 'paths', 'baskets', 'resource-slots', 'row-condition'];
/**
 * Compiled test files with their environment, in the order in which they run.
 * @type {readonly (readonly [file: string, env: Readonly<Record<string, string>>])[]}
 */
const PROOFS = [
  ['segments/oracle', { STRATA_PAIRS: values.pairs }],
  // Many customers at once, on columns: as many rounds for each pair as in `npm test`.
  ['segments/columns', { STRATA_COLUMN_ROUNDS: amount(20, 200) }],
  ...ANALYSES.map((name) => /** @type {const} */ ([`analyses/${name}`, { STRATA_ANALYSIS_WORLDS: amount(60, 100) }])),
  ['identity/fold', {}],
  ['orders/fold', { STRATA_ORDERS: amount(500, 10) }],
  ['segments/changed-definitions', {}],
  ['definitions/changed-fields', {}],
  ['coupons/decided', { STRATA_TEST_TIER: 'full' }],
  ['coupons/sql', {}],
  ...Array.from(
    { length: Number(values.rounds) },
    (_, i) => /** @type {const} */ (['segments/one-meaning', { STRATA_SEED: String(seed + i) }]),
  ),
];
const fileOf = (/** @type {string} */ name) => `dist/test/${name}.test.js`;
// Check all files before running any. A missing file would otherwise end a run that takes hours.
const absent = PROOFS.filter(([name]) => !existsSync(fileOf(name)));
for (const [name] of absent) console.error(`there is no test ${name}`);
if (absent.length > 0) process.exit(1);
if (values.check) {
  console.log(`${PROOFS.length} tests can be run`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'strata-prove-'));
const collected = join(folder, 'coverage');
/** Runs one compiled test file and returns its exit code. */
const run = (/** @type {string} */ file, /** @type {Readonly<Record<string, string>>} */ env) =>
  new Promise((done) => {
    const child = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-timeout=3600000', fileOf(file)], {
      stdio: 'inherit',
      env: { ...process.env, STRATA_SEED: String(seed), STRATA_COVERAGE: collected, ...env },
    });
    child.on('exit', (code) => done(code ?? 1));
  });
console.log(`seed ${seed}, ${pairs.toLocaleString('en')} pairs, ${values.rounds} worlds`);
let failed = 0;
for (const [name, env] of PROOFS) failed ||= await run(name, env);
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
