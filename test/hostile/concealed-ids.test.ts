/**
 * Checks that results of writes reveal no profile id to callers who may not look up the customer, and no personal tag.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const INGEST = 'mutation($e:[EventInput!]!,$d:Boolean){ingestEvents(events:$e,dryRun:$d){results{status profile}}}';
const IDENTIFY = 'mutation($i:[IdentityInput!]!){identify(identities:$i){profile merged}}';
const SET = 'mutation($t:[SetTagInput!]!){setTags(tags:$t){status profile}}';
const OWN = '{ownWrites(first:10){edges{node{tag value profile}}}}';
const PHONE = { namespace: 'phone', value: '+8613800000001' };

let server: TestServer;
let admin: Caller;
let id: string;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}',
  );
  id = (await admin.ask(IDENTIFY, { i: [PHONE, { namespace: 'member_id', value: 'M1' }] })).identify.profile;
});
after(() => server.remove());

let n = 0;
const event = (): object => ({
  messageId: `m${n++}`,
  type: 'searched',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [PHONE],
});

test('the id behind a telephone number is answered to who may look it up, whether or not anything is written', async () => {
  for (const [scopes, learns] of [
    [[], false],
    [['profiles:read'], false],
    [['profiles:lookup:email'], false],
    [['profiles:lookup:phone'], true],
    [['profiles:read', 'profiles:read:personal'], true],
    [['admin'], true],
  ] as const) {
    const caller = server.caller('shop', ['events:write', 'tags:write:shop', ...scopes], 'web');
    const expected = learns ? id : null;
    for (const d of [true, false]) {
      const { results } = (await caller.ask(INGEST, { e: [event()], d })).ingestEvents;
      assert.deepEqual(results, [{ status: 'ACCEPTED', profile: expected }], scopes.join(' '));
    }
    assert.equal((await caller.ask(IDENTIFY, { i: [PHONE] })).identify.profile, expected);
    const [tag] = (await caller.ask(SET, { t: [{ tag: 'city', value: 'Oslo', identities: [PHONE] }] })).setTags;
    assert.equal(tag.profile, expected);
    const own = (await caller.ask(OWN)).ownWrites.edges[0].node.profile;
    assert.equal(own, learns && scopes[0] !== 'profiles:lookup:phone' ? id : null, 'by whatever it was named');
  }
});

test('a writer of a personal tag does not read it back without the scope', async () => {
  const writer = server.caller('shop', ['tags:write:shop'], 'clinic');
  const member = [{ namespace: 'member_id', value: 'M1' }];
  const tags = [
    { tag: 'illness', value: 'flu', identities: member },
    { tag: 'city', value: 'Oslo', identities: member },
  ];
  await writer.ask(SET, { t: tags });
  const shown = async (caller: Caller): Promise<Loose> =>
    Object.fromEntries((await caller.ask(OWN)).ownWrites.edges.map((e: Loose) => [e.node.tag, e.node.value]));
  assert.deepEqual(await shown(writer), { illness: null, city: 'Oslo' });
  const reader = server.caller('shop', ['tags:write:shop', 'profiles:read:personal'], 'clinic');
  assert.deepEqual(await shown(reader), { illness: 'flu', city: 'Oslo' });
});
