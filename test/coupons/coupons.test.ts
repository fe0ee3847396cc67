/**
 * Tests coupons through the API: limits, times, thresholds, stacking, returns and groups. A claim or use counts once
 * even if a mutation and an event both report it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

let n = 0;
/** Opens a separate sandbox for each test, so that the test can move the clock. */
const shop = async (): Promise<void> => void (admin = await server.sandbox(`shop${++n}`, '2026-03-10T12:00:00.000Z'));
const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const DEFINE =
  'mutation($i:DefineCouponInput!){defineCoupon(input:$i){key version kind faceValue percentOff threshold validFor totalLimit retired}}';
const define = async (input: object): Promise<any> => (await admin.ask(DEFINE, { i: input })).defineCoupon;
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){profile already claim partnerClaim expiresAt}}';
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){profile already claim discount}}';
const RETURN = 'mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}';
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates results{code message}}}';
const code = async (query: string, i: object): Promise<string | undefined> =>
  (await admin.send(query, { i })).errors?.[0].extensions.code;
const claim = async (coupon: string, member: string, more: object = {}): Promise<any> =>
  (await admin.ask(CLAIM, { i: { coupon, identities: who(member), ...more } })).claimCoupon;
const redeem = async (
  coupon: string,
  member: string,
  orderId: string,
  amount: string,
  more: object = {},
): Promise<any> =>
  (await admin.ask(REDEEM, { i: { coupon, identities: who(member), orderId, amount, ...more } })).redeemCoupon;
const popular = async (args = ''): Promise<any[]> =>
  (
    await admin.ask(
      `{couponPopularity${args}{rows{group issued claimed used expired returned repeated issuedTo claimedBy usedBy claimRate useRate newCustomers discount medianDays days{upTo uses} usesPerCustomer{uses customers}}}}`,
    )
  ).couponPopularity.rows;
const advance = (to: string): Promise<unknown> => admin.ask(`mutation{advanceClock(to:"${to}"){now}}`);

test('the discount of each kind of coupon, and the reasons for unmet requirements', async () => {
  await shop();
  await define({ key: 'full', kind: 'FULL_REDUCTION', faceValue: '20', threshold: '100' });
  await define({ key: 'fixed', kind: 'FIXED_AMOUNT', faceValue: '5' });
  assert.equal(
    (await define({ key: 'discount', kind: 'DISCOUNT', percentOff: '12.5', mostOff: '30' })).percentOff,
    '12.5',
  );
  await define({ key: 'shipping', kind: 'FREE_SHIPPING' });
  await define({ key: 'bogo', kind: 'BUY_N_GET_M', buy: 2, get: 1 });
  await define({ key: 'gift', kind: 'GIFT', faceValue: '9.90' });
  const cases: readonly (readonly [string, string, object, string])[] = [
    ['full', '100', {}, '20'],
    ['fixed', '3.5', {}, '3.5'],
    ['discount', '80.01', {}, '10'],
    ['discount', '99.99', {}, '12.5'],
    ['discount', '1000', {}, '30'],
    ['shipping', '50', { shipping: '8' }, '8'],
    [
      'bogo',
      '70',
      {
        lines: [
          { sku: 'a', quantity: 4, amount: '40' },
          { sku: 'b', quantity: 2, amount: '30' },
        ],
      },
      '20',
    ],
    ['gift', '10', {}, '0'],
  ];
  for (const [i, [coupon, amount, more, off]] of cases.entries()) {
    await claim(coupon, `K${i}`);
    assert.equal((await redeem(coupon, `K${i}`, `k${i}`, amount, more)).discount, off, coupon);
  }
  for (const [input, path] of [
    [{ key: 'x', kind: 'FULL_REDUCTION', faceValue: '5' }, 'input.threshold'],
    [{ key: 'x', kind: 'DISCOUNT' }, 'input.percentOff'],
    [{ key: 'x', kind: 'DISCOUNT', percentOff: '101' }, 'input.percentOff'],
    [{ key: 'x', kind: 'FIXED_AMOUNT', faceValue: '-1' }, 'input.faceValue'],
    [{ key: 'x', kind: 'FIXED_AMOUNT', faceValue: '5.005' }, 'input.faceValue'],
    [{ key: 'x', kind: 'DISCOUNT', percentOff: '5', mostOff: '0.001' }, 'input.mostOff'],
    [{ key: 'x', kind: 'FIXED_AMOUNT', faceValue: '5', buy: 2 }, 'input.buy'],
    [{ key: '$x', kind: 'GIFT', faceValue: '1' }, 'input.key'],
    [{ key: 'x', kind: 'GIFT', faceValue: '1', totalLimit: 0 }, 'input.totalLimit'],
    [
      { key: 'x', kind: 'GIFT', faceValue: '1', from: '2026-03-10T00:00:00Z', until: '2026-03-10T00:00:00Z' },
      'input.until',
    ],
    [{ key: 'x', kind: 'GIFT', faceValue: '1', validFor: '7 days' }, 'input.validFor'],
  ] as const) {
    const e = (await admin.send(DEFINE, { i: input })).errors![0].extensions;
    assert.deepEqual([e.code, e.inputPath], ['BAD_USER_INPUT', path]);
  }
  assert.equal(await code(DEFINE, { key: 'full', kind: 'GIFT', faceValue: '1' }), 'CONFLICT', 'the kind is kept');
  assert.equal(
    await code(DEFINE, { key: 'fixed', kind: 'FIXED_AMOUNT', faceValue: '5', totalLimit: 10 }),
    'CONFLICT',
    'claims were not counted before',
  );
  assert.equal((await define({ key: 'full', kind: 'FULL_REDUCTION', faceValue: '25', threshold: '100' })).version, 2);
  assert.deepEqual((await admin.ask('{coupons(first:3){edges{node{key}} pageInfo{hasNextPage}}}')).coupons, {
    edges: ['bogo', 'discount', 'fixed'].map((key) => ({ node: { key } })),
    pageInfo: { hasNextPage: true },
  });
});

