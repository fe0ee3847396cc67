/**
 * Tests `strata verify` in workspaces with several currencies. The stored state equals the result of the naive
 * implementation.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { strataCommand } from '../support/command.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer } from '../support/server.js';

const SEED = seedOf(20261129);
const START = '2026-03-20T12:00:00Z';
const LATER = '2026-04-02T12:00:00Z';
/** Number of decimal digits of each currency. */
const CURRENCIES = [
  ['CNY', 2],
  ['USD', 2],
  ['JPY', 0],
  ['KWD', 3],
] as const;
const SEGMENTS = [
  ['rich', 'sum(order_paid.amount) >= 100.0'],
  ['rich_gross', 'sum(gross order_paid.amount) >= 100.0'],
  ['lines', 'sum(order_paid.line.amount, last 30d) >= 30.0'],
  ['weight', 'sum(order_paid.line.quantity) >= 2.35'],
  ['dollars', 'sum(order_paid.amount, currency "USD") > 0.0'],
  ['usual', 'average(order_paid.amount, last 20d) between 20.0 and 60.0'],
  ['returned', 'sum(order_refunded.amount) > 0.0 and count(order_paid) >= 2'],
  ['saves', 'did(order_paid where coupon = "save" and amount >= 10.0) or did(coupon_redeemed)'],
  ['gave', 'sum(donation.amount) >= 0.3 and did(donation where "Product Name" = "x")'],
  ['kept_half', 'ratio(sum(order_paid.amount), sum(gross order_paid.amount)) <= 0.5'],
  ['top', 'in layer value.high'],
] as const;
const CUSTOMERS = 10;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

/** Formats an amount in minor units as a cash register prints it. */
const printed = (units: number, digits: number): string => (units / 10 ** digits).toFixed(digits);

/** Returns an order with lines sold by piece and by weight, and later events about it. */
function orderWithReturns(d: Dice, n: number, digits: number): Record<string, unknown>[] {
  const customer = d.int(0, CUSTOMERS - 2);
  const day = d.int(1, 10);
  const at = (days: number): string => new Date(Date.UTC(2026, 2, day + days, 10)).toISOString();
  const money = (most: number): string => printed(d.int(1, most * 10 ** digits), digits);
  const told = (type: string, days: number, order: object, more: object = {}): Record<string, unknown> => ({
    messageId: `o${n}-${type}-${days}`,
    type,
    occurredAt: at(days),
    identities: [{ namespace: 'member_id', value: `c${customer}` }],
    order: { orderId: `o${n}`, ...order },
    ...more,
  });
  const lines = ['a', 'b', 'c'].map((sku) => ({
    sku,
    amount: money(60),
    quantity: d.pick(['1', '3', '0.35', '2.005']),
  }));
  const other = d.chance(0.25) ? { currency: d.pick(CURRENCIES)[0] } : {};
  const coupon = d.chance(0.4) ? { coupon: 'save' } : {};
  const events = [told('order_paid', 0, { lines, ...other }, coupon)];
  if (d.chance(0.2)) events.push(told('order_paid', 1, { lines: lines.slice(0, 2), ...other }));
  const returned = d.pick([
    undefined,
    { amount: money(40) },
    { lines: [{ sku: 'b', quantity: '0.35' }] },
    { lines: [{ sku: 'a', quantity: '1', amount: money(30) }], refundId: 'r' },
    { amount: money(20), currency: 'USD' },
  ]);
  if (returned) events.push(told('order_refunded', d.int(1, 9), returned));
  return events;
}

const donation = (d: Dice, n: number): Record<string, unknown> => ({
  messageId: `d${n}`,
  type: 'donation',
  occurredAt: `2026-03-1${n}T10:00:00Z`,
  identities: [{ namespace: 'member_id', value: `c${n % (CUSTOMERS - 1)}` }],
  properties: { amount: 0.1 * d.int(1, 3), 'Product Name': 'x', currency: 'points' },
});

/**
 * Returns a case with a known result. The last customer buys for 12 plus one minor unit, and returns a third of the 9
 * paid for 1.05 kg.
 */
function knownByHeart(digits: number): { readonly events: Record<string, unknown>[]; readonly kept: string } {
  const identities = [{ namespace: 'member_id', value: `c${CUSTOMERS - 1}` }];
  const cents = 10 ** digits;
  const lines = [
    { sku: 'a', amount: printed(9 * cents, digits), quantity: '1.05' },
    { sku: 'b', amount: printed(3 * cents + 1, digits), quantity: '1' },
  ];
  const occurredAt = '2026-03-10T10:00:00Z';
  return {
    events: [
      { messageId: 'k1', type: 'order_paid', occurredAt, identities, order: { orderId: 'k', lines } },
      {
        messageId: 'k2',
        type: 'order_refunded',
        occurredAt: '2026-03-11T10:00:00Z',
        identities,
        order: { orderId: 'k', lines: [{ sku: 'a', quantity: '0.35' }] },
      },
    ],
    kept: `${printed(9 * cents + 1, digits)}${digits === 0 ? '.0' : ''}`,
  };
}

