/**
 * Tests that models, campaigns, coupons and packs give the warnings that the preview of a segment with the same
 * condition gives.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

const NOW = '2026-03-20T12:00:00.000Z';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('warned', NOW, { zone: 'UTC', currency: 'CNY' });
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: 'o',
        type: 'order_paid',
        occurredAt: '2026-03-10T12:00:00Z',
        identities: [{ namespace: 'member_id', value: 'A' }],
        properties: { channel: 'app' },
        order: { orderId: 'o', amount: '20' },
      },
    ],
  });
  await admin.ask(`mutation{
    defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
    setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
    defineTag(input:{key:"renewal",kind:SEMI_DYNAMIC,type:DATE}){key}
    buyers:defineSegment(wait:true,input:{key:"buyers",expression:"did(order_paid)"}){segment{key}}
    nobody:defineSegment(wait:true,input:{key:"nobody",expression:"did(order_payed)"}){segment{key}}
  }`);
});
after(() => server.remove());

const WARNINGS = 'conditionWarnings{reason path nearest}';

interface Warning {
  readonly reason: string;
  readonly path: string;
  readonly nearest: readonly string[];
}

const brief = (warnings: readonly Warning[]): string[] =>
  warnings.map(({ reason, path, nearest }) => [reason, path, ...nearest].join(' '));

/** Asks for one field and returns its warnings. */
async function warned(field: string, kind = ''): Promise<string[]> {
  const data = await admin.ask(`${kind}{of:${field}{${WARNINGS}}}`);
  return brief(data.of.conditionWarnings);
}

test('models warn about the events that they count as orders', async () => {
  for (const model of ['orderForecast', 'churnModel']) {
    assert.deepEqual(
      await warned(`${model}(input:{orders:["order_payed"]})`),
      ['EVENT_UNSEEN input.orders[0].event order_paid'],
      model,
    );
    assert.deepEqual(
      await warned(`${model}(input:{orders:["order_paid where channel = \\"ap\\""]})`),
      ['VALUE_UNSEEN input.orders[0].where.channel app'],
      model,
    );
    assert.deepEqual(await warned(`${model}(input:{})`), [], model);
  }
});

test('a campaign warns about the event of its trigger, its audience and its goal', async () => {
  const campaign = (key: string, parts: string): string =>
    `defineCampaign(input:{key:"${key}",channels:[{channel:"sms",endpoint:"crm",body:"Hello"}],${parts}})`;
  const cases = [
    [
      'misspelt',
      'audience:"buyers",trigger:{event:{expression:"order_payed"}}',
      ['EVENT_UNSEEN trigger.event.expression.metric.event order_paid'],
    ],
    [
      'misspelt_value',
      'audience:"buyers",trigger:{event:{expression:"order_paid where channel = \\"ap\\""}}',
      ['VALUE_UNSEEN trigger.event.expression.metric.where.channel app'],
    ],
    [
      'entered',
      'audience:"buyers",trigger:{entered:{segment:"nobody"}}',
      ['EVENT_UNSEEN trigger.segment.metric.event order_paid'],
    ],
    ['of_nobody', 'audience:"nobody",goal:"buyers"', ['EVENT_UNSEEN audience.metric.event order_paid']],
    ['dated', 'audience:"buyers",trigger:{date:{tag:"renewal",time:"10:00"}}', ['VALUE_UNSEEN trigger.date.tag']],
    ['no_goal', 'audience:"buyers",goal:"nobody"', ['EVENT_UNSEEN goal.metric.event order_paid']],
    ['sound', 'audience:"buyers",trigger:{event:{expression:"order_paid where channel = \\"app\\""}}', []],
  ] as const;
  for (const [key, parts, wanted] of cases) {
    assert.deepEqual(await warned(campaign(key, parts), 'mutation'), wanted, key);
    assert.deepEqual(await warned(`previewCampaign(key:"${key}")`), wanted, `preview of ${key}`);
  }
});

