/**
 * Tests that the size of a result is limited, on every transport, and that fragments do not multiply aliases for free.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { buildSchema, execute, parse, type ExecutionResult } from 'graphql';
import { AnswerSize, countAnswers, withinSize } from '../../src/graphql/answer-size.js';
import { operationContext, type Api } from '../../src/graphql/context.js';
import { TestServer, type Caller } from '../support/server.js';
import { http, stream, ws } from '../support/transports.js';

let server: TestServer;
let admin: Caller;

/** A trend whose text is padded to the longest length of an analysis. */
const ANALYSIS = '{"trend":{"period":{"last":{"count":7,"unit":"DAY"}},"events":["visit"],"unit":"DAY"}}'.padEnd(
  65_536,
);
const NO_USES = { segments: [], tags: [], layerModels: [], lists: [] };

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
  const { stores } = server.running.services;
  const saved = { version: 1, retired: false, savedAt: 0, savedBy: 'test', name: 'x' };
  for (let from = 0; from < 100; from += 10)
    await stores.transact(async (tx) => {
      for (let i = from; i < from + 10; i++) {
        const report = { ...saved, key: `r${i}`, kind: 'trend', analysis: ANALYSIS, uses: NO_USES };
        await stores.reports.save('shop', report, tx);
      }
    });
});
after(() => server.remove());

const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, i) => `a${i}:${field}`).join(' ');

for (const [name, transport] of [
  ['HTTP', http],
  ['an event stream', stream],
  ['WebSocket', ws],
] as const) {
  test(`a response of more than 32 Mi characters is rejected as a whole over ${name}`, async () => {
    const large = `{reports(first:100){edges{node{key ${aliases(6, 'analysis')}}}} workspace{id}}`;
    const reply = await transport(server, admin.token, large);
    assert.deepEqual(
      reply.errors?.map(({ extensions }) => [extensions?.code, extensions?.reason]),
      [['QUERY_TOO_COMPLEX', 'ANSWER_TOO_LARGE']],
    );
    assert.equal(reply.data ?? null, null);
    const allowed = await transport(
      server,
      admin.token,
      `{reports(first:100){edges{node{${aliases(4, 'analysis')}}}}}`,
    );
    assert.equal(allowed.errors, undefined);
    const [first] = allowed.data.reports.edges as { node: { a3: string } }[];
    assert.equal(first.node.a3.length, 65_536);
  });

  test(`aliases in a fragment count for each use of the fragment over ${name}`, async () => {
    const roots = (count: number): string =>
      Array.from({ length: count }, (_, i) => `r${i}:reports(first:1){edges{node{...F}}}`).join(' ');
    const query = (count: number): string => `{${roots(count)}} fragment F on Report{${aliases(5, 'key')}}`;
    assert.equal((await transport(server, admin.token, query(5))).errors, undefined);
    const reply = await transport(server, admin.token, query(6));
    assert.equal(reply.errors?.[0].extensions?.reason, 'DOCUMENT_TOO_MANY_ALIASES');
  });
}

test('values of every form count, and no further field runs once the result is too large', async () => {
  const sdl = `scalar Any type Query{long:String any:Any list:[Part!]!} type Part{long:String! short:String}
    type Mutation{long:String count:Int!}`;
  const schema = countAnswers(buildSchema(sdl));
  const answer = async (document: string, long: unknown, more: object = {}): Promise<ExecutionResult> => {
    const contextValue = { answerSize: new AnswerSize() };
    const rootValue = { long: () => Promise.resolve(long), any: long, ...more };
    return withinSize(await execute({ schema, document: parse(document), rootValue, contextValue }), contextValue);
  };
  const half = 'x'.repeat(17 * 1024 * 1024);
  const refused = ({ data, errors }: ExecutionResult): boolean => data === null && errors?.length === 1;
  assert.equal(refused(await answer('{long}', half)), false);
  assert.equal(refused(await answer('{a:long b:long}', half)), true);
  for (const any of [[half, half], { a: [half], b: half }, { [half]: 1, b: half }])
    assert.equal(refused(await answer('{any}', any)), true);
  const parts = Array.from({ length: 4 }, () => ({ long: half, short: 'x' }));
  assert.equal(refused(await answer('{list{short long}}', '', { list: parts })), true);
  let runs = 0;
  const count = (): number => ++runs;
  assert.equal(refused(await answer('mutation{a:long b:long count c:count}', half, { count })), true);
  assert.equal(runs, 0);
});

test('a value is computed once in an operation, however often it is requested', async () => {
  const { services } = server.running;
  const principal = { workspace: 'shop', subject: 'test', scopes: new Set(['admin']) };
  const context = operationContext({ services } as unknown as Api, principal as never);
  let computed = 0;
  const compute = (): Promise<number> => Promise.resolve(++computed);
  assert.deepEqual(
    await Promise.all([context.once('a', compute), context.once('a', compute), context.once('b', compute)]),
    [1, 1, 2],
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
