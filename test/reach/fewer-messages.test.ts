/**
 * Tests the link to fewer messages on a real server: the placeholder, the page, its choices, one-click unsubscribing,
 * expiry, and links that were changed or belong to others.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { isFewer, type CurrentWish, type FewerChoice } from '../../src/services/reach/fewer-messages.js';
import { TestServer, type Loose } from '../support/server.js';
import { DAY, HOUR, iso, NOW, Shop } from './shop.js';

/** Members of the shop. Each test has a member of its own, and some have two. */
const MEMBERS = 'A B C D E F G H I J K L M N'.split(' ');

let server: TestServer;
let shop: Shop;
const customers = new Map<string, { readonly profile: string; link: string }>();

before(async () => {
  server = await TestServer.start();
  shop = await Shop.open(server, 'shop');
  for (const [index, member] of MEMBERS.entries()) {
    const profile = await shop.customer(member, `138000000${10 + index}`);
    customers.set(member, { profile, link: '' });
  }
  const sent = await links();
  for (const each of customers.values()) each.link = sent.get(each.profile)!;
});
after(() => server.remove());

let now = NOW;
let campaigns = 0;

/** Sends a message with a link to everyone who searched, and returns the link of each customer by profile. */
async function links(): Promise<Map<string, string>> {
  const key = `linked_${++campaigns}`;
  now += HOUR;
  await shop.start(key, { at: iso(now) }, { body: 'Hi! Fewer messages: {{ link.fewer_messages }}' });
  await shop.advance(now);
  const { receivedMessages } = await shop.caller.ask('{receivedMessages(first:100){edges{node{body}}}}');
  const found = new Map<string, string>();
  for (const { node } of receivedMessages.edges as Loose[]) {
    const { data } = JSON.parse(node.body as string);
    if (data.campaign !== key) continue;
    assert.ok(data.message.body.endsWith(data.fewerMessages), 'the text and the message have the same link');
    found.set(data.profile, data.fewerMessages);
  }
  return found;
}

/** Returns the profile of a member and the link of the message that everyone got first. */
const customer = (member: string): { readonly profile: string; readonly link: string } => customers.get(member)!;

/** Moves the clock, so that statements follow one another. */
async function later(): Promise<void> {
  now += HOUR;
  await shop.advance(now);
}

const page = { accept: 'text/html', 'accept-language': 'en' };
async function get(link: string, headers: Record<string, string> = page): Promise<{ status: number; text: string }> {
  const response = await fetch(link, { headers });
  return { status: response.status, text: await response.text() };
}
const choose = (link: string, choice: string): Promise<Response> =>
  fetch(link, { method: 'POST', headers: page, body: new URLSearchParams({ choice }) });

/** Returns every statement of a customer that limits messages, oldest first. */
async function stated(profile: string): Promise<string[]> {
  const { profile: found } = await shop.caller.ask(
    'query($p:String!,$t:[String!]){profile(id:$p){events(first:50,types:$t){edges{node{type source properties}}}}}',
    { p: profile, t: ['contact_limit_set', 'contact_unsubscribed'] },
  );
  return found.events.edges
    .map(({ node }: Loose) => {
      const { most, days, channel } = node.properties ?? {};
      return [node.type, most, days, channel].filter((part) => part !== undefined).join(' ');
    })
    .reverse();
}

test('the page of a link shows nothing about the person, loads nothing and changes nothing', async () => {
  const { profile, link } = customer('A');
  const response = await fetch(link, { headers: page });
  const text = await response.text();
  assert.equal(response.status, 200);
  assert.match(
    response.headers.get('content-security-policy')!,
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri/,
  );
  assert.match(response.headers.get('content-security-policy')!, /form-action 'self'; frame-ancestors 'none'$/);
  assert.deepEqual(
    ['cache-control', 'referrer-policy', 'x-robots-tag', 'set-cookie'].map((name) => response.headers.get(name)),
    ['no-store', 'no-referrer', 'noindex', null],
  );
  assert.match(text, /<html lang="en">/);
  assert.match(text, /At most 1 message in 30 days/);
  assert.match(text, /No more offers by text message/);
  for (const personal of ['13800000010', profile, '"A"']) assert.ok(!`${link}${text}`.includes(personal), personal);
  assert.doesNotMatch(text, /<script|src=|https?:/);
  await fetch(link, { method: 'HEAD', headers: page });
  await get(`${link}?choice=ALL`);
  assert.deepEqual(await stated(profile), []);
});