test('a discount is in whole minor units of the currency, rounded half to even, and adds up by line', async () => {
  const ask = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already discount lines{lineId discount}}}';
  for (const [currency, percent, amounts] of [
    ['CNY', '15', { '99.99': '15', '0.10': '0.02', '0.30': '0.04' }],
    ['JPY', '5', { '10': '0', '30': '2', '99.9': '5' }],
    ['KWD', '12.5', { '1.234': '0.154', '0.1': '0.012' }],
  ] as const) {
    admin = await server.sandbox(`money_${currency.toLowerCase()}`, '2026-03-10T12:00:00.000Z', { currency });
    await define({ key: 'share', kind: 'DISCOUNT', percentOff: percent });
    for (const [amount, off] of Object.entries(amounts)) {
      await claim('share', 'A');
      const i = { coupon: 'share', identities: who('A'), orderId: `o${amount}`, amount };
      assert.equal((await admin.ask(ask, { i })).redeemCoupon.discount, off, `${percent} % of ${amount} ${currency}`);
    }
  }
  const refused = (await admin.send(DEFINE, { i: { key: 'fine', kind: 'GIFT', faceValue: '1.2345' } })).errors![0];
  assert.equal(refused.extensions.reason, 'COUPON_AMOUNT_TOO_FINE');
  await shop();
  await define({ key: 'three', kind: 'FIXED_AMOUNT', faceValue: '10' });
  await claim('three', 'A');
  const lines = ['a', 'b', 'c'].map((sku) => ({ lineId: sku, sku, amount: '20' }));
  const i = { coupon: 'three', identities: who('A'), orderId: 'o', amount: '60', lines };
  for (const already of [false, true])
    assert.deepEqual((await admin.ask(ask, { i })).redeemCoupon, {
      already,
      discount: '10',
      lines: [
        { lineId: 'a', discount: '3.33' },
        { lineId: 'b', discount: '3.33' },
        { lineId: 'c', discount: '3.34' },
      ],
    });
  assert.equal(
    await code(REDEEM, { coupon: 'three', identities: who('A'), orderId: 'p', amount: '1', shipping: '-1' }),
    'BAD_USER_INPUT',
  );
});

