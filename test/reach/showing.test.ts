/** Tests contacts that wait for a place: showings, budgets, rules at the time of showing, expiry, merges and rights. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Reason } from '../../src/reasons/index.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { CHANNELS, DAY, HOUR, iso, NOW, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const PLACES = [...CHANNELS, { channel: 'home', kind: 'PULL' }, { channel: 'cart', kind: 'PULL' }];
const weekly = (most: number): object => ({ budgets: [{ key: 'weekly', most, rolling: 'P7D' }] });
const NEXT = `mutation($i:NextContactInput!){nextContact(input:$i){id contact campaign version variant format title body shownAt expiresAt}}`;
const request = (member: string, slot = 'home'): { i: object } => ({
  i: { slot, identities: [{ namespace: 'member_id', value: member }] },
});
/** A channel of a campaign that is a place. */
const home = (more: object = {}): object => ({ channel: 'home', body: 'Spring is here', ...more });

async function open(id: string, rules: object = {}): Promise<{ shop: Shop; place: Caller }> {
  const shop = await Shop.open(server, id);
  await shop.rules({ channels: PLACES, ...rules });
  return { shop, place: server.caller(id, ['reach:show'], 'page') };
}
const next = async (place: Caller, member = 'A', slot?: string): Promise<Loose> =>
  (await place.ask(NEXT, request(member, slot))).nextContact;
/** Starts a campaign on places, which is decided in an hour. */
const start = (shop: Shop, key: string, more: object = {}, channels: readonly object[] = [home()]): Promise<void> =>
  shop.start(key, { at: iso(NOW + HOUR), channels, ...more });
async function stateOf(shop: Shop, profile: string, campaign: string): Promise<string> {
  const row = await shop.contact(profile, campaign);
  return [row?.state, row?.ending?.reason].filter(Boolean).join(' ');
}
async function refused(
  by: Caller,
  document: string,
  reason: Reason,
  variables?: Record<string, unknown>,
): Promise<string> {
  const { errors } = await by.send(document, variables);
  assert.equal(errors?.[0].extensions.reason, reason, JSON.stringify(errors));
  return String(errors?.[0].extensions.inputPath ?? '');
}

test('a contact waits for its place, is shown once, and uses budget from its showing on', async () => {
  const { shop, place } = await open('once', weekly(1));
  const profile = await shop.customer('A');
  await shop.caller.ask(`mutation{setTags(tags:[{tag:"first_name",value:"王小明",profile:"${profile}"}]){status}}`);
  await start(shop, 'banner', {}, [home({ title: 'Hi', body: '你好，{{ tag.first_name | default: "朋友" }}' })]);
  assert.equal(await next(place), null, 'the contact is not due yet');
  await shop.advance(NOW + HOUR);
  const waiting = (await shop.contact(profile, 'banner'))!;
  assert.deepEqual([waiting.state, waiting.channel, waiting.budgets], ['WAITING', 'home', []]);
  assert.equal(await next(place, 'A', 'cart'), null, 'another place shows nothing');
  assert.equal(await next(place, 'nobody'), null, 'an unknown customer sees nothing');
  await shop.advance(NOW + 2 * HOUR);
  const shown = await next(place);
  assert.deepEqual(shown, {
    ...{ id: `${waiting.id}_1`, contact: waiting.id, campaign: 'banner', version: 1, variant: null, format: 'TEXT' },
    ...{ title: 'Hi', body: '你好，王小明', shownAt: iso(NOW + 2 * HOUR), expiresAt: iso(NOW + HOUR + 3 * DAY) },
  });
  assert.equal(await next(place), null, 'it is shown once');
  const row = (await shop.contact(profile, 'banner'))!;
  assert.deepEqual([row.state, row.at, row.budgets], ['HANDED_OVER', iso(NOW + 2 * HOUR), ['weekly']]);
  const { profile: found } = await shop.caller.ask(
    'query($p:String!){profile(id:$p){events(first:9,types:["contact_sent"]){edges{node{occurredAt properties}}}}}',
    { p: profile },
  );
  assert.deepEqual(
    found.events.edges.map(({ node }: Loose) => node),
    [
      {
        occurredAt: iso(NOW + 2 * HOUR),
        properties: { campaignId: 'banner', channel: 'home', contactId: waiting.id },
      },
    ],
  );
  await shop.start('letter', { at: iso(NOW + 3 * HOUR) });
  await shop.advance(NOW + 3 * HOUR);
  assert.deepEqual((await shop.contact(profile, 'letter'))?.ending?.contacts, [waiting.id]);
  const { campaign } = await shop.caller.ask('{campaign(key:"banner"){state}}');
  assert.equal(campaign.state, 'ENDED', 'everything is handed over');
});

