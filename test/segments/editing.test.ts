/** Tests safe edits, portraits, derived tags and live changes, through the real server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const id = (n: number): { namespace: string; value: string }[] => [{ namespace: 'member_id', value: `E${n}` }];
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted rejected results{message profile}}}';
const order = (n: number, k: number, days: number, amount: string): object => ({
  messageId: `o${n}-${k}`,
  type: 'order_paid',
  occurredAt: at(days),
  identities: id(n),
  order: { orderId: `o${n}-${k}`, amount },
});

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(0));
  await admin.ask(
    'mutation{defineTag(input:{key:"city",kind:STATIC,type:STRING}){key} b:defineTag(input:{key:"secret",kind:STATIC,type:STRING,personal:true}){key} c:defineTag(input:{key:"age",kind:SEMI_DYNAMIC,type:INTEGER}){key} d:defineTag(input:{key:"spend_90d",kind:DYNAMIC,metric:"sum(order_paid.amount, last 90d)"}){key} e:defineTag(input:{key:"likes",kind:SEMI_DYNAMIC,type:STRING_LIST}){key}}',
  );
  // Customer n (0 to 19) has n orders of 100 yuan, one per day up to now. Every second customer lives in Beijing.
  const events = Array.from({ length: 20 }, (_, n) =>
    Array.from({ length: n }, (_x, k) => order(n, k, -k - 1, '100')),
  ).flat();
  assert.equal((await admin.ask(INGEST, { e: events })).ingestEvents.accepted, events.length);
  const tags = Array.from({ length: 20 }, (_, n) => [
    { identities: id(n), tag: 'city', value: n % 2 ? 'Beijing' : 'Shanghai', observedAt: at(-30) },
    ...(n < 15 ? [{ identities: id(n), tag: 'age', value: 20 + n, observedAt: at(-30) }] : []),
    ...(n < 4
      ? [{ identities: id(n), tag: 'likes', value: ['tea', n % 2 ? 'books' : 'shoes'], observedAt: at(-30) }]
      : []),
  ]).flat();
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
  await admin.ask(
    'mutation{defineSegment(input:{key:"buyers",expression:"count(order_paid, last 90d) >= 10"},wait:true){job{state}} b:defineSegment(input:{key:"beijing",expression:"tag city = \\"Beijing\\""},wait:true){job{state}}}',
  );
});
after(() => server.remove());

test('a preview shows exactly who would enter and leave and what overlaps, and changes nothing', async () => {
  const q =
    'query($i:PreviewSegmentInput!){previewSegment(input:$i){expression customers size entering leaving enteringSamples{id tags(keys:["spend_90d"]){value}} leavingSamples{id} overlaps{segment size both} warnings changes asOf}}';
  const { previewSegment: p } = await admin.ask(q, {
    i: {
      key: 'buyers',
      expression: 'count(order_paid, last 6d) >= 5 and tag city = "Beijing"',
      overlapWith: ['beijing', 'buyers'],
      samples: 3,
    },
  });
  // Customers 5 to 19 have five orders in less than six days (Beijing: 5, 7, ... 19). The members are 10 to 19.
  assert.deepEqual([p.customers, p.size, p.entering, p.leaving], [20, 8, 3, 5]);
  assert.deepEqual(p.overlaps, [
    { segment: 'beijing', size: 10, both: 8 },
    { segment: 'buyers', size: 10, both: 5 },
  ]);
  assert.deepEqual(p.enteringSamples.map((x: any) => x.tags[0].value).sort(), ['500', '700', '900']);
  assert.equal(p.leavingSamples.length, 3);
  assert.deepEqual(p.changes, [
    'count(order_paid): window last 90d became last 6d, >= 10 became >= 5',
    'now also required: tag city = "Beijing"',
  ]);
  assert.equal((await admin.ask('{segment(key:"buyers"){size version}}')).segment.version, 1);
  const alone = (await admin.ask(q, { i: { expression: 'tag city exists', samples: 0 } })).previewSegment;
  assert.deepEqual([alone.size, alone.entering, alone.leaving, alone.changes], [20, 20, 0, []]);
});

test('contradictions and conditions without effect cause warnings', async () => {
  const warn = async (expression: string): Promise<string[]> =>
    (
      await admin.ask('query($e:String!){previewSegment(input:{expression:$e,samples:0}){warnings size}}', {
        e: expression,
      })
    ).previewSegment.warnings;
  for (const x of [
    'count(order_paid) >= 3 and count(order_paid) < 2',
    'tag city = "Beijing" and tag city = "Shanghai"',
    'did(order_paid, last 7d) and not did(order_paid, last 30d)',
    'tag city = "a" and not tag city exists',
    'tag age > 5 and tag age < 6',
    'in segment beijing and not in segment beijing',
    'count(order_paid) < 0',
    'tag city = "x" and (tag age = 1 and not tag city = "x")',
  ]) {
    assert.match((await warn(x))[0] ?? 'no warning', /^never true/, x);
  }
  for (const x of [
    'count(order_paid) >= 0',
    'in segment beijing or not in segment beijing',
    'count(order_paid) >= 2 or count(order_paid) < 3',
  ])
    assert.match((await warn(x))[0] ?? 'no warning', /^always true/, x);
  for (const x of [
    'count(order_paid) >= 3 and count(order_paid) < 4',
    'tag age > 5 and tag age < 7',
    'did(order_paid, last 30d) and not did(order_paid, last 7d)',
    'tag city = "a" or tag city != "a"',
    'tag city starts with "a" and tag city contains "b"',
  ])
    assert.deepEqual(await warn(x), [], x);
});

test('versions have differences in words, and can be rolled back, explained and read at an earlier version', async () => {
  const define = (verb: string, expression: string): Promise<any> =>
    admin.ask(
      `mutation($e:String!){${verb}(input:{key:"vip",name:"VIP",expression:$e},wait:true){segment{version} warnings job{state}}}`,
      { e: expression },
    );
  await define('defineSegment', 'count(order_paid) >= 15');
  const r = await define('redefineSegment', 'count(order_paid) >= 18 and not tag city = "Beijing"');
  assert.equal(r.redefineSegment.segment.version, 2);
  const q =
    '{segment(key:"vip"){size version expression versions{version expression changes savedBy savedAt} transitions(first:100){edges{node{cause version kind}}} old:size(asOf:"2026-03-20T00:00:00Z",version:1)}}';
  let s = (await admin.ask(q)).segment;
  assert.equal(s.size, 1); // customer 18
  assert.equal(s.old, 5); // 15..19 under the first version
  assert.deepEqual(
    s.versions.map((v: any) => v.version),
    [2, 1],
  );
  assert.deepEqual(s.versions[0].changes, [
    'count(order_paid): >= 15 became >= 18',
    'now also required: not tag city = "Beijing"',
  ]);
  assert.equal(s.versions[0].savedBy, 'test');
  assert.ok(
    s.transitions.edges.some(
      (e: any) => e.node.cause === 'DEFINITION' && e.node.version === 2 && e.node.kind === 'LEFT',
    ),
  );
  await admin.ask('mutation{rollBackSegment(key:"vip",version:1,wait:true){segment{version}}}');
  s = (await admin.ask(q)).segment;
  assert.deepEqual([s.size, s.version, s.expression], [5, 3, 'count(order_paid) >= 15']);
  assert.equal(
    (await admin.send('mutation{rollBackSegment(key:"vip",version:3){segment{version}}}')).errors![0].extensions.code,
    'BAD_USER_INPUT',
  );
  assert.equal(
    (await admin.send('mutation{rollBackSegment(key:"vip",version:0){segment{version}}}')).errors![0].extensions.code,
    'NOT_FOUND',
  );
});

test('the past is read from the facts as of an instant, or from the ledger as known then', async () => {
  await admin.ask(
    'mutation{defineSegment(input:{key:"one_order",expression:"did(order_paid)"},wait:true){job{state}}}',
  );
  const before = at(0);
  await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(1) });
  // Customer 0 bought two days before, but the event arrives only now.
  await admin.ask(INGEST, { e: [order(0, 0, -2, '5')] });
  const s = (
    await admin.ask(
      'query($t:DateTime!){segment(key:"one_order"){size asOf:size(asOf:$t) known:size(asKnownAt:$t) members(first:1,asKnownAt:$t){totalCount edges{node{id}}}}}',
      { t: before },
    )
  ).segment;
  assert.deepEqual([s.size, s.asOf, s.known, s.members.totalCount], [20, 20, 19, 19]);
  const p = (
    await admin.ask(
      'query($t:DateTime!){profile(identity:{namespace:"member_id",value:"E0"}){asOf:segments(asOf:$t){segment{key} since} known:segments(asKnownAt:$t){segment{key}}}}',
      { t: before },
    )
  ).profile;
  assert.deepEqual(
    p.asOf.filter((m: any) => m.segment.key === 'one_order').map((m: any) => m.since),
    [at(-2)],
  );
  assert.deepEqual(
    p.known.filter((m: any) => m.segment.key === 'one_order'),
    [],
  );
  for (const args of [
    'asOf:"2030-01-01T00:00:00Z"',
    'asOf:"2026-03-01T00:00:00Z",asKnownAt:"2026-03-01T00:00:00Z"',
    'version:1',
  ]) {
    assert.equal(
      (await admin.send(`{segment(key:"one_order"){size(${args})}}`)).errors![0].extensions.code,
      'BAD_USER_INPUT',
      args,
    );
  }
});

test('derived tags: rules and scores, evaluated, explained, changed, and rejected when invalid', async () => {
  const define = (i: object): Promise<any> =>
    admin.send(
      'mutation($i:DefineTagInput!){defineTag(input:$i){key type version rules{when value} otherwise score{weight of}}}',
      { i },
    );
  const level = {
    key: 'consumption',
    kind: 'DYNAMIC',
    type: 'STRING',
    rules: [
      { when: 'tag spend_90d >= 1500.0', value: 'high' },
      { when: 'tag spend_90d >= 500.0', value: 'middle' },
    ],
    otherwise: 'low',
  };
  const r = (await define(level)).data.defineTag;
  assert.deepEqual(
    r.rules.map((x: any) => x.when),
    ['tag spend_90d >= 1500.0', 'tag spend_90d >= 500.0'],
  );
  const score = (
    await define({
      key: 'activity',
      kind: 'DYNAMIC',
      score: [
        { weight: '0.5', of: 'count(order_paid, last 90d)' },
        { weight: '10', of: 'tag city = "Beijing"' },
        { weight: '0.1', of: 'tag age' },
      ],
    })
  ).data.defineTag;
  assert.deepEqual(
    [score.type, score.score],
    [
      'DECIMAL',
      [
        { weight: '0.5', of: 'count(order_paid, last 90d)' },
        { weight: '10', of: 'tag city = "Beijing"' },
        { weight: '0.1', of: 'tag age' },
      ],
    ],
  );
  const of = async (n: number): Promise<any> =>
    Object.fromEntries(
      (
        await admin.ask('query($v:String!){profile(identity:{namespace:"member_id",value:$v}){tags{key value}}}', {
          v: `E${n}`,
        })
      ).profile.tags.map((t: any) => [t.key, t.value]),
    );
  assert.deepEqual(
    [(await of(16)).consumption, (await of(7)).consumption, (await of(2)).consumption],
    ['high', 'middle', 'low'],
  );
  assert.equal((await of(7)).activity, '16.2'); // 3.5 + 10 + 2.7
  await admin.ask(
    'mutation{defineSegment(input:{key:"high",expression:"tag consumption = \\"high\\""},wait:true){job{state}}}',
  );
  assert.equal((await admin.ask('{segment(key:"high"){size}}')).segment.size, 5); // 15..19
  const p = (
    await admin.ask(
      '{profile(identity:{namespace:"member_id",value:"E16"}){id segments{segment{key} nextFlipAt} tagHistory(key:"consumption",from:"2026-03-01T00:00:00Z"){at value}}}',
    )
  ).profile;
  assert.deepEqual(
    p.tagHistory.map((x: any) => x.value),
    ['low', 'middle', 'high'],
  );
  // The sixteenth most recent order leaves the window first.
  assert.equal(p.segments.find((s: any) => s.segment.key === 'high').nextFlipAt, at(-15 + 90));
  const e = (
    await admin.ask(
      'query($p:String!){explainMembership(profile:$p,segment:"high"){member condition{observed children{text truth observed children{observed}}}}}',
      { p: p.id },
    )
  ).explainMembership;
  assert.equal(e.condition.observed, 'high');
  assert.deepEqual(
    e.condition.children.map((c: any) => [c.truth, c.observed]),
    [
      [true, '1600'],
      [true, '1600'],
    ],
  );
  // Changing the rules changes memberships, with the cause DEFINITION.
  await define({ ...level, rules: [{ when: 'tag spend_90d >= 1800.0', value: 'high' }] });
  await eventually(
    async () => (await admin.ask('{segment(key:"high"){size}}')).segment.size === 2,
    'the backfill of the changed tag',
  );
  assert.ok(
    (await admin.ask('{segment(key:"high"){transitions(first:1){edges{node{cause}}}}}')).segment.transitions.edges[0]
      .node.cause === 'DEFINITION',
  );

  const code = async (i: object): Promise<string> =>
    (await define({ kind: 'DYNAMIC', type: 'STRING', ...i })).errors![0].extensions.code;
  assert.equal(await code({ key: 'a', rules: [{ when: 'tag a = "x"', value: 'x' }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'a', rules: [{ when: 'tag nowhere = 1', value: 'x' }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'a', rules: [{ when: 'did(x', value: 'x' }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'a', rules: [{ when: 'did(x)', value: 5 }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'a', rules: [] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'a', rules: [{ when: 'did(x)', value: 'x' }], score: [] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'a', type: 'DECIMAL', score: [{ weight: '1', of: 'tag city' }] }), 'BAD_USER_INPUT');
  assert.equal(
    await code({ key: 'a', rules: [{ when: 'tag secret = "x"', value: 'x' }] }),
    'BAD_USER_INPUT',
    'made from a personal tag it is personal',
  );
  // A cycle of references through a segment is rejected.
  await define({ key: 'c1', kind: 'DYNAMIC', type: 'STRING', rules: [{ when: 'did(x)', value: 'x' }] });
  await admin.ask('mutation{defineSegment(input:{key:"on_c1",expression:"tag c1 = \\"x\\""},wait:true){job{state}}}');
  assert.equal(await code({ key: 'c1', rules: [{ when: 'in segment on_c1', value: 'x' }] }), 'BAD_USER_INPUT');
  await define({ key: 'c2', kind: 'DYNAMIC', type: 'STRING', rules: [{ when: 'in segment on_c1', value: 'x' }] });
  const kept = await admin.send('mutation{retireSegment(key:"on_c1"){segment{key}}}');
  assert.equal(kept.errors![0].extensions.code, 'CONFLICT');
  assert.match(kept.errors![0].message, /tag c2/);
  const plain = server.caller('shop', ['define', 'profiles:read', 'segments:read', 'analytics:read']);
  assert.equal(
    (
      await plain.send('mutation($i:DefineTagInput!){defineTag(input:$i){key}}', {
        i: {
          key: 'leak',
          kind: 'DYNAMIC',
          type: 'STRING',
          personal: true,
          rules: [{ when: 'tag secret = "x"', value: 'x' }],
        },
      })
    ).errors![0].extensions.code,
    'FORBIDDEN',
  );
  assert.equal(
    (
      await admin.send(
        'mutation{setTags(tags:[{tag:"c1",value:"x",identities:[{namespace:"member_id",value:"E1"}]}]){code}}',
      )
    ).data.setTags[0].code,
    'BAD_USER_INPUT',
  );
});

test('a portrait: exact shares, ranges, lists, customers without a value, and the index against everyone or a segment', async () => {
  const q =
    'query($a:String){segmentPortrait(segment:"buyers",against:$a,tags:[{key:"city"},{key:"age",buckets:[30,33]},{key:"likes"}]){size baseSize tags{definition{key} otherValues rows{value from to count share baseCount baseShare tgi}}}}';
  const p = (await admin.ask(q)).segmentPortrait;
  assert.deepEqual([p.size, p.baseSize], [10, 20]); // 10..19 of 20
  const rows = (key: string): any[] => p.tags.find((t: any) => t.definition.key === key).rows;
  assert.deepEqual(
    rows('city').map((r: any) => [r.value, r.count, r.share, r.baseCount, r.tgi]),
    [
      ['Beijing', 5, 0.5, 10, 100],
      ['Shanghai', 5, 0.5, 10, 100],
    ],
  );
  // Customers 10 to 14 have ages 30 to 34, and 15 to 19 have none. Among all customers, 15 have an age and 5 have none.
  assert.deepEqual(
    rows('age').map((r: any) => [r.from, r.to, r.count, r.baseCount, r.tgi]),
    [
      [null, 30, 0, 10, 0],
      [30, 33, 3, 3, 200],
      [33, null, 2, 2, 200],
      [null, null, 5, 5, 200],
    ],
  );
  assert.deepEqual(
    rows('likes').map((r: any) => [r.value, r.count, r.baseCount]),
    [
      [null, 10, 16],
      ['tea', 0, 4],
      ['books', 0, 2],
      ['shoes', 0, 2],
    ],
  );
  const against = (await admin.ask(q, { a: 'beijing' })).segmentPortrait;
  assert.deepEqual(
    against.tags[0].rows.map((r: any) => [r.value, r.share, r.baseShare, r.tgi]),
    [
      ['Beijing', 0.5, 1, 50],
      ['Shanghai', 0.5, 0, null],
    ],
  );
  for (const [tags, code] of [
    ['[]', 'BAD_USER_INPUT'],
    ['[{key:"age",buckets:[5,5]}]', 'BAD_USER_INPUT'],
    ['[{key:"city",buckets:["a"]}]', 'BAD_USER_INPUT'],
    ['[{key:"nowhere"}]', 'NOT_FOUND'],
  ]) {
    assert.equal(
      (await admin.send(`{segmentPortrait(segment:"buyers",tags:${tags}){size}}`)).errors![0].extensions.code,
      code,
      tags,
    );
  }
  const plain = server.caller('shop', ['segments:read', 'analytics:read']);
  assert.equal(
    (await plain.send('{segmentPortrait(segment:"buyers",tags:[{key:"secret"}]){size}}')).errors![0].extensions.code,
    'NOT_FOUND',
  );
});

test('sizes, customer changes and jobs are sent live, and each item is read at its own instant', async () => {
  const s = await RawSocket.acknowledged(server, server.token('shop', ['admin']));
  s.send({
    id: 'sizes',
    type: 'subscribe',
    payload: { query: 'subscription{segmentSizes(segments:["buyers","beijing"],everyMs:100){key size}}' },
  });
  s.send({
    id: 'news',
    type: 'subscribe',
    payload: {
      query:
        'subscription{profileChanged{cursor change{profileId events tags segments profile{tags(keys:["age","spend_90d"]){key value}}}}}',
    },
  });
  assert.deepEqual((await s.until((m) => m.id === 'sizes')).payload.data.segmentSizes, [
    { key: 'buyers', size: 10 },
    { key: 'beijing', size: 10 },
  ]);
  const first = (await s.until((m) => m.id === 'news')).payload.data.profileChanged;
  assert.equal(first.change, null);
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [{ identities: id(19), tag: 'age', value: 50 }],
  });
  const told = (await s.until((m) => m.id === 'news' && m.payload.data.profileChanged.change)).payload.data
    .profileChanged;
  assert.deepEqual([told.change.tags, told.change.events], [['age'], []]);
  assert.equal(told.change.profile.tags.find((t: any) => t.key === 'age').value, 50);
  await admin.ask(INGEST, { e: [order(9, 99, 1, '100')] });
  const entered = (await s.until((m) => m.id === 'news' && m.payload.data.profileChanged.change?.events.length)).payload
    .data.profileChanged;
  assert.deepEqual([entered.change.events, entered.change.segments], [['order_paid'], ['buyers']]);
  assert.equal(
    entered.change.profile.tags.find((t: any) => t.key === 'spend_90d').value,
    '1000',
    'not what it was when the subscription began',
  );
  assert.deepEqual((await s.until((m) => m.id === 'sizes')).payload.data.segmentSizes[0], { key: 'buyers', size: 11 });

  // A subscription from an earlier cursor receives both changes again, in order.
  s.send({
    id: 'again',
    type: 'subscribe',
    payload: {
      query: 'subscription($a:String){profileChanged(after:$a){change{tags events}}}',
      variables: { a: first.cursor },
    },
  });
  const kinds: string[] = [];
  while (kinds.length < 2) {
    const m = await s.until((x) => x.id === 'again');
    const { change } = m.payload.data.profileChanged;
    if (change) kinds.push([...change.tags, ...change.events].join());
  }
  assert.deepEqual(kinds, ['age', 'order_paid']);

  const r = await admin.ask(
    'mutation{defineSegment(input:{key:"followed",expression:"did(order_paid, last 3d)"}){job{id total}}}',
  );
  s.send({
    id: 'job',
    type: 'subscribe',
    payload: {
      query: 'subscription($id:String!){jobProgress(id:$id){job{state done total}}}',
      variables: { id: r.defineSegment.job.id },
    },
  });
  const states: string[] = [];
  for (;;) {
    const m = await s.until((x) => x.id === 'job');
    if (m.type === 'complete') break;
    if (m.payload.data.jobProgress.job) states.push(m.payload.data.jobProgress.job.state);
  }
  assert.equal(states.at(-1), 'DONE');

  // A customer who enters two segments at once causes only one message.
  await admin.ask(INGEST, { e: Array.from({ length: 10 }, (_, k) => order(0, k, 1, '100')) });
  const both = (
    await s.until(
      (m) =>
        m.id === 'news' &&
        m.payload.data.profileChanged.change?.segments.includes('followed') &&
        m.payload.data.profileChanged.change.events.length,
    )
  ).payload.data.profileChanged;
  assert.deepEqual([both.change.events, both.change.segments], [['order_paid'], ['buyers', 'followed']]);
  s.send({ id: 'none', type: 'subscribe', payload: { query: 'subscription{jobProgress(id:"nothing"){cursor}}' } });
  const none = await s.until((m) => m.id === 'none');
  assert.equal((none.payload[0] ?? none.payload.errors[0]).extensions.code, 'NOT_FOUND');
  for (const [query, code] of [
    ['subscription{segmentSizes(segments:["nowhere"]){key}}', 'NOT_FOUND'],
    ['subscription{segmentSizes(segments:[]){key}}', 'BAD_USER_INPUT'],
    ['subscription{segmentSizes(segments:["buyers"],everyMs:1){key}}', 'BAD_USER_INPUT'],
  ]) {
    s.send({ id: query, type: 'subscribe', payload: { query } });
    const m = await s.until((x) => x.id === query);
    assert.equal((m.payload[0] ?? m.payload.errors[0]).extensions.code, code, query);
  }
  s.close();
});

test('cancelling a backfill ends it and rolls its publication back', async () => {
  const { writer } = server.running.services;
  const real = writer.write.bind(writer);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  writer.write = async (...args) => {
    if (args[1][0]?.kind === 'check') await held;
    return real(...args);
  };
  try {
    const r = await admin.ask(
      'mutation{redefineSegment(input:{key:"buyers",expression:"count(order_paid) >= 1"}){job{id state cancellable} segment{version}}}',
    );
    assert.deepEqual([r.redefineSegment.job.state, r.redefineSegment.job.cancellable], ['RUNNING', true]);
    assert.equal((await admin.ask('{segment(key:"buyers"){state}}')).segment.state, 'PUBLISHING');
    const cancelled = await admin.ask('mutation($id:String!){cancelJob(id:$id){state cancellable}}', {
      id: r.redefineSegment.job.id,
    });
    assert.deepEqual(cancelled.cancelJob, { state: 'CANCELLED', cancellable: false });
    assert.equal(
      (await admin.send('mutation($id:String!){cancelJob(id:$id){state}}', { id: r.redefineSegment.job.id })).errors![0]
        .extensions.code,
      'CONFLICT',
    );
  } finally {
    release();
    writer.write = real;
  }
  await eventually(async () => {
    const { segment, jobs } = await admin.ask(
      '{segment(key:"buyers"){size version expression state} jobs(first:5){edges{node{state}}}}',
    );
    return (
      segment.version === 3 &&
      segment.expression === 'count(order_paid, last 90d) >= 10' &&
      segment.state === 'LIVE' &&
      segment.size === 12 &&
      jobs.edges.length === 5
    );
  }, 'the earlier version to be in force again');
});

test('ten concurrent redefinitions of a segment make ten versions', async () => {
  await admin.ask(
    'mutation{defineSegment(input:{key:"rivals",expression:"count(searched) >= 1"},wait:true){job{state}}}',
  );
  await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      admin.ask(
        `mutation{redefineSegment(input:{key:"rivals",expression:"count(searched) >= ${i + 2}"}){segment{version}}}`,
      ),
    ),
  );
  const { segment } = await admin.ask('{segment(key:"rivals"){version versions{version expression}}}');
  assert.equal(segment.version, 11);
  assert.equal(new Set(segment.versions.map((v: any) => v.expression)).size, 11);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));

test('growth: the size at the end of each day, entries and exits by their effective time, and their causes', async () => {
  const shop = await server.sandbox('growth', '2026-03-08T03:00:00Z', { zone: 'America/New_York' });
  const paid = (member: string, at: string): object => ({
    messageId: `${member}${at}`,
    type: 'order_paid',
    occurredAt: at,
    identities: [{ namespace: 'member_id', value: member }],
    order: { orderId: `${member}${at}`, amount: '10' },
  });
  const ingest = (...e: object[]): Promise<unknown> =>
    shop.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e });
  const to = (at: string): Promise<unknown> => shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at });
  // It is still 7 March in New York, but 8 March in London. Daylight saving time starts that night.
  await ingest(paid('A', '2026-03-08T02:00:00Z'));
  await shop.ask(
    'mutation{defineSegment(input:{key:"recent",expression:"did(order_paid, last 2d)"},wait:true){job{state}}}',
  );
  await to('2026-03-09T03:59:59Z');
  await ingest(paid('B', '2026-03-09T03:30:00Z'), paid('C', '2026-03-09T03:59:00Z'));
  await to('2026-03-10T12:00:00Z');
  // The order is reported today, but membership began the day before.
  await ingest(paid('D', '2026-03-09T12:00:00Z'));
  const { growth } = (
    await shop.ask('{segment(key:"recent"){growth(days:5){day size entered left causes{cause entered left}}}}')
  ).segment;
  assert.deepEqual(growth, [
    { day: '2026-03-06', size: 0, entered: 0, left: 0, causes: [] },
    { day: '2026-03-07', size: 1, entered: 1, left: 0, causes: [{ cause: 'DEFINITION', entered: 1, left: 0 }] },
    { day: '2026-03-08', size: 3, entered: 2, left: 0, causes: [{ cause: 'EVENT', entered: 2, left: 0 }] },
    {
      day: '2026-03-09',
      size: 3,
      entered: 1,
      left: 1,
      causes: [
        { cause: 'EVENT', entered: 1, left: 0 },
        { cause: 'TIME', entered: 0, left: 1 },
      ],
    },
    { day: '2026-03-10', size: 3, entered: 0, left: 0, causes: [] },
  ]);
  assert.equal(
    (await shop.send('{segment(key:"recent"){growth(days:0){day}}}')).errors?.[0].extensions.code,
    'BAD_USER_INPUT',
  );
});
