/**
 * Tests paged lists while customers are merged between pages. Each entry appears once, no remaining entry is missing,
 * and the list ends.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { pagedFields } from '../support/schema-fields.js';
import { TestServer, type Caller } from '../support/server.js';

const CLOCK = Date.UTC(2026, 2, 10, 12);
const MINUTE = 60_000;
const MEMBERS = 10;
const iso = (t: number): string => new Date(t).toISOString();

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

interface World {
  readonly admin: Caller;
  readonly partner: Caller;
  readonly profiles: readonly string[];
  /** Time after all facts had arrived and before any merge. */
  readonly known: string;
}

/** Defines entries of every list that does not depend on customers. */
async function defineAll(admin: Caller): Promise<void> {
  await admin.ask(
    `mutation{
    a:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:INTEGER}){key}
    b:defineSegment(input:{key:"visitors",expression:"did(store_visit)"}){job{id}}
    c:defineSegment(input:{key:"ranked",expression:"tag level >= 1"}){job{id}}
    d:defineLayerModel(input:{key:"m",layers:[{key:"often",when:"count(store_visit) >= 2"},{key:"rest"}],
      warnings:[{key:"w",from:["rest"],to:["often"],watch:"ranked"}]},wait:true){job{id}}
    e:defineCoupon(input:{key:"c1",kind:FIXED_AMOUNT,faceValue:"1"}){key}
    f:defineCoupon(input:{key:"c2",kind:FIXED_AMOUNT,faceValue:"2"}){key}
    p1:defineCouponPack(input:{key:"p1",coupons:[{coupon:"c1"}]}){key}
    p2:defineCouponPack(input:{key:"p2",coupons:[{coupon:"c1"},{coupon:"c2"}]}){key}
    g:defineExperiment(input:{key:"e1",variants:[{key:"a",coupon:"c1"},{key:"none"}]}){key}
    h:defineExperiment(input:{key:"e2",variants:[{key:"a",coupon:"c2"},{key:"none"}]}){key}
    i:definePartner(input:{key:"crm",tags:["shop"],lookups:["member_id"]}){key}
    j:issueToken(input:{hours:1,subject:"one",scopes:["profiles:read"]}){token}
    k:issueToken(input:{hours:1,subject:"two",scopes:["profiles:read"]}){token}
  }`,
  );
  await admin.ask(`mutation{
    l:defineList(input:{key:"words",type:STRING}){key}
    m:addToList(list:"words",entries:["a","b","c"]){__typename}
    n:defineCatalogue(input:{key:"goods",kind:PRODUCTS,fields:[{name:"colour",type:STRING}]}){key}
    o:defineWebhookEndpoint(input:{key:"w1",url:"https://crm.example/1"}){endpoint{key}}
    p:defineWebhookEndpoint(input:{key:"w2",url:"https://crm.example/2"}){endpoint{key}}
    q:defineReport(input:{key:"r1",analysis:${TREND}}){key}
    r:defineReport(input:{key:"r2",analysis:${TREND}}){key}
    s:defineBoard(input:{key:"b1",reports:["r1"]}){key}
    t:defineBoard(input:{key:"b2",reports:["r2"]}){key}
    u1:defineTag(input:{key:"adviser",kind:SEMI_DYNAMIC,type:STRING}){key}
    u2:setReachRules(input:{channels:[{channel:"sms",namespace:"phone"},{channel:"call",kind:TASK,assigneeTag:"adviser"}],
      consentDefaults:[{purpose:"marketing",permission:UNLESS_WITHDRAWN}]}){version}
    v:defineCampaign(input:{key:"k1",audience:"visitors",channels:[{channel:"sms",endpoint:"w1",body:"hi"}]}){key}
    w:defineCampaign(input:{key:"k2",audience:"visitors",channels:[{channel:"sms",endpoint:"w1",body:"hi"}]}){key}
    x:defineCampaign(input:{key:"k3",audience:"visitors",channels:[{channel:"call",body:"hi"}]}){key}
  }`);
}

