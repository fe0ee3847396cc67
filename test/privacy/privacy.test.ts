/**
 * Tests erasure and export. A test customer passes through every feature, is exported completely, and is erased. No
 * trace remains, and late facts about the customer are rejected.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { contactCanary } from './contact-canary.js';
import { misplaced, traces } from './documents.js';
import type { Identity } from '../../src/engine/types.js';
import { REGISTERED } from '../../src/storage/base/collections.js';
import { wordsInFiles } from '../support/words-in-files.js';
import { databaseProcess, SECRET, type Process } from '../support/process.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));
const CANARY = 'canary7f3a';
const dir = mkdtempSync(join(tmpdir(), 'strata-privacy-'));
let database: Process;
let uri: string;
let server: TestServer;
let admin: Caller;

before(async () => {
  // Runs only the database in a separate process, so that every byte of every collection can be searched while the
  // server runs.
  database = await databaseProcess(join(dir, 'db'));
  uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  server = await TestServer.start({ MONGODB_URI: uri, STRATA_JWT_SECRET: SECRET, STRATA_DATABASE: 'privacy' });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask(`mutation{
    a:defineTag(input:{key:"name",kind:STATIC,type:STRING,personal:true}){key} b:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key} c:defineTag(input:{key:"score",kind:DYNAMIC,type:INTEGER}){key}
    s:defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{state}} m:defineLayerModel(input:{key:"model",layers:[{key:"some",when:"did(searched)"},{key:"rest"}]},wait:true){job{state}}
    k:defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key} e:defineExperiment(input:{key:"lot",variants:[{key:"a",coupon:"five"},{key:"b"}]}){key}}`);
});
after(async () => {
  await server.remove();
  await database.stop();
  rmSync(dir, { recursive: true, force: true });
});

const id = (namespace: string, value: string): object => ({ namespace, value });
const member = [id('member_id', CANARY)];
const INGEST =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{status code reason path profile}}}';
const search = (messageId: string, at: string, identities: object[] = member): object => ({
  messageId,
  type: 'searched',
  occurredAt: at,
  identities,
  properties: { query: `${CANARY} shoes` },
});

let profile: string;

test('the export of a customer contains its data from every feature', async () => {
  const r = await admin.ask(INGEST, {
    e: [
      // The phone's clock was three minutes fast.
      { ...search('fast', '2026-03-10T12:03:00Z'), type: 'page_viewed', properties: {} },
      search('1', '2026-03-10T10:00:00Z', [...member, id('phone', '13912345678')]),
      search('2', '2026-03-10T10:01:00Z', [id('device_id', `${CANARY}-phone`)]),
      {
        messageId: '3',
        type: 'order_paid',
        occurredAt: '2026-03-10T10:02:00Z',
        identities: member,
        order: { orderId: `${CANARY}-o1`, amount: '12.5', lines: [{ sku: 'a', brand: CANARY, amount: '12.5' }] },
      },
      { ...search('other', '2026-03-10T10:00:00Z', [id('member_id', 'neighbour')]), properties: { query: 'hats' } },
    ],
  });
  profile = r.ingestEvents.results[0].profile;
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){merged}}', {
    i: [...member, id('device_id', `${CANARY}-phone`)],
  });
  // The link is refused, because two member ids are two people. It is stored nevertheless.
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){refused}}', {
    i: [id('member_id', 'neighbour'), id('device_id', `${CANARY}-phone`)],
  });
  await admin.ask('mutation($i:ConsentInput!){recordConsent(input:$i){profile}}', {
    i: { identities: member, purpose: 'marketing', given: true, evidence: `${CANARY} ticked the box` },
  });
  // The shop's tablet belongs to nobody, so it is split off and becomes a separate profile.
  const tablet = [id('device_id', 'tablet')];
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){merged}}', { i: [...member, ...tablet] });
  await admin.ask(
    'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i,reason:"not canary7f3a"){parted{id}}}',
    { p: profile, i: tablet },
  );
  const keyed = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.token}`, 'idempotency-key': 'k1' },
    body: JSON.stringify({
      query:
        'mutation($i:[IdentityInput!]!){setTags(tags:[{tag:"name",value:"canary7f3a Wang",identities:$i},{tag:"level",value:"canary7f3a gold",identities:$i}]){status}}',
      variables: { i: member },
    }),
  });
  assert.deepEqual(
    ((await keyed.json()) as any).data.setTags.map((x: any) => x.status),
    ['ACCEPTED', 'ACCEPTED'],
  );
  await admin.ask(
    'mutation($i:[IdentityInput!]!){recordTagPoints(points:[{tag:"score",value:7,at:"2026-03-10T09:00:00Z",identities:$i}]){status}}',
    { i: member },
  );
  await admin.ask(
    'mutation($i:[IdentityInput!]!){claimCoupon(input:{coupon:"five",identities:$i}){claim} assignExperiment(experiment:"lot",customers:[{identities:$i}]){variant}}',
    { i: member },
  );
  await admin.ask(
    'mutation($i:[IdentityInput!]!){redeemCoupon(input:{coupon:"five",identities:$i,orderId:"canary7f3a-o2",amount:"50"}){discount}}',
    { i: member },
  );
  await admin.ask('mutation($i:DefineListInput!){defineList(input:$i){key}} ', {
    i: { key: 'guests', name: 'guests', namespace: 'member_id' },
  });
  await admin.ask('mutation($e:[ListValue]!){addToList(list:"guests",entries:$e,wait:true){list{size}}}', {
    e: [CANARY],
  });
  await contactCanary(admin, profile);
  const found = new Set((await traces(uri, [CANARY])).map((trace) => trace.slice(0, trace.indexOf(':'))));
  // The server deletes the changes of a list once they are processed. The test customer has data in all other
  // collections that an erasure must clear.
  assert.deepEqual(
    REGISTERED.filter(([name, { afterErasure }]) => afterErasure === 'nothing' && name !== 'listChanges')
      .map(([name]) => name)
      .filter((name) => !found.has(name)),
    [],
    'collections that this test does not reach',
  );
  assert.deepEqual(
    REGISTERED.filter(([, { afterErasure }]) => afterErasure === 'never of a customer' || afterErasure === 'opaque ids')
      .map(([name]) => name)
      .filter((name) => found.has(name)),
    [],
    'collections that contain more data of a customer than the registry says',
  );
  assert.deepEqual(await misplaced(uri), []);

  const child = spawn(process.execPath, [CLI, 'export', profile, '--workspace', 'shop'], {
    env: { ...process.env, ...server.env, STRATA_URL: server.url },
  });
  let text = '';
  child.stdout.on('data', (c: Buffer) => (text += String(c)));
  await new Promise((resolve) => child.on('exit', resolve));
  const records = text
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as { kind: string; body: any });
  const of = (kind: string): any[] => records.filter((x) => x.kind === kind).map((x) => x.body);
  assert.deepEqual(
    of('PROFILE')[0]
      .identities.map((i: any) => i.namespace)
      .sort(),
    ['device_id', 'member_id', 'phone'],
  );
  assert.deepEqual(
    of('TAG')
      .map((x) => [x.tag, x.value])
      .sort(),
    [
      ['adviser', 'test'],
      ['level', 'canary7f3a gold'],
      ['name', 'canary7f3a Wang'],
      ['score', 7],
    ],
  );
  assert.deepEqual(
    of('EVENT')
      .map((x) => x.type)
      .sort(),
    [
      'consent_given',
      'contact_delivered',
      'contact_sent',
      'contact_sent',
      'contact_sent',
      'coupon_claimed',
      'coupon_redeemed',
      'experiment_assigned',
      'order_paid',
      'page_viewed',
      'searched',
      'searched',
    ],
  );
  assert.equal(of('EVENT').find((x) => x.type === 'order_paid').amount, '12.5');
  assert.deepEqual([of('LINK').filter((x) => x.accepted).length, of('LINK').length], [2, 4]);
  // The export of a refused link contains its time and reason, but no data of the other person.
  const refused = of('LINK').find((x) => x.reason?.includes('member_id') || x.reason?.includes('known customers'));
  assert.deepEqual((refused.identities as Identity[]).map((i) => `${i.namespace} ${i.value}`).sort(), [
    `device_id ${CANARY}-phone`,
    'member_id undefined',
  ]);
  assert.ok(refused.at);
  assert.ok(!text.includes('neighbour'));
  assert.deepEqual(
    of('PARTING').map((x) => [x.left.map((i: any) => i.value), x.right.length, x.reason]),
    // The id of the tablet is left out of the export, because the tablet belongs to another customer now.
    [[[undefined], 3, 'not canary7f3a']],
  );
  assert.ok(of('TRANSITION').some((x) => x.segment === 'searchers' && x.kind === 'ENTERED'));
  // Reading the export page by page gives the same entries.
  const paged: string[] = [];
  for (let after: string | null = null; ;) {
    const { exportProfile: page } = await admin.ask(
      'query($p:String!,$a:String){exportProfile(profile:$p,first:2,after:$a){edges{node{kind id}} pageInfo{hasNextPage endCursor}}}',
      { p: profile, a: after },
    );
    paged.push(...page.edges.map((e: any) => `${e.node.kind} ${e.node.id}`));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  assert.deepEqual(
    paged,
    records.map((x) => `${x.kind} ${(x as unknown as { id: string }).id}`),
  );
});

test('an erased customer is not found, its memberships end, and no collection contains its data', async () => {
  const told: any[] = [];
  const ws = admin.ws();
  ws.subscribe<any>(
    {
      query: 'subscription($p:[String!]){membershipChanged(profiles:$p){change{segmentKey kind cause}}}',
      variables: { p: [profile] },
    },
    {
      next: (m) => m.data?.membershipChanged.change && told.push(m.data.membershipChanged.change),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await eventually(async () => {
    // The subscription has started once it receives a change, so events are sent until then.
    await admin.ask(INGEST, { e: [search(`live${told.length}${Math.random()}`, '2026-03-10T11:00:00Z')] });
    return true;
  }, 'a change');
  await eventually(() => wordsInFiles(server.dir, [CANARY, profile]).length === 2, 'columns of the customer in files');
  const plain = server.caller('shop', ['profiles:read', 'profiles:read:personal', 'define']);
  assert.equal(
    (await plain.send('mutation($p:String!){eraseProfile(profile:$p){id}}', { p: profile })).errors![0].extensions.code,
    'FORBIDDEN',
  );
  const { eraseProfile: job } = await admin.ask(
    'mutation($p:String!){eraseProfile(profile:$p,wait:true){id state subject}}',
    { p: profile },
  );
  assert.deepEqual([job.state, job.subject], ['DONE', profile]);
  assert.deepEqual(wordsInFiles(server.dir, [CANARY, profile, 'hats']), ['hats'], 'files contain only the others');
  assert.equal((await admin.ask('query($p:String!){profile(id:$p){id}}', { p: profile })).profile, null);
  assert.equal((await admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: member[0] })).profile, null);
  assert.equal(
    (await admin.send('query($p:String!){exportProfile(profile:$p,first:1){edges{cursor}}}', { p: profile })).errors![0]
      .extensions.code,
    'NOT_FOUND',
  );
  assert.deepEqual(
    await admin.ask('{segment(key:"searchers"){size} profiles(first:5){totalCount} couponPopularity{rows{claimed}}}'),
    { segment: { size: 1 }, profiles: { totalCount: 2 }, couponPopularity: { rows: [] } },
  );
  assert.deepEqual(await traces(uri, [CANARY, '13912345678']), []);
  const left = (
    await admin.ask('{segment(key:"searchers"){transitions(first:10){edges{node{profileId kind cause}}}}}')
  ).segment.transitions.edges.map((e: any) => e.node);
  assert.deepEqual(
    left[0],
    { profileId: profile, kind: 'LEFT', cause: 'ERASURE' },
    'the ledger keeps an id without any personal data',
  );
  await ws.dispose();
  assert.equal(
    (await admin.send('mutation($id:String!){cancelJob(id:$id){id}}', { id: job.id })).errors![0].extensions.code,
    'CONFLICT',
  );
});

test('facts from before an erasure are rejected, and later facts start another customer', async () => {
  const r = await admin.ask(INGEST, {
    e: [
      search('1', '2026-03-10T10:00:00Z'),
      search('late', '2026-03-09T10:00:00Z', [id('phone', '13912345678'), id('member_id', 'neighbour')]),
      search('4', '2026-03-10T12:03:00Z'),
    ],
  });
  assert.deepEqual(
    r.ingestEvents.results.map((x: any) => [x.status, x.code, x.path]),
    [0, 1, 2].map((i) => ['REJECTED', 'CONFLICT', `events[${i}].identities`]),
  );
  const tags = await admin.ask(
    'mutation($i:[IdentityInput!]!){setTags(tags:[{tag:"level",value:"x",identities:$i,observedAt:"2026-03-01T00:00:00Z"}]){status code reason}}',
    { i: member },
  );
  assert.deepEqual(tags.setTags[0], { status: 'REJECTED', code: 'CONFLICT', reason: 'IDENTITY_ERASED' });
  assert.deepEqual(await traces(uri, [CANARY, '13912345678']), []);
  await admin.ask('mutation{advanceClock(to:"2026-03-11T12:00:00Z"){now}}');
  const fresh = await admin.ask(INGEST, { e: [search('5', '2026-03-11T11:00:00Z')] });
  assert.equal(fresh.ingestEvents.accepted, 1);
  assert.notEqual(fresh.ingestEvents.results[0].profile, profile);
  // Events with the old message ids are still rejected. The new customer has only the new event.
  const { profile: p } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){events(first:5){edges{node{id}}}}}',
    { i: member[0] },
  );
  assert.deepEqual(
    p.events.edges.map((e: any) => e.node.id),
    ['test|5'],
  );
});

test('an erasure takes precedence over concurrent facts', async () => {
  for (let round = 0; round < 5; round++) {
    const who = [id('member_id', `race${round}`)];
    const first = await admin.ask(INGEST, { e: [search(`r${round}`, '2026-03-11T10:00:00Z', who)] });
    const p = first.ingestEvents.results[0].profile;
    const all = await Promise.all([
      admin.send('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', { p }),
      ...Array.from({ length: 20 }, (_, i) =>
        admin.send(INGEST, { e: [search(`r${round}-${i}`, '2026-03-11T10:30:00Z', who)] }),
      ),
    ]);
    assert.equal(all[0].data?.eraseProfile.state, 'DONE', JSON.stringify(all[0].errors));
    for (const a of all.slice(1)) assert.ok(a.data, JSON.stringify(a.errors));
    assert.equal((await admin.ask('query($p:String!){profile(id:$p){id}}', { p })).profile, null);
    // Every fact that was accepted arrived before the erasure and is deleted. Nothing was stored afterwards.
    assert.equal((await admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: who[0] })).profile, null);
    assert.deepEqual(await traces(uri, [`race${round}`]), []);
  }
});

test('the audit log names actor, operation, target and time of every change, and can be filtered', async () => {
  const operations = new Set<string>();
  for (let after: string | null = null; ;) {
    const { auditLog: page } = await admin.ask(
      'query($a:String){auditLog(first:50,after:$a){edges{node{actor operation target at}} pageInfo{hasNextPage endCursor}}}',
      { a: after },
    );
    for (const { node } of page.edges) {
      assert.ok(['test', 'strata'].includes(node.actor) && node.target !== '' && Date.parse(node.at) > 0);
      operations.add(node.operation);
    }
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  for (const o of [
    'defineTag',
    'defineSegment',
    'defineLayerModel',
    'defineCoupon',
    'defineExperiment',
    'ingestEvents',
    'identify',
    'setTags',
    'recordTagPoints',
    'claimCoupon',
    'redeemCoupon',
    'assignExperiment',
    'eraseProfile',
    'advanceClock',
  ])
    assert.ok(operations.has(o), o);
  const { auditLog: erasures } = await admin.ask(
    '{auditLog(first:1,operation:"eraseProfile",actor:"test"){edges{node{target}} pageInfo{hasNextPage endCursor}}}',
  );
  assert.equal(erasures.pageInfo.hasNextPage, true);
  assert.match(erasures.edges[0].node.target, /^[\da-f]{28}$/);
  assert.equal((await admin.ask('{auditLog(first:1,actor:"nobody"){edges{cursor}}}')).auditLog.edges.length, 0);
  assert.equal(
    (await server.caller('shop', ['define']).send('{auditLog(first:1){edges{cursor}}}')).errors![0].extensions.code,
    'FORBIDDEN',
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
