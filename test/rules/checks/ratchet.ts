/** Counts violations that the rules still tolerate, by area or room (folder). The numbers may only fall. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commentMarker } from '../../support/voice.js';
import { circles } from './circles.js';
import { oneLetterParametersIn } from './figures.js';
import { readModules, type Module } from './modules.js';
import { withoutNoun } from './nouns.js';
import { oldSentences } from './sentences.js';
import { areaOf, countByArea, countByRoom } from './sources.js';
import type { Finding } from './tools.js';

/** Numbers of violations by kind, and then by area or room. Areas and rooms with a count of zero are left out. */
export type Numbers = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const RATCHET = 'test/rules/ratchet.json';

export const recorded = (root: string): Numbers => JSON.parse(readFileSync(join(root, RATCHET), 'utf8')) as Numbers;

/** Measures the current numbers, including the numbers of linter warnings. */
export function measure(root: string, findings: readonly Finding[]): Numbers {
  const modules = readModules(root);
  const numbers: Record<string, Readonly<Record<string, number>>> = {
    'lines of the longest file': longest(linesOver(findings, 'max-lines')),
    'lines of the longest function': longest(linesOver(findings, 'max-lines-per-function')),
    'files in circles of imports': countByArea(circles(modules).flat()),
    'comments that switch a check off': countByArea(exemptions(modules)),
    'comments in the old voice': countByRoom(oldVoice(modules).map(({ path }) => path)),
    'messages and descriptions in the old voice': countByRoom(
      oldSentences(
        root,
        modules.map(({ path }) => path),
      ).map(({ path }) => path),
    ),
    'folders and storage files without a noun': countByRoom(withoutNoun(root)),
    'one-letter parameters of exported functions': countByArea(
      modules.flatMap(({ path }) => Array<string>(oneLetterParametersIn(root, path)).fill(path)),
    ),
  };
  const forgiven = findings.filter((f) => f.severity === 'warning');
  for (const rule of new Set(forgiven.map((f) => f.rule)))
    numbers[`lint ${rule}`] = countByArea(forgiven.filter((f) => f.rule === rule).map((f) => f.path));
  return numbers;
}

/** Returns the comments with discouraged wording, each with the words found. */
export function oldVoice(
  modules: readonly Module[],
): readonly { readonly path: string; readonly comment: string; readonly marker: string }[] {
  return modules.flatMap(({ path, comments }) =>
    comments.flatMap((comment) => {
      const marker = commentMarker(comment);
      return marker === undefined ? [] : [{ path, comment, marker: marker.trim() }];
    }),
  );
}

/** Returns the file of each comment that disables a tool. */
function exemptions(modules: readonly Module[]): readonly string[] {
  const mark = /(?:oxlint|eslint)-disable|@ts-(?:ignore|expect-error|nocheck)|(?:oxfmt|prettier)-ignore/;
  return modules.flatMap(({ path, comments }) => comments.filter((c) => mark.test(c)).map(() => path));
}

/** Returns the path and number of lines of each file or function that exceeds the limit of a rule. */
function linesOver(findings: readonly Finding[], rule: string): (readonly [string, number])[] {
  return findings
    .filter((f) => f.rule === rule)
    .map((f) => {
      const lines = /\((\d+)\)/.exec(f.message);
      if (!lines) throw new Error(`no number of lines in: ${f.message}`);
      return [f.path, Number(lines[1])] as const;
    });
}

function longest(sizes: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  const most: Record<string, number> = {};
  for (const [path, lines] of sizes) most[areaOf(path)] = Math.max(most[areaOf(path)] ?? 0, lines);
  return most;
}

export interface Verdict {
  /** Messages about numbers that rose. */
  readonly risen: readonly string[];
  /** Messages about numbers that fell but were not recorded. */
  readonly fallen: readonly string[];
  /** The recorded numbers, lowered to the current ones. */
  readonly lowered: Numbers;
}

export function compare(before: Numbers, now: Numbers): Verdict {
  const risen: string[] = [];
  const fallen: string[] = [];
  const lowered: Record<string, Record<string, number>> = {};
  for (const what of [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()) {
    for (const area of [...new Set([...Object.keys(before[what] ?? {}), ...Object.keys(now[what] ?? {})])].sort()) {
      const [was, is] = [before[what]?.[area] ?? 0, now[what]?.[area] ?? 0];
      if (is > was) risen.push(`${what}: ${is} in ${area}, at most ${was} allowed`);
      if (is < was) fallen.push(`${what}: ${is} in ${area}, ${was} recorded`);
      const kept = Math.min(was, is);
      if (kept > 0) (lowered[what] ??= {})[area] = kept;
    }
  }
  return { risen, fallen, lowered };
}
