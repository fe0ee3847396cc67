/**
 * Tests the limits on the number and the size of definitions: drafts and retired ones count, versions are bounded, and
 * definitions that are saved at the same time do not exceed a limit together.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SegmentDefinition, TagDefinition } from '../../src/engine/types.js';
import type { Services } from '../../src/services/base/services.js';
import type { CollectionName } from '../../src/storage/base/collections.js';
import { toJson } from '../../src/storage/base/definition-document.js';
import { draftKey } from '../../src/storage/base/draft-key.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const CLOCK = '2026-03-10T12:00:00Z';
const MEGABYTE = 'x'.repeat(1024 * 1024);

let server: TestServer;
let mongo: Mongo;
let services: Services;

before(async () => {
  server = await TestServer.start();
  ({ services } = server.running);
  mongo = await Mongo.connect(server.running.databaseUri, server.env.STRATA_DATABASE, 30_000);
});
after(async () => {
  await mongo.close();
  await server.remove();
});

const tagNamed = (key: string, more: Partial<TagDefinition> = {}): TagDefinition => ({
  ...{ key, name: 't', kind: 'STATIC', type: 'STRING', group: 'BASIC', namespace: 'shop', personal: false, version: 1 },
  ...more,
});
const segmentNamed = (key: string, version: number, more: Partial<SegmentDefinition> = {}): SegmentDefinition => ({
  ...{ key, name: 's', version, publishedAt: 1, retired: false },
  condition: { kind: 'tag', tag: 'level', test: { op: 'exists' } },
  ...more,
});

interface Stored {
  readonly key: string;
  readonly version: number;
}

/** Stores definitions without the checks of the use cases. */
async function store(
  collection: CollectionName,
  ws: string,
  definitions: readonly Stored[],
  more: object = {},
  keyOf = (key: string): string => key,
): Promise<void> {
  const documents = definitions.map((definition) => {
    const body = toJson(definition);
    return { ws, key: keyOf(definition.key), version: definition.version, body, size: body.length, ...more };
  });
  for (let from = 0; from < documents.length; from += 500)
    await mongo.collection(collection).insertMany(documents.slice(from, from + 500));
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** Announces definitions that were saved without the use cases. The server may write to the workspace meanwhile. */
async function announce(workspace: string): Promise<void> {
  const raise = (): Promise<number> =>
    services.stores.transact((tx) => services.stores.workspaces.raiseVersion(workspace, 'segments', tx));
  await raise().catch(raise);
  services.catalogues.forget(workspace);
}

const reasonOf = ({ errors }: Loose): string | undefined => errors?.[0].extensions.reason as string | undefined;
const defineTag = (by: Caller, input: object): Promise<Loose> =>
  by.send('mutation($i:DefineTagInput!){defineTag(input:$i){key version}}', { i: input });

test('definitions of a workspace are limited in characters, and can be removed above the limit', async () => {
  const shop = await server.sandbox('large', CLOCK);
  const large = (key: string): TagDefinition => tagNamed(key, { description: MEGABYTE });
  await store(
    'tagDefinitions',
    'large',
    times(31, (i) => large(`t${i}`)),
  );
  // A definition of an earlier release has no size. Its characters count all the same.
  await mongo.collection('tagDefinitions').updateOne({ ws: 'large', key: 't1' }, { $unset: { size: '' } });
  await announce('large');
  const input = { kind: 'STATIC', type: 'STRING', allowedValues: times(1100, (i) => `${i}${'y'.repeat(1000)}`) };
  assert.equal(reasonOf(await defineTag(shop, { key: 'more', ...input })), 'DEFINITIONS_TOO_LARGE');
  const long = `tag t3 in (${times(1100, (i) => `"${i}-${'z'.repeat(990)}"`).join(',')})`;
  const segment = { key: 'long', expression: long, draft: true };
  const define = 'mutation($i:DefineSegmentInput!){defineSegment(input:$i){segment{key}}}';
  assert.equal(reasonOf(await shop.send(define, { i: segment })), 'DEFINITIONS_TOO_LARGE');
  // Above the limit, definitions may still become smaller or be retired.
  await store('tagDefinitions', 'large', [large('t99')]);
  await announce('large');
  const same = { key: 't1', kind: 'STATIC', type: 'STRING' };
  assert.equal(reasonOf(await defineTag(shop, { ...same, name: 'a longer name' })), 'DEFINITIONS_TOO_LARGE');
  assert.equal((await defineTag(shop, { ...same, description: 'short' })).data.defineTag.version, 2);
  await shop.ask('mutation{retireTag(key:"t2"){key}}');
});

test('a draft counts towards the limit of segments', async () => {
  const shop = await server.sandbox('drafts', CLOCK);
  const drafts = times(2000, (i) => segmentNamed(`s${i}`, 1, { draft: true }));
  await store('segments', 'drafts', drafts, {}, draftKey);
  await announce('drafts');
  const input = (key: string): string => `input:{key:"${key}",expression:"did(visit)",draft:true}`;
  const added = await shop.send(`mutation{defineSegment(${input('one_more')}){segment{key}}}`);
  assert.equal(reasonOf(added), 'DEFINITIONS_TOO_MANY');
  const again = await shop.send(`mutation{redefineSegment(${input('s7')}){segment{key}}}`);
  assert.equal(again.errors, undefined, JSON.stringify(again.errors));
});

test('retired definitions are limited in number', async () => {
  const shop = await server.sandbox('retired', CLOCK);
  await store(
    'tagDefinitions',
    'retired',
    times(10_000, (i) => tagNamed(`r${i}`, { retired: true })),
  );
  await announce('retired');
  const input = { kind: 'STATIC', type: 'STRING' };
  assert.equal(reasonOf(await defineTag(shop, { key: 'new', ...input })), 'DEFINITIONS_TOO_MANY');
  assert.equal((await defineTag(shop, { key: 'r5', ...input })).errors, undefined);
});

test('the last 100 versions of a segment are kept, fewer if they are long, and numbering continues', async () => {
  const shop = await server.sandbox('versions', CLOCK);
  const { definitions } = services.stores;
  await shop.ask('mutation{defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  const long = { condition: { kind: 'tag', tag: 'level', test: { op: 'eq', value: MEGABYTE } } } as const;
  const often = times(102, (i) => segmentNamed('often', i + 1));
  const longs = times(9, (i) => segmentNamed('long', i + 1, long));
  await store('segmentVersions', 'versions', [...often, ...longs]);
  await store('segments', 'versions', [often.at(-1)!, longs.at(-1)!]);
  await announce('versions');
  const numbers = async (key: string): Promise<number[]> =>
    (await definitions.segmentVersions('versions', key)).map(({ version }) => version);
  const { redefineSegment } = await shop.ask(
    'mutation{redefineSegment(input:{key:"often",expression:"did(visit)"},wait:true){segment{version versions{version}}}}',
  );
  assert.equal(redefineSegment.segment.version, 103);
  assert.equal(redefineSegment.segment.versions.length, 100);
  assert.deepEqual(
    await numbers('often'),
    times(100, (i) => i + 4),
  );
  await shop.ask('mutation{redefineSegment(input:{key:"long",expression:"did(visit)"},wait:true){job{id}}}');
  assert.deepEqual(await numbers('long'), [3, 4, 5, 6, 7, 8, 9, 10]);
  // The current document of a retired segment has no condition. Its versions keep the condition.
  await shop.ask('mutation{retireSegment(key:"often",wait:true){job{id}}}');
  const stored = (await definitions.segments('versions')).find(({ key }) => key === 'often');
  assert.deepEqual(stored?.condition, { kind: 'any', of: [] });
  assert.equal((await definitions.segmentVersion('versions', 'often', 104))?.condition.kind, 'metric');
});

test('campaigns are limited in characters, alone and together, and in their number of versions', async () => {
  const shop = await server.sandbox('reach', CLOCK);
  await shop.ask(`mutation{
    defineSegment(input:{key:"buyers",expression:"did(order_paid)"},wait:true){job{id}}
    defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
    setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
    t:defineTag(input:{key:"first",kind:SEMI_DYNAMIC,type:STRING}){key}
  }`);
  const variants = times(3, (i) => ({ key: `v${i}` }));
  const campaign = (key: string, length: number): object => {
    const body = `{{ tag.first }}${'x'.repeat(length)}`;
    const own = variants.map((variant) => ({ variant: variant.key, body }));
    return { key, audience: 'buyers', variants, channels: [{ channel: 'sms', endpoint: 'crm', body, variants: own }] };
  };
  const define = (key: string, length: number): Promise<Loose> =>
    shop.send('mutation($i:CampaignInput!){defineCampaign(input:$i){version}}', { i: campaign(key, length) });
  assert.equal(reasonOf(await define('spring', 65_500)), 'TEXT_TOO_LONG');
  const defined = await define('spring', 60_000);
  assert.equal(defined.data?.defineCampaign.version, 1, JSON.stringify(defined.errors));
  const { campaigns } = services.stores;
  const [spring] = await campaigns.find('reach', ['spring']);
  // Campaigns of an earlier release have no outline.
  const written = await campaigns.outlines('reach');
  const unset = { $unset: { outline: '', size: '' } };
  await mongo.collection('campaigns').updateOne({ ws: 'reach', key: 'spring' }, unset);
  assert.deepEqual(await campaigns.outlines('reach'), written);
  assert.deepEqual(written[0].messageTags, ['first']);
  assert.equal('channels' in written[0], false);
  assert.equal(reasonOf(await shop.send('mutation{retireTag(key:"first"){key}}')), 'TAG_IN_USE');

  const others = times(68, (i) => ({ ...spring, key: `c${i}` }));
  await store('campaigns', 'reach', others, { state: 'DRAFT' });
  assert.equal(reasonOf(await define('summer', 60_000)), 'DEFINITIONS_TOO_LARGE');
  assert.equal((await define('c0', 100)).data.defineCampaign.version, 2);
  await shop.ask('mutation{cancelCampaign(key:"c1"){state}}');
  assert.equal((await define('summer', 60_000)).data.defineCampaign.version, 1);
  await store(
    'campaignVersions',
    'reach',
    times(100, (i) => ({ ...spring, key: 'c0', version: i - 98, channels: [] })),
  );
  assert.equal((await define('c0', 100)).data.defineCampaign.version, 3);
  const { campaignVersions } = await shop.ask('{campaignVersions(key:"c0"){version}}');
  assert.deepEqual([campaignVersions.length, campaignVersions.at(-1).version], [100, 3]);
});

const saved = { version: 1, retired: false, savedAt: 0, savedBy: 'test', name: 'x' };
const NO_USES = { segments: [], tags: [], layerModels: [], lists: [] };
const MAPPING = JSON.stringify({
  source: 'shop',
  rules: [{ identities: [{ namespace: 'member_id', value: '{a}' }], tags: [{ tag: 'level', value: '{b}' }] }],
}).replaceAll('"', '\\"');
const TREND = '{trend:{period:{last:{count:7,unit:DAY}},events:["visit"],unit:DAY}}';

/** Kinds of definitions: collection, maximum, fields of a stored definition, and the mutation that defines one. */
const KINDS: readonly (readonly [CollectionName, number, object, (key: string) => string])[] = [
  [
    'hooks',
    200,
    { mapping: '{}', secrets: [], createdAt: 0 },
    (key) => `defineHook(input:{key:"${key}",mapping:"${MAPPING}"}){path}`,
  ],
  [
    'webhookEndpoints',
    100,
    { url: 'https://a.example', secrets: [] },
    (key) => `defineWebhookEndpoint(input:{key:"${key}",url:"https://crm.example/hook"}){endpoint{key}}`,
  ],
  ['boards', 200, { reports: [], uses: NO_USES }, (key) => `defineBoard(input:{key:"${key}"}){key}`],
  [
    'reports',
    500,
    { kind: 'trend', analysis: '{}', uses: NO_USES },
    (key) => `defineReport(input:{key:"${key}",analysis:${TREND}}){key}`,
  ],
  [
    'models',
    100,
    { kind: 'CHURN', orders: ['order_paid'], tags: [], validityMs: 1, learnedFrom: 1 },
    (key) => `defineModel(input:{key:"${key}",kind:CHURN,tags:[{score:CHURN_PROBABILITY,tag:"${key}_score"}]}){key}`,
  ],
  [
    'strategies',
    500,
    { objective: 'RETAIN', offer: 'NONE', layers: [], metric: 'RETENTION', windowMs: 1, leastEffect: 0, plannedAt: 0 },
    (key) => `defineStrategy(input:{key:"${key}",objective:RETAIN}){key}`,
  ],
  [
    'experiments',
    1000,
    { variants: [{ key: 'a', coupon: 'gift' }, { key: 'b' }], salt: 's', plannedCustomers: 10, ended: true },
    (key) => `defineExperiment(input:{key:"${key}",variants:[{key:"a",coupon:"gift"},{key:"b"}]}){key}`,
  ],
  [
    'couponPacks',
    500,
    { coupons: [] },
    (key) => `defineCouponPack(input:{key:"${key}",coupons:[{coupon:"gift"}]}){key}`,
  ],
  [
    'campaigns',
    1000,
    { channels: [], state: 'ENDED', audience: 'x', tags: [], variants: [] },
    (key) =>
      `defineCampaign(input:{key:"${key}",audience:"buyers",channels:[{channel:"sms",endpoint:"w0",body:"x"}]}){key}`,
  ],
];

test('concurrent definitions cannot exceed a limit together', async () => {
  const shop = await server.sandbox('full', CLOCK);
  await shop.ask(`mutation{
    a:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}
    defineSegment(input:{key:"buyers",expression:"did(order_paid)"},wait:true){job{id}}
    setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
    defineCoupon(input:{key:"gift",kind:FIXED_AMOUNT,faceValue:"5"}){key}
  }`);
  for (const [name, most, fields, define] of KINDS) {
    const definitions = times(most - 1, (i) => ({ ...saved, ...fields, key: `${name.at(0)}${i}` }));
    await store(name, 'full', definitions, name === 'campaigns' ? { state: 'ENDED' } : {});
    const answers = await Promise.all([1, 2, 3].map((i) => shop.send(`mutation{${define(`new${i}`)}}`)));
    const reasons = answers.map((answer) => reasonOf(answer) ?? JSON.stringify(answer.errors));
    assert.deepEqual(reasons.sort(), ['DEFINITIONS_TOO_MANY', 'DEFINITIONS_TOO_MANY', undefined], name);
    // An existing definition can still be changed.
    if (name === 'boards') await shop.ask(`mutation{${define('b0')}}`);
  }
});

test('coupons, their former codes, namespaces and their blocked values are limited', async () => {
  const shop = await server.sandbox('coupons', CLOCK);
  const coupon = (more: object): Promise<Loose> =>
    shop.send('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
      i: { key: 'gift', kind: 'FIXED_AMOUNT', faceValue: '5', ...more },
    });
  for (let code = 0; code <= 100; code++) assert.equal((await coupon({ code: `C${code}` })).errors, undefined);
  assert.equal(reasonOf(await coupon({ code: 'C101' })), 'LIST_TOO_LONG');
  assert.equal((await coupon({ name: 'Gift' })).errors, undefined);
  const [gift] = await services.stores.coupons.find('coupons', ['gift']);
  const { code: _code, formerCodes: _former, ...plain } = gift;
  await store(
    'coupons',
    'coupons',
    times(1999, (i) => ({ ...plain, key: `k${i}` })),
  );
  assert.equal(reasonOf(await coupon({ key: 'one_more' })), 'DEFINITIONS_TOO_MANY');

  const namespace = (input: object): Promise<Loose> =>
    shop.send('mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i){name}}', { i: input });
  const blocked = Array.from({ length: 1001 }, (_, i) => `b${i}`);
  assert.equal(reasonOf(await namespace({ name: 'card', blocked })), 'LIST_TOO_LONG');
  assert.equal((await namespace({ name: 'card', blocked: blocked.slice(1) })).errors, undefined);
  const there = (await services.stores.definitions.namespaces('coupons')).length;
  const [any] = await services.stores.definitions.namespaces('coupons');
  const namespaces = times(200 - there, (i) => ({ ws: 'coupons', ...any, name: `n${i}` }));
  await mongo.collection('namespaces').insertMany(namespaces);
  const raise = (): Promise<number> =>
    services.stores.transact((tx) => services.stores.workspaces.raiseVersion('coupons', 'namespaces', tx));
  await raise().catch(raise);
  services.catalogues.forget('coupons');
  assert.equal(reasonOf(await namespace({ name: 'one_more' })), 'DEFINITIONS_TOO_MANY');
  assert.equal((await namespace({ name: 'n1', limit: 2 })).errors, undefined);
  await shop.ask('mutation{defineTag(input:{key:"t",kind:STATIC,type:STRING}){key}}');
  const unknown = await shop.send(
    'mutation{setTags(tags:[{tag:"t",value:"x",identities:[{namespace:"nowhere",value:"1"}]}]){status message}}',
  );
  // The built-in namespace of receipts is listed too.
  assert.match(JSON.stringify(unknown.data), / and 181 more/);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
