/**
 * Tests definitions whose dependencies become personal after they were saved. A caller without the scope for personal
 * tags learns nothing through them. HTTP and WebSocket behave the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const WHO = [{ namespace: 'member_id', value: 'P1' }];
const PLAIN = ['profiles:read', 'segments:read', 'define', 'analytics:read'];
const REVEALED = [
  'query($id:String!){profile(id:$id){tags(keys:["open"]){key} tagHistory(key:"open"){at}}}',
  'query($id:String!){profile(id:$id){tagHistory(key:"open"){at}}}',
  '{segmentPortrait(segment:"all",tags:[{key:"open"}]){size}}',
];

let server: TestServer;
before(async () => void (server = await TestServer.start()));
after(() => server.remove());

const defineSegment = (verb: 'defineSegment' | 'redefineSegment', key: string, expression: string, more = ''): string =>
  `mutation{${verb}(input:{key:"${key}",expression:${JSON.stringify(expression)}${more}},wait:true){segment{key}}}`;
const OPEN_TAG = (personal: boolean): string =>
  `mutation{defineTag(input:{key:"open",kind:DYNAMIC,type:STRING,personal:${String(personal)},rules:[{when:"in segment x",value:"yes"}],otherwise:"no"},wait:true){key}}`;
const MODEL = (when: string): string =>
  `mutation{defineLayerModel(input:{key:"m",layers:[{key:"some",when:${JSON.stringify(when)}},{key:"rest"}]},wait:true){model{key}}}`;

interface Shop {
  readonly admin: Caller;
  readonly plain: Caller;
  readonly id: string;
}

async function shopOf(id: string, over: 'HTTP' | 'WebSocket'): Promise<Shop> {
  const own = await server.sandbox(id, CLOCK);
  const admin = over === 'HTTP' ? own : own.overWebSocket();
  const limited = server.caller(id, PLAIN, 'plain');
  const plain = over === 'HTTP' ? limited : limited.overWebSocket();
  await admin.ask('mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}');
  await admin.ask('mutation{defineTag(input:{key:"colour",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  const { setTags } = await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){profile status}}', {
    t: ['illness', 'colour'].map((tag) => ({
      tag,
      value: 'flu',
      observedAt: '2026-03-10T11:00:00Z',
      identities: WHO,
    })),
  });
  await plain.ask(defineSegment('defineSegment', 'all', 'not (tag colour = "none")'));
  return { admin, plain, id: setTags[0].profile };
}

const reasonOf = async (caller: Caller, query: string, variables?: Record<string, unknown>): Promise<unknown> =>
  (await caller.send(query, variables)).errors?.[0].extensions.reason;

for (const over of ['HTTP', 'WebSocket'] as const) {
  const shop = over.toLowerCase();

  test(`${over}: a tag becomes personal only if no derived tag or shared segment reveals it`, async () => {
    const { admin, plain, id } = await shopOf(`${shop}-refused`, over);
    await plain.ask(defineSegment('defineSegment', 'x', 'tag colour = "flu"'));
    await plain.ask(OPEN_TAG(false));
    await plain.ask(defineSegment('defineSegment', 'shared', 'in segment x', ',shareable:true'));
    await plain.ask(MODEL('tag colour = "flu"'));
    await plain.ask(
      'mutation{defineTag(input:{key:"of_layer",kind:DYNAMIC,type:STRING,rules:[{when:"in layer m.some",value:"yes"}]}){key}}',
    );
    const changes = [
      defineSegment('redefineSegment', 'x', 'tag illness = "flu"'),
      MODEL('tag illness = "flu"'),
      'mutation{defineTag(input:{key:"colour",personal:true}){key}}',
    ];
    for (const change of changes) assert.equal(await reasonOf(admin, change), 'TAG_READ_OPENLY', change);
    const { errors } = await admin.send(changes[0]);
    assert.match(errors![0].message, /tag open, segment shared/);
    // A draft is read by nobody, and a segment that is shared on purpose reveals nothing that its author did not share.
    await admin.ask(defineSegment('redefineSegment', 'x', 'tag illness = "flu"', ',draft:true'));
    assert.equal(await reasonOf(admin, 'mutation{publishSegment(key:"x"){segment{key}}}'), 'TAG_READ_OPENLY');
    await admin.ask(OPEN_TAG(true));
    await admin.ask(defineSegment('redefineSegment', 'shared', 'in segment x', ',shareable:false'));
    await admin.ask('mutation{publishSegment(key:"x",wait:true){segment{key}}}');
    assert.deepEqual((await plain.ask('query($id:String!){profile(id:$id){tags{key}}}', { id })).profile.tags, [
      { key: 'colour' },
      { key: 'of_layer' },
    ]);
  });

  test(`${over}: a derived tag from before its dependency became personal is read like a personal tag`, async () => {
    const { admin, plain, id } = await shopOf(`${shop}-stored`, over);
    await plain.ask(defineSegment('defineSegment', 'x', 'tag colour = "flu"'));
    await plain.ask(OPEN_TAG(false));
    for (const query of REVEALED) await plain.ask(query, query.includes('$id') ? { id } : undefined);
    // Earlier versions accepted this change. It is stored here as they stored it.
    const { stores, catalogues } = server.running.services;
    const workspace = `${shop}-stored`;
    const segments = await stores.definitions.segments(workspace);
    const x = segments.find(({ key }) => key === 'x')!;
    await stores.transact(async (tx) => {
      const publishedAt = await stores.workspaces.raiseVersion(workspace, 'segments', tx);
      const condition = { ...x.condition, tag: 'illness' } as typeof x.condition;
      await stores.definitions.saveSegment(workspace, { ...x, condition, publishedAt, version: 2 }, tx);
    });
    catalogues.outdate(workspace);
    const { profile, tagDefinitions } = await plain.ask(
      'query($id:String!){profile(id:$id){tags{key}} tagDefinitions{key}}',
      { id },
    );
    assert.deepEqual(profile.tags, [{ key: 'colour' }]);
    assert.deepEqual(tagDefinitions, [{ key: 'colour' }]);
    for (const query of REVEALED.slice(1))
      assert.equal(await reasonOf(plain, query, query.includes('$id') ? { id } : undefined), 'TAG_NOT_FOUND', query);
    assert.equal(
      await reasonOf(plain, '{profiles(first:1,expression:"tag open = \\"yes\\""){totalCount}}'),
      'PERSONAL_TAG_CONCEALED',
    );
    const all = await admin.ask('query($id:String!){profile(id:$id){tags(keys:["open"]){value}}}', { id });
    assert.deepEqual(all.profile.tags, [{ value: 'yes' }]);
  });

  test(`${over}: only callers who may read personal tags can change them and what depends on them`, async () => {
    const { admin, plain, id } = await shopOf(`${shop}-opened`, over);
    await admin.ask(defineSegment('defineSegment', 'ill', 'tag illness = "flu"'));
    await admin.ask(MODEL('tag illness = "flu"'));
    const refused = [
      'mutation{defineTag(input:{key:"illness",personal:false}){key}}',
      defineSegment('redefineSegment', 'ill', 'tag colour = "flu"'),
      MODEL('tag colour = "flu"'),
    ];
    for (const change of refused) assert.equal(await reasonOf(plain, change), 'PERSONAL_TAG_CONCEALED', change);
    const transitions = 'query($id:String!){profile(id:$id){transitions(first:10){edges{node{segmentKey}}}}}';
    const known = async (caller: Caller): Promise<string[]> =>
      (await caller.ask(transitions, { id })).profile.transitions.edges
        .map(({ node }: { readonly node: { readonly segmentKey: string } }) => node.segmentKey)
        .sort();
    await plain.ask('mutation{retireSegment(key:"ill",wait:true){segment{key}}}');
    await plain.ask('mutation{retireLayerModel(key:"m",wait:true){model{key}}}');
    // Nor does a retired segment open when its key, or the tag that it read, is defined again.
    for (const change of [refused[1].replace('redefine', 'define'), refused[2]])
      assert.equal(await reasonOf(plain, change), 'PERSONAL_TAG_CONCEALED', change);
    await admin.ask('mutation{retireTag(key:"illness"){key}}');
    assert.equal(
      await reasonOf(
        plain,
        'mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:false}){key}}',
      ),
      'PERSONAL_TAG_CONCEALED',
    );
    assert.deepEqual(await known(plain), ['all']);
    assert.deepEqual(await known(admin), ['all', 'ill', 'ill', 'm.some', 'm.some']);
  });

  test(`${over}: cancelling a backfill does not restore a condition that would reveal a personal tag`, async () => {
    const { admin, plain } = await shopOf(`${shop}-cancelled`, over);
    await admin.ask(defineSegment('defineSegment', 'x', 'tag illness = "flu"'));
    await admin.ask(defineSegment('redefineSegment', 'x', 'tag colour = "flu"'));
    await plain.ask(OPEN_TAG(false));
    const { jobs } = server.running.services.stores;
    const job = {
      ...(await jobs.page(`${shop}-cancelled`, { first: 1 }))[0],
      id: `again-${shop}`,
      state: 'RUNNING',
      subject: 'x',
    };
    await server.running.services.stores.transact((tx) => jobs.insert(job as never, tx));
    const cancel = `mutation{cancelJob(id:"again-${shop}"){state}}`;
    assert.equal(await reasonOf(plain, cancel), 'PERSONAL_TAG_CONCEALED');
    assert.equal(await reasonOf(admin, cancel), 'TAG_READ_OPENLY');
    assert.deepEqual((await admin.ask(`{job(id:"again-${shop}"){state}}`)).job, { state: 'RUNNING' });
  });
}

test('an alert about a watched segment is hidden from callers who may not see its members', async () => {
  const { admin, plain } = await shopOf('watched', 'HTTP');
  await admin.ask(defineSegment('defineSegment', 'ill', 'tag illness = "flu"'));
  const model = (watch: string): string =>
    `mutation{defineLayerModel(input:{key:"m",layers:[{key:"often",when:"count(store_visit) >= 1"},{key:"rest"}],warnings:[{key:"w",from:["rest"],to:["often"],watch:"${watch}"}]},wait:true){model{key}}}`;
  assert.equal(await reasonOf(plain, model('ill')), 'PERSONAL_TAG_CONCEALED');
  await admin.ask(model('ill'));
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [{ messageId: 'w1', type: 'store_visit', occurredAt: '2026-03-10T11:30:00Z', identities: WHO }],
  });
  const alerts = '{alerts(first:5){totalCount edges{node{warning}}}}';
  await eventually(async () => (await admin.ask(alerts)).alerts.totalCount === 1, 'the alert');
  assert.deepEqual((await plain.ask(alerts)).alerts, { totalCount: 0, edges: [] });
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
