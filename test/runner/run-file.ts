/** Runs one test file in its own process, reads its results as they arrive, and kills it when it hangs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestFile } from './files.js';
import type { Failure, Line } from './reporter.js';

const REPORTER = fileURLToPath(new URL('./reporter.js', import.meta.url));
/** A file is killed when it has run for this multiple of its time limit. */
const HANG = 2;
const LOOK_EVERY_MS = 500;
const OUTPUT_KEPT = 20_000;

export interface FileResult {
  readonly file: TestFile;
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: Failure[];
  /** Duration of the run in seconds. */
  wall: number;
  /** CPU seconds, including children. Unknown when the process was killed. */
  cpu?: number;
  /** Random seeds that the test file printed. */
  seeds: readonly string[];
  /** The last part of the output. */
  output: string;
  hung: boolean;
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Folder for the reports of the test process. */
  readonly folder: string;
  /** Returns the time limit. It is called repeatedly, because the machine may become slower. */
  readonly budgetMs: () => number;
  /** Called immediately for each failure. */
  readonly onFailure: (failure: Failure) => void;
}

const running = new Set<ChildProcess>();
/** Kills all running files and the servers they started. */
export function endAll(): void {
  for (const child of running) endGroup(child);
}
function endGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // The process has already exited.
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
  // A server that the file left running would never exit, so the whole process group is killed.
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

/** Reads the result lines that the process of a test file writes, as they arrive. */
class Reports {
  /** Name of the test that started last. */
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
