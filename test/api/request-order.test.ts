/**
 * Tests writes with the same timestamp. Within a request the later write wins. Between requests a tie-break applies
 * that does not depend on the order of arrival.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const CLOCK = '2026-03-10T12:00:00Z';
const AT = '2026-03-10T11:00:00Z';
const VALUES = ['gold', 'silver', 'bronze', 'tin'];
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('order', CLOCK);
  await admin.ask(`mutation{
    a:defineTag(input:{key:"plan",kind:SEMI_DYNAMIC,type:STRING}){key}
    b:defineTag(input:{key:"origin",kind:STATIC,type:STRING}){key}
    c:defineTag(input:{key:"likes",kind:SEMI_DYNAMIC,type:STRING_LIST}){key}
  }`);
});
after(() => server.remove());

const member = (value: string): object[] => [{ namespace: 'member_id', value }];
const SET = 'mutation($t:[SetTagInput!]!){setTags(tags:$t){status reason}}';

async function set(tags: readonly object[]): Promise<string[]> {
  return (await admin.ask(SET, { t: tags })).setTags.map((r: { status: string }) => r.status);
}

async function valueOf(who: string, key = 'plan'): Promise<unknown> {
  const { profile } = await admin.ask(
    'query($i:IdentityInput!,$k:[String!]){profile(identity:$i){tags(keys:$k){value}}}',
    { i: member(who)[0], k: [key] },
  );
  return profile.tags[0]?.value;
}

test('the last write of an instant in a request wins for every customer, and a repeat is a duplicate', async () => {
  const dice = new Dice(random(seedOf(30)));
  const writes = Array.from({ length: amount(120, 900) }, () => ({
    identities: member(`M${dice.int(0, 19)}`),
    tag: 'plan',
    value: dice.pick(VALUES),
    observedAt: AT,
  }));
  // Naive expectation: each customer has the value written last.
  const last = new Map(writes.map((w) => [(w.identities[0] as { value: string }).value, w.value]));
  await set(writes);
  for (const [who, value] of last) assert.equal(await valueOf(who), value, who);
  assert.deepEqual([...new Set(await set(writes))], ['DUPLICATE']);
  for (const [who, value] of last) assert.equal(await valueOf(who), value, `${who}, sent again`);
});

test('request order decides list changes and writes without an instant; a static tag keeps the first', async () => {
  const change = (id: string): object => ({ id, identities: member('L'), tag: 'likes', observedAt: AT });
  const add = (id: string, value: string): object => ({ ...change(id), value });
  await admin.ask('mutation($c:[ChangeTagInput!]!){addToTag(changes:$c){status}}', {
    c: [add('1', 'tea'), add('2', 'art'), add('3', 'tea')],
  });
  assert.deepEqual(await valueOf('L', 'likes'), ['art', 'tea']);
  await set(VALUES.map((value) => ({ identities: member('N'), tag: 'plan', value })));
  assert.equal(await valueOf('N'), 'tin');
  await set(VALUES.map((value) => ({ identities: member('S'), tag: 'origin', value, observedAt: AT })));
  assert.equal(await valueOf('S', 'origin'), 'gold');
});

test('ties between requests do not depend on arrival, and a given sequence decides them', async () => {
  for (const [k, [a, b]] of [
    ['gold', 'tin'],
    ['silver', 'bronze'],
    ['x', 'y'],
  ].entries()) {
    const write = (value: string, more: object = {}): object[] => [
      { identities: member(`T${k}`), tag: 'plan', value, observedAt: AT, ...more },
    ];
    const one = await server.sandbox(`one${k}`, CLOCK);
    const two = await server.sandbox(`two${k}`, CLOCK);
    const served: unknown[] = [];
    for (const [shop, values] of [
      [one, [a, b]],
      [two, [b, a]],
    ] as const) {
      await shop.ask('mutation{defineTag(input:{key:"plan",kind:SEMI_DYNAMIC,type:STRING}){key}}');
      for (const value of values)
        assert.equal((await shop.ask(SET, { t: write(value) })).setTags[0].status, 'ACCEPTED');
      const { profile } = await shop.ask(`{profile(identity:{namespace:"member_id",value:"T${k}"}){tags{value}}}`);
      served.push(profile.tags[0].value);
    }
    assert.deepEqual(served, [[a, b].sort()[1], [a, b].sort()[1]], 'the greater value');
    await one.ask(SET, { t: write(a, { sequence: 9 }) });
    const { profile } = await one.ask(`{profile(identity:{namespace:"member_id",value:"T${k}"}){tags{value}}}`);
    assert.equal(profile.tags[0].value, a);
  }
});

test('of several identify calls of one batch with one timestamp the last one wins', async () => {
  const key = server.token('order', ['events:write', 'tags:write:shop'], 'web');
  for (let round = 0; round < 5; round++) {
    const plans = [...VALUES.slice(round % 4), ...VALUES.slice(0, round % 4)];
    const batch = plans.map((plan, k) => ({
      type: 'identify',
      messageId: `i${round}-${k}`,
      userId: `W${round}`,
      timestamp: AT,
      // Some messages name the device, but all of them name the user.
      ...(k % 2 ? { anonymousId: `dev${round}` } : {}),
      traits: { plan },
    }));
    const res = await fetch(server.url.replace('/graphql', '/v1/batch'), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
      },
      body: JSON.stringify({ batch }),
    });
    assert.equal(res.status, 200);
    const { profile } = await admin.ask(
      `{profile(identity:{namespace:"member_id",value:"W${round}"}){tags(keys:["plan"]){value}}}`,
    );
    assert.equal(profile.tags[0].value, plans.at(-1));
  }
});

interface Said {
  readonly who: string;
  readonly given: boolean;
  readonly channel: string | undefined;
}
interface Statement {
  readonly said: Said;
  readonly event: object;
}

function randomStatement(dice: Dice, who: string, messageId: string): Statement {
  const said: Said = { who, given: dice.chance(0.85), channel: dice.pick([undefined, 'sms']) };
  const event = {
    messageId,
    type: said.given ? 'consent_given' : dice.pick(['consent_withdrawn', 'contact_unsubscribed']),
    occurredAt: AT,
    identities: member(who),
    properties: { purpose: 'marketing', channel: said.channel },
  };
  return { said, event };
}

/**
 * Computes naively whether consent is given. This is the case if the customer's last statement in every request gives
 * consent.
 */
