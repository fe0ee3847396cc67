/**
 * A definition keeps what a change leaves out. Every mutation of the schema that defines something is sent with all of
 * its fields, and then with its key and its required fields only, and the result stays the same. Null takes a field
 * away.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import {
  buildSchema,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
} from 'graphql';
import { TestServer, type Caller } from '../support/server.js';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const mutations = schema.getMutationType()!.getFields();
const DEFINING = Object.keys(mutations).filter((name) => /^(define|set)[A-Z]/.test(name));

/** Mutations that do not change a definition, each with the reason. */
const OTHER: Readonly<Record<string, string>> = {
  setTags: 'writes facts of customers',
  setContactLimit: 'writes a fact of one customer',
  setRetention: 'requires every argument',
  defineExperiment: 'refuses a key that exists',
};
/** Mutations that change what another one defined. The other one refuses a key that exists. */
const CHANGING: Readonly<Record<string, string>> = { defineSegment: 'redefineSegment' };
/** Fields that instruct the mutation and are not part of the definition. */
const INSTRUCTIONS: readonly string[] = ['DefineSegmentInput.draft', 'DefineLayerModelInput.draft'];

type Input = Readonly<Record<string, unknown>>;
const titleOf = ({ key, name }: Input): string => JSON.stringify(key ?? name ?? 'all');
const NAMED = { name: 'Name', description: 'Description' };
const TREND = { events: ['visit'], unit: 'DAY', period: { rolling: 'P30D' } };
const CHANNELS = [
  { channel: 'sms', endpoint: 'crm', body: 'hi' },
  { channel: 'push', endpoint: 'crm', body: 'hi' },
];
const CAMPAIGN = {
  ...NAMED,
  ...{ audience: 'visitors', goal: 'buyers', purpose: 'service', priority: 7, tags: ['sale'], zone: 'Asia/Tokyo' },
  ...{ expiresAfter: 'P2D', lateness: 'PT5H', ifLate: 'MISSED', recheck: false, holdOutPercent: 20 },
  variants: [{ key: 'a' }, { key: 'b', weight: 3 }],
  channels: CHANNELS,
  fallback: { after: 'PT2H', unless: 'OPENED' },
  ...{ strategy: 'tried', expectedEffect: 1.5 },
};
const TERMS = {
  ...NAMED,
  ...{ from: '2026-03-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z', perCustomerLimit: 3, totalLimit: 100 },
  eligible: 'did(visit)',
};
const COUPON = {
  ...TERMS,
  ...{ store: 's', platform: 'p', channel: 'c', campaign: 'm', costBearer: 'b', validFor: 'P9D', costLimit: '500' },
  ...{ threshold: '100', stackable: true, group: true, returnOnRefund: false, products: { brands: ['x'] } },
};
const TAG = { ...NAMED, group: 'ACTIVITY', subgroup: 'ONLINE', personal: true };

