/** Command line options of `npm test` and `npm run test:full`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const HELP = `npm test                    every test but the long ones; at most 12 minutes on two cores
npm test -- hostile live    the files whose path contains one of these words, long ones too
npm run test:full           everything: more random cases, many kills, browsers, other Node versions; at most 60 minutes

Options (after \`--\`):
  --full               what test:full does; with words, those files at their full size
  --without-browsers   leave out the files that drive a browser
  --concurrency N      files at a time (default: one more than there are cores)
  --budget SECONDS     what a file may take, instead of its tier's budget
  --help               this text

A file named *.full.test.ts belongs to test:full; every other *.test.ts runs in both.
Two files of \`npm test\` drive a browser; they are left out where there is none.

Environment:
  STRATA_SEED          repeats a randomised test (each prints its seed where it fails)
  CHROMIUM_PATH        the browser, where it is not found by itself
  MONGODB_URI          run on this MongoDB instead of the embedded database

Every file has a budget of time, corrected by the measured slowness of the machine; a file above it fails the run.
Deadlines inside tests are corrected alike (STRATA_TEST_SLOWNESS).`;

export interface Options {
  readonly full: boolean;
  readonly withoutBrowsers: boolean;
  readonly concurrency: number;
  /** Time limit of each file in seconds. Replaces the limit of its tier. */
  readonly budget: number | undefined;
  /** Words of which a file's path must contain one. An empty list selects every file of the tier. */
  readonly words: readonly string[];
}

/** Parses the arguments. Ends the process with the help text, or with an error message for invalid arguments. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parsed(args);
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const concurrency = Number(values.concurrency);
  const budget = values.budget === undefined ? undefined : Number(values.budget);
  if (!Number.isInteger(concurrency) || concurrency < 1 || Number.isNaN(budget)) {
    console.error('--concurrency and --budget take a number');
    process.exit(2);
  }
  return { full: values.full, withoutBrowsers: values['without-browsers'], concurrency, budget, words: positionals };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        full: { type: 'boolean', default: false },
        'without-browsers': { type: 'boolean', default: false },
        // Most files spend part of their time waiting, so one file more than there are cores keeps all cores busy.
        concurrency: { type: 'string', default: String(availableParallelism() + 1) },
        budget: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return process.exit(2);
  }
}
