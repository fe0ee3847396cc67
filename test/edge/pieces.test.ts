/** Unit tests of `src/edge`: nesting, repeated names, networks, targets, turns, budgets and cached documents. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import { buildSchema } from 'graphql';
import { FactSet } from '../../src/engine/facts/facts.js';
import { Admission, MAX_CALLERS } from '../../src/edge/admission.js';
import { parse } from 'graphql';
import { answerType, takesEventStream } from '../../src/edge/accept.js';
import { ByteBudget } from '../../src/edge/byte-budget.js';
import { KeptRequests } from '../../src/edge/kept-requests.js';
import type { Principal } from '../../src/services/base/access.js';
import { networkOf } from '../../src/edge/holders.js';
import { DocumentRefused, Gate } from '../../src/edge/document-gate.js';
import {
  endOfString,
  MAX_JSON_MEMBERS,
  repeatsName,
  shapeInTurns,
  shapeOf,
  withLongNumbersAsText,
} from '../../src/edge/json.js';
import { targetOf } from '../../src/edge/target.js';
import { MainThreadTurns } from '../../src/edge/main-thread-turns.js';
import { Inbox } from '../../src/edge/inbox.js';
import { messageOf } from '../../src/edge/messages.js';
import { KeptFacts } from '../../src/services/population/fact-cache.js';
import { nestsDeeper } from '../../src/services/tracking/nesting.js';

const SEED = Number(process.env.STRATA_SEED ?? Date.now() % 1_000_000);
const runs = { seed: SEED, numRuns: 500 };
console.log(`seed ${SEED}`);

/** Returns the nesting depth of a value, recursively. */
function levels(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levels));
}

/** Texts with characters of JSON, and with stretches that are longer than a scan compares one by one. */
const text = fc.string({
  unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', 'a', ':', ',', '1'.repeat(15), 'a'.repeat(40)),
});

test('a string ends at its closing quote, or at the end of an incomplete text', () => {
  fc.assert(
    fc.property(text, text, (value, rest) => {
      const json = JSON.stringify(value);
      assert.equal(endOfString(`[${json}${rest}`, 1), json.length);
      assert.equal(endOfString(json.slice(0, -1), 0), json.length - 1);
    }),
    runs,
  );
  assert.equal(endOfString('"', 0), 1);
});

test('the nesting of a text equals that of its value, whatever its strings contain', () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 6 }, text, fc.integer(), fc.array(tie('tree')), fc.dictionary(text, tie('tree'))),
  }));
  fc.assert(
    fc.property(tree, fc.integer({ min: 0, max: 8 }), (value, most) => {
      assert.equal(shapeOf(JSON.stringify(value), most).deep, levels(value) > most);
      assert.equal(nestsDeeper(value, most), levels(value) > most);
    }),
    runs,
  );
  assert.equal(shapeOf('['.repeat(1_000_000), 64).deep, true);
});

test('the estimated heap of a text with many values is larger than the text', () => {
  assert.ok(shapeOf('[{},{},{}]', 64).heap >= 4 * 32);
  assert.equal(shapeOf('"a,b,[{"', 64).heap, shapeOf('1', 64).heap, 'strings hold no values');
  assert.ok(shapeOf(`{"a":[${'0,'.repeat(999)}0]}`, 64).heap > 30_000);
});

test('an object with too many members is found at any depth, and a list is not an object', () => {
  const object = (members: number): string =>
    `{${Array.from({ length: members }, (_, i) => `"a:${i}":[":",{"b":0}]`).join(',')}}`;
  assert.equal(shapeOf(object(MAX_JSON_MEMBERS), 64).wide, false);
  assert.equal(shapeOf(object(MAX_JSON_MEMBERS + 1), 64).wide, true);
  assert.equal(shapeOf(`[{"a":${'['.repeat(2000)}${object(MAX_JSON_MEMBERS + 1)}`, Infinity).wide, true);
  assert.equal(shapeOf(JSON.stringify(Array.from({ length: MAX_JSON_MEMBERS + 1 }, () => ({ a: 0 }))), 64).wide, false);
});

