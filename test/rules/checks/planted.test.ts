/**
 * Tests the checks themselves. Each check fails on a project with the fault that it looks for, and when it does not
 * process every file.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { circles } from './circles.js';
import { readModules } from './modules.js';
import { compare, measure } from './ratchet.js';
import { brokenWalls } from './rooms.js';
import { lint, unformatted, untyped, unused } from './tools.js';

/** Files of a small valid project that has the same settings as this project. */
const SOUND: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules/\ndist/\n',
  'package.json': `{
  "name": "strata",
  "type": "module",
  "engines": {
    "node": ">=20"
  },
  "exports": {
    "./client": {
      "types": "./src/client/index.ts",
      "default": "./dist/src/client/index.js"
    }
  },
  "bin": {
    "strata": "dist/src/cli/strata.js"
  },
  "dependencies": {
    "graphql": "16.15.0"
  },
  "devDependencies": {
    "esbuild": "0.28.2",
    "react": "18.3.1",
    "react-dom": "18.3.1"
  }
}
`,
  'package-lock.json': '{}\n',
  'schema/generated/operations.ts': 'export const operations = 1;\n',
  'src/main.ts': "import './cli/strata.js';\n",
  'src/cli/strata.ts': "import { serve } from '../services/base/serve.js';\n\nserve();\n",
  'src/client/index.ts': "export { operations } from '../../schema/generated/operations.js';\n",
  'src/services/base/serve.ts': `import { version } from 'graphql';
import { sum } from '../../engine/time/sum.js';

export const serve = (): void => console.log(version, sum([1, 2]));
`,
  'src/engine/time/sum.ts':
    'export const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);\n',
  'docs/examples/show.mjs': "import { operations } from '@strata-cdp/client';\n\nconsole.log(operations);\n",
  'web/dashboard/main.tsx': `import { createRoot } from 'react-dom/client';
import { operations } from '../../schema/generated/operations.js';

createRoot(document.body).render(<p>{operations}</p>);
`,
  'web/dashboard/index.html': '',
  'web/graphiql/main.ts': "document.title = 'GraphiQL';\n",
  'web/graphiql/index.html': '',
  'web/favicon.svg': '<svg/>',
};
const SETTINGS = [
  '.oxlintrc.json',
  '.oxfmtrc.json',
  'knip.json',
  'tsconfig.json',
  'web/tsconfig.json',
  'scripts/tsconfig.json',
  'scripts/build.mjs',
  'scripts/build-packages.mjs',
  'scripts/build-web.mjs',
  'scripts/build-client.mjs',
  'scripts/tsconfig.client.json',
  'docs/CLIENT.md',
  'LICENSE',
  'schema/schema.graphql',
  'schema/openapi.json',
  'scripts/node-version.mjs',
];

