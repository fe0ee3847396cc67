/**
 * Tests orders without a customer through a server. An anonymous receipt is not a customer, but its orders count in
 * figures of the whole shop. A link makes them the orders of a customer.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00Z';
const PERIOD = { from: '2026-03-01T00:00:00Z', to: '2026-03-11T00:00:00Z' };
let server: TestServer;
let workspaces = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

interface Identity {
  readonly namespace: string;
  readonly value: string;
}
const id = (namespace: string, value: string): Identity => ({ namespace, value });
const receipt = (value: string): Identity => id('receipt', value);
const member = (value: string): Identity => id('member_id', value);

async function shop(): Promise<Caller> {
  const admin = await server.sandbox(`till${++workspaces}`, CLOCK);
  await admin.ask(`mutation{
    defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}
    orders:defineTag(input:{key:"orders",kind:DYNAMIC,metric:"count(order_paid)"}){key}
    defineSegment(input:{key:"buyers",name:"buyers",expression:"did(order_paid)"},wait:true){segment{key}}
    browsers:defineSegment(input:{key:"browsers",name:"browsers",expression:"not did(order_paid)"},wait:true){segment{key}}
    defineCoupon(input:{key:"ten",name:"ten",kind:FIXED_AMOUNT,faceValue:"10"}){key}
  }`);
  return admin;
}

const INGEST =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted rejected results{status reason profile path}}}';

const order = (name: string, identities: readonly Identity[], day: number, amount: string, more = {}): object => ({
  messageId: name,
  type: 'order_paid',
  occurredAt: `2026-03-0${day}T10:00:00Z`,
  identities,
  order: { orderId: name, lines: [{ lineId: '1', sku: 'tea', quantity: '1', amount }] },
  ...more,
});

async function ingest(caller: Caller, ...events: object[]): Promise<string[]> {
  const { ingestEvents } = await caller.ask(INGEST, { e: events });
  assert.equal(ingestEvents.rejected, 0, JSON.stringify(ingestEvents));
  return ingestEvents.results.map(({ profile }: { profile: string }) => profile);
}

const link = (caller: Caller, ...identities: Identity[]): Promise<unknown> =>
  caller.ask('mutation($i:[IdentityInput!]!){identify(identities:$i,occurredAt:"2026-03-09T00:00:00Z"){profile}}', {
    i: identities,
  });

const PROFILE = `query($i:IdentityInput!){profile(identity:$i){id isReceipt identities{value} tags{key value}
  segments{segment{key}} past:segments(asOf:"2026-03-10T00:00:00Z"){segment{key}} events(first:9){edges{node{id}}}}}`;

const FIGURES = `query($t:TrendInput!,$c:TrendInput!,$n:NineMetricsInput!,$f:RfmInput!,$g:RepurchaseInput!){
  profiles(first:9){totalCount edges{node{id}}}
  not:profiles(first:9,expression:"not did(order_paid)"){totalCount}
  buyers:segment(key:"buyers"){size members(first:9){totalCount} was:size(asOf:"2026-03-10T00:00:00Z")}
  browsers:segment(key:"browsers"){size was:size(asOf:"2026-03-10T00:00:00Z")}
  previewSegment(input:{expression:"not did(product_viewed)"}){size}
  statistics(metric:"sum(order_paid.amount)"){profiles sum}
  money:trendReport(input:$t){all{total unattributedTotal points{value unattributed}}}
  customers:trendReport(input:$c){all{total unattributedTotal}}
  nineMetricsReport(input:$n){orders gmv unattributed{orders gmv} classes{orders gmv visitors}}
  couponPopularity{rows{group used unattributed discount usedBy newCustomers}}
  rfmReport(input:$f){customers gmv}
  repurchaseReport(input:$g){all{gaps}}}`;

interface Figures extends Readonly<Record<string, unknown>> {
  readonly withoutOrder: readonly number[];
  readonly customers: readonly number[];
  readonly money: readonly string[];
}

type Row = Readonly<Record<string, string | number>>;

/** Returns the figures of the shop that anonymous receipts could affect. */
async function figures(caller: Caller): Promise<Figures> {
  const trend = { period: PERIOD, events: ['order_paid'], unit: 'ALL' };
  const r = await caller.ask(FIGURES, {
    t: { ...trend, figure: 'SUM', field: 'amount' },
    c: { ...trend, figure: 'CUSTOMERS' },
    n: { period: PERIOD },
    f: { period: PERIOD },
    g: { period: PERIOD },
  });
  const sum = (list: readonly Row[], name: string): number => list.reduce((n, row) => n + Number(row[name]), 0);
  const nine = r.nineMetricsReport;
  const [coupon] = r.couponPopularity.rows;
  return {
    customers: [r.profiles.totalCount, r.statistics.profiles, r.rfmReport.customers, r.customers.all.total],
    withoutOrder: [r.not.totalCount, r.browsers.size, r.browsers.was],
    buyers: [r.buyers.size, r.buyers.members.totalCount, r.buyers.was],
    previewed: r.previewSegment.size,
    money: [r.money.all.total, r.money.all.unattributedTotal],
    ofCustomers: [r.statistics.sum, r.rfmReport.gmv],
    nine: [nine.orders, nine.gmv, nine.unattributed.orders, nine.unattributed.gmv],
    classes: ['orders', 'gmv', 'visitors'].map((name) => sum(nine.classes, name)),
    coupon: coupon && [coupon.used, coupon.unattributed, coupon.discount, coupon.usedBy, coupon.newCustomers],
    gaps: r.repurchaseReport.all.gaps,
    countsOfCustomersHaveNone: r.customers.all.unattributedTotal === null,
  };
}

