/**
 * Tests partner systems. They are limited to a quota and to their grants, regardless of their token's scopes. They can
 * be in trial mode or suspended. Data that depends on personal tags is visible only to callers with the scope for
 * personal tags.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getNamedType, isInputObjectType, type GraphQLInputType } from 'graphql';
import { createSchema } from '../../src/graphql/schema.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
/** A caller whose token claims every scope. */
let crm: Caller;
let n = 0;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  crm = server.caller('shop', ['admin', 'profiles:read:personal', 'analytics:read', 'tags:write:*'], 'crm');
  await admin.ask(`mutation{a:defineTag(input:{key:"crm_level",kind:SEMI_DYNAMIC,type:STRING,namespace:"crm"}){key} b:defineTag(input:{key:"pos_level",kind:SEMI_DYNAMIC,type:STRING,namespace:"pos"}){key}
    c:defineTag(input:{key:"born",kind:STATIC,type:DATE,personal:true}){key}
    d:defineSegment(input:{key:"buyers",expression:"did(order_paid)"},wait:true){job{state}} e:defineSegment(input:{key:"young",expression:"tag born > \\"2000-01-01\\""},wait:true){job{state}}
    f:defineSegment(input:{key:"adults",expression:"tag born < \\"2008-01-01\\"",shareable:true},wait:true){segment{shareable}}
    g:defineLayerModel(input:{key:"age",layers:[{key:"young",when:"tag born > \\"2000-01-01\\""},{key:"rest"}]},wait:true){job{state}}
    k:defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key}}`);
});
after(() => server.remove());

const id = (namespace: string, value: string): object => ({ namespace, value });
const code = async (by: Caller, query: string, variables?: Record<string, unknown>): Promise<string | undefined> =>
  (await by.send(query, variables)).errors?.[0].extensions.code;
const grant = (input: object): Promise<any> =>
  admin.ask('mutation($i:DefinePartnerInput!){definePartner(input:$i){key mode tags lookups writesPerDay}}', {
    // Omitted limits stay unchanged, so the limits of the previous test are removed explicitly.
    i: { key: 'crm', tags: ['crm'], lookups: ['member_id'], writesPerDay: null, mode: 'ACTIVE', ...input },
  });
const SET =
  'mutation($t:[SetTagInput!]!,$d:Boolean=false){setTags(tags:$t,dryRun:$d){status code reason path profile dryRun}}';
const level = (tag: string, identity: object, value = 'gold'): object => ({
  tag,
  value,
  identities: [identity],
  observedAt: '2026-03-10T11:00:00Z',
});
const paid = (member: string): object => ({
  messageId: `m${n++}`,
  type: 'order_paid',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [id('member_id', member)],
  order: { orderId: `o${n}`, amount: '10' },
});
const INGEST =
  'mutation($e:[EventInput!]!,$d:Boolean=false){ingestEvents(events:$e,dryRun:$d){accepted results{status code reason path dryRun}}}';
const events = async (): Promise<number> => server.running.services.stores.events.count('shop');

test('a partner may do what its workspace granted from the next request on, whatever its token permits', async () => {
  assert.equal(await code(crm, '{auditLog(first:1){edges{node{id}}}}'), undefined, 'crm is not a partner yet');
  await grant({});
  for (const query of [
    '{auditLog(first:1){edges{node{id}}}}',
    '{partners{key}}',
    'mutation{definePartner(input:{key:"crm2"}){key}}',
    'mutation{defineTag(input:{key:"x",kind:STATIC,type:STRING}){key}}',
    'mutation{eraseProfile(profile:"x"){id}}',
    '{profiles(first:1,expression:"did(order_paid)"){edges{node{id}}}}',
    '{statistics(metric:"count(order_paid)"){profiles}}',
    'mutation{advanceClock(to:"2026-03-11T00:00:00Z"){now}}',
  ])
    assert.equal(await code(crm, query), 'FORBIDDEN', query);
  assert.equal(await code(crm.overWebSocket(), '{partners{key}}'), 'FORBIDDEN', 'on the other transport too');
  const results = (
    await crm.ask(SET, {
      t: [
        level('crm_level', id('member_id', 'A')),
        level('pos_level', id('member_id', 'A')),
        level('crm_level', id('phone', '13912345678')),
      ],
    })
  ).setTags;
  assert.deepEqual(
    results.map((r: any) => [r.status, r.code, r.path]),
    [
      ['ACCEPTED', null, null],
      ['REJECTED', 'FORBIDDEN', 'tags[1].tag'],
      ['REJECTED', 'FORBIDDEN', 'tags[2].identities'],
    ],
  );
});

