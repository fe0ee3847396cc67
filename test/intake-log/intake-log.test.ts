/** Tests the intake log: totals, last messages, masked names, and the queries and subscription of two processes. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import {
  countOf,
  joined,
  lastMessages,
  shownName,
  VERDICTS,
  withMessages,
  type LoggedMessage,
} from '../../src/engine/intake-log/intake-log.js';
import { checked } from '../support/refusals.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

const message: fc.Arbitrary<LoggedMessage> = fc.record(
  {
    at: fc.integer({ min: 0, max: 2 }),
    call: fc.constantFrom('track', 'page'),
    name: fc.constantFrom('a', 'b'),
    verdict: fc.constantFrom(...VERDICTS),
    reason: fc.constantFrom('TEXT_CUT', 'EVENT_TOO_OLD'),
    count: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['at', 'call', 'verdict', 'count'] },
);
/** Repeats each entry as often as its `count` says, each time as JSON text. */
const spread = (list: readonly LoggedMessage[]): string[] =>
  list.flatMap(({ count, ...each }) =>
    Array<string>(count).fill(JSON.stringify(Object.entries(each).sort(([left], [right]) => (left < right ? -1 : 1)))),
  );

test('combining equal neighbours keeps every message and its position', () => {
  fc.assert(
    fc.property(fc.array(message), (list) => {
      const runs = joined(list);
      assert.deepEqual(spread(runs), spread(list));
      const kinds = runs.map((run) => spread([{ ...run, count: 1 }])[0]);
      assert.ok(kinds.every((kind, i) => i === 0 || kind !== kinds[i - 1]));
    }),
  );
});

test('the last messages are those at the end of the whole list', () => {
  fc.assert(
    fc.property(fc.array(message), fc.nat(40), (list, most) => {
      const all = spread(list);
      assert.deepEqual(spread(lastMessages(list, most)), all.slice(Math.max(0, all.length - most)));
    }),
  );
});

test('totals count each message once, in whatever parts the messages arrive', () => {
  fc.assert(
    fc.property(fc.array(message), fc.array(message), (first, second) => {
      const totals = withMessages(withMessages(undefined, first), second);
      const all = [...first, ...second];
      for (const verdict of VERDICTS) {
        const those = all.filter((each) => each.verdict === verdict);
        assert.equal(totals.verdicts[verdict], countOf(those));
        const named = totals.reasons.filter((each) => each.verdict === verdict);
        assert.equal(
          named.reduce((sum, { count }) => sum + count, 0),
          countOf(those.filter(({ reason }) => reason !== undefined)),
        );
      }
    }),
  );
});

test('names are short and contain no email address or long number', () => {
  for (const [given, shown] of [
    ['Video Watched', 'Video Watched'],
    ['下单成功', '下单成功'],
    ['traits.ann@example.com', 'traits.•'],
    ['call 138-0013-8000 now', 'call • now'],
    ['properties.+8613800138000', 'properties.•'],
    ['Level 1234', 'Level 1234'],
    ['properties.products[12].price', 'properties.products[12].price'],
    ['x'.repeat(100), `${'x'.repeat(63)}…`],
    ['a\u0000b\ud800', 'a b\ufffd'],
    ['traits.ann%40shop.example', 'traits.•'],
    ['ann＠shop.example', '•'],
  ])
    assert.equal(shownName(given), shown);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(1e9), (text, number) => {
      const shown = shownName(`${text} m${number + 1e9}@shop.example ${number + 1e9}`);
      assert.ok(Array.from(shown).length <= 64);
      assert.ok(!shown.includes(String(number + 1e9)));
    }),
  );
});

const CLOCK = '2026-03-10T12:00:00Z';
const SENDERS = `{intakeSenders{kind id accepted warned duplicates rejected refused firstAt lastAt
  reasons{verdict reason count} writeKey{source revokedAt}}}`;
const LOG = `query($s:IntakeSenderInput!,$v:[IntakeVerdict!]){intakeLog(sender:$s,verdicts:$v){
  at call name verdict reason field count}}`;

let server: TestServer;
/** Another server process that uses the same database. */
let other: TestServer;
let admin: Caller;

before(async () => {
  const shared = { STRATA_JWT_SECRET: 'x'.repeat(40), STRATA_DATABASE: 'intakelog' };
  server = await TestServer.start(shared);
  other = await TestServer.start({ ...shared, MONGODB_URI: process.env.MONGODB_URI ?? server.running.databaseUri });
  admin = await server.sandbox('shop', CLOCK);
});
after(async () => {
  await other.remove();
  await server.remove();
});

