/**
 * Tests campaigns and reach rules through the API: versions, states, references to other definitions, and validation
 * errors.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Reason } from '../../src/reasons/index.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let shop: Caller;

before(async () => {
  server = await TestServer.start();
  shop = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await shop.ask(`mutation{
    a:defineTag(input:{key:"first_name",kind:SEMI_DYNAMIC,type:STRING}){key}
    b:defineTag(input:{key:"birth_name",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}
    c:defineTag(input:{key:"zone",kind:SEMI_DYNAMIC,type:STRING}){key}
    d:defineTag(input:{key:"leaving",kind:DYNAMIC,type:DECIMAL}){key}
    e:defineTag(input:{key:"own_risk",kind:DYNAMIC,type:DECIMAL,personal:true}){key}
    defineSegment(input:{key:"buyers",expression:"did(order_paid)"},wait:true){job{id}}
    goal:defineSegment(input:{key:"loyal",expression:"count(order_paid) >= 3"},wait:true){job{id}}
    named:defineSegment(input:{key:"named",expression:"tag birth_name exists"},wait:true){job{id}}
    defineLayerModel(input:{key:"life",layers:[{key:"active",when:"did(order_paid, last 30d)",reach:PERIODIC},{key:"rest",reach:NONE}]},wait:true){job{id}}
    defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
  }`);
  await setRules({});
});
after(() => server.remove());

/** A change that makes a valid input invalid, with the expected reason and path. */
type Fault = readonly [more: object, reason: Reason, path: string];

const CHANNELS = [
  { channel: 'sms', namespace: 'phone' },
  { channel: 'push', namespace: 'device_id', isDevice: true },
];
const setRules = (more: object): Promise<Loose> =>
  shop.ask('mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}', { i: { channels: CHANNELS, ...more } });
const sms = (more: object = {}): object => ({ channel: 'sms', endpoint: 'crm', body: 'Spring is here', ...more });
const campaign = (more: object = {}): object => ({ key: 'spring', audience: 'buyers', channels: [sms()], ...more });
const DEFINE = 'mutation($i:CampaignInput!){defineCampaign(input:$i){key state version at}}';
const define = async (more: object = {}): Promise<Loose> =>
  (await shop.ask(DEFINE, { i: campaign(more) })).defineCampaign;
const does = async (operation: string, key: string): Promise<Loose> =>
  (await shop.ask(`mutation{${operation}(key:"${key}"){state version at startedAt}}`))[operation];
async function refused(by: Caller, document: string, variables: object, reason: Reason, path?: string): Promise<void> {
  const { errors } = await by.send(document, variables as Record<string, unknown>);
  assert.equal(errors?.[0].extensions.reason, reason, JSON.stringify([variables, errors]));
  if (path !== undefined) assert.equal(errors?.[0].extensions.inputPath, path);
}

