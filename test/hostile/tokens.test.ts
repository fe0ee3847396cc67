/**
 * Tests tokens. Revocation takes effect immediately on every process and in open streams. A token does not work in a
 * later workspace with the same id, and an issuer can only grant its own rights.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import jwt from 'jsonwebtoken';
import { endlessPause } from '../support/endless-pause.js';
import { patience } from '../support/patience.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { http, RawSocket, ws } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const ISSUE = 'mutation($i:IssueTokenInput!){issueToken(input:$i){token id expiresAt}}';
const REVOKE = 'mutation($id:String!,$with:Boolean){revokeToken(id:$id,withIssued:$with){ids recorded}}';
const REVOKE_OF = 'mutation($s:String!,$t:DateTime){revokeTokensOf(subject:$s,issuedBefore:$t)}';
const TOKENS =
  'query($first:Int!,$after:String,$subject:String){tokens(first:$first,after:$after,subject:$subject){edges{node{id subject scopes label issuedBy issuedWith usedAt revokedAt revokedBy}} pageInfo{hasNextPage endCursor}}}';
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
const TRANSPORTS = [
  ['HTTP', http],
  ['WebSocket', ws],
] as const;

let server: TestServer;
/** Another process of the same installation, which shares the secret and the database. */
let other: TestServer;
let admin: Caller;
let n = 0;

before(async () => {
  server = await TestServer.start({ STRATA_JWT_SECRET: 'x'.repeat(40), STRATA_DATABASE: 'tokens' });
  other = await TestServer.start({
    STRATA_JWT_SECRET: 'x'.repeat(40),
    STRATA_DATABASE: 'tokens',
    MONGODB_URI: process.env.MONGODB_URI ?? server.running.databaseUri,
  });
  admin = await server.sandbox('shop', CLOCK);
  await admin.ask(
    'mutation{a:defineTag(input:{key:"secret",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key} b:defineSegment(input:{key:"active",expression:"did(searched)"},wait:true){job{state}} c:defineSegment(input:{key:"marked",expression:"tag secret exists"},wait:true){job{state}}}',
  );
});
after(async () => {
  await other.remove();
  await server.remove();
});

const searched = (member: string): object => ({
  messageId: `m${n++}`,
  type: 'searched',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [{ namespace: 'member_id', value: member }],
});
const issue = async (
  input: object = {},
  by: Caller = admin,
): Promise<{ readonly token: string; readonly id: string; readonly expiresAt: string }> =>
  (await by.ask(ISSUE, { i: { subject: 'app', scopes: ['segments:read', 'events:write'], hours: 1, ...input } }))
    .issueToken;
const codeOf = (reply: { readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[] }): string =>
  reply.errors?.[0].extensions?.code ?? 'OK';
