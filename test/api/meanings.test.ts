/** Tests the meaning of basic terms through the API: three kinds of tags, net orders, visits, identities and time. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
const CLOCK = Date.UTC(2026, 2, 10, 12);
const DAY = 86_400_000;
const at = (days: number, hours = 0): string => new Date(CLOCK + days * DAY + hours * 3_600_000).toISOString();
let rooms = 0;
let n = 0;

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

/** Creates a separate workspace for each test. */
async function room(): Promise<Room> {
  const id = `room${++rooms}`;
  return new Room(await server.sandbox(id, new Date(CLOCK).toISOString()), id);
}

class Room {
  constructor(
    readonly admin: Caller,
    readonly id: string,
  ) {}
  by(subject: string, scopes = ['admin']): Caller {
    return server.caller(this.id, scopes, subject);
  }
  async tag(input: string): Promise<void> {
    await this.admin.ask(`mutation{defineTag(input:{${input}}){key}}`);
  }
  async segment(key: string, expression: string): Promise<void> {
    await this.admin.ask(
      'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{state}}}',
      { k: key, x: expression },
    );
  }
  async set(
    caller: Caller,
    member: string,
    tag: string,
    value: unknown,
    observedAt?: string,
    sequence?: number,
  ): Promise<any> {
    return (
      await caller.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status code reason profile}}', {
        t: [{ tag, value, observedAt, sequence, identities: [{ namespace: 'member_id', value: member }] }],
      })
    ).setTags[0];
  }
  async send(member: string | object[], type: string, occurredAt: string, more: object = {}): Promise<any> {
    const identities = typeof member === 'string' ? [{ namespace: 'member_id', value: member }] : member;
    const r = await this.admin.ask(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status code reason message path profile}}}',
      { e: [{ messageId: `n${++n}`, type, occurredAt, identities, ...more }] },
    );
    const [result] = r.ingestEvents.results;
    assert.equal(result.status, 'ACCEPTED', JSON.stringify(result));
    return result;
  }
  async tags(member: string): Promise<Record<string, unknown>> {
    const r = await this.admin.ask(
      'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){tags{key value}}}',
      { v: member },
    );
    return Object.fromEntries(r.profile.tags.map((t: any) => [t.key, t.value]));
  }
  async in(member: string): Promise<string[]> {
    const r = await this.admin.ask(
      'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){segments{segment{key}}}}',
      { v: member },
    );
    return r.profile.segments.map((s: any) => s.segment.key).sort();
  }
  async advance(to: string): Promise<void> {
    await this.admin.ask('mutation($to:DateTime!){advanceClock(to:$to){now}}', { to });
  }
  async ledger(member: string): Promise<string[][]> {
    const r = await this.admin.ask(
      'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){transitions(first:50){edges{node{segmentKey kind cause effectiveAt}}}}}',
      { v: member },
    );
    return r.profile.transitions.edges
      .map((e: any) => [e.node.segmentKey, e.node.kind, e.node.cause, e.node.effectiveAt])
      .reverse();
  }
}

const order = (orderId: string, amount: string, lines?: object[]): object => ({
  order: { orderId, amount, ...(lines ? { lines } : {}) },
});

test('a semi-dynamic tag serves the last observed value, in any arrival order, and has no history', async () => {
  const r = await room();
  await r.tag('key:"balance",kind:SEMI_DYNAMIC,type:INTEGER');
  await r.set(r.admin, 'M', 'balance', 10, at(-1));
  await r.set(r.admin, 'M', 'balance', 50, at(-2));
  assert.equal((await r.tags('M')).balance, 10);
  const h = await r.admin.ask('{profile(identity:{namespace:"member_id",value:"M"}){tagHistory(key:"balance"){at}}}');
  assert.deepEqual(h.profile.tagHistory, []);
  await r.set(r.admin, 'M', 'balance', 7, at(-1), 3);
  assert.equal((await r.tags('M')).balance, 7, 'a greater sequence at the same instant wins');
  await r.admin.ask(
    'mutation($a:DateTime!){clearTags(tags:[{tag:"balance",observedAt:$a,identities:[{namespace:"member_id",value:"M"}]}]){status}}',
    { a: at(0) },
  );
  assert.equal((await r.tags('M')).balance, undefined);
});