test('limits per customer and in total; a coupon that has not started, has expired, or was retired', async () => {
  await shop();
  await define({ key: 'one', kind: 'FIXED_AMOUNT', faceValue: '5', perCustomerLimit: 1, totalLimit: 2 });
  await claim('one', 'A');
  assert.equal(await code(CLAIM, { coupon: 'one', identities: who('A') }), 'LIMIT_EXCEEDED');
  await claim('one', 'B');
  assert.equal(await code(CLAIM, { coupon: 'one', identities: who('C') }), 'LIMIT_EXCEEDED');
  await define({
    key: 'later',
    kind: 'FIXED_AMOUNT',
    faceValue: '5',
    from: '2026-03-11T00:00:00Z',
    until: '2026-03-12T00:00:00Z',
  });
  assert.equal(await code(CLAIM, { coupon: 'later', identities: who('A') }), 'CONFLICT');
  await advance('2026-03-11T00:00:00Z');
  const c = await claim('later', 'A');
  assert.equal(c.expiresAt, '2026-03-12T00:00:00.000Z');
  await advance('2026-03-12T00:00:00Z');
  assert.equal(await code(CLAIM, { coupon: 'later', identities: who('B') }), 'CONFLICT');
  assert.equal(await code(REDEEM, { coupon: 'later', identities: who('A'), orderId: 'l', amount: '10' }), 'CONFLICT');
  await define({ key: 'ended', kind: 'FIXED_AMOUNT', faceValue: '5' });
  await claim('ended', 'A');
  await admin.ask('mutation{retireCoupon(key:"ended"){retired}}');
  assert.equal(await code(CLAIM, { coupon: 'ended', identities: who('B') }), 'CONFLICT');
  assert.equal((await redeem('ended', 'A', 'e', '10')).discount, '5', 'existing claims stay valid');
  assert.equal(await code(CLAIM, { coupon: 'nowhere', identities: who('B') }), 'NOT_FOUND');
});

test('a claim is used once, up to its last millisecond and not at its expiry', async () => {
  await shop();
  await define({ key: 'week', kind: 'FIXED_AMOUNT', faceValue: '5', validFor: 'P7D' });
  const [a] = [await claim('week', 'A'), await claim('week', 'B')];
  assert.equal(a.expiresAt, '2026-03-17T12:00:00.000Z');
  await advance('2026-03-17T11:59:59.999Z');
  const first = await redeem('week', 'A', 'o1', '100');
  assert.deepEqual([first.discount, first.already, first.claim], ['5', false, a.claim]);
  const again = await redeem('week', 'A', 'o1', '100');
  assert.deepEqual([again.discount, again.already], ['5', true], 'the same order again');
  assert.equal(await code(REDEEM, { coupon: 'week', identities: who('A'), orderId: 'o2', amount: '100' }), 'CONFLICT');
  await advance('2026-03-17T12:00:00.000Z');
  assert.equal(await code(REDEEM, { coupon: 'week', identities: who('B'), orderId: 'o3', amount: '100' }), 'CONFLICT');
  assert.equal(await code(REDEEM, { coupon: 'week', identities: who('C'), orderId: 'o4', amount: '100' }), 'NOT_FOUND');
  const [row] = await popular();
  assert.deepEqual(
    [row.claimed, row.used, row.expired, row.useRate, row.newCustomers, row.discount],
    [2, 1, 1, 0.5, 1, '5'],
  );
  assert.deepEqual(
    row.days.map((d: any) => d.uses),
    [0, 0, 0, 1, 0, 0, 0],
  );
});