test('every mutation for a customer rejects identities that the partner was not granted', async () => {
  await grant({ lookups: [] });
  const identities = '[{namespace:"member_id",value:"A"}]';
  const input: Readonly<Record<string, string>> = {
    ingestEvents: `events:[{messageId:"x",type:"searched",occurredAt:"2026-03-10T11:00:00Z",identities:${identities}}]`,
    identify: `identities:${identities}`,
    setTags: `tags:[{tag:"crm_level",value:"x",identities:${identities}}]`,
    addToTag: `changes:[{id:"1",tag:"crm_level",value:"x",identities:${identities}}]`,
    removeFromTag: `changes:[{id:"2",tag:"crm_level",value:"x",identities:${identities}}]`,
    incrementTag: `changes:[{id:"3",tag:"crm_level",value:1,identities:${identities}}]`,
    clearTags: `tags:[{tag:"crm_level",identities:${identities}}]`,
    recordTagPoints: `points:[{tag:"crm_level",value:1,at:"2026-03-10T11:00:00Z",identities:${identities}}]`,
    correctTag: `input:{tag:"crm_level",value:"x",reason:"y",identities:${identities}}`,
    recordConsent: `input:{purpose:"marketing",given:true,identities:${identities}}`,
    issueCoupon: `coupon:"five",customers:[{identities:${identities}}]`,
    claimCoupon: `input:{coupon:"five",identities:${identities}}`,
    claimCouponPack: `input:{pack:"five",identities:${identities}}`,
    redeemCoupon: `input:{coupon:"five",orderId:"1",amount:"9",identities:${identities}}`,
    returnCoupon: `input:{coupon:"five",orderId:"1",identities:${identities}}`,
    setContactLimit: `input:{most:1,days:30,identities:${identities}}`,
    reserveContact: `input:{key:"r",channel:"sms",identities:${identities}}`,
    nextContact: `input:{slot:"home",identities:${identities}}`,
    assignExperiment: `experiment:"none",customers:[{identities:${identities}}]`,
  };
  // Covers every mutation whose input contains an identity. No partner may merge or split customers.
  const holds = (type: GraphQLInputType, seen = new Set<string>()): boolean => {
    const named = getNamedType(type);
    if (named.name === 'IdentityInput') return true;
    if (!isInputObjectType(named) || seen.has(named.name)) return false;
    seen.add(named.name);
    return Object.values(named.getFields()).some((f) => holds(f.type, seen));
  };
  const naming = Object.values((await createSchema()).getMutationType()!.getFields()).filter(
    (f) => f.name !== 'unmergeProfile' && f.args.some((a) => holds(a.type)),
  );
  assert.deepEqual(naming.map((f) => f.name).sort(), Object.keys(input).sort());
  await admin.ask('mutation{defineExperiment(input:{key:"none",variants:[{key:"a",coupon:"five"},{key:"b"}]}){key}}');
  await admin.ask('mutation{defineCouponPack(input:{key:"five",coupons:[{coupon:"five"}]}){key}}');
  await admin.ask('mutation{setReachRules(input:{channels:[{channel:"sms",namespace:"member_id"}]}){version}}');
  const before = await events();
  for (const [name, args] of Object.entries(input)) {
    const reply = await crm.send(
      `mutation{${name}(${args})${name === 'ingestEvents' ? '{results{code path}}' : ['issueCoupon', 'setTags', 'addToTag', 'removeFromTag', 'incrementTag', 'clearTags', 'recordTagPoints', 'correctTag'].includes(name) ? '{code path}' : '{__typename}'}}`,
    );
    const said = JSON.stringify(reply);
    // The tag in this call is unsuitable for some mutations: a point needs a dynamic tag, a correction a static one,
    // and a change a list or a number. Those mutations may be rejected as bad input instead.
    assert.match(
      said,
      ['recordTagPoints', 'correctTag', 'addToTag', 'removeFromTag', 'incrementTag'].includes(name)
        ? /FORBIDDEN|BAD_USER_INPUT/
        : /FORBIDDEN/,
      `${name}: ${said}`,
    );
  }
  assert.equal(await events(), before);
});