test('a waiting contact uses no budget, and waits while a budget has no room', async () => {
  const { shop, place } = await open('waits', weekly(1));
  const profile = await shop.customer('A');
  await start(shop, 'banner', { expiresAfter: 'P30D' });
  await shop.start('letter', { at: iso(NOW + 2 * HOUR) });
  await shop.advance(NOW + HOUR);
  await shop.advance(NOW + 2 * HOUR);
  assert.equal(await stateOf(shop, profile, 'letter'), 'HANDED_OVER');
  assert.equal(await next(place), null);
  assert.equal(await stateOf(shop, profile, 'banner'), 'WAITING');
  await shop.advance(NOW + 2 * HOUR + 7 * DAY);
  assert.equal((await next(place)).campaign, 'banner');
});

test('the rules are read again when a place asks', async () => {
  const { shop, place } = await open('rules');
  await shop.caller.ask(
    'mutation{defineLayerModel(input:{key:"life",layers:[{key:"gone",when:"did(registered)",reach:NONE},{key:"rest"}]},wait:true){job{id}}}',
  );
  await shop.rules({ channels: PLACES, governing: ['life'] });
  const members = ['A', 'B', 'C', 'D'];
  const profiles = [];
  for (const member of members) profiles.push(await shop.customer(member));
  await start(shop, 'banner', { goal: 'loyal' });
  await shop.advance(NOW + HOUR);
  await shop.event('A', { type: 'contact_unsubscribed', occurredAt: iso(NOW + HOUR) });
  await shop.event('B', { type: 'registered', occurredAt: iso(NOW + HOUR) });
  await shop.event('C', { type: 'visit', occurredAt: iso(NOW + HOUR) });
  for (const member of ['A', 'B', 'C']) assert.equal(await next(place, member), null, member);
  const states = [];
  for (const profile of profiles) states.push(await stateOf(shop, profile, 'banner'));
  assert.deepEqual(states, ['ENDED CONSENT', 'ENDED LAYER', 'ENDED GOAL', 'WAITING']);
  assert.equal((await next(place, 'D')).campaign, 'banner');
});

test('paused, stopped and cancelled campaigns show nothing, and a contact that nobody asked for expires', async () => {
  const { shop, place } = await open('ends');
  const profile = await shop.customer('A');
  for (const key of ['paused', 'cancelled', 'unseen']) await start(shop, key);
  await shop.advance(NOW + HOUR);
  await shop.does('cancelCampaign', 'cancelled');
  await shop.advance(NOW + HOUR + 1000);
  assert.equal(await stateOf(shop, profile, 'cancelled'), 'ENDED CANCELLED');
  await shop.does('pauseCampaign', 'paused');
  await shop.does('pauseCampaign', 'unseen');
  assert.equal(await next(place), null);
  await shop.does('startCampaign', 'paused');
  await shop.caller.ask('mutation{stopReach{stopped}}');
  assert.equal(await next(place), null);
  await shop.caller.ask('mutation{resumeReach{stopped}}');
  assert.equal((await next(place)).campaign, 'paused');
  await shop.does('startCampaign', 'unseen');
  await shop.advance(NOW + HOUR + 3 * DAY - 1);
  assert.equal(await stateOf(shop, profile, 'unseen'), 'WAITING');
  await shop.advance(NOW + HOUR + 3 * DAY);
  assert.equal(await next(place), null);
  const row = (await shop.contact(profile, 'unseen'))!;
  assert.deepEqual(row.ending, { reason: 'EXPIRED', channel: 'home', expiresAt: iso(NOW + HOUR + 3 * DAY) });
  assert.deepEqual(await shop.counts('unseen'), ['ENDED EXPIRED 1']);
  const { campaign } = await shop.caller.ask('{campaign(key:"unseen"){state}}');
  assert.equal(campaign.state, 'ENDED');
});

