/**
 * Tests the reports on baskets, carts, members, slots, channels and reach through the API: late facts, refunds, merges
 * and unmerges, members of rows, permissions and errors.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const NOW = '2026-03-20T00:00:00Z';
const at = (day: number, hour = 0): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();
const PERIOD = { from: at(1), to: at(11) };

let server: TestServer;
let admin: Caller;
let sent = 0;

const event = (who: string, type: string, occurredAt: string, properties: object = {}, more: object = {}): object => ({
  ...{ messageId: `r${sent++}`, type, occurredAt, properties },
  identities: [{ namespace: 'member_id', value: who }],
  ...more,
});
const order = (who: string, when: string, orderId: string, ...skus: readonly string[]): object => {
  const lines = skus.map((sku, i) => ({ lineId: String(i), sku, brand: `of ${sku}`, quantity: 1, amount: '10' }));
  return event(who, 'order_paid', when, {}, { order: { orderId, amount: String(10 * skus.length), lines } });
};

async function send(...events: object[]): Promise<void> {
  const { ingestEvents } = await admin.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}',
    { e: events },
  );
  assert.equal(ingestEvents.accepted, events.length, JSON.stringify(ingestEvents.results));
}

/** The name of the input type of each kind, without its ending. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ returns: 'Returns', baskets: 'Basket', pairs: 'Pair', carts: 'Cart' },
  ...{ members: 'Member', slots: 'Slot', channels: 'Channel', reach: 'Reach' },
};
const fieldOf = (kind: string): string => `${TYPES[kind][0].toLowerCase()}${TYPES[kind].slice(1)}Report`;
const send1 = (caller: Caller, kind: string, input: object, fields: string): ReturnType<Caller['send']> =>
  caller.send(`query($i:${TYPES[kind]}Input!){${fieldOf(kind)}(input:$i){${fields}}}`, {
    i: { period: PERIOD, ...input },
  });
async function report(kind: string, input: object, fields: string): Promise<Loose> {
  const { data, errors } = await send1(admin, kind, input, fields);
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data[fieldOf(kind)];
}

async function members(kind: string, input: object, row: string): Promise<string[]> {
  const { analysisMembers: page } = await admin.ask(
    'query($a:AnalysisInput!,$r:String!){analysisMembers(analysis:$a,row:$r,first:50){edges{node{identities{value}}}}}',
    { a: { [kind]: { period: PERIOD, ...input } }, r: row },
  );
  return page.edges.map((e: Loose) => e.node.identities[0].value).sort();
}

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { zone: 'UTC', currency: 'CNY' });
  await admin.ask('mutation{defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await send(
    event('ann', 'registered', at(1), { channel: 'app' }),
    event('ann', 'product_viewed', at(1, 1), { sku: 'tea' }),
    event('ann', 'added_to_cart', at(1, 2), { sku: 'tea', channel: 'app' }),
    event('ann', 'slot_viewed', at(1, 3), { slot: 'home', position: 1 }),
    event('ann', 'slot_clicked', at(1, 4), { slot: 'home', position: 1, sku: 'tea' }),
    order('ann', at(1, 5), 'o1', 'tea', 'cup'),
    event('bob', 'registered', at(2), { channel: 'web' }),
    event('bob', 'added_to_cart', at(2, 1), { sku: 'cup', channel: 'web' }),
    event('bob', 'slot_viewed', at(2, 2), { slot: 'home', position: 2 }),
    order('bob', at(4), 'o2', 'tea', 'cup', 'pot'),
    event('cat', 'contact_sent', at(3), { campaignId: 'spring' }),
    event('cat', 'contact_delivered', at(3, 1), { campaignId: 'spring' }),
    event('cat', 'contact_clicked', at(3, 2), { campaignId: 'spring' }),
    event('cat', 'page_viewed', at(3, 2), { utm_campaign: 'march' }),
    order('cat', at(3, 3), 'o3', 'pot'),
    event('dan', 'contact_sent', at(3), { campaignId: 'spring' }),
  );
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [{ identities: [{ namespace: 'member_id', value: 'ann' }], tag: 'level', value: 'gold', observedAt: at(1) }],
  });
  await admin.ask(
    'mutation{defineSegment(input:{key:"golden",expression:"tag level = \\"gold\\""},wait:true){job{state}}}',
  );
});
after(() => server.remove());

const RETURNS =
  'asOf all{orders returnedOrders lines returnedLines sales returned rate refunded refundRate row returnedRow} groups{group other orders returned returnedRow}';

test('returns by cohort and by time reflect refunds and late facts', async () => {
  const by = { by: { property: 'sku' } };
  const first = await report('returns', by, RETURNS);
  assert.deepEqual([first.all.orders, first.all.returnedOrders, first.all.sales, first.all.rate], [3, 0, '60', 0]);
  // A refund of one line after the period changes the cohort and not the refunds of the period.
  const refund = { orderId: 'o2', lines: [{ lineId: '2', sku: 'pot', quantity: 1, amount: '10' }] };
  await send(event('bob', 'order_refunded', at(12), {}, { order: refund }));
  const later = await report('returns', by, RETURNS);
  assert.deepEqual(
    [later.all.returnedOrders, later.all.returnedLines, later.all.returned, later.all.refunded],
    [1, 1, '10', '0'],
  );
  assert.deepEqual(
    later.groups.map((g: Loose) => [g.group, g.orders, g.returned]),
    [
      ['cup', 2, '0'],
      ['pot', 2, '10'],
      ['tea', 2, '0'],
    ],
  );
  assert.deepEqual(await members('returns', by, later.groups[1].returnedRow), ['bob']);
  assert.deepEqual(await members('returns', by, later.all.row), ['ann', 'bob', 'cat']);
  const next = await report(
    'returns',
    { period: { from: at(11), to: at(15) }, compare: true },
    `${RETURNS} before{sales}`,
  );
  assert.deepEqual([next.all.orders, next.all.refunded, next.all.refundRate], [0, '10', null]);
  assert.equal(next.before.sales, '0', 'the four days before have no order');
  // As of an earlier instant, the refund has not happened.
  const before = await report('returns', { period: { ...PERIOD, asOf: at(11) } }, RETURNS);
  assert.deepEqual([before.asOf, before.all.returned], [at(11), '0']);
  const golden = await report('returns', { scope: { segment: 'golden', at: 'MOMENT' } }, RETURNS);
  assert.equal(golden.all.orders, 1);
});

test('baskets and pairs of items', async () => {
  const sizes =
    'all{orders gmv perOrder medianOrder lines linesPerOrder quantity sizes{lines orders row} row} groups{group orders}';
  const { all, groups } = await report('baskets', { by: { tag: 'level' } }, sizes);
  assert.deepEqual(
    [all.orders, all.gmv, all.perOrder, all.medianOrder, all.lines, all.quantity],
    [3, '50', '16.6667', 20, 5, '5'],
  );
  assert.deepEqual(
    all.sizes.slice(0, 4).map((s: Loose) => s.orders),
    [0, 1, 2, 0],
  );
  assert.deepEqual(await members('baskets', {}, all.sizes[1].row), ['cat']);
  assert.deepEqual(
    groups.map((g: Loose) => [g.group, g.orders]),
    [
      [null, 2],
      ['gold', 1],
    ],
  );
  const found = await report('pairs', {}, 'baskets items found pairs{first second together ofFirst lift row}');
  assert.deepEqual([found.baskets, found.items, found.found], [3, 3, 1]);
  const [pair] = found.pairs;
  assert.deepEqual([pair.first, pair.second, pair.together, pair.ofFirst, pair.lift], ['cup', 'tea', 2, 1, 1.5]);
  assert.deepEqual(await members('pairs', {}, pair.row), ['ann', 'bob']);
  const ofPot = await report('pairs', { item: 'pot', minTogether: 1 }, 'pairs{first second}');
  assert.deepEqual(ofPot.pairs, [], 'the pot of the only order with others was returned');
});

test('carts, and the activity of members by unit', async () => {
  const figures = 'all{carted bought abandoned open conversion medianMs boughtRow abandonedRow} groups{group carted}';
  const carts = await report('carts', { by: { property: 'channel' } }, figures);
  assert.deepEqual(
    [carts.all.carted, carts.all.bought, carts.all.abandoned, carts.all.conversion, carts.all.medianMs],
    [2, 1, 1, 0.5, 3 * 3_600_000],
  );
  assert.deepEqual(await members('carts', {}, carts.all.abandonedRow), ['bob'], 'bought after more than a day');
  assert.equal((await report('carts', { window: 'P2D' }, figures)).all.bought, 2);
  const open = await report('carts', { window: 'P60D' }, figures);
  assert.deepEqual([open.all.carted, open.all.open], [0, 2]);
  const units =
    'all{units{from members joined active buyers activeRow inactiveRow complete}} groups{group units{members}}';
  const input = { unit: 'DAY', by: { tag: 'level' } };
  const { all, groups } = await report('members', input, units);
  assert.deepEqual(
    all.units.slice(0, 4).map((u: Loose) => [u.members, u.joined, u.active, u.buyers]),
    [
      [1, 1, 1, 1],
      [2, 1, 0, 0],
      [2, 0, 0, 0],
      [2, 0, 1, 1],
    ],
  );
  assert.deepEqual(await members('members', input, all.units[3].activeRow), ['bob']);
  assert.deepEqual(
    groups.map((g: Loose) => [g.group, g.units[1].members]),
    [
      ['gold', 1],
      [null, 1],
    ],
  );
  const golden = await report('members', { unit: 'WEEK', scope: { segment: 'golden', at: 'MOMENT' } }, units);
  assert.deepEqual(
    golden.all.units.map((u: Loose) => u.members),
    [1, 1, 1],
    'members are those in the segment at the end of each week, whether they registered or not',
  );
});

test('an order counts for one slot, or for every slot if the report credits every slot', async () => {
  const figures =
    'all{exposures orders} slots{slot position other exposures clicks clickRate orders gmv row boughtRow} none{orders gmv boughtRow} additive';
  const slots = await report('slots', {}, figures);
  assert.deepEqual(
    slots.slots.map((s: Loose) => [s.slot, s.exposures, s.clicks, s.clickRate, s.orders, s.gmv]),
    [['home', 2, 1, 0.5, 1, '20']],
  );
  assert.deepEqual([slots.all.orders, slots.none.orders, slots.none.gmv, slots.additive], [3, 2, '30', true]);
  assert.deepEqual(await members('slots', {}, slots.none.boughtRow), ['bob', 'cat']);
  const positions = await report('slots', { position: 'position', item: 'sku', credit: 'EVERY' }, figures);
  assert.deepEqual(
    positions.slots.map((s: Loose) => [s.position, s.exposures, s.orders]),
    [
      ['1', 1, 1],
      ['2', 1, 0],
    ],
  );
  assert.deepEqual(await members('slots', { position: 'position' }, positions.slots[0].boughtRow), ['ann']);
  // A click that arrives late gets the order.
  await send(event('bob', 'slot_clicked', at(3, 12), { slot: 'search', sku: 'cup' }));
  const late = await report('slots', {}, figures);
  assert.deepEqual(
    late.slots.map((s: Loose) => [s.slot, s.orders]),
    [
      ['home', 1],
      ['search', 1],
    ],
  );
});

test('channels by first touch, with costs and ranks', async () => {
  const input = {
    touches: ['registered'],
    costs: [
      { channel: 'app', cost: '40' },
      { channel: 'tv', cost: '5' },
    ],
  };
  const fields =
    'complete all{customers cost conversionLow} groups{group customers views buyers conversion gmv returnRate day7Eligible cost costPerBuyer gmvPerCost viewRank conversionRank buyersRow}';
  const { all, groups, complete } = await report('channels', { ...input, follow: 'P10D' }, fields);
  assert.deepEqual([all.customers, all.cost, complete], [2, '45', false]);
  assert.deepEqual(
    groups.map((g: Loose) => [g.group, g.customers, g.views, g.buyers, g.gmv, g.cost, g.gmvPerCost, g.viewRank]),
    [
      ['app', 1, 1, 1, '20', '40', 0.5, 1],
      ['web', 1, 0, 1, '20', null, null, 2],
      ['tv', 0, 0, 0, '0', '5', 0, null],
    ],
  );
  assert.equal(groups[1].returnRate, 1 / 3);
  assert.deepEqual(await members('channels', input, groups[0].buyersRow), ['ann']);
});

test('reach follows a message from sending to order, also across a merge and an unmerge', async () => {
  const fields =
    'all{sent delivered clicked viewed newViewers oldViewers orders ordersByClick converted gmv day7Eligible rows{sent converted}} groups{group sent converted rows{sent}}';
  const contact = { carrier: 'CONTACT' };
  const first = await report('reach', contact, fields);
  assert.deepEqual(
    [first.all.sent, first.all.delivered, first.all.clicked, first.all.viewed, first.all.newViewers, first.all.orders],
    [2, 1, 1, 1, 1, 1],
  );
  assert.deepEqual(await members('reach', contact, first.groups[0].rows.sent), ['cat', 'dan']);
  const landing = await report('reach', { carrier: 'LANDING' }, fields);
  assert.deepEqual(
    landing.groups.map((g: Loose) => [g.group, g.sent, g.converted]),
    [['march', 0, 1]],
  );
  // The merged customer has both messages and counts once.
  const { profiles } = await admin.ask('{profiles(first:50){edges{node{id identities{value}}}}}');
  const idOf = (v: string): string => profiles.edges.find((e: Loose) => e.node.identities[0].value === v).node.id;
  await admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: idOf('cat'),
    b: idOf('dan'),
  });
  assert.equal((await report('reach', contact, fields)).all.sent, 1);
  const identities = [{ namespace: 'member_id', value: 'dan' }];
  await admin.ask('mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){__typename}}', {
    p: idOf('cat'),
    i: identities,
  });
  assert.deepEqual((await report('reach', contact, fields)).all, first.all);
});

test('missing scopes and invalid input are rejected with reason and path', async () => {
  const refused = async (caller: Caller, kind: string, input: object): Promise<readonly (string | undefined)[]> => {
    const { errors } = await send1(caller, kind, input, 'asOf');
    return [errors?.[0].extensions.reason, errors?.[0].extensions.inputPath];
  };
  const analyst = server.caller('shop', ['analytics:read']);
  assert.deepEqual(await refused(analyst, 'returns', {}), [undefined, undefined]);
  for (const kind of ['pairs', 'slots', 'channels'])
    assert.deepEqual((await refused(analyst, kind, {}))[0], 'SCOPE_MISSING', kind);
  assert.deepEqual((await refused(analyst, 'reach', { carrier: 'SLOT' }))[0], 'SCOPE_MISSING');
  const reader = server.caller('shop', ['analytics:read', 'profiles:read']);
  const cases: readonly (readonly [string, object, string, string])[] = [
    ['returns', { period: { ...PERIOD, asOf: at(30) } }, 'INSTANT_NOT_PAST', 'input.period.asOf'],
    ['returns', { by: { property: 'Email' } }, 'SCOPE_MISSING', 'input.by.property'],
    ['baskets', { orders: [] }, 'LIST_EMPTY', 'input.orders'],
    ['pairs', { first: 101 }, 'NUMBER_INVALID', 'input.first'],
    ['pairs', { minTogether: 0 }, 'NUMBER_INVALID', 'input.minTogether'],
    ['carts', { window: 'soon' }, 'DURATION_INVALID', 'input.window'],
    ['carts', { carts: ['added_to_cart where'] }, 'EXPRESSION_SYNTAX', 'input.carts[0]'],
    ['carts', { item: 'phone' }, 'SCOPE_MISSING', 'input.item'],
    ['members', { unit: 'DAY', by: { property: 'channel' } }, 'FIELD_NOT_ALLOWED', 'input.by.property'],
    [
      'members',
      { unit: 'DAY', period: { from: at(1), to: '2029-01-01T00:00:00Z' } },
      'PERIOD_TOO_LONG',
      'input.period.to',
    ],
    ['slots', { slot: 'phone' }, 'SCOPE_MISSING', 'input.slot'],
    ['slots', { views: Array.from({ length: 30 }, (_, i) => `view_${i}`) }, 'LIST_TOO_LONG', 'input.orders'],
    ['channels', { costs: [{ channel: 'app', cost: '-1' }] }, 'NUMBER_INVALID', 'input.costs[0].cost'],
    ['channels', { costs: Array(2).fill({ channel: 'app', cost: '1' }) }, 'KEY_DUPLICATE', 'input.costs[1].channel'],
    ['reach', { carrier: 'SLOT', viewWithin: 'P' }, 'DURATION_INVALID', 'input.viewWithin'],
  ];
  for (const [kind, input, reason, path] of cases)
    assert.deepEqual(await refused(reader, kind, input), [reason, path], `${kind} ${JSON.stringify(input)}`);
});
