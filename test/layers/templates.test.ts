/** The template library on customers a shop manager can check by hand, each at a boundary. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEMPLATES } from '../../seeds/templates/index.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const at = (daysAgo: number): string => new Date(NOW - daysAgo * DAY).toISOString();
const MS = 1 / DAY;

interface Customer {
  readonly name: string;
  /** Days ago. */
  readonly registered?: number;
  /** Days ago and amount; a third part names a coupon. */
  readonly orders?: readonly (readonly [daysAgo: number, amount: string, coupon?: string])[];
  readonly claims?: number;
  readonly layers: Readonly<Record<string, string>>;
}

const many = (n: number, daysAgo: number, amount: string, coupon?: string): [number, string, string?][] => Array.from({ length: n }, (_, i) => [daysAgo + i, amount, coupon]);

const CUSTOMERS: readonly Customer[] = [
  // Lifecycle
  { name: 'registered exactly 7 days ago', registered: 7, layers: { lifecycle: 'new' } },
  { name: 'registered a millisecond more than 7 days ago', registered: 7 + MS, layers: { lifecycle: 'regular' } },
  { name: 'registered just under 30 days ago, never bought', registered: 30 - MS, layers: { lifecycle: 'regular' } },
  { name: 'registered exactly 30 days ago, never bought', registered: 30, layers: { lifecycle: 'dormant' } },
  { name: 'registered exactly 90 days ago, never bought', registered: 90, layers: { lifecycle: 'churned', rfm: 'general' } },
  { name: 'last order exactly 30 days ago', registered: 300, orders: [[30, '100']], layers: { lifecycle: 'dormant', rfm: 'dormant' } },
  { name: 'last order just under 30 days ago', registered: 300, orders: [[30 - MS, '100']], layers: { lifecycle: 'regular', rfm: 'general' } },
  { name: 'last order exactly 90 days ago', registered: 300, orders: [[90, '900']], layers: { lifecycle: 'churned', rfm: 'dormant' } },
  { name: 'last order just under 90 days ago', registered: 300, orders: [[90 - MS, '100']], layers: { lifecycle: 'dormant' } },
  { name: 'six orders in 90 days', registered: 300, orders: many(6, 8, '10'), layers: { lifecycle: 'active' } },
  { name: 'five orders in 90 days', registered: 300, orders: many(5, 8, '10'), layers: { lifecycle: 'regular' } },
  { name: 'registered exactly 30 days ago, two orders', registered: 30, orders: many(2, 8, '10'), layers: { lifecycle: 'active' } },
  { name: 'registered a little over 30 days ago, two orders', registered: 30 + MS, orders: many(2, 8, '10'), layers: { lifecycle: 'regular' } },
  // RFM
  { name: 'four orders, exactly 500, the last exactly 7 days ago', orders: many(4, 7, '125'), layers: { rfm: 'core' } },
  { name: 'four orders of 499.9996, the last today', orders: many(4, 1, '124.9999'), layers: { rfm: 'general' } },
  { name: 'four orders, 500, the last a millisecond more than 7 days ago', orders: many(4, 7 + MS, '125'), layers: { rfm: 'general' } },
  { name: 'three orders, the last exactly 15 days ago, exactly 300', orders: many(3, 15, '100'), layers: { rfm: 'potential' } },
  { name: 'two orders of 299.99 together', orders: [[1, '150'], [2, '149.99']], layers: { rfm: 'general' } },
  { name: 'one order of 500 exactly 30 days ago', orders: [[30, '500']], layers: { rfm: 'dormant_high_value', frequency_value: 'low_low' } },
  { name: 'one order of 499.99, 40 days ago', orders: [[40, '499.99']], layers: { rfm: 'dormant' } },
  { name: 'two orders, the last 40 days ago', orders: [[40, '300'], [41, '300']], layers: { rfm: 'general', frequency_value: 'high_low' } },
  // Frequency x value
  { name: 'two orders of 2,500 together', orders: [[1, '2000'], [2, '500']], layers: { frequency_value: 'high_high', value: 'high' } },
  { name: 'one order of 2,500', orders: [[1, '2500']], layers: { frequency_value: 'low_high' } },
  { name: 'one order of 2,499.99', orders: [[1, '2499.99']], layers: { frequency_value: 'low_low' } },
  // Promotion sensitivity
  { name: 'four of five orders with a coupon, three claims', orders: [...many(4, 1, '10', 'k'), [9, '10']], claims: 3, layers: { promotion_sensitivity: 'fanatic' } },
  { name: 'four of five orders with a coupon, two claims', orders: [...many(4, 1, '10', 'k'), [9, '10']], claims: 2, layers: { promotion_sensitivity: 'sensitive' } },
  { name: 'half of the orders with a coupon', orders: [[1, '10', 'k'], [2, '10']], layers: { promotion_sensitivity: 'sensitive' } },
  { name: 'one of five orders with a coupon', orders: [[1, '10', 'k'], ...many(4, 2, '10')], layers: { promotion_sensitivity: 'neutral' } },
  { name: 'one of six orders with a coupon', orders: [[1, '10', 'k'], ...many(5, 2, '10')], layers: { promotion_sensitivity: 'indifferent' } },
];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(0));
  await admin.ask('mutation{defineTag(input:{key:"registered_at",kind:STATIC,type:DATETIME}){key}}');
  const identities = (i: number): object[] => [{ namespace: 'member_id', value: `T${i}` }];
  let n = 0;
  const events = CUSTOMERS.flatMap((c, i) => [
    ...(c.orders ?? []).map(([ago, amount, coupon]) => ({ messageId: `o${n++}`, type: 'order_paid', occurredAt: at(ago), identities: identities(i), order: { orderId: `o${n}`, amount }, coupon })),
    ...Array.from({ length: c.claims ?? 0 }, () => ({ messageId: `k${n++}`, type: 'coupon_claimed', occurredAt: at(3), identities: identities(i), coupon: 'k' })),
  ]);
  const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{message}}}', { e: events });
  assert.equal(r.ingestEvents.rejected, 0, JSON.stringify(r.ingestEvents.results.filter((x: any) => x.message)));
  const tags = CUSTOMERS.flatMap((c, i) => (c.registered === undefined ? [] : [{ identities: identities(i), tag: 'registered_at', value: at(c.registered), observedAt: at(c.registered) }]));
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
});
after(() => server.remove());