test('a campaign is defined with defaults and can be read, and each definition is a version', async () => {
  assert.deepEqual(
    await define({ tags: ['spring'], channels: [sms({ quietHours: { from: '22:00', until: '08:00' } })] }),
    {
      key: 'spring',
      state: 'DRAFT',
      version: 1,
      at: null,
    },
  );
  assert.equal((await define({ name: 'Spring', at: '2026-03-20T02:00:00Z' })).version, 2);
  const { campaign: found, campaignVersions: versions } = await shop.ask(
    '{campaign(key:"spring"){name state at purpose lateness expiresAfter counting recheck channels{channel endpoint body quietHours{from until}}} campaignVersions(key:"spring"){version name tags at}}',
  );
  assert.deepEqual(found, {
    name: 'Spring',
    state: 'DRAFT',
    at: '2026-03-20T02:00:00.000Z',
    purpose: 'marketing',
    lateness: 'PT6H',
    expiresAfter: 'P3D',
    counting: 'COUNTED',
    recheck: true,
    channels: [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here', quietHours: null }],
  });
  assert.deepEqual(versions, [
    { version: 1, name: 'spring', tags: ['spring'], at: null },
    { version: 2, name: 'Spring', tags: ['spring'], at: '2026-03-20T02:00:00.000Z' },
  ]);
  await define({ key: 'autumn' });
  const list = await shop.ask('{campaigns(first:1){edges{node{key}} pageInfo{hasNextPage}}}');
  assert.deepEqual(list.campaigns, { edges: [{ node: { key: 'autumn' } }], pageInfo: { hasNextPage: true } });
});

test('a campaign can be started, paused, resumed and cancelled for good', async () => {
  await define({ key: 'states', at: '2026-03-11T00:00:00Z' });
  await refused(shop, 'mutation{pauseCampaign(key:"states"){state}}', {}, 'CAMPAIGN_NOT_RUNNING', 'key');
  const started = await does('startCampaign', 'states');
  assert.deepEqual([started.state, started.startedAt], ['RUNNING', '2026-03-10T12:00:00.000Z']);
  await refused(shop, 'mutation{startCampaign(key:"states"){state}}', {}, 'CAMPAIGN_RUNNING', 'key');
  assert.equal((await does('pauseCampaign', 'states')).state, 'PAUSED');
  assert.equal((await does('startCampaign', 'states')).state, 'RUNNING');
  assert.equal((await define({ key: 'states', at: '2026-03-12T00:00:00Z' })).state, 'RUNNING');
  assert.equal((await does('cancelCampaign', 'states')).state, 'CANCELLED');
  for (const operation of ['startCampaign', 'pauseCampaign', 'cancelCampaign'])
    await refused(shop, `mutation{${operation}(key:"states"){state}}`, {}, 'CAMPAIGN_FINAL', 'key');
  await refused(shop, DEFINE, { i: campaign({ key: 'states' }) }, 'CAMPAIGN_FINAL', 'input.key');
  await refused(shop, 'mutation{startCampaign(key:"none"){state}}', {}, 'CAMPAIGN_NOT_FOUND', 'key');
  await refused(shop, '{campaignVersions(key:"none"){key}}', {}, 'CAMPAIGN_NOT_FOUND', 'key');
});

test('a campaign whose instant has passed by more than its lateness does not start', async () => {
  await define({ key: 'late', at: '2026-03-10T05:59:59Z' });
  await refused(shop, 'mutation{startCampaign(key:"late"){state}}', {}, 'CAMPAIGN_LATE', 'key');
  await define({ key: 'late', at: '2026-03-10T05:59:59Z', ifLate: 'SEND_LATE' });
  await define({ key: 'just', at: '2026-03-10T06:00:00Z' });
  await does('pauseCampaign', (await does('startCampaign', 'late')) && 'late');
  await define({ key: 'useless', at: '2026-03-07T12:00:00Z', ifLate: 'SEND_LATE' });
  await refused(shop, 'mutation{startCampaign(key:"useless"){state}}', {}, 'CAMPAIGN_LATE', 'key');
});

const CAMPAIGN_FAULTS: readonly Fault[] = [
  [{ key: 'X!' }, 'KEY_INVALID', 'input.key'],
  [{ audience: 'nobody' }, 'SEGMENT_UNKNOWN', 'input.audience'],
  [{ goal: 'nobody' }, 'SEGMENT_UNKNOWN', 'input.goal'],
  [{ goal: 'buyers' }, 'REACH_SETTINGS_CONFLICT', 'input.goal'],
  [{ zone: 'Asia/Nowhere' }, 'TIME_ZONE_UNKNOWN', 'input.zone'],
  [{ at: 'tomorrow' }, 'INSTANT_INVALID', 'input.at'],
  [{ purpose: 'Marketing' }, 'KEY_INVALID', 'input.purpose'],
  [{ priority: 1001 }, 'NUMBER_INVALID', 'input.priority'],
  [{ tags: ['a', 'a'] }, 'KEY_DUPLICATE', 'input.tags[1]'],
  [{ keepsQuietHours: true }, 'REACH_SETTINGS_CONFLICT', 'input.keepsQuietHours'],
  [{ counting: 'EXEMPT' }, 'REACH_SETTINGS_CONFLICT', 'input.counting'],
  [{ lateness: 'P1D', ifLate: 'SEND_LATE' }, 'REACH_SETTINGS_CONFLICT', 'input.lateness'],
  [{ lateness: 'P3D' }, 'REACH_SETTINGS_CONFLICT', 'input.lateness'],
  [{ lateness: '6h' }, 'DURATION_INVALID', 'input.lateness'],
  [{ expiresAfter: 'P91D' }, 'DURATION_INVALID', 'input.expiresAfter'],
  [{ holdOutPercent: 100 }, 'NUMBER_INVALID', 'input.holdOutPercent'],
  [{ variants: [{ key: 'a' }] }, 'LIST_SIZE_INVALID', 'input.variants'],
  [{ variants: [{ key: 'a' }, { key: 'a' }] }, 'KEY_DUPLICATE', 'input.variants[1].key'],
  [{ variants: [{ key: 'a' }, { key: 'b', weight: 0 }] }, 'NUMBER_INVALID', 'input.variants[1].weight'],
  [{ channels: [] }, 'LIST_SIZE_INVALID', 'input.channels'],
  [{ channels: [sms(), sms()] }, 'KEY_DUPLICATE', 'input.channels[1].channel'],
  [{ channels: [sms({ channel: 'mail' })] }, 'CHANNEL_WITHOUT_ADDRESS', 'input.channels[0].channel'],
  [{ channels: [sms({ endpoint: 'none' })] }, 'WEBHOOK_ENDPOINT_UNKNOWN', 'input.channels[0].endpoint'],
  [
    { channels: [sms({ quietHours: { from: '22:00', until: '22:00' } })] },
    'QUIET_HOURS_EMPTY',
    'input.channels[0].quietHours.until',
  ],
  [
    { channels: [sms({ quietHours: { from: '10pm', until: '08:00' } })] },
    'TIME_OF_DAY_INVALID',
    'input.channels[0].quietHours.from',
  ],
  [{ channels: [sms({ ifQuiet: 'NEXT' })] }, 'REACH_SETTINGS_CONFLICT', 'input.channels[0].ifQuiet'],
  [{ channels: [sms({ body: 'Hi {{ tag.middle_name }}' })] }, 'MESSAGE_NAME_UNKNOWN', 'input.channels[0].body'],
  [{ channels: [sms({ title: '{{ tag.middle_name }}' })] }, 'MESSAGE_NAME_UNKNOWN', 'input.channels[0].title'],
  [{ channels: [sms({ body: 'Hi {{ tag.first_name' })] }, 'MESSAGE_SYNTAX', 'input.channels[0].body'],
  [{ channels: [sms({ body: ' ' })] }, 'TEXT_EMPTY', 'input.channels[0].body'],
  [
    { channels: [sms({ variants: [{ variant: 'a', body: 'x' }] })] },
    'CHOICE_INVALID',
    'input.channels[0].variants[0].variant',
  ],
];

test('an invalid campaign is rejected with its path and reason, and nothing is stored', async () => {
  for (const [more, reason, path] of CAMPAIGN_FAULTS) {
    const input = campaign({ key: 'bad', ...more });
    await refused(shop, DEFINE, { i: input }, reason, path);
  }
  assert.deepEqual((await shop.ask('{campaign(key:"bad"){key}}')).campaign, null);
});

const budget = (more: object = {}): object => ({ key: 'weekly', most: 1, rolling: 'P7D', ...more });
const RULE_FAULTS: readonly Fault[] = [
  [{ budgets: [budget({ most: 0 })] }, 'NUMBER_INVALID', 'input.budgets[0].most'],
  [{ budgets: [budget({ rolling: 'a week' })] }, 'DURATION_INVALID', 'input.budgets[0].rolling'],
  [{ budgets: [budget({ per: 'WEEK' })] }, 'ALTERNATIVES_CONFLICT', 'input.budgets[0]'],
  [{ budgets: [budget({ rolling: null })] }, 'ALTERNATIVES_CONFLICT', 'input.budgets[0]'],
  [{ budgets: [budget(), budget()] }, 'KEY_DUPLICATE', 'input.budgets[1].key'],
  [{ budgets: [budget({ channel: 'mail' })] }, 'CHANNEL_WITHOUT_ADDRESS', 'input.budgets[0].channel'],
  [{ budgets: [budget({ channel: 'sms', perDevice: true })] }, 'REACH_SETTINGS_CONFLICT', 'input.budgets[0].perDevice'],
  [{ budgets: [budget({ layer: 'life.none' })] }, 'LAYER_UNKNOWN', 'input.budgets[0].layer'],
  [{ budgets: [budget({ layer: 'buyers' })] }, 'LAYER_UNKNOWN', 'input.budgets[0].layer'],
  // A limit of one contact in thirty days makes a limit of two in seven days pointless.
  [
    { budgets: [budget({ most: 2 }), budget({ key: 'monthly', rolling: 'P30D' })] },
    'REACH_SETTINGS_CONFLICT',
    'input.budgets[0]',
  ],
  [
    {
      budgets: [
        { key: 'a', most: 2, per: 'WEEK' },
        { key: 'b', most: 2, per: 'WEEK' },
      ],
    },
    'REACH_SETTINGS_CONFLICT',
    'input.budgets[1]',
  ],
  [{ governing: ['death'] }, 'LAYER_MODEL_UNKNOWN', 'input.governing[0]'],
  [{ intervals: [{ layer: 'life.active', every: 'P7D' }] }, 'REACH_SETTINGS_CONFLICT', 'input.intervals[0].layer'],
  [
    { governing: ['life'], intervals: [{ layer: 'life.rest', every: 'P7D' }] },
    'REACH_SETTINGS_CONFLICT',
    'input.intervals[0].layer',
  ],
  [{ controlPercent: 51 }, 'NUMBER_INVALID', 'input.controlPercent'],
  [{ channels: [{ channel: 'sms', namespace: 'pager' }] }, 'NAMESPACE_UNKNOWN', 'input.channels[0].namespace'],
  [{ zoneTag: 'nothing' }, 'TAG_UNKNOWN', 'input.zoneTag'],
  [{ churn: { tag: 'zone' } }, 'TAG_UNKNOWN', 'input.churn.tag'],
  [{ churn: { tag: 'leaving', bound: 1.1 } }, 'NUMBER_INVALID', 'input.churn.bound'],
  [{ churn: { tag: 'own_risk' } }, 'REACH_SETTINGS_CONFLICT', 'input.churn.tag'],
];

test('invalid reach rules are rejected with their path and reason, and the stored rules are kept', async () => {
  const before = await shop.ask('{reachRules{version}}');
  const SET = 'mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}';
  for (const [more, reason, path] of RULE_FAULTS)
    await refused(shop, SET, { i: { channels: CHANNELS, ...more } }, reason, path);
  assert.deepEqual(await shop.ask('{reachRules{version}}'), before);
  await setRules({
    budgets: [
      budget(),
      budget({ key: 'push', channel: 'push', perDevice: true, rolling: null, per: 'DAY' }),
      budget({ key: 'more', most: 2, rolling: 'P30D', layer: 'life.active' }),
    ],
    governing: ['life'],
    intervals: [{ layer: 'life.active', every: 'P14D' }],
    controlPercent: 5,
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
    zoneTag: 'zone',
    churn: { tag: 'leaving' },
  });
  const { reachRules: rules } = await shop.ask(
    '{reachRules{budgets{key most rolling per channel layer perDevice} governing intervals{layer every} controlPercent consentDefaults{purpose permission} channels{channel namespace isDevice} zoneTag churn{tag bound} stopped}}',
  );
  const common = { most: 1, rolling: null, per: null, channel: null, layer: null, perDevice: false };
  assert.deepEqual(rules, {
    budgets: [
      { ...common, key: 'weekly', rolling: 'P7D' },
      { ...common, key: 'push', per: 'DAY', channel: 'push', perDevice: true },
      { ...common, key: 'more', most: 2, rolling: 'P30D', layer: 'life.active' },
    ],
    governing: ['life'],
    intervals: [{ layer: 'life.active', every: 'P14D' }],
    controlPercent: 5,
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
    channels: [
      { channel: 'sms', namespace: 'phone', isDevice: false },
      { channel: 'push', namespace: 'device_id', isDevice: true },
    ],
    zoneTag: 'zone',
    churn: { tag: 'leaving', bound: 0.5 },
    stopped: false,
  });
});

test('the stop switch keeps the rules, and a change of rules keeps the stop switch', async () => {
  assert.equal((await shop.ask('mutation{stopReach{stopped}}')).stopReach.stopped, true);
  await setRules({ controlPercent: 3 });
  const { reachRules: rules } = await shop.ask('{reachRules{stopped controlPercent}}');
  assert.deepEqual(rules, { stopped: true, controlPercent: 3 });
  const resumed = await shop.ask('mutation{resumeReach{stopped controlPercent}}');
  assert.deepEqual(resumed.resumeReach, { stopped: false, controlPercent: 3 });
});

test('definitions named by campaigns and rules cannot be retired until no longer needed', async () => {
  await setRules({ governing: ['life'], zoneTag: 'zone', churn: { tag: 'leaving' } });
  await define({
    key: 'user',
    goal: 'loyal',
    channels: [sms({ title: 'For {{ tag.first_name | default: "you" }}' })],
  });
  for (const document of [
    'mutation{retireSegment(key:"loyal"){segment{key}}}',
    'mutation{retireTag(key:"first_name"){key}}',
    'mutation{retireTag(key:"zone"){key}}',
    'mutation{retireTag(key:"leaving"){key}}',
    'mutation{retireLayerModel(key:"life"){model{key}}}',
  ]) {
    const { errors } = await shop.send(document);
    assert.match(String(errors?.[0].extensions.reason), /_IN_USE$/, `${document} ${JSON.stringify(errors)}`);
  }
  await does('cancelCampaign', 'user');
  await shop.ask('mutation{retireSegment(key:"loyal"){segment{key}}}');
});

test('personal tags and segments that depend on them need a scope, and so does each root field', async () => {
  const operator = server.caller('shop', ['reach:admin', 'reach:read']);
  await refused(operator, DEFINE, { i: campaign({ audience: 'named' }) }, 'PERSONAL_TAG_CONCEALED', 'input.audience');
  const named = campaign({ channels: [sms({ body: 'Hi {{ tag.birth_name }}' })] });
  await refused(operator, DEFINE, { i: named }, 'PERSONAL_TAG_CONCEALED', 'input.channels[0]');
  await shop.ask(DEFINE, {
    i: campaign({ key: 'personal', audience: 'named', channels: [sms({ body: '{{ tag.birth_name }}' })] }),
  });
  const reader = server.caller('shop', ['reach:read']);
  await reader.ask('{campaigns(first:1){edges{node{key}}} reachRules{version}}');
  await refused(reader, DEFINE, { i: campaign() }, 'SCOPE_MISSING');
  await refused(reader, 'mutation{stopReach{stopped}}', {}, 'SCOPE_MISSING');
  await refused(server.caller('shop', ['reach:admin']), '{campaign(key:"spring"){key}}', {}, 'SCOPE_MISSING');
});

test('contacts and previews of a segment on a personal tag need the scope to read it', async () => {
  await shop.ask(DEFINE, { i: campaign({ key: 'secret', audience: 'named' }) });
  const reader = server.caller('shop', ['reach:read']);
  const personal = server.caller('shop', ['reach:read', 'profiles:read:personal']);
  const contacts = '{contacts(profile:"nobody",first:1){edges{node{id}}}}';
  for (const query of [
    '{previewCampaign(key:"secret"){audience}}',
    '{campaignContacts(key:"secret"){count}}',
    '{deadContacts(campaign:"secret",first:1){edges{node{id}}}}',
    '{explainContact(id:"nobody"){id}}',
    contacts,
  ])
    await refused(reader, query, {}, 'PERSONAL_TAG_CONCEALED');
  assert.equal((await personal.ask('{previewCampaign(key:"secret"){audience}}')).previewCampaign.audience, 0);
  assert.equal((await reader.ask('{previewCampaign(key:"spring"){audience}}')).previewCampaign.audience, 0);
});