test('looking up a customer needs its own grant, and returns only the id', async () => {
  await grant({});
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
    i: [id('member_id', 'A'), id('phone', '13912345678')],
  });
  const ID = 'query($i:IdentityInput!){profileId(identity:$i)}';
  const found = (await crm.ask(ID, { i: id('member_id', 'A') })).profileId;
  assert.match(found, /^[0-9a-f]{28}$/);
  assert.equal(await code(crm, ID, { i: id('phone', '13912345678') }), 'FORBIDDEN');
  assert.equal(
    await code(crm, 'query($i:IdentityInput){profile(identity:$i){id}}', { i: id('phone', '13912345678') }),
    'FORBIDDEN',
  );
  // An internal application reads profiles. It can look them up by phone number only with an additional scope.
  const app = server.caller('shop', ['profiles:read'], 'app');
  assert.equal((await app.ask(ID, { i: id('member_id', 'A') })).profileId, found);
  assert.equal(
    await code(app, 'query($i:IdentityInput){profile(identity:$i){id}}', { i: id('phone', '13912345678') }),
    'FORBIDDEN',
  );
  const desk = server.caller('shop', ['profiles:lookup:phone'], 'desk');
  assert.equal((await desk.ask(ID, { i: id('phone', '+86 139 1234 5678') })).profileId, found);
  assert.equal(await code(desk, `{profile(id:"${found}"){id}}`), 'FORBIDDEN');
  assert.equal(await code(desk, ID, { i: id('member_id', 'A') }), 'FORBIDDEN');
});

test('a quota counts each stored fact, also between concurrent requests, and is renewed daily', async () => {
  await grant({ writesPerDay: 10 });
  const used = async (): Promise<number> => (await admin.ask('{partners{key writesToday}}')).partners[0].writesToday;
  assert.equal(await code(crm, INGEST, { e: Array.from({ length: 11 }, () => paid('Q')) }), 'RATE_LIMITED');
  const before = await events();
  const calls = await Promise.all(
    Array.from({ length: 8 }, () => crm.send(INGEST, { e: [paid('Q'), paid('Q'), paid('Q')] })),
  );
  assert.equal(calls.filter((c) => !c.errors).length, 3);
  assert.deepEqual([...new Set(calls.flatMap((c) => c.errors?.map((e) => e.extensions.code) ?? []))], ['RATE_LIMITED']);
  assert.deepEqual([(await events()) - before, await used()], [9, 9]);
  // Rejected and duplicate facts do not count towards the quota.
  const one = paid('Q');
  assert.equal((await crm.ask(INGEST, { e: [one] })).ingestEvents.accepted, 1);
  assert.equal(await code(crm, INGEST, { e: [one] }), 'RATE_LIMITED', 'no quota is left even for one');
  await grant({ writesPerDay: 11 });
  assert.equal((await crm.ask(INGEST, { e: [one] })).ingestEvents.results[0].status, 'DUPLICATE');
  assert.equal(await used(), 10);
  await admin.ask('mutation{advanceClock(to:"2026-03-10T15:59:59.999Z"){now}}');
  assert.equal(await used(), 10, 'it is still the same day in Shanghai');
  await admin.ask('mutation{advanceClock(to:"2026-03-10T16:00:00Z"){now}}');
  assert.equal(await used(), 0);
});