test('a second value of a static tag is a readable CONFLICT, and the owner corrects it with a reason', async () => {
  const r = await room();
  await r.tag('key:"gender",kind:STATIC,type:STRING,authority:["pos","web"]');
  assert.equal((await r.set(r.by('web'), 'M', 'gender', 'female', at(-2))).status, 'ACCEPTED');
  assert.equal((await r.set(r.by('other'), 'M', 'gender', 'male', at(-1))).code, 'CONFLICT');
  assert.equal(
    (await r.set(r.by('other'), 'M', 'gender', 'female', at(-1))).status,
    'ACCEPTED',
    'the same value is no conflict',
  );
  const read = async (): Promise<any> =>
    (
      await r.admin.ask(
        '{profile(identity:{namespace:"member_id",value:"M"}){tags{value source conflicts{value source}}}}',
      )
    ).profile.tags[0];
  assert.deepEqual(await read(), { value: 'female', source: 'web', conflicts: [{ value: 'male', source: 'other' }] });
  // A source of higher authority wins, even if it writes later.
  assert.equal((await r.set(r.by('pos'), 'M', 'gender', 'other', at(-0.5))).status, 'ACCEPTED');
  assert.equal((await read()).value, 'other');
  await r.admin.ask(
    'mutation{correctTag(input:{tag:"gender",value:"female",reason:"asked by phone",identities:[{namespace:"member_id",value:"M"}]}){status}}',
  );
  assert.deepEqual([(await read()).value, (await read()).conflicts], ['female', []]);
});

test('a recorded dynamic tag has a history, a repeat is a duplicate, and the greater value counts', async () => {
  const r = await room();
  await r.tag('key:"score",kind:DYNAMIC,type:INTEGER,min:0,max:10');
  const record = async (value: number, a: string): Promise<any> =>
    (
      await r.admin.ask('mutation($p:[TagPointInput!]!){recordTagPoints(points:$p){status code reason}}', {
        p: [{ tag: 'score', value, at: a, identities: [{ namespace: 'member_id', value: 'M' }] }],
      })
    ).recordTagPoints[0];
  assert.equal((await record(3, at(-3))).status, 'ACCEPTED');
  assert.equal((await record(8, at(-1))).status, 'ACCEPTED');
  assert.equal((await record(5, at(-2))).status, 'ACCEPTED', 'a late point');
  assert.equal((await record(5, at(-2))).status, 'DUPLICATE');
  assert.equal((await record(4, at(-2))).status, 'ACCEPTED', 'a smaller value at the same instant');
  assert.equal((await record(11, at(-1))).code, 'BAD_USER_INPUT');
  const h = (
    await r.admin.ask('{profile(identity:{namespace:"member_id",value:"M"}){tagHistory(key:"score"){at value}}}')
  ).profile.tagHistory;
  assert.deepEqual(h, [
    { at: at(-3), value: 3 },
    { at: at(-2), value: 4 },
    { at: at(-2), value: 5 },
    { at: at(-1), value: 8 },
  ]);
  assert.equal((await r.tags('M')).score, 8);
});

test('points at one instant are ordered by the request; across requests the greater value wins', async () => {
  const r = await room();
  await r.tag('key:"score",kind:DYNAMIC,type:INTEGER');
  const record = async (member: string, ...values: readonly number[]): Promise<string[]> => {
    const identities = [{ namespace: 'member_id', value: member }];
    const p = values.map((value) => ({ tag: 'score', value, at: at(-2), identities }));
    const answer = await r.admin.ask('mutation($p:[TagPointInput!]!){recordTagPoints(points:$p){status}}', { p });
    return answer.recordTagPoints.map(({ status }: { status: string }) => status);
  };
  const score = async (member: string): Promise<unknown> => (await r.tags(member)).score;
  const arrivals = [
    [3, 6],
    [6, 3],
  ];
  for (const values of arrivals) {
    const member = `apart${values.join('')}`;
    for (const value of values) assert.deepEqual(await record(member, value), ['ACCEPTED']);
    assert.equal(await score(member), 6, `${values.join()} in two requests`);
    assert.deepEqual(await record(member, values[1]), ['DUPLICATE']);
    const together = `together${values.join('')}`;
    assert.deepEqual(await record(together, ...values), ['ACCEPTED', 'ACCEPTED']);
    assert.equal(await score(together), values[1], `${values.join()} in one request`);
    assert.deepEqual(await record(together, ...values), ['DUPLICATE', 'DUPLICATE'], 'the same request again');
    assert.equal(await score(together), values[1]);
  }
});

