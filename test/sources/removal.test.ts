/** Tests the removal of a source. Its facts disappear as if they had never been sent, and everything else stays. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const AT = '2026-03-10T11:00:00Z';
const REMOVE =
  'mutation($s:String!,$d:Boolean!){removeSource(source:$s,dryRun:$d,wait:true){events tagWrites kept job{state done total}}}';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const who = (value: string): object[] => [{ namespace: 'member_id', value }];
const order = (messageId: string, member: string, amount: string, more: object = {}): object => ({
  messageId,
  type: 'order_paid',
  occurredAt: AT,
  identities: who(member),
  order: { orderId: messageId, amount },
  ...more,
});

/** Sends facts to the server as a caller whose facts all have the same source. */
class Source {
  constructor(private readonly caller: Caller) {}

  async events(...events: object[]): Promise<string[]> {
    const { ingestEvents } = await this.caller.ask(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason}}}',
      { e: events },
    );
    return ingestEvents.results.map((each: Loose) => each.reason ?? each.status);
  }

  async tag(member: string, tag: string, value: unknown, observedAt = AT): Promise<void> {
    const { setTags } = await this.caller.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status reason}}', {
      t: [{ tag, value, observedAt, identities: who(member) }],
    });
    assert.equal(setTags[0].status, 'ACCEPTED', JSON.stringify(setTags));
  }
}

interface Shop {
  readonly admin: Caller;
  readonly wrong: Source;
  readonly right: Source;
  members(segment: string): Promise<string[]>;
  remove(source: string, dryRun?: boolean): Promise<Loose>;
}

async function shopOf(id: string): Promise<Shop> {
  const admin = await server.sandbox(id, CLOCK);
  await admin.ask(
    `mutation{
      a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}
      b:defineTag(input:{key:"weight",kind:DYNAMIC,type:INTEGER}){key}
      c:defineSegment(input:{key:"buyers",expression:"sum(order_paid.amount) >= 100.0"},wait:true){job{state}}
      d:defineSegment(input:{key:"oslo",expression:"tag city = \\"Oslo\\""},wait:true){job{state}}
      e:defineSegment(input:{key:"quiet",expression:"not did(order_paid)"},wait:true){job{state}}
    }`,
  );
  const scopes = ['events:write', 'tags:write:*', 'coupons:write', 'consents:write'];
  return {
    admin,
    wrong: new Source(server.caller(id, scopes, 'wrong')),
    right: new Source(server.caller(id, scopes, 'right')),
    members: async (segment) =>
      (
        await admin.ask('query($k:String!){segment(key:$k){members(first:100){edges{node{identities{value}}}}}}', {
          k: segment,
        })
      ).segment.members.edges
        .map((edge: Loose) => edge.node.identities[0].value)
        .sort(),
    remove: async (source, dryRun = false) => (await admin.ask(REMOVE, { s: source, d: dryRun })).removeSource,
  };
}

test('members leave or enter with the cause of the removal, and other sources are kept', async () => {
  const shop = await shopOf('plain');
  await shop.right.events(order('r1', 'A', '60'), order('r2', 'B', '150'));
  await shop.wrong.events(order('w1', 'A', '70'), order('w2', 'B', '5'), order('w3', 'C', '500'));
  await shop.right.tag('A', 'city', 'Bergen');
  await shop.wrong.tag('A', 'city', 'Oslo', '2026-03-10T11:30:00Z');
  await shop.wrong.tag('D', 'city', 'Oslo');
  assert.deepEqual(await shop.members('buyers'), ['A', 'B', 'C']);
  assert.deepEqual(await shop.members('oslo'), ['A', 'D']);

  assert.deepEqual(await shop.remove('wrong', true), { events: 3, tagWrites: 2, kept: 0, job: null });
  assert.deepEqual(await shop.members('buyers'), ['A', 'B', 'C'], 'a dry run removes nothing');
  assert.deepEqual(await shop.remove('wrong'), {
    events: 3,
    tagWrites: 2,
    kept: 0,
    job: { state: 'DONE', done: 5, total: 5 },
  });
  assert.deepEqual(await shop.members('buyers'), ['B']);
  assert.deepEqual(await shop.members('oslo'), []);
  assert.deepEqual(await shop.members('quiet'), ['C', 'D']);
  const { profile } = await shop.admin.ask(
    '{profile(identity:{namespace:"member_id",value:"A"}){tags{key value} events(first:10){edges{node{source amount}}}}}',
  );
  assert.deepEqual(profile.tags, [{ key: 'city', value: 'Bergen' }]);
  assert.deepEqual(
    profile.events.edges.map((edge: Loose) => edge.node),
    [{ source: 'right', amount: '60' }],
  );
  const { stores } = server.running.services;
  const causes = new Set<string>();
  for (const segment of ['buyers', 'oslo', 'quiet'])
    for (const { cause, effectiveAt } of await stores.transitions.ofSegment('plain', segment, { first: 100 }))
      if (cause === 'REMOVAL') causes.add(`${segment} ${effectiveAt >= Date.parse(CLOCK)}`);
  assert.deepEqual([...causes].sort(), ['buyers true', 'oslo true', 'quiet true']);

  assert.deepEqual(await shop.wrong.events(order('w1', 'A', '41')), ['ACCEPTED'], 'with other contents');
  assert.deepEqual(await shop.members('buyers'), ['A', 'B']);
  assert.deepEqual(await shop.right.events(order('r1', 'A', '60')), ['DUPLICATE']);
});