/** Figures of the shop while its receipts have no customer. */
const APART = {
  customers: [2, 2, 1, 1],
  withoutOrder: [1, 1, 1],
  buyers: [1, 1, 1],
  previewed: 1,
  money: ['137', '37'],
  ofCustomers: ['100', '100'],
  nine: [3, '137', 2, '37'],
  classes: [1, 100, 1],
  coupon: [1, 1, '10', 0, 0],
  gaps: 0,
  countsOfCustomersHaveNone: true,
};

/** Sells to Ann and to two customers who are not known. Returns the profiles of Ann and of the first receipt. */
async function sell(admin: Caller): Promise<{ ann: string; first: string }> {
  const [ann, first] = await ingest(
    admin,
    order('o1', [member('ann')], 1, '100'),
    order('o2', [receipt('R-2')], 2, '30', { coupon: 'ten' }),
    order('o3', [id('receipt:north', '3')], 3, '7'),
    { messageId: 'v1', type: 'product_viewed', occurredAt: '2026-03-04T10:00:00Z', identities: [member('bob')] },
  );
  return { ann, first };
}

test('orders without a customer count for the shop, and for no customer', async () => {
  const admin = await shop();
  const { first } = await sell(admin);
  assert.deepEqual(await figures(admin), APART);

  const anonymous = (await admin.ask(PROFILE, { i: receipt('R-2') })).profile;
  assert.deepEqual(anonymous, {
    id: first,
    isReceipt: true,
    identities: [{ value: 'R-2' }],
    tags: [],
    segments: [],
    past: [],
    events: { edges: [{ node: { id: 'test|o2' } }] },
  });
  const { errors } = await admin.send('query($p:String!){explainMembership(profile:$p,segment:"browsers"){member}}', {
    p: first,
  });
  assert.equal(errors?.[0].extensions.reason, 'RECEIPT_NAMES_NO_CUSTOMER');
});

test('a link assigns the orders of a receipt to a customer, and an unmerge returns them to the receipt', async () => {
  const admin = await shop();
  const { ann, first } = await sell(admin);
  await link(admin, receipt('R-2'), member('ann'));
  const joined = (await admin.ask(PROFILE, { i: receipt('R-2') })).profile;
  assert.equal(joined.id, ann, 'the customer keeps its id');
  assert.equal(joined.isReceipt, false);
  assert.deepEqual(joined.tags, [{ key: 'orders', value: 2 }]);
  assert.deepEqual(await figures(admin), {
    ...APART,
    money: ['137', '7'],
    ofCustomers: ['130', '130'],
    nine: [3, '137', 1, '7'],
    classes: [2, 130, 1],
    coupon: [1, 0, '10', 1, 0],
    gaps: 1,
  });

  const unmerged = await admin.ask(
    'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){profile{id isReceipt} parted{id isReceipt}}}',
    { p: ann, i: [receipt('R-2')] },
  );
  assert.deepEqual(unmerged.unmergeProfile, {
    profile: { id: ann, isReceipt: false },
    parted: { id: first, isReceipt: true },
  });
  assert.deepEqual(await figures(admin), APART, 'everything is as before the link');
});

test('a receipt that is older than its customer joins it, and the customer can be split off again', async () => {
  const admin = await shop();
  const [anonymous] = await ingest(admin, order('o1', [receipt('R-1')], 1, '5'));
  await admin.ask('mutation{advanceClock(to:"2026-03-10T13:00:00Z"){now}}');
  const [customer] = await ingest(admin, order('o2', [receipt('R-1'), member('cat')], 2, '6'));
  assert.notEqual(customer, anonymous);
  const joined = (await admin.ask(PROFILE, { i: receipt('R-1') })).profile;
  assert.equal(joined.id, customer);
  assert.deepEqual(
    joined.segments.map((s: { segment: { key: string } }) => s.segment.key),
    ['buyers'],
  );
  const { unmergeProfile } = await admin.ask(
    'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){profile{id isReceipt} parted{id isReceipt}}}',
    { p: customer, i: [member('cat')] },
  );
  assert.deepEqual(unmergeProfile, {
    profile: { id: anonymous, isReceipt: true },
    parted: { id: customer, isReceipt: false },
  });
  const now = await figures(admin);
  assert.deepEqual(
    [now.customers, now.money],
    [
      [1, 1, 1, 1],
      ['11', '5'],
    ],
  );
});

