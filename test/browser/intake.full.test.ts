/** Tests the intake page: keys are created, rotated and revoked, and messages appear as they arrive. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
const failures: string[] = [];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop' });
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

async function deliver(key: string, ...batch: readonly object[]): Promise<number> {
  const res = await fetch(server.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ batch }),
  });
  return res.status;
}
const track = (event: string, more: object = {}): object => ({ type: 'track', event, anonymousId: 'd', ...more });
const keyText = async (): Promise<string> => (await page.locator('.ant-alert-success code').innerText()).trim();

test('a key is created, its messages are counted and listed live, and it is rotated and revoked', async () => {
  await page.evaluate(`location.hash = '#/intake'`);
  await page.locator('h1', { hasText: 'Intake' }).waitFor();
  await page.getByText('No write key so far').waitFor();
  await page.locator('#write_key_source').fill('web');
  await page.locator('#write_key_label').fill('the shop');
  await page.locator('#write_key_traits').fill('city');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('It is shown this once').waitFor();
  const key = await keyText();
  assert.match(key, /^wk\.shop\./);
  const row = page.locator('tr.ant-table-row', { hasText: 'web · the shop' });
  await row.waitFor();
  await page.getByText('Last messages: web · the shop').waitFor();
  await page.getByRole('tab', { name: 'HTTP' }).click();
  assert.ok((await page.locator('pre[data-client=http]').innerText()).includes(key), 'the code holds the new key');
  assert.deepEqual(await seriousFindings(page), [], 'intake');

  assert.equal(await deliver(key, track('Seen'), track('Old', { timestamp: '1999-01-01T00:00:00Z' })), 200);
  const seen = page.locator('tr.ant-table-row', { hasText: 'Seen' });
  await seen.getByText('accepted', { exact: true }).waitFor();
  const old = page.locator('tr.ant-table-row', { hasText: 'Old' });
  await old.getByText('EVENT_TOO_OLD').waitFor();
  await page.getByText('Only with faults').click();
  await seen.waitFor({ state: 'detached' });
  await old.waitFor();
  await page.getByText('All', { exact: true }).click();
  await page.locator('.ant-table-row-selected', { hasText: '1' }).waitFor();

  await row.getByRole('button', { name: 'Rotate' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: 'Rotate' }).click();
  await page.locator('.ant-alert-success code').filter({ hasNotText: key }).waitFor();
  const fresh = await keyText();
  assert.deepEqual([await deliver(key, track('Former')), await deliver(fresh, track('Fresh'))], [200, 200]);
  await page.locator('tr.ant-table-row', { hasText: 'Fresh' }).waitFor();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('revoked').waitFor();
  assert.deepEqual([await deliver(key, track('Late')), await deliver(fresh, track('Late'))], [401, 401]);
  const { intakeSenders } = await admin.ask('{intakeSenders{accepted rejected writeKey{traits revokedAt}}}');
  assert.deepEqual(
    [intakeSenders[0].accepted, intakeSenders[0].rejected, intakeSenders[0].writeKey.traits],
    [3, 1, ['city']],
  );
});

test('the page is also in Chinese', async () => {
  await page.getByText('中文').click();
  await page.locator('h1', { hasText: '接入' }).waitFor();
  await page.locator('tr.ant-table-row', { hasText: 'Old' }).getByText('已拒绝').waitFor();
  await page.getByRole('tab', { name: '微信小程序' }).click();
  await page.locator('pre[data-client=mini]').getByText('合法域名').waitFor();
  await page.getByText('English').click();
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