test('a dry run returns each outcome and stores nothing, and a partner on trial has only dry runs', async () => {
  await grant({});
  const everything = async (): Promise<string> =>
    JSON.stringify([
      await events(),
      await admin.ask(
        '{profiles(first:100){totalCount edges{node{id tags{key value} transitions(first:50){edges{node{id}}}}}}}',
      ),
      (await admin.ask('{auditLog(first:100){edges{node{id}}}}')).auditLog.edges.filter((e: any) => e),
    ]);
  const before = await everything();
  const tried = (
    await crm.ask(INGEST, {
      e: [paid('new one'), paid('A'), { ...paid('A'), occurredAt: '2001-01-01T00:00:00Z' }],
      d: true,
    })
  ).ingestEvents;
  assert.deepEqual(
    tried.results.map((r: any) => [r.status, r.code, r.dryRun]),
    [
      ['ACCEPTED', null, true],
      ['ACCEPTED', null, true],
      ['REJECTED', 'BAD_USER_INPUT', true],
    ],
  );
  assert.deepEqual(
    (await crm.ask(SET, { t: [level('crm_level', id('member_id', 'Z'), 'silver')], d: true })).setTags[0].status,
    'ACCEPTED',
  );
  assert.equal(await everything(), before);
  await grant({ mode: 'TRIAL', writesPerDay: 1 });
  const trial = await everything();
  assert.deepEqual(
    (
      await crm.ask(SET, {
        t: [level('crm_level', id('member_id', 'A'), 'x'), level('crm_level', id('member_id', 'Z'))],
      })
    ).setTags.map((r: any) => [r.status, r.dryRun]),
    [
      ['ACCEPTED', true],
      ['ACCEPTED', true],
    ],
  );
  assert.equal(
    (await crm.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){dryRun}}', { i: [id('member_id', 'Z')] }))
      .identify.dryRun,
    true,
  );
  assert.equal(
    (
      await crm.ask('mutation($i:ConsentInput!){recordConsent(input:$i){dryRun}}', {
        i: { identities: [id('member_id', 'Z')], purpose: 'marketing', given: true },
      })
    ).recordConsent.dryRun,
    true,
  );
  assert.equal(
    (
      await crm.ask(
        'mutation{claimCoupon(input:{coupon:"five",identities:[{namespace:"member_id",value:"Z"}]}){dryRun claim}}',
      )
    ).claimCoupon.dryRun,
    true,
  );
  assert.equal(await everything(), trial);
});

test('a partner can list its own writes and calls', async () => {
  await grant({});
  await crm.ask(SET, {
    t: [level('crm_level', id('member_id', 'H1'), 'one'), level('crm_level', id('member_id', 'H2'), 'two')],
  });
  await admin.ask(SET, { t: [level('crm_level', id('member_id', 'H1'), 'by the shop')] });
  const values: string[] = [];
  for (let after: string | null = null, i = 0; i < 10; i++) {
    const { ownWrites } = await crm.ask(
      'query($a:String){ownWrites(first:1,after:$a){edges{node{tag value}} pageInfo{hasNextPage endCursor}}}',
      { a: after },
    );
    values.push(...ownWrites.edges.map((e: any) => e.node.value));
    after = ownWrites.pageInfo.endCursor;
    if (!ownWrites.pageInfo.hasNextPage) break;
  }
  assert.deepEqual(values.toSorted(), ['gold', 'one', 'two']);
  const { ownCalls } = await crm.ask('{ownCalls(first:1){edges{node{actor operation target}}}}');
  assert.deepEqual(ownCalls.edges[0].node, { actor: 'crm', operation: 'setTags', target: '2 facts' });
  assert.equal(
    await code(server.caller('shop', ['profiles:read'], 'reader'), '{ownWrites(first:1){edges{node{tag}}}}'),
    'FORBIDDEN',
  );
});

test('counts are rounded for partners, so that they reveal no single customer', async () => {
  await grant({});
  await admin.ask(INGEST, { e: Array.from({ length: 14 }, (_, i) => paid(`S${i}`)) });
  const exact = (await admin.ask('{segment(key:"buyers"){size}}')).segment.size;
  assert.equal(exact % 10 !== 0, true, String(exact));
  const shown = await crm.ask(
    '{segment(key:"buyers"){size members(first:1){totalCount}} profiles(first:1){totalCount}}',
  );
  assert.deepEqual(
    [shown.segment.size, shown.segment.members.totalCount],
    [Math.round(exact / 10) * 10, Math.round(exact / 10) * 10],
  );
  assert.equal(shown.profiles.totalCount % 10, 0);
  for await (const result of crm
    .ws()
    .iterate<any>({ query: 'subscription{segmentSizes(segments:["buyers"]){size}}' })) {
    assert.equal(result.data.segmentSizes[0].size, Math.round(exact / 10) * 10);
    break;
  }
});

