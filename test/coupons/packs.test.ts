/**
 * Tests coupon packs. Either all coupons are claimed or none. Each claim respects the limits of its coupon and of the
 * pack, and reports count claims by pack.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(38);
let server: TestServer;
let admin: Caller;
let shops = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const call = async (query: string, i: object): ReturnType<Caller['ask']> => {
  const { data, errors } = await admin.send(query, { i });
  if (!errors) return Object.values(data)[0];
  const { reason, inputPath } = errors[0].extensions;
  return { reason, path: inputPath, message: errors[0].message };
};
const coupon = (input: object): ReturnType<Caller['ask']> =>
  admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
    i: { kind: 'FIXED_AMOUNT', faceValue: '5', ...input },
  });
const DEFINE =
  'mutation($i:DefineCouponPackInput!){defineCouponPack(input:$i){key name coupons{coupon count} eligible perCustomerLimit totalLimit from until version retired}}';
const define = (input: object): ReturnType<Caller['ask']> => call(DEFINE, input);
const CLAIM =
  'mutation($i:ClaimCouponPackInput!){claimCouponPack(input:$i){profile already packClaim claims{coupon claim expiresAt}}}';
const claim = (pack: string, member: string): ReturnType<Caller['ask']> =>
  call(CLAIM, { pack, identities: who(member) });
/** Sends a mutation with an idempotency key, as a shop does. */
const claimOnce = async (pack: string, member: string): ReturnType<Caller['ask']> => {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${admin.token}`,
      'idempotency-key': 'once',
    },
    body: JSON.stringify({ query: CLAIM, variables: { i: { pack, identities: who(member) } } }),
  });
  return ((await response.json()) as { data: Awaited<ReturnType<Caller['ask']>> }).data.claimCouponPack;
};
const single = (key: string, member: string): ReturnType<Caller['ask']> =>
  call('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', { coupon: key, identities: who(member) });
const redeem = (key: string, member: string, orderId: string): ReturnType<Caller['ask']> =>
  call('mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){claim discount}}', {
    coupon: key,
    identities: who(member),
    orderId,
    amount: '50',
  });
interface Claimed {
  readonly coupon: string;
  readonly claim: string;
  readonly expiresAt: string | null;
}
type Row = Readonly<Record<string, string | number | null>>;
const keysOf = ({ claims }: { claims: { coupon: string }[] }): string[] => claims.map((x) => x.coupon);
const held = async (member: string): Promise<string[][]> =>
  (
    await admin.ask(
      'query($i:IdentityInput!){profile(identity:$i){coupons(first:50,state:[HELD]){edges{node{key pack}}}}}',
      { i: who(member)[0] },
    )
  ).profile?.coupons.edges.map((e: { node: Record<string, string> }) => [e.node.key, e.node.pack]) ?? [];
const shop = async (): Promise<void> => {
  admin = await server.sandbox(`packs${++shops}`, '2026-03-10T12:00:00.000Z');
  await coupon({ key: 'milk', faceValue: '20', code: 'MILK-20', validFor: 'P7D', totalLimit: 5 });
  await coupon({ key: 'nappies', faceValue: '10', perCustomerLimit: 3 });
  await coupon({ key: 'toys' });
};
const advance = (to: string): Promise<unknown> => admin.ask(`mutation{advanceClock(to:"${to}"){now}}`);

test('claiming a pack claims each of its coupons, with the name of the pack, and these are used like other claims', async () => {
  await shop();
  const pack = await define({
    key: 'baby',
    name: '母婴礼包',
    coupons: [{ coupon: 'Milk-20' }, { coupon: 'nappies', count: 2 }],
  });
  assert.deepEqual(pack, {
    key: 'baby',
    name: '母婴礼包',
    coupons: [
      { coupon: 'milk', count: 1 },
      { coupon: 'nappies', count: 2 },
    ],
    eligible: null,
    perCustomerLimit: null,
    totalLimit: null,
    from: null,
    until: null,
    version: 1,
    retired: false,
  });
  const made = await claimOnce('baby', 'A');
  assert.deepEqual(keysOf(made), ['milk', 'nappies', 'nappies']);
  assert.equal(new Set(made.claims.map((x: Claimed) => x.claim)).size, 3);
  assert.deepEqual(
    made.claims.map((x: Claimed) => x.expiresAt),
    ['2026-03-17T12:00:00.000Z', null, null],
  );
  assert.deepEqual(await claimOnce('baby', 'A'), made, 'the same request again is the same claim');
  assert.deepEqual(await held('A'), [
    ['milk', 'baby'],
    ['nappies', 'baby'],
    ['nappies', 'baby'],
  ]);
  assert.equal((await redeem('milk', 'A', 'o1')).claim, made.claims[0].claim);
  // The events name the pack, so that conditions can use it. A shared id connects the claims of the pack.
  const { profile } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){events(first:10,types:["coupon_claimed"]){edges{node{properties}}}}}',
    { i: who('A')[0] },
  );
  for (const { node } of profile.events.edges)
    assert.deepEqual([node.properties.pack, node.properties.packClaim], ['baby', made.packClaim]);
  assert.deepEqual(await admin.ask('{couponPacks(first:5){edges{node{key}}} couponPack(key:"baby"){name}}'), {
    couponPacks: { edges: [{ node: { key: 'baby' } }] },
    couponPack: { name: '母婴礼包' },
  });
});

test('if a coupon rejects a claim, the whole pack is rejected and the path names the coupon', async () => {
  await shop();
  await define({ key: 'baby', coupons: [{ coupon: 'toys' }, { coupon: 'nappies', count: 2 }, { coupon: 'milk' }] });
  await single('nappies', 'A');
  await single('nappies', 'A');
  const refused = await claim('baby', 'A');
  assert.deepEqual([refused.reason, refused.path], ['COUPON_CLAIM_LIMIT', 'input.pack.coupons[1]']);
  assert.match(refused.message, /pack baby: a customer claims coupon nappies at most 3 times/);
  assert.equal((await held('A')).length, 2, 'no coupon of the pack was claimed');
  // One of the two allowed claims is left. A pack that contains the coupon twice is rejected and uses up no claim.
  await coupon({ key: 'two', totalLimit: 2 });
  await define({ key: 'pair', coupons: [{ coupon: 'toys' }, { coupon: 'two', count: 2 }] });
  await single('two', 'Z');
  const beyond = await claim('pair', 'B');
  assert.deepEqual([beyond.reason, beyond.path], ['COUPON_EXHAUSTED', 'input.pack.coupons[1]']);
  assert.deepEqual(await held('B'), []);
  assert.ok((await single('two', 'B')).claim, 'the last claim is available');
  for (const [input, reason] of [
    [{ key: 'late', from: '2026-03-11T00:00:00Z' }, 'COUPON_NOT_STARTED'],
    [{ key: 'over', until: '2026-03-10T12:00:00Z' }, 'COUPON_ENDED'],
    [{ key: 'vip', eligible: 'count(order_paid) > 0' }, 'COUPON_NOT_ELIGIBLE'],
  ] as const) {
    await coupon(input);
    await define({ key: `with_${input.key}`, coupons: [{ coupon: 'toys' }, { coupon: input.key }] });
    const answer = await claim(`with_${input.key}`, 'C');
    assert.deepEqual([answer.reason, answer.path], [reason, 'input.pack.coupons[1]']);
  }
  assert.deepEqual(await held('C'), []);
  assert.equal((await claim('nowhere', 'C')).reason, 'COUPON_PACK_NOT_FOUND');
});

test('limits, window, eligibility and end of the pack itself', async () => {
  await shop();
  await define({ key: 'own', coupons: [{ coupon: 'toys' }], perCustomerLimit: 1, totalLimit: 2 });
  assert.ok((await claim('own', 'A')).packClaim);
  const again = await claim('own', 'A');
  assert.deepEqual([again.reason, again.path], ['COUPON_PACK_CLAIM_LIMIT', 'input.pack']);
  assert.ok((await claim('own', 'B')).packClaim);
  assert.equal((await claim('own', 'C')).reason, 'COUPON_PACK_EXHAUSTED');
  // Claims are possible again after the limit is raised. The rest of the definition stays unchanged.
  assert.deepEqual((await define({ key: 'own', totalLimit: 3 })).coupons, [{ coupon: 'toys', count: 1 }]);
  assert.ok((await claim('own', 'C')).packClaim);
  await define({
    key: 'window',
    coupons: [{ coupon: 'toys' }],
    from: '2026-03-11T00:00:00Z',
    until: '2026-03-12T00:00:00Z',
    eligible: 'count(order_paid) = 0',
  });
  assert.equal((await claim('window', 'A')).reason, 'COUPON_PACK_NOT_STARTED');
  await advance('2026-03-11T00:00:00Z');
  assert.ok((await claim('window', 'A')).packClaim);
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: 'p',
        type: 'order_paid',
        occurredAt: '2026-03-10T12:00:00Z',
        identities: who('B'),
        order: { orderId: 'o', amount: '9' },
      },
    ],
  });
  assert.equal((await claim('window', 'B')).reason, 'COUPON_PACK_NOT_ELIGIBLE');
  await advance('2026-03-12T00:00:00Z');
  assert.equal((await claim('window', 'D')).reason, 'COUPON_PACK_ENDED');
  assert.equal((await admin.ask('mutation{retireCouponPack(key:"own"){retired}}')).retireCouponPack.retired, true);
  assert.equal((await claim('own', 'D')).reason, 'COUPON_PACK_RETIRED');
  assert.equal((await redeem('toys', 'A', 'o1')).discount, '5', 'existing claims stay valid');
});

test('invalid packs are rejected with a path', async () => {
  await shop();
  await coupon({ key: 'pair', group: true });
  await coupon({ key: 'gone' });
  await admin.ask('mutation{retireCoupon(key:"gone"){key}}');
  await define({ key: 'there', coupons: [{ coupon: 'toys' }] });
  for (const [input, reason, path] of [
    [{ key: 'Bad', coupons: [{ coupon: 'toys' }] }, 'KEY_INVALID', 'input.key'],
    [{ key: 'x' }, 'COUPON_PACK_INVALID', 'input.coupons'],
    [{ key: 'x', coupons: [] }, 'COUPON_PACK_INVALID', 'input.coupons'],
    [{ key: 'x', coupons: [{ coupon: 'toys' }, { coupon: 'nowhere' }] }, 'COUPON_UNKNOWN', 'input.coupons[1].coupon'],
    [{ key: 'x', coupons: [{ coupon: 'pair' }] }, 'COUPON_PACK_INVALID', 'input.coupons[0].coupon'],
    [{ key: 'x', coupons: [{ coupon: 'gone' }] }, 'COUPON_RETIRED', 'input.coupons[0].coupon'],
    [
      { key: 'x', coupons: [{ coupon: 'milk' }, { coupon: 'MILK-20' }] },
      'COUPON_PACK_INVALID',
      'input.coupons[1].coupon',
    ],
    [{ key: 'x', coupons: [{ coupon: 'toys', count: 0 }] }, 'NUMBER_INVALID', 'input.coupons[0].count'],
    [{ key: 'x', coupons: [{ coupon: 'toys', count: 51 }] }, 'COUPON_PACK_INVALID', 'input.coupons'],
    [{ key: 'x', coupons: [{ coupon: 'toys' }], eligible: 'nowhere' }, 'SEGMENT_UNKNOWN', 'input.eligible'],
    [{ key: 'there', totalLimit: 5 }, 'COUPON_TOTAL_LIMIT_FIXED', 'input.totalLimit'],
    [{ key: 'there', from: '2026-03-10T00:00:00Z', until: '2026-03-10T00:00:00Z' }, 'RANGE_REVERSED', 'input.until'],
  ] as const) {
    const refused = await define(input);
    assert.deepEqual([refused.reason, refused.path], [reason, path], JSON.stringify(input));
  }
  const reader = server.caller(`packs${shops}`, ['segments:read']);
  for (const field of [
    'defineCouponPack(input:{key:"x"}){key}',
    'retireCouponPack(key:"there"){key}',
    'claimCouponPack(input:{pack:"there"}){profile}',
  ])
    assert.equal((await reader.send(`mutation{${field}}`)).errors![0].extensions.code, 'FORBIDDEN', field);
});

test('a merged customer has the claims of both; an erased customer starts again, and the total is kept', async () => {
  await shop();
  await define({ key: 'twice', coupons: [{ coupon: 'toys' }], perCustomerLimit: 2, totalLimit: 3 });
  const [a, b] = [(await claim('twice', 'A')).profile, (await claim('twice', 'B')).profile];
  await admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', { a, b });
  assert.equal((await claim('twice', 'A')).reason, 'COUPON_PACK_CLAIM_LIMIT');
  assert.deepEqual(await held('B'), [
    ['toys', 'twice'],
    ['toys', 'twice'],
  ]);
  await admin.ask('mutation($a:String!){eraseProfile(profile:$a,wait:true){state}}', { a });
  await advance('2026-03-10T13:00:00Z');
  assert.ok((await claim('twice', 'A')).packClaim, 'the erased customer is unknown');
  assert.equal((await claim('twice', 'C')).reason, 'COUPON_PACK_EXHAUSTED', 'three were claimed');
});

/** Makes random claims and uses, five at a time. Returns each claim with its pack, and each use with its claim. */
async function spree(dice: Dice): Promise<{ packOf: Map<string, string | null>; uses: [string, number][] }> {
  const size: Record<string, number> = { p1: 2, p2: 4 };
  const packOf = new Map<string, string | null>();
  const uses: [string, number][] = [];
  const take = async (order: string): Promise<void> => {
    const member = `R${dice.int(0, 8)}`;
    const what = dice.next();
    if (what < 0.5) {
      const pack = dice.pick(['p1', 'p2']);
      const answer = await claim(pack, member);
      if (!answer.claims) return assert.match(answer.reason, /^COUPON_(PACK_)?(CLAIM_LIMIT|EXHAUSTED)$/);
      assert.equal(answer.claims.length, size[pack]);
      for (const x of answer.claims) packOf.set(x.claim, pack);
    } else if (what < 0.65) packOf.set((await single('toys', member)).claim, null);
    else {
      const answer = await redeem(dice.pick(['toys', 'nappies', 'cap']), member, order);
      if (answer.claim) uses.push([answer.claim, Number(answer.discount)]);
    }
  };
  for (let round = 0; round < 20; round++)
    await Promise.all(Array.from({ length: 5 }, (_, i) => take(`o${round}-${i}`)));
  return { packOf, uses };
}

test(`pack reports count the claims made, used and paid for with the pack (seed ${SEED})`, async () => {
  await shop();
  await coupon({ key: 'cap', totalLimit: 40 });
  const coupons = [{ coupon: 'toys' }, { coupon: 'nappies' }];
  await define({ key: 'p1', coupons, totalLimit: 12, perCustomerLimit: 2 });
  await define({ key: 'p2', coupons: [{ coupon: 'cap', count: 3 }, { coupon: 'toys' }] });
  const { packOf, uses } = await spree(new Dice(random(SEED)));
  const report = async (): Promise<Row[]> =>
    (await admin.ask('{couponPopularity(by:PACK){rows{group claimed used discount}}}')).couponPopularity.rows;
  const rows = await report();
  const expected = [null, 'p1', 'p2'].map((group) => {
    const own = uses.filter(([id]) => packOf.get(id) === group);
    return {
      group,
      claimed: [...packOf.values()].filter((pack) => pack === group).length,
      used: own.length,
      discount: `${own.reduce((all, [, discount]) => all + discount, 0)}`,
    };
  });
  assert.deepEqual(rows, expected);
  server.running.services.columns.lose();
  assert.deepEqual(await report(), rows);
  const { couponAcquisition, couponPreference } = await admin.ask(
    '{couponAcquisition(by:PACK){rows{group cost}} couponPreference(by:{newOrOld:true},coupons:PACK){rows{group uses}}}',
  );
  const of = (list: Row[], field: string, group: string | null): number =>
    list.filter((row) => row.group === group).reduce((all, row) => all + Number(row[field]), 0);
  for (const group of [null, 'p1', 'p2']) {
    assert.equal(of(couponAcquisition.rows, 'cost', group), of(rows, 'discount', group));
    assert.equal(of(couponPreference.rows, 'uses', group), of(rows, 'used', group));
  }
  assert.ok(expected[1].claimed === 24 && expected[2].used > 0, 'the total limit of one pack was met');
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