/** Inputs that name every field, by mutation. Fields that exclude each other are in different inputs. */
const FULL: Readonly<Record<string, readonly Input[]>> = {
  defineTag: [
    {
      ...TAG,
      ...{ key: 'colour', kind: 'SEMI_DYNAMIC', type: 'STRING', namespace: 'shop', ttl: 'P3D', authority: ['web'] },
      ...{ allowedValues: ['red', 'blue'] },
    },
    { ...TAG, key: 'nickname', kind: 'STATIC', type: 'STRING', maxLength: 20 },
    { ...TAG, key: 'level', kind: 'SEMI_DYNAMIC', type: 'INTEGER', min: 1, max: 9 },
    { ...TAG, key: 'visits', kind: 'DYNAMIC', type: 'INTEGER', metric: 'count(visit)' },
    {
      ...{ ...TAG, key: 'mood', kind: 'DYNAMIC', type: 'STRING', otherwise: 'calm' },
      rules: [{ when: 'did(visit)', value: 'keen' }],
    },
    { ...TAG, key: 'points', kind: 'DYNAMIC', type: 'DECIMAL', score: [{ weight: '2', of: 'did(visit)' }] },
  ],
  defineSegment: [
    { ...NAMED, key: 'looked', expression: 'did(page_viewed)', shareable: true },
    {
      ...{ ...NAMED, key: 'looked_twice', shareable: true },
      condition: { metric: { aggregate: 'count', event: 'page_viewed', is: { gte: 2 } } },
    },
  ],
  defineLayerModel: [
    {
      ...{ ...NAMED, key: 'life' },
      layers: [{ key: 'new', when: 'did(visit)', name: 'New', reach: 'PERIODIC' }, { key: 'rest' }],
      warnings: [{ key: 'leaving', from: ['new'], to: ['rest'], atLeast: 1, within: 'P7D' }],
    },
  ],
  defineIdentityNamespace: [
    {
      ...{ name: 'card', limit: 3, strong: true, normalise: 'lowercase', priority: 70, blocked: ['none'] },
      builtInPlaceholders: false,
    },
  ],
  defineList: [
    { ...NAMED, key: 'vip', type: 'NUMBER' },
    { ...NAMED, key: 'cards', namespace: 'member_id' },
  ],
  defineCatalogue: [
    { key: 'goods', kind: 'PRODUCTS', label: 'Goods', keyField: 'code', fields: [{ name: 'colour', type: 'STRING' }] },
  ],
  defineCoupon: [
    { ...COUPON, key: 'off', kind: 'FULL_REDUCTION', code: 'OFF-1', faceValue: '5' },
    { ...COUPON, key: 'share', kind: 'DISCOUNT', code: 'OFF-2', percentOff: '15', mostOff: '9' },
    { ...COUPON, key: 'free', kind: 'BUY_N_GET_M', code: 'OFF-3', buy: 2, get: 1, gifts: { skus: ['g'] } },
  ],
  defineCouponPack: [{ ...TERMS, key: 'pack', coupons: [{ coupon: 'c5', count: 2 }] }],
  defineModel: [
    {
      ...{
        ...NAMED,
        key: 'orders',
        kind: 'ORDERS_TO_COME',
        orders: ['order_placed'],
        horizon: 'P60D',
        validity: 'P10D',
      },
      ...{ trainEvery: 'P7D', scoreEvery: 'P2D' },
      tags: [{ score: 'EXPECTED_ORDERS', tag: 'expected' }],
    },
    { ...NAMED, key: 'churn', kind: 'CHURN', trainingCuts: 3, tags: [{ score: 'CHURN_PROBABILITY', tag: 'leaving' }] },
  ],
  defineReport: [{ ...NAMED, key: 'traffic', analysis: { trend: TREND }, alerts: [{ key: 'many', above: '5' }] }],
  defineBoard: [{ ...NAMED, key: 'wall', reports: ['shown'], filter: { period: { rolling: 'P7D' } } }],
  defineStrategy: [
    {
      ...{ ...NAMED, key: 'care', objective: 'RETAIN', offer: 'SERVICE', channel: 'sms', textFamily: 'birthday' },
      ...{ layers: ['governing.rest'], metric: 'ORDERS', window: 'P9D', leastEffect: 0.5, layerModel: 'governing' },
    },
  ],
  definePartner: [
    {
      ...{ key: 'helper', name: 'Helper', mode: 'TRIAL', tags: ['shop'], lookups: ['member_id'], sources: ['till'] },
      writesPerDay: 9,
    },
  ],
  defineRole: [{ key: 'clerk', name: 'Clerk', scopes: ['profiles:read'] }],
  defineHook: [
    {
      ...{ key: 'till', name: 'Till', signingSecret: 'a secret of the sender' },
      mapping: JSON.stringify({
        source: 'till',
        signature: { header: 'X-Signature', algorithm: 'sha256', encoding: 'base64' },
        rules: [
          {
            identities: [{ namespace: 'member_id', value: '{id}' }],
            event: { type: 'visit', messageId: '{id}', occurredAt: { value: '{at}', as: 'instant' } },
          },
        ],
      }),
    },
  ],
  defineWebhookEndpoint: [
    { ...NAMED, key: 'erp', url: 'https://erp.example/hook' },
    {
      ...{ ...NAMED, key: 'texts', url: 'https://sms.example/send' },
      provider: {
        preset: 'SMS',
        settings: [
          { name: 'signature', value: 'Shop' },
          { name: 'opt_out', value: 'STOP' },
        ],
        credentials: [{ name: 'api_key', value: 'a secret' }],
      },
    },
  ],
  defineCampaign: [
    { ...CAMPAIGN, key: 'once', at: '2026-04-01T00:00:00.000Z', counting: 'EXEMPT_COUNTED' },
    { ...CAMPAIGN, key: 'late', transactional: true, keepsQuietHours: true, lateness: undefined, ifLate: 'SEND_LATE' },
    {
      ...{ ...CAMPAIGN, key: 'each', until: '2026-09-01T00:00:00.000Z', reEntry: 'AFTER', reEntryAfter: 'P30D' },
      trigger: { event: { expression: 'order_paid where channel = "app"', which: 'FIRST', after: 'PT1H' } },
    },
  ],
  setReachRules: [
    {
      channels: [
        { channel: 'sms', namespace: 'phone' },
        { channel: 'push', namespace: 'device_id', isDevice: true },
      ],
      budgets: [
        { key: 'week', most: 2, rolling: 'P7D' },
        { key: 'daily', most: 1, per: 'DAY', channel: 'push', tag: 'sale', layer: 'governing.some', perDevice: true },
      ],
      governing: ['governing'],
      intervals: [{ layer: 'governing.some', every: 'P14D' }],
      ...{ controlPercent: 10, consentDefaults: [{ purpose: 'service', permission: 'UNLESS_WITHDRAWN' }] },
      zoneTag: 'own_zone',
      churn: { tag: 'leaving', bound: 0.7 },
    },
  ],
};