test('a coupon and a pack warn about their eligibility, also if it only names a segment', async () => {
  const coupon = 'key:"five",kind:FIXED_AMOUNT,faceValue:"5"';
  const ofSegment = ['EVENT_UNSEEN eligible.metric.event order_paid'];
  assert.deepEqual(await warned(`defineCoupon(input:{${coupon},eligible:"not did(order_payed)"})`, 'mutation'), [
    'EVENT_UNSEEN eligible.not.metric.event order_paid',
  ]);
  assert.deepEqual(await warned(`defineCoupon(input:{${coupon},eligible:"nobody"})`, 'mutation'), ofSegment);
  assert.deepEqual(await warned('coupon(key:"five")'), ofSegment);
  assert.deepEqual(await warned(`defineCoupon(input:{${coupon},eligible:null})`, 'mutation'), []);
  const pack = 'key:"some",coupons:[{coupon:"five"}]';
  assert.deepEqual(await warned(`defineCouponPack(input:{${pack},eligible:"nobody"})`, 'mutation'), ofSegment);
  assert.deepEqual(await warned(`defineCouponPack(input:{${pack},eligible:"buyers"})`, 'mutation'), []);
});

test('a tag that no customer has causes a warning with any comparison', async () => {
  const warnings = async (expression: string): Promise<string[]> =>
    warned(`profiles(first:1,expression:${JSON.stringify(expression)})`);
  for (const test of ['exists', '>= "2026-01-01"', 'within next 3d', 'anniversary today', '= "2026-01-01"'])
    assert.deepEqual(await warnings(`tag renewal ${test}`), ['VALUE_UNSEEN tag'], test);
  await admin.ask(
    'mutation{setTags(tags:[{identities:[{namespace:"member_id",value:"A"}],tag:"renewal",value:"2026-04-01"}]){status}}',
  );
  for (const test of ['exists', '>= "2026-01-01"', 'within next 3d', 'anniversary today'])
    assert.deepEqual(await warnings(`tag renewal ${test}`), [], test);
});

test('a segment that the caller may not see causes no warnings', async () => {
  await admin.ask(`mutation{
    defineTag(wait:true,input:{key:"born",kind:STATIC,type:DATE,personal:true}){key}
    defineSegment(wait:true,input:{key:"old",expression:"tag born exists and did(order_payed)"}){segment{key}}
    defineCoupon(input:{key:"for_old",kind:FIXED_AMOUNT,faceValue:"5",eligible:"old"}){key}
  }`);
  const field = `{of:coupon(key:"for_old"){${WARNINGS}}}`;
  assert.equal((await admin.ask(field)).of.conditionWarnings.length, 2, 'for the tag and for the event');
  const reader = server.caller('warned', ['segments:read', 'profiles:read', 'analytics:read']);
  assert.deepEqual((await reader.ask(field)).of.conditionWarnings, []);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));

test('a score warns about a tag that no customer has, as about events that never occurred', async () => {
  await admin.ask(`mutation{
    a:defineTag(input:{key:"grade",kind:SEMI_DYNAMIC,type:INTEGER}){key}
    b:defineTag(input:{key:"points",kind:SEMI_DYNAMIC,type:INTEGER}){key}
    c:setTags(tags:[{identities:[{namespace:"member_id",value:"A"}],tag:"points",value:5}]){status}
    d:defineTag(wait:true,input:{key:"worth",kind:DYNAMIC,score:[
      {weight:"1",of:"tag points"} {weight:"1",of:"tag grade"} {weight:"1",of:"count(order_payed)"}
    ]}){key}
  }`);
  const { definitionWarnings } = await admin.ask('{definitionWarnings(tag:"worth"){reason path nearest}}');
  assert.deepEqual(brief(definitionWarnings), ['VALUE_UNSEEN terms[1]', 'EVENT_UNSEEN terms[2].event order_paid']);
});