test('a repeated member is found at the top level only, with or without escapes', () => {
  assert.equal(repeatsName('{"a":1,"b":{"a":2},"c":["a","a"],"d":"a"}'), false);
  assert.equal(repeatsName('{"a":1,"a":2}'), true);
  assert.equal(repeatsName('{"a" : 1, "\\u0061"\n:2}'), true);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      assert.equal(repeatsName(JSON.stringify(value)), false);
      const [name] = Object.keys(value);
      if (name !== undefined)
        assert.equal(repeatsName(`{${JSON.stringify(name)}:0,${JSON.stringify(value).slice(1)}`), true);
    }),
    runs,
  );
});

test('an IPv6 address is reduced to its /64, and an IPv4 address is the same in either spelling', () => {
  assert.equal(networkOf('10.0.0.1'), '10.0.0.1');
  assert.equal(networkOf('::ffff:10.0.0.1'), '10.0.0.1');
  assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), networkOf('2001:db8:1:2::9'));
  assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'));
  assert.equal(networkOf('::1'), networkOf('::2'));
});

test('a request target is parsed to a path of this server or rejected, and never throws', () => {
  assert.equal(targetOf('/graphql?x=1')?.pathname, '/graphql');
  for (const target of [undefined, '', '//', '//host/graphql', '/\\host/graphql', 'http://a/', '*'])
    assert.equal(targetOf(target), undefined);
  fc.assert(
    fc.property(fc.string(), (text) => {
      assert.ok([undefined, 'strata'].includes(targetOf(text)?.host));
      assert.ok([undefined, 'strata'].includes(targetOf(`/${text}`)?.host));
    }),
    runs,
  );
});

test('callers take turns however many requests wait; too many of one caller or in total are rejected', async () => {
  let now = 0;
  const turns = new MainThreadTurns({ sliceMs: 5, maxWaiting: 4, maxBytes: 1000 }, () => now);
  const order: string[] = [];
  const work = (caller: string, bytes = 1): Promise<number> =>
    turns.run(caller, bytes, () => {
      now += 10;
      return order.push(caller);
    });
  const greedy = Array.from({ length: 5 }, () => work('greedy'));
  const modest = work('modest');
  await assert.rejects(work('greedy'), (e: { code?: string }) => e.code === 'RATE_LIMITED');
  await assert.rejects(work('huge', 2000), (e: { code?: string }) => e.code === 'UNAVAILABLE');
  assert.equal(turns.waitingBytes, 5);
  await Promise.all([...greedy, modest]);
  assert.deepEqual(order, ['greedy', 'greedy', 'modest', 'greedy', 'greedy', 'greedy']);
  assert.equal(turns.waitingBytes, 0);
  await assert.rejects(
    turns.run('a', 1, () => {
      throw new RangeError('mine');
    }),
    RangeError,
  );
});

test('work that continues from a turn in microtasks counts towards its time slice', async () => {
  let now = 0;
  const turns = new MainThreadTurns({ sliceMs: 5, maxWaiting: 4, maxBytes: 1000 }, () => now);
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    await turns.take('a', 1);
    await Promise.resolve();
    now += 10;
    order.push(name);
  };
  const loop = new Promise<void>((resolve) =>
    setImmediate(() => {
      order.push('the event loop');
      resolve();
    }),
  );
  await work('first');
  await Promise.all([work('second'), work('third'), loop]);
  assert.deepEqual(order.slice(0, 2), ['first', 'the event loop']);
  assert.deepEqual(order.slice(2), ['second', 'third']);
});

