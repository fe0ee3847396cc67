/** Tests the pages of models in a real browser, in Chinese: train, read the figures, score. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { event, randomOrders, send } from '../models/random-shop.js';

const NOW = '2026-06-30T12:00:00Z';
let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
const failures: string[] = [];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { name: 'Test shop', zone: 'UTC', currency: 'CNY' });
  await send(admin, randomOrders(400, Date.parse(NOW)).events);
  for (const input of [
    {
      ...{ key: 'churn', name: 'Churn / 流失预测', kind: 'CHURN' },
      tags: [{ score: 'CHURN_PROBABILITY', tag: 'churn_probability' }],
    },
    {
      ...{ key: 'orders', name: 'Orders / 订单预测', kind: 'ORDERS_TO_COME', orders: ['order_placed'] },
      tags: [{ score: 'EXPECTED_ORDERS', tag: 'expected_orders' }],
    },
  ])
    await admin.ask('mutation($i:ModelInput!){defineModel(input:$i){key}}', { i: input });
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
  await page.getByText('中文').click();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

test('a model is trained and scores customers from its page, which shows its figures', async () => {
  await page.getByRole('menuitem', { name: '预测模型' }).click();
  await page.getByRole('link', { name: '流失预测' }).click();
  await page.locator('h1', { hasText: '流失预测' }).waitFor();
  assert.ok(await page.getByRole('button', { name: '立即评分' }).isDisabled(), 'no version can be used yet');
  await page.getByRole('button', { name: '立即训练' }).click();
  await page.getByText('已训练').waitFor();
  await page.getByText(/AUC 0\.\d+ · Brier 分数 0\.\d+（?.*基准流失率的 0\.\d+/).waitFor();
  await page.getByRole('img', { name: /预测与实际流失率（十等分）/ }).waitFor();
  await page.getByText('距末单时间', { exact: true }).waitFor();
  await page.getByRole('button', { name: '立即评分' }).click();
  await eventually(async () => {
    const { model } = await admin.ask('{model(key:"churn"){history{scored{version}}}}');
    return model.history.scored?.version === 1;
  }, 'the scores');
  await page.getByText(/· v1 · \d+/).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
});

test('the page of a customer shows recommended items with their counts', async () => {
  await send(admin, [event('nora', 'added_to_cart', Date.parse(NOW) - 3_600_000, { properties: { sku: 'jar' } })]);
  const { profile } = await admin.ask('{profile(identity:{namespace:"member_id",value:"nora"}){id}}');
  await page.goto(`${page.url().replace(/#.*/, '')}#/customer/${profile.id}`);
  await page.getByRole('button', { name: '查看推荐' }).click();
  const row = page.locator('[data-recommendations] tr', { hasText: 'jar' });
  await row.getByText('加购或浏览').waitFor();
  await row.getByText(/^加入购物车/).waitFor();
  await page
    .locator('[data-recommendations] tr', { hasText: /\d+ \/ \d+ 位买家购买/ })
    .first()
    .waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'recommendations of a customer');
  await send(admin, [
    event('nora', 'consent_withdrawn', Date.parse(NOW) - 1_800_000, { properties: { purpose: 'profiling' } }),
  ]);
  await page.reload();
  await page.getByRole('button', { name: '查看推荐' }).click();
  await page.getByText('客户拒绝画像分析，仅推荐热门商品。').waitFor();
  assert.equal(await page.locator('[data-recommendations] tr', { hasText: 'jar' }).count(), 0);
});

test('a rejected version shows what is missing', async () => {
  await page.goto(`${page.url().replace(/#.*/, '')}#/models/orders`);
  await page.locator('h1', { hasText: '订单预测' }).waitFor();
  await page.getByRole('button', { name: '立即训练' }).click();
  await page.getByText('未通过').waitFor();
  await page.getByText('尚无已结束的窗口，无法检验').waitFor();
  assert.ok(await page.getByRole('button', { name: '立即评分' }).isDisabled());
  await page.getByRole('menuitem', { name: '任务' }).click();
  await page.getByText('预测模型 订单预测').first().waitFor();
  assert.deepEqual(failures, []);
});
