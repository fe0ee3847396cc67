/** Tests signing in with a real browser: invitation, password, sessions, people and roles, in both languages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { operatorLink } from '../../src/services/accounts/operator.js';
import { seriousFindings } from '../support/axe.js';
import { calmContext, launchBrowser } from '../support/browser.js';
import { TestOpenIdProvider } from '../support/openid-provider.js';
import { TestServer, type Caller } from '../support/server.js';

const PASSWORD = 'correct horse battery staple';
const failures: string[] = [];
let server: TestServer;
let admin: Caller;
let provider: TestOpenIdProvider;
let browser: Browser;
let home: string;

before(async () => {
  provider = await TestOpenIdProvider.start();
  server = await TestServer.start({
    STRATA_OIDC_ISSUER: provider.issuer,
    STRATA_OIDC_CLIENT_ID: provider.clientId,
    STRATA_OIDC_CLIENT_SECRET: provider.clientSecret,
    STRATA_OIDC_WORKSPACE: 'shop',
    STRATA_OIDC_DEFAULT_ROLE: 'analyst',
  });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Corner shop' });
  browser = await launchBrowser();
  home = server.url.replace('/graphql', '/');
});
after(async () => {
  await browser?.close();
  await server.remove();
  provider.close();
});

const invite = async (email: string, roles: string[]): Promise<string> =>
  (
    await admin.ask('mutation($i:UserInput!){createUser(input:$i){link}}', {
      i: { email, roles, name: email.split('@')[0] },
    })
  ).createUser.link;
const atShop = (page: Page): Promise<void> => page.locator('h1', { hasText: 'Corner shop' }).waitFor();
const heading = (page: Page, text: string): Promise<void> => page.locator('h1', { hasText: text }).waitFor();
const go = (page: Page, path: string): Promise<unknown> => page.evaluate(`location.hash = '#/${path}'`);

/** Takes an invitation in a new browser. */
async function taken(link: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await calmContext(browser, failures);
  const page = await context.newPage();
  await page.goto(home + link.slice(1));
  await page.getByLabel('New password').fill(PASSWORD);
  assert.deepEqual(await seriousFindings(page), [], 'the invitation');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await atShop(page);
  return { context, page };
}

async function fillIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Workspace').fill('shop');
  await page.getByLabel('E-mail').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an invited administrator chooses a password, invites somebody, and ends the session', async () => {
  const { context, page } = await taken(await invite('mei@shop.example', ['admin']));
  assert.ok(!page.url().includes('invitation'), 'the link is removed from the address bar');
  const [cookie] = await context.cookies();
  assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, 'Lax']);
  assert.equal(await page.evaluate('document.cookie'), '');

  await page.getByRole('link', { name: 'People' }).click();
  await heading(page, 'People');
  await page.getByLabel('E-mail').fill('lin@shop.example');
  await page.getByRole('button', { name: 'Invite' }).click();
  const link = (await page.locator('.ant-alert-success code').first().textContent())!;
  assert.match(link, /\/#\/invitation\/shop\./);
  assert.deepEqual(await seriousFindings(page), [], 'people');
  const analyst = await taken(new URL(link).pathname + new URL(link).hash);
  assert.equal(await analyst.page.getByRole('link', { name: 'People' }).count(), 0, 'an analyst lacks the page');

  await go(page, 'account');
  await heading(page, 'Account');
  await page.getByText('mei@shop.example').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'account');
  await page.getByRole('button', { name: /Sign out$/ }).click();
  await page.getByLabel('Workspace').waitFor();
  assert.equal(await page.getByLabel('Workspace').inputValue(), 'shop');
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(failures, []);
});

test('a wrong password gets an error message; the right one signs in, also over subscriptions', async () => {
  const { page } = await taken(await invite('jo@shop.example', ['analyst']));
  const sockets: string[] = [];
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => sockets.push(String(payload))));
  await page.getByRole('button', { name: /Sign out$/ }).click();
  await fillIn(page, 'jo@shop.example', 'not the password');
  await page.getByText('the workspace, the e-mail address or the password is wrong').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'signing in');
  await fillIn(page, 'jo@shop.example', PASSWORD);
  await atShop(page);
  await page.reload();
  await atShop(page);
  assert.ok(sockets.some((text) => text.includes('connection_ack')));
  // The browser itself reports the refused request.
  assert.deepEqual(
    failures.splice(0).filter((text) => !text.includes('/session/password')),
    [],
  );
});

