/**
 * The reporter loaded into the process of each test file. It writes each result as a line of JSON to
 * STRATA_TEST_EVENTS, and finally the CPU time of the process and the children it waited for.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

export interface Failure {
  readonly name: string;
  readonly at?: string;
  readonly error?: string;
}

/** A line written by the process of a test file. */
export type Line =
  | { readonly kind: 'running'; readonly name: string }
  | { readonly kind: 'passed' | 'skipped'; readonly name: string }
  /** `own` is false for a parent test that failed only because of its subtests. */
  | ({ readonly kind: 'failed'; readonly own: boolean } & Failure)
  | { readonly kind: 'end'; readonly cpu: number };

const events = process.env.STRATA_TEST_EVENTS;
function say(line: Line): void {
  if (events) appendFileSync(events, `${JSON.stringify(line)}\n`);
}

/** Returns CPU seconds, including those of children if the system reports them. */
function cpuSeconds(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    // utime, stime, cutime and cstime, in hundredths of a second.
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
}
process.on('exit', () => say({ kind: 'end', cpu: cpuSeconds() }));

type Result = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>;

export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const path: string[] = [];
  for await (const event of source) {
    // A test is dequeued when it starts. `test:start` comes later, in file order and together with the result.
    if (event.type === 'test:dequeue') say({ kind: 'running', name: event.data.name });
    if (event.type === 'test:start') {
      path.length = event.data.nesting;
      path.push(event.data.name);
    }
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const name = [...path.slice(0, event.data.nesting), event.data.name].join(' > ');
      const line = lineOf(event, name);
      if (line) say(line);
    }
  }
  yield '';
}

/** Converts a result to a line. A passed suite has no line, because its tests have lines of their own. */
function lineOf({ type, data }: Result, name: string): Line | undefined {
  if (data.skip !== undefined || data.todo !== undefined) return { kind: 'skipped', name };
  if (type === 'test:pass') return data.details.type === 'suite' ? undefined : { kind: 'passed', name };
  const { error } = data.details as { error: Error & { failureType?: string } };
  return {
    kind: 'failed',
    name,
    own: error.failureType !== 'subtestsFailed',
    at: data.file && `${data.file}:${data.line}`,
    error: inspect(error.cause ?? error, { depth: 5 }),
  };
}
