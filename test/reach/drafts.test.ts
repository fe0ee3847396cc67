/** Tests previews of campaigns that are being edited, and the list of a campaign's contacts by state and reason. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Answer, type Caller, type Loose } from '../support/server.js';
import { HOUR, NOW, Shop, iso } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const DRAFT =
  'query($i:CampaignInput!,$d:Int){previewCampaignDraft(input:$i,days:$d){audience since counts{state reason group channel count} conditionWarnings{path}}}';
const SAVED = 'query($k:String!){previewCampaign(key:$k){audience since counts{state reason group channel count}}}';

const inputOf = (more: object = {}, channel: object = {}): object => ({
  key: 'spring',
  audience: 'searchers',
  channels: [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here', ...channel }],
  ...more,
});

const drafted = async (caller: Caller, input: object): Promise<Loose> =>
  (await caller.ask(DRAFT, { i: input })).previewCampaignDraft;

const refusalOf = ({ errors }: Answer): readonly unknown[] => {
  const { reason, inputPath } = errors![0].extensions;
  return [reason, inputPath];
};

/** Opens a shop with a reachable customer, one who refuses, and one without an address. */
async function openShop(id: string): Promise<Shop> {
  const shop = await Shop.open(server, id);
  await shop.customer('A');
  await shop.customer('B');
  await shop.event('B', { type: 'consent_withdrawn', properties: { purpose: 'marketing' } });
  await shop.event('C');
  return shop;
}

test('a draft has every ending before it is saved, and nothing is saved', async () => {
  const shop = await openShop('drafts');
  const { caller } = shop;
  const preview = await drafted(caller, inputOf());
  assert.deepEqual(preview, {
    audience: 3,
    since: null,
    counts: [
      { state: 'ENDED', reason: 'CHANNEL', group: null, channel: null, count: 1 },
      { state: 'ENDED', reason: 'CONSENT', group: null, channel: null, count: 1 },
      { state: 'RESERVED', reason: null, group: null, channel: 'sms', count: 1 },
    ],
    conditionWarnings: [],
  });
  assert.deepEqual(await caller.ask('{campaign(key:"spring"){key} campaigns(first:1){edges{cursor}}}'), {
    campaign: null,
    campaigns: { edges: [] },
  });
});

test('a draft is refused for the reasons for which saving is refused', async () => {
  const shop = await openShop('same_refusals');
  const { caller } = shop;
  await shop.rules({
    channels: [
      { channel: 'sms', namespace: 'phone' },
      { channel: 'home', kind: 'PULL' },
    ],
  });
  const home = [{ channel: 'home', body: 'Spring is here' }];
  await shop.start('waiting', { channels: home });
  await shop.start('visits', { trigger: { event: { expression: 'visit' } } });
  await shop.advance(NOW + 60_000);
  const save = 'mutation($i:CampaignInput!){defineCampaign(input:$i){key}}';
  for (const [more, ...refusal] of [
    [{ strategy: 'nowhere', holdOutPercent: 10 }, 'STRATEGY_UNKNOWN', 'input.strategy'],
    [{ expectedEffect: 3 }, 'FIELD_MISSING', 'input.strategy'],
    [{ key: 'visits', trigger: { event: { expression: 'searched' } } }, 'CAMPAIGN_TRIGGER_FIXED', 'input.trigger'],
    // Its contacts wait for a place, so the campaign runs although its audience was decided.
    [{ key: 'waiting', channels: home, at: iso(NOW) }, undefined],
    [{ key: 'waiting', channels: home, at: iso(NOW + HOUR) }, 'CAMPAIGN_TIME_FIXED', 'input.at'],
    [{ key: 'waiting', channels: home, at: iso(NOW + 1) }, 'CAMPAIGN_TIME_FIXED', 'input.at'],
  ] as const) {
    for (const document of [DRAFT, save]) {
      const answer = await caller.send(document, { i: inputOf(more) });
      if (refusal[0] === undefined) assert.equal(answer.errors, undefined, JSON.stringify(more));
      else assert.deepEqual(refusalOf(answer), refusal, JSON.stringify(more));
    }
  }
  await shop.advance(NOW + 2 * HOUR);
  assert.deepEqual(await shop.counts('waiting'), ['ENDED CONSENT 1', 'WAITING 2']);
});

test('after it is saved, the same draft has the preview of the campaign, hold-out and variants included', async () => {
  const shop = await openShop('saved_drafts');
  for (let member = 0; member < 20; member++) await shop.customer(`M${member}`, `139000${10_000 + member}`);
  const more = { holdOutPercent: 40, variants: [{ key: 'one' }, { key: 'two' }], priority: 3 };
  await shop.define('spring', more);
  const { previewCampaign } = await shop.caller.ask(SAVED, { k: 'spring' });
  const { conditionWarnings: _warnings, ...preview } = await drafted(shop.caller, inputOf(more));
  assert.deepEqual(preview, previewCampaign);
  assert.ok(
    preview.counts.some(({ group }: Loose) => group === 'HOLD_OUT'),
    'some customers are held out',
  );
  // A field that the draft leaves out keeps its saved value, as in defineCampaign.
  const { counts } = await drafted(shop.caller, inputOf());
  assert.deepEqual(counts, previewCampaign.counts);
  const { counts: without } = await drafted(shop.caller, inputOf({ holdOutPercent: 0 }));
  assert.ok(!without.some(({ group }: Loose) => group === 'HOLD_OUT'));
});

