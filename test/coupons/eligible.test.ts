/**
 * Tests that eligibility is decided within the claim's transaction, from the customer's facts at that time. Earlier
 * evaluations have no effect.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(34);
const DAY = 86_400_000;
const NOON = Date.UTC(2026, 2, 10, 12);
let server: TestServer;
let admin: Caller;
let n = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());
const shop = async (): Promise<void> => {
  admin = await server.sandbox(`eligible${++n}`, new Date(NOON).toISOString());
};

const DEFINE = 'mutation($i:DefineCouponInput!){defineCoupon(input:$i){version eligible}}';
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim partnerClaim}}';
const define = async (key: string, eligible: string | null | undefined, more: object = {}): ReturnType<Caller['ask']> =>
  (
    await admin.ask(DEFINE, {
      i: { key, kind: 'FIXED_AMOUNT', faceValue: '5', ...(eligible === undefined ? {} : { eligible }), ...more },
    })
  ).defineCoupon;
const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const claim = async (coupon: string, member: string, partner?: string): Promise<string> => {
  const i = { coupon, identities: who(member), ...(partner ? { partner: { identities: who(partner) } } : {}) };
  const { errors } = await admin.send(CLAIM, { i });
  return errors ? errors[0].extensions.reason : 'CLAIMED';
};
const advance = (at: number): Promise<unknown> =>
  admin.ask(`mutation{advanceClock(to:"${new Date(at).toISOString()}"){now}}`);
let message = 0;
const event = async (member: string, type: string, at: number): Promise<void> => {
  const e = {
    messageId: `m${++message}`,
    type,
    occurredAt: new Date(at).toISOString(),
    identities: who(member),
    ...(type.startsWith('order_') ? { order: { orderId: `o${message}`, amount: '10' } } : {}),
  };
  const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [e],
  });
  assert.equal(ingestEvents.accepted, 1);
};
const tag = (member: string, key: string, value: string, at: number): Promise<unknown> =>
  admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [{ identities: who(member), tag: key, value, observedAt: new Date(at).toISOString() }],
  });

test('existing customers do not get a coupon for new customers, in any arrival order', async () => {
  await shop();
  await admin.ask('mutation{defineSegment(input:{key:"fresh",expression:"count(order_paid) = 0"},wait:true){job{id}}}');
  assert.equal((await define('welcome', 'fresh')).eligible, 'in segment fresh');
  assert.equal(await claim('welcome', 'A'), 'CLAIMED', 'never seen before');
  await event('B', 'order_paid', NOON);
  assert.equal(await claim('welcome', 'B'), 'COUPON_NOT_ELIGIBLE');
  await event('A', 'order_paid', NOON);
  assert.equal(await claim('welcome', 'A'), 'COUPON_NOT_ELIGIBLE');
  // An omitted field stays unchanged. Null opens the coupon to everyone.
  assert.deepEqual(await define('welcome', undefined), { version: 2, eligible: 'in segment fresh' });
  assert.equal(await claim('welcome', 'B'), 'COUPON_NOT_ELIGIBLE');
  assert.deepEqual(await define('welcome', null), { version: 3, eligible: null });
  assert.equal(await claim('welcome', 'B'), 'CLAIMED');
});

test('eligibility changes by time alone to the millisecond, and by a definition published just before', async () => {
  await shop();
  await admin.ask(
    'mutation{defineSegment(input:{key:"joined",expression:"did(registered, last 7d)"},wait:true){job{id}}}',
  );
  await define('week', 'joined');
  await event('A', 'registered', NOON);
  await advance(NOON + 7 * DAY - 1);
  assert.equal(await claim('week', 'A'), 'CLAIMED');
  await advance(NOON + 7 * DAY);
  assert.equal(await claim('week', 'A'), 'COUPON_NOT_ELIGIBLE');
  await admin.ask('mutation{redefineSegment(input:{key:"joined",expression:"did(registered, last 30d)"}){job{id}}}');
  assert.equal(await claim('week', 'A'), 'CLAIMED');
  await admin.ask('mutation{redefineSegment(input:{key:"joined",expression:"did(registered, last 1d)"}){job{id}}}');
  assert.equal(await claim('week', 'A'), 'COUPON_NOT_ELIGIBLE');
});

test('a condition that looks further back than the tag writes in profiles', async () => {
  await shop();
  await admin.ask('mutation{defineTag(input:{key:"grade",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await tag('A', 'grade', 'gold', NOON - 20 * DAY);
  await tag('A', 'grade', 'plain', NOON - 10 * DAY);
  await advance(NOON + DAY);
  await event('A', 'visit', NOON + DAY);
  await define('once_gold', 'was within 15d (tag grade = "gold")');
  assert.equal(await claim('once_gold', 'A'), 'CLAIMED');
  await define('once_gold', 'was within 5d (tag grade = "gold")');
  assert.equal(await claim('once_gold', 'A'), 'COUPON_NOT_ELIGIBLE');
});

test('both customers of a group claim must be eligible', async () => {
  await shop();
  await define('pair', 'did(registered)', { group: true });
  await event('A', 'registered', NOON);
  await event('B', 'visit', NOON);
  assert.equal(await claim('pair', 'A', 'B'), 'COUPON_NOT_ELIGIBLE');
  assert.equal(await claim('pair', 'B', 'A'), 'COUPON_NOT_ELIGIBLE');
  await event('B', 'registered', NOON);
  assert.equal(await claim('pair', 'A', 'B'), 'CLAIMED');
});

test('invalid and no longer valid conditions are rejected', async () => {
  await shop();
  for (const [eligible, reason] of [
    ['nobody_knows', 'SEGMENT_UNKNOWN'],
    ['model.layer', 'SEGMENT_UNKNOWN'],
    ['tag unknown = 1', 'TAG_UNKNOWN'],
  ] as const) {
    const { errors } = await admin.send(DEFINE, { i: { key: 'x', kind: 'GIFT', faceValue: '1', eligible } });
    assert.equal(errors![0].extensions.reason, reason);
    assert.match(String(errors![0].extensions.inputPath), /^input\.eligible/);
  }
  await admin.ask('mutation{defineSegment(input:{key:"gone",expression:"did(visit)"},wait:true){job{id}}}');
  await define('late', 'gone');
  assert.equal(await claim('late', 'A'), 'COUPON_NOT_ELIGIBLE');
  const { errors } = await admin.send('mutation{retireSegment(key:"gone"){segment{key}}}');
  assert.equal(errors![0].extensions.reason, 'SEGMENT_IN_USE');
  assert.match(errors![0].message, /coupon late/);
});

test(`random histories: a claim is allowed exactly if the facts at that instant say so (seed ${SEED})`, async () => {
  await shop();
  await admin.ask(
    'mutation{defineSegment(input:{key:"seg",expression:"count(order_paid, last 5d) >= 2 or not did(visit)"},wait:true){job{id}}}',
  );
  await define('c', 'seg');
  const dice = new Dice(random(SEED));
  const facts = new Map<string, { type: string; at: number }[]>();
  let now = NOON;
  const verdicts = new Set<string>();
  for (let step = 0; step < 120; step++) {
    const member = `R${dice.int(0, 5)}`;
    const own = facts.get(member) ?? [];
    facts.set(member, own);
    const what = dice.pick(['order_paid', 'order_paid', 'visit', 'clock', 'claim', 'claim']);
    if (what === 'clock') await advance((now += dice.int(1, 40) * 3600_000));
    else if (what === 'claim') {
      const orders = own.filter((f) => f.type === 'order_paid' && f.at > now - 5 * DAY).length;
      const expected = orders >= 2 || own.every((f) => f.type !== 'visit') ? 'CLAIMED' : 'COUPON_NOT_ELIGIBLE';
      assert.equal(await claim('c', member), expected, `step ${step} ${member}`);
      verdicts.add(expected);
    } else {
      const at = now - dice.int(0, 6 * 24) * 3600_000;
      own.push({ type: what, at });
      await event(member, what, at);
    }
  }
  assert.equal(verdicts.size, 2, 'both answers came up');
});

test('a coupon for a list can be claimed right after being added, and the list cannot be retired while the coupon uses it', async () => {
  await shop();
  await admin.ask('mutation{defineList(input:{key:"vip",namespace:"member_id"}){key}}');
  await define('for_vip', 'in list vip');
  await event('A', 'visit', NOON);
  assert.equal(await claim('for_vip', 'A'), 'COUPON_NOT_ELIGIBLE');
  await admin.ask('mutation{addToList(list:"vip",entries:["A"]){changed}}');
  assert.equal(await claim('for_vip', 'A'), 'CLAIMED');
  assert.equal(await claim('for_vip', 'B'), 'COUPON_NOT_ELIGIBLE');
  const { errors } = await admin.send('mutation{deleteList(list:"vip")}');
  assert.equal(errors![0].extensions.reason, 'LIST_IN_USE');
  assert.match(errors![0].message, /coupon for_vip/);
});