test('thresholds, places, and stackable coupons', async () => {
  await shop();
  await define({ key: 'hundred', kind: 'FULL_REDUCTION', faceValue: '20', threshold: '100', channel: 'app' });
  await define({ key: 'alone', kind: 'FIXED_AMOUNT', faceValue: '5' });
  await define({ key: 'with_a', kind: 'FIXED_AMOUNT', faceValue: '5', stackable: true });
  await define({ key: 'with_b', kind: 'FIXED_AMOUNT', faceValue: '3', stackable: true });
  for (const k of ['hundred', 'alone', 'with_a', 'with_b']) await claim(k, 'A');
  assert.equal(
    await code(REDEEM, { coupon: 'hundred', identities: who('A'), orderId: 's', amount: '99.9999' }),
    'BAD_USER_INPUT',
  );
  assert.equal(
    await code(REDEEM, { coupon: 'hundred', identities: who('A'), orderId: 's', amount: '100', channel: 'web' }),
    'BAD_USER_INPUT',
  );
  await redeem('with_a', 'A', 's', '100');
  await redeem('with_b', 'A', 's', '95');
  assert.equal(await code(REDEEM, { coupon: 'alone', identities: who('A'), orderId: 's', amount: '92' }), 'CONFLICT');
  await redeem('alone', 'A', 't', '92');
  assert.equal(
    await code(REDEEM, { coupon: 'hundred', identities: who('A'), orderId: 't', amount: '200' }),
    'CONFLICT',
  );
});

test('a use returned manually or with the whole order can be repeated until the claim expires', async () => {
  await shop();
  await define({ key: 'back', kind: 'FIXED_AMOUNT', faceValue: '5', validFor: 'P30D' });
  await claim('back', 'A');
  await redeem('back', 'A', 'o1', '50');
  assert.deepEqual(
    (await admin.ask(RETURN, { i: { coupon: 'back', identities: who('A'), orderId: 'o1' } })).returnCoupon,
    { already: false },
  );
  assert.deepEqual(
    (await admin.ask(RETURN, { i: { coupon: 'back', identities: who('A'), orderId: 'o1' } })).returnCoupon,
    { already: true },
  );
  await advance('2026-03-10T13:00:00Z');
  await redeem('back', 'A', 'o2', '50');
  await admin.ask(INGEST, {
    e: [
      {
        messageId: 'p',
        type: 'order_paid',
        occurredAt: '2026-03-10T13:00:00Z',
        identities: who('A'),
        order: { orderId: 'o2', amount: '45' },
        coupon: 'back',
      },
      {
        messageId: 'r',
        type: 'order_refunded',
        occurredAt: '2026-03-10T13:04:00Z',
        identities: who('A'),
        order: { orderId: 'o2' },
      },
    ],
  });
  await advance('2026-03-10T14:00:00Z');
  assert.equal((await redeem('back', 'A', 'o3', '50')).discount, '5');
  assert.equal(await code(RETURN, { coupon: 'back', identities: who('A'), orderId: 'o9' }), 'NOT_FOUND');
  const [row] = await popular();
  assert.deepEqual([row.claimed, row.used, row.returned, row.repeated], [1, 1, 2, 0]);
});

test('a group coupon is claimed by two customers and given to both or neither', async () => {
  await shop();
  await define({ key: 'pair', kind: 'FIXED_AMOUNT', faceValue: '8', group: true, perCustomerLimit: 1, totalLimit: 3 });
  assert.equal(await code(CLAIM, { coupon: 'pair', identities: who('A') }), 'BAD_USER_INPUT');
  assert.equal(
    await code(CLAIM, { coupon: 'pair', identities: who('A'), partner: { identities: who('A') } }),
    'BAD_USER_INPUT',
  );
  const both = await claim('pair', 'A', { partner: { identities: who('B') } });
  assert.ok(both.claim && both.partnerClaim && both.claim !== both.partnerClaim);
  assert.equal(
    await code(CLAIM, { coupon: 'pair', identities: who('C'), partner: { identities: who('B') } }),
    'LIMIT_EXCEEDED',
    'the partner has had one',
  );
  assert.equal(
    await code(CLAIM, { coupon: 'pair', identities: who('C'), partner: { identities: who('D') } }),
    'LIMIT_EXCEEDED',
    'one of three is left',
  );
  assert.equal((await redeem('pair', 'B', 'p1', '50')).claim, both.partnerClaim);
  assert.equal((await popular())[0].claimed, 2);
});

