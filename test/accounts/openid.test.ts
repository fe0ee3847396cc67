/** Tests signing in at an OpenID provider: roles, forged returns and tokens, and retired users. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { OpenIdProvider } from '../../src/delivery/openid.js';
import { SignInState } from '../../src/edge/sign-in-state.js';
import { TestOpenIdProvider } from '../support/openid-provider.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { reasonOf, Visitor } from '../support/visitor.js';

const ME = '{me{user{id email name roles} scopes}}';
const REFUSED = '/#/sign-in-refused';
let provider: TestOpenIdProvider;
let server: TestServer;
let admin: Caller;
let n = 0;

before(async () => {
  provider = await TestOpenIdProvider.start();
  server = await TestServer.start({
    STRATA_OIDC_ISSUER: provider.issuer,
    STRATA_OIDC_CLIENT_ID: provider.clientId,
    STRATA_OIDC_CLIENT_SECRET: provider.clientSecret,
    STRATA_OIDC_WORKSPACE: 'shop',
    STRATA_OIDC_ROLES_CLAIM: 'groups',
    STRATA_OIDC_DEFAULT_ROLE: 'analyst',
  });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(async () => {
  await server.remove();
  provider.close();
});
beforeEach(() => {
  provider.forged = {};
  n++;
  provider.claims = { sub: `p${n}`, name: 'Mei', email: `mei${n}@corp.example`, email_verified: true };
});

interface Visited {
  readonly status: number;
  readonly location: string;
  readonly body: Loose;
}

/** A browser that follows redirects by hand. */
class Tab {
  readonly cookies = new Map<string, string>();

  async get(address: string): Promise<string> {
    return (await this.visit(address)).location;
  }

  /** Opens an address as a navigation. `fetch` always sends another mode. */
  async visit(address: string, given: Record<string, string> = {}): Promise<Visited> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const req = request(new URL(address, server.url), { headers: { cookie, 'sec-fetch-mode': 'navigate', ...given } });
    req.end();
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    const text = (await res.toArray()).join('');
    for (const set of res.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: res.statusCode!,
      location: res.headers.location ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  /** Goes to the provider, and returns the address to which its page leads back. */
  async begin(): Promise<string> {
    const page = await (await fetch(await this.get('/session/openid'))).text();
    return /href="([^"]+)"/.exec(page)![1].replaceAll('&amp;', '&');
  }

  get visitor(): Visitor {
    const visitor = new Visitor(server);
    const name = `strata-${server.running.port}`;
    visitor.cookie = this.cookies.has(name) ? `${name}=${this.cookies.get(name)}` : undefined;
    return visitor;
  }
}

const signedIn = async (): Promise<Visitor> => {
  const tab = new Tab();
  assert.equal(await tab.get(await tab.begin()), '/#/signed-in/shop');
  return tab.visitor;
};

test('repeated sign-ins at the provider lead to the same user', async () => {
  const { me } = await (await signedIn()).ask(ME);
  assert.deepEqual([me.user.email, me.user.name, me.user.roles], [`mei${n}@corp.example`, 'Mei', ['analyst']]);
  assert.equal((await (await signedIn()).ask(ME)).me.user.id, me.user.id);
});

test('a user has the roles that both the provider lists now and the workspace defines', async () => {
  provider.claims.groups = ['marketer', 'chief', 7];
  const first = await signedIn();
  assert.deepEqual((await first.ask(ME)).me.user.roles, ['marketer']);
  provider.claims.groups = 'service analyst';
  await signedIn();
  assert.deepEqual((await first.ask(ME)).me.user.roles, ['analyst', 'service'], 'also in the earlier session');
  provider.claims.groups = ['chief'];
  const tab = new Tab();
  assert.equal(await tab.get(await tab.begin()), REFUSED);
});

test('an address that is unverified or belongs to another user is ignored', async () => {
  provider.claims.email_verified = false;
  assert.equal((await (await signedIn()).ask(ME)).me.user.email, null);
  await admin.ask('mutation{createUser(input:{email:"local@corp.example",roles:["admin"]}){link}}');
  provider.claims = { sub: `other${n}`, email: 'LOCAL@corp.example', email_verified: true };
  const { me } = await (await signedIn()).ask(ME);
  assert.deepEqual([me.user.email, me.user.roles], [null, ['analyst']], 'without the rights of that user');
});

test('an email address or a name with control characters is ignored', async () => {
  provider.claims = { sub: `c${n}`, name: 'Mei\u001b[2J', email: `mei\u001b${n}@corp.example`, email_verified: true };
  const { me } = await (await signedIn()).ask(ME);
  assert.deepEqual([me.user.email, me.user.name], [null, null]);
});

test('a retired user cannot sign in through the provider again', async () => {
  const { me } = await (await signedIn()).ask(ME);
  await admin.ask('mutation($id:String!){retireUser(id:$id){retiredAt}}', { id: me.user.id });
  const tab = new Tab();
  assert.equal(await tab.get(await tab.begin()), REFUSED);
});

test('a provider redirect is accepted once, and only in the browser that started the sign-in', async () => {
  const victim = new Tab();
  const attacker = new Tab();
  const stolen = await attacker.begin();
  assert.equal(await victim.get(stolen), REFUSED, 'a browser that started no sign-in');
  await victim.begin();
  assert.equal(await victim.get(stolen), REFUSED, 'a browser that started another sign-in');
  assert.equal(victim.visitor.cookie, undefined);
  const tab = new Tab();
  const back = await tab.begin();
  assert.equal(await tab.get(back), '/#/signed-in/shop');
  assert.equal(await tab.get(back), REFUSED, 'the same redirect a second time');
});