test('messages after the first one of a socket wait until its caller is known', async () => {
  const received: string[] = [];
  let known: () => void = () => undefined;
  const socket = { pause: () => undefined, resume: () => undefined } as unknown as WebSocket;
  const inbox = new Inbox(socket, messageOf, (message) => {
    received.push((message as { readonly type: string }).type);
    return received.length > 1 ? Promise.resolve() : new Promise<void>((resolve) => (known = resolve));
  });
  const held = new ByteBudget(100).open(['a']);
  const init = inbox.take('{"type":"connection_init"}', held);
  const ping = inbox.take('{"type":"ping"}', held);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(received, ['connection_init']);
  known();
  await Promise.all([init, ping]);
  assert.deepEqual(received, ['connection_init', 'ping']);
});

test('holders share a number of bytes until they release them', () => {
  const budget = new ByteBudget(100);
  const [one, other, third] = [budget.open(['a', 'a/x']), budget.open(['b', 'b/x']), budget.open(['c'])];
  one.take(20);
  other.take(25);
  third.take(50);
  assert.equal(budget.bytes, 95);
  assert.throws(() => one.take(6), { reason: 'SERVER_BUSY', code: 'UNAVAILABLE' });
  one.take(5);
  assert.deepEqual([budget.bytes, one.bytes], [100, 25]);
  one.release();
  one.release();
  assert.deepEqual([budget.bytes, one.bytes], [75, 0]);
  other.release();
  third.release();
  assert.equal(budget.bytes, 0);
});

test('a subject holds at most a quarter of the bytes, and a workspace or an address half', () => {
  const budget = new ByteBudget(100);
  const subjects = ['x', 'y', 'z'].map((subject) => budget.open(['w', `w/${subject}`]));
  subjects[0].take(25);
  assert.throws(() => subjects[0].take(1), { reason: 'BYTES_TOO_MANY', code: 'RATE_LIMITED' });
  assert.throws(() => budget.open(['w', 'w/x']).take(1), { reason: 'BYTES_TOO_MANY' }, 'for any purpose');
  subjects[1].take(25);
  assert.throws(() => subjects[2].take(1), { reason: 'BYTES_TOO_MANY' }, 'the workspace holds its half');
  budget.open(['v', 'v/x']).take(20);
  const address = budget.open(['address 1']);
  assert.throws(() => address.take(51), { code: 'UNAVAILABLE' });
  subjects[0].release();
  assert.throws(() => address.take(51), { reason: 'BYTES_TOO_MANY' });
  address.take(50);
});

test('each running subscription holds its own variables, and a shared document counts once', () => {
  const budget = new ByteBudget(100_000);
  const kept = new KeptRequests(budget);
  const caller = (subject: string): Principal => ({ workspace: 'w', subject, scopes: new Set(), expiresAt: 0 });
  const judged = { document: parse('{a}'), tokens: 20 };
  const one = kept.keep(caller('a'), judged, {});
  const alone = budget.bytes;
  assert.ok(alone > 10_000);
  const two = kept.keep(caller('b'), judged, { list: Array<string>(30).fill('') });
  assert.ok(budget.bytes - alone > 30 * 64 && budget.bytes - alone < 10_000);
  assert.throws(() => kept.keep(caller('c'), judged, 'x'.repeat(20_000)), { reason: 'BYTES_TOO_MANY' });
  one();
  one();
  assert.ok(budget.bytes > 10_000, 'the other still has the document');
  two();
  assert.equal(budget.bytes, 0);
  assert.throws(() => kept.keep(caller('c'), { ...judged, tokens: 60 }, {}), { reason: 'BYTES_TOO_MANY' });
  assert.equal(budget.bytes, 0, 'a rejected caller holds nothing');
  kept.keep(caller('d'), { document: parse(`{a} #${'x'.repeat(10_000)}`), tokens: 3 }, {});
  assert.ok(budget.bytes > 20_000, 'a tree holds its source');
});