test('a contact is shown as often as its campaign permits, until the customer clicks it', async () => {
  const { shop, place } = await open('often', weekly(4));
  const [profile] = [await shop.customer('A'), await shop.customer('B')];
  await start(shop, 'banner', {}, [home({ showings: { most: 3, pause: 'PT1H' } })]);
  await shop.advance(NOW + HOUR);
  const first = await next(place);
  assert.equal(await next(place), null, 'within the pause');
  await shop.advance(NOW + 2 * HOUR - 1);
  assert.equal(await next(place), null, 'within the pause');
  await shop.advance(NOW + 2 * HOUR);
  const second = await next(place);
  assert.deepEqual([second.contact, second.id], [first.contact, `${first.contact}_2`]);
  await shop.advance(NOW + 3 * HOUR);
  assert.equal((await next(place)).id, `${first.contact}_3`);
  await shop.advance(NOW + 4 * HOUR);
  assert.equal(await next(place), null, 'three showings');
  const { contacts } = await shop.caller.ask(
    'query($p:String!){contacts(profile:$p,first:9){edges{node{state attempts handedOverAt earlier{channel handedOverAt}}}}}',
    { p: profile },
  );
  assert.deepEqual(contacts.edges[0].node, {
    ...{ state: 'HANDED_OVER', attempts: 3, handedOverAt: iso(NOW + 3 * HOUR) },
    earlier: [
      { channel: 'home', handedOverAt: iso(NOW + HOUR) },
      { channel: 'home', handedOverAt: iso(NOW + 2 * HOUR) },
    ],
  });
  // Each showing uses budget: one more contact fits, and the next one does not.
  for (const [key, at] of [
    ['letter', 5],
    ['later', 6],
  ] as const) {
    await shop.start(key, { at: iso(NOW + at * HOUR) });
    await shop.advance(NOW + at * HOUR);
  }
  assert.equal(await stateOf(shop, profile, 'letter'), 'HANDED_OVER');
  assert.equal((await shop.contact(profile, 'later'))?.ending?.contacts instanceof Array, true);
  assert.equal(await stateOf(shop, profile, 'later'), 'ENDED CAPPED');
  const other = await next(place, 'B');
  await shop.event('B', {
    type: 'contact_clicked',
    occurredAt: iso(NOW + 6 * HOUR),
    properties: { contactId: other.id },
  });
  await shop.advance(NOW + 8 * HOUR);
  assert.equal(await next(place, 'B'), null, 'a clicked contact is not shown again');
});

test('the contact of the campaign with the highest priority is shown first', async () => {
  const { shop, place } = await open('priority');
  await shop.customer('A');
  await start(shop, 'calm', { priority: 1 });
  await start(shop, 'urgent', { priority: 5 });
  await start(shop, 'also_calm', { priority: 1 });
  await shop.advance(NOW + HOUR);
  const shown = [];
  for (let i = 0; i < 4; i++) shown.push((await next(place))?.campaign);
  assert.deepEqual(shown, ['urgent', 'also_calm', 'calm', undefined]);
});

test('a place is the last resort of a campaign, after a budget or a missing receipt', async () => {
  const { shop, place } = await open('fallback', {
    budgets: [{ key: 'sms_week', most: 1, rolling: 'P7D', channel: 'sms' }],
  });
  const profile = await shop.customer('A');
  const both = [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }, home()];
  await start(shop, 'first', { fallback: { after: 'PT2H' } }, both);
  await start(shop, 'second', { at: iso(NOW + 2 * HOUR) }, both);
  await shop.advance(NOW + HOUR);
  await shop.advance(NOW + 2 * HOUR);
  assert.equal(await stateOf(shop, profile, 'second'), 'WAITING', 'the budget of the first channel is used');
  assert.equal((await next(place)).campaign, 'second');
  await shop.advance(NOW + 3 * HOUR);
  const waiting = (await shop.contact(profile, 'first'))!;
  assert.deepEqual([waiting.state, waiting.channel], ['WAITING', 'home'], 'no receipt arrived');
  assert.equal((await next(place)).id, `${waiting.id}_2`);
  const quiet = await shop.customer('B');
  await start(shop, 'third', { fallback: { after: 'PT2H' }, at: iso(NOW + 4 * HOUR) }, both);
  await shop.advance(NOW + 4 * HOUR);
  await shop.advance(NOW + 6 * HOUR);
  await shop.advance(NOW + 4 * HOUR + 3 * DAY);
  const kept = (await shop.contact(quiet, 'third'))!;
  assert.deepEqual([kept.state, kept.channel, kept.ending?.reason], ['HANDED_OVER', 'sms', 'EXPIRED']);
});

