/** Tests coupon codes: a code identifies one coupon permanently, regardless of letter case. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { foldName } from '../../src/engine/coupons/names.js';
import { TestServer, type Caller } from '../support/server.js';

type Answer = Awaited<ReturnType<Caller['ask']>>;

let server: TestServer;
let admin: Caller;
let n = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const shop = async (): Promise<void> => void (admin = await server.sandbox(`codes${++n}`, '2026-03-10T12:00:00.000Z'));
const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const DEFINE = 'mutation($i:DefineCouponInput!){defineCoupon(input:$i){key code formerCodes version}}';
const define = async (input: object): Promise<Answer> =>
  (await admin.ask(DEFINE, { i: { kind: 'FIXED_AMOUNT', faceValue: '5', ...input } })).defineCoupon;
const refused = async (input: object): Promise<string[] | undefined> => {
  const e = (await admin.send(DEFINE, { i: { kind: 'FIXED_AMOUNT', faceValue: '5', ...input } })).errors?.[0]
    .extensions;
  return e && [String(e.reason), String(e.inputPath)];
};
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{code reason}}}';
const ingest = async (events: object[], sender = admin): Promise<Answer> =>
  (
    await sender.ask(INGEST, {
      e: events.map((e) => ({ messageId: `m${++n}`, occurredAt: '2026-03-10T11:00:00Z', identities: who('A'), ...e })),
    })
  ).ingestEvents.results;
const order = (orderId: string, coupon: string): object => ({
  type: 'order_paid',
  order: { orderId, amount: '50' },
  coupon,
});
const popular = async (scope = ''): Promise<Answer> =>
  (await admin.ask(`{couponPopularity${scope}{rows{group claimed used}}}`)).couponPopularity.rows;

test('orders, events and calls name a coupon by key or code, case-insensitively, in any arrival order', async () => {
  await shop();
  await ingest([order('o1', 'save-10'), order('o2', 'SAVE10')]);
  assert.deepEqual(
    (await popular()).map((r: Answer) => r.group),
    ['SAVE10', 'save-10'],
  );
  await define({ key: 'save10', code: 'SAVE-10' });
  await define({ key: 'off', code: '10OFF' });
  await define({ key: 'chinese', code: '满100减10' });
  await ingest([
    order('o3', 'Save-10'),
    order('o4', ' ＳＡＶＥ１０ '),
    { type: 'coupon_claimed', properties: { couponId: 'save-10', claimId: 'k' } },
    { type: 'coupon_redeemed', properties: { couponId: 'SAVE10', claimId: 'k', orderId: 'o3' } },
    order('o5', '满100减10'),
  ]);
  const claim = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}';
  await admin.ask(claim, { i: { coupon: '10Off', identities: who('B') } });
  const redeem = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already discount}}';
  for (const [coupon, already] of [
    ['10off', false],
    ['off', true],
  ] as const)
    assert.deepEqual(
      (await admin.ask(redeem, { i: { coupon, identities: who('B'), orderId: 'b', amount: '50' } })).redeemCoupon,
      { already, discount: '5' },
    );
  assert.deepEqual(await popular(), [
    { group: 'chinese', claimed: 0, used: 1 },
    { group: 'off', claimed: 1, used: 1 },
    { group: 'save10', claimed: 1, used: 4 },
  ]);
  assert.deepEqual(await popular('(scope:{coupons:["10OFF"]})'), [{ group: 'off', claimed: 1, used: 1 }]);
  assert.deepEqual((await admin.ask('{coupon(key:"save-10"){key code}}')).coupon, { key: 'save10', code: 'SAVE-10' });
  // Claiming by code does not bypass the required scope.
  const [{ reason }] = await ingest(
    [{ type: 'coupon_claimed', properties: { couponId: 'SAVE-10' } }],
    server.caller(`codes1`, ['events:write']),
  );
  assert.equal(reason, 'SCOPE_MISSING');
});

test('a limit counts claims under every name of a coupon', async () => {
  await shop();
  await define({ key: 'one', code: 'ONE-ONLY', perCustomerLimit: 1 });
  await ingest([{ type: 'coupon_claimed', properties: { couponId: 'one-only', claimId: 'k' } }]);
  const claim = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}';
  const reply = await admin.send(claim, { i: { coupon: 'one', identities: who('A') } });
  assert.equal(reply.errors?.[0].extensions.reason, 'COUPON_CLAIM_LIMIT');
});

test('after a code changes, orders with the former code still count, and no other coupon can take it', async () => {
  await shop();
  assert.deepEqual(await define({ key: 'may', code: 'MAY' }), { key: 'may', code: 'MAY', formerCodes: [], version: 1 });
  await define({ key: 'june', code: 'Sommer-Straße' });
  await ingest([order('o1', 'SOMMER-STRASSE'), order('o2', 'JULI')]);
  assert.deepEqual(await popular(), [
    { group: 'JULI', claimed: 0, used: 1 },
    { group: 'june', claimed: 0, used: 1 },
  ]);
  const changed = await define({ key: 'june', code: 'Juli' });
  assert.deepEqual([changed.code, changed.formerCodes], ['Juli', ['Sommer-Straße']]);
  await ingest([order('o3', 'sommer-strasse')]);
  assert.deepEqual(await popular(), [{ group: 'june', claimed: 0, used: 3 }]);
  assert.deepEqual((await define({ key: 'june', name: 'June' })).code, 'Juli', 'omitted fields are kept');
  assert.deepEqual((await define({ key: 'june', code: null })).formerCodes, ['Sommer-Straße', 'Juli']);
  assert.deepEqual(await popular(), [{ group: 'june', claimed: 0, used: 3 }]);
  const back = await define({ key: 'june', code: 'JULI' });
  assert.deepEqual([back.code, back.formerCodes], ['JULI', ['Sommer-Straße']]);

  assert.deepEqual(await refused({ key: 'x', code: 'may' }), ['COUPON_CODE_TAKEN', 'input.code']);
  assert.deepEqual(await refused({ key: 'x', code: 'June' }), ['COUPON_CODE_TAKEN', 'input.code'], 'a key');
  assert.deepEqual(
    await refused({ key: 'x', code: 'sommer-STRASSE' }),
    ['COUPON_CODE_TAKEN', 'input.code'],
    'a former',
  );
  assert.deepEqual(await refused({ key: 'juli' }), ['COUPON_CODE_TAKEN', 'input.key']);
  for (const code of ['', '  ', 'A\u200bB', 'A\nB', 'x'.repeat(65)])
    assert.equal((await refused({ key: 'x', code }))?.[1], 'input.code', JSON.stringify(code));
});

test('of concurrent definitions with one code, one succeeds', async () => {
  await shop();
  const replies = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      admin.send(DEFINE, {
        i: {
          key: i === 0 ? 'rival' : `r${i}`,
          ...(i === 0 ? {} : { code: ['rival', 'RIVAL'][i % 2] }),
          kind: 'GIFT',
          faceValue: '1',
        },
      }),
    ),
  );
  assert.equal(replies.filter((r) => !r.errors).length, 1);
  for (const r of replies) if (r.errors) assert.equal(r.errors[0].extensions.reason, 'COUPON_CODE_TAKEN');
  assert.equal((await admin.ask('{coupons(first:20){edges{node{key}}}}')).coupons.edges.length, 1);
});

test('folding a name ignores case, width and composition, and is idempotent', () => {
  const points = [...Array(0x3000).keys(), ...Array.from({ length: 0xf0 }, (_, i) => 0xff00 + i)].slice(1);
  for (const point of points)
    for (const name of [String.fromCodePoint(point), `a${String.fromCodePoint(point)}b`]) {
      const folded = foldName(name);
      for (const same of [folded, ` ${name.toLowerCase()}`, name.toUpperCase(), name.normalize('NFD')])
        assert.equal(foldName(same), folded, `U+${point.toString(16)}`);
    }
  assert.equal(foldName('ＳＡＶＥ－１０ '), 'save-10');
  assert.equal(foldName('STRASSE'), foldName('straße'));
  assert.equal(foldName('ΟΔΟΣ'), foldName('οδος'));
  assert.notEqual(foldName('SAVE-10'), foldName('SAVE10'));
});