async function world(n: number, d: Dice): Promise<World> {
  const admin = await server.sandbox(`pages${n}`, iso(CLOCK));
  const partner = server.caller(`pages${n}`, ['profiles:read', 'tags:write:shop'], 'crm');
  await defineAll(admin);
  let sent = 0;
  const profiles: string[] = [];
  for (let m = 0; m < MEMBERS; m++) {
    const identities = [{ namespace: 'member_id', value: `M${m}` }];
    const told = { identities, occurredAt: iso(CLOCK - d.int(1, 3) * MINUTE) };
    const events = Array.from({ length: d.int(1, 4) }, () => ({
      ...told,
      messageId: `e${sent++}`,
      ...d.pick([
        { type: 'page_viewed' },
        { type: 'store_visit' },
        { type: 'order_refunded', order: { orderId: `O${sent}`, amount: '1' } },
      ]),
    }));
    const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', { e: events });
    profiles.push(r.ingestEvents.results[0].profile);
    if (d.chance(0.6))
      await partner.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
        t: [{ identities, tag: 'level', value: d.int(1, 3), observedAt: told.occurredAt }],
      });
    // Two members share a device. The link is refused and listed as a conflict for an operator.
    if (m > 0 && d.chance(0.4))
      await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
        i: [...identities, { namespace: 'member_id', value: `M${m - 1}` }],
      });
  }
  const known = iso(CLOCK + MINUTE);
  // Their adviser is the operator.
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [...new Set(profiles)].map((profile) => ({ profile, tag: 'adviser', value: 'test' })),
  });
  // The members have no phone, so that their contacts of the first campaign end.
  await admin.ask('mutation{a:startCampaign(key:"k1"){state} b:startCampaign(key:"k3"){state}}');
  await admin.ask(`mutation{advanceClock(to:"${iso(CLOCK + 2 * MINUTE)}"){now}}`);
  return { admin, partner, profiles, known };
}

interface List {
  /** Field of the schema, such as `Segment.members`. */
  readonly field: string;
  /** A GraphQL query with a page size and a cursor. `path` leads to the list in its result. */
  readonly query: string;
  readonly path: readonly string[];
  readonly caller?: 'partner';
}

const TREND = '{trend:{events:["store_visit"],figure:CUSTOMERS,unit:ALL,period:{rolling:"P30D"}}}';
const ROW = JSON.stringify(JSON.stringify(['all', null, 0]));
const PAGE = 'first:$n,after:$a';
const EDGES = 'edges{node{ID}} pageInfo{hasNextPage endCursor}';

/** Lists that are read with other arguments than a page size, or by another caller. */
const OWN_LISTS: readonly string[] = ['profiles', 'unmatchedOrderEvents', 'ownWrites', 'ownCalls'];

/** Returns every paged list of the API. `one` is a profile id of the customer whose lists are read. */
const LISTS = ({ known, profiles }: World, one: string): Record<string, List> => {
  const list = (field: string, args = '', id = 'id', caller?: 'partner'): List => ({
    field: `Query.${field}`,
    query: `query($n:Int!,$a:String){${field}(${PAGE}${args}){${EDGES.replace('ID', id)}}}`,
    path: [field],
    ...(caller ? { caller } : {}),
  });
  const inside = (outer: string, field: string, args = '', id = 'id'): List => ({
    field: `${outer[0].toUpperCase()}${/^\w+/.exec(outer)![0].slice(1)}.${field}`,
    query: `query($n:Int!,$a:String){outer:${outer}{${field}(${PAGE}${args}){${EDGES.replace('ID', id)}}}}`,
    path: ['outer', field],
  });
  const members = (key: string, args = ''): List => inside(`segment(key:"${key}")`, 'members', args);
  assert.ok(profiles.includes(one));
  return {
    profiles: list('profiles'),
    chosen: list('profiles', ',expression:"did(page_viewed) or did(store_visit)"'),
    members: members('visitors'),
    'members as of': members('visitors', `,asOf:"${known}"`),
    'members as known at': members('visitors', `,asKnownAt:"${known}"`),
    'ranked as known at': members('ranked', `,asKnownAt:"${known}"`),
    layer: members('m.rest'),
    'layer as known at': members('m.often', `,asKnownAt:"${known}"`),
    'transitions of a segment': inside('segment(key:"visitors")', 'transitions'),
    'transitions of a customer': inside(`profile(id:"${one}")`, 'transitions'),
    events: inside(`profile(id:"${one}")`, 'events'),
    exportProfile: list('exportProfile', `,profile:"${one}"`),
    unmatchedOrderEvents: list('unmatchedOrderEvents', '', 'id:event'),
    'coupons of a customer': inside(`profile(id:"${one}")`, 'coupons', '', 'id:key'),
    'entries of a list': inside('list(key:"words")', 'entries', '', 'id:value'),
    'entries of a catalogue': inside('catalogue(key:"goods")', 'entries', '', 'id:key'),
    analysisMembers: list('analysisMembers', `,analysis:${TREND},row:${ROW}`),
    contacts: list('contacts', `,profile:"${one}"`),
    contactsInState: list('contactsInState', ',campaign:"k1",state:ENDED'),
    deadContacts: list('deadContacts', ',campaign:"k1"'),
    ...Object.fromEntries(
      pagedFields()
        .filter(({ owner, needs, name }) => owner === 'Query' && needs.length === 0 && !OWN_LISTS.includes(name))
        .map(({ name, id }) => [name, list(name, '', id === 'id' ? 'id' : `id:${id}`)]),
    ),
    ownWrites: list('ownWrites', '', 'id', 'partner'),
    ownCalls: list('ownCalls', '', 'id', 'partner'),
  };
};