test('a document shared by subscriptions counts for those still running, not for those that ended', () => {
  const budget = new ByteBudget(100_000);
  const kept = new KeptRequests(budget);
  const caller = (workspace: string): Principal => ({ workspace, subject: 's', scopes: new Set(), expiresAt: 0 });
  const keep = (workspace: string, source: string, tokens = 30): (() => void) =>
    kept.keep(caller(workspace), { document: (documents[source] ??= parse(source)), tokens }, {});
  const documents: Record<string, ReturnType<typeof parse>> = {};
  const [first, second, third] = ['w1', 'w2', 'w3'].map((workspace) => keep(workspace, '{a}'));
  const all = budget.bytes;
  assert.throws(() => keep('w1', '{b}'), { reason: 'BYTES_TOO_MANY' });
  first();
  keep('w1', '{b}')();
  assert.throws(() => keep('w2', '{b}'), { reason: 'BYTES_TOO_MANY' }, 'the next subscription holds it');
  third();
  const full = keep('w3', '{c}', 40);
  keep('w3', '{a}');
  second();
  assert.ok(budget.bytes > all, 'also one with no bytes left');
  assert.throws(() => keep('w3', '{a}'), { reason: 'BYTES_TOO_MANY' });
  keep('w2', '{b}');
  full();
  keep('w3', '{a}');
});

test('an Accept header is read by its weights, and the most specific range decides', () => {
  const json = 'application/json; charset=utf-8';
  const response = 'application/graphql-response+json; charset=utf-8';
  const stream = 'text/event-stream';
  for (const [header, type] of [
    [undefined, json],
    ['', json],
    [' , ', json],
    ['*/*', json],
    ['Application/JSON ; charset=utf-8', json],
    ['application/*;q=0.1', json],
    ['application/graphql-response+json', response],
    ['application/graphql-response+json, application/json', response],
    ['application/json, application/graphql-response+json', json],
    ['application/json;q=0.5, application/graphql-response+json;q=0.6', response],
    ['*/*, application/graphql-response+json', response],
    ['application/json;q=0, */*;q=0.1', response],
    ['application/json;q=0, application/json', json],
    ['text/html, application/*;q=0.9', json],
    ['text/event-stream', stream],
    ['TEXT/Event-Stream ; q=0.5', stream],
    [' text/event-stream,text/event-stream;a=b', stream],
    ['text/event-stream, text/html', stream],
    ['text/event-stream, application/json;q=0.1', json],
    ['text/event-stream, */*', json],
    ['text/html', undefined],
    ['image/png', undefined],
    ['text/*', undefined],
    ['application/json;q=0', undefined],
    ['*/*;q=0', undefined],
    ['*/*, application/*;q=0', undefined],
    ['application', undefined],
    ...['0', '00', '0.000', '-1', '"0"', 'x', ''].map((q) => [`text/event-stream; q=${q}`, undefined] as const),
  ] as const)
    assert.equal(answerType(header), type, header);
  for (const header of ['text/event-stream', 'application/json, text/event-stream;q=0.1'])
    assert.equal(takesEventStream(header), true, header);
  for (const header of [undefined, '', '*/*', 'text/*', 'application/json', 'text/event-stream;q=0'])
    assert.equal(takesEventStream(header), false, header);
});

test('a limited number of callers is remembered, and the least recently active one is forgotten', () => {
  const admission = new Admission({ ratePerSecond: 1, judgingMsPerSecond: 0, maxRunning: 1 }, () => 0);
  const ask = (n: number): void =>
    admission.charge({ workspace: 'w', subject: `s${n}`, scopes: new Set<string>(), expiresAt: Infinity });
  for (let n = 0; n < MAX_CALLERS + 10; n++) ask(n);
  assert.equal(admission.callers, MAX_CALLERS);
  ask(0);
  ask(0);
  assert.throws(() => ask(0), { code: 'RATE_LIMITED' }, 'a remembered caller keeps to the rate');
});