test('who is in a segment on a personal tag is hidden without the scope, unless it is shareable', async () => {
  const app = server.caller('shop', ['profiles:read', 'segments:read', 'analytics:read', 'define'], 'app');
  await admin.ask(
    'mutation($i:[IdentityInput!]!){setTags(tags:[{tag:"born",value:"2005-05-05",identities:$i}]){status}}',
    { i: [id('member_id', 'A')] },
  );
  const WHO =
    'query($i:IdentityInput){profile(identity:$i){segments{segment{key}} layers{layer{key}} transitions(first:50){edges{node{segmentKey}}}}}';
  const seen = async (by: Caller): Promise<string[]> => {
    const { profile } = await by.ask(WHO, { i: id('member_id', 'A') });
    return [
      ...new Set([
        ...profile.segments.map((s: any) => s.segment.key),
        ...profile.layers.map((l: any) => `age.${l.layer.key}`),
        ...profile.transitions.edges.map((e: any) => e.node.segmentKey),
      ]),
    ]
      .filter((k) => k !== 'buyers')
      .sort() as string[];
  };
  assert.deepEqual(await seen(admin), ['adults', 'age.rest', 'age.young', 'young']);
  assert.deepEqual(await seen(app), ['adults']);
  assert.equal(await code(app, '{segment(key:"young"){members(first:1){totalCount}}}'), 'FORBIDDEN');
  assert.equal(await code(app, '{segment(key:"young"){transitions(first:1){edges{node{id}}}}}'), 'FORBIDDEN');
  assert.equal((await app.ask('{segment(key:"adults"){members(first:1){totalCount}}}')).segment.members.totalCount, 1);
  // Conditions of the application cannot refer to segments that depend on personal tags, unless the segment is
  // shareable.
  assert.equal(await code(app, '{profiles(first:1,expression:"in segment young"){totalCount}}'), 'FORBIDDEN');
  assert.equal(
    (await app.ask('{profiles(first:1,expression:"in segment adults"){totalCount}}')).profiles.totalCount,
    1,
  );
  assert.equal(await code(app, '{layerModel(key:"age"){distribution{count}}}'), 'FORBIDDEN');
  // The subscription does not report changes of segments that depend on personal tags either.
  const heard: string[] = [];
  const told = app.ws().subscribe(
    { query: 'subscription{membershipChanged{change{segmentKey}}}' },
    {
      next: (r: any) => r.data?.membershipChanged.change && heard.push(r.data.membershipChanged.change.segmentKey),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await eventually(async () => {
    await admin.ask(INGEST, { e: [paid(`late${n}`)] });
    return heard.includes('buyers');
  }, 'the subscription is on');
  heard.length = 0;
  await admin.ask(
    'mutation($i:[IdentityInput!]!){setTags(tags:[{tag:"born",value:"2004-05-05",identities:$i}]){status}}',
    { i: [id('member_id', 'B')] },
  );
  await eventually(() => heard.includes('adults'), 'the shareable one is told');
  assert.ok(!heard.includes('young'), String(heard));
  told();
  const refused = (await app
    .ws()
    .iterate<any>({ query: 'subscription{membershipChanged(segments:["young"]){cursor}}' })
    .next()
    .catch((e: unknown) => ({ value: { errors: e } }))) as any;
  assert.match(JSON.stringify(refused), /FORBIDDEN/);
});

test('a suspended partner is rejected at once, and its subscriptions end', async () => {
  await grant({});
  const ended = new Promise<unknown>((resolve) =>
    crm
      .ws()
      .subscribe(
        { query: 'subscription{membershipChanged(segments:["buyers"]){change{profileId}}}' },
        { next: () => undefined, error: resolve, complete: () => resolve('complete') },
      ),
  );
  await grant({ mode: 'SUSPENDED' });
  assert.equal(await code(crm, SET, { t: [level('crm_level', id('member_id', 'A'))] }), 'FORBIDDEN');
  assert.equal(await code(crm.overWebSocket(), '{workspace{id}}'), 'FORBIDDEN');
  const tracked = await fetch(server.url.replace('/graphql', '/v1/track'), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${crm.token}:`).toString('base64')}` },
    body: JSON.stringify({ userId: 'A', event: 'Seen' }),
  });
  assert.match(await tracked.text(), /FORBIDDEN/);
  let over = false;
  void ended.then(() => (over = true));
  await eventually(async () => {
    await admin.ask(INGEST, { e: [paid(`end${n}`)] });
    return over;
  }, 'the subscription ends');
});