const INSTALL = 'mutation($i:InstallTemplateInput!){installTemplate(input:$i,wait:true){customers tags segments{key size} layers{model layer name count} jobs{state}}}';
const PARAMETERS: Readonly<Record<string, { name: string; value: string }[]>> = { rfm: [{ name: 'potential_value', value: '300' }] };

test('every template says what it would come to, then comes to exactly that', async () => {
  const { templates } = await admin.ask('{templates(language:zh){key version name description parameters{name label type default}}}');
  assert.deepEqual(templates.map((t: any) => t.key), TEMPLATES.map((t) => t.key));
  for (const { key } of TEMPLATES) {
    const input = { key, parameters: PARAMETERS[key] ?? [] };
    const dry = (await admin.ask(INSTALL, { i: { ...input, dryRun: true } })).installTemplate;
    assert.equal(dry.customers, CUSTOMERS.length);
    assert.deepEqual(dry.jobs, []);
    assert.equal((await admin.ask('query($k:String!){layerModel(key:$k){key}}', { k: key })).layerModel, null, 'a dry run installs nothing');
    const real = (await admin.ask(INSTALL, { i: { ...input, language: 'zh' } })).installTemplate;
    assert.ok(real.jobs.every((j: any) => j.state === 'DONE'));
    assert.deepEqual(real.layers.map((l: any) => [l.layer, l.count]), dry.layers.map((l: any) => [l.layer, l.count]));
    if (real.layers.length > 0) {
      const { layerModel } = await admin.ask('query($k:String!){layerModel(key:$k){name distribution{layer count}}}', { k: key });
      assert.deepEqual(layerModel.distribution.map((x: any) => [x.layer, x.count]), dry.layers.map((l: any) => [l.layer, l.count]), `${key}: what streams agrees with what was announced`);
      assert.equal(dry.layers.reduce((sum: number, l: any) => sum + l.count, 0), CUSTOMERS.length, 'everyone is somewhere');
    }
    for (const x of real.segments) assert.equal((await admin.ask('query($k:String!){segment(key:$k){size}}', { k: x.key })).segment.size, x.size);
  }
});

for (const [i, c] of CUSTOMERS.entries()) {
  test(c.name, async () => {
    const { profile } = await admin.ask('query($v:String!){profile(identity:{namespace:"member_id",value:$v}){layers{model layer{key}}}}', { v: `T${i}` });
    const is = Object.fromEntries(profile.layers.map((l: any) => [l.model, l.layer.key]));
    for (const [model, layer] of Object.entries(c.layers)) assert.equal(is[model], layer, model);
  });
}

test('parameters: missing, unknown, of the wrong kind; installing again changes what was chosen', async () => {
  const code = async (i: object): Promise<string> => (await admin.send(INSTALL, { i })).errors![0].extensions.code;
  assert.equal(await code({ key: 'nowhere' }), 'NOT_FOUND');
  assert.equal(await code({ key: 'rfm' }), 'BAD_USER_INPUT', 'the amount of potential customers has no default');
  assert.equal(await code({ key: 'rfm', parameters: [{ name: 'potential_value', value: '1e3' }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'rfm', parameters: [{ name: 'potential_value', value: '300' }, { name: 'window', value: '0d) or did(x' }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'lifecycle', parameters: [{ name: 'registered', value: 'nowhere' }] }), 'BAD_USER_INPUT');
  assert.equal(await code({ key: 'lifecycle', parameters: [{ name: 'colour', value: 'red' }] }), 'BAD_USER_INPUT');
  const before = (await admin.ask('{layerModel(key:"rfm"){version}}')).layerModel.version;
  await admin.ask(INSTALL, { i: { key: 'rfm', parameters: [{ name: 'potential_value', value: '299' }] } });
  const m = (await admin.ask('{layerModel(key:"rfm"){version distribution{layer count}}}')).layerModel;
  assert.equal(m.version, before + 1);
  assert.equal(m.distribution.find((x: any) => x.layer === 'potential').count > 1, true);
});

test('nothing unexpected was reported', () => assert.deepEqual(server.reported, []));
