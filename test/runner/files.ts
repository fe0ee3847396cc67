/** Finds the compiled test files, says which tier a file belongs to, and what it needs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST } from './longest.js';
import type { Options } from './options.js';

/** Seconds a file may take on an idle machine of the reference speed. */
const BUDGET_S = { fast: 60, full: 300 };

/** Minutes a whole run may take on such a machine. */
export const RUN_BUDGET_MIN = { fast: 10, full: 60 };

export interface TestFile {
  /** Where it is compiled to. */
  readonly path: string;
  readonly source: string;
  /** Belongs to the full tier alone. */
  readonly long: boolean;
  readonly drivesBrowser: boolean;
}

export function testFiles(): TestFile[] {
  return readdirSync('dist/test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => {
      const path = join('dist/test', name);
      return {
        path,
        source: join('test', name.replace(/\.js$/, '.ts')),
        long: name.endsWith('.full.test.js'),
        drivesBrowser: /support\/browser\.js'/.test(readFileSync(path, 'utf8')),
      };
    });
}

/** Where a file stands in the order of starting: those of the full tier alone, then the longest, then the others. */
function place({ long, source }: TestFile): number {
  if (long) return -1;
  const known = LONGEST.indexOf(source.replace(/\.test\.ts$/, '').replaceAll('\\', '/'));
  return known < 0 ? LONGEST.length : known;
}

/**
 * The files of a run: those whose path contains a word, or else the whole tier; the longest first, as they end last.
 */
export function choose(files: readonly TestFile[], { full, words }: Options): TestFile[] {
  const chosen = files.filter((file) =>
    words.length > 0 ? words.some((word) => file.source.includes(word)) : full || !file.long,
  );
  return chosen.sort((a, b) => place(a) - place(b));
}

/** Seconds a file may take; at full size every file has the budget of a long one. */
export const budgetOf = (file: TestFile, { full, budget }: Options): number =>
  budget ?? (file.long || full ? BUDGET_S.full : BUDGET_S.fast);
