/** Tests sessions: the cookie, how long a session lasts, and how it ends on every process and in open streams. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { IDLE_MS, KeptSessions, LIFETIME_MS, openSession, startSession } from '../../src/services/accounts/sessions.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { reasonOf, Visitor } from '../support/visitor.js';

const PASSWORD = 'correct horse battery staple';
const ME = '{me{user{id}}}';
const SESSIONS = '{sessions{id device current}}';
const MINUTE_MS = 60_000;

let server: TestServer;
/** Another process of the same installation. */
let other: TestServer;
let admin: Caller;
let n = 0;

before(async () => {
  server = await TestServer.start({ STRATA_JWT_SECRET: 'x'.repeat(40), STRATA_DATABASE: 'sessions' });
  other = await TestServer.start({
    STRATA_JWT_SECRET: 'x'.repeat(40),
    STRATA_DATABASE: 'sessions',
    MONGODB_URI: process.env.MONGODB_URI ?? server.running.databaseUri,
  });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(async () => {
  await other.remove();
  await server.remove();
});

const signedIn = async (role = 'admin'): Promise<{ visitor: Visitor; id: string; email: string }> => {
  const email = `p${n++}@shop.example`;
  const { createUser } = await admin.ask('mutation($i:UserInput!){createUser(input:$i){user{id} link}}', {
    i: { email, roles: [role] },
  });
  const visitor = new Visitor(server);
  assert.equal((await visitor.open(createUser.link, PASSWORD)).status, 200);
  return { visitor, id: createUser.user.id, email };
};
/** Returns the same browser at the other process, which has another port and therefore another name of the cookie. */
const atOther = ({ cookie }: Visitor): Visitor => {
  const visitor = new Visitor(other);
  visitor.cookie = `strata-${other.running.port}=${cookie!.split('=')[1]}`;
  return visitor;
};

test('the session cookie is HttpOnly, and is bound to the host and to HTTPS except on localhost', async () => {
  const { email } = await signedIn();
  const setBy = async (headers: Record<string, string>): Promise<string> => {
    const visitor = new Visitor(server);
    const answer = await visitor.post('/session/password', { workspace: 'shop', email, password: PASSWORD }, headers);
    return String(answer.headers['set-cookie']).replace(/=shop\.[\w-]{43};/, '=VALUE;');
  };
  assert.equal(await setBy({}), `strata-${server.running.port}=VALUE; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800`);
  assert.equal(
    await setBy({ host: 'cdp.example', origin: 'https://cdp.example' }),
    '__Host-strata=VALUE; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure',
  );
});

test('a session is stored as a hash, and its user agent as browser and system names', async () => {
  const { email, id } = await signedIn();
  const visitor = new Visitor(server);
  const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0 secret-plugin';
  await visitor.post('/session/password', { workspace: 'shop', email, password: PASSWORD }, { 'user-agent': agent });
  const [latest] = await server.running.services.stores.sessions.of('shop', id);
  assert.equal(latest.device, 'Firefox, Linux');
  assert.ok(!JSON.stringify(latest).includes(visitor.cookie!.split('.').at(-1)!));
  assert.match(latest.hash, /^[\w-]{43}$/);
});

test('a session ends after twelve idle hours, and seven days after signing in even if used', async () => {
  const { visitor } = await signedIn();
  const { services } = server.running;
  const begun = services.stores.now();
  const value = visitor.cookie!.split('=')[1];
  const open = (at: number): Promise<unknown> => {
    const stores = { ...services.stores, now: () => at };
    return openSession({ ...services, stores, sessions: new KeptSessions(stores) }, value);
  };
  await assert.rejects(open(begun + IDLE_MS + MINUTE_MS), { reason: 'SESSION_ENDED' });
  // Each use keeps it open for another twelve hours.
  let at = begun;
  for (; at + IDLE_MS - MINUTE_MS < begun + LIFETIME_MS; at += IDLE_MS - MINUTE_MS)
    await open(at + IDLE_MS - MINUTE_MS);
  await assert.rejects(open(begun + LIFETIME_MS + MINUTE_MS), { reason: 'SESSION_ENDED' });
});

test('signing in starts a new session and ends the previous session of the browser', async () => {
  const { visitor, email } = await signedIn();
  const before = visitor.cookie;
  await visitor.signIn('shop', email, PASSWORD);
  assert.notEqual(visitor.cookie, before);
  assert.equal((await visitor.ask(SESSIONS)).sessions.length, 1);
  visitor.cookie = before;
  assert.equal(reasonOf(await visitor.send(ME)), 'SESSION_ENDED');
});

test('signing out takes effect on every process, and other sessions continue', async () => {
  const { visitor, email } = await signedIn();
  const second = new Visitor(server);
  await second.signIn('shop', email, PASSWORD);
  const { cookie } = visitor;
  assert.equal(reasonOf(await atOther(visitor).send(ME)), undefined);
  assert.equal((await visitor.post('/session/end', {})).status, 200);
  assert.equal(visitor.cookie, undefined, 'the cookie is cleared');
  visitor.cookie = cookie;
  for (const at of [visitor, atOther(visitor)]) assert.equal(reasonOf(await at.send(ME)), 'SESSION_ENDED');
  assert.equal((await second.ask(SESSIONS)).sessions.length, 1);
});

test('users list their own sessions and end them singly or all at once, but not those of others', async () => {
  const { visitor, email } = await signedIn('analyst');
  const second = new Visitor(server);
  await second.signIn('shop', email, PASSWORD);
  const listed = (await visitor.ask(SESSIONS)).sessions;
  assert.deepEqual(
    listed.map((session: Loose) => session.current),
    [false, true],
  );
  const stranger = await signedIn('analyst');
  const END = 'mutation($id:String!){endSession(id:$id)}';
  assert.equal(reasonOf(await stranger.visitor.send(END, { id: listed[0].id })), 'SESSION_NOT_FOUND');
  await visitor.ask(END, { id: listed[0].id });
  assert.equal(reasonOf(await second.send(ME)), 'SESSION_ENDED');
  await second.signIn('shop', email, PASSWORD);
  assert.equal((await visitor.ask('mutation{endAllSessions}')).endAllSessions, 2);
  for (const at of [visitor, second]) assert.equal(reasonOf(await at.send(ME)), 'SESSION_ENDED');
  assert.equal(reasonOf(await stranger.visitor.send(ME)), undefined);
});

test('the stream of an ended session receives nothing that is committed afterwards', async () => {
  await admin.ask('mutation{defineSegment(input:{key:"active",expression:"did(searched)"},wait:true){job{state}}}');
  const { id } = await signedIn('analyst');
  for (const process of [server, other]) {
    const at = await visitorAt(process, id);
    const socket = await at.socket();
    const items: Loose[] = [];
    let over: Loose;
    socket.ws.on('message', (m) => {
      const { id: name, type, payload } = JSON.parse((m as Buffer).toString());
      if (name !== 's') return;
      if (type === 'next' && payload.errors === undefined) items.push(payload.data.membershipChanged);
      else over ??= payload;
    });
    await socket.until((m) => m.type === 'connection_ack');
    const query = 'subscription{membershipChanged(segments:["active"]){change{profileId}}}';
    socket.send({ id: 's', type: 'subscribe', payload: { query } });
    await eventually(() => items.length > 0, 'the stream begins');
    await search();
    await eventually(() => items.some(({ change }) => change), 'what came before is told');
    const heard = items.length;
    await admin.ask('mutation($u:String!){endSessionsOf(user:$u)}', { u: id });
    await search();
    await eventually(() => over, 'the stream ends');
    assert.match(JSON.stringify(over), /SESSION_ENDED/);
    assert.equal(items.length, heard);
    socket.close();
  }
});

/** Ingests an event that makes a new customer a member of the segment `active`. */
const search = (): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: `m${n++}`,
        type: 'searched',
        occurredAt: '2026-03-10T11:00:00Z',
        identities: [{ namespace: 'member_id', value: `M${n}` }],
      },
    ],
  });

/** Returns a browser with a new session of a user. */
async function visitorAt(process: TestServer, user: string): Promise<Visitor> {
  const { services } = server.running;
  const cookie = await services.stores.transact((tx) => startSession(services, 'shop', { user }, tx));
  const visitor = new Visitor(process);
  visitor.cookie = `strata-${process.running.port}=${cookie}`;
  return visitor;
}

test('tokens issued from a session are recorded under it and are revoked with it', async () => {
  const { visitor } = await signedIn();
  const ISSUE = 'mutation{issueToken(input:{subject:"app",scopes:["segments:read"],hours:1}){id token}}';
  const { issueToken } = await visitor.ask(ISSUE);
  const [current] = (await visitor.ask(SESSIONS)).sessions;
  await admin.ask('mutation($id:String!){revokeToken(id:$id,withIssued:true){ids}}', { id: current.id });
  const app = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${issueToken.token}` },
    body: JSON.stringify({ query: '{segments(first:1){edges{node{key}}}}' }),
  });
  assert.equal(reasonOf((await app.json()) as Loose), 'TOKEN_REVOKED');
  assert.equal(reasonOf(await visitor.send(ME)), 'TOKEN_REVOKED');
});
