/** Finds the compiled test files, and determines their tier and requirements. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST } from './longest.js';
import type { Options } from './options.js';

/** Time limit of a file in seconds, on an idle machine of the reference speed. */
const BUDGET_S = { fast: 60, full: 300 };

/** Time limit of a whole run in minutes, on an idle machine of the reference speed. */
export const RUN_BUDGET_MIN = { fast: 12, full: 60 };

export interface TestFile {
  /** Path of the compiled file. */
  readonly path: string;
  readonly source: string;
  /** Whether the file belongs only to the full tier. */
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

/**
 * Returns the start position of a file. The files that only the full tier runs start first, then the longest files,
 * then the others.
 */
function place({ long, source }: TestFile): number {
  if (long) return -1;
  const known = LONGEST.indexOf(source.replace(/\.test\.ts$/, '').replaceAll('\\', '/'));
  return known < 0 ? LONGEST.length : known;
}

/**
 * Selects the files of a run: those whose path contains a word, or the whole tier. The longest files start first, so
 * that they do not finish long after the others.
 */
export function choose(files: readonly TestFile[], { full, words }: Options): TestFile[] {
  const chosen = files.filter((file) =>
    words.length > 0 ? words.some((word) => file.source.includes(word)) : full || !file.long,
  );
  return chosen.sort((a, b) => place(a) - place(b));
}

/**
 * Returns the files to run of those selected. A run that asks for browser tests, by name or by its tier, keeps them also
 * when no browser was found, because it must fail then. The fast tier leaves them out: it needs only Node.
 */
export function withinReach(
  selected: readonly TestFile[],
  { full, words, withoutBrowsers }: Options,
  chromium: string | undefined,
): TestFile[] {
  const optional = !full && words.length === 0;
  return selected.filter((file) => !file.drivesBrowser || (!withoutBrowsers && (chromium || !optional)));
}

/** Returns the time limit of a file in seconds. In a full run every file has the limit of a long one. */
export const budgetOf = (file: TestFile, { full, budget }: Options): number =>
  budget ?? (file.long || full ? BUDGET_S.full : BUDGET_S.fast);