test('an anonymous receipt appears in no subscription, and has no stored membership', async () => {
  const admin = await shop();
  const socket = await RawSocket.acknowledged(server, admin.token);
  socket.send({
    id: 'news',
    type: 'subscribe',
    payload: { query: 'subscription{profileChanged{change{profileId}}}' },
  });
  const next = async (): Promise<string | undefined> =>
    (await socket.until((m) => m.id === 'news')).payload.data.profileChanged.change?.profileId;
  assert.equal(await next(), undefined, 'the first message is a heartbeat');
  const [anonymous] = await ingest(admin, order('o1', [receipt('R-1')], 1, '5'));
  const [customer] = await ingest(admin, order('o2', [member('dan')], 1, '5'));
  let heard = await next();
  while (heard === undefined) heard = await next();
  assert.equal(heard, customer, 'the first change is that of the customer');
  const { profiles } = server.running.services.stores;
  const workspace = `till${workspaces}`;
  const [stored] = await profiles.find(workspace, [anonymous]);
  assert.deepEqual([stored.evaluation.segments, stored.evaluation.nextCheckAt], [[], Infinity]);
  assert.deepEqual(await idsOf(profiles.roots(workspace, { first: 9 })), [customer]);
  assert.deepEqual(await idsOf(profiles.receipts(workspace, { first: 9 })), [anonymous]);
});

const idsOf = async (page: Promise<readonly { readonly id: string }[]>): Promise<string[]> =>
  (await page).map((record) => record.id);

test('operations that need a customer are rejected for a receipt alone, and nothing is stored', async () => {
  const admin = await shop();
  const [known] = await ingest(admin, order('o1', [receipt('known')], 1, '5'));
  await admin.ask(
    'mutation{defineExperiment(input:{key:"e",name:"e",variants:[{key:"a",coupon:"ten",weight:1},{key:"b",weight:1}]}){key}}',
  );
  const targets = [{ identities: [receipt('new')] }, { identities: [receipt('known')] }, { profile: known }];
  for (const target of targets) {
    const tags = await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status reason}}', {
      t: [{ ...target, tag: 'city', value: 'x' }],
    });
    assert.deepEqual(tags.setTags, [{ status: 'REJECTED', reason: 'RECEIPT_NAMES_NO_CUSTOMER' }]);
    const calls: readonly (readonly [string, Record<string, unknown>])[] = [
      ['mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', { i: { ...target, coupon: 'ten' } }],
      ['mutation($c:[CustomerInput!]!){assignExperiment(experiment:"e",customers:$c){variant}}', { c: [target] }],
    ];
    for (const [mutation, variables] of calls) {
      const { errors } = await admin.send(mutation, variables);
      assert.equal(errors?.[0].extensions.reason, 'RECEIPT_NAMES_NO_CUSTOMER', mutation);
    }
  }
  assert.equal((await admin.ask(PROFILE, { i: receipt('new') })).profile, null);
  for (const name of ['receipt', 'receipt:north']) {
    const { errors } = await admin.send(
      'mutation($n:String!){defineIdentityNamespace(input:{name:$n,strong:true}){name}}',
      { n: name },
    );
    assert.equal(errors?.[0].extensions.reason, 'NAMESPACE_BUILT_IN');
  }
  const { workspace } = await admin.ask('{workspace{identityNamespaces{name strong priority}}}');
  assert.deepEqual(workspace.identityNamespaces.at(-1), { name: 'receipt', strong: false, priority: -1 });
});

test('a receipt is exported and erased like a customer', async () => {
  const admin = await shop();
  const [anonymous] = await ingest(admin, order('o1', [receipt('R-secret')], 1, '5'));
  const { exportProfile } = await admin.ask(
    'query($p:String!){exportProfile(profile:$p,first:50){edges{node{kind}}}}',
    { p: anonymous },
  );
  assert.deepEqual(
    exportProfile.edges.map((edge: { node: { kind: string } }) => edge.node.kind),
    ['PROFILE', 'EVENT'],
  );
  assert.deepEqual((await figures(admin)).money, ['5', '5']);
  const { eraseProfile } = await admin.ask('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', {
    p: anonymous,
  });
  assert.equal(eraseProfile.state, 'DONE');
  assert.deepEqual((await figures(admin)).money, ['0', '0']);
  const again = await admin.ask(INGEST, { e: [order('o9', [receipt('R-secret')], 1, '5')] });
  assert.equal(again.ingestEvents.results[0].reason, 'IDENTITY_ERASED');
});
