/**
 * Checks that results of writes reveal no profile id to callers who may not look up the customer, and no personal tag.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const INGEST = 'mutation($e:[EventInput!]!,$d:Boolean){ingestEvents(events:$e,dryRun:$d){results{status profile}}}';
const IDENTIFY = 'mutation($i:[IdentityInput!]!){identify(identities:$i){profile merged}}';
const SET = 'mutation($t:[SetTagInput!]!){setTags(tags:$t){status profile}}';
const OWN = '{ownWrites(first:10){edges{node{tag value profile}}}}';
const PHONE = { namespace: 'phone', value: '+8613800000001' };

let server: TestServer;
let admin: Caller;
let id: string;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}',
  );
  id = (await admin.ask(IDENTIFY, { i: [PHONE, { namespace: 'member_id', value: 'M1' }] })).identify.profile;
});
after(() => server.remove());

let n = 0;
const event = (): object => ({
  messageId: `m${n++}`,
  type: 'searched',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [PHONE],
});

test('the profile id of a phone number is returned only to callers who may look it up, in a dry run too', async () => {
  for (const [scopes, learns] of [
    [[], false],
    [['profiles:read'], false],
    [['profiles:lookup:email'], false],
    [['profiles:lookup:phone'], true],
    [['profiles:read', 'profiles:read:personal'], true],
    [['admin'], true],
  ] as const) {
    const caller = server.caller('shop', ['events:write', 'tags:write:shop', ...scopes], 'web');
    const expected = learns ? id : null;
    for (const d of [true, false]) {
      const { results } = (await caller.ask(INGEST, { e: [event()], d })).ingestEvents;
      assert.deepEqual(results, [{ status: 'ACCEPTED', profile: expected }], scopes.join(' '));
    }
    assert.equal((await caller.ask(IDENTIFY, { i: [PHONE] })).identify.profile, expected);
    const [tag] = (await caller.ask(SET, { t: [{ tag: 'city', value: 'Oslo', identities: [PHONE] }] })).setTags;
    assert.equal(tag.profile, expected);
    const own = (await caller.ask(OWN)).ownWrites.edges[0].node.profile;
    assert.equal(own, learns && scopes[0] !== 'profiles:lookup:phone' ? id : null, 'for any identity in the request');
  }
});

for (const over of ['HTTP', 'WebSocket'] as const)
  test(`${over}: no write returns the profile of a phone number to a caller who may not look it up`, async () => {
    const key = over.toLowerCase();
    await admin.ask(
      `mutation{
        a:defineCoupon(input:{key:"${key}_c",kind:FIXED_AMOUNT,faceValue:"5",perCustomerLimit:100}){key}
        b:defineExperiment(input:{key:"${key}_e",variants:[{key:"one",coupon:"${key}_c"},{key:"two"}]}){key}
        c:defineCouponPack(input:{key:"${key}_p",coupons:[{coupon:"${key}_c"}]}){key}
      }`,
    );
    const who = 'identities:[{namespace:"phone",value:"+8613800000001"}]';
    const writesOf = (scopes: readonly string[]): string[] => [
      `recordConsent(input:{${who},purpose:"marketing",given:false}){profile already}`,
      `setContactLimit(input:{${who},most:1,days:1}){profile}`,
      `claimCoupon(input:{${who},coupon:"${key}_c"}){profile claim}`,
      `redeemCoupon(input:{${who},coupon:"${key}_c",orderId:"${key}_${scopes[0]}",amount:"50"}){profile}`,
      `returnCoupon(input:{${who},coupon:"${key}_c",orderId:"${key}_${scopes[0]}"}){profile}`,
      `claimCouponPack(input:{${who},pack:"${key}_p"}){profile}`,
      `assignExperiment(experiment:"${key}_e",customers:[{${who}}]){profile variant}`,
    ];
    for (const [scopes, learns] of [
      [['profiles:read'], false],
      [['profiles:lookup:phone'], true],
    ] as const) {
      const own = server.caller('shop', ['consents:write', 'coupons:write', 'events:write', ...scopes], `till${n++}`);
      const caller = over === 'HTTP' ? own : own.overWebSocket();
      for (const write of writesOf(scopes)) {
        const [answer] = Object.values<Loose>(await caller.ask(`mutation{${write}}`)).flat();
        assert.equal(answer.profile, learns ? id : null, write);
      }
      const byId = `mutation{claimCoupon(input:{profile:"${id}",coupon:"${key}_c"}){profile}}`;
      assert.equal((await caller.ask(byId)).claimCoupon.profile, id, 'an id sent by the caller');
    }
  });

test('a writer of a personal tag cannot read it back without the scope', async () => {
  const writer = server.caller('shop', ['tags:write:shop'], 'clinic');
  const member = [{ namespace: 'member_id', value: 'M1' }];
  const tags = [
    { tag: 'illness', value: 'flu', identities: member },
    { tag: 'city', value: 'Oslo', identities: member },
  ];
  await writer.ask(SET, { t: tags });
  const shown = async (caller: Caller): Promise<Loose> =>
    Object.fromEntries((await caller.ask(OWN)).ownWrites.edges.map((e: Loose) => [e.node.tag, e.node.value]));
  assert.deepEqual(await shown(writer), { illness: null, city: 'Oslo' });
  const reader = server.caller('shop', ['tags:write:shop', 'profiles:read:personal'], 'clinic');
  assert.deepEqual(await shown(reader), { illness: 'flu', city: 'Oslo' });
});