test('a computed dynamic tag counts facts, and its history decays by time alone', async () => {
  const r = await room();
  await r.tag('key:"purchases_90d",kind:DYNAMIC,metric:"count(order_paid, last 90d)"');
  await r.tag('key:"coupons_used",kind:DYNAMIC,metric:"count(coupon_redeemed, last 90d)"');
  await r.send('M', 'order_paid', at(-89), order('o1', '10'));
  await r.send('M', 'order_paid', at(-5), order('o2', '20'));
  await r.send('M', 'coupon_redeemed', at(-5), { coupon: 'C1' });
  assert.deepEqual(await r.tags('M'), { purchases_90d: 2, coupons_used: 1 });
  await r.advance(at(30));
  assert.deepEqual(await r.tags('M'), { purchases_90d: 1, coupons_used: 1 });
  const h = (
    await r.admin.ask(
      'query($f:DateTime!){profile(identity:{namespace:"member_id",value:"M"}){tagHistory(key:"purchases_90d",from:$f){at value}}}',
      { f: at(-100) },
    )
  ).profile.tagHistory;
  assert.deepEqual(h, [
    { at: at(-100), value: 0 },
    { at: at(-89), value: 1 },
    { at: at(-5), value: 2 },
    { at: at(1), value: 1 },
  ]);
});

test('a TTL ends a membership by time alone, counted from the observation of the value', async () => {
  const r = await room();
  await r.tag('key:"hot",kind:SEMI_DYNAMIC,type:BOOLEAN,ttl:"P3D"');
  await r.segment('hot_ones', 'tag hot = true');
  await r.set(r.admin, 'M', 'hot', true, at(-1));
  assert.deepEqual(await r.in('M'), ['hot_ones']);
  await r.advance(at(2, 1));
  assert.deepEqual(await r.in('M'), []);
  assert.deepEqual(await r.ledger('M'), [
    ['hot_ones', 'ENTERED', 'TAG', at(-1)],
    ['hot_ones', 'LEFT', 'TIME', at(2)],
  ]);
});

test('orders are net: cancelled and refunded lines stop counting from the refund on', async () => {
  const r = await room();
  await r.tag('key:"spent",kind:DYNAMIC,metric:"sum(order_paid.amount)"');
  await r.tag('key:"gross_spent",kind:DYNAMIC,metric:"sum(gross order_paid.amount)"');
  await r.tag('key:"orders",kind:DYNAMIC,metric:"count(order_paid)"');
  await r.segment('shiseido', 'did(order_paid where brand = "Shiseido")');
  await r.send(
    'M',
    'order_paid',
    at(-9),
    order('o1', '100.10', [
      { lineId: 'a', brand: 'Shiseido', quantity: 2, amount: '60.10' },
      { lineId: 'b', brand: 'Other', amount: '40' },
    ]),
  );
  await r.send('M', 'order_paid', at(-8), order('o2', '50'));
  await r.send('M', 'order_paid', at(-7), order('o3', '0.0001'));
  assert.deepEqual(await r.in('M'), ['shiseido']);
  await r.send('M', 'order_refunded', at(-2), {
    order: { orderId: 'o1', lines: [{ lineId: 'a', quantity: 2, amount: '60.10' }] },
  });
  await r.send('M', 'order_cancelled', at(-1), { order: { orderId: 'o2' } });
  assert.deepEqual(await r.tags('M'), { spent: '40.0001', gross_spent: '150.1001', orders: 2 });
  assert.deepEqual(await r.in('M'), []);
  const h = (
    await r.admin.ask('{profile(identity:{namespace:"member_id",value:"M"}){tagHistory(key:"orders"){at value}}}')
  ).profile.tagHistory;
  assert.deepEqual(
    h.map((x: any) => x.value),
    [0, 1, 2, 3, 2],
    'the refund counts from its own instant',
  );
});

test('a visit ends after 30 minutes without activity, and a late event joins two visits into one', async () => {
  const r = await room();
  await r.tag('key:"visits",kind:DYNAMIC,metric:"count(visit)"');
  await r.send('M', 'page_viewed', at(-1, 0));
  await r.send('M', 'app_opened', at(-1, 0.9));
  assert.equal((await r.tags('M')).visits, 2);
  await r.send('M', 'screen_viewed', at(-1, 0.45));
  assert.equal((await r.tags('M')).visits, 1);
  await r.send('M', 'visit', at(-3));
  assert.equal((await r.tags('M')).visits, 2);
});

