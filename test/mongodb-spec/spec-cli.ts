/**
 * `npm run test:spec -- FOLDER`: runs MongoDB's driver specification tests (unified format, JSON) against the embedded
 * database.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { EJSON } from 'bson';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../src/embedded/start.js';
import type { TestFile } from './format.js';
import { convertLegacy } from './legacy.js';
import { runFile, type Result, type Verdict } from './runner.js';
import { leftOut } from './skipped.js';

const HELP = `npm run test:spec -- FOLDER [--only TEXT] [--verbose]

FOLDER    holds tests of https://github.com/mongodb/specifications in the unified format or one before it, as JSON, at any depth
          (source/crud/tests, transactions, transactions-convenient-api, change-streams, retryable-reads, retryable-writes)
--only    runs the files whose path holds TEXT
--verbose says why tests were skipped or refused`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (!folder || values.help) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const files = (readdirSync(folder, { recursive: true }) as string[])
  .map((f) => join(folder, f))
  .filter((f) => f.endsWith('.json') && statSync(f).isFile() && (!values.only || f.includes(values.only)))
  .sort();
const dir = mkdtempSync(join(tmpdir(), 'strata-spec-'));
const running = await startEmbedded({
  dir: join(dir, 'db'),
  listen: { socket: join(dir, 's.sock') },
  noSync: true,
  testCommands: true,
});
const internal = await MongoClient.connect(running.uri);
const counts = new Map<string, Record<Verdict, number>>();
const said: Result[] = [];
let done = 0;
for (const path of files) {
  const read = EJSON.parse(readFileSync(path, 'utf8'), { relaxed: true }) as TestFile;
  if (!Array.isArray(read.tests)) continue;
  const group = relative(folder, dirname(path)) || '.';
  const row = counts.get(group) ?? { passed: 0, failed: 0, skipped: 0, refused: 0 };
  counts.set(group, row);
  for (const file of read.schemaVersion ? [read] : convertLegacy(path, read)) {
    for (const result of await runFile(running.uri, internal, file, (test) => leftOut(file, test))) {
      row[result.verdict]++;
      if (result.verdict !== 'passed') said.push(result);
    }
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${++done} of ${files.length} files`);
}
await internal.close();
await running.close();
rmSync(dir, { recursive: true, force: true });

for (const r of said)
  if (r.verdict === 'failed' || values.verbose) console.log(`${r.verdict}: ${r.test}\n    ${r.why}`);
const width = Math.max(20, ...[...counts.keys()].map((k) => k.length));
console.log(`\n${'folder'.padEnd(width)}  passed  failed  refused  skipped`);
const total = { passed: 0, failed: 0, refused: 0, skipped: 0 };
for (const [group, row] of counts) {
  console.log(
    `${group.padEnd(width)}  ${String(row.passed).padStart(6)}  ${String(row.failed).padStart(6)}  ${String(row.refused).padStart(7)}  ${String(row.skipped).padStart(7)}`,
  );
  for (const k of Object.keys(total) as Verdict[]) total[k] += row[k];
}
if (files.length === 0) console.log(`no JSON file in ${folder}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.refused + total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
