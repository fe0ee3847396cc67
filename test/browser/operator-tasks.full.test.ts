/**
 * An operator does twelve ordinary tasks in Chinese with the dashboard alone, in a real browser. Each task begins at the
 * home page and takes at most 12 clicks, which the page itself counts.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { seriousFindings } from '../support/axe.js';
import { calmContext, launchBrowser } from '../support/browser.js';
import { textOf } from '../support/builder-page.js';
import { Clicks } from '../support/clicks.js';
import { startReceiver, type MessageReceiver } from '../support/message-receiver.js';
import { AUDIENCE, buyAgain, openShop, SHOP } from '../support/operator-shop.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

const MOST_CLICKS = 12;
const TASKS = 12;

let receiver: MessageReceiver;
let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
let clicks: Clicks;
const failures: string[] = [];
const counted: { readonly task: string; readonly clicks: number }[] = [];

before(async () => {
  receiver = await startReceiver();
  server = await TestServer.start({ STRATA_DELIVERY_ALLOW: `127.0.0.1:${receiver.port}` });
  admin = await openShop(server, receiver.port);
  browser = await launchBrowser();
  page = await (await calmContext(browser, failures, { locale: 'zh-CN' })).newPage();
  clicks = await Clicks.of(page);
  await page.goto(`${home()}#token=${server.token(SHOP.workspace, ['admin'], 'operator')}`);
  await page.locator('h1', { hasText: SHOP.name }).waitFor();
});
after(async () => {
  await browser?.close();
  await server?.remove();
  await receiver?.close();
});

const home = (): string => server.url.replace('/graphql', '/');
const button = (name: string | RegExp, of: Page | Locator = page): Locator => of.getByRole('button', { name });
const link = (name: string): Locator => page.getByRole('link', { name, exact: true });
const box = (name: string, of: Page | Locator = page): Locator => of.getByRole('combobox', { name, exact: true });
const open = (): Locator => page.locator('.ant-select-dropdown:visible');
const option = (text: string): Locator => open().locator('.ant-select-item-option', { hasText: text });
const heading = (text: string | RegExp): Promise<void> => page.locator('h1', { hasText: text }).waitFor();
const dialog = (): Locator => page.getByRole('dialog');
/** A layer in the dialog for alerts. */
const layer = (side: string, name: string): Locator =>
  dialog().getByRole('group', { name: side, exact: true }).getByRole('checkbox', { name, exact: true });
const SAVE = /^保\s*存$/;
/** Returns a condition in the usual spelling. */
const spelled = (text: string): string => printCondition(parseCondition(text));

