/**
 * Tests the guarantees of the tracking API. Each message is either stored or named in the response. No message affects
 * another, and nothing is changed silently.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventType } from '../../src/engine/facts/vocabulary.js';
import { FORMAT_NAMES } from '../../src/services/tracking/names.js';
import { Notes } from '../../src/services/tracking/notes.js';
import { track } from '../../src/services/tracking/tracking.js';
import { decimalOf } from '../../src/services/tracking/values.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { Door, rejected, warned } from './door.js';

const CLOCK = '2026-03-10T12:00:00Z';
const AT = '2026-03-10T11:00:00Z';
let server: TestServer;
let admin: Caller;
let door: Door;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('law', CLOCK);
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  door = new Door(server, admin, 'law');
});
after(() => server.remove());

const seen = (event: string, more: object): object => ({ type: 'track', event, timestamp: AT, ...more });

test('a message that causes an unexpected error is rejected alone, by its index, and is reported', async () => {
  const fault = new Error('nobody foresaw this');
  const poison = Object.defineProperty({ type: 'track', userId: 'p' }, 'event', {
    enumerable: true,
    get: () => {
      throw fault;
    },
  });
  const reported: unknown[] = [];
  const answer = await track(
    server.running.services,
    { workspace: 'law', subject: 'web', scopes: new Set(['events:write']), expiresAt: Infinity },
    [seen('Before', { userId: 'p' }), poison, seen('After', { userId: 'p' })],
    { report: (error) => reported.push(error) },
  );
  assert.deepEqual(
    [answer.accepted, answer.rejected.map(({ index, reason }) => [index, reason])],
    [2, [[1, 'INTERNAL']]],
  );
  assert.deepEqual(reported, [fault]);
  assert.deepEqual((await door.stored('p'))!.events.map((event) => String(event.type)).sort(), ['after', 'before']);
});

test('a sender with a real clock does not shift the instants of its messages in a sandbox', async () => {
  const message = seen('Seen by a real clock', { userId: 'clock', messageId: 'clock' });
  const { body } = await door.send('batch', { batch: [message], sentAt: new Date().toISOString() });
  assert.deepEqual([body.accepted, body.warnings], [1, []]);
  const [{ occurredAt }] = (await door.stored('clock'))!.events;
  const shift = Math.abs(Date.parse(String(occurredAt)) - Date.parse(AT));
  assert.ok(shift < 60_000, `${shift} ms`);
});

test('any JSON gets a response: 200 for messages, and 400 if it is not a batch', async () => {
  for (const body of ['null', '7', '"x"', '[]', '{}', '{"batch":{}}', '{"batch":null}', '[{"type":"track"}]'])
    assert.equal((await door.send('batch', body)).status, 400, body);
  for (const body of ['null', '7', '"track"', '[]']) assert.equal((await door.send('track', body)).status, 400, body);
  const { status, body } = await door.send(
    'batch',
    '{"batch":[null,7,"x",[],{},{"type":null},{"type":"constructor"}]}',
  );
  assert.deepEqual([status, body.accepted, body.rejected.length], [200, 0, 7]);
  const empty = await door.send('batch', { batch: [] });
  assert.deepEqual(empty.body, { success: true, accepted: 0, duplicates: 0, rejected: [], warnings: [] });
});

test("a retried message is a duplicate, whatever the client's clock shows by then", async () => {
  const message = { ...seen('Retried', { userId: 'r', messageId: 'r1' }), timestamp: '2026-03-10T13:59:55Z' };
  const send = async (sentAt: string): Promise<Loose> => (await door.send('batch', { batch: [message], sentAt })).body;
  assert.equal((await send('2026-03-10T14:00:01Z')).accepted, 1);
  const again = await send('2026-03-10T14:00:41Z');
  assert.deepEqual([again.accepted, again.duplicates, again.rejected], [0, 1, []]);
  const [event] = (await door.stored('r'))!.events;
  assert.equal(event.occurredAt, '2026-03-10T11:59:54.000Z', 'the first instant is kept');
});

test('numbers beyond 2^53 keep their digits', async () => {
  const one = (id: string): string =>
    `{"type":"identify","userId":${id},"timestamp":"${AT}","traits":{"city":"c${id}"}}`;
  const track = `{"type":"track","userId":"big","event":"Big","timestamp":"${AT}","properties":{"n":12345678901234567890,"e":1e400,"text":"\\"12345678901234567890"}}`;
  const answer = await door.send('batch', `{"batch":[${one('9007199254740993')},${one('9007199254740992')},${track}]}`);
  assert.deepEqual(warned(answer), ['2 properties.n NUMBER_AS_TEXT', '2 properties.e NUMBER_AS_TEXT']);
  for (const id of ['9007199254740993', '9007199254740992'])
    assert.deepEqual((await door.stored(id))!.identities, [`member_id ${id}`]);
  const [{ properties }] = (await door.stored('big'))!.events;
  assert.deepEqual(properties, { n: '12345678901234567890', e: '1e400', text: '"12345678901234567890' });
  assert.equal((await door.send('batch', '{"batch":[{12345678901234567890:1}]}')).status, 400, 'invalid object key');
  // GraphQL accepts neither a number as an identity value, nor a property above 1e14.
  const variables = (value: unknown, n: unknown): Record<string, unknown> => ({
    e: [
      { messageId: 'g', type: 'x', occurredAt: AT, identities: [{ namespace: 'member_id', value }], properties: { n } },
    ],
  });
  const ingest = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason}}}';
  for (const [value, n] of [
    [2 ** 53, 1],
    ['g', 2 ** 53],
  ]) {
    const { ingestEvents } = await admin.ask(ingest, variables(value, n));
    assert.equal(ingestEvents.results[0].status, 'REJECTED');
  }
});

test('alias joins two users, or a device and a user, and creates no customer for an unknown id', async () => {
  const alias = (userId: string, previousId: string): object => ({ type: 'alias', userId, previousId, timestamp: AT });
  const device = '0f7d4d3e-6d0c-4f6e-9a70-1d2b5b7c9e11';
  const answer = await door.send('batch', {
    batch: [
      seen('Seen', { userId: 'old' }),
      seen('Seen', { anonymousId: 'phone-1' }),
      alias('new', 'old'),
      alias('new', 'phone-1'),
      alias('other', 'unseen'),
      alias('third', device),
      { type: 'alias', userId: 'fourth', previousId: null, timestamp: AT },
    ],
  });
  assert.deepEqual([answer.body.accepted, rejected(answer), warned(answer)], [7, [], []]);
  assert.deepEqual((await door.stored('new'))!.identities, ['device_id phone-1', 'member_id new', 'member_id old']);
  assert.deepEqual((await door.stored('other'))!.identities, ['member_id other', 'member_id unseen']);
  assert.deepEqual((await door.stored('third'))!.identities, [`device_id ${device}`, 'member_id third']);
  for (const never of ['old', 'unseen']) assert.equal(await door.stored(never, 'device_id'), undefined);
  // Every visitor of a page can read its key, so that key can merge two customers only within the limits.
  const open = await door.as('PUBLIC').send('batch', { batch: [seen('Seen', { userId: 'a' }), alias('b', 'a')] });
  assert.deepEqual([open.body.accepted, warned(open)], [2, ['1 previousId MERGE_REFUSED']]);
  assert.deepEqual((await door.stored('b'))!.identities, ['member_id b']);
});

test('conditions can use the stored names in quotes', async () => {
  const batch = ['下单成功', '购买VIP', '取消VIP'].map((event) => seen(event, { userId: event }));
  await door.send('batch', { batch });
  for (const name of ['下单成功', '购买VIP', '取消VIP']) {
    const { profiles } = await admin.ask(
      'query($e:String!){profiles(first:5,expression:$e){edges{node{identities{value}}}}}',
      { e: `did("${name}")` },
    );
    assert.deepEqual(
      profiles.edges.map((edge: Loose) => edge.node.identities.map((i: Loose) => i.value)),
      [[name]],
    );
  }
});

test('events of bots are stored with a mark, and conditions can exclude them', async () => {
  const googlebot = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const page = (context: object): object => ({ type: 'page', userId: 'robot', timestamp: AT, context });
  await door.send('batch', {
    batch: [page({ userAgent: googlebot }), page({ userAgent: 'Mozilla/5.0 (X11) Firefox/140' })],
  });
  const count = async (metric: string): Promise<number> =>
    Number((await admin.ask('query($m:String!){statistics(metric:$m){sum}}', { m: metric })).statistics.sum);
  assert.equal(await count('count(page_viewed)'), 2);
  assert.equal(await count('count(page_viewed where not bot = true)'), 1);
});

test('Unsubscribed withdraws consent', async () => {
  const consent = 'mutation($i:ConsentInput!){recordConsent(input:$i){consents{purpose channel given}}}';
  const identities = [{ namespace: 'member_id', value: 'u' }];
  await admin.ask(consent, {
    i: { identities, purpose: 'marketing', channel: 'email', given: true, at: '2026-03-10T10:00:00Z' },
  });
  await door.send('track', seen('Unsubscribed', { userId: 'u', properties: { list_id: '1425' } }));
  const { profile } = await admin.ask(
    '{profile(identity:{namespace:"member_id",value:"u"}){consents{purpose channel given}}}',
  );
  assert.deepEqual(
    profile.consents.filter((c: Loose) => c.given),
    [],
  );
});

test('every event of the format has a type in the vocabulary and is stored with it', async () => {
  assert.equal(FORMAT_NAMES.length, 50);
  const capital = (name: string): string => name.replace(/(^| )[a-z]/g, (letter) => letter.toUpperCase());
  const batch = FORMAT_NAMES.map(([name]) =>
    seen(capital(name), { userId: 'format', properties: { order_id: 'F', total: 1, product_id: 'p' } }),
  );
  const answer = await door.send('batch', { batch });
  assert.deepEqual(rejected(answer), []);
  const stored = (await door.stored('format'))!.events.map((event) => String(event.type));
  assert.deepEqual(new Set(stored), new Set(FORMAT_NAMES.map(([, type]) => type)));
  for (const [, type] of FORMAT_NAMES) assert.ok(eventType(type), type);
});

test('warnings beyond the limit of a response are counted', async () => {
  const odd = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`odd${i}`, 1]));
  const answer = await door.send('batch', {
    batch: Array.from({ length: 12 }, () => ({ ...seen('Noted', { userId: 'w' }), ...odd })),
  });
  assert.deepEqual([answer.body.accepted, answer.body.warnings.length, answer.body.warningsLeftOut], [12, 1000, 800]);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));

test('a number of any length in a text is read at once, and an invalid one is rejected', () => {
  const notes = new Notes();
  for (const text of [`${'1'.repeat(4_000_000)}x`, `${'1'.repeat(4_000_000)}.`, `-.${'0'.repeat(4_000_000)}`])
    assert.equal(decimalOf(text, 'total', notes), undefined);
  assert.equal(decimalOf(` ${'0'.repeat(60)}12.5e1 `, 'total', notes), undefined, 'longer than 64 characters');
  assert.equal(decimalOf(' +0012.5e1 ', 'total', notes), 1_250_000n);
});

test('a batch context that is too large or too deep rejects no message and causes a warning', async () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`field${i}`, i]));
  for (const [name, context] of [
    ['deep', `{"app":{"name":${deep}},"locale":"zh-CN"}`],
    ['wide', JSON.stringify({ ...wide, locale: 'zh-CN' })],
    ['long', JSON.stringify({ locale: 'zh-CN', userAgent: 'x'.repeat(40_000) })],
  ]) {
    const messages = [0, 1].map((i) => JSON.stringify(seen('Seen', { userId: name, messageId: `${name}${i}` })));
    const answer = await door.send('batch', `{"context":${context},"batch":[${messages.join(',')}]}`);
    assert.deepEqual(
      [answer.body.accepted, rejected(answer), warned(answer)],
      [2, [], ['0 context FIELD_NOT_KEPT', '1 context FIELD_NOT_KEPT']],
      name,
    );
    const { events } = (await door.stored(name))!;
    assert.deepEqual(
      events.map((event) => event.properties.locale),
      [undefined, undefined],
    );
  }
  const small = await door.send('batch', {
    context: { locale: 'zh-CN' },
    sentAt: ' '.repeat(100_000),
    batch: [seen('Seen', { userId: 'small' })],
  });
  assert.deepEqual(warned(small), []);
  assert.equal((await door.stored('small'))!.events[0].properties.locale, 'zh-CN');
});