test('after the removal a shop equals one that the source never sent facts to', async () => {
  const both = await shopOf('both');
  const alone = await shopOf('alone');
  for (const shop of [both, alone])
    for (let i = 0; i < 12; i++) {
      await shop.right.events(order(`r${i}`, `M${i % 5}`, String(20 + i)));
      if (shop === both) await shop.wrong.events(order(`w${i}`, `M${i % 7}`, '90'));
      if (i % 3 === 0) await shop.right.tag(`M${i}`, 'city', i % 2 ? 'Oslo' : 'Bergen');
      if (i % 3 === 1 && shop === both) await shop.wrong.tag(`M${i % 5}`, 'city', 'Oslo');
    }
  // Customers known only through the removed source remain as customers without facts.
  await alone.admin.ask(
    'mutation{identify(identities:[{namespace:"member_id",value:"M5"}]){merged} b:identify(identities:[{namespace:"member_id",value:"M6"}]){merged} c:identify(identities:[{namespace:"member_id",value:"M1"}]){merged} d:identify(identities:[{namespace:"member_id",value:"M4"}]){merged}}',
  );
  await both.remove('wrong');
  for (const segment of ['buyers', 'oslo', 'quiet'])
    assert.deepEqual(await both.members(segment), await alone.members(segment), segment);
  const figures = async ({ admin }: Shop): Promise<Loose> =>
    await admin.ask(
      '{statistics(metric:"sum(order_paid.amount)"){profiles sum average} profiles(first:1,expression:"tag city exists"){totalCount}}',
    );
  assert.deepEqual(await figures(both), await figures(alone));
});

test('coupon events are kept, and removing an unknown source removes nothing', async () => {
  const shop = await shopOf('coupons');
  await shop.wrong.events(
    { messageId: 'c1', type: 'coupon_claimed', occurredAt: AT, identities: who('A'), coupon: 'five' },
    order('w1', 'A', '5'),
  );
  assert.deepEqual(await shop.remove('wrong'), {
    events: 1,
    tagWrites: 0,
    kept: 1,
    job: { state: 'DONE', done: 2, total: 2 },
  });
  assert.equal((await shop.remove('wrong')).events, 0);
  assert.equal((await shop.remove('nobody')).job.state, 'DONE');
  for (const source of ['strata', 'no such name', ''])
    assert.equal(
      (await shop.admin.send(REMOVE, { s: source, d: true })).errors![0].extensions.reason,
      'SOURCE_INVALID',
    );
  const writer = server.caller('coupons', ['events:write', 'define'], 'wrong');
  assert.equal((await writer.send(REMOVE, { s: 'wrong', d: true })).errors![0].extensions.reason, 'SCOPE_MISSING');
});

test('the removal is in the audit log, and a merged customer keeps the facts of its other profiles', async () => {
  const shop = await shopOf('merged');
  await shop.right.events(order('r1', 'A', '100'));
  await shop.wrong.events({
    ...order('w1', 'A', '1'),
    identities: [...who('A'), { namespace: 'device_id', value: 'd1' }],
  });
  await shop.wrong.events({ ...order('w2', 'A', '1'), identities: [{ namespace: 'device_id', value: 'd1' }] });
  await shop.remove('wrong');
  const { profile, auditLog } = await shop.admin.ask(
    '{profile(identity:{namespace:"device_id",value:"d1"}){events(first:5){edges{node{source}}}} auditLog(first:10,operation:"removeSource"){edges{node{actor target}}}}',
  );
  assert.deepEqual(
    profile.events.edges.map((edge: Loose) => edge.node.source),
    ['right'],
  );
  const entries = auditLog.edges.map((edge: Loose) => `${edge.node.actor} ${edge.node.target}`);
  assert.ok(entries.includes('test wrong') && entries.includes('strata wrong: 2 facts'), entries.join('; '));
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