test('a token is issued once, for this workspace, and only the fact is recorded', async () => {
  const ISSUE = 'mutation($i:IssueTokenInput!){issueToken(input:$i){token expiresAt}}';
  const { token } = (
    await admin.ask(ISSUE, {
      i: { subject: 'new-app', scopes: ['segments:read', 'profiles:lookup:openid:mini'], hours: 1 },
    })
  ).issueToken;
  const by = async (query: string): Promise<any> =>
    (
      await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      })
    ).json();
  assert.equal((await by('{segment(key:"buyers"){key}}')).data.segment.key, 'buyers');
  assert.equal((await by('{ownCalls(first:1){edges{node{id}}}}')).errors[0].extensions.code, 'FORBIDDEN');
  assert.equal(
    (await admin.ask('{auditLog(first:1,operation:"issueToken"){edges{node{target}}}}')).auditLog.edges[0].node.target,
    'new-app: segments:read profiles:lookup:openid:mini',
  );
  for (const [input, path] of [
    [{ scopes: ['everything'] }, 'input.scopes[0]'],
    [{ scopes: ['tags:write:<namespace>'] }, 'input.scopes[0]'],
    [{ scopes: [] }, 'input.scopes'],
    [{ hours: 0 }, 'input.hours'],
    [{ subject: 'a b' }, 'input.subject'],
  ] as const) {
    const refused = await admin.send(ISSUE, { i: { subject: 'x', scopes: ['segments:read'], hours: 1, ...input } });
    assert.deepEqual(
      [refused.errors?.[0].extensions.code, refused.errors?.[0].extensions.inputPath],
      ['BAD_USER_INPUT', path],
    );
  }
  const keyed = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'once', authorization: `Bearer ${admin.token}` },
    body: JSON.stringify({ query: ISSUE, variables: { i: { subject: 'x', scopes: ['segments:read'], hours: 1 } } }),
  });
  assert.match(await keyed.text(), /BAD_USER_INPUT/);
  assert.equal(
    await code(server.caller('shop', ['define'], 'x'), ISSUE, {
      i: { subject: 'x', scopes: ['segments:read'], hours: 1 },
    }),
    'FORBIDDEN',
  );
});

test('omitted fields of a partner are kept, and null removes them', async () => {
  const whole: Record<string, unknown> = {
    key: 'kept',
    name: 'Kept',
    tags: ['crm'],
    lookups: ['member_id'],
    sources: ['pos'],
    writesPerDay: 7,
    mode: 'TRIAL',
  };
  const input = (await createSchema()).getType('DefinePartnerInput');
  assert.ok(isInputObjectType(input));
  const fields = Object.keys(input.getFields());
  assert.deepEqual(fields.sort(), Object.keys(whole).sort());
  const define = async (given: object): Promise<unknown> => {
    const document = `mutation($i:DefinePartnerInput!){definePartner(input:$i){${fields.join(' ')}}}`;
    return (await admin.ask(document, { i: { key: 'kept', ...given } })).definePartner;
  };
  assert.deepEqual(await define(whole), whole);
  assert.deepEqual(await define({}), whole);
  for (const field of fields.filter((each) => each !== 'key')) {
    assert.deepEqual(await define({ [field]: whole[field] }), whole, field);
  }
  const nothing = { tags: [], lookups: [], sources: [], writesPerDay: null };
  for (const [field, none] of Object.entries(nothing)) {
    assert.deepEqual(await define({ [field]: null }), { ...whole, [field]: none }, field);
    await define(whole);
  }
});

test('invalid grants are rejected with their path', async () => {
  for (const [input, path] of [
    [{ key: 'bad key' }, 'input.key'],
    [{ tags: ['CRM'] }, 'input.tags[0]'],
    [{ lookups: ['member_id', 'nothing'] }, 'input.lookups[1]'],
    [{ writesPerDay: -1 }, 'input.writesPerDay'],
    [{ key: 'test' }, 'input.key'],
  ] as const) {
    const { errors } = await admin.send('mutation($i:DefinePartnerInput!){definePartner(input:$i){key}}', {
      i: { key: 'crm', ...input },
    });
    assert.deepEqual([errors?.[0].extensions.code, errors?.[0].extensions.inputPath], ['BAD_USER_INPUT', path]);
  }
});