test('reported by events, by mutations or by both, each claim and use counts once against the same limits', async () => {
  await shop();
  await define({ key: 'mix', kind: 'FIXED_AMOUNT', faceValue: '5', totalLimit: 4, perCustomerLimit: 2 });
  await admin.ask('mutation($c:[CustomerInput!]!){issueCoupon(coupon:"mix",customers:$c){status}}', {
    c: ['A', 'B', 'C', 'D', 'E'].map((v) => ({ identities: who(v) })),
  });
  const a = await claim('mix', 'A');
  await redeem('mix', 'A', 'm1', '50');
  const at = '2026-03-10T11:00:00Z';
  const told = (messageId: string, type: string, member: string, more: object): object => ({
    messageId,
    type,
    occurredAt: at,
    identities: who(member),
    properties: { couponId: 'mix', ...more },
  });
  const events = [
    // The shop system reports the same claim and use again.
    told('1', 'coupon_claimed', 'A', { claimId: a.claim }),
    { ...told('2', 'coupon_redeemed', 'A', { orderId: 'm1' }), occurredAt: '2026-03-10T12:00:00Z' },
    {
      messageId: '3',
      type: 'order_paid',
      occurredAt: '2026-03-10T12:00:00Z',
      identities: who('A'),
      order: { orderId: 'm1', amount: '45' },
      coupon: 'mix',
    },
    // This claim of B is known only from events. Two report the claim. A redemption and an order report its use.
    told('4', 'coupon_claimed', 'B', { claimId: 'b1' }),
    told('5', 'coupon_claimed', 'B', { claimId: 'b1' }),
    { ...told('6', 'coupon_redeemed', 'B', { orderId: 'm2' }), occurredAt: '2026-03-10T11:30:00Z' },
    {
      messageId: '7',
      type: 'order_paid',
      occurredAt: '2026-03-10T11:30:00Z',
      identities: who('B'),
      order: { orderId: 'm2', amount: '45' },
      coupon: 'mix',
      properties: { discount: 5 },
    },
    {
      messageId: '8',
      type: 'order_completed',
      occurredAt: '2026-03-10T11:40:00Z',
      identities: who('B'),
      order: { orderId: 'm2', amount: '45' },
      coupon: 'mix',
    },
  ];
  const r = await admin.ask(INGEST, { e: events });
  assert.equal(r.ingestEvents.accepted, events.length);
  await admin.ask(INGEST, { e: [told('9', 'coupon_claimed', 'C', { claimId: 'c1' })] });
  await claim('mix', 'D');
  assert.equal(
    await code(CLAIM, { coupon: 'mix', identities: who('E') }),
    'LIMIT_EXCEEDED',
    'four are gone: two claimed here, two reported',
  );
  const [row] = await popular();
  assert.deepEqual(
    [row.issued, row.claimed, row.used, row.issuedTo, row.claimedBy, row.usedBy, row.discount, row.claimRate],
    [5, 4, 2, 5, 4, 2, '10', 0.8],
  );
  // Events written by mutations can be queried like any other event.
  const { profile: p } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){events(first:10,types:["coupon_redeemed"]){edges{node{properties source}}}}}',
    { i: who('A')[0] },
  );
  assert.deepEqual(p.events.edges.map((e: any) => [e.node.source, e.node.properties.discount]).sort(), [
    ['strata', 5],
    ['test', undefined],
  ]);
  // Segments include these events immediately.
  assert.equal(
    (await admin.ask('{profiles(first:10,expression:"did(coupon_redeemed)"){totalCount}}')).profiles.totalCount,
    2,
  );
});