interface PageOf {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function page(w: World, l: List, n: number, a: string | null): Promise<PageOf> {
  const data = await w[l.caller ?? 'admin'].ask(l.query, { n, a });
  return l.path.reduce((inner, key) => inner[key], data) as PageOf;
}

const whole = async (w: World, l: List): Promise<string[]> => (await page(w, l, 100, null)).edges.map((x) => x.node.id);

/** Reads a list one page at a time. */
class Walk {
  readonly seen: string[] = [];
  private cursor: string | null = null;
  pages = 0;
  done = false;

  constructor(
    private readonly w: World,
    readonly list: List,
    readonly first: number,
  ) {}

  async step(): Promise<void> {
    const { edges, pageInfo } = await page(this.w, this.list, this.first, this.cursor);
    this.seen.push(...edges.map((x) => x.node.id));
    this.cursor = pageInfo.endCursor;
    this.pages++;
    this.done = !pageInfo.hasNextPage;
  }
}

test('every list shows each entry once and ends, even if customers are merged between its pages', async () => {
  const dice = new Dice(random(seedOf(20_260_310)));
  for (let round = 0; round < amount(3, 20); round++) {
    const w = await world(round, dice);
    const lists = LISTS(w, dice.pick(w.profiles));
    const before = new Map<string, string[]>();
    for (const [name, l] of Object.entries(lists)) before.set(name, await whole(w, l));
    const walks = new Map(Object.entries(lists).map(([name, l]) => [name, new Walk(w, l, dice.pick([1, 1, 2, 3]))]));
    for (let step = 0; [...walks.values()].some((x) => !x.done); step++) {
      assert.ok(
        step < 120,
        `ends: ${[...walks]
          .filter(([, x]) => !x.done)
          .map(([name]) => name)
          .join()}`,
      );
      for (const walk of walks.values()) if (!walk.done) await walk.step();
      if (step < MEMBERS - 2) {
        const [a, b] = [dice.pick(w.profiles), dice.pick(w.profiles)];
        if (a !== b) await w.admin.ask(`mutation{mergeProfiles(profile:"${a}",other:"${b}"){id}}`);
      }
    }
    for (const [name, { seen, list, first }] of walks) {
      const where = `${name}, ${first} a page, round ${round}`;
      assert.equal(new Set(seen).size, seen.length, `${where}: each at most once, not ${seen.join()}`);
      const there = new Set(await whole(w, list));
      const missing = before.get(name)!.filter((x) => there.has(x) && !seen.includes(x));
      assert.deepEqual(missing, [], `${where}: those there throughout`);
    }
    const size = async (key: string): Promise<number> =>
      (await w.admin.ask(`{segment(key:"${key}"){size(asKnownAt:"${w.known}")}}`)).segment.size;
    for (const [name, key] of [
      ['members as known at', 'visitors'],
      ['layer as known at', 'm.often'],
    ])
      assert.equal(await size(key), (await whole(w, lists[name])).length, `${name}: the size counts entries`);
  }
});

test('customers merged in the meantime are one entry where either was a member, and their own history shows it', async () => {
  const w = await world(100, new Dice(random(1)));
  const field = `members(first:100,asKnownAt:"${w.known}")`;
  const { segment } = await w.admin.ask(`{segment(key:"visitors"){${field}{edges{node{id}}}}}`);
  const members = segment.members.edges.map((x: { node: { id: string } }) => x.node.id) as string[];
  const [outside] = w.profiles.filter((p) => !members.includes(p));
  assert.ok(members.length >= 2 && outside !== undefined);
  for (const p of [members[1], outside])
    await w.admin.ask(`mutation{mergeProfiles(profile:"${members[0]}",other:"${p}"){id}}`);
  const after = await w.admin.ask(`{segment(key:"visitors"){${field}{edges{node{id}}} size(asKnownAt:"${w.known}")}}`);
  assert.equal(after.segment.members.edges.length, members.length - 1);
  assert.equal(after.segment.size, members.length - 1);
  const root = [...members.slice(0, 2), outside].sort()[0];
  assert.equal(after.segment.members.edges[0].node.id, root);
  const { profile } = await w.admin.ask(
    `{profile(id:"${outside}"){id segments(asKnownAt:"${w.known}",keys:["visitors"]){segment{key}}}}`,
  );
  assert.deepEqual(profile, { id: root, segments: [{ segment: { key: 'visitors' } }] });
});

test('members as known before a merge are read once each, with any page size', async () => {
  const admin = await server.sandbox('merged', iso(CLOCK));
  const at = (member: string): object => ({
    messageId: member,
    type: 'store_visit',
    occurredAt: iso(CLOCK - MINUTE),
    identities: [{ namespace: 'member_id', value: member }],
  });
  await admin.ask(
    'mutation{defineSegment(wait:true,input:{key:"visitors",expression:"did(store_visit)"}){segment{key}}}',
  );
  const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', {
    e: ['M', 'N', 'O', 'P'].map(at),
  });
  const profiles: string[] = ingestEvents.results.map((r: { profile: string }) => r.profile);
  await admin.ask(`mutation{advanceClock(to:"${iso(CLOCK + MINUTE)}"){now}}`);
  const known = iso(CLOCK);
  const sorted = profiles.toSorted();
  await admin.ask(`mutation{mergeProfiles(profile:"${sorted[1]}",other:"${sorted[3]}"){id}}`);
  const size = (await admin.ask(`{segment(key:"visitors"){size(asKnownAt:"${known}")}}`)).segment.size;
  assert.equal(size, 3);
  const w: World = { admin, partner: admin, profiles, known };
  for (const first of [1, 2, 3, 4]) {
    const walk = new Walk(w, LISTS(w, profiles[0])['members as known at'], first);
    for (let pages = 0; !walk.done; pages++) {
      assert.ok(pages < 5, `${first} a page: ${walk.seen.join()}`);
      await walk.step();
    }
    assert.equal(new Set(walk.seen).size, walk.seen.length, `${first} a page: ${walk.seen.join()}`);
    assert.equal(walk.seen.length, size, `${first} a page`);
  }
});