test('the page is in the language of the browser, or in that of its link', async () => {
  const { link } = customer('B');
  const languages: string[] = [];
  for (const [query, accepted] of [
    ['', 'zh-CN,zh;q=0.9,en;q=0.8'],
    ['', 'en-GB,zh;q=0.5'],
    ['', 'fr'],
    ['?lang=en', 'zh'],
    ['?lang=zh', 'en'],
    ['?lang=xx', 'en'],
  ])
    languages.push(
      /<html lang="([^"]+)"/.exec(
        (await get(link + query, { accept: 'text/html', 'accept-language': accepted })).text,
      )![1],
    );
  assert.deepEqual(languages, ['zh-CN', 'en', 'zh-CN', 'en', 'zh-CN', 'en']);
  assert.match((await get(`${link}?lang=zh`)).text, /每 30 天最多 1 条/);
});

test('a choice lowers the budget of the customer, which delays the next message', async () => {
  const { profile, link } = customer('C');
  const response = await choose(link, 'WEEKLY');
  const text = await response.text();
  assert.equal(response.status, 200);
  assert.match(text, /Your choice is saved/);
  assert.match(text, /Now: at most 1 in 7 days/);
  assert.doesNotMatch(text, /value="WEEKLY"/);
  assert.deepEqual(await stated(profile), ['contact_limit_set 1 7']);
  assert.equal((await links()).has(profile), false);
  const contact = await shop.contact(profile, `linked_${campaigns}`);
  assert.deepEqual([contact?.ending?.reason, contact?.ending?.budget], ['CAPPED', 'wish']);
  await choose(link, 'MONTHLY');
  // A link that was forwarded permits no more messages again.
  await choose(link, 'WEEKLY');
  await choose(link, 'MONTHLY');
  assert.deepEqual(await stated(profile), ['contact_limit_set 1 7', 'contact_limit_set 1 30']);
});

test('a stricter wish from elsewhere is kept', async () => {
  const { profile, link } = customer('D');
  const identities = [{ namespace: 'member_id', value: 'D' }];
  const set = (most: number | null, days: number | null): Promise<Loose> =>
    shop.caller.ask('mutation($i:ContactLimitInput!){setContactLimit(input:$i){already}}', {
      i: { identities, most, days },
    });
  await set(1, 60);
  await later();
  assert.doesNotMatch((await get(link)).text, /value="(WEEKLY|MONTHLY)"/);
  await choose(link, 'MONTHLY');
  assert.deepEqual(await stated(profile), ['contact_limit_set 1 60']);
  await set(null, null);
  await later();
  await choose(link, 'MONTHLY');
  assert.equal((await stated(profile)).at(-1), 'contact_limit_set 1 30');
});

test('a choice turns off the channel of the message, or every channel', async () => {
  const { profile, link } = customer('E');
  assert.match(await (await choose(link, 'CHANNEL')).text(), /Now: no offers by text message/);
  assert.deepEqual(await stated(profile), ['contact_unsubscribed sms']);
  await later();
  assert.match(await (await choose(link, 'ALL')).text(), /Nothing is left to do/);
  assert.deepEqual(await stated(profile), ['contact_unsubscribed sms', 'contact_unsubscribed']);
  await choose(link, 'ALL');
  assert.equal((await stated(profile)).length, 2);
  assert.equal((await links()).has(profile), false);
});

