/** Tests the pages of strategies in a real browser, in Chinese: from a layer to its strategies, and to their records. */
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
  admin = await server.sandbox('shop', '2026-06-30T12:00:00Z', { name: 'Test shop', zone: 'UTC', currency: 'CNY' });
  await admin.ask(`mutation{
    defineLayerModel(input:{key:"lifecycle",name:"Lifecycle / 生命周期",layers:[
      {key:"dormant",name:"Dormant / 沉睡",when:"not did(visit, last 30d)"},{key:"regular",name:"Regular / 一般"}]},wait:true){job{id}}
  }`);
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
  await page.getByText('中文').click();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

test('strategies of the articles are added, and a layer shows what is known and what was never tried', async () => {
  await page.getByRole('menuitem', { name: '策略库' }).click();
  await page.getByRole('button', { name: '添加文章中的策略' }).click();
  await page.getByText('交叉推广').waitFor();
  for (const [effect, source] of [
    [12, '去年春季'],
    [15, '去年夏季'],
    [14, '去年秋季'],
  ])
    await admin.ask(
      `mutation{recordStrategyResult(input:{strategy:"wake_up_coupon",layer:"lifecycle.dormant",source:"${source}",at:"2025-05-01T00:00:00Z",effect:${effect},standardError:2}){key}}`,
    );
  await page.getByRole('menuitem', { name: '分层' }).click();
  await page.getByRole('row', { name: /沉睡/ }).getByRole('link', { name: '某分层已知什么' }).click();
  await page.locator('h1', { hasText: '策略库' }).waitFor();
  const known = page.getByRole('row', { name: /唤醒券.*有效/ }).first();
  await known.waitFor();
  await page.getByText('可重复').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
});

test('the page of a strategy has a forest plot with the same figures in a table, and leads back to the layer', async () => {
  await page.getByRole('link', { name: '唤醒券' }).first().click();
  await page.locator('h1', { hasText: '唤醒券' }).waitFor();
  const plot = page.getByRole('img', { name: /去年春季: \+¥12\.00.*合并: \+¥13\.\d\d/ });
  await plot.waitFor();
  await page
    .getByRole('row', { name: /去年春季.*手工录入.*\+¥12\.00.*有效/ })
    .first()
    .waitFor();
  assert.equal(await plot.locator('rect').count(), 3);
  assert.equal(await plot.locator('polygon').count(), 1);
  // A link under the pointer has another color.
  await page.mouse.move(0, 0);
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByRole('link', { name: '生命周期 · 沉睡' }).click();
  await page.locator('h1', { hasText: '策略库' }).waitFor();
  assert.deepEqual(failures, []);
});

test('a record leads to its campaign, and the campaign leads back to its strategy', async () => {
  await admin.ask(`mutation{
    a:defineSegment(input:{key:"visitors",expression:"did(visit)"},wait:true){job{id}}
    b:defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
    c:setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
    d:defineCampaign(input:{key:"spring",name:"Spring / 春季",audience:"visitors",strategy:"flash_sale",channels:[{channel:"sms",endpoint:"crm",body:"x"}]}){key}
    e:startCampaign(key:"spring"){state}
    f:measureStrategies
  }`);
  await page.goto(`${page.url().replace(/#.*/, '')}#/strategies/flash_sale`);
  await page.getByRole('row', { name: /spring v1.*未测量/ }).waitFor();
  await page.getByRole('link', { name: 'spring v1' }).click();
  await page.locator('h1', { hasText: '春季' }).waitFor();
  await page.getByRole('link', { name: '所属策略的记录' }).click();
  await page.locator('h1', { hasText: '限时促销' }).waitFor();
  assert.deepEqual(failures, []);
});
