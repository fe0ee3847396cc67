/** Tests users and roles: invitations, changes of roles, retirement, and the command `strata user`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defineRole } from '../../src/services/accounts/roles.js';
import { openSession } from '../../src/services/accounts/sessions.js';
import { operatorLink } from '../../src/services/accounts/operator.js';
import { changeUserRoles, createUser, MAX_USERS } from '../../src/services/accounts/users.js';
import { issueToken } from '../../src/services/credentials/tokens.js';
import { createWriteKey } from '../../src/services/credentials/write-keys.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { strataCommand } from '../support/command.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { reasonOf, Visitor } from '../support/visitor.js';

const PASSWORD = 'correct horse battery staple';
const CREATE =
  'mutation($i:UserInput!){createUser(input:$i){user{id email name roles hasPassword linkExpiresAt} link}}';
const ROLES = 'mutation($id:String!,$r:[String!]!){changeUserRoles(id:$id,roles:$r){roles}}';
const DEFINE = 'mutation($i:RoleInput!){defineRole(input:$i){key name scopes builtIn}}';

let server: TestServer;
let admin: Caller;
let n = 0;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

const email = (): string => `person${n++}@shop.example`;
const create = async (roles: string[], address = email()): Promise<Loose> =>
  (await admin.ask(CREATE, { i: { email: address, roles } })).createUser;
const invited = async (roles: string[]): Promise<{ visitor: Visitor; id: string; address: string }> => {
  const address = email();
  const { user, link } = await create(roles, address);
  const visitor = new Visitor(server);
  assert.equal((await visitor.open(link, PASSWORD)).status, 200);
  return { visitor, id: user.id, address };
};

test('an invited person chooses a password with the link, once, and signs in with it from then on', async () => {
  const { user, link } = await create(['analyst'], '  Mei.Lin@Shop.Example ');
  assert.equal(user.email, 'mei.lin@shop.example');
  assert.equal(user.hasPassword, false);
  const visitor = new Visitor(server);
  assert.equal(reasonOf(await visitor.open(link)), 'PASSWORD_MISSING');
  assert.equal(reasonOf(await visitor.open(link, 'short')), 'PASSWORD_LENGTH_INVALID');
  assert.equal((await visitor.open(link, PASSWORD)).status, 200);
  const { me } = await visitor.ask('{me{user{id email hasPassword linkExpiresAt} scopes}}');
  assert.deepEqual(me.user, { id: user.id, email: 'mei.lin@shop.example', hasPassword: true, linkExpiresAt: null });
  assert.ok(me.scopes.includes('analytics:read') && !me.scopes.includes('define'));
  assert.equal(reasonOf(await new Visitor(server).open(link, PASSWORD)), 'SIGN_IN_LINK_INVALID');
  const again = new Visitor(server);
  assert.equal((await again.signIn('shop', 'MEI.LIN@shop.example', PASSWORD)).status, 200);
  assert.equal((await again.ask('{me{user{id}}}')).me.user.id, user.id);
});

test('the audit log names the id of a user as the actor of the changes that the user makes', async () => {
  const { visitor, id } = await invited(['admin']);
  await visitor.ask('mutation{defineTag(input:{key:"vip",kind:STATIC,type:BOOLEAN}){key}}');
  const { auditLog } = await admin.ask('{auditLog(first:1,operation:"defineTag"){edges{node{actor}}}}');
  assert.equal(auditLog.edges[0].node.actor, `user:${id}`);
});

test('changed roles apply from the next request on, also on an open socket', async () => {
  const { visitor, id } = await invited(['marketer']);
  const socket = await visitor.socket();
  await socket.until((m) => m.type === 'connection_ack');
  const over = async (query: string): Promise<Loose> => {
    const name = `o${n++}`;
    socket.send({ id: name, type: 'subscribe', payload: { query } });
    const { type, payload } = await socket.until((m) => m.id === name);
    return reasonOf(type === 'error' ? { errors: payload } : payload);
  };
  const DRAFT = 'mutation{defineTag(input:{key:"draft",kind:STATIC,type:BOOLEAN}){key}}';
  assert.equal(reasonOf(await visitor.send(DRAFT)), undefined);
  assert.equal(await over(DRAFT), undefined);
  assert.equal(await over('{__schema{queryType{name}}}'), undefined);
  await admin.ask(ROLES, { id, r: ['service'] });
  assert.equal(reasonOf(await visitor.send(DRAFT)), 'SCOPE_MISSING');
  assert.equal(await over(DRAFT), 'SCOPE_MISSING');
  assert.notEqual(await over('{__schema{queryType{name}}}'), undefined, 'the schema cannot be read either');
  socket.close();
});

test('changing a role of the workspace changes what its users may do; built-in roles cannot be changed', async () => {
  const role = (scopes: string[]): Promise<Loose> =>
    admin.ask(DEFINE, { i: { key: 'intern', name: 'Intern', scopes } });
  assert.deepEqual((await role(['segments:read'])).defineRole, {
    key: 'intern',
    name: 'Intern',
    scopes: ['segments:read'],
    builtIn: false,
  });
  const { visitor } = await invited(['intern']);
  assert.deepEqual((await visitor.ask('{me{scopes}}')).me.scopes, ['segments:read']);
  await role(['segments:read', 'analytics:read']);
  assert.deepEqual((await visitor.ask('{me{scopes}}')).me.scopes, ['analytics:read', 'segments:read']);
  const define = async (i: object): Promise<string | undefined> => reasonOf(await admin.send(DEFINE, { i }));
  assert.equal(await define({ key: 'admin', scopes: ['segments:read'] }), 'ROLE_BUILT_IN');
  assert.equal(await define({ key: 'own', scopes: ['installation'] }), 'SCOPE_MISSING');
  assert.equal(await define({ key: 'own', scopes: ['nothing'] }), 'SCOPE_UNKNOWN');
  assert.equal(await define({ key: 'own', scopes: [] }), 'LIST_SIZE_INVALID');
  const { roles } = await admin.ask('{roles{key}}');
  assert.deepEqual(
    roles.map(({ key }: { key: string }) => key),
    ['admin', 'marketer', 'analyst', 'service', 'intern'],
  );
});

test('a retired user is signed out at once, and no personal data of the user is kept', async () => {
  const { visitor, id, address } = await invited(['analyst']);
  await admin.ask('mutation($id:String!){retireUser(id:$id){retiredAt email name}}', { id });
  assert.equal(reasonOf(await visitor.send('{me{user{id}}}')), 'SESSION_ENDED');
  assert.equal(reasonOf(await new Visitor(server).signIn('shop', address, PASSWORD)), 'SIGN_IN_FAILED');
  const stored = await server.running.services.stores.users.get('shop', id);
  assert.deepEqual(Object.keys(stored!).sort(), ['createdAt', 'createdBy', 'id', 'retiredAt', 'roles']);
  const { auditLog } = await admin.ask('{auditLog(first:100){edges{node{actor target}}}}');
  assert.ok(!JSON.stringify(auditLog).includes(address), 'the audit log does not contain the address either');
  assert.equal((await create(['analyst'], address)).user.email, address, 'the address can be invited again');
});

test('retired users do not count in the limit, and those without a provider are deleted after a year', async () => {
  const { users } = server.running.services.stores;
  const { stores } = server.running.services;
  const count = (): Promise<number> => stores.transact((tx) => users.countActive('shop', tx));
  const before = await count();
  const { user } = await create(['analyst']);
  assert.equal(await count(), before + 1);
  await admin.ask('mutation($id:String!){retireUser(id:$id){id}}', { id: user.id });
  assert.equal(await count(), before);
  assert.ok(!(await users.active('shop')).some(({ id }) => id === user.id));
  const provided = { id: `${user.id}p`, roles: ['analyst'], external: 'hash', createdAt: 0, createdBy: 'x' };
  await stores.transact((tx) => users.insert('shop', provided, tx));
  await stores.transact((tx) => users.retire('shop', provided.id, stores.now(), tx));
  const mongo = await Mongo.connect(server.running.databaseUri, server.env.STRATA_DATABASE, 10_000);
  try {
    const stored = mongo.collection<{ _id: string; retiredAt: Date; forgottenAt?: Date }>('users');
    const own = (await stored.findOne({ _id: `shop|${user.id}` }))!;
    assert.equal(own.forgottenAt!.getTime() - own.retiredAt.getTime(), 366 * 86_400_000);
    assert.equal((await stored.findOne({ _id: `shop|${provided.id}` }))!.forgottenAt, undefined);
    const indexes = await stored.listIndexes().toArray();
    assert.ok(indexes.some(({ key, expireAfterSeconds }) => key.forgottenAt === 1 && expireAfterSeconds === 0));
  } finally {
    await mongo.close();
  }
});

test('the operator of an installation counts in the user limit of the workspace', async () => {
  const full = await server.sandbox('full', '2026-03-10T12:00:00Z');
  const mongo = await Mongo.connect(server.running.databaseUri, server.env.STRATA_DATABASE, 10_000);
  try {
    const users = Array.from({ length: MAX_USERS }, (_, i) => ({
      _id: `full|${i}`,
      ws: 'full',
      id: `${i}`,
      roles: [],
    }));
    await mongo
      .collection<{ _id: string }>('users')
      .insertMany(users.map((user) => ({ ...user, createdAt: new Date(0), createdBy: 'x' })));
  } finally {
    await mongo.close();
  }
  assert.equal(await operatorLink(server.running.services, 'full'), undefined);
  const input = { email: 'late@shop.example', roles: ['analyst'] };
  assert.equal(reasonOf(await full.send(CREATE, { i: input })), 'DEFINITIONS_TOO_MANY');
  await full.ask('mutation{retireUser(id:"7"){id}}');
  assert.match((await operatorLink(server.running.services, 'full'))!, /^\/#\/sign-in\/full\./);
});

test('ten failed attempts with the links of a user delay further ones, but not those for other users', async () => {
  const { user, link } = await create(['analyst']);
  const { user: another, link: own } = await create(['analyst']);
  const open = (of: string): Promise<string | undefined> =>
    new Visitor(server).open(`shop.${of}.${'A'.repeat(43)}`).then(reasonOf);
  for (let i = 0; i < 10; i++) assert.equal(await open(user.id), 'SIGN_IN_LINK_INVALID');
  assert.equal(await open(user.id), 'SIGN_IN_ATTEMPTS_TOO_MANY');
  assert.equal((await new Visitor(server).open(link, PASSWORD)).status, 429);
  assert.equal(await open(another.id), 'SIGN_IN_LINK_INVALID');
  assert.equal((await new Visitor(server).open(own, PASSWORD)).status, 200);
});

test('a new link replaces the earlier one, and a new password ends the sessions of the old password', async () => {
  const { visitor, id, address } = await invited(['analyst']);
  const reset = async (): Promise<string> =>
    (await admin.ask('mutation($id:String!){resetUser(id:$id){link}}', { id })).resetUser.link;
  const [first, second] = [await reset(), await reset()];
  assert.equal(reasonOf(await new Visitor(server).open(first, PASSWORD)), 'SIGN_IN_LINK_INVALID');
  await visitor.ask('{me{user{id}}}');
  assert.equal((await new Visitor(server).open(second, 'another long password')).status, 200);
  assert.equal(reasonOf(await visitor.send('{me{user{id}}}')), 'SESSION_ENDED');
  assert.equal(reasonOf(await new Visitor(server).signIn('shop', address, PASSWORD)), 'SIGN_IN_FAILED');
});

test('invalid input is rejected with its path, and no message contains the address', async () => {
  const refused = async (i: object): Promise<Loose> => (await admin.send(CREATE, { i })).errors![0];
  const taken = email();
  await create(['analyst'], taken);
  for (const [input, reason, path] of [
    [{ email: 'nobody', roles: ['analyst'] }, 'EMAIL_INVALID', 'input.email'],
    [{ email: taken.toUpperCase(), roles: ['analyst'] }, 'EMAIL_TAKEN', 'input.email'],
    [{ email: email(), roles: ['king'] }, 'ROLE_UNKNOWN', 'input.roles[0]'],
    [{ email: email(), roles: [] }, 'LIST_SIZE_INVALID', 'input.roles'],
  ] as const) {
    const { message, extensions } = await refused(input);
    assert.deepEqual([extensions.reason, extensions.inputPath], [reason, path]);
    assert.ok(!message.includes('@shop'), message);
  }
  const { visitor, id } = await invited(['admin']);
  assert.equal(reasonOf(await visitor.send(ROLES, { id, r: ['analyst'] })), 'USER_IS_CALLER');
  assert.equal(reasonOf(await admin.send(ROLES, { id: 'none', r: ['analyst'] })), 'USER_NOT_FOUND');
});

test('strata user invites, lists and resets from the command line', async () => {
  const address = email();
  const run = (...args: string[]): ReturnType<typeof strataCommand> =>
    strataCommand(server, '.', ['user', ...args, '--workspace', 'shop']);
  const added = await run('add', address, '--roles', 'marketer');
  assert.equal(added.code, 0, added.output);
  assert.match(added.output, /^http:\/\/127\.0\.0\.1:\d+\/#\/invitation\/shop\.[0-9a-f]+\.[\w-]{43}$/m);
  assert.match((await run('list')).output, new RegExp(`${address}  marketer`));
  const reset = await run('reset', address.toUpperCase());
  assert.equal((await new Visitor(server).open(reset.output.trim(), PASSWORD)).status, 200);
  assert.notEqual((await run('add', address)).code, 0);
});

test('mutations of users reject idempotency keys, since a stored response would keep an erased address', async () => {
  const { visitor } = await invited(['admin']);
  const { id } = await invited(['analyst']);
  const i = { email: email(), roles: ['analyst'] };
  for (const [query, variables] of [
    [CREATE, { i }],
    ['mutation($id:String!){changeUserRoles(id:$id,roles:["service"]){email}}', { id }],
    ['mutation($id:String!){resetUser(id:$id){link}}', { id }],
    ['mutation($id:String!){retireUser(id:$id){email}}', { id }],
  ] as const) {
    const answer = await visitor.send(query, variables, { 'idempotency-key': `k${n++}` });
    assert.equal(reasonOf(answer), 'IDEMPOTENCY_KEY_NOT_ALLOWED', query);
  }
});

test('an operation that started before its caller lost a role changes nothing', async () => {
  const { visitor, id } = await invited(['admin']);
  const other = await invited(['analyst']);
  const { services } = server.running;
  const earlier = await openSession(services, visitor.cookie!.split('=')[1]);
  await admin.ask(ROLES, { id, r: ['marketer'] });
  const token = { subject: 'job', scopes: ['admin'], hours: 1 };
  for (const attempt of [
    () => createUser(services, earlier, { email: email(), roles: ['admin'] }),
    () => changeUserRoles(services, earlier, other.id, ['admin']),
    () => defineRole(services, earlier, { key: 'late', scopes: ['admin'] }),
    () => createWriteKey(services, earlier, { source: 'late' }),
    () => issueToken(services, earlier, () => 'token', token),
  ])
    await assert.rejects(attempt(), { reason: 'SCOPE_MISSING' });
});

test('users cannot remove the scope admin from their own role', async () => {
  await admin.ask(DEFINE, { i: { key: 'owner', scopes: ['admin'] } });
  const { visitor } = await invited(['owner']);
  const lesser = { i: { key: 'owner', scopes: ['define'] } };
  assert.equal(reasonOf(await visitor.send(DEFINE, lesser)), 'USER_IS_CALLER');
  await visitor.ask(DEFINE, { i: { key: 'owner', name: 'Owner', scopes: ['admin', 'introspect'] } });
  await admin.ask(DEFINE, lesser);
});
