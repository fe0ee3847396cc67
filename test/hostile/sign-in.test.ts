/** Tests attacks on signing in and on sessions: forged requests, guessed passwords, and accounts that do not exist. */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { after, before, test } from 'node:test';
import { ScryptPasswords } from '../../src/services/accounts/passwords.js';
import { SignInAttempts } from '../../src/edge/sign-in-attempts.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { RawSocket } from '../support/transports.js';
import { reasonOf, Visitor, type Headers } from '../support/visitor.js';

const PASSWORD = 'correct horse battery staple';
const ME = '{me{user{id}}}';
let server: TestServer;
let admin: Caller;
let n = 0;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await server.sandbox('rival', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

const signedIn = async (): Promise<{ visitor: Visitor; id: string; email: string }> => {
  const email = `h${n++}@shop.example`;
  const { createUser } = await admin.ask('mutation($i:UserInput!){createUser(input:$i){user{id} link}}', {
    i: { email, roles: ['admin'] },
  });
  const visitor = new Visitor(server);
  assert.equal((await visitor.open(createUser.link, PASSWORD)).status, 200);
  return { visitor, id: createUser.user.id, email };
};

test('a cookie planted before the sign-in is worthless afterwards', async () => {
  const { email } = await signedIn();
  const planted = `strata-${server.running.port}=shop.${'A'.repeat(43)}`;
  const victim = new Visitor(server);
  victim.cookie = planted;
  assert.equal((await victim.signIn('shop', email, PASSWORD)).status, 200);
  assert.notEqual(victim.cookie, planted);
  const attacker = new Visitor(server);
  attacker.cookie = planted;
  assert.equal(reasonOf(await attacker.send(ME)), 'SESSION_ENDED');
});

test('a cookie is valid only for its own workspace', async () => {
  const { visitor } = await signedIn();
  visitor.cookie = visitor.cookie!.replace('=shop.', '=rival.');
  assert.equal(reasonOf(await visitor.send(ME)), 'SESSION_ENDED');
  for (const value of ['', 'shop', 'shop.', `shop.${'A'.repeat(4000)}`, 'constructor.x', `../shop.${'A'.repeat(43)}`]) {
    visitor.cookie = `strata-${server.running.port}=${value}`;
    assert.equal(reasonOf(await visitor.send(ME)), 'SESSION_ENDED', value);
  }
});

test('no token, partner or write key can have the name of a user', async () => {
  const { visitor, id } = await signedIn();
  for (const subject of [`user:${id}`, `USER:${id}`, 'user:']) {
    for (const [operation, path] of [
      ['issueToken(input:{subject:$s,scopes:["profiles:read"],hours:1}){__typename}', 'input.subject'],
      ['definePartner(input:{key:$s}){__typename}', 'input.key'],
      ['createWriteKey(input:{source:$s}){__typename}', 'input.source'],
    ]) {
      const answer = await visitor.send(`mutation($s:String!){${operation}}`, { s: subject });
      assert.equal(reasonOf(answer), 'SOURCE_INVALID', operation);
      assert.equal(answer.errors![0].extensions.inputPath, path);
    }
  }
});

test('a session of a removed workspace is not valid in a later one with the same id', async () => {
  const owner = await server.sandbox('gone', '2026-03-10T12:00:00Z');
  const { createUser } = await owner.ask('mutation{createUser(input:{email:"a@b.example",roles:["admin"]}){link}}');
  const visitor = new Visitor(server);
  await visitor.open(createUser.link, PASSWORD);
  await visitor.ask(ME);
  await server.running.services.stores.workspaces.remove('gone');
  await server.sandbox('gone', '2026-03-10T12:00:00Z');
  assert.equal(reasonOf(await visitor.send(ME)), 'SESSION_ENDED');
});

test('cross-site requests with the cookie are rejected and change nothing', async () => {
  const { visitor } = await signedIn();
  const query = 'mutation{defineTag(input:{key:"forged",kind:STATIC,type:BOOLEAN}){key}}';
  const forged: readonly (readonly [string, string, Headers])[] = [
    // A form, which sends no header of its own.
    [
      'form',
      `query=${encodeURIComponent(query)}`,
      {
        'content-type': 'application/x-www-form-urlencoded',
        'x-strata-request': undefined,
        origin: 'http://evil.example',
      },
    ],
    // A fetch without a preflight request.
    [
      'simple fetch',
      JSON.stringify({ query }),
      { 'content-type': 'text/plain', 'x-strata-request': undefined, origin: 'http://evil.example' },
    ],
    ['JSON without the header', JSON.stringify({ query }), { 'x-strata-request': undefined }],
    // A page on another port of the same host, to which browsers send the cookie.
    ['another port', JSON.stringify({ query }), { origin: 'http://127.0.0.1:1' }],
    [
      'a page without https',
      JSON.stringify({ query }),
      { host: 'cdp.example', origin: 'http://cdp.example', cookie: visitor.cookie!.replace(/^[^=]+/, '__Host-strata') },
    ],
    ['an opaque origin', JSON.stringify({ query }), { origin: 'null' }],
  ];
  for (const [name, body, headers] of forged)
    assert.equal(reasonOf(await visitor.post('/graphql', body, headers)), 'SESSION_NOT_FROM_PAGE', name);
  const { cookie } = visitor;
  for (const path of ['/session/end', '/session/password'])
    assert.equal(
      reasonOf(await visitor.post(path, { workspace: 'shop' }, { origin: 'http://evil.example' })),
      'SESSION_NOT_FROM_PAGE',
    );
  visitor.cookie = cookie;
  const { tagDefinitions } = await visitor.ask('{tagDefinitions{key}}');
  assert.ok(!JSON.stringify(tagDefinitions).includes('forged'));
});

test('a preflight of another origin does not allow credentials', async () => {
  const res = await fetch(server.url, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-strata-request',
    },
  });
  assert.equal(res.headers.get('access-control-allow-origin'), null);
  assert.equal(res.headers.get('access-control-allow-credentials'), null);
});

