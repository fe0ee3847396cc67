/** Tests that indexes and lists in the documents are complete, and that files and names mentioned there exist. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';

test('the index of decisions has a row for each decision, with number, title, date and status', () => {
  const files = readdirSync('docs/decisions').filter((name) => name !== 'README.md');
  const wanted = files.sort().map((name) => {
    const [, number, title] = /^# (\d+)\. (.+)$/m.exec(readFileSync(`docs/decisions/${name}`, 'utf8'))!;
    assert.equal(Number(name.slice(0, 4)), Number(number), `the title of ${name} starts with its number`);
    return `| ${number} | [${title}](${name}) |`;
  });
  const rows = readFileSync('docs/decisions/README.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| \d/.test(line));
  assert.deepEqual(
    rows.map((row) => /^\| \d+ \| \[.*\]\([^)]*\) \|/.exec(row)?.[0]),
    wanted,
  );
  for (const row of rows) assert.match(row, /\| \d{4}-\d\d-\d\d \| (accepted|superseded by \d+|proposed)[^|]* \|$/);
});

test('the newest version in CHANGELOG.md is that of the package, and each has a date', () => {
  const headings = [...readFileSync('CHANGELOG.md', 'utf8').matchAll(/^## (.*)$/gm)].map((match) => match[1]);
  assert.equal(headings[0], '[Unreleased]');
  for (const heading of headings.slice(1)) assert.match(heading, /^\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d$/);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { version: string };
  assert.equal(headings[1].split(' ')[0], `[${version}]`);
  assert.equal(lock.version, version);
});

test('every file, folder and script named in CONTRIBUTING exists', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const named = [...text.matchAll(/`([^`\s]+)`/g)]
    .map((match) => match[1])
    .filter((name) => /^(src|test|web|schema|seeds|docs|scripts|bench)\//.test(name));
  assert.ok(named.length > 60, `${named.length} names`);
  assert.deepEqual(
    named.filter((name) => !/[<*]/.test(name) && !existsSync(name)),
    [],
  );
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const runs = [...text.matchAll(/`npm run ([a-z:]+)/g)].map((match) => match[1]);
  assert.deepEqual(
    runs.filter((script) => !(script in scripts)),
    [],
  );
});

/** Text in backticks that looks like a path of the repository. Addresses, packages and patterns are none. */
const PATH = /`([\w-][\w./-]*(?:\/|\.(?:tsx?|mjs|md|json|graphql|yml|yaml))|[\w-]+(?:\/[\w.-]+)+)`/g;
const pathsOf = (text: string): readonly string[] => [...text.matchAll(PATH)].map((match) => match[1]);

/**
 * Returns the paths of a paragraph that lead nowhere. A path begins at the root, at `src`, or at a folder that the
 * paragraph names. A bare name is a file in a folder that the paragraph names, at any depth.
 */
function lost(paragraph: string): readonly string[] {
  const roots = ['.', 'src'];
  const found = (path: string): readonly string[] =>
    roots.map((root) => `${root}/${path}`).filter((candidate) => existsSync(candidate));
  const paths = pathsOf(paragraph);
  const folders = paths
    .filter((path) => path.includes('/'))
    .flatMap(found)
    .map((path) => (statSync(path).isDirectory() ? path : dirname(path)));
  const below = new Set(folders.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' })));
  return paths.filter(
    (path) => found(path).length === 0 && !below.has(path.replace(/\/$/, '')) && !isBelow(below, path),
  );
}

const isBelow = (files: ReadonlySet<string>, name: string): boolean =>
  !name.includes('/') && [...files].some((file) => basename(file) === name);

test('every test named in SECURITY exists', () => {
  const [, section] = readFileSync('docs/SECURITY.md', 'utf8').split('\n## Faults that were found\n');
  const rows = section
    .split('\n## ')[0]
    .split('\n')
    .filter((line) => /^\| (?!request \|)/.test(line));
  assert.ok(rows.length > 85, `${rows.length} rows`);
  const wrong = rows.filter((row) => {
    const heldBy = row.split(' | ').at(-1)!.replace(/ \|$/, '');
    const names = heldBy.split(', ').map((name) => /^`([\w./-]+)`$/.exec(name)?.[1]);
    return !names.every((name) => name !== undefined && existsSync(`test/${name}.test.ts`));
  });
  assert.deepEqual(wrong, []);
});

test('every path in ARCHITECTURE exists', () => {
  const paragraphs = readFileSync('docs/ARCHITECTURE.md', 'utf8').split('\n\n');
  assert.ok(paragraphs.flatMap(pathsOf).length > 120, `${paragraphs.flatMap(pathsOf).length} paths`);
  assert.deepEqual(paragraphs.flatMap(lost), []);
  // A file that moved to another room is not found by its bare name.
  assert.deepEqual(lost('`services/analyses/answers.ts`, and `answers.ts` of `services/saved-reports/`'), [
    'services/analyses/answers.ts',
    'answers.ts',
  ]);
});

/** The browser tests of `npm test`. All others belong to the full tier, because each takes half a minute or more. */
const BROWSERS_OF_EVERY_RUN = ['browser/first-ten-minutes.test.ts', 'browser/sign-in.test.ts'];

test('a test that drives a browser is in the full tier, except two', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  assert.ok(files.length > 60, `${files.length} files`);
  const wrong = files.filter(
    (name) =>
      /from '(playwright-core|[./]+support\/browser\.js)'/.test(readFileSync(`test/${name}`, 'utf8')) &&
      !name.endsWith('.full.test.ts'),
  );
  assert.deepEqual(wrong.sort(), BROWSERS_OF_EVERY_RUN);
});

/**
 * Returns the parts that two translations of a document must share: headings by level, fenced lines, and the code in
 * each table row.
 */
function outline(path: string): {
  readonly headings: readonly number[];
  readonly commands: readonly string[];
  readonly rows: readonly string[];
} {
  const [headings, commands, rows]: [number[], string[], string[]] = [[], [], []];
  let isFenced = false;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (/^\s*```/.test(line)) isFenced = !isFenced;
    else if (isFenced) commands.push(line.trim());
    else if (line.startsWith('|')) rows.push((line.match(/`[^`]+`/g) ?? []).join(' '));
    else if (/^#+ /.test(line)) headings.push(line.indexOf(' '));
  }
  return { headings, commands, rows };
}

test('both READMEs have the same headings, commands and tables', () => {
  const english = outline('README.md');
  assert.ok(english.headings.length >= 11 && english.commands.length >= 8 && english.rows.length >= 30);
  assert.deepEqual(outline('README.zh-CN.md'), english);
});