test('an id token with the wrong issuer, audience, nonce, lifetime or key is rejected', async () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  for (const forged of [
    { iss: 'https://evil.example' },
    { aud: 'another client' },
    { nonce: 'another' },
    { iat: past, exp: past + 60 },
  ]) {
    provider.forged = forged;
    const tab = new Tab();
    assert.equal(await tab.get(await tab.begin()), REFUSED, JSON.stringify(forged));
  }
  provider.forged = {};
  const { signing } = provider;
  provider.rotate();
  const tab = new Tab();
  assert.equal(await tab.get(await tab.begin()), REFUSED, 'a key that is not published');
  provider.signing = signing;
  await signedIn();
  // Reports contain nothing of the token.
  assert.ok(server.reported.splice(0).every((error) => (error as Error).message.startsWith('a sign-in at the OpenID')));
});

test('the sign-in page learns that a provider is configured', async () => {
  const res = await fetch(new URL('/session/ways', server.url));
  assert.deepEqual(await res.json(), { openid: true });
  assert.equal(reasonOf(await new Visitor(server).post('/session/openid', {})), 'METHOD_NOT_ALLOWED');
});

test('signing in ends the previous session of the browser', async () => {
  const tab = new Tab();
  await tab.get(await tab.begin());
  const earlier = tab.visitor;
  await earlier.ask(ME);
  await tab.get(await tab.begin());
  assert.equal(reasonOf(await earlier.send(ME)), 'SESSION_ENDED');
  await tab.visitor.ask(ME);
});

test('the sign-in cookie is signed and expires', async () => {
  const tab = new Tab();
  const back = await tab.begin();
  const [[name, value]] = [...tab.cookies];
  const { exchanges } = provider;
  server.reported.length = 0;
  for (const forged of [value.split('.')[0], `${value.split('.')[0]}.${'A'.repeat(43)}`, 'e30', '.', '..']) {
    tab.cookies.set(name, forged);
    assert.equal(await tab.get(back), REFUSED, forged);
  }
  assert.equal(provider.exchanges, exchanges, 'no request is sent to the provider');
  assert.deepEqual(server.reported, [], 'nothing is reported as a failure of the provider');
  const kept = { state: 's', nonce: 'n', verifier: 'v' };
  const state = new SignInState(Buffer.from('key'));
  const sealed = state.seal(kept, 1000);
  assert.deepEqual([state.open(sealed, 999), state.open(sealed, 1000)], [kept, undefined]);
  assert.equal(new SignInState(Buffer.from('another')).open(sealed, 0), undefined);
});

test('at most sixteen provider redirects are verified at the same time', async () => {
  const tabs = await Promise.all(
    Array.from({ length: 17 }, async () => {
      const tab = new Tab();
      return { tab, back: await tab.begin() };
    }),
  );
  let release = (): void => undefined;
  provider.held = new Promise((resolve) => (release = resolve));
  const { exchanges } = provider;
  try {
    const running = tabs.slice(1).map(({ tab, back }) => tab.get(back));
    await eventually(() => provider.exchanges === exchanges + 16, 'all of them to run');
    const [{ tab, back }] = tabs;
    const busy = await tab.visit(back);
    assert.equal(reasonOf(busy), 'SERVER_BUSY');
    release();
    for (const location of await Promise.all(running)) assert.equal(location, '/#/signed-in/shop');
    assert.equal(await tab.get(back), '/#/signed-in/shop', 'the sign-in may be tried again');
  } finally {
    release();
    provider.held = undefined;
  }
});

test('other pages cannot use up the attempts of an address, and signing out is always possible', async () => {
  const visitor = await signedIn();
  await visitor.ask(ME);
  const stranger = new Tab();
  const others: readonly Record<string, string>[] = [
    { 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
  ];
  for (const headers of others)
    for (const path of ['/session/openid', '/session/openid/return?code=x']) {
      const res = await stranger.visit(path, headers);
      assert.equal(reasonOf(res), 'SESSION_NOT_FROM_PAGE');
    }
  for (let i = 0; i < 110; i++) assert.equal(await stranger.get('/session/openid/return?code=x'), REFUSED);
  await signedIn();
  // A return with a cookie is counted, also if the cookie is forged.
  const guesser = new Tab();
  let status = 0;
  for (let i = 0; i < 110 && status !== 429; i++) {
    guesser.cookies.set(`strata-${server.running.port}-openid`, 'forged');
    ({ status } = await guesser.visit('/session/openid/return?code=x'));
  }
  assert.equal(status, 429);
  const { cookie } = visitor;
  assert.equal((await visitor.post('/session/end', {})).status, 200);
  visitor.cookie = cookie;
  assert.equal(reasonOf(await visitor.send(ME)), 'SESSION_ENDED');
});

test('a new signing key of the provider is fetched when an id token names it', async () => {
  const direct = new OpenIdProvider({
    issuer: provider.issuer,
    clientId: provider.clientId,
    clientSecret: provider.clientSecret,
    workspace: 'shop',
    rolesClaim: undefined,
    defaultRole: 'analyst',
  });
  const subject = async (): Promise<string> => {
    const { url, kept } = await direct.begin('http://127.0.0.1:1/return');
    const page = await (await fetch(url)).text();
    const back = /href="([^"]+)"/.exec(page)![1].replaceAll('&amp;', '&');
    return (await direct.finish(new URL(back), kept)).subject;
  };
  assert.equal(await subject(), `p${n}`);
  provider.rotate();
  provider.published.push(provider.signing);
  // The library reads the keys at most once a minute.
  const { now } = Date;
  Date.now = () => now() + 61_000;
  try {
    assert.equal(await subject(), `p${n}`);
  } finally {
    Date.now = now;
  }
});
