/**
 * Tests that a definition cannot be retired while a claimable coupon or pack refers to it, for all kinds of references.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('named', '2026-03-10T12:00:00.000Z');
  await admin.ask(
    `mutation{
      a:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}
      b:defineSegment(input:{key:"loyal",expression:"count(order_paid) > 1"},wait:true){job{id}}
      c:defineLayerModel(input:{key:"stage",layers:[{key:"often",when:"count(visit) > 2"},{key:"once",when:"did(visit)"},{key:"rest"}]},wait:true){job{id}}
      d:defineList(input:{key:"vip",namespace:"member_id"}){key}
      e:defineCoupon(input:{key:"plain",kind:FIXED_AMOUNT,faceValue:"5"}){key}
      f:defineCoupon(input:{key:"other",kind:FIXED_AMOUNT,faceValue:"5"}){key}
    }`,
  );
});
after(() => server.remove());

const refusal = async (field: string): Promise<string | undefined> => {
  const { errors } = await admin.send(`mutation{${field}}`);
  return errors && `${errors[0].extensions.reason} ${errors[0].message}`;
};
const ELIGIBLE = {
  tag: 'tag level = "gold"',
  segment: 'loyal',
  layer: 'stage.once',
  list: 'in list vip',
} as const;
/** The mutation that retires each definition, and the expected error. */
const ENDS: readonly (readonly [keyof typeof ELIGIBLE, string, string])[] = [
  ['tag', 'retireTag(key:"level"){key}', 'TAG_IN_USE tag level'],
  ['segment', 'retireSegment(key:"loyal"){segment{key}}', 'SEGMENT_IN_USE segment loyal'],
  ['layer', 'retireLayerModel(key:"stage"){model{key}}', 'LAYER_IN_USE layer stage.once'],
  [
    'layer',
    'defineLayerModel(input:{key:"stage",layers:[{key:"often",when:"did(visit)"},{key:"rest"}]}){model{key}}',
    'LAYER_IN_USE layer stage.once',
  ],
  ['list', 'deleteList(list:"vip")', 'LIST_IN_USE list vip'],
];
const users = async (): Promise<Record<string, string[]>> => {
  const { segment, list, layerModel } = await admin.ask(
    '{segment(key:"loyal"){dependants} list(key:"vip"){usedBy} layerModel(key:"stage"){layers{key dependants}}}',
  );
  return {
    segment: segment.dependants,
    list: list.usedBy,
    layer: layerModel.layers.find((l: { key: string }) => l.key === 'once').dependants,
  };
};

for (const [kind, define, retire] of [
  ['coupon', 'defineCoupon(input:{key:"KEY",kind:FIXED_AMOUNT,faceValue:"5",eligible:ELIGIBLE}){key}', 'retireCoupon'],
  ['pack', 'defineCouponPack(input:{key:"KEY",coupons:[{coupon:"plain"}],eligible:ELIGIBLE}){key}', 'retireCouponPack'],
] as const)
  test(`definitions named by the eligibility of a ${kind} cannot be retired until the ${kind} has ended`, async () => {
    for (const [of, eligible] of Object.entries(ELIGIBLE))
      await admin.ask(
        `mutation{${define.replace('KEY', `${kind}_${of}`).replace('ELIGIBLE', JSON.stringify(eligible))}}`,
      );
    for (const [of, end, said] of ENDS)
      assert.equal(await refusal(end), `${said} is used by ${kind} ${kind}_${of}`, end);
    assert.deepEqual(await users(), {
      segment: [`${kind} ${kind}_segment`],
      list: [`${kind} ${kind}_list`],
      layer: [`${kind} ${kind}_layer`],
    });
    for (const of of Object.keys(ELIGIBLE)) await admin.ask(`mutation{${retire}(key:"${kind}_${of}"){retired}}`);
    assert.deepEqual(await users(), { segment: [], list: [], layer: [] });
  });