test('only pages of this server can open a WebSocket with the cookie', async () => {
  const { visitor } = await signedIn();
  const own = await visitor.socket();
  assert.ok(await own.until((m) => m.type === 'connection_ack'));
  own.close();
  const foreign = await visitor.socket('https://evil.example');
  assert.notEqual(foreign.ws.readyState, foreign.ws.OPEN);
  foreign.close();
  // A program sends no origin. With a token it may, with a cookie it may not.
  const socket = await RawSocket.open(server, { cookie: visitor.cookie! });
  socket.send({ type: 'connection_init' });
  assert.match((await socket.untilClosed())!.reason, /^SESSION_NOT_FROM_PAGE/);
});

test('the cookie is not accepted by the endpoints for other systems', async () => {
  const { visitor } = await signedIn();
  const tracked = await visitor.post('/v1/track', { userId: 'U', event: 'Searched' });
  assert.equal(reasonOf(tracked), 'TOKEN_MISSING');
});

test('unknown accounts get the same response as known ones', async () => {
  const { email } = await signedIn();
  const visitor = new Visitor(server);
  const answers = [];
  for (const [workspace, address] of [
    ['shop', email],
    ['shop', 'nobody@shop.example'],
    ['none', email],
    ['../..', { $gt: '' }],
  ] as const) {
    const { status, body } = await visitor.post('/session/password', {
      workspace,
      email: address,
      password: 'wrong password',
    });
    answers.push(JSON.stringify({ status, body }));
  }
  assert.equal(new Set(answers).size, 1, answers.join('\n'));
});