test('this test reads every list of the schema', async () => {
  const w = await world(102, new Dice(random(3)));
  const read = new Set(Object.values(LISTS(w, w.profiles[0])).map(({ field }) => field));
  const lists = pagedFields().filter(({ owner }) => owner !== 'Subscription');
  assert.deepEqual([...read].sort(), lists.map(({ path }) => path).sort());
});

test('members are read once each as known before a merge into an older customer outside the segment', async () => {
  const admin = await server.sandbox('older', iso(CLOCK));
  await admin.ask('mutation{defineSegment(wait:true,input:{key:"visitors",expression:"did(store_visit)"}){job{id}}}');
  const profiles: string[] = [];
  // X comes first, so X stays when another customer is merged into it, and X did not visit.
  for (const [member, type] of ['X page_viewed', 'M store_visit', 'N store_visit', 'O store_visit'].map((s) =>
    s.split(' '),
  )) {
    const identities = [{ namespace: 'member_id', value: member }];
    const e = [{ messageId: member, type, occurredAt: iso(CLOCK - MINUTE), identities }];
    const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', {
      e,
    });
    profiles.push(ingestEvents.results[0].profile);
  }
  await admin.ask(`mutation{advanceClock(to:"${iso(CLOCK + MINUTE)}"){now}}`);
  const { mergeProfiles } = await admin.ask(
    `mutation{mergeProfiles(profile:"${profiles[0]}",other:"${profiles[2]}"){id}}`,
  );
  assert.equal(mergeProfiles.id, profiles[0], 'the older customer stays');
  const w: World = { admin, partner: admin, profiles, known: iso(CLOCK) };
  for (const first of [1, 2, 3, 4]) {
    const walk = new Walk(w, LISTS(w, profiles[0])['members as known at'], first);
    for (let pages = 0; !walk.done; pages++) {
      assert.ok(pages < 5, `${first} a page: ${walk.seen.join()}`);
      await walk.step();
    }
    assert.deepEqual(walk.seen.toSorted(), [profiles[0], profiles[1], profiles[3]].toSorted(), `${first} a page`);
  }
});

test('a cursor of another list is rejected without an internal error', async () => {
  const w = await world(101, new Dice(random(2)));
  const bad = Buffer.from('c1:nonsense').toString('base64url');
  for (const [name, l] of Object.entries(LISTS(w, w.profiles[0]))) {
    const { errors } = await w[l.caller ?? 'admin'].send(l.query, { n: 1, a: bad });
    for (const e of errors ?? []) assert.equal(e.extensions.reason, 'CURSOR_INVALID', name);
  }
});
