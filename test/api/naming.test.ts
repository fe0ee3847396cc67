/**
 * Tests arguments that identify a customer or a position in a list. Alternative arguments exclude each other, and an
 * empty cursor is an error. A duplicate returns the profile of the original.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mutationsOfCustomers, pagedFields } from '../support/schema-fields.js';
import { TestServer, type Answer, type Caller } from '../support/server.js';

let server: TestServer;
const CLOCK = '2026-03-10T12:00:00Z';

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const member = (value: string): object => ({ namespace: 'member_id', value });
const event = (messageId: string, who: string, more: object = {}): object => ({
  messageId,
  type: 'page_viewed',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [member(who)],
  ...more,
});
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason path profile}}}';
const reasonOf = (a: Answer): unknown => a.errors?.[0].extensions.reason;

async function sent(c: Caller, ...events: object[]): Promise<{ status: string; reason?: string; profile?: string }[]> {
  return (await c.ask(INGEST, { e: events })).ingestEvents.results;
}

test('every subscription and every page rejects an empty cursor', async () => {
  const c = await server.sandbox('cursors', CLOCK);
  const socket = c.overWebSocket();
  await c.ask('mutation{defineSegment(input:{key:"s",expression:"did(visit)"},wait:true){job{id}}}');
  const job = (await c.ask('{jobs(first:1){edges{node{id}}}}')).jobs.edges[0].node.id as string;
  await c.ask(
    'mutation{defineList(input:{key:"l",type:STRING}){key} defineCatalogue(input:{key:"p",kind:PRODUCTS}){key}}',
  );
  const [{ profile }] = await sent(c, event('cursors', 'A'));
  const analysis = 'analysis:{trend:{events:["visit"],unit:DAY,period:{rolling:"P30D"}}},row:"x"';
  /** Arguments of the fields that need more than a page size. */
  const ARGUMENTS: Readonly<Record<string, string>> = {
    'Subscription.jobProgress': `id:"${job}",`,
    'Query.exportProfile': `profile:"${profile}",`,
    'Query.contacts': `profile:"${profile}",`,
    'Query.deadContacts': 'campaign:"k",',
    'Query.contactsInState': 'campaign:"k",state:ENDED,',
    'Query.analysisMembers': `${analysis},`,
  };
  /** How to read the objects that have lists of their own. */
  const OWNERS: Readonly<Record<string, string>> = {
    Segment: 'segment(key:"s")',
    List: 'list(key:"l")',
    Catalogue: 'catalogue(key:"p")',
    Profile: `profile(id:"${profile}")`,
  };
  const nowhere = Buffer.from('c1:').toString('base64url');
  const fields = pagedFields();
  assert.ok(fields.length > 35);
  for (const { path, owner, name, needs } of fields) {
    const more = ARGUMENTS[path] ?? '';
    assert.equal(needs.length > 0, more !== '', `arguments of ${path}`);
    const refused = async (after: string): Promise<unknown> => {
      if (owner === 'Subscription')
        return reasonOf(await socket.send(`subscription{${name}(${more}after:"${after}"){cursor}}`));
      const field = `${name}(${more}first:1,after:"${after}"){pageInfo{hasNextPage}}`;
      if (owner === 'Query') return reasonOf(await c.send(`{${field}}`));
      assert.ok(owner in OWNERS, owner);
      return reasonOf(await c.send(`{${OWNERS[owner]}{${field}}}`));
    };
    assert.equal(await refused(''), 'CURSOR_INVALID', `${path} after ""`);
    if (owner !== 'Subscription') assert.equal(await refused(nowhere), 'CURSOR_INVALID', `${path}, empty position`);
  }
});