test('an anonymous customer keeps its history once known; a second person on the device is not merged', async () => {
  const r = await room();
  await r.tag('key:"visits",kind:DYNAMIC,metric:"count(visit)"');
  const device = { namespace: 'device_id', value: 'D1' };
  const anonymous = await r.send([device], 'page_viewed', at(-3));
  await r.segment('visitors', 'count(visit) >= 2');
  await r.send('A', 'page_viewed', at(-2));
  const known = await r.send([device, { namespace: 'member_id', value: 'A' }], 'logged_in', at(-1));
  assert.equal(known.profile, anonymous.profile, 'the oldest profile is the root');
  assert.equal((await r.tags('A')).visits, 2);
  assert.deepEqual(await r.in('A'), ['visitors']);
  assert.deepEqual(
    (await r.ledger('A')).map((t) => t.slice(0, 3)),
    [['visitors', 'ENTERED', 'MERGE']],
  );
  const second = await r.send([device, { namespace: 'member_id', value: 'B' }], 'logged_in', at(-0.5));
  assert.notEqual(second.profile, known.profile);
  const a = await r.admin.ask(
    '{profile(identity:{namespace:"member_id",value:"A"}){id identities{namespace value}} b:profile(identity:{namespace:"device_id",value:"D1"}){id}}',
  );
  assert.deepEqual(a.profile.identities.length, 2);
  assert.equal(a.b.id, a.profile.id);
  assert.equal((await r.admin.ask('{profiles(first:10){totalCount}}')).profiles.totalCount, 2);
});

test('late events count at their own instant, and a window is half-open to the millisecond', async () => {
  const r = await room();
  await r.segment('week', 'did(searched, last 7d)');
  await r.send('M', 'searched', new Date(CLOCK - 7 * DAY).toISOString());
  assert.deepEqual(await r.in('M'), [], 'exactly 7 days ago is outside');
  await r.send('M', 'searched', new Date(CLOCK - 7 * DAY + 1).toISOString());
  assert.deepEqual(await r.in('M'), ['week']);
  await r.advance(new Date(CLOCK + 1).toISOString());
  assert.deepEqual(await r.in('M'), []);
});

test('flips that fell due during downtime happen once, in order, at their own instants', async () => {
  const r = await room();
  await r.segment('between', 'did(searched, last 5d) and not did(searched, last 2d)');
  await r.send('M', 'searched', at(0));
  await r.send('M', 'searched', at(-4));
  await r.advance(at(40));
  assert.deepEqual(await r.ledger('M'), [
    ['between', 'ENTERED', 'TIME', at(2)],
    ['between', 'LEFT', 'TIME', at(5)],
  ]);
});

test('segments of segments settle in one step, redefining is a cause, and dependants block retiring', async () => {
  const r = await room();
  await r.segment('buyers', 'did(order_paid)');
  await r.segment('not_buyers', 'not in segment buyers');
  await r.send('M', 'searched', at(-1));
  assert.deepEqual(await r.in('M'), ['not_buyers']);
  await r.send('M', 'order_paid', at(-0.5), order('o1', '1'));
  assert.deepEqual(await r.in('M'), ['buyers']);
  assert.equal(
    (await r.admin.send('mutation{retireSegment(key:"buyers"){job{id}}}')).errors![0].extensions.code,
    'CONFLICT',
  );
  await r.admin.ask(
    'mutation{redefineSegment(input:{key:"buyers",expression:"count(order_paid) >= 2"},wait:true){segment{version}}}',
  );
  assert.deepEqual(await r.in('M'), ['not_buyers']);
  assert.deepEqual(
    (await r.ledger('M'))
      .slice(-2)
      .map((t) => t.slice(0, 3))
      .sort(),
    [
      ['buyers', 'LEFT', 'DEFINITION'],
      ['not_buyers', 'ENTERED', 'DEFINITION'],
    ],
  );
  await r.admin.ask('mutation{retireSegment(key:"not_buyers",wait:true){job{state}}}');
  assert.deepEqual(await r.in('M'), []);
});