test('a draft with a trigger replays the given days and warns of what was never seen', async () => {
  const shop = await openShop('trigger_drafts');
  const trigger = { event: { expression: 'searched where keyword = "shoes"' } };
  const { previewCampaignDraft: preview } = await shop.caller.ask(DRAFT, { i: inputOf({ trigger }), d: 3 });
  assert.equal(preview.since, iso(NOW - 3 * 24 * HOUR));
  assert.deepEqual(preview.counts, []);
  assert.deepEqual(
    preview.conditionWarnings.map(({ path }: Loose) => path.startsWith('trigger.event.expression')),
    [true],
  );
  const all = await drafted(shop.caller, inputOf({ trigger: { event: { expression: 'searched' } } }));
  assert.equal(all.audience, 3);
});

test('an invalid draft is refused with the path that defineCampaign names, over both transports', async () => {
  const shop = await openShop('refused_drafts');
  const wrong: readonly (readonly [object, string, string])[] = [
    [inputOf({ audience: 'nobody' }), 'SEGMENT_UNKNOWN', 'input.audience'],
    [inputOf({}, { body: '{{ tag.first_nam }}' }), 'MESSAGE_NAME_UNKNOWN', 'input.channels[0].body'],
    [inputOf({}, { body: '{{ tag.first_name' }), 'MESSAGE_SYNTAX', 'input.channels[0].body'],
    [inputOf({}, { endpoint: 'none' }), 'WEBHOOK_ENDPOINT_UNKNOWN', 'input.channels[0].endpoint'],
    [inputOf({ goal: 'searchers' }), 'REACH_SETTINGS_CONFLICT', 'input.goal'],
    [
      inputOf({}, { quietHours: { from: '22:00', until: '22:00' } }),
      'QUIET_HOURS_EMPTY',
      'input.channels[0].quietHours.until',
    ],
  ];
  for (const caller of [shop.caller, shop.caller.overWebSocket()])
    for (const [input, reason, path] of wrong) {
      const saved = refusalOf(
        await caller.send('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', { i: input }),
      );
      assert.deepEqual(saved, [reason, path]);
      assert.deepEqual(refusalOf(await caller.send(DRAFT, { i: input })), saved);
    }
});

test('a draft needs the scope reach:admin, and conceals segments with personal tags', async () => {
  const shop = await openShop('draft_rights');
  await shop.caller.ask(
    'mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key} defineSegment(input:{key:"ill",expression:"tag illness exists"},wait:true){job{id}}}',
  );
  const readers = server.caller('draft_rights', ['reach:read']);
  assert.equal(refusalOf(await readers.send(DRAFT, { i: inputOf() }))[0], 'SCOPE_MISSING');
  const admins = server.caller('draft_rights', ['reach:read', 'reach:admin']);
  assert.deepEqual(refusalOf(await admins.send(DRAFT, { i: inputOf({ audience: 'ill' }) })), [
    'PERSONAL_TAG_CONCEALED',
    'input.audience',
  ]);
});

test('a finished campaign has no drafts', async () => {
  const shop = await openShop('final_drafts');
  await shop.define('spring');
  await shop.does('cancelCampaign', 'spring');
  assert.deepEqual(refusalOf(await shop.caller.send(DRAFT, { i: inputOf() })), ['CAMPAIGN_FINAL', 'input.key']);
});

const LIST =
  'query($s:ContactState!,$r:ContactEndingReason,$f:Int!,$a:String){contactsInState(campaign:"spring",state:$s,reason:$r,first:$f,after:$a){edges{node{profile state ending{reason}}} pageInfo{hasNextPage endCursor}}}';

test('contacts of a campaign are listed by state and reason, page by page', async () => {
  const shop = await openShop('listed');
  await shop.event('D');
  await shop.start('spring', { at: iso(NOW + HOUR) });
  await shop.start('summer', { at: iso(NOW + HOUR) });
  await shop.advance(NOW + HOUR);
  const list = async (variables: object): Promise<Loose> =>
    (await shop.caller.ask(LIST, { f: 10, ...variables })).contactsInState;
  const reasonsOf = ({ edges }: Loose): unknown[] => edges.map(({ node }: Loose) => node.ending?.reason);
  assert.deepEqual(reasonsOf(await list({ s: 'HANDED_OVER' })), [undefined]);
  const ended = reasonsOf(await list({ s: 'ENDED' }));
  assert.deepEqual([ended.length, new Set(ended)], [3, new Set(['CHANNEL', 'CONSENT'])]);
  const first = await list({ s: 'ENDED', r: 'CHANNEL', f: 1 });
  assert.equal(first.pageInfo.hasNextPage, true);
  const second = await list({ s: 'ENDED', r: 'CHANNEL', f: 1, a: first.pageInfo.endCursor });
  assert.equal(second.pageInfo.hasNextPage, false);
  const customers = [first, second].flatMap(({ edges }: Loose) => edges.map(({ node }: Loose) => node.profile));
  assert.equal(new Set(customers).size, 2);
  assert.deepEqual(reasonsOf(first), ['CHANNEL']);
});

test('the list of contacts needs reach:read, a campaign, and the right to see all campaigns', async () => {
  const shop = await openShop('listed_rights');
  const variables = { s: 'ENDED', f: 1 };
  const nobody = server.caller('listed_rights', ['segments:read']);
  assert.equal(refusalOf(await nobody.send(LIST, variables))[0], 'SCOPE_MISSING');
  assert.deepEqual(refusalOf(await shop.caller.send(LIST, variables)), ['CAMPAIGN_NOT_FOUND', 'campaign']);
  await shop.define('spring');
  const reader = server.caller('listed_rights', ['reach:read']);
  assert.deepEqual((await reader.ask(LIST, variables)).contactsInState.edges, []);
  await shop.caller.ask(
    'mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key} defineSegment(input:{key:"ill",expression:"tag illness exists"},wait:true){job{id}}}',
  );
  await shop.define('care', { audience: 'ill' });
  assert.equal(refusalOf(await reader.send(LIST, variables))[0], 'PERSONAL_TAG_CONCEALED');
});
