/** Tests the coupon form in Chinese in a real browser. The form never silently changes a value or another coupon. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
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
  await admin.ask('mutation{defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key}}');
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
  await page.getByText('中文').click();
  await page.evaluate(`location.hash = '#/coupons'`);
  await page.getByRole('tab', { name: '全部优惠券' }).click();
  await page.locator('#key').waitFor();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

const define = (): Promise<void> => page.getByRole('button', { name: /^定\s*义$/ }).click();
const five = async (): Promise<unknown> => (await admin.ask('{coupon(key:"five"){version faceValue}}')).coupon;

test('a number out of range is rejected and stays as typed', async () => {
  await page.locator('#key').fill('five');
  await page.locator('#worth').fill('-8');
  await define();
  await page.locator('.ant-form-item-explain-error').waitFor();
  assert.equal(await page.locator('#worth').inputValue(), '-8');
  assert.deepEqual(await five(), { version: 1, faceValue: '5' });
});

test('the form asks for confirmation before it adds a version to an existing coupon', async () => {
  await page.locator('#worth').fill('8');
  await define();
  const question = page.locator('.ant-modal-confirm', { hasText: '此标识已被使用' });
  await question.getByRole('button', { name: /^取\s*消$/ }).click();
  await question.waitFor({ state: 'hidden' });
  assert.deepEqual(await five(), { version: 1, faceValue: '5' });
  await define();
  await question.getByRole('button', { name: '保存为新版本' }).click();
  await page.getByText('已保存').waitFor();
  assert.deepEqual(await five(), { version: 2, faceValue: '8' });
});

test('an error is in Chinese and names its subject', async () => {
  await page.locator('#key').fill('other');
  await page.locator('#worth').fill('3');
  await page.locator('#eligible').fill('in list nothing');
  await define();
  await page.getByText('名单不存在（nothing）').waitFor();
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
