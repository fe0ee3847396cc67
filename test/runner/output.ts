/**
 * Prints a test run. Each finished file has one line, failures are printed immediately and again at the end, and the
 * output of passed tests is omitted.
 */
import type { TestFile } from './files.js';
import type { Failure } from './reporter.js';
import type { FileResult } from './run-file.js';

const terminal = process.stdout.isTTY;
const colour = (code: number) => (text: string) => (terminal ? `\u001b[${code}m${text}\u001b[0m` : text);
const red = colour(31);
const green = colour(32);
const grey = colour(90);
const SLOWEST = 8;

export const duration = (seconds: number): string =>
  seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
const indent = (text: string): string => text.replaceAll(/^/gm, '      ');
const nameOf = (file: TestFile): string => file.source.replace(/\.test\.ts$/, '');
const cpuOf = ({ cpu }: FileResult): string => (cpu === undefined ? '?' : duration(cpu));

/** Overwrites the status line at the bottom of the terminal, which shows the running files. */
function status(text: string): void {
  if (terminal) process.stdout.write(`\r\u001b[K${text.slice(0, (process.stdout.columns || 100) - 1)}`);
}
function line(text: string): void {
  status('');
  console.log(text);
}

export class Output {
  private readonly began = Date.now();
  private done = 0;
  private readonly running = new Map<TestFile, number>();
  private readonly timer = setInterval(() => this.show(), 1000).unref();

  constructor(private readonly total: number) {}

  private show(): void {
    const seconds = (since: number): string => duration(Math.round((Date.now() - since) / 1000)).replace('.0', '');
    const names = [...this.running].map(([file, since]) => `${nameOf(file)} ${seconds(since)}`);
    status(`${this.done} of ${this.total} files, ${seconds(this.began)}: ${names.join(', ')}`);
  }

  started(file: TestFile): void {
    this.running.set(file, Date.now());
    this.show();
  }

  failed(file: TestFile, failure: Failure): void {
    line(describe(file, failure));
  }

  ended(result: FileResult): void {
    const { file, passed, failed, skipped } = result;
    this.running.delete(file);
    this.done++;
    const place = `${String(this.done).padStart(String(this.total).length)}/${this.total}`;
    const what = [`${passed} passed`, failed && `${failed} failed`, skipped && `${skipped} skipped`];
    const cost = `${duration(result.wall)}, CPU ${cpuOf(result)}`;
    const details = grey(`(${what.filter(Boolean).join(', ')}; ${cost})`);
    line(`${grey(place)} ${failed > 0 ? red('FAILED') : green('ok    ')} ${nameOf(file)} ${details}`);
    this.show();
  }

  end(): void {
    clearInterval(this.timer);
    status('');
  }
}

function describe(file: TestFile, { name, at, error }: Failure): string {
  return [red(`  ✗ ${nameOf(file)}: ${name}`), at && grey(indent(at)), error && indent(error)]
    .filter(Boolean)
    .join('\n');
}

function showSlowest(results: readonly FileResult[]): void {
  console.log('\nSlowest files:');
  for (const result of [...results].sort((a, b) => b.wall - a.wall).slice(0, SLOWEST))
    console.log(
      `  ${duration(result.wall).padStart(12)}  ${grey(`CPU ${cpuOf(result).padEnd(11)}`)}  ${nameOf(result.file)}`,
    );
}

/** Prints the failures of a file and the command to run it alone. */
function showFailures({ file, failures, seeds, output }: FileResult): void {
  for (const failure of failures) console.log(describe(file, failure));
  const seed = seeds.length > 0 ? `STRATA_SEED=${seeds[0]} ` : '';
  console.log(`    run it alone: ${seed}npm test -- ${nameOf(file).replace(/^test\//, '')}`);
  if (output) console.log(`    what it printed:\n${indent(output)}`);
}

export interface Run {
  readonly results: readonly FileResult[];
  /** Failures that belong to the whole run and not to a single file. */
  readonly faults: readonly string[];
  readonly notes: readonly string[];
  /** Duration in seconds. */
  readonly wall: number;
}

/** Prints the summary after the run, with the totals alone on the last line. Returns the number of failures. */
export function showEnd({ results, faults, notes, wall }: Run): number {
  if (results.length > SLOWEST) showSlowest(results);
  const broken = results.filter((result) => result.failures.length > 0);
  if (broken.length + faults.length > 0) console.log(`\n${red('Failures:')}`);
  for (const result of broken) showFailures(result);
  for (const fault of faults) console.log(red(`  ✗ ${fault}`));
  console.log('');
  for (const note of notes) console.log(note);
  const sum = (of: (result: FileResult) => number): number => results.reduce((total, result) => total + of(result), 0);
  console.log(`${results.length} files in ${duration(wall)}, CPU ${duration(sum((result) => result.cpu ?? 0))}`);
  const failed = sum((result) => result.failed) + faults.length;
  const skipped = sum((result) => result.skipped);
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed;
}
