/**
 * Tests the table of error reasons. Every reason is raised somewhere, documented, and consistent with its helper
 * function.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { GraphQLError } from 'graphql';
import { toPublicError } from '../../src/graphql/errors.js';
import { createSchema } from '../../src/graphql/schema.js';
import { HistoryLost } from '../../src/live/hub.js';
import { TooSlow } from '../../src/live/subscriber.js';
import { codeOf, ERROR_CODES, REASON_GROUPS, REASONS, type Reason, type ReasonOf } from '../../src/reasons/index.js';
import { reasonsPage } from '../../src/reasons/page.js';
import {
  conflict,
  forbidden,
  invalid,
  limit,
  notFound,
  ServiceError,
  StoreConflict,
} from '../../src/services/base/errors.js';
import { MARKERS } from '../support/voice.js';

type Takes<F extends (...args: never) => unknown> = Parameters<F>[0];
/** `true` if a type is empty, otherwise `never`. */
type None<T> = [T] extends [never] ? true : never;

const names = Object.keys(REASONS) as Reason[];

/** The source code that can raise errors, with comments removed. */
const code = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((f) => f.isFile() && f.name.endsWith('.ts') && !/^src\/(reasons|embedded|reference)/.test(f.parentPath))
  .map((f) => readFileSync(join(f.parentPath, f.name), 'utf8'))
  .map((text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(?<=^|\s)\/\/.*/gm, ''));

test('every reason of the table is raised somewhere', () => {
  assert.ok(names.length > 150, String(names.length));
  const all = code.join('\n');
  assert.deepEqual(
    names.filter((reason) => !all.includes(`'${reason}'`)),
    [],
  );
});

test('every reason has a meaning and a remedy in full sentences', () => {
  const wrong = names.filter((reason) => {
    const { meaning, remedy } = REASONS[reason];
    return (
      !/^[A-Z]+(_[A-Z]+)*$/.test(reason) || ![meaning, remedy].every((s) => /^[A-Z`].*\.$/.test(s) && !MARKERS.test(s))
    );
  });
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    REASON_GROUPS.flatMap((g) => g.reasons),
    names,
    'each reason is in one group',
  );
  const used = new Set(names.map(codeOf));
  assert.deepEqual(
    Object.keys(ERROR_CODES).filter((c) => !used.has(c as keyof typeof ERROR_CODES)),
    [],
    'codes without a reason',
  );
});

test('REASONS.md and the enum of the schema equal the table', async () => {
  assert.ok(readFileSync('docs/REASONS.md', 'utf8') === reasonsPage(), 'run: npm run schema');
  const type = (await createSchema()).getType('RefusalReason') as unknown as { getValues(): { name: string }[] };
  assert.deepEqual(
    type
      .getValues()
      .map((v) => v.name)
      .sort(),
    [...names].sort(),
  );
});

test('each error helper accepts only the reasons of its code', () => {
  for (const [error, expected] of [
    [invalid('KEY_INVALID', 'm'), 'BAD_USER_INPUT'],
    [notFound('TAG_NOT_FOUND', 'the tag'), 'NOT_FOUND'],
    [forbidden('SCOPE_MISSING', 'm'), 'FORBIDDEN'],
    [limit('BATCH_TOO_LARGE', 'm'), 'LIMIT_EXCEEDED'],
    [conflict('SEGMENT_EXISTS', 'm'), 'CONFLICT'],
  ] as const)
    assert.equal(error.code, expected);
  // Compile-time check: no reason is accepted by two helpers, and each helper accepts only reasons of the table.
  const [a, b, c, d, e]: readonly [
    None<Takes<typeof invalid> & Takes<typeof conflict>>,
    None<Takes<typeof notFound> & Takes<typeof invalid>>,
    None<Takes<typeof forbidden> & Takes<typeof limit>>,
    None<Exclude<Takes<typeof limit>, ReasonOf<'LIMIT_EXCEEDED'>>>,
    None<Exclude<ConstructorParameters<typeof ServiceError>[0], Reason>>,
  ] = [true, true, true, true, true];
  assert.ok(a && b && c && d && e);
});

test('every thrown error leaves the server with a reason and its code', () => {
  const apollo = (code: string, message = 'm'): GraphQLError => new GraphQLError(message, { extensions: { code } });
  const seen: unknown[] = [];
  const shown = (error: unknown): Reason => {
    const { extensions } = toPublicError(error, (e) => seen.push(e));
    assert.equal(extensions.code, codeOf(extensions.reason));
    return extensions.reason;
  };
  assert.equal(shown(new ServiceError('TAG_COMPUTED', 'm')), 'TAG_COMPUTED');
  assert.equal(shown(new GraphQLError('m', { originalError: new ServiceError('TAG_DYNAMIC', 'm') })), 'TAG_DYNAMIC');
  assert.equal(shown(new HistoryLost('m')), 'CURSOR_EXPIRED');
  assert.equal(shown(new TooSlow('m')), 'SUBSCRIBER_TOO_SLOW');
  assert.equal(shown(new StoreConflict('m')), 'WRITE_CONTENDED');
  assert.equal(shown(apollo('BAD_REQUEST')), 'REQUEST_UNSUPPORTED');
  assert.equal(shown(apollo('PERSISTED_QUERY_NOT_FOUND')), 'REQUEST_UNSUPPORTED');
  assert.equal(shown(apollo('OPERATION_RESOLUTION_FAILURE')), 'OPERATION_UNKNOWN');
  assert.equal(shown(apollo('GRAPHQL_PARSE_FAILED')), 'DOCUMENT_SYNTAX');
  assert.equal(shown(apollo('GRAPHQL_VALIDATION_FAILED')), 'DOCUMENT_INVALID');
  assert.equal(shown(apollo('SOMETHING_NEW')), 'DOCUMENT_INVALID');
  assert.deepEqual(seen, [], 'none of these is a server error');
  const faults = [
    new Error('x'),
    apollo('INTERNAL_SERVER_ERROR'),
    new GraphQLError('m', { originalError: new Error('y') }),
  ];
  for (const fault of faults) assert.equal(shown(fault), 'INTERNAL');
  assert.equal(seen.length, faults.length, 'faults are reported');
});
