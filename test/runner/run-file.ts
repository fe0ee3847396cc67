/** Runs one test file in a process of its own, reads its results as they come, and ends it when it hangs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestFile } from './files.js';
import type { Failure, Line } from './reporter.js';

const REPORTER = fileURLToPath(new URL('./reporter.js', import.meta.url));
/** A file is ended at so many times its budget. */
const HANG = 2;
const LOOK_EVERY_MS = 500;
const OUTPUT_KEPT = 20_000;

export interface FileResult {
  readonly file: TestFile;
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: Failure[];
  /** Seconds on the clock. */
  wall: number;
  /** CPU seconds, its children's too; unknown when it was ended. */
  cpu?: number;
  /** Seeds it said it uses. */
  seeds: readonly string[];
  /** The end of what it printed. */
  output: string;
  hung: boolean;
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** A folder for what it reports. */
  readonly folder: string;
  /** Its budget; asked for again and again, because the machine may become slower. */
  readonly budgetMs: () => number;
  /** Hears of each failure at once. */
  readonly onFailure: (failure: Failure) => void;
}

const running = new Set<ChildProcess>();
/** Ends everything that runs, with the servers the files started. */
export function endAll(): void {
  for (const child of running) endGroup(child);
}
function endGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

export async function runFile(file: TestFile, options: RunOptions): Promise<FileResult> {
  const result: FileResult = {
    file,
    passed: 0,
    failed: 0,
    skipped: 0,
    failures: [],
    wall: 0,
    seeds: [],
    output: '',
    hung: false,
  };
  const fail = (failure: Failure): void => {
    result.failed++;
    result.failures.push(failure);
    options.onFailure(failure);
  };
  const events = join(options.folder, `${file.source.replaceAll(/[\\/]/g, '_')}.ndjson`);
  const reports = new Reports(events, result, fail);
  const began = Date.now();
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', `--test-reporter=${REPORTER}`, '--test-reporter-destination=stdout', file.path],
    { env: { ...options.env, STRATA_TEST_EVENTS: events }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  running.add(child);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (result.output = (result.output + String(chunk)).slice(-OUTPUT_KEPT)));
  const watch = setInterval(() => {
    reports.read();
    if (Date.now() - began <= HANG * options.budgetMs()) return;
    result.hung = true;
    endGroup(child);
  }, LOOK_EVERY_MS);
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  clearInterval(watch);
  // A server that the file left running would go on for ever.
  endGroup(child);
  running.delete(child);
  reports.read();
  result.wall = (Date.now() - began) / 1000;
  result.output = result.output.trim();
  result.seeds = [...new Set([...result.output.matchAll(/^seed: (.+)$/gm)].map((match) => match[1]))];
  const error = `in: ${reports.current}`;
  if (result.hung) fail({ name: `still running after ${result.wall.toFixed(0)} s`, error });
  else if (code !== 0 && result.failed === 0) fail({ name: `ended with ${signal ?? `code ${code}`}`, error });
  else if (result.passed + result.failed + result.skipped === 0) fail({ name: 'ran no test' });
  return result;
}

/** The lines that a file's process writes, read as they come. */
class Reports {
  /** The test that began last. */
  current = '';
  private taken = 0;

  constructor(
    private readonly path: string,
    private readonly result: FileResult,
    private readonly fail: (failure: Failure) => void,
  ) {}

  read(): void {
    if (!existsSync(this.path)) return;
    const text = readFileSync(this.path, 'utf8');
    const whole = text.lastIndexOf('\n') + 1;
    for (const line of text.slice(this.taken, whole).split('\n').filter(Boolean)) this.take(JSON.parse(line) as Line);
    this.taken = whole;
  }

  private take(line: Line): void {
    if (line.kind === 'running') this.current = line.name;
    else if (line.kind === 'end') this.result.cpu = line.cpu;
    else if (line.kind !== 'failed') this.result[line.kind]++;
    else if (line.own) this.fail({ name: line.name, at: line.at, error: line.error });
    else this.result.failed++;
  }
}