test('a customer keeps one variant under every identity, and nobody is assigned after the experiment has ended', async () => {
  await shop();
  await define({ key: 'ten', kind: 'FIXED_AMOUNT', faceValue: '10' });
  const start = 'mutation($i:DefineExperimentInput!){defineExperiment(input:$i){key}}';
  assert.equal(
    await code(start, {
      key: 'lot',
      variants: [
        { key: 'a', coupon: 'ten' },
        { key: 'b', coupon: 'ten' },
      ],
    }),
    'BAD_USER_INPUT',
    'no hold-out',
  );
  assert.equal(
    await code(start, { key: 'lot', variants: [{ key: 'a', coupon: 'nowhere' }, { key: 'b' }] }),
    'BAD_USER_INPUT',
  );
  await admin.ask(start, { i: { key: 'lot', variants: [{ key: 'a', weight: 3, coupon: 'ten' }, { key: 'none' }] } });
  assert.equal(await code(start, { key: 'lot', variants: [{ key: 'a', coupon: 'ten' }, { key: 'none' }] }), 'CONFLICT');
  const assign = async (customers: object[]): Promise<any[]> =>
    (
      await admin.ask(
        'mutation($c:[CustomerInput!]!){assignExperiment(experiment:"lot",customers:$c){profile variant coupon already}}',
        { c: customers },
      )
    ).assignExperiment;
  const all = Array.from({ length: 200 }, (_, i) => ({ identities: who(`X${i}`) }));
  const first = await assign(all);
  const treated = first.filter((x) => x.variant === 'a').length;
  assert.ok(treated > 125 && treated < 175, `three in four: ${treated} of 200`);
  assert.ok(first.every((x) => !x.already && x.coupon === (x.variant === 'a' ? 'ten' : null)));
  assert.deepEqual(
    (await assign(all)).map((x) => [x.profile, x.variant, x.already]),
    first.map((x) => [x.profile, x.variant, true]),
  );
  // The customer keeps the assigned variant after linking a device. The assignment is also found by profile id.
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){merged}}', {
    i: [...who('X0'), { namespace: 'device_id', value: 'dx0' }],
  });
  const [again] = await assign([{ identities: [{ namespace: 'device_id', value: 'dx0' }] }]);
  assert.deepEqual([again.variant, again.already], [first[0].variant, true]);
  assert.equal((await assign([{ profile: first[1].profile }]))[0].variant, first[1].variant);
  await admin.ask('mutation{endExperiment(key:"lot"){ended}}');
  assert.equal((await assign([all[0]]))[0].already, true);
  assert.equal(
    (
      await admin.send('mutation($c:[CustomerInput!]!){assignExperiment(experiment:"lot",customers:$c){variant}}', {
        c: [{ identities: who('late') }],
      })
    ).errors![0].extensions.code,
    'CONFLICT',
  );
});

test('reports need their scope, reject unknown subjects, and stay within their workspace', async () => {
  await shop();
  const plain = server.caller(`shop${n}`, ['segments:read']);
  assert.equal((await plain.send('{couponPopularity{asOf}}')).errors![0].extensions.code, 'FORBIDDEN');
  assert.equal(
    (await plain.send(CLAIM, { i: { coupon: 'x', identities: who('A') } })).errors![0].extensions.code,
    'FORBIDDEN',
  );
  const bad = async (q: string): Promise<unknown> => (await admin.send(q)).errors![0].extensions.code;
  assert.equal(await bad('{couponPopularity(scope:{segment:"nowhere"}){asOf}}'), 'NOT_FOUND');
  assert.equal(
    await bad('{couponPopularity(scope:{from:"2026-03-10T00:00:00Z",to:"2026-03-09T00:00:00Z"}){asOf}}'),
    'BAD_USER_INPUT',
  );
  assert.equal(await bad('{couponPreference(by:{}){asOf}}'), 'BAD_USER_INPUT');
  assert.equal(await bad('{couponUplift{asOf}}'), 'BAD_USER_INPUT');
  assert.equal(await bad('{couponUplift(experiment:"nowhere"){asOf}}'), 'NOT_FOUND');
  assert.equal(await bad('{couponPriceLadder(experiment:"nowhere",margin:"1.5"){asOf}}'), 'BAD_USER_INPUT');
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
