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
import { profileReads } from './profile.js';
import { agent, ROUNDS, wants } from './support.js';
import { columns } from './scale/columns.js';
import { restart } from './scale/restart.js';
import { scale } from './scale/scale.js';
import { drain, lateness } from './time.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-bench-'));
try {
  console.log(
    `Strata benchmarks, ${new Date().toISOString()}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, medians of ${ROUNDS}\n`,
  );
  if (wants('evaluation')) evaluation();
  if (wants('latency')) await latency(dir);
  if (wants('profile')) await profileReads(dir);
  if (wants('ingest')) await ingest(dir);
  if (wants('bulk')) await bulk(dir);
  if (wants('lateness')) await lateness(dir);
  if (wants('drain')) await drain(dir);
  if (wants('hot')) await hot(dir);
  if (wants('overload')) await overload(dir);
  if (wants('abuse')) await abuse(dir);
  if (wants('identity')) await identity(dir);
  if (wants('coupons')) await coupons(dir);
  if (wants('analyses')) await analyses();
  if (wants('lists')) await lists(dir);
  if (wants('columns')) columns();
  if (wants('restart')) await restart(dir);
  if (wants('scale')) await scale(dir);
} finally {
  agent.destroy();
  rmSync(dir, { recursive: true, force: true });
}