test('cached facts of written customers are limited in bytes, and the least recently used are evicted', () => {
  const cache = new KeptFacts(1_000_000);
  const facts = (length: number): FactSet =>
    FactSet.of([{ id: 'e', type: 'viewed', at: 1, properties: { text: 'x'.repeat(length) } }]);
  for (let n = 0; n < 50; n++) {
    cache.set(`c${n}`, 1, facts(1000 * (n % 40)));
    assert.ok(cache.bytes <= cache.capacity, String(cache.bytes));
  }
  assert.ok(cache.bytes > cache.capacity / 2, 'it was filled');
  cache.set('larger than all', 1, facts(600_000));
  assert.equal(cache.get('larger than all', 1), undefined, 'one customer does not evict all others');
  assert.ok(cache.get('c49', 1));
  assert.equal(cache.get('c49', 2), undefined);
  assert.equal(cache.get('c0', 1), undefined);
});

test('cached documents and rejections are limited in bytes, and the least recently used are evicted', () => {
  const gate = new Gate(buildSchema('type Query{a:Int}'), 200_000);
  const caller = { workspace: 'w', subject: 's', scopes: new Set<string>(), expiresAt: Infinity };
  const check = (source: string): void => void gate.check(caller, source, undefined, undefined);
  check('{a}');
  for (let i = 0; i < 1000; i++) {
    check(`{${'a '.repeat(15)}#${i}\n}`);
    assert.throws(() => check(`{nope${i}}`), DocumentRefused);
    check('{a}');
    assert.ok(gate.bytes <= gate.maxBytes, String(gate.bytes));
  }
  assert.ok(gate.bytes > gate.maxBytes / 2, 'it was filled');
  const { documents } = gate;
  check('{a}');
  assert.equal(gate.documents, documents, 'a used document stays cached');
  check(`{a #${'x'.repeat(9000)}\n}`);
  assert.equal(gate.documents, documents, 'a large document is not cached');
});

test('a large text is checked in several turns, also inside one string', async () => {
  for (const text of [`["${'\\"'.repeat(500_000)}",1]`, `[${'0,'.repeat(500_000)}0]`, '[1]']) {
    let turns = 0;
    assert.deepEqual(await shapeInTurns(text, 64, () => Promise.resolve(void turns++)), shapeOf(text, 64));
    assert.equal(turns, Math.floor((text.length - 1) / (256 * 1024)));
  }
  assert.equal(shapeOf(`["${'\\"'.repeat(500_000)}",1]`, 64).heap, shapeOf('["",1]', 64).heap);
});

test('a large text without long numbers is read in several turns and returned unchanged', async () => {
  for (const text of [`[${'111111111111111,'.repeat(40_000)}0]`, `["${'\\"1'.repeat(200_000)}"]`]) {
    let turns = 0;
    const found = await withLongNumbersAsText(
      text,
      () => Promise.resolve(void turns++),
      () => assert.fail(),
    );
    assert.equal(found.json, text);
    assert.ok(turns > text.length / 40_000, `${turns} turns`);
  }
});

test('long numbers in a large text are found in several turns, and each is counted', async () => {
  const literals = Array.from({ length: 40_000 }, (_, i) => String(10n ** 17n + BigInt(i)));
  let [turns, characters] = [0, 0];
  const found = await withLongNumbersAsText(
    `[${literals.join()}]`,
    () => Promise.resolve(void turns++),
    (length) => void (characters += length),
  );
  assert.equal(found.json, JSON.stringify(literals));
  assert.equal(found.longNumbers.size, literals.length);
  assert.equal(characters, literals.join('').length);
  assert.ok(turns > found.json.length / 40_000, `${turns} turns`);
  const refused = new Error('too many bytes');
  await assert.rejects(
    withLongNumbersAsText(
      `[${literals.join()}]`,
      () => Promise.resolve(),
      () => {
        throw refused;
      },
    ),
    refused,
  );
});