const track = async (at: TestServer, token: string): Promise<string> => {
  const res = await fetch(at.url.replace('/graphql', '/v1/track'), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` },
    body: JSON.stringify({ userId: 'T', event: 'Searched' }),
  });
  return codeOf((await res.json()) as never);
};
/** Returns the distinct response codes of every entry point of both processes for a token. */
const everywhere = async (token: string): Promise<string[]> => {
  const said: string[] = [];
  for (const at of [server, other]) {
    for (const [, transport] of TRANSPORTS)
      said.push(codeOf(await transport(at, token, '{segment(key:"active"){key}}')));
    said.push(await track(at, token));
  }
  return [...new Set(said)];
};

/** Opens a stream and collects its items. */
async function follow(
  at: TestServer,
  token: string,
  query: string,
): Promise<{ socket: RawSocket; items: Loose[]; over: () => Loose }> {
  const socket = await RawSocket.acknowledged(at, token);
  const items: Loose[] = [];
  let over: Loose;
  socket.ws.on('message', (m) => {
    const message = JSON.parse((m as Buffer).toString());
    if (message.type === 'next' && message.payload.errors === undefined) items.push(message.payload.data);
    else if (message.id === 's') over ??= message;
  });
  socket.send({ id: 's', type: 'subscribe', payload: { query } });
  await eventually(() => items.length > 0, 'the stream begins');
  return { socket, items, over: () => over };
}

test('a revoked token is rejected from the response on, at every endpoint of every process', async () => {
  const { token, id } = await issue();
  assert.deepEqual(await everywhere(token), ['OK']);
  assert.deepEqual((await admin.ask(REVOKE, { id })).revokeToken, { ids: [id], recorded: true });
  assert.deepEqual(await everywhere(token), ['UNAUTHENTICATED']);
  assert.deepEqual((await admin.ask(REVOKE, { id })).revokeToken.ids, [], 'revoking again changes nothing');
});

test('revoking a token closes its open sockets', async () => {
  const { token, id } = await issue();
  const socket = await RawSocket.acknowledged(other, token);
  await admin.ask(REVOKE, { id });
  socket.send({ id: '1', type: 'subscribe', payload: { query: '{segment(key:"active"){key}}' } });
  const refused = await socket.until((m) => m.id === '1');
  assert.equal(refused.payload[0].extensions.code, 'UNAUTHENTICATED');
  assert.equal((await socket.untilClosed())?.code, 4403);
});

test('the stream of a revoked token receives nothing committed after the revocation', async () => {
  for (const at of [server, other]) {
    const { token, id } = await issue();
    const stream = await follow(at, token, 'subscription{membershipChanged(segments:["active"]){change{profileId}}}');
    await admin.ask(INGEST, { e: [searched(`before${n}`)] });
    await eventually(() => stream.items.some((x) => x.membershipChanged.change), 'what came before is told');
    const heard = stream.items.length;
    await admin.ask(REVOKE, { id });
    await admin.ask(INGEST, { e: [searched(`after${n}`)] });
    const over = await eventually(() => stream.over(), 'the stream ends');
    assert.match(JSON.stringify(over), /UNAUTHENTICATED/);
    assert.equal(stream.items.length, heard);
    stream.socket.close();
  }
});

test('a revoked token receives no more sizes, also while none changes and while the stream is idle', async () => {
  endlessPause(server, 60_000);
  const { token, id } = await issue();
  const queries = [1000, 60_000].map(
    (everyMs) => `subscription{segmentSizes(segments:["active"],everyMs:${everyMs}){size}}`,
  );
  const followed = await Promise.all(queries.map((query) => follow(server, token, query)));
  const streamed = await Promise.all(
    queries.map((query) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
        signal: AbortSignal.timeout(patience(30_000)),
      }),
    ),
  );
  await admin.ask(REVOKE, { id });
  for (const stream of streamed) assert.match(await stream.text(), /TOKEN_REVOKED[^]*event: complete/);
  for (const { over, socket } of followed) {
    assert.match(JSON.stringify(await eventually(over, 'the stream ends')), /TOKEN_REVOKED/);
    socket.close();
  }
});

test('revoking a token also revokes the tokens issued with it, if requested', async () => {
  const first = await issue({ subject: 'chief', scopes: ['admin'], hours: 0.01 });
  const chief = new Bearer(first.token);
  const second = await issue({ subject: 'deputy', scopes: ['admin'], hours: 24 }, chief.caller);
  const third = await issue({ hours: 8000 }, new Bearer(second.token).caller);
  const apart = await issue();
  const { ids } = (await admin.ask(REVOKE, { id: first.id, with: true })).revokeToken;
  assert.deepEqual(new Set(ids), new Set([first.id, second.id, third.id]));
  for (const { token } of [first, second, third]) assert.deepEqual(await everywhere(token), ['UNAUTHENTICATED']);
  assert.deepEqual(await everywhere(apart.token), ['OK']);
});

test('tokens of the command line, and all of a subject before an instant, can be revoked', async () => {
  const printed = server.token('shop', ['segments:read', 'events:write'], 'printed');
  const { jti } = jwt.decode(printed) as { jti: string };
  assert.deepEqual((await admin.ask(REVOKE, { id: jti })).revokeToken, { ids: [jti], recorded: false });
  assert.deepEqual(await everywhere(printed), ['UNAUTHENTICATED']);
  const before = server.token('shop', ['segments:read', 'events:write'], 'printed');
  const neighbour = server.token('shop', ['segments:read', 'events:write'], 'printed2');
  assert.deepEqual(await everywhere(before), ['OK']);
  await admin.ask(REVOKE_OF, { s: 'printed' });
  const later = await issue({ subject: 'printed' });
  assert.deepEqual(await everywhere(before), ['UNAUTHENTICATED']);
  assert.deepEqual(await everywhere(neighbour), ['OK']);
  assert.deepEqual(await everywhere(later.token), ['OK']);
  assert.equal(codeOf(await admin.send(REVOKE_OF, { s: 'printed', t: '2100-01-01T00:00:00Z' })), 'BAD_USER_INPUT');
});

test('only an operator of the workspace can revoke and list tokens', async () => {
  const { id } = await issue();
  for (const [, transport] of TRANSPORTS) {
    const plain = server.token('shop', ['define', 'tokens:issue', 'profiles:read']);
    for (const query of [
      `mutation{revokeToken(id:"${id}"){ids}}`,
      'mutation{revokeTokensOf(subject:"app")}',
      '{tokens(first:1){edges{node{id}}}}',
    ])
      assert.equal(codeOf(await transport(server, plain, query)), 'FORBIDDEN');
  }
  const stranger = await server.sandbox('elsewhere', CLOCK);
  await stranger.ask(REVOKE, { id });
  await stranger.ask(REVOKE_OF, { s: '*' });
  assert.equal(
    (await stranger.send('{tokens(first:1){edges{node{id}}}}')).errors?.[0].extensions.code,
    'UNAUTHENTICATED',
  );
  const [{ node }] = (await admin.ask(TOKENS, { first: 1 })).tokens.edges;
  assert.deepEqual([node.id, node.revokedAt], [id, null]);
});

/** A caller with an issued token. */
class Bearer {
  readonly caller: Caller;
  constructor(token: string) {
    const made = server.caller('shop', []);
    this.caller = Object.assign(Object.create(Object.getPrototypeOf(made) as object) as Caller, made, { token });
  }
}

test('an issued token is limited to the scopes, the name and the expiry of its issuer', async () => {
  for (const over of ['HTTP', 'WebSocket']) {
    const own = server.caller(
      'shop',
      ['tokens:issue', 'events:write', 'events:source:pos', 'tags:write:*'],
      'till',
      600,
    );
    const till = over === 'HTTP' ? own : own.overWebSocket();
    const refused = async (input: object): Promise<(string | undefined)[]> => {
      const i = { subject: 'till', scopes: ['events:write'], hours: 0.1, ...input };
      const { errors } = await till.send(ISSUE, { i });
      return [errors?.[0].extensions.code, errors?.[0].extensions.inputPath];
    };
    assert.deepEqual(await refused({ scopes: ['events:write', 'profiles:read'] }), ['FORBIDDEN', 'input.scopes[1]']);
    assert.deepEqual(await refused({ scopes: ['admin'] }), ['FORBIDDEN', 'input.scopes[0]']);
    assert.deepEqual(await refused({ scopes: ['events:source:*'] }), ['FORBIDDEN', 'input.scopes[0]']);
    assert.deepEqual(await refused({ subject: 'crm' }), ['FORBIDDEN', 'input.subject']);
    assert.deepEqual(await refused({ hours: 8784 }), ['FORBIDDEN', 'input.hours']);
    for (const input of [{}, { subject: 'pos' }, { scopes: ['tags:write:crm', 'tags:write:*'] }])
      assert.deepEqual(await refused(input), [undefined, undefined]);
  }
  assert.equal(
    codeOf(await admin.send(ISSUE, { i: { subject: 'x', scopes: ['installation'], hours: 1 } })),
    'FORBIDDEN',
    'the scope of the installation cannot be issued',
  );
});

test('issued tokens are listed in pages, with their label and their approximate last use', async () => {
  const labelled = await issue({ subject: 'recorded', label: 'the till in Hangzhou' });
  for (let i = 0; i < 4; i++) await issue({ subject: 'recorded' });
  assert.deepEqual(await everywhere(labelled.token), ['OK']);
  const seen: Loose[] = [];
  for (let after: string | undefined; ;) {
    const { edges, pageInfo } = (await admin.ask(TOKENS, { first: 2, after, subject: 'recorded' })).tokens;
    seen.push(...edges.map((e: Loose) => e.node));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  assert.equal(new Set(seen.map((x) => x.id)).size, 5);
  const oldest = seen.at(-1);
  assert.deepEqual(
    [oldest.id, oldest.label, oldest.issuedBy, oldest.scopes],
    [labelled.id, 'the till in Hangzhou', 'test', ['segments:read', 'events:write']],
  );
  assert.ok(oldest.issuedWith);
  await eventually(
    async () => (await admin.ask(TOKENS, { first: 10, subject: 'recorded' })).tokens.edges.at(-1).node.usedAt,
    'its use is noted',
  );
  assert.ok(!JSON.stringify(seen).includes(labelled.token));
});

test('a token of a removed workspace is not valid in a later one with the same id', async () => {
  const first = await server.sandbox('again', CLOCK);
  const printed = server.token('again', ['admin'], 'printed');
  const issued = (await first.ask(ISSUE, { i: { subject: 'app', scopes: ['admin'], hours: 1 } })).issueToken.token;
  await first.ask('mutation{deleteSandbox(id:"again")}');
  assert.equal(codeOf(await first.send('{workspace{id}}')), 'NOT_FOUND');
  const second = await server.sandbox('again', CLOCK);
  for (const token of [first.token, printed, issued])
    for (const at of [server, other])
      for (const [, transport] of TRANSPORTS)
        assert.equal(codeOf(await transport(at, token, '{workspace{id}}')), 'UNAUTHENTICATED');
  assert.equal(await track(other, printed), 'UNAUTHENTICATED');
  assert.equal((await second.ask('{workspace{id}}')).workspace.id, 'again');
  const late = (await second.ask(ISSUE, { i: { subject: 'app', scopes: ['admin'], hours: 1 } })).issueToken.token;
  assert.equal(codeOf(await http(other, late, '{workspace{id}}')), 'OK');
});

test('a stream whose subject lost scopes sends no more personal tags and members that depend on them', async () => {
  for (const [query, has] of [
    [
      'subscription{profileChanged{change{segments profile{tags{key value}}}}}',
      (x: Loose) => JSON.stringify(x).includes('s3cret'),
    ],
    ['subscription{membershipChanged{change{segmentKey}}}', (x: Loose) => JSON.stringify(x).includes('marked')],
  ] as const) {
    const subject = `app${n++}`;
    const scopes = ['profiles:read', 'profiles:read:personal', 'segments:read'];
    const stream = await follow(other, server.token('shop', scopes, subject), query);
    const mark = (member: string): Promise<unknown> =>
      admin.ask(
        'mutation($v:String!){setTags(tags:[{tag:"secret",value:"s3cret",identities:[{namespace:"member_id",value:$v}]}]){status} ingestEvents(events:[{messageId:$v,type:"searched",occurredAt:"2026-03-10T11:00:00Z",identities:[{namespace:"member_id",value:$v}]}]){accepted}}',
        { v: member },
      );
    await mark(`P${n++}`);
    await eventually(() => stream.items.some(has), 'told while it may be');
    await admin.ask('mutation($i:DefinePartnerInput!){definePartner(input:$i){key}}', { i: { key: subject } });
    const heard = stream.items.length;
    await mark(`P${n++}`);
    await eventually(
      () => stream.items.slice(heard).some((x) => /"active"/.test(JSON.stringify(x))),
      'the rest is still told',
    );
    assert.ok(!stream.items.slice(heard).some(has), JSON.stringify(stream.items.slice(heard)));
    stream.socket.close();
  }
});

test('a stream whose subject lost all its access ends', async () => {
  const subject = `app${n++}`;
  const stream = await follow(
    server,
    server.token('shop', ['analytics:read', 'admin'], subject),
    'subscription{segmentSizes(segments:["active"],everyMs:100){key size}}',
  );
  await admin.ask('mutation($i:DefinePartnerInput!){definePartner(input:$i){key}}', {
    i: { key: subject, mode: 'SUSPENDED' },
  });
  await eventually(async () => {
    await admin.ask(INGEST, { e: [searched(`E${n}`)] });
    return stream.over();
  }, 'the stream ends');
  assert.match(JSON.stringify(stream.over()), /FORBIDDEN/);
  stream.socket.close();
});

test('tokens of another issuer are revoked by id and by subject, in one workspace', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const outside = await TestServer.start({
    STRATA_JWT_ALGORITHM: 'RS256',
    STRATA_JWT_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }) as string,
  });
  const sign = (subject: string, more: object = {}, options: jwt.SignOptions = {}): string =>
    jwt.sign({ workspace: 'shop', scope: 'admin', exp: Math.floor(Date.now() / 1000) + 3600, ...more }, privateKey, {
      algorithm: 'RS256',
      issuer: 'strata',
      audience: 'strata',
      subject,
      ...options,
    });
  const says = async (token: string): Promise<string> => codeOf(await http(outside, token, '{workspace{id}}'));
  try {
    const { createWorkspace } = await import('../../src/services/workspaces/workspaces.js');
    const { services } = outside.running;
    await createWorkspace(services, { id: 'shop', clock: CLOCK });
    const boss = sign('boss');
    const named = sign('app', {}, { jwtid: 'one' });
    const nameless = sign('app', { iat: Math.floor(Date.now() / 1000) - 60 });
    const timeless = sign('app', {}, { noTimestamp: true });
    assert.deepEqual([await says(named), await says(nameless)], ['OK', 'OK']);
    const revoke = (query: string): Promise<string> => http(outside, boss, query).then(codeOf);
    assert.equal(await revoke('mutation{revokeToken(id:"one"){ids}}'), 'OK');
    assert.deepEqual([await says(named), await says(nameless)], ['UNAUTHENTICATED', 'OK']);
    assert.equal(await revoke('mutation{revokeTokensOf(subject:"app")}'), 'OK');
    assert.equal(await says(nameless), 'UNAUTHENTICATED');
    assert.equal(await says(timeless), 'UNAUTHENTICATED');
    assert.equal(await says(sign('app', { iat: Math.floor(Date.now() / 1000) + 2 })), 'OK', 'issued afterwards');
    // The workspace id is reused, so only tokens issued afterwards belong to the new workspace.
    await http(outside, boss, 'mutation{deleteSandbox(id:"shop")}');
    await createWorkspace(services, { id: 'shop', clock: CLOCK });
    assert.equal(await says(boss), 'UNAUTHENTICATED');
    assert.equal(await says(sign('boss', { iat: Math.floor(Date.now() / 1000) + 2 })), 'OK');
  } finally {
    await outside.remove();
  }
});

test('no unexpected error was reported', () => assert.deepEqual([...server.reported, ...other.reported], []));