function permitted(requests: readonly Statement[][], who: string, channel: string | undefined): boolean | undefined {
  const last = requests.flatMap((request) =>
    request.filter(({ said: s }) => s.who === who && (s.channel === undefined || s.channel === channel)).slice(-1),
  );
  return last.length === 0 ? undefined : last.every(({ said }) => said.given);
}

/** Sends each request twice. The second time every item is a duplicate. */
async function sendStatements(shop: Caller, requests: readonly Statement[][]): Promise<void> {
  const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status message}}}';
  for (const status of ['ACCEPTED', 'DUPLICATE'])
    for (const request of requests) {
      const { ingestEvents } = await shop.ask(INGEST, { e: request.map(({ event }) => event) });
      assert.deepEqual([...new Set(ingestEvents.results.map((r: { status: string }) => r.status))], [status]);
    }
}

test('the last consent statement of a request counts; across requests the strictest one does', async () => {
  const dice = new Dice(random(seedOf(31)));
  // There are as many customers as requests. With many statements for each customer, some request would always withdraw
  // consent.
  const size = amount(12, 60);
  const customers = Array.from({ length: size }, (_, i) => `C${i}`);
  const requests = Array.from({ length: size }, (_, r) =>
    Array.from({ length: dice.int(1, 20) }, (_x, k) => randomStatement(dice, dice.pick(customers), `c${r}-${k}`)),
  );
  const bySms = customers.filter((who) => permitted(requests, who, 'sms'));
  assert.ok(bySms.length > 0 && bySms.length < customers.length);
  for (const [name, order] of [
    ['say', requests],
    ['say-back', [...requests].reverse()],
  ] as const) {
    const shop = await server.sandbox(name, CLOCK);
    await shop.ask('mutation{defineSegment(input:{key:"sms",expression:"consent marketing on sms"}){segment{key}}}');
    await sendStatements(shop, order);
    const { segment } = await shop.ask('{segment(key:"sms"){members(first:100){totalCount}}}');
    assert.equal(segment.members.totalCount, bySms.length);
    for (const who of customers) {
      const { profile } = await shop.ask('query($i:IdentityInput!){profile(identity:$i){consents{channel given}}}', {
        i: member(who)[0],
      });
      for (const channel of [undefined, 'sms']) {
        const state = profile?.consents.find((c: { channel: string | null }) => (c.channel ?? undefined) === channel);
        // A channel without its own statement has no entry, because the statement for all channels applies.
        const named = requests.flat().some(({ said }) => said.who === who && said.channel === channel);
        const expected = named || channel === undefined ? permitted(requests, who, channel) : undefined;
        assert.equal(state?.given, expected, `${who} ${channel}`);
      }
    }
  }
});