test('an attempt costs one hash with the same parameters, for known and unknown accounts', async () => {
  const hashed: string[] = [];
  const { scrypt } = crypto;
  crypto.scrypt = ((password: string, _salt: unknown, length: number, options: object, done: never) => {
    hashed.push(JSON.stringify([length, options]));
    assert.ok(password.length <= 256);
    scrypt(password, 'salt', length, options, done);
  }) as typeof scrypt;
  syncBuiltinESMExports();
  try {
    const { email } = await signedIn();
    hashed.length = 0;
    for (const [workspace, address, password] of [
      ['shop', email, 'wrong password'],
      ['shop', email, 'short'],
      ['shop', 'nobody@shop.example', 'wrong password'],
      ['none', email, 'x'.repeat(10_000)],
      ['shop', 'nobody@shop.example', { $ne: '' }],
    ] as const)
      assert.equal(reasonOf(await new Visitor(server).signIn(workspace, address, password)), 'SIGN_IN_FAILED');
    assert.equal(hashed.length, 5);
    assert.equal(new Set(hashed).size, 1);
  } finally {
    crypto.scrypt = scrypt;
    syncBuiltinESMExports();
  }
});

test('a password is stored with salt and parameters, and compared in composed Unicode form', async () => {
  const passwords = new ScryptPasswords();
  const [one, two] = await Promise.all([passwords.hash('café au lait, café'), passwords.hash('café au lait, café')]);
  assert.match(one, /^scrypt\$15\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  assert.notEqual(one, two);
  assert.equal(await passwords.matches('cafe\u0301 au lait, cafe\u0301', one), true);
  assert.equal(await passwords.matches('cafe au lait, cafe', one), false);
  const older = 'scrypt$10$8$1$AAAAAAAAAAAAAAAAAAAAAA$' + one.split('$').at(-1)!;
  assert.equal(await passwords.matches('café au lait, café', older), false, 'other parameters give another hash');
});

test('hashes wait in a limited queue, and the main thread stays responsive', async () => {
  const passwords = new ScryptPasswords();
  let turns = 0;
  const watch = setInterval(() => turns++, 1);
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      passwords.inTurn(`a${i}`, () => passwords.matches('wrong password', undefined)),
    ),
  );
  clearInterval(watch);
  assert.ok(turns > 0, 'the main thread takes turns while hashes run');
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 6, 'two run and thirty-two wait');
  assert.ok(refused.every(({ reason }) => reason.reason === 'SERVER_BUSY'));
  assert.equal(await passwords.matches('wrong password', undefined), false, 'afterwards there is room');
});

test('at most eight hashes of one client wait, so that others have room', async () => {
  const passwords = new ScryptPasswords();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const flood = Array.from({ length: 40 }, () => passwords.inTurn('a', () => held));
  const other = passwords.inTurn('b', () => Promise.resolve('served'));
  release();
  assert.equal(await other, 'served');
  const refused = (await Promise.allSettled(flood)).filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 30, 'two run and eight wait');
});

test('attempts on invented accounts do not reset the attempts of a real account', () => {
  let now = 0;
  const attempts = new SignInAttempts(() => now, false);
  const fail = (account: string, times = 1): void => {
    for (let i = 0; i < times; i++) attempts.count('a', account);
  };
  fail('victim', 15);
  for (let i = 0; i < 9999; i++) fail(`early${i}`);
  now = 61_000;
  // Looking at an account stores nothing, and one that may fail again as often as at first is dropped.
  for (let i = 0; i < 20_000; i++) attempts.waitOf('a', `asked${i}`);
  for (let i = 0; i < 9000; i++) fail(`late${i}`);
  for (let i = 0; i < 20_000; i++) attempts.count('a', `right${i}`)();
  assert.ok(attempts.waitOf('a', 'victim') > 0);
});

test('an attempt that waits for its turn is counted at its turn', async () => {
  const { email } = await signedIn();
  const { passwords } = server.running.services;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const running = ['x', 'y'].map((asker) => passwords.inTurn(asker, () => held));
  const { users } = server.running.services.stores;
  const byEmail = users.byEmail.bind(users);
  let reads = 0;
  users.byEmail = (...given) => {
    reads++;
    return byEmail(...given);
  };
  try {
    const answers = Array.from({ length: 12 }, () => new Visitor(server).signIn('shop', email, 'wrong password'));
    const busy = await Promise.race(answers);
    assert.equal(reasonOf(busy), 'SERVER_BUSY');
    assert.equal(reads, 0);
    release();
    await Promise.all(answers);
  } finally {
    release();
    users.byEmail = byEmail;
    await Promise.all(running);
  }
});

