/**
 * Tests the explorer and boards in a real browser, in Chinese. The customers who dropped out of a funnel are saved as a
 * segment, and reports become tiles of a board.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
const failures: string[] = [];
let sent = 0;

const event = (who: string, type: string, hoursAgo: number, more: object = {}): object => ({
  ...{ messageId: `b${sent++}`, type, identities: [{ namespace: 'member_id', value: who }] },
  occurredAt: new Date(Date.UTC(2026, 2, 20, 12) - hoursAgo * 3_600_000).toISOString(),
  ...more,
});
const order = (who: string, hoursAgo: number, amount: string): object =>
  event(who, 'order_paid', hoursAgo, { order: { orderId: `o${sent}`, amount } });
const send = (events: object[]): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-20T12:00:00Z', { name: 'Test shop', zone: 'UTC', currency: 'CNY' });
  await send([
    ...['ann', 'bob', 'cat', 'dan'].map((who, i) => event(who, 'added_to_cart', 50 + i)),
    order('ann', 40, '100'),
    order('bob', 30, '50'),
  ]);
  await admin.ask(
    'mutation{defineSegment(input:{key:"buyers",name:"Buyers / 买过的客户",expression:"did(order_paid)"},wait:true){job{state}}}',
  );
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
  await page.getByText('中文').click();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

test('the customers lost in a funnel become a segment in at most 12 clicks from the home page', async () => {
  let clicks = 0;
  const click = async (target: ReturnType<Page['locator']>): Promise<void> => {
    clicks++;
    await target.click();
  };
  await click(page.getByRole('menuitem', { name: '探索分析' }));
  await page.locator('h1', { hasText: '探索分析' }).waitFor();
  await click(page.locator('.ant-segmented-item', { hasText: '漏斗' }));
  const lost = page.getByRole('button', { name: /^客户数: 此步前流失: 2 支付订单: 2$/ });
  await lost.waitFor();
  assert.equal(await lost.textContent(), '2');
  assert.deepEqual(await seriousFindings(page), [], 'the explorer');
  await click(lost);
  const drawer = page.locator('.ant-drawer');
  await drawer.getByText('cat', { exact: true }).waitFor();
  await drawer.getByText('dan', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await click(page.getByRole('button', { name: /^存为分群/ }));
  const dialog = page.locator('.ant-modal');
  await dialog.getByText('2 位客户').waitFor();
  assert.equal(await dialog.locator('.ant-alert').count(), 0, 'a rolling period is described exactly');
  await dialog.locator('#row_segment_name').fill('加购未买');
  await dialog.locator('#row_segment_key').fill('cart_left');
  await click(dialog.getByRole('button', { name: /保\s*存/ }));
  await page.locator('h1', { hasText: '加购未买' }).waitFor();
  assert.ok(clicks <= 12, `${clicks} clicks`);
  const { segment } = await admin.ask('{segment(key:"cart_left"){expression}}');
  assert.equal(
    segment.expression,
    'did(added_to_cart, last 30d) and not sequence(added_to_cart then order_paid, within 7d, last 30d)',
  );
  const size = async (): Promise<number> => (await admin.ask('{segment(key:"cart_left"){size}}')).segment.size;
  await eventually(async () => (await size()) === 2, 'its members');
  await send([order('cat', 1, '5')]);
  await eventually(async () => (await size()) === 1, 'it moves by itself');
});

test('a trend is broken down, saved as a report, and shown on a board with a filter', async () => {
  await page.evaluate(`location.hash = '#/explore'`);
  await page.getByText('整个时段', { exact: true }).waitFor();
  await page.getByRole('combobox', { name: '指标', exact: true }).click();
  await page.locator('.ant-select-dropdown:visible').getByTitle('求和').click();
  await page.locator('.ant-table-summary').getByText('¥155.00').waitFor();
  await page.getByRole('button', { name: '保存为报表' }).click();
  await page.locator('#report_name').fill('Payments / 支付金额');
  await page.locator('#report_key').fill('payments');
  await page
    .locator('.ant-modal')
    .getByRole('button', { name: /保\s*存/ })
    .click();
  await page.locator('h1', { hasText: '看板' }).waitFor();
  const tile = page.locator('[data-report="payments"]');
  await tile.getByText('支付金额').waitFor();
  await tile.locator('canvas').waitFor();
  assert.deepEqual(await seriousFindings(page), [], 'the reports');
  const downloading = page.waitForEvent('download');
  await tile.getByRole('button', { name: /^下载 CSV/ }).click();
  assert.equal((await downloading).suggestedFilename(), 'payments.csv');
  await page.getByRole('button', { name: /新建看板$/ }).click();
  await page.locator('#board_name').fill('每周回顾');
  await page.locator('#board_key').fill('weekly');
  await page.locator('#board_reports').click();
  await page.locator('.ant-select-dropdown:visible').getByTitle('支付金额').click();
  await page.keyboard.press('Escape');
  await page.locator('.ant-modal').getByRole('combobox', { name: '客户数', exact: true }).click();
  await page.locator('.ant-select-dropdown:visible').getByTitle('买过的客户').click();
  await page
    .locator('.ant-modal')
    .getByRole('button', { name: /保\s*存/ })
    .click();
  await page.locator('h2', { hasText: '每周回顾' }).waitFor();
  await page.getByText('看板的筛选条件作用于每张报表。').waitFor();
  await tile.locator('canvas').waitFor();
  const { board } = await admin.ask('{board(key:"weekly"){filter reports{key}}}');
  assert.deepEqual(
    [JSON.parse(board.filter), board.reports],
    [{ scope: { segment: 'buyers', at: 'NOW' } }, [{ key: 'payments' }]],
  );
  // The tile shows the new order without a reload of the page.
  await send([order('ann', 1, '1000')]);
  await tile.getByRole('img', { name: /1,005/ }).waitFor();
  await tile.getByRole('link', { name: '支付金额' }).click();
  await page.locator('h1', { hasText: '支付金额' }).waitFor();
  await page.locator('.ant-table-summary').getByText('¥1,155.00').waitFor();
});

test('an event must be chosen, and an unknown report and board are reported as such', async () => {
  await page.evaluate(`location.hash = '#/explore/nothing'`);
  await page.getByText('没有使用此标识的报表。').waitFor();
  await page.evaluate(`location.hash = '#/boards/nothing'`);
  await page.getByText('没有使用此标识的看板。').waitFor();
  await page.evaluate(`location.hash = '#/explore'`);
  await page.getByRole('combobox', { name: '事件', exact: true }).click();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Escape');
  await page.locator('.ant-empty').getByText('请选择事件').waitFor();
  assert.ok(await page.getByRole('button', { name: '保存为报表' }).isDisabled());
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