test('an input that names one thing in two alternative ways is rejected, whatever the values', async () => {
  const c = await server.sandbox('alternatives', CLOCK);
  await c.ask('mutation{defineTag(input:{key:"t",kind:SEMI_DYNAMIC,type:STRING_LIST}){key}}');
  await c.ask('mutation{defineTag(input:{key:"s",kind:STATIC,type:STRING}){key}}');
  await c.ask('mutation{defineTag(input:{key:"d",kind:DYNAMIC,type:INTEGER}){key}}');
  await c.ask('mutation{defineTag(input:{key:"n",kind:SEMI_DYNAMIC,type:INTEGER}){key}}');
  await c.ask(
    'mutation{setReachRules(input:{channels:[{channel:"sms",namespace:"phone"},{channel:"home",kind:PULL}]}){version}}',
  );
  await c.ask('mutation{defineCoupon(input:{key:"c",kind:FIXED_AMOUNT,faceValue:"1"}){key}}');
  await c.ask('mutation{defineCouponPack(input:{key:"p",coupons:[{coupon:"c"}]}){key}}');
  const experiment = 'variants:[{key:"a",coupon:"c"},{key:"none"}]';
  await c.ask(`mutation{defineExperiment(input:{key:"e",${experiment}}){key}}`);
  const [{ profile }] = await sent(c, event('m1', 'A'));
  const who = `profile:"${profile}",identities:[{namespace:"member_id",value:"B"}]`;
  const items = [
    `setTags(tags:[{${who},tag:"s",value:"x"}]){reason path}`,
    `clearTags(tags:[{${who},tag:"s"}]){reason path}`,
    `recordTagPoints(points:[{${who},tag:"d",value:1,at:"${CLOCK}"}]){reason path}`,
    `addToTag(changes:[{id:"1",${who},tag:"t",value:"x"}]){reason path}`,
    `removeFromTag(changes:[{id:"2",${who},tag:"t",value:"x"}]){reason path}`,
    `incrementTag(changes:[{id:"3",${who},tag:"n",value:1}]){reason path}`,
    `issueCoupon(coupon:"c",customers:[{${who}}]){reason path}`,
  ];
  for (const field of items) {
    const data = await c.ask(`mutation{${field}}`);
    const [item] = Object.values(data)[0] as { reason: string }[];
    assert.equal(item.reason, 'ALTERNATIVES_CONFLICT', field);
  }
  const corrected = await c.ask(`mutation{correctTag(input:{${who},tag:"s",value:"x",reason:"r"}){reason}}`);
  assert.equal(corrected.correctTag.reason, 'ALTERNATIVES_CONFLICT');
  const whole = [
    `mutation{claimCoupon(input:{coupon:"c",${who}}){profile}}`,
    `mutation{claimCouponPack(input:{pack:"p",${who}}){profile}}`,
    `mutation{redeemCoupon(input:{coupon:"c",orderId:"o",amount:"9",${who}}){profile}}`,
    `mutation{returnCoupon(input:{coupon:"c",orderId:"o",${who}}){profile}}`,
    `mutation{assignExperiment(experiment:"e",customers:[{${who}}]){profile}}`,
    `mutation{reserveContact(input:{key:"r",channel:"sms",${who}}){__typename}}`,
    `mutation{nextContact(input:{slot:"home",${who}}){__typename}}`,
    `{profile(id:"${profile}",identity:{namespace:"member_id",value:"B"}){id}}`,
    '{profiles(first:1,expression:"did(visit)",where:{not:{inSegment:"x"}}){totalCount}}',
    '{profiles(first:1,where:{tag:{key:"s",is:{exists:false,eq:"x"}}}){totalCount}}',
    '{profiles(first:1,where:{metric:{aggregate:"count",event:"visit",is:{gte:"1"},where:{property:{name:"p",is:{exists:false,eq:"x"}}}}}){totalCount}}',
    'mutation{defineTag(input:{key:"x",kind:DYNAMIC,type:DECIMAL,metric:"sum(order_paid.amount)",score:[{weight:"1",of:"did(visit)"}]}){key}}',
  ];
  const asked = [...items, ...whole, 'correctTag('].join('\n');
  for (const mutation of mutationsOfCustomers()) assert.ok(asked.includes(`${mutation}(`), mutation);
  for (const query of whole) assert.equal(reasonOf(await c.send(query)), 'ALTERNATIVES_CONFLICT', query);
  const uplift = '{couponUplift(experiment:"e",layerModel:"m"){method}}';
  assert.equal(reasonOf(await c.send(uplift)), 'FIELD_NOT_ALLOWED');
  const twoCoupons = { type: 'coupon_claimed', coupon: 'c', properties: { couponId: 'other' } };
  assert.equal((await sent(c, event('m2', 'A', twoCoupons)))[0].reason, 'ALTERNATIVES_CONFLICT');
  const oneCoupon = { type: 'coupon_claimed', coupon: 'c', properties: { couponId: 'c' } };
  assert.equal((await sent(c, event('m3', 'A', oneCoupon)))[0].status, 'ACCEPTED');
});

