/** Tests that `docs/FAULTS-OF-FIGURES.md` lists each case once, and that every test it names exists. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const CASES = 42;

interface Case {
  readonly key: string;
  readonly says: string;
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

function casesOf(text: string): readonly Case[] {
  return text.split('\n').flatMap((line) => {
    const [, key, says, tests] = /^\| (H\d+) \| (.+?) \| (.+) \|$/.exec(line) ?? [];
    if (key === undefined) return [];
    const named = tests.split('<br>').map((cell) => {
      const [, file, title] = /^`(test\/[\w/.-]+)`: (.+)$/.exec(cell) ?? [];
      return { file, title };
    });
    return [{ key, says, tests: named }];
  });
}

/** Whether a file has a test whose title begins with the text. The rest of the title may be a seed. */
function hasTest(file: string, title: string): boolean {
  if (!existsSync(file)) return false;
  const source = readFileSync(file, 'utf8');
  return ["'", '"', '`'].some((quote) => {
    const at = source.indexOf(`test(${quote}${title}`);
    if (at < 0) return false;
    const rest = source.slice(at + `test(${quote}${title}`.length);
    return rest.startsWith(quote) || rest.startsWith(' (seed ${');
  });
}

test('every case has a line and a test that exists', () => {
  const cases = casesOf(readFileSync('docs/FAULTS-OF-FIGURES.md', 'utf8'));
  assert.deepEqual(
    cases.map(({ key }) => key),
    Array.from({ length: CASES }, (_, i) => `H${i + 1}`),
  );
  const missing = cases.flatMap(({ key, tests }) =>
    tests.filter(({ file, title }) => !hasTest(file, title)).map(({ file, title }) => `${key}: ${file}: ${title}`),
  );
  assert.deepEqual(missing, []);
});

test('a title that no test has is found', () => {
  const [{ tests }] = casesOf('| H1 | It holds. | `test/rules/faults.test.ts`: a title that no test has |');
  assert.equal(hasTest(tests[0].file, tests[0].title), false);
  assert.equal(hasTest('test/rules/faults.test.ts', 'every case has a line and a test that exists'), true);
  assert.equal(hasTest('test/rules/none.test.ts', 'every case has a line and a test that exists'), false);
});
