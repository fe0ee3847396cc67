/** Runs the compiled tests, each file in its own process. Options: `npm test -- --help`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, HOW_TO_GET_CHROMIUM } from './browsers.js';
import { compareWithSupport, recording } from './database-commands.js';
import { budgetOf, choose, RUN_BUDGET_MIN, testFiles, withinReach, type TestFile } from './files.js';
import { readOptions, type Options } from './options.js';
import { duration, Output, showEnd } from './output.js';
import type { Failure } from './reporter.js';
import { endAll, runFile, type FileResult } from './run-file.js';
import { Slowness } from './speed.js';

/** Prints why the run cannot start, and ends the process with exit code 1. */
function refuse(sentence: string): never {
  console.error(`${sentence}\n`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}

class TestRun {
  private readonly folder = mkdtempSync(join(tmpdir(), 'strata-test-'));
  private readonly commands = join(this.folder, 'commands');
  private readonly slowness = new Slowness();
  private readonly env: NodeJS.ProcessEnv;
  private readonly output: Output;

  constructor(
    private readonly options: Options,
    private readonly files: readonly TestFile[],
    chromium: string | undefined,
  ) {
    this.env = recording(this.commands, {
      ...process.env,
      ...(chromium ? { CHROMIUM_PATH: chromium } : {}),
      STRATA_TEST_TIER: options.full ? 'full' : 'fast',
    });
    this.output = new Output(files.length);
  }

  /** Runs every file and returns the number of failures. */
  async run(notes: readonly string[]): Promise<number> {
    const { full, concurrency } = this.options;
    const { all, cores } = this.slowness.latest;
    console.log(
      `${this.files.length} files${full ? ' at full size' : ''}, ${concurrency} at a time; Node ${process.version}; ` +
        `slowness ${all.toFixed(1)} (cores ${cores.toFixed(1)}); seed ${process.env.STRATA_SEED ?? "each file's own"}`,
    );
    const began = Date.now();
    const results: FileResult[] = [];
    const waiting = [...this.files];
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let file = waiting.shift(); file; file = waiting.shift()) results.push(await this.runOne(file));
      }),
    );
    this.output.end();
    this.slowness.end();
    const wall = (Date.now() - began) / 1000;
    const { sent, missing } = compareWithSupport(this.commands);
    const faults = missing.map((what) => `not listed in src/embedded/SUPPORT.md: ${what}`);
    const late = this.late(wall);
    if (late) faults.push(late);
    const worst = this.slowness.worstSince(0).all.toFixed(1);
    return showEnd({
      results,
      faults,
      wall,
      notes: [
        ...notes,
        `slowness of the machine: ${this.slowness.mean.toFixed(1)} on average, ${worst} at worst`,
        `database commands: ${sent} shapes sent, ${missing.length} not listed in src/embedded/SUPPORT.md`,
      ],
    });
  }

  private async runOne(file: TestFile): Promise<FileResult> {
    const startedAt = Date.now();
    this.output.started(file);
    const result = await runFile(file, {
      env: { ...this.env, STRATA_TEST_SLOWNESS: this.slowness.latest.cores.toFixed(2) },
      folder: this.folder,
      budgetMs: () => budgetOf(file, this.options) * 1000 * this.slowness.worstSince(startedAt).all,
      onFailure: (failure) => this.output.failed(file, failure),
    });
    const over = result.hung ? undefined : this.overBudget(result, startedAt);
    if (over) {
      result.failed++;
      result.failures.push(over);
      this.output.failed(file, over);
    }
    this.output.ended(result);
    return result;
  }

  /** Returns a failure for a file that exceeded its time limit, given the speed of the machine during its run. */
  private overBudget({ file, wall, cpu = 0 }: FileResult, startedAt: number): Failure | undefined {
    const worst = this.slowness.worstSince(startedAt);
    const budget = budgetOf(file, this.options);
    // The CPU limit allows for two cores. CPU time hardly grows on a busy machine. The limit of elapsed time finds
    // files that only wait.
    if (cpu <= budget * 2 * worst.cores && wall <= budget * worst.all) return undefined;
    return {
      name: `over its budget of ${budget} s`,
      error:
        `it took ${duration(wall)}, CPU ${duration(cpu)}, on a machine ${worst.all.toFixed(1)} times slower than the reference\n` +
        'make it faster, split it, or move what is long into a file named *.full.test.ts',
    };
  }

  /** Returns a message when the run of a whole tier exceeded its time limit. */
  private late(wall: number): string | undefined {
    const { full, words } = this.options;
    const minutes = RUN_BUDGET_MIN[full ? 'full' : 'fast'] * this.slowness.mean;
    if (words.length > 0 || wall <= minutes * 60) return undefined;
    return `the run took ${duration(wall)}; its budget on a machine this slow is ${minutes.toFixed(0)} minutes`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const options = readOptions(process.argv.slice(2));
const chromium = findChromium();
const chosen = choose(testFiles(), options);
const files = withinReach(chosen, options, chromium);
if (files.length === 0) refuse(`no test file matches ${options.words.join(' ')}`);
if (!chromium && files.some((file) => file.drivesBrowser)) refuse(HOW_TO_GET_CHROMIUM);

const run = new TestRun(options, files, chromium);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    endAll();
    run.remove();
    process.exit(130);
  });
const left = chosen.length - files.length;
const leftOut = `${left} files left out: they drive a browser${options.withoutBrowsers ? '' : ', and Chromium was not found'}`;
const failed = await run.run(left > 0 ? [leftOut] : []);
run.remove();
process.exit(failed > 0 ? 1 : 0);