for (const [currency, digits] of CURRENCIES)
  test(`verify finds no differences in ${currency}, and compares layers but no drafts (seed ${SEED})`, async () => {
    const d = new Dice(random(SEED + digits));
    const workspace = currency.toLowerCase();
    const admin = await server.sandbox(workspace, START, { currency, zone: 'America/New_York' });
    await admin.ask('mutation($i:DefineLayerModelInput!){defineLayerModel(wait:true,input:$i){model{key}}}', {
      i: { key: 'value', layers: [{ key: 'high', when: 'sum(order_paid.amount) > 50.0' }, { key: 'low' }] },
    });
    const { events: known, kept } = knownByHeart(digits);
    const define = 'mutation($i:DefineSegmentInput!){defineSegment(wait:true,input:$i){segment{key}}}';
    for (const [key, expression] of [...SEGMENTS, ['exact', `sum(order_paid.amount) = ${kept}`]])
      await admin.ask(define, { i: { key, expression } });
    await admin.ask(define, { i: { key: 'later', expression: 'did(order_paid)', draft: true } });
    await admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
      i: { key: 'save', kind: 'FIXED_AMOUNT', faceValue: printed(5 * 10 ** digits, digits) },
    });
    const claimed = await admin.ask('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', {
      i: { coupon: 'save', identities: [{ namespace: 'member_id', value: 'c0' }] },
    });
    assert.ok(claimed.claimCoupon.claim);
    const events = [
      ...Array.from({ length: 30 }, (_, n) => orderWithReturns(d, n, digits)).flat(),
      ...Array.from({ length: 10 }, (_, n) => donation(d, n)),
      ...known,
    ];
    const { ingestEvents } = await admin.ask(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{status message path}}}',
      { e: events },
    );
    assert.equal(ingestEvents.rejected, 0, JSON.stringify(ingestEvents.results));
    for (const clock of [START, LATER]) {
      if (clock !== START) await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: clock });
      const { code, output } = await strataCommand(server, server.dir, ['verify', '--workspace', workspace]);
      assert.equal(code, 0, output);
      assert.match(output, /^0 differences$/m);
      assert.match(output, new RegExp(`${CUSTOMERS * (SEGMENTS.length + 3)} pairs`), 'twelve segments and two layers');
    }
    const { rich, exact } = await admin.ask(
      '{rich:segment(key:"rich"){size} exact:segment(key:"exact"){members(first:9){edges{node{identities{value}}}}}}',
    );
    assert.ok(rich.size > 0 && rich.size < CUSTOMERS, `${currency}: ${rich.size}`);
    const { edges } = exact.members as { edges: { node: { identities: { value: string }[] } }[] };
    const found = edges.flatMap((e) => e.node.identities.map((i) => i.value));
    assert.ok(found.includes(`c${CUSTOMERS - 1}`), kept);
  });

test('an anonymous receipt that is stored as a member of a segment is a difference', async () => {
  const admin = await server.sandbox('receipts', START);
  await admin.ask(
    'mutation{defineSegment(wait:true,input:{key:"browsers",expression:"not did(order_paid)"}){segment{key}}}',
  );
  const order = (value: string, namespace: string): object => ({
    messageId: value,
    type: 'order_paid',
    occurredAt: '2026-03-10T10:00:00Z',
    identities: [{ namespace, value }],
    order: { orderId: value, amount: '5' },
  });
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected}}', {
    e: [order('r1', 'receipt'), order('c1', 'member_id')],
  });
  const verify = (): ReturnType<typeof strataCommand> =>
    strataCommand(server, server.dir, ['verify', '--workspace', 'receipts']);
  const sound = await verify();
  assert.equal(sound.code, 0, sound.output);
  assert.match(sound.output, /1 pairs[^]*^0 differences$/m);
  const { stores } = server.running.services;
  const [stored] = await stores.profiles.receipts('receipts', { first: 1 });
  const member = { segment: 'browsers', member: true, since: 0, version: 1, sequence: 1 };
  const after = { ...stored, version: stored.version + 1 };
  const evaluation = { ...stored.evaluation, segments: [{ ...member, nextFlipAt: undefined }] };
  await stores.transact((tx) => stores.profiles.replace([{ before: stored, after: { ...after, evaluation } }], tx));
  const wrong = await verify();
  assert.equal(wrong.code, 1, wrong.output);
  assert.match(wrong.output, new RegExp(`profile ${stored.id}: stored as a receipt and a customer`));
});