async function newKey(more = ''): Promise<{ readonly key: string; readonly id: string }> {
  return (await admin.ask(`mutation{createWriteKey(input:{source:"web"${more}}){key id}}`)).createWriteKey;
}

async function deliver(key: string, batch: unknown, path = 'batch', at = server): Promise<Loose> {
  const res = await fetch(at.url.replace('/graphql', `/v1/${path}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(path === 'batch' ? { batch } : batch),
  });
  return checked(await res.json());
}

const track = (event: unknown, more: object = {}): object => ({
  type: 'track',
  event,
  anonymousId: 'device-1',
  timestamp: '2026-03-10T11:00:00Z',
  ...more,
});
const of = async (id: string, kind = 'WRITE_KEY', by = admin): Promise<Loose> =>
  (await by.ask(SENDERS)).intakeSenders.find((each: Loose) => each.kind === kind && each.id === id);
const logOf = async (id: string, verdicts?: readonly string[], by = admin): Promise<Loose[]> =>
  (await by.ask(LOG, { s: { kind: 'WRITE_KEY', id }, v: verdicts })).intakeLog;

test('a reason that only an earlier version knew does not hide its message', async () => {
  const { stores } = server.running.services;
  const sender = { kind: 'TOKEN', id: 'earlier' } as const;
  const messages = ['NO_LONGER_A_REASON', 'TEXT_CUT'].map((reason): LoggedMessage => {
    const at = Date.parse(CLOCK);
    return { at, call: 'track', verdict: 'REJECTED', reason: reason as 'TEXT_CUT', count: 1 };
  });
  await stores.intakeLog.record('shop', sender, messages, withMessages(undefined, messages));
  const { intakeLog } = await admin.ask(LOG, { s: sender });
  assert.deepEqual(intakeLog.map(({ reason }: Loose) => reason).sort(), ['TEXT_CUT', null]);
  const { rejected, reasons } = await of('earlier', 'TOKEN');
  assert.deepEqual([rejected, reasons], [2, [{ verdict: 'REJECTED', reason: 'TEXT_CUT', count: 1 }]]);
});

test('each message of a key is counted and listed with its call, name, outcome and place', async () => {
  const { key, id } = await newKey();
  assert.deepEqual(await of(id), {
    kind: 'WRITE_KEY',
    id,
    accepted: 0,
    warned: 0,
    duplicates: 0,
    rejected: 0,
    refused: 0,
    firstAt: null,
    lastAt: null,
    reasons: [],
    writeKey: { source: 'web', revokedAt: null },
  });
  const seen = track('Video Watched', { messageId: 'm1' });
  await deliver(key, [
    seen,
    track('Video Watched', { messageId: 'm2' }),
    seen,
    track('Secret', { properties: { 'my ann@example.com': 'x'.repeat(70), password: 'hunter2' }, odd: 1 }),
    track('Old', { timestamp: '1999-01-01T00:00:00Z' }),
    { type: 'page', name: 'Home', anonymousId: 'device-1' },
    7,
  ]);
  const listed = await logOf(id);
  assert.deepEqual(
    listed.map(({ at: _at, ...rest }: Loose) => Object.values(rest)),
    [
      ['unknown', null, 'REJECTED', 'MESSAGE_INVALID', null, 1],
      ['page', 'Home', 'ACCEPTED', null, null, 1],
      ['track', 'Old', 'REJECTED', 'EVENT_TOO_OLD', 'occurredAt', 1],
      ['track', 'Secret', 'WARNED', 'FIELD_NOT_KEPT', 'odd', 1],
      ['track', 'Video Watched', 'DUPLICATE', null, null, 1],
      ['track', 'Video Watched', 'ACCEPTED', null, null, 2],
    ],
  );
  assert.doesNotMatch(JSON.stringify(listed), /hunter2|example|device-1|xxx/);
  const { firstAt, lastAt, reasons, writeKey: _key, ...figures } = await of(id);
  assert.deepEqual(figures, {
    kind: 'WRITE_KEY',
    id,
    accepted: 4,
    warned: 1,
    duplicates: 1,
    rejected: 2,
    refused: 0,
  });
  assert.ok(firstAt !== null && firstAt === lastAt);
  assert.deepEqual(reasons.map((each: Loose) => Object.values(each).join(' ')).sort(), [
    'REJECTED EVENT_TOO_OLD 1',
    'REJECTED MESSAGE_INVALID 1',
    'WARNED FIELD_NOT_KEPT 1',
  ]);
  assert.deepEqual(
    (await logOf(id, ['REJECTED'])).map((each: Loose) => each.reason),
    ['MESSAGE_INVALID', 'EVENT_TOO_OLD'],
  );
});

test('a rejected request is logged under its key or token, and an unknown sender is not logged', async () => {
  const { key, id } = await newKey(',origins:["https://shop.example"]');
  await deliver(key, [track('Seen')]);
  const reader = server.token('shop', ['segments:read'], 'reader');
  await deliver(reader, [track('Seen')]);
  await deliver(server.token('shop', ['events:write'], 'till'), { nothing: true }, 'batch');
  await deliver('wk.shop.0123.secret', [track('Seen')]);
  assert.deepEqual((await of(id)).reasons, [{ verdict: 'REFUSED', reason: 'ORIGIN_NOT_ALLOWED', count: 1 }]);
  assert.deepEqual((await of('reader', 'TOKEN')).reasons, [{ verdict: 'REFUSED', reason: 'SCOPE_MISSING', count: 1 }]);
  const till = await of('till', 'TOKEN');
  assert.deepEqual([till.refused, till.reasons[0].reason], [1, 'BODY_SHAPE_INVALID']);
  const all = (await admin.ask(SENDERS)).intakeSenders as Loose[];
  assert.ok(!all.some((each) => each.id === '0123'));
});

test('the last thousand messages of each key are kept, and all messages are counted', async () => {
  const { key, id } = await newKey();
  // Alternating names prevent entries from being combined.
  for (let part = 0; part < 7; part++)
    await deliver(
      key,
      Array.from({ length: 300 }, (_, i) => track(`E${part}${i % 2 ? 'odd' : 'even'}`)),
    );
  const listed = await logOf(id);
  assert.equal(
    listed.reduce((sum: number, { count }: Loose) => sum + count, 0),
    1000,
  );
  assert.match(listed[0].name, /^E6/);
  assert.match(listed.at(-1).name, /^E3/);
  assert.equal((await of(id)).accepted, 2100);
  const { stores } = server.running.services;
  assert.equal((await stores.intakeLog.messages('shop', { kind: 'WRITE_KEY', id })).length, listed.length);
});

test('another process returns the same log and adds to the same totals', async () => {
  const { key, id } = await newKey();
  await deliver(key, [track('Here')]);
  await deliver(key, [track('There')], 'batch', other);
  const there = other.caller('shop', ['admin']);
  const names = async (by: Caller): Promise<string[]> =>
    (await logOf(id, undefined, by)).map((each: Loose) => each.name);
  await eventually(async () => (await names(admin)).length === 2 && (await names(there)).length === 2, 'both in both');
  assert.deepEqual((await of(id, 'WRITE_KEY', there)).accepted, 2);
});

test('messages are sent live, and can be resumed from a cursor', async () => {
  const { key, id } = await newKey();
  const socket = admin.ws();
  const query = `subscription($a:String){intakeLogged(sender:{kind:WRITE_KEY,id:"${id}"},after:$a){cursor
    change{kind id messages{call name verdict count}}}}`;
  const first = socket.iterate({ query });
  const { value: begin } = (await first.next()) as Loose;
  await deliver((await newKey()).key, [track('Another key')]);
  await deliver(key, [track('Live'), track('Live')]);
  const expected = {
    kind: 'WRITE_KEY',
    id,
    messages: [{ call: 'track', name: 'Live', verdict: 'ACCEPTED', count: 2 }],
  };
  const untilChange = async (items: AsyncIterableIterator<Loose>): Promise<Loose> => {
    for await (const { data } of items) if (data.intakeLogged.change) return data.intakeLogged.change;
  };
  assert.deepEqual(await untilChange(first as Loose), expected);
  const again = socket.iterate({ query, variables: { a: begin.data.intakeLogged.cursor } });
  assert.deepEqual(await untilChange(again as Loose), expected);
  await socket.dispose();
});

test('the log is for operators only, and is deleted with its workspace', async () => {
  const reader = server.caller('shop', ['profiles:read', 'segments:read', 'events:write', 'define']);
  for (const query of ['{intakeSenders{id}}', '{intakeLog(sender:{kind:TOKEN,id:"till"}){name}}'])
    assert.equal((await reader.send(query)).errors![0].extensions.reason, 'SCOPE_MISSING');
  assert.equal(
    (await admin.send('{intakeLog(sender:{kind:TOKEN,id:""}){name}}')).errors![0].extensions.reason,
    'TEXT_EXPECTED',
  );
});

test('logged messages are stored when the server shuts down', async () => {
  const { key, id } = await newKey();
  await deliver(key, [track('Before')]);
  await deliver(key, [track('Last words')], 'batch', other);
  await other.close();
  await eventually(async () => (await of(id)).accepted === 2, 'both are counted');
  await other.open();
});

test('no unexpected error was reported', () => assert.deepEqual([server.reported, other.reported], [[], []]));