test('a preview counts the contacts that would wait, and hold-outs see nothing', async () => {
  const { shop, place } = await open('preview');
  await shop.customer('A');
  await shop.define('banner', { channels: [home()] });
  const ask = '{previewCampaign(key:"banner"){audience counts{state reason channel count}}}';
  const { previewCampaign } = await shop.caller.ask(ask);
  assert.deepEqual(previewCampaign, {
    audience: 1,
    counts: [{ state: 'WAITING', reason: null, channel: 'home', count: 1 }],
  });
  const variants = [{ key: 'a' }, { key: 'b' }];
  const bodies = variants.map(({ key }) => ({ variant: key, body: `text ${key}` }));
  await start(shop, 'drawn', { variants }, [home({ variants: bodies })]);
  await shop.advance(NOW + HOUR);
  const shown = await next(place);
  assert.equal(shown.body, `text ${shown.variant}`);
  const members = 'CDEFGHIJ'.split('');
  for (const member of members) await shop.customer(member);
  await start(shop, 'most', { at: iso(NOW + 2 * HOUR), holdOutPercent: 99 });
  await shop.advance(NOW + 2 * HOUR);
  const counts = await shop.counts('most');
  const count = (state: string): number =>
    Number(
      counts
        .find((line) => line.startsWith(state))
        ?.split(' ')
        .at(-1) ?? 0,
    );
  let seen = 0;
  for (const member of ['A', ...members]) if ((await next(place, member)) !== null) seen++;
  assert.ok(count('ENDED CONTROL HOLD_OUT') > 0, counts.join());
  assert.deepEqual([seen, seen + count('ENDED')], [count('WAITING'), members.length + 1]);
});

test('a merge shows one of two equal contacts, and an unmerge leaves each with its customer', async () => {
  const { shop, place } = await open('merges');
  const [one, other] = [await shop.customer('A'), await shop.customer('B')];
  await start(shop, 'banner');
  await shop.advance(NOW + HOUR);
  await shop.caller.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: one,
    b: other,
  });
  assert.equal((await next(place)).campaign, 'banner');
  assert.equal(await next(place), null);
  assert.equal(await next(place, 'B'), null);
  const states = (await shop.contacts(one)).map(({ state, ending }) => `${state} ${ending?.reason ?? ''}`);
  assert.deepEqual(states.sort(), ['ENDED CANCELLED', 'HANDED_OVER ']);
});

test('requests at the same time show a contact once and never exceed a budget', async () => {
  const { shop, place } = await open('parallel', weekly(2));
  const profile = await shop.customer('A');
  for (const key of ['a', 'b', 'c', 'd']) await start(shop, key);
  await shop.advance(NOW + HOUR);
  const shown = await Promise.all(Array.from({ length: 30 }, () => next(place)));
  const campaigns = shown.flatMap((each): string[] => (each ? [each.campaign] : []));
  assert.deepEqual(campaigns.sort(), ['a', 'b']);
  const states = (await shop.contacts(profile)).map(({ campaign, state }) => `${campaign} ${state}`);
  assert.deepEqual(states.sort(), ['a HANDED_OVER', 'b HANDED_OVER', 'c WAITING', 'd WAITING']);
});

test('a repeated request under an idempotency key returns the contact that was shown', async () => {
  const { shop } = await open('repeated');
  await shop.customer('A');
  await start(shop, 'banner');
  await start(shop, 'other');
  await shop.advance(NOW + HOUR);
  const send = async (key: string): Promise<Loose> => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'idempotency-key': key },
        authorization: `Bearer ${server.token('repeated', ['reach:show'], 'page')}`,
      },
      body: JSON.stringify({ query: NEXT, variables: request('A') }),
    });
    return ((await response.json()) as Loose).data.nextContact;
  };
  const first = await send('one');
  assert.equal(first.campaign, 'banner');
  assert.deepEqual(await send('one'), first);
  assert.equal((await send('two')).campaign, 'other');
  assert.equal(await send('three'), null);
});

