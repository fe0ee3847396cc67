/** Compares the figures of a small source tree with values that were counted manually. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { figuresOf } from './checks/figures.js';

const root = mkdtempSync(join(tmpdir(), 'strata-figures-'));
after(() => rmSync(root, { recursive: true }));

function write(path: string, ...lines: readonly string[]): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), `${lines.join('\n')}\n`);
}

test('each figure counts what it names', () => {
  write(
    'src/engine/time/a.ts',
    "import { second } from '../values/b.js';",
    'export function first(x: number, y = 1, longer = 2, { z }: { z: number }): number {',
    '  const own = x > y ? second(x) : longer;',
    '  return own > 0 ? own : z;',
    '}',
    'const inner = (q: number): number => q;',
    'export const third = (t: number): number => inner(t);',
  );
  write(
    'src/engine/values/b.ts',
    "import type { First } from '../time/a.js';",
    'export const second = (n: First) => n;',
  );
  write('src/main.ts', "import { first } from './engine/time/a.js';", `first(${'1'.repeat(120)}, 1, 1, { z: 1 });`);
  write('seeds/seed.ts', "import '../src/main.js';");
  assert.deepEqual(figuresOf(root), {
    files: 3,
    lines: 11,
    longestFile: 7,
    longestFunction: 4,
    linesOver120Columns: 1,
    // The parameters are x, y and t in a.ts, and n in b.ts.
    oneLetterParameters: 4,
    // 2 conditionals in 6 statements: `own`, `return`, `inner` and `third` in a.ts, `second` in b.ts, and the call in
    // main.ts.
    conditionalsPer100Statements: 33.3,
    filesInCircles: 2,
    filesInLargestCircle: 2,
    rooms: 3,
    arrowsBetweenRooms: 3,
  });
});

test('a folder without code is rejected', () => {
  assert.throws(() => figuresOf(join(root, 'seeds')), /has no code in src/);
});