test('one click unsubscribes, also twice and as multipart (RFC 8058)', async () => {
  const urlEncoded = customer('F');
  const multipart = customer('G');
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  for (const [{ profile, link }, body] of [
    [urlEncoded, new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    [multipart, form],
  ] as const) {
    for (let i = 0; i < 2; i++) assert.equal((await fetch(link, { method: 'POST', body })).status, 200);
    assert.deepEqual(await stated(profile), ['contact_unsubscribed sms']);
  }
});

async function refusal(link: string, init: RequestInit = {}): Promise<unknown[]> {
  const response = await fetch(link, init);
  const { errors } = (await response.json()) as { errors: { extensions: { reason: string } }[] };
  return [response.status, errors[0].extensions.reason];
}

test('a modified link and a link of another workspace are rejected', async () => {
  const { profile, link } = customer('H');
  const other = customer('I');
  const [base, token] = link.split('/fewer/');
  const parts = token.split('.');
  const otherParts = other.link.split('/fewer/')[1].split('.');
  const changed = [
    ['elsewhere', ...parts.slice(1)],
    [parts[0], otherParts[1], ...parts.slice(2)],
    [...parts.slice(0, 2), 'push', ...parts.slice(3)],
    [...parts.slice(0, 3), 'zzzzzzzzz', parts[4]],
    [...parts.slice(0, 4), otherParts[4]],
    [...parts.slice(0, 4), `${parts[4].slice(0, -1)}`],
    parts.slice(0, 4),
    ['x'],
  ];
  for (const each of changed) {
    const wrong = `${base}/fewer/${each.join('.')}`;
    assert.deepEqual(await refusal(wrong), [401, 'LINK_INVALID'], wrong);
    const posted = await choose(wrong, 'ALL');
    assert.equal(posted.status, 404);
    assert.match(await posted.text(), /This link is not valid/);
  }
  const sibling = await Shop.open(server, 'sibling');
  assert.ok(sibling);
  assert.deepEqual(await refusal(`${base}/fewer/${['sibling', ...parts.slice(1)].join('.')}`), [401, 'LINK_INVALID']);
  assert.deepEqual([await stated(profile), await stated(other.profile)], [[], []]);
});

test('invalid requests are rejected and change nothing', async () => {
  const { profile, link } = customer('J');
  const post = (body: string | URLSearchParams, type?: string): Promise<unknown[]> =>
    refusal(link, { method: 'POST', body, ...(type ? { headers: { 'content-type': type } } : {}) });
  assert.deepEqual(await post(new URLSearchParams({ choice: 'MORE' })), [400, 'CHOICE_INVALID']);
  assert.deepEqual(await post(new URLSearchParams()), [400, 'CHOICE_INVALID']);
  assert.deepEqual(await post('{}', 'application/json'), [415, 'CONTENT_TYPE_UNSUPPORTED']);
  assert.deepEqual(await post('x', 'multipart/form-data; boundary=y'), [400, 'BODY_UNREADABLE']);
  assert.deepEqual(await post(new URLSearchParams({ choice: 'x'.repeat(5000) })), [413, 'BODY_TOO_LARGE']);
  assert.deepEqual(await refusal(link, { method: 'DELETE' }), [405, 'METHOD_NOT_ALLOWED']);
  assert.deepEqual(await stated(profile), []);
});

test('at most ten requests use a link at the same time', async () => {
  const { link } = customer('K');
  const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await get(link)).status));
  assert.deepEqual([statuses.includes(200), statuses.includes(429)], [true, true]);
  const other = customer('L');
  assert.equal((await get(other.link)).status, 200, 'other links are not affected');
});

test('a link expires, and becomes invalid with the erasure of its customer', async () => {
  const { link } = customer('M');
  const erased = customer('N');
  await shop.caller.ask('mutation($p:String!){eraseProfile(profile:$p){id}}', { p: erased.profile });
  assert.equal((await get(erased.link)).status, 404);
  now += 89 * DAY;
  await shop.advance(now);
  assert.equal((await get(link)).status, 200);
  now += DAY;
  await shop.advance(now);
  const { status, text } = await get(link);
  assert.equal(status, 410);
  assert.match(text, /has expired/);
  assert.equal((await choose(link, 'ALL')).status, 410);
});

test('links need the public address of the server', async () => {
  const { createWorkspace } = await import('../../src/services/workspaces/workspaces.js');
  await createWorkspace(server.running.services, { id: 'live' });
  const live = server.caller('live', ['admin']);
  await live.ask(
    'mutation{defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{id}} defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/"}){secret} setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}}',
  );
  const input = {
    key: 'linked',
    audience: 'searchers',
    channels: [{ channel: 'sms', endpoint: 'crm', body: '{{ link.fewer_messages }}' }],
  };
  const define = (body: string): Promise<Loose> =>
    live.send('mutation($i:CampaignInput!){defineCampaign(input:$i){key}}', {
      i: { ...input, channels: [{ ...input.channels[0], body }] },
    });
  const refused = async (body: string): Promise<unknown> => (await define(body)).errors?.[0].extensions.reason;
  assert.equal(await refused('{{ link.fewer_messages }}'), 'PUBLIC_ADDRESS_UNKNOWN');
  assert.equal(await refused('{{ link.other }}'), 'MESSAGE_NAME_UNKNOWN');
  assert.equal(await refused('no link'), undefined);
});

test('a choice is offered only if it leads to fewer messages', () => {
  const wish = fc.record(
    {
      limit: fc.record({ most: fc.integer({ min: 1, max: 50 }), days: fc.integer({ min: 1, max: 366 }) }),
      channelOff: fc.boolean(),
      allOff: fc.boolean(),
    },
    { requiredKeys: ['channelOff', 'allOff'] },
  );
  const perYear: Readonly<Record<'WEEKLY' | 'MONTHLY', number>> = { WEEKLY: 365 / 7, MONTHLY: 365 / 30 };
  const offers = (choice: FewerChoice, given: CurrentWish): boolean => isFewer(choice, given);
  fc.assert(
    fc.property(wish, (given) => {
      const limited = given.limit ? (given.limit.most * 365) / given.limit.days : Infinity;
      const permitted = given.allOff ? 0 : limited;
      for (const choice of ['WEEKLY', 'MONTHLY'] as const)
        if (Math.abs(perYear[choice] - permitted) > 1e-9)
          assert.equal(offers(choice, given), perYear[choice] < permitted);
      assert.deepEqual([offers('ALL', given), offers('CHANNEL', given)], [!given.allOff, !given.channelOff]);
    }),
  );
});
