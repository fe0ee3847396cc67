/** Runs the tools that check the whole project. Each also reports how many files it processed. */
import { spawnSync } from 'node:child_process';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeFiles } from './sources.js';

/** TypeScript projects that `scripts/build.mjs` compiles. */
const PROJECTS = ['tsconfig.json', 'web/tsconfig.json', 'scripts/tsconfig.json'] as const;
/** Path for the linter: the whole project, so that no folder is forgotten. */
const LINTED = '.';

function run(root: string, ...args: readonly string[]): { readonly status: number | null; readonly output: string } {
  const [tool, ...rest] = args;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...rest], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, output: stdout === '' ? stderr : stdout };
}

/** Returns the files that are in no TypeScript project. */
export function untyped(root: string): readonly string[] {
  const typed = new Set(
    PROJECTS.flatMap((project) => {
      const shown = JSON.parse(run(root, 'typescript/bin/tsc', '-p', project, '--showConfig').output) as {
        readonly files: readonly string[];
      };
      return shown.files.map((path) => posix.join(dirname(project), path));
    }),
  );
  return codeFiles(root)
    .filter((path) => !typed.has(path))
    .map((path) => `${path} is in no project of the compiler`);
}

/** Returns the files that are not formatted. */
export function unformatted(root: string): readonly string[] {
  const { status, output } = run(root, 'oxfmt/bin/oxfmt', '--check');
  // Style sheets and settings are formatted too, but only code files are counted.
  const code = run(root, 'oxfmt/bin/oxfmt', '--check', '**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}');
  const saw = Number(/on (\d+) files/.exec(code.output)?.[1] ?? 0);
  const wrong = status === 0 ? [] : output.split('\n').filter((line) => /\(\d+ms\)$/.test(line));
  if (status !== 0 && wrong.length === 0) wrong.push(output);
  return [...wrong, ...blind('the formatter', saw, codeFiles(root).length)];
}

export interface Finding {
  /** Name of the rule with its plugin, e.g. `typescript/no-floating-promises`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Returns the linter's findings, and the files that it did not process. */
export function lint(root: string): { readonly findings: readonly Finding[]; readonly wrong: readonly string[] } {
  const { output } = run(root, 'oxlint/bin/oxlint', '--format', 'json', LINTED);
  const report = JSON.parse(output) as {
    readonly number_of_files: number;
    readonly diagnostics: readonly {
      readonly code?: string;
      readonly severity: 'error' | 'warning';
      readonly filename: string;
      readonly message: string;
      readonly labels: readonly { readonly span: { readonly line: number } }[];
    }[];
  };
  const findings = report.diagnostics.map((d) => ({
    rule: (d.code ?? 'directive').replace(/^eslint\((.*)\)$/, '$1').replace(/^(.*)\((.*)\)$/, '$1/$2'),
    severity: d.severity,
    path: d.filename,
    line: d.labels.length > 0 ? d.labels[0].span.line : 1,
    message: d.message,
  }));
  const errors = findings.filter((f) => f.severity === 'error');
  return {
    findings,
    wrong: [
      ...errors.map((f) => `${f.path}:${f.line} ${f.rule}: ${f.message}`),
      ...blind('the linter', report.number_of_files, codeFiles(root).length),
    ],
  };
}

/** Returns exports, files and dependencies that are unused. */
export function unused(root: string): readonly string[] {
  const reporter = fileURLToPath(new URL('./knip-reporter.js', import.meta.url));
  const { output } = run(root, 'knip/bin/knip.js', '--no-config-hints', '--reporter', reporter);
  const { saw, issues } = JSON.parse(output) as { readonly saw: number; readonly issues: readonly string[] };
  return [
    ...issues.map((issue) => issue.replaceAll(`${resolve(root)}/`, '')),
    ...blind('the search for what is unused', saw, codeFiles(root).length),
  ];
}

function blind(who: string, saw: number, there: number): readonly string[] {
  return saw === there ? [] : [`${who} saw ${saw} of ${there} files`];
}