test('a session that is ended elsewhere leads back to the sign-in page', async () => {
  const { page } = await taken(await invite('kai@shop.example', ['admin']));
  const other = await (await calmContext(browser, failures)).newPage();
  await other.goto(home);
  await fillIn(other, 'kai@shop.example', PASSWORD);
  await atShop(other);
  await go(other, 'account');
  await other.getByRole('button', { name: 'End', exact: true }).click();
  await other.getByText('Ended').waitFor();
  await go(page, 'account');
  await go(page, 'segments');
  await page.getByLabel('Workspace').waitFor();
  await other.getByRole('button', { name: 'Sign out everywhere' }).click();
  await other.getByRole('button', { name: 'OK' }).click();
  await other.getByLabel('Workspace').waitFor();
  // Requests of a page whose session has ended fail, also later ones.
  await page.context().close();
  await other.context().close();
  failures.splice(0);
});

test('an administrator changes the roles of a user and retires the user', async () => {
  const { page } = await taken(await invite('root@shop.example', ['admin']));
  const guest = await taken(await invite('guest@shop.example', ['analyst']));
  await go(page, 'people');
  await page.getByLabel('Roles guest@shop.example').click();
  await page.locator('.ant-select-item-option', { hasText: 'Administrator' }).click();
  await page.getByText('Saved').first().waitFor();
  await guest.page.reload();
  await guest.page.getByRole('link', { name: 'People' }).waitFor();
  await page.keyboard.press('Escape');
  const row = page.getByRole('row', { name: /guest@shop\.example/ });
  await row.getByRole('button', { name: 'Retire' }).click();
  await page.getByRole('button', { name: 'OK' }).click();
  await row.waitFor({ state: 'detached' });
  await go(guest.page, 'segments');
  await guest.page.getByLabel('Workspace').waitFor();
  await guest.context.close();
  failures.splice(0);
});

test('a link asks before it changes who is signed in', async () => {
  const { page } = await taken(await invite('ana@shop.example', ['analyst']));
  const link = (await operatorLink(server.running.services, 'shop'))!;
  await page.goto(home + link.slice(1));
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await go(page, 'account');
  await page.getByText('ana@shop.example').waitFor();
  await page.goto(`${home}${link.slice(1)}`);
  await page.getByRole('button', { name: 'Sign in with the link' }).click();
  await go(page, 'account');
  await page.locator('.ant-descriptions', { hasText: 'Operator' }).waitFor();
  assert.deepEqual(failures, []);
});

test('a link with a token asks before it replaces a session', async () => {
  const { page } = await taken(await invite('bo@shop.example', ['admin']));
  const token = server.token('shop', ['admin'], 'somebody-else');
  const kept = (): Promise<string | null> => page.evaluate(`sessionStorage.getItem('strata.token')`);
  const address = (query: string): string => `${home}${query}#token=${token}`;
  await page.goto(address('?x'));
  await page.getByText('Signed in: bo (shop)').waitFor();
  await page.getByText('somebody-else (shop)').waitFor();
  assert.ok(!page.url().includes('token='), 'the token does not stay in the address');
  assert.equal(await kept(), null);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await go(page, 'account');
  await page.getByText('bo@shop.example').waitFor();
  assert.equal(await kept(), null);
  await page.goto(address('?y'));
  await page.getByRole('button', { name: 'Use the token of the link' }).click();
  await atShop(page);
  assert.equal(await kept(), token);
  assert.deepEqual(failures, []);
});

test('a person signs in at the provider of the organisation', async () => {
  const page = await (await calmContext(browser, failures)).newPage();
  await page.goto(home);
  await page.getByRole('link', { name: 'Sign in with your organisation' }).click();
  await page.getByRole('link', { name: 'Continue as Mei' }).click();
  await atShop(page);
  await go(page, 'account');
  await page.locator('.ant-descriptions', { hasText: 'Analyst' }).or(page.getByText('analyst')).first().waitFor();
  assert.deepEqual(failures, []);
});

test('the sign-in page is in Chinese in a Chinese browser', async () => {
  const page = await (await calmContext(browser, failures, { locale: 'zh-CN' })).newPage();
  await page.goto(home);
  await page.getByRole('button', { name: /登\s*录/ }).waitFor();
  const text = await page.locator('main').innerText();
  assert.doesNotMatch(text.replaceAll('Strata', ''), /[A-Za-z]{2,}/);
  assert.deepEqual(failures, []);
});