test('a coupon cannot be retired while a pack or a running experiment uses it', async () => {
  await admin.ask(`mutation{
    a:defineCouponPack(input:{key:"both",coupons:[{coupon:"plain"},{coupon:"other"}]}){key}
    b:defineExperiment(input:{key:"lot",variants:[{key:"a",coupon:"other"},{key:"none"}]}){key}
  }`);
  const end = 'retireCoupon(key:"other"){retired}';
  assert.equal(await refusal(end), 'COUPON_IN_USE coupon other is used by pack both, experiment lot');
  await admin.ask('mutation{endExperiment(key:"lot"){ended}}');
  assert.equal(await refusal(end), 'COUPON_IN_USE coupon other is used by pack both');
  await admin.ask('mutation{defineCouponPack(input:{key:"both",coupons:[{coupon:"plain"}]}){key}}');
  assert.equal(await refusal(end), undefined);
  assert.match((await refusal('retireCoupon(key:"plain"){retired}'))!, /^COUPON_IN_USE .* by pack both$/);
  await admin.ask('mutation{retireCouponPack(key:"both"){retired}}');
  assert.equal(await refusal('retireCoupon(key:"plain"){retired}'), undefined);
});

test('restarting an ended coupon or pack reports definitions retired in the meantime', async () => {
  assert.equal(await refusal('retireSegment(key:"loyal"){segment{key}}'), undefined);
  for (const field of [
    'defineCoupon(input:{key:"coupon_segment",kind:FIXED_AMOUNT,name:"again"}){key}',
    'defineCouponPack(input:{key:"pack_segment",coupons:[{coupon:"coupon_list"}],name:"again"}){key}',
  ]) {
    const { errors } = await admin.send(`mutation{${field}}`);
    assert.match(String(errors![0].extensions.reason), /^(SEGMENT_UNKNOWN|COUPON_RETIRED)$/);
  }
  await admin.ask('mutation{defineCoupon(input:{key:"coupon_segment",kind:FIXED_AMOUNT,eligible:null}){key}}');
  const again = await refusal('defineCouponPack(input:{key:"pack_segment",coupons:[{coupon:"coupon_segment"}]}){key}');
  assert.match(again!, /^SEGMENT_UNKNOWN/);
});

test('if two concurrent changes leave a coupon or pack with a retired definition, nobody can claim it and the reason is given', async () => {
  const { stores } = server.running.services;
  const [coupon] = await stores.coupons.find('named', ['coupon_segment']);
  const eligible = { kind: 'segment', segment: 'loyal' } as const;
  const key = 'torn';
  await stores.transact(async (tx) => {
    await stores.coupons.save('named', { ...coupon, key, eligible }, tx);
    await stores.couponPacks.save(
      'named',
      {
        key,
        name: key,
        coupons: [{ coupon: 'coupon_segment', count: 1 }],
        eligible,
        version: 1,
        retired: false,
        savedAt: 0,
        savedBy: 'test',
      },
      tx,
    );
  });
  const claimer = 'identities:[{namespace:"member_id",value:"A"}]';
  assert.match(
    (await refusal(`claimCoupon(input:{coupon:"torn",${claimer}}){claim}`))!,
    /^COUPON_ELIGIBILITY_UNKNOWN who may claim coupon torn cannot be decided any more/,
  );
  assert.match(
    (await refusal(`claimCouponPack(input:{pack:"torn",${claimer}}){packClaim}`))!,
    /^COUPON_ELIGIBILITY_UNKNOWN who may claim pack torn cannot be decided any more/,
  );
  await admin.ask(`mutation{claimCoupon(input:{coupon:"coupon_segment",${claimer}}){claim}}`);
  const { profile } = await admin.ask(
    '{profile(identity:{namespace:"member_id",value:"A"}){coupons(first:50,state:[CLAIMABLE]){edges{node{key}}}}}',
  );
  const keys = profile.coupons.edges.map((edge: { node: { key: string } }) => edge.node.key);
  assert.ok(keys.includes('coupon_segment') && !keys.includes('torn'), String(keys));
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