test('a place needs its scope, and shows no campaign that depends on a personal tag without that scope', async () => {
  const { shop, place } = await open('rights');
  await shop.caller.ask('mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}');
  await shop.caller.ask(
    'mutation{defineSegment(input:{key:"ill",expression:"tag illness = \\"flu\\""},wait:true){job{state}}}',
  );
  const profile = await shop.customer('A');
  await shop.caller.ask(`mutation{setTags(tags:[{tag:"illness",value:"flu",profile:"${profile}"}]){status}}`);
  await start(shop, 'audience', { audience: 'ill' });
  await start(shop, 'text', {}, [home({ body: '{{ tag.illness }}' })]);
  await shop.advance(NOW + HOUR);
  for (const caller of [place, place.overWebSocket()]) assert.equal(await next(caller), null);
  const full = server.caller('rights', ['reach:show', 'profiles:read:personal'], 'own');
  assert.equal((await next(full)).campaign, 'audience');
  assert.equal((await next(full)).body, 'flu');
  for (const scopes of [['reach:send'], ['reach:read', 'reach:admin']])
    await refused(server.caller('rights', scopes), NEXT, 'SCOPE_MISSING', request('A'));
});

test('settings without effect are refused', async () => {
  const { shop, place } = await open('invalid');
  await shop.customer('A');
  const define = (channels: readonly object[]): Promise<string> =>
    refused(shop.caller, 'mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', 'REACH_SETTINGS_CONFLICT', {
      i: { key: 'x', audience: 'searchers', channels },
    });
  const sms = { channel: 'sms', endpoint: 'crm', body: 'x' };
  const path = 'input.channels[0]';
  assert.equal(await define([home(), sms]), `${path}.channel`);
  assert.equal(await define([home({ endpoint: 'crm' })]), `${path}.endpoint`);
  assert.equal(await define([home({ quietHours: { from: '22:00', until: '08:00' } })]), `${path}.quietHours`);
  assert.equal(await define([home({ ifQuiet: 'NEXT' })]), `${path}.ifQuiet`);
  assert.equal(await define([{ ...sms, showings: { most: 2 } }]), `${path}.showings`);
  const rules = 'mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}';
  const channels = (channel: object): { i: object } => ({ i: { channels: [{ channel: 'home', ...channel }] } });
  await refused(shop.caller, rules, 'REACH_SETTINGS_CONFLICT', channels({ kind: 'PULL', namespace: 'phone' }));
  await refused(shop.caller, rules, 'REACH_SETTINGS_CONFLICT', channels({ kind: 'PULL', isDevice: true }));
  await refused(shop.caller, rules, 'NAMESPACE_UNKNOWN', channels({}));
  const campaign = 'mutation($i:CampaignInput!){defineCampaign(input:$i){key}}';
  const one = (channel: object): { i: object } => ({ i: { key: 'x', audience: 'searchers', channels: [channel] } });
  await refused(shop.caller, campaign, 'WEBHOOK_ENDPOINT_UNKNOWN', one({ channel: 'sms', body: 'x' }));
  await refused(shop.caller, campaign, 'NUMBER_INVALID', one(home({ showings: { most: 21 } })));
  await refused(shop.caller, campaign, 'DURATION_INVALID', one(home({ showings: { most: 2, pause: '1h' } })));
  await refused(place, NEXT, 'SLOT_UNKNOWN', request('A', 'sms'));
  await refused(place, NEXT, 'SLOT_UNKNOWN', request('A', 'nowhere'));
  await refused(place, NEXT, 'KEY_INVALID', request('A', '首页'));
  await refused(place, NEXT, 'PROFILE_NOT_FOUND', { i: { slot: 'home', profile: 'nobody' } });
  const sender = server.caller('invalid', ['reach:send']);
  const reserve = 'mutation($i:ReserveContactInput!){reserveContact(input:$i){id}}';
  const identities = [{ namespace: 'member_id', value: 'A' }];
  await refused(sender, reserve, 'CHANNEL_WITHOUT_ADDRESS', {
    i: { key: 'k', channel: 'home', identities },
  });
});

test('a channel that becomes of another kind shows and sends nothing', async () => {
  const { shop, place } = await open('changed');
  const profile = await shop.customer('A');
  await start(shop, 'banner');
  await start(shop, 'letter', {}, [{ channel: 'sms', endpoint: 'crm', body: 'x' }]);
  await shop.rules({
    channels: [
      { channel: 'home', namespace: 'phone' },
      { channel: 'sms', kind: 'PULL' },
    ],
  });
  await shop.advance(NOW + HOUR);
  assert.equal(await stateOf(shop, profile, 'banner'), 'ENDED CANCELLED');
  await refused(place, NEXT, 'SLOT_UNKNOWN', request('A'));
  assert.equal((await next(place, 'A', 'sms')).campaign, 'letter');
  const { receivedMessages } = await shop.caller.ask('{receivedMessages(first:9){edges{node{id}}}}');
  assert.deepEqual(receivedMessages.edges, []);
});