test('a body larger than any password is not read', async () => {
  const visitor = new Visitor(server);
  const answer = await visitor.signIn('shop', 'a@b.example', 'x'.repeat(10_000_000)).catch(() => undefined);
  // The connection may be closed before the body was sent.
  if (answer) assert.equal(answer.status, 413);
  assert.equal(reasonOf(await visitor.signIn('shop', 'a@b.example', 'x'.repeat(10_000))), 'SIGN_IN_FAILED');
});

test('guessing is limited per account, known or unknown, and the response says how long to wait', async () => {
  const { email } = await signedIn();
  const guessed = async (address: string): Promise<readonly (string | undefined)[]> => {
    const visitor = new Visitor(server);
    const reasons = new Set<string | undefined>();
    for (let i = 0; i < 12; i++) {
      const answer = await visitor.signIn('shop', address, 'wrong password');
      reasons.add(reasonOf(answer));
      if (answer.status !== 429) continue;
      assert.match(String(answer.headers['retry-after']), /^\d+$/);
      assert.match(answer.body.errors[0].message, /retry in \d+ seconds/);
    }
    return [...reasons];
  };
  const expected = ['SIGN_IN_FAILED', 'SIGN_IN_ATTEMPTS_TOO_MANY'];
  assert.deepEqual(await guessed(email), expected);
  assert.deepEqual(await guessed('nobody.at.all@shop.example'), expected);
  assert.equal(reasonOf(await new Visitor(server).signIn('shop', email, PASSWORD)), 'SIGN_IN_ATTEMPTS_TOO_MANY');
});

test('after ten failures an account has one a minute, and after a hundred an address has ten a minute', () => {
  let now = 0;
  const attempts = new SignInAttempts(() => now, true);
  for (let i = 0; i < 10; i++) {
    assert.equal(attempts.waitOf('a', 'x'), 0);
    attempts.count('a', 'x');
  }
  assert.equal(attempts.waitOf('a', 'x'), 60);
  assert.equal(attempts.waitOf('a', 'y'), 0);
  now = 60_000;
  assert.equal(attempts.waitOf('a', 'x'), 0);
  attempts.count('a', 'x')();
  assert.equal(attempts.waitOf('a', 'x'), 0, 'a success does not count');
  for (let i = 0; i < 100; i++) attempts.count('a', `z${i}`);
  assert.equal(attempts.waitOf('a', 'y'), 6);
  assert.equal(attempts.waitOf('b', 'y'), 0);
  const behindProxy = new SignInAttempts(() => now, false);
  for (let i = 0; i < 200; i++) behindProxy.count('a', `z${i}`);
  assert.equal(behindProxy.waitOf('a', 'y'), 0);
});

test('the audit log names who signed in and who failed, without personal data', async () => {
  const { visitor, id, email } = await signedIn();
  await visitor.signIn('shop', email, 'wrong password');
  await visitor.signIn('shop', email, PASSWORD);
  await visitor.post('/session/end', {});
  const entries = async (): Promise<readonly { operation: string; actor: string; target: string }[]> =>
    (
      await admin.ask('query($a:String){auditLog(first:20,actor:$a){edges{node{operation actor target}}}}', {
        a: `user:${id}`,
      })
    ).auditLog.edges.map(({ node }: Loose) => node);
  await eventually(async () => (await entries()).some(({ operation }) => operation === 'signInFailed'), 'it is noted');
  const operations = (await entries()).map(({ operation }) => operation);
  for (const operation of ['signIn', 'signOut', 'signInFailed']) assert.ok(operations.includes(operation), operation);
  assert.ok(!JSON.stringify(await entries()).includes(email));
  assert.deepEqual(server.reported, []);
});