const made: string[] = [];
after(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

/** Creates the valid project with some files replaced or added. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'strata-planted-'));
  made.push(root);
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
  for (const path of SETTINGS) cpSync(path, join(root, path));
  for (const [path, text] of Object.entries({ ...SOUND, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const walls = (root: string): readonly string[] => brokenWalls(root, readModules(root));
const build = (root: string): { readonly status: number | null; readonly stdout: string } =>
  spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, encoding: 'utf8' });

/** Asserts that each pattern matches some line, and each line some pattern. */
function fits(lines: readonly string[], patterns: readonly RegExp[]): void {
  for (const pattern of patterns)
    assert.ok(
      lines.some((line) => pattern.test(line)),
      `nothing says ${String(pattern)}:\n${lines.join('\n')}`,
    );
  assert.deepEqual(
    lines.filter((line) => !patterns.some((pattern) => pattern.test(line))),
    [],
  );
}

test('a correct project passes every check', () => {
  const root = project();
  assert.deepEqual([...unformatted(root), ...untyped(root), ...lint(root).wrong, ...unused(root), ...walls(root)], []);
  assert.deepEqual(circles(readModules(root)), []);
  const built = build(root);
  assert.equal(built.status, 0, built.stdout);
});

test('the build rejects a type error in the server, the pages, the scripts and the examples', () => {
  const wrong = '/** @type {number} */\nexport const wrong = "text";\n';
  const typed = 'export const wrong: number = "text";\n';
  const faults = {
    'src/engine/time/wrong.ts': typed,
    'seeds/wrong.ts': typed,
    'test/wrong.ts': typed,
    'bench/wrong.ts': typed,
    'web/dashboard/wrong.tsx': typed,
    'web/graphiql/wrong.ts': typed,
    'scripts/wrong.mjs': wrong,
    'docs/examples/wrong.mjs': wrong,
  };
  const { status, stdout } = build(project(faults));
  assert.equal(status, 1);
  fits(
    stdout.split('\n').filter((line) => line !== ''),
    Object.keys(faults).map((path) => new RegExp(`^${path}.*TS2322`)),
  );
});

test('a file in no compiler project is reported', () => {
  fits(untyped(project({ 'web/lost/page.ts': 'export {};\n' })), [/^web\/lost\/page\.ts is in no project/]);
});

test('an unformatted line is reported', () => {
  fits(unformatted(project({ 'src/main.ts': 'import   "./cli/strata.js"\n' })), [/src\/main\.ts/]);
});

test('the linter reports floating and misused promises, open switches, and types imported as values', () => {
  const later = 'const later = async (): Promise<boolean> => Promise.resolve(true);\n';
  const root = project({
    'src/engine/time/floating.ts': `${later}export function start(): void {\n  later();\n}\n`,
    'src/engine/time/misused.ts': `${later}export const wrong = (): number => (later() ? 1 : 2);\n`,
    'src/engine/time/open.ts': `export function size(kind: 'small' | 'large'): number {
  switch (kind) {
    case 'small':
      return 1;
    default:
      return 2;
  }
}
`,
    'src/engine/time/value.ts':
      "import { Module } from 'node:module';\n\nexport const id = (m: Module): string => m.id;\n",
    'src/engine/time/thrown.ts': "export function fail(): never {\n  throw 'text';\n}\n",
    'web/dashboard/floating.ts': `${later}export function start(): void {\n  later();\n}\n`,
    'docs/examples/floating.mjs': 'const later = async () => Promise.resolve(1);\nlater();\n',
    'src/engine/time/disabled.ts': '// oxlint-disable-next-line no-debugger\nexport const fine = 1;\n',
  });
  fits(lint(root).wrong, [
    /^src\/engine\/time\/floating\.ts:3 typescript\/no-floating-promises/,
    /^src\/engine\/time\/misused\.ts:2 typescript\/no-misused-promises/,
    /^src\/engine\/time\/open\.ts:2 typescript\/switch-exhaustiveness-check/,
    /^src\/engine\/time\/value\.ts:1 typescript\/consistent-type-imports/,
    /^src\/engine\/time\/thrown\.ts:2 typescript\/only-throw-error/,
    /^web\/dashboard\/floating\.ts:3 typescript\/no-floating-promises/,
    /^docs\/examples\/floating\.mjs:2 typescript\/no-floating-promises/,
    /^src\/engine\/time\/disabled\.ts:1 directive/,
  ]);
});

test('an unused export, type, file or dependency is reported', () => {
  const root = project({
    'src/engine/time/sum.ts': `${SOUND['src/engine/time/sum.ts']}export const product = 1;\nexport type Factor = number;\n`,
    'src/engine/time/lonely.ts': 'export {};\n',
    'package.json': SOUND['package.json'].replace('"graphql"', '"ws": "8.23.0", "graphql"'),
  });
  fits(unused(root), [
    /^src\/engine\/time\/sum\.ts: exports product$/,
    /^src\/engine\/time\/sum\.ts: types Factor$/,
    /^src\/engine\/time\/lonely\.ts: files/,
    /^package\.json: dependencies ws$/,
  ]);
});

test('a check that sees fewer files than exist reports it', () => {
  const ignoring = '{ "ignorePatterns": ["src/engine", "node_modules", "dist", "schema/generated"] }\n';
  fits(lint(project({ '.oxlintrc.json': ignoring })).wrong, [/^the linter saw \d+ of \d+ files$/]);
  fits(
    unformatted(
      project({
        '.oxfmtrc.json':
          '{ "printWidth": 120, "singleQuote": true, "sortPackageJson": false, "ignorePatterns": ["src/engine", "schema"] }\n',
      }),
    ),
    [/^the formatter saw \d+ of \d+ files$/],
  );
  fits(unused(project({ 'knip.json': '{ "entry": ["src/engine/sum.ts"], "project": ["src/engine/*.ts"] }\n' })), [
    /^the search for what is unused saw \d+ of \d+ files$/,
    /^package\.json: (devD|d)ependencies/,
  ]);
});

test('boundaries are checked for every form of import', () => {
  const root = project({
    'src/engine/time/up.ts': `import {
  serve,
} from '../../services/base/serve.js';
import type { Served } from '../../services/base/served.js';
export * from '../../services/base/all.js';
export { one } from '../../services/base/one.js';
export const late = async (): Promise<unknown> => await import('../../services/base/late.js');
export const template = async (): Promise<unknown> => import(\`../../services/base/template.js\`);
export const shape = {} as import('../../services/base/shape.js').Shape;
export const worker = new URL('../../services/base/worker.js', import.meta.url);
export const found = import.meta.resolve('../../services/base/found.js');
export const computed = async (name: string): Promise<unknown> => import(name);
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
export const driver = createRequire(import.meta.url)('mongodb') as unknown;
export const all: [unknown, Served | undefined, unknown] = [serve, undefined, readFileSync];
`,
    ...Object.fromEntries(
      ['served', 'all', 'one', 'late', 'template', 'shape', 'worker', 'found'].map((name) => [
        `src/services/base/${name}.ts`,
        'export {};\n',
      ]),
    ),
    'src/reference/language.ts':
      "import { sum } from '../engine/time/sum.js';\nexport type { B } from '../engine/time/up.js';\nsum([]);\n",
    'src/attic/old.ts': 'export {};\n',
    'src/services/base/page.ts':
      "import 'react';\nimport 'dayjs';\nimport type { FC } from 'react';\nexport type { FC };\n",
    'web/dashboard/date.ts': "import 'react';\nimport 'dayjs';\n",
  });
  fits(walls(root), [
    ...[
      [1, 'serve'],
      [4, 'served'],
      [5, 'all'],
      [6, 'one'],
      [7, 'late'],
      [8, 'template'],
      [9, 'shape'],
      [10, 'worker'],
      [11, 'found'],
    ].map(([line, name]) => new RegExp(`^src/engine/time/up\\.ts:${line} imports src/services/base/${name}\\.ts$`)),
    /^src\/engine\/time\/up\.ts:12 imports a computed path/,
    /^src\/engine\/time\/up\.ts:13 imports node:fs$/,
    /^src\/engine\/time\/up\.ts:14 imports node:module$/,
    /^src\/engine\/time\/up\.ts:15 imports mongodb, which package\.json does not declare for it$/,
    /^src\/reference\/language\.ts:1 imports src\/engine\/time\/sum\.ts$/,
    /^src\/reference\/language\.ts:2 imports src\/engine\/time\/up\.ts$/,
    /^src\/attic\/old\.ts is in no room/,
    // Dependencies of the pages are not available to the server.
    /^src\/services\/base\/page\.ts:1 imports react, which/,
    /^src\/services\/base\/page\.ts:2 imports dayjs, which/,
    /^web\/dashboard\/date\.ts:2 imports dayjs, which/,
  ]);
});

test('an import of a missing file and a file outside every area are reported', () => {
  assert.throws(
    () => readModules(project({ 'src/main.ts': "import './gone.js';\n" })),
    /main\.ts:1: \.\/gone\.js leads/,
  );
  const root = project({ 'tools/loose.ts': 'export {};\n' });
  fits(walls(root), [/^tools\/loose\.ts is in no room/]);
});

test('circles through types and dynamic imports are found, and nothing else is', () => {
  const root = project({
    'src/engine/time/a.ts': "import type { B } from './b.js';\nexport type A = B;\n",
    'src/engine/time/b.ts':
      "export const c = async (): Promise<unknown> => import('./c.js');\nexport type B = number;\n",
    'src/engine/time/c.ts': "export { type A } from './a.js';\nexport { sum } from './sum.js';\n",
    'src/engine/time/itself.ts': "export type { Itself } from './itself.js';\n",
    'src/engine/time/beside.ts': "export { type A } from './a.js';\n",
  });
  assert.deepEqual(circles(readModules(root)), [
    ['src/engine/time/a.ts', 'src/engine/time/b.ts', 'src/engine/time/c.ts'],
    ['src/engine/time/itself.ts'],
  ]);
});

test('the ratchet counts exceptions from rules by area', () => {
  const long = (lines: number): string => Array.from({ length: lines }, () => '  count++;\n').join('');
  const root = project({
    'src/engine/time/long.ts': `let count = 0;\nexport function work(): void {\n${long(399)}}\nexport const text = (n: number): string =>
  n > 1 ? 'many' : n > 0 ? 'one' : 'none';\n`,
    'web/dashboard/long.ts': `// @ts-expect-error\nlet count: any = (0 as number) as number;\nexport function work(): void {\n${long(70)}}\n`,
    'src/engine/time/a.ts': "export type { B } from './b.js';\n",
    'src/engine/time/b.ts': "export type { A } from './a.js';\nexport type B = 1;\n",
    'src/old.ts': '/** Reads it anew. */\n\n// Whoever has\n// been told. Of a list: its size.\n',
    'src/engine/time/old.ts': '/**\n * Yields\n * what was seen.\n */\n',
    'src/engine/time/words.ts': "export const words = ['answered', 'is answered once', `what is ${1}`];\n",
  });
  assert.deepEqual(measure(root, lint(root).findings), {
    'lines of the longest file': { src: 404 },
    'lines of the longest function': { src: 401, web: 72 },
    'files in circles of imports': { src: 2 },
    'comments that switch a check off': { web: 1 },
    'comments in the old voice': { src: 2, 'src/engine/time': 1 },
    'messages and descriptions in the old voice': { 'src/engine/time': 2 },
    'folders and storage files without a noun': { 'src/engine': 1 },
    'one-letter parameters of exported functions': { src: 1 },
    'lint max-lines': { src: 1 },
    'lint max-lines-per-function': { src: 1, web: 1 },
    'lint no-nested-ternary': { src: 1 },
    'lint typescript/no-explicit-any': { web: 1 },
    'lint typescript/no-unnecessary-type-assertion': { web: 1 },
  });
});

test('a number that rises fails, a number that falls must be recorded, and only lower ones are written', () => {
  const { risen, fallen, lowered } = compare(
    { any: { src: 2, web: 1 }, lines: { src: 500 } },
    { any: { src: 1, test: 1 }, lines: { src: 501 } },
  );
  assert.deepEqual(risen, ['any: 1 in test, at most 0 allowed', 'lines: 501 in src, at most 500 allowed']);
  assert.deepEqual(fallen, ['any: 1 in src, 2 recorded', 'any: 0 in web, 1 recorded']);
  assert.deepEqual(lowered, { any: { src: 1 }, lines: { src: 500 } });
});