test('an ad-hoc query, the member list, the size and explain agree', async () => {
  const r = await room();
  const expression = 'count(searched, last 3d) >= 2 or tag city = "X"';
  await r.tag('key:"city",kind:STATIC,type:STRING');
  await r.segment('asked', expression);
  for (let i = 0; i < 25; i++) {
    await r.send(`M${i}`, 'searched', at(-1 - (i % 4)));
    if (i % 2 === 0) await r.send(`M${i}`, 'searched', at(-0.5 - (i % 3)));
    if (i % 7 === 0) await r.set(r.admin, `M${i}`, 'city', 'X');
  }
  const q = await r.admin.ask(
    'query($x:String!){profiles(first:100,expression:$x){totalCount edges{node{id}}} segment(key:"asked"){size members(first:100){totalCount edges{node{id}}}}}',
    { x: expression },
  );
  const adHoc = q.profiles.edges.map((e: any) => e.node.id);
  assert.ok(adHoc.length > 3 && adHoc.length < 25);
  assert.deepEqual(
    q.segment.members.edges.map((e: any) => e.node.id),
    adHoc,
  );
  assert.deepEqual(
    [q.segment.size, q.profiles.totalCount, q.segment.members.totalCount],
    [adHoc.length, adHoc.length, adHoc.length],
  );
  const all = await r.admin.ask('{profiles(first:100){edges{node{id}}}}');
  for (const { node } of all.profiles.edges) {
    const e = await r.admin.ask('query($id:String!){explainMembership(profile:$id,segment:"asked"){member}}', {
      id: node.id,
    });
    assert.equal(e.explainMembership.member, adHoc.includes(node.id));
  }
  // Pages of three return every member once, in order.
  const paged: string[] = [];
  for (let after: string | undefined; ;) {
    const page: any = (
      await r.admin.ask(
        'query($a:String){segment(key:"asked"){members(first:3,after:$a){edges{node{id}}pageInfo{hasNextPage endCursor}}}}',
        { a: after },
      )
    ).segment.members;
    paged.push(...page.edges.map((e: any) => e.node.id));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  assert.deepEqual(paged, adHoc);
});

test('explain at an earlier instant uses the facts known now', async () => {
  const r = await room();
  await r.tag('key:"level",kind:SEMI_DYNAMIC,type:STRING');
  await r.segment('gold', 'tag level = "gold" and did(order_paid, last 3d)');
  const { profile } = await r.set(r.admin, 'M', 'level', 'gold', at(-10));
  await r.send('M', 'order_paid', at(-9), order('o1', '1'));
  await r.set(r.admin, 'M', 'level', 'silver', at(-1));
  const member = async (a: string): Promise<boolean> =>
    (
      await r.admin.ask('query($id:String!,$a:DateTime){explainMembership(profile:$id,segment:"gold",at:$a){member}}', {
        id: profile,
        a,
      })
    ).explainMembership.member;
  assert.deepEqual([await member(at(-8)), await member(at(-5)), await member(at(-11))], [true, false, false]);
});

test('none of 180 parallel writes to one customer is lost', async () => {
  const r = await room();
  await r.tag('key:"searches",kind:DYNAMIC,metric:"count(searched)"');
  await Promise.all(Array.from({ length: 180 }, () => r.send('M', 'searched', at(-1))));
  assert.equal((await r.tags('M')).searches, 180);
});

test('an event sent five times at once counts once', async () => {
  const r = await room();
  const e = {
    messageId: 'same',
    type: 'searched',
    occurredAt: at(-1),
    identities: [{ namespace: 'member_id', value: 'M' }],
  };
  const all = await Promise.all(
    Array.from({ length: 5 }, () =>
      r.admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates}}', { e: [e] }),
    ),
  );
  assert.equal(
    all.reduce((s, x) => s + x.ingestEvents.accepted, 0),
    1,
  );
  assert.equal(
    all.reduce((s, x) => s + x.ingestEvents.duplicates, 0),
    4,
  );
});

test('a response has at most 5,000 points, and a larger range must be narrowed', async () => {
  const r = await room();
  await r.tag('key:"steps",kind:DYNAMIC,type:INTEGER');
  const record = (from: number, n: number): Promise<any> =>
    r.admin.ask('mutation($p:[TagPointInput!]!){recordTagPoints(points:$p){status}}', {
      p: Array.from({ length: n }, (_, i) => ({
        tag: 'steps',
        value: i,
        at: new Date(CLOCK - (from + i + 1) * 1000).toISOString(),
        identities: [{ namespace: 'member_id', value: 'M' }],
      })),
    });
  for (let i = 0; i < 5; i++) await record(i * 1000, 1000);
  await record(5000, 1);
  const ask = (from: string): Promise<any> =>
    r.admin.send(
      'query($f:DateTime!){profile(identity:{namespace:"member_id",value:"M"}){tagHistory(key:"steps",from:$f){at}}}',
      { f: from },
    );
  assert.equal((await ask(at(-1))).errors![0].extensions.code, 'LIMIT_EXCEEDED');
  assert.equal((await ask(new Date(CLOCK - 100_500).toISOString())).data.profile.tagHistory.length, 100);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
