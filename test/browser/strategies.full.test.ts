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
  await page.getByRole('button', { name: '添加内置策略' }).click();
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
  await page.getByRole('row', { name: /沉睡/ }).getByRole('link', { name: '按分层查看策略' }).click();
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
  await page
    .getByRole('row', { name: /去年春季/ })
    .last()
    .getByRole('link', { name: '生命周期 · 沉睡' })
    .click();
  await page.locator('h1', { hasText: '分层' }).waitFor();
  await page.goBack();
  await page.getByRole('link', { name: '生命周期 · 沉睡' }).first().click();
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
  await page.getByRole('row', { name: /spring v1.*未评估/ }).waitFor();
  await page.getByRole('link', { name: 'spring v1' }).click();
  await page.locator('h1', { hasText: '春季' }).waitFor();
  await page.getByRole('link', { name: '所属策略的记录' }).click();
  await page.locator('h1', { hasText: '限时促销' }).waitFor();
  assert.deepEqual(failures, []);
});

const shot = async (name: string): Promise<void> => {
  if (process.env.STRATA_SCREENSHOTS)
    await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/strategies-${name}.png`, fullPage: true });
};

/** Creates customers who visited 40 days ago, so that they are dormant. */
async function dormantCustomers(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i) => ({
    ...{ messageId: `d${i}`, type: 'visit', occurredAt: '2026-05-20T12:00:00Z' },
    identities: [
      { namespace: 'member_id', value: `D${i}` },
      { namespace: 'phone', value: `1380000${1000 + i}` },
    ],
  }));
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });
}

/** Records orders of the first customers after the campaign. */
async function orders(count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, i) => ({
    ...{ messageId: `b${i}`, type: 'order_paid', occurredAt: '2026-07-05T12:00:00Z' },
    identities: [{ namespace: 'member_id', value: `D${i}` }],
    order: { orderId: `b${i}`, amount: String(50 + (i % 7) * 10) },
  }));
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });
}

test('a layer leads to a campaign, the campaign to its effect by layer, and the effect back to the layer', async () => {
  await dormantCustomers(120);
  await admin.ask(
    'mutation{setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}],consentDefaults:[{purpose:"marketing",permission:UNLESS_WITHDRAWN}]}){version}}',
  );
  await page.getByRole('menuitem', { name: '分层' }).click();
  await page.getByRole('row', { name: /沉睡/ }).getByRole('link', { name: '按分层查看策略' }).click();
  await page
    .getByRole('row', { name: /可重复.*唤醒券/ })
    .getByRole('link', { name: '发起活动' })
    .click();
  await page.locator('h1', { hasText: '新建活动' }).waitFor();
  await page.getByText('唤醒券 · 流水', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('预期人均效果').inputValue(), '13.6667');
  await page.getByLabel('消息内容', { exact: true }).fill('好久不见');
  await shot('editor');
  await page.getByRole('button', { name: '保存并启动' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^启\s*动$/ })
    .click();
  await page.locator('h1', { hasText: '唤醒券' }).waitFor();
  const { campaign } = await admin.ask(
    '{campaign(key:"campaign_1"){audience strategy expectedEffect holdOutPercent state}}',
  );
  assert.deepEqual(
    [campaign.audience, campaign.strategy, campaign.expectedEffect, campaign.holdOutPercent],
    ['lifecycle.dormant', 'wake_up_coupon', 13.6667, 20],
  );
  await admin.ask('mutation{advanceClock(to:"2026-07-15T12:00:00Z"){now}}');
  await orders(90);
  await admin.ask('mutation{a:advanceClock(to:"2026-08-15T12:00:00Z"){now} b:measureStrategies}');
  await page.reload();
  await page.getByRole('tab', { name: '效果' }).click();
  const record = page.getByRole('row', { name: /生命周期 · 沉睡.*[+−]¥.*\+¥13\.67/ });
  await record.waitFor();
  await shot('effect');
  assert.deepEqual(await seriousFindings(page), []);
  await record.getByRole('link', { name: '生命周期 · 沉睡' }).click();
  await page.locator('h1', { hasText: '分层' }).waitFor();
  await page.getByText('分层质量').waitFor();
  assert.deepEqual(failures, []);
});

test('the page of a layer model says whether it is sound and what to do, and judges a draft too', async () => {
  await page.goto(`${page.url().replace(/#.*/, '')}#/layers/lifecycle`);
  const card = page.locator('.ant-card', { hasText: '分层质量' });
  // Nobody ordered in the last 30 days.
  await card.getByText('数据太少，无法判断分层是否合理。').waitFor();
  await card.getByText('不足两层有 10 名客户').waitFor();
  await admin.ask(`mutation{
    defineLayerModel(input:{key:"lifecycle",draft:true,layers:[
      {key:"dormant",name:"Dormant / 沉睡",when:"sum(order_paid.amount) >= 90"},
      {key:"regular",name:"Regular / 一般"}]}){model{draft}}
  }`);
  await admin.ask(`mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}`, {
    e: Array.from({ length: 90 }, (_, i) => ({
      ...{ messageId: `c${i}`, type: 'order_paid', occurredAt: '2026-08-01T12:00:00Z' },
      identities: [{ namespace: 'member_id', value: `D${i}` }],
      order: { orderId: `c${i}`, amount: String(i % 7 > 3 ? 300 + i : 5 + (i % 3)) },
    })),
  });
  await page.reload();
  await card.getByText('草稿', { exact: true }).click();
  await card.getByText('分层合理：各层之间有差异，客户层级稳定。').waitFor();
  const plot = card.getByRole('img', { name: /沉睡: ¥\d+.*; 一般: ¥\d+/ });
  assert.equal(await plot.locator('rect').count(), 2);
  await card
    .getByRole('row', { name: /沉睡.*\d+.*¥/ })
    .first()
    .waitFor();
  await card.getByRole('row', { name: /沉睡 \/ 一般.*不同/ }).waitFor();
  await shot('quality');
  assert.deepEqual(await seriousFindings(page), []);
  assert.deepEqual(failures, []);
});
