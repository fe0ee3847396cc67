/** Tests who may upload and import: scopes, sources, partners, other callers, and requests of other sites. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventsOf } from '../support/importing.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { bearerOf, putPart, Uploading } from '../support/uploading.js';

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-31T00:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
});
after(() => server.remove());

const FILE = 'line,member,city\n1,M1,杭州\n2,M2,北京\n';
const EVENTS = {
  source: 'till',
  identities: [{ namespace: 'member_id', value: '{member}' }],
  event: { type: 'visit', messageId: 'v-{line}', occurredAt: { value: '2026-03-01', as: 'day' } },
} as const;
const TAGS = { source: 'till', identities: EVENTS.identities, tags: [{ tag: 'city', value: '{city}' }] } as const;
const START = 'mutation($id:String!,$m:String!){startImport(id:$id,mapping:$m){id}}';
const refusal = async (caller: Caller, id: string, mapping: object): Promise<string> =>
  (await caller.send(START, { id, m: JSON.stringify(mapping) })).errors?.[0].extensions.reason ?? 'none';

test('an upload needs the scope for events, on every path', async () => {
  const reader = server.caller('shop', ['profiles:read', 'segments:read'], 'reader');
  for (const query of [
    'mutation{createUpload(input:{name:"a.csv",bytes:1}){id}}',
    '{imports{id}}',
    '{import(id:"x"){id}}',
    '{guessImportMapping(id:"x"){mapping}}',
    '{previewImport(id:"x",mapping:"{}"){problems}}',
    'mutation{startImport(id:"x",mapping:"{}"){id}}',
    'mutation{discardUpload(id:"x"){id}}',
  ])
    assert.equal((await reader.send(query)).errors![0].extensions.reason, 'SCOPE_MISSING', query);
  const put = await putPart(server, 'x?offset=0', 'a', bearerOf(reader));
  assert.deepEqual([put.status, put.body.errors[0].extensions.reason], [403, 'SCOPE_MISSING']);
});

test('callers see only their own uploads, and an administrator sees all', async () => {
  const own = server.caller('shop', ['events:write'], 'till');
  const other = server.caller('shop', ['events:write'], 'other');
  const id = await new Uploading(server, own).send('a.csv', FILE);
  const seen = async (caller: Caller): Promise<boolean> =>
    (await caller.ask('{imports{id}}')).imports.some((each: Loose) => each.id === id);
  assert.deepEqual([await seen(own), await seen(other), await seen(admin)], [true, false, true]);
  assert.equal(await refusal(other, id, EVENTS), 'IMPORT_NOT_FOUND');
  assert.equal((await putPart(server, `${id}?offset=0`, 'a', bearerOf(other))).status, 404);
  const stranger = await server.sandbox('elsewhere', '2026-03-31T00:00:00Z');
  assert.equal(await refusal(stranger, id, EVENTS), 'IMPORT_NOT_FOUND');
  const rejects = await fetch(new URL(`/imports/${id}/rejects.ndjson`, server.url), { headers: bearerOf(other) });
  assert.equal(rejects.status, 404);
});

test('facts have the rights of their caller, and tags of another source need an administrator', async () => {
  const till = server.caller('shop', ['events:write', 'tags:write:*'], 'till');
  const other = server.caller('shop', ['events:write', 'events:source:till', 'tags:write:*'], 'other');
  const stranger = server.caller('shop', ['events:write'], 'stranger');
  const files = (caller: Caller): Uploading => new Uploading(server, caller);
  assert.equal(await refusal(stranger, await files(stranger).send('a.csv', FILE), EVENTS), 'SOURCE_NOT_GRANTED');
  assert.equal(await refusal(other, await files(other).send('a.csv', FILE), TAGS), 'SOURCE_NOT_GRANTED');
  const id = await files(other).send('a.csv', FILE);
  await files(other).start(id, EVENTS);
  assert.equal((await files(other).ended(id)).counts.accepted, 2);
  const untagged = await files(stranger).send('a.csv', FILE);
  await files(stranger).start(untagged, { ...TAGS, source: 'stranger' });
  const refused = await files(stranger).ended(untagged);
  assert.equal(refused.counts?.tagged ?? 0, 0, 'without the scope for tags, no tag is written');
  const tagged = await files(till).send('a.csv', FILE);
  await files(till).start(tagged, TAGS);
  assert.equal((await files(till).ended(tagged)).counts.tagged, 2);
  const { profile } = await admin.ask('{profile(identity:{namespace:"member_id",value:"M1"}){tags{key value source}}}');
  assert.deepEqual(profile.tags, [{ key: 'city', value: '杭州', source: 'till' }]);
  const consent = { ...EVENTS, source: 'stranger', event: { ...EVENTS.event, type: 'consent_given' } };
  const consents = await files(stranger).send('a.csv', FILE);
  await files(stranger).start(consents, consent);
  assert.equal((await files(stranger).ended(consents)).counts.rejected, 2, 'consent needs its scope');
});

test('a partner imports within its grants, and its suspension ends the import', async () => {
  await admin.ask('mutation{definePartner(input:{key:"vendor",lookups:["member_id"],tags:[],sources:[]}){key}}');
  const vendor = server.caller('shop', ['admin'], 'vendor');
  const files = new Uploading(server, vendor);
  const mapping = { ...EVENTS, source: 'vendor' };
  const id = await files.send('a.csv', FILE);
  await files.start(id, mapping);
  assert.equal((await files.ended(id)).counts.accepted, 2);
  const phones = await files.send('a.csv', 'line,phone\n1,13700000001\n');
  await files.start(phones, { ...mapping, identities: [{ namespace: 'phone', value: '{phone}' }] });
  const { counts } = await files.ended(phones);
  assert.deepEqual([counts.accepted, counts.rejected], [0, 1], 'it may not name customers by phone');
  assert.match((await files.rejects(phones))[0].reason, /^PARTNER_NAMESPACE_NOT_GRANTED/);
  const held = await files.send('a.csv', FILE);
  await admin.ask('mutation{definePartner(input:{key:"vendor",mode:SUSPENDED}){key}}');
  assert.equal(await refusal(vendor, held, mapping), 'PARTNER_SUSPENDED');
});

test('facts of files rank below those of servers', async () => {
  const file = 'order,member,amount\nO1,M9,10\n';
  const mapping = {
    source: 'ledger',
    identities: [{ namespace: 'member_id', value: '{member}' }],
    event: {
      type: 'order_paid',
      messageId: 'l-{order}',
      occurredAt: { value: '2026-03-01', as: 'day' },
      order: { orderId: '{order}', amount: '{amount}' },
    },
  };
  const paid = { type: 'order_paid', messageId: 's', identities: [{ namespace: 'member_id', value: 'M9' }] };
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [{ ...paid, occurredAt: '2026-03-01T00:00:00Z', order: { orderId: 'O1', amount: '12' } }],
  });
  const files = new Uploading(server, admin);
  const id = await files.send('ledger.csv', file);
  await files.start(id, mapping);
  assert.equal((await files.ended(id)).counts.accepted, 1);
  assert.equal((await eventsOf(admin, 'M9', 'type', 'member_id')).length, 2);
  const { profiles } = await admin.ask('{profiles(first:1,expression:"sum(order_paid.amount) = 12"){totalCount}}');
  assert.equal(profiles.totalCount, 1, 'the amount of the server counts');
});

test('a cookie alone opens no upload, because other sites could send it', async () => {
  const headers = { cookie: 'strata-1=shop.x', origin: 'https://elsewhere.example' };
  const { status } = await putPart(server, 'x?offset=0', 'a', headers);
  assert.ok(status === 401 || status === 403, String(status));
  const wrong = await fetch(new URL('/imports/x', server.url), { headers: bearerOf(admin) });
  assert.equal(wrong.status, 405);
  const unknown = await fetch(new URL('/imports/x/y', server.url), { headers: bearerOf(admin) });
  assert.equal(unknown.status, 404);
});