test('a duplicate returns the profile of the original, also after concurrent requests and merges', async () => {
  const c = await server.sandbox('duplicates', CLOCK);
  const [first, again] = await sent(c, event('d1', 'A'), event('d1', 'A'));
  assert.equal(again.status, 'DUPLICATE');
  assert.equal(again.profile, first.profile);
  const dry = await c.ask(INGEST.replace('events:$e', 'events:$e,dryRun:true'), { e: [event('d1', 'A')] });
  assert.deepEqual(
    [dry.ingestEvents.results[0].status, dry.ingestEvents.results[0].profile],
    ['DUPLICATE', first.profile],
  );
  const [other] = await sent(c, event('d2', 'B'));
  await c.ask(`mutation{mergeProfiles(profile:"${first.profile}",other:"${other.profile}"){id}}`);
  const [merged] = await sent(c, event('d2', 'B'));
  assert.deepEqual([merged.status, merged.profile], ['DUPLICATE', first.profile]);
  const consent = `mutation{recordConsent(input:{identities:[{namespace:"member_id",value:"B"}],purpose:"marketing",given:true,at:"${CLOCK}",messageId:"k"}){already profile}}`;
  assert.deepEqual(
    [(await c.ask(consent)).recordConsent, (await c.ask(consent)).recordConsent],
    [false, true].map((already) => ({ already, profile: first.profile })),
  );
  await c.ask('mutation{defineTag(input:{key:"t",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  const tag = `mutation{setTags(tags:[{tag:"t",value:"x",observedAt:"${CLOCK}",identities:[{namespace:"member_id",value:"B"}]}]){status profile}}`;
  await c.ask(tag);
  assert.deepEqual((await c.ask(tag)).setTags, [{ status: 'DUPLICATE', profile: first.profile }]);
  // Once the customer is erased, the same event is rejected, both before and after the events are removed.
  await c.ask(`mutation{eraseProfile(profile:"${first.profile}",wait:true){state}}`);
  assert.equal((await sent(c, event('d2', 'B')))[0].reason, 'IDENTITY_ERASED');
});

test('a figure that does not add up over customers has no sum', async () => {
  const c = await server.sandbox('sums', CLOCK);
  const search = (id: string, who: string, term: string): object => event(id, who, { properties: { term } });
  await sent(c, search('s1', 'A', 'x'), search('s2', 'A', 'y'), search('s3', 'B', 'x'));
  const figures = async (metric: string): Promise<object> =>
    (await c.ask('query($m:String!){statistics(metric:$m){sum sumOverCustomers}}', { m: metric })).statistics;
  assert.deepEqual(await figures('count(page_viewed)'), { sum: '3', sumOverCustomers: '3' });
  assert.deepEqual(await figures('distinct(page_viewed.term)'), { sum: null, sumOverCustomers: '3' });
  assert.deepEqual(await figures('mostFrequent(page_viewed.term)'), { sum: null, sumOverCustomers: null });
});