let server: TestServer;
let caller: Caller;
before(async () => {
  server = await TestServer.start();
  caller = await server.sandbox('shop', '2026-03-20T12:00:00Z', { zone: 'UTC', currency: 'CNY' });
  await caller.ask(`mutation {
    a: defineSegment(input: {key: "visitors", expression: "did(visit)"}, wait: true) { job { id } }
    b: defineSegment(input: {key: "buyers", expression: "did(order_paid)"}, wait: true) { job { id } }
    c: defineLayerModel(input: {key: "governing", layers: [
      {key: "some", when: "did(visit)", reach: PERIODIC}, {key: "rest"}]}, wait: true) { job { id } }
    d: defineTag(input: {key: "own_zone", kind: STATIC, type: STRING}) { key }
    l: defineTag(input: {key: "leaving", kind: DYNAMIC, type: DECIMAL}) { key }
    e: defineCoupon(input: {key: "c5", kind: FIXED_AMOUNT, faceValue: "5"}) { key }
    f: defineReport(input: {key: "shown", analysis: {trend: {events: ["visit"], unit: DAY, period: {rolling: "P30D"}}}}) { key }
    s: defineStrategy(input: {key: "tried", objective: REVENUE}) { key }
    g: defineWebhookEndpoint(input: {key: "crm", url: "https://crm.example/hook"}) { endpoint { key } }
    h: setReachRules(input: {channels: [{channel: "sms", namespace: "phone"}, {channel: "push", namespace: "device_id"}]}) { version }
  }`);
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const inputOf = (mutation: string): GraphQLInputObjectType => {
  const type = getNamedType(mutations[mutation].args.find(({ name }) => name === 'input')!.type);
  assert.ok(isInputObjectType(type));
  return type;
};

/** Fields of a result that change with every save, or that are not part of the definition. */
const VOLATILE = ['version', 'savedAt', 'savedBy', 'job', 'secret', 'path', 'conditionWarnings', 'warnings'].concat(
  ...['dependants', 'versions', 'history', 'nextDraft', 'budgetsSince', 'workspace', 'createdAt'],
);

/** Selects every field of a type that can be read without arguments. */
function selectionOf({ type }: GraphQLField<unknown, unknown>, depth = 4): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(
    ({ name, args }) => !VOLATILE.includes(name) && !args.some(isRequiredArgument) && args.length === 0,
  );
  const shown = fields.flatMap((field) => {
    if (!isObjectType(getNamedType(field.type))) return [field.name];
    const inner = depth > 1 ? selectionOf(field, depth - 1) : '';
    return inner === '' ? [] : [field.name + inner];
  });
  return shown.length === 0 ? '' : `{${shown.join(' ')}}`;
}

async function define(mutation: string, input: Input): Promise<unknown> {
  const wait = mutations[mutation].args.some(({ name }) => name === 'wait') ? ',wait:true' : '';
  const document = `mutation($i:${inputOf(mutation).name}!){of:${mutation}(input:$i${wait})${selectionOf(mutations[mutation])}}`;
  return (await caller.ask(document, { i: input })).of;
}

test('the inputs cover every mutation that defines something, and every field of it', () => {
  assert.deepEqual(DEFINING.sort(), [...Object.keys(FULL), ...Object.keys(OTHER)].sort());
  for (const [mutation, inputs] of Object.entries(FULL)) {
    const type = inputOf(mutation);
    const named = new Set(inputs.flatMap((input) => Object.keys(input)));
    const fields = Object.keys(type.getFields()).filter((name) => !INSTRUCTIONS.includes(`${type.name}.${name}`));
    assert.deepEqual([...named].sort(), fields.sort(), mutation);
  }
});

for (const [mutation, inputs] of Object.entries(FULL))
  for (const input of inputs)
    test(`${mutation} keeps omitted fields, and null removes them: ${titleOf(input)}`, async () => {
      const change = CHANGING[mutation] ?? mutation;
      const fields = inputOf(change).getFields();
      const required = Object.entries(input).filter(([name]) => isNonNullType(fields[name].type));
      const whole = await define(mutation, input);
      assert.deepEqual(await define(change, Object.fromEntries(required)), whole);
      if (!('name' in fields) || isNonNullType(fields.name.type)) return;
      const unnamed = await define(change, { ...Object.fromEntries(required), name: null });
      assert.ok(!JSON.stringify(unnamed).includes(JSON.stringify(input.name)), 'the name falls back to the key');
    });

test('null removes a reach rule, and the other rules are kept', async () => {
  const shown = 'controlPercent budgets{key} channels{channel} zoneTag governing intervals{layer}';
  const set = async (input: object): Promise<unknown> =>
    (await caller.ask(`mutation($i:ReachRulesInput!){setReachRules(input:$i){${shown}}}`, { i: input })).setReachRules;
  await set(FULL.setReachRules[0]);
  assert.deepEqual(await set({ budgets: null, zoneTag: null }), {
    ...{ controlPercent: 10, budgets: [], channels: [{ channel: 'sms' }, { channel: 'push' }], zoneTag: null },
    ...{ governing: ['governing'], intervals: [{ layer: 'governing.some' }] },
  });
  const { errors } = await caller.send('mutation{setReachRules(input:{governing:null}){version}}');
  assert.deepEqual(errors?.[0].extensions.inputPath, 'input.intervals[0].layer');
});

test('a new instant replaces a trigger, and a new trigger replaces an instant', async () => {
  const shown = 'at trigger{__typename} until reEntry goal lateness counting';
  const define = async (more: object): Promise<unknown> => {
    const i = { key: 'turned', audience: 'visitors', channels: CHANNELS, ...more };
    return (await caller.ask(`mutation($i:CampaignInput!){defineCampaign(input:$i){${shown}}}`, { i })).defineCampaign;
  };
  const at = '2026-04-01T00:00:00.000Z';
  const kept = { goal: 'buyers', counting: 'COUNTED' };
  const once = { at, trigger: null, until: null, reEntry: 'NEVER', lateness: 'PT6H', ...kept };
  assert.deepEqual(await define({ at, goal: 'buyers' }), once);
  const until = '2026-09-01T00:00:00.000Z';
  const each = {
    at: null,
    trigger: { __typename: 'CampaignTrigger' },
    until,
    reEntry: 'ALWAYS',
    lateness: 'PT1H',
    ...kept,
  };
  const trigger = { event: { expression: 'order_paid' } };
  assert.deepEqual(await define({ trigger, until, reEntry: 'ALWAYS' }), each);
  assert.deepEqual(await define({ transactional: true }), { ...each, lateness: 'PT15M', counting: 'EXEMPT' });
  assert.deepEqual(await define({ transactional: false }), each);
  assert.deepEqual(await define({ at }), once);
});
