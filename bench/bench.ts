/** Runs all benchmarks one after another, each with its baseline in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { abuse } from './abuse/abuse.js';
import { analyses } from './analyses.js';
import { bulk } from './bulk.js';
import { coupons } from './coupons.js';
import { evaluation } from './evaluation.js';
import { identity } from './identity.js';
import { ingest } from './ingest.js';
import { latency } from './live.js';
import { lists } from './lists.js';
import { hot, overload } from './load.js';
import { models } from './models.js';
import { profileReads } from './profile.js';
import { agent, BENCHMARKS, options, ROUNDS, type Benchmark } from './support.js';
import { columns } from './scale/columns.js';
import { restart } from './scale/restart.js';
import { scale } from './scale/scale.js';
import { drain, lateness } from './time.js';

const RUN: { readonly [B in Benchmark]: (dir: string) => void | Promise<void> } = {
  evaluation,
  latency,
  profile: profileReads,
  ingest,
  bulk,
  lateness,
  drain,
  hot,
  overload,
  abuse,
  identity,
  coupons,
  analyses,
  models,
  lists,
  columns,
  restart,
  scale,
};

const dir = mkdtempSync(join(tmpdir(), 'strata-bench-'));
try {
  console.log(
    `Strata benchmarks, ${new Date().toISOString()}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, medians of ${ROUNDS}\n`,
  );
  for (const name of BENCHMARKS) if (!options.only || options.only === name) await RUN[name](dir);
} finally {
  agent.destroy();
  rmSync(dir, { recursive: true, force: true });
}