/** Does a task from the home page, and counts its clicks. */
function task(name: string, work: () => Promise<void>): void {
  test(name, async () => {
    await page.goto(home());
    await page.reload();
    await heading(SHOP.name);
    assert.equal(await clicks.count(), 0);
    await work();
    const count = await clicks.count();
    counted.push({ task: name, clicks: count });
    if (process.env.STRATA_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/task-${counted.length}.png`, fullPage: true });
    assert.deepEqual(await seriousFindings(page), [], name);
    assert.ok(count > 0 && count <= MOST_CLICKS, `${count} clicks`);
  });
}

/** Finds a customer by any identity on the page of customers. */
async function find(value: string): Promise<void> {
  await clicks.replace(page.getByLabel('查找客户'), value);
  await clicks.press('Enter');
}

/** Types a condition in words, and takes the first proposal. */
async function addTyped(words: string, sentence: string): Promise<void> {
  await clicks.type(words);
  const first = open().locator('.ant-select-item-option-active');
  await first.getByText(sentence, { exact: true }).waitFor();
  await clicks.press('Enter');
  await page.getByRole('group', { name: sentence, exact: true }).waitFor();
}

task('1. the audience of the README is built', async () => {
  await link('分群').click();
  await page.getByRole('link', { name: /新建分群$/ }).click();
  await heading('新建分群');
  await clicks.type('北京常客，未买资生堂');
  await box('添加条件').click();
  await addTyped('居住城市 Beijing', '标签 居住城市 是 “Beijing”');
  await addTyped('近90天访问至少3次', '近 90 天访问的次数不少于 3');
  await addTyped('购买过', '任何时候有过支付订单');
  await addTyped('近7天未购买 品牌 Shiseido', '近 7 天没有支付订单，其中（品牌是 “Shiseido”）');
  assert.equal(await textOf(page, '条件'), spelled(AUDIENCE));
  await page
    .locator('.ant-card', { hasText: '预览' })
    .locator('.ant-statistic')
    .getByText('2', { exact: true })
    .waitFor();
  await button(SAVE).first().click();
  await heading('北京常客，未买资生堂');
  const rows = page.getByRole('tabpanel').locator('tr.ant-table-row');
  await rows.nth(1).waitFor();
  assert.deepEqual((await rows.getByRole('link').allTextContents()).sort(), ['M1', 'M4']);
  assert.equal((await admin.ask('{segment(key:"segment_1"){expression}}')).segment.expression, spelled(AUDIENCE));
});

task('2. a customer is in a segment, another is not: the page says why', async () => {
  await link('客户').click();
  await find('M2');
  await heading('M2');
  await box('为什么在（或不在）').click();
  await clicks.type('北京常客');
  await option('北京常客').first().waitFor();
  await clicks.press('Enter');
  const reasons = page.locator('.ant-drawer');
  await reasons.getByText('不在分群中').waitFor();
  await reasons.getByLabel('不成立').first().waitFor();
  await reasons.getByText('资生堂').or(reasons.getByText('Shiseido')).first().waitFor();
  await clicks.press('Escape');
  await find('M1');
  await heading('M1');
  await page
    .getByRole('row')
    .filter({ has: page.getByRole('link', { name: '北京常客', exact: true }) })
    .getByRole('button', { name: '为什么？' })
    .click();
  await reasons.getByText('在分群中', { exact: true }).waitFor();
});

task('3. a template is tried on the customers of the shop, and installed', async () => {
  await link('模板').click();
  await button(/^试\s*算$/, page.locator('.ant-card', { hasText: '价值分层' }).first()).click();
  await button(/^试\s*算$/, dialog()).click();
  await dialog().getByText('客户数: 7').waitFor();
  await button(/^安\s*装$/, dialog()).click();
  await dialog().waitFor({ state: 'detached' });
  const { layerModels } = await admin.ask('{layerModels{key}}');
  assert.ok(layerModels.length > 1);
});

task('4. the matrix shows how customers moved between layers', async () => {
  await link('分层').click();
  await box('分层').click();
  await option('近期购买').click();
  const matrix = page.locator('.ant-card', { hasText: '流转' }).getByRole('img', { name: /近期买过 → 近期未买: 1/ });
  await matrix.waitFor();
});

task('5. an alert is set, and seen when it is raised', async () => {
  await link('分层').click();
  await box('分层').click();
  await option('近期购买').click();
  await button('新建预警').click();
  await layer('客户离开的分层', '近期未买').click();
  await layer('客户进入的分层', '近期买过').click();
  await button(SAVE, dialog()).click();
  await dialog().waitFor({ state: 'detached' });
  await page.getByText('近期未买 → 近期买过: 至少 1 位客户').waitFor();
  await link('概览').click();
  await heading(SHOP.name);
  await buyAgain(admin);
  await page.locator('.ant-list-item', { hasText: '近期未买 → 近期买过 (1)' }).waitFor();
});

task('6. the price ladder names the cheapest face value that pays', async () => {
  await link('优惠券').click();
  await page.getByRole('tab', { name: '面额实验' }).click();
  await page.getByText(/^最低有效面额/).waitFor();
  await page.getByRole('tabpanel').locator('tr.ant-table-row').nth(1).waitFor();
});

task('7. a customer is found by phone', async () => {
  await link('客户').click();
  await find('13800000003');
  await heading('M3');
});

task('8. the members of a segment are exported', async () => {
  await link('分群').click();
  await link('买过的客户').click();
  const downloading = page.waitForEvent('download');
  await button('下载 CSV').click();
  const file = await downloading;
  assert.equal(file.suggestedFilename(), 'buyers.csv');
  const [, ...rows] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split(/\r?\n/);
  assert.equal(rows.length, 5);
  for (const member of ['M1', 'M2', 'M3', 'M4', 'M5']) assert.ok(rows.some((row) => row.includes(member)));
});

task('9. two periods are compared', async () => {
  await link('探索分析').click();
  await page.getByRole('switch', { name: '对比上一时段' }).click();
  const totals = page.locator('.ant-table-summary td');
  await page.getByRole('columnheader', { name: '上一时段' }).waitFor();
  assert.deepEqual((await totals.allTextContents()).slice(1, 3), ['5', '1']);
});

task('10. a segment is edited, and the edit is undone', async () => {
  const expression = async (): Promise<string> =>
    (await admin.ask('{segment(key:"spenders"){expression}}')).segment.expression;
  const before = await expression();
  await link('分群').click();
  await link('高消费客户').click();
  await link('编 辑').or(link('编辑')).click();
  await clicks.replace(box('值', page.locator('[data-row=metric]')), '500.0');
  await button(SAVE).first().click();
  await heading(/^高消费客户$/);
  assert.equal(await expression(), before.replace('200.0', '500.0'));
  await page.getByRole('tab', { name: '历史版本' }).click();
  await button(/^回\s*滚$/).click();
  await button(/^确\s*定$/, page.locator('.ant-popconfirm')).click();
  await eventually(async () => (await expression()) === before, 'the earlier condition');
});

task('11. a campaign is started from a template; the page says why one customer got no message', async () => {
  await link('触达').click();
  await page.getByRole('link', { name: /新建活动$/ }).click();
  await page.getByLabel('使用模板').click();
  await option('新品上市').click();
  await page.getByLabel('人群', { exact: true }).click();
  await option('买过的客户').click();
  await page.locator('[data-preview] [data-ending=CONSENT]').waitFor();
  await button('保存并启动').click();
  await dialog().getByText('将收到消息', { exact: true }).waitFor();
  await button(/^启\s*动$/, dialog()).click();
  await page.locator('[data-ending=HANDED_OVER]').waitFor();
  await eventually(() => receiver.received.length === 2, 'two messages');
  assert.match(String(receiver.received[0].body), /新品已上架/);
  await button('未授权接收').click();
  const contacts = page.locator('[data-contacts=CONSENT]');
  await contacts.getByRole('link', { name: 'M3' }).waitFor();
  await button('为什么？', contacts).click();
  await page
    .locator('.ant-drawer')
    .getByText('M3')
    .or(page.locator('.ant-drawer').getByText('未授权'))
    .first()
    .waitFor();
});

task('12. the customers whom a funnel lost are saved as a segment', async () => {
  await link('探索分析').click();
  await page.locator('.ant-segmented-item', { hasText: '漏斗' }).click();
  await button(/^存为分群/).click();
  await dialog().getByText('2 位客户').waitFor();
  await clicks.type('加购未买');
  await button(SAVE, dialog()).click();
  await heading('加购未买');
  const { segment } = await admin.ask('{segment(key:"segment_2"){name size}}');
  assert.deepEqual(segment, { name: '加购未买', size: 2 });
});

/** Returns the alert rules of the model without their keys. */
async function rules(): Promise<unknown> {
  const { layerModels } = await admin.ask(
    '{layerModels{key layers{key name when} warnings{from to watch atLeast share within}}}',
  );
  const { layers, warnings } = layerModels.find(({ key }: { key: string }) => key === 'life');
  assert.deepEqual(layers, [
    { key: 'active', name: '近期买过', when: 'did(order_paid, last 30d)' },
    { key: 'rest', name: '近期未买', when: null },
  ]);
  return warnings;
}

test('alerts are set for a share and for a segment, and removed; the layers and a draft of the model stay', async () => {
  const count = { from: ['rest'], to: ['active'], watch: null, atLeast: 1, share: null, within: 'P1D' };
  const share = { from: ['active'], to: ['rest'], watch: null, atLeast: null, share: 0.25, within: 'P7D' };
  const watch = { from: ['active'], to: ['rest'], watch: 'spenders', atLeast: null, share: null, within: null };
  const choose = async (name: string, text: string): Promise<void> => {
    await dialog().getByLabel(name, { exact: true }).click();
    await option(text).click();
  };
  const begin = async (limit: string): Promise<void> => {
    await button('新建预警').click();
    await layer('客户离开的分层', '近期买过').click();
    await layer('客户进入的分层', '近期未买').click();
    await choose('触发预警的条件', limit);
  };
  await page.goto(`${home()}#/layers`);
  await box('分层').click();
  await option('近期购买').click();
  assert.deepEqual(await rules(), [count]);
  await begin('流转达到一定比例');
  await clicks.replace(page.getByLabel('比例（%）'), '25');
  await clicks.replace(page.getByLabel('时间范围', { exact: true }), '7');
  assert.deepEqual(await seriousFindings(page), []);
  await button(SAVE, dialog()).click();
  await dialog().waitFor({ state: 'detached' });
  await begin('某分群的任一客户发生流转');
  await choose('分群', '高消费客户');
  await button(SAVE, dialog()).click();
  await dialog().waitFor({ state: 'detached' });
  assert.deepEqual(await rules(), [count, share, watch]);
  await page
    .locator('[data-rule=alert_2]')
    .getByRole('button', { name: /^移除|^删除/ })
    .click();
  await page.locator('.ant-popconfirm').getByRole('button').last().click();
  await page.locator('[data-rule=alert_2]').waitFor({ state: 'detached' });
  assert.deepEqual(await rules(), [count, watch]);
  await admin.ask(
    'mutation{defineLayerModel(input:{key:"life",draft:true,layers:[{key:"active",when:"did(visit)"},{key:"rest"}]}){model{key}}}',
  );
  await page.reload();
  await box('分层').click();
  await option('近期购买').click();
  await page.getByText('该分层模型有未发布的草稿').waitFor();
  assert.equal(await button('新建预警').isDisabled(), true);
  assert.equal(await page.locator('[data-rule]').getByRole('button').count(), 0);
  assert.deepEqual(await rules(), [count, watch]);
});

test('all twelve tasks were done, and nothing failed in the page or on the server', () => {
  for (const { task: name, clicks: count } of counted) console.log(`${String(count).padStart(3)} clicks: ${name}`);
  assert.equal(counted.length, TASKS);
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