/** Sends a large request in which a customer states something at its beginning and at its end, at one instant. */
async function postStatements(path: string, body: unknown, token?: string): Promise<Loose> {
  const response = await fetch(server.url.replace('/graphql', path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  return response.json();
}

const isPermitted = async (who: string): Promise<boolean> => {
  const { profile } = await admin.ask('query($i:IdentityInput!){profile(identity:$i){consents{channel given}}}', {
    i: member(who)[0],
  });
  return profile.consents.find((state: Loose) => state.channel === null).given;
};

const STATED = { given: 'consent_given', withdrawn: 'consent_withdrawn' } as const;

test('in a tracking batch of more than 1,000 messages, the last consent statement of an instant counts', async () => {
  const token = server.token('order', ['events:write', 'consents:write'], 'web');
  for (const [who, first, last] of [
    ['B1', STATED.withdrawn, STATED.given],
    ['B2', STATED.given, STATED.withdrawn],
  ] as const) {
    const message = (event: string, k: string, userId = who as string): object => ({
      ...{
        type: 'track',
        event,
        messageId: `${who}-${k}`,
        userId,
        timestamp: AT,
        properties: { purpose: 'marketing' },
      },
    });
    const others = Array.from({ length: 1100 }, (_, k) => message('Searched', `o${k}`, `O${k % 20}`));
    const batch = [message(first, 'first'), ...others, message(last, 'last')];
    for (const kept of ['accepted', 'duplicates'])
      assert.equal((await postStatements('/v1/batch', { batch }, token))[kept], batch.length);
    assert.equal(await isPermitted(who), last === STATED.given, who);
  }
});

test('in a webhook body of more than 1,000 facts, the last consent statement of an instant counts', async () => {
  const rule = (type: string): object => ({
    identities: [{ namespace: 'member_id', value: '{who}' }],
    event: {
      ...{ type, messageId: `{id}-${type.length}`, occurredAt: { value: AT, as: 'instant' } },
      properties: { purpose: 'marketing' },
    },
  });
  const { defineHook } = await admin.ask('mutation($i:HookInput!){defineHook(input:$i){path}}', {
    i: { key: 'consents', mapping: JSON.stringify({ source: 'consents', rules: [rule('{type}'), rule('visit')] }) },
  });
  for (const [who, first, last] of [
    ['H1', STATED.withdrawn, STATED.given],
    ['H2', STATED.given, STATED.withdrawn],
  ] as const) {
    const others = Array.from({ length: 700 }, (_, k) => ({ id: `${who}-${k}`, who: `O${k % 20}`, type: 'searched' }));
    const body = [{ id: `${who}-first`, who, type: first }, ...others, { id: `${who}-last`, who, type: last }];
    assert.equal((await postStatements(defineHook.path, body)).accepted, 2 * body.length);
    assert.equal(await isPermitted(who), last === STATED.given, who);
  }
});
