/** Tests coupon packs on the dashboard, in a real browser and in both languages. */
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
  await admin.ask(`mutation{
    a:defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key}
    b:defineCoupon(input:{key:"spring",kind:FIXED_AMOUNT,faceValue:"20"}){key}
    c:defineSegment(input:{key:"big_spenders",expression:"sum(order_paid.amount) > 500.0"},wait:true){job{state}}
  }`);
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

test('a pack of coupons is defined, changed and ended, also in Chinese', async () => {
  await page.evaluate(`location.hash = '#/coupons'`);
  await page.locator('h1', { hasText: 'Coupons' }).waitFor();
  await page.getByRole('tab', { name: 'Packs' }).click();
  await page.getByText('There is no pack yet.').waitFor();
  await page.locator('#pack_key').fill('welcome');
  await page.locator('#pack_name').fill('Welcome pack');
  const coupon = async (place: number, name: string): Promise<void> => {
    await page.locator(`#pack_coupons_${place}_coupon`).click();
    await page.locator('.ant-select-dropdown:visible').getByTitle(name, { exact: true }).click();
  };
  await coupon(0, 'five');
  await page.locator('#pack_coupons_0_count').fill('2');
  await page.getByRole('button', { name: /Another coupon$/ }).click();
  await coupon(1, 'spring');
  await page.locator('#pack_perCustomerLimit').fill('1');
  const form = page.locator('#pack');
  await form.getByRole('button', { name: 'Define' }).click();
  const row = page.locator('tr', { hasText: 'Welcome pack' });
  await row.getByText('five × 2').waitFor();
  await row.getByText('spring', { exact: true }).waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'packs');
  await row.getByRole('button', { name: 'Edit' }).click();
  await page.locator('#pack_eligible').fill('big_spenders');
  await form.getByRole('button', { name: 'Save' }).click();
  await row.getByText('in segment big_spenders').waitFor();
  const { couponPack } = await admin.ask(
    '{couponPack(key:"welcome"){version name eligible perCustomerLimit totalLimit coupons{coupon count}}}',
  );
  assert.deepEqual(couponPack, {
    version: 2,
    name: 'Welcome pack',
    eligible: 'in segment big_spenders',
    perCustomerLimit: 1,
    totalLimit: null,
    coupons: [
      { coupon: 'five', count: 2 },
      { coupon: 'spring', count: 1 },
    ],
  });
  await page.getByText('中文').click();
  await page.getByRole('tab', { name: '礼包' }).waitFor();
  await row.getByRole('button', { name: /停\s*用/ }).click();
  await page
    .locator('.ant-popconfirm')
    .getByRole('button', { name: /停\s*用/ })
    .click();
  await row.getByText('已停用').waitFor();
  await page.getByText('English').click();
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
