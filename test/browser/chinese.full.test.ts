/** Tests the dashboard in Chinese on the demo shop. No label, visible or for screen readers, is in English. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { calmContext, launchBrowser } from '../support/browser.js';
import { addRow, choose } from '../support/builder-page.js';
import { SCOPES } from '../../src/services/base/access.js';
import { ENUMS } from '../../web/dashboard/words/enum-words.js';
import { EVENT_NAMES_ZH } from '../../web/dashboard/words/event-names.js';
import { askAt, startDemo, type FirstStart } from '../support/first-start.js';
import { TestServer } from '../support/server.js';

/** Each page with its path, its heading, and the tabs or buttons to open on it. */
const PAGES: readonly (readonly [path: string, heading: string, opens?: readonly (readonly [Role, string])[]])[] = [
  ['overview', 'Demo shop'],
  ['segments', '分群'],
  ['segments/new', '新建分群'],
  [
    'segments/beijing_regulars',
    '北京常客',
    [
      ['tab', '人数趋势'],
      ['tab', '进出记录'],
      ['tab', '画像'],
      ['tab', '历史版本'],
    ],
  ],
  ['segments/beijing_regulars/edit', '北京常客'],
  ['layers', '分层'],
  [
    'reach',
    '触达',
    [
      ['tab', '日历'],
      ['tab', '顾问任务'],
      ['tab', '发送通道'],
      ['tab', '规则'],
    ],
  ],
  ['reach/new', '新建活动', [['button', '更多设置']]],
  ['explore', '探索分析'],
  ['boards', '看板'],
  ['models', '预测模型'],
  ['strategies', '策略库'],
  ['strategies/wake_up_coupon', '唤醒券'],
  ['customer', '客户'],
  ['identities', '身份', [['button', '编辑']]],
  [
    'coupons',
    '优惠券',
    [
      ['tab', '全部优惠券'],
      ['tab', '礼包'],
      ['tab', '偏好'],
      ['tab', '增量效果'],
      ['tab', '面额实验'],
      ['tab', '拉新'],
    ],
  ],
  ['tags', '标签'],
  ['templates', '模板', [['button', '试算']]],
  ['jobs', '任务'],
  ['account', '账号'],
  ['people', '人员'],
  ['settings', '设置'],
];
type Role = 'tab' | 'button';
/** Technical terms and product names that a Chinese page shows in English. */
const WORDS =
  /^(Strata|English|TGI|SKU|RFM|CSV|App|Demo|shop|CNY|Asia|Shanghai|PM|AM|UnionID|OpenID|skus?|id|UTC|GMT|CST)$/i;
/** Names that the shop's owner chose, and values of its data. */
const given = new Set([
  ...Object.keys(SCOPES),
  'operator',
  'Demo shop (demo)',
  'helpdesk',
  'vendor',
  'models',
  'member_id',
]);
/** Labels of the buttons in number fields of the component library. They are English in every language. */
const STEPPERS = /^(Increase|Decrease) Value$/;
/** Values of the demo shop's data. They appear in quotes within sentences, or alone in an element. */
const VALUES = new Set(
  'Beijing Shanghai Guangzhou Shenzhen Chengdu Hangzhou Wuhan Xi Skincare Makeup Shiseido Lancome Estee female male other bronze silver gold platinum low middle high shop vendor helpdesk web mini-program store app alipay wechat checkup birthYear city education'.split(
    ' ',
  ),
);
let folder: TestServer;
let demo: FirstStart;
let browser: Browser;
let page: Page;
const failures: string[] = [];

before(async () => {
  folder = await TestServer.start();
  await folder.close();
  demo = await startDemo(folder);
  interface Named {
    readonly key: string;
    readonly name: string;
    readonly description?: string | null;
  }
  const shop = await askAt<{
    readonly tagDefinitions: readonly Named[];
    readonly segments: { readonly edges: readonly { readonly node: Named }[] };
    readonly layerModels: readonly (Named & { readonly layers: readonly Named[] })[];
    readonly experiments: { readonly edges: readonly { readonly node: Named }[] };
    readonly workspace: { readonly identityNamespaces: readonly { readonly name: string }[] };
  }>(
    demo.url,
    demo.tokens.internal,
    '{tagDefinitions{key name description} segments(first:100){edges{node{key name}}} layerModels{key name layers{key name}} experiments(first:100){edges{node{key name}}} workspace{identityNamespaces{name}}}',
  );
  for (const { key, name, description } of [
    ...shop.tagDefinitions,
    ...shop.segments.edges.map(({ node }) => node),
    ...shop.experiments.edges.map(({ node }) => node),
    ...shop.layerModels.flatMap((model) => [model, ...model.layers]),
  ])
    for (const text of [key, name, description]) if (text) given.add(text);
  for (const { name } of shop.workspace.identityNamespaces) given.add(name);
  browser = await launchBrowser();
  page = await (await calmContext(browser, failures)).newPage();
  await page.goto(demo.dashboard);
  await page.locator('h1', { hasText: 'Demo shop' }).waitFor();
  await page.getByText('中文').click();
});
after(async () => {
  await browser?.close();
  await demo?.process.stop();
  await folder.open();
  await folder.remove();
});

/** Collects visible texts and texts for screen readers, except keys (`code`) and the language names. */
const TEXTS = `(() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const inside = node.parentElement;
    if (inside.closest('pre, script, style, textarea, [data-icon], [data-given]') || !inside.checkVisibility()) continue;
    found.push((inside.closest('code') ? 'code: ' : '') + node.textContent);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder]')) {
    if (element.closest('[role=img]') || !element.checkVisibility()) continue;
    found.push(element.getAttribute('aria-label') ?? '', element.getAttribute('placeholder') ?? '');
  }
  return found;
})()`;

/** A key in `code` is one word without spaces. Anything longer would be a condition. */
const isKey = (text: string): boolean => /^code: [^\s(]+$/.test(text);

/** Enum values of the API, and names of events and fields for which a Chinese name exists. */
const technical = new Set([
  ...Object.values(ENUMS).flatMap((table) => Object.keys(table)),
  ...Object.keys(EVENT_NAMES_ZH),
]);

/**
 * Returns texts with English words, enum values or technical names. English is allowed in quoted values, keys, ids and
 * names that the shop chose.
 */
function english(texts: readonly string[]): string[] {
  return texts.filter((text) => {
    if (isKey(text) || given.has(text.trim()) || STEPPERS.test(text)) return false;
    const unquoted = text.replaceAll(/“(?:\\.|[^”])*”/g, '');
    const words = unquoted.split(/[^A-Za-z_]+/).filter((word) => word.length > 2);
    if (words.some((word) => technical.has(word) && !VALUES.has(word))) return true;
    // Identifiers in the data, such as an order number or an email address, do not count as English.
    if (/[@\d]/.test(unquoted) && !/\p{Script=Han}/u.test(unquoted) && words.length < 2) return false;
    return words.some((word) => !WORDS.test(word) && !VALUES.has(word) && !given.has(word));
  });
}

const shownInEnglish = async (): Promise<string[]> => {
  await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
  return [...new Set(english(await page.evaluate<string[]>(TEXTS)))];
};

for (const [path, heading, opens = []] of PAGES)
  test(`${path} is in Chinese throughout`, async () => {
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
    await page.locator('h1', { hasText: heading }).waitFor();
    const found = await shownInEnglish();
    for (const [role, name] of opens) {
      await page
        .getByRole(role, { name: name.length === 2 ? new RegExp(`^${name[0]} ?${name[1]}$`) : name })
        .first()
        .click();
      await page.locator('.ant-spin-spinning').first().waitFor({ state: 'detached' });
      found.push(...(await shownInEnglish()).map((text) => `${name}: ${text}`));
      if (role === 'button') await page.keyboard.press('Escape');
    }
    if (process.env.STRATA_SCREENSHOTS)
      await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/zh-${path.replaceAll('/', '-')}.png` });
    assert.deepEqual(found, []);
  });

test('a customer is found by a number alone; the page, its reasons and the tag history are in Chinese', async () => {
  await page.evaluate(`location.hash = '#/customer'`);
  await page.locator('h1', { hasText: '客户' }).waitFor();
  await page.getByLabel('查找客户').fill('M000001');
  await page.getByRole('button', { name: /查 ?找/ }).click();
  await page.locator('[data-story]').waitFor();
  const found = await shownInEnglish();
  await page.getByLabel('搜索标签').fill('90 天');
  await page
    .locator('[data-tags]')
    .getByRole('button', { name: /历 ?史/ })
    .first()
    .click();
  await page.locator('.ant-drawer', { hasText: '历史' }).waitFor();
  found.push(...(await shownInEnglish()));
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '为什么？' }).first().click();
  await page.locator('.ant-drawer [data-condition]').first().waitFor();
  found.push(...(await shownInEnglish()));
  if (process.env.STRATA_SCREENSHOTS)
    await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/zh-reasons.png` });
  await page.keyboard.press('Escape');
  assert.deepEqual([...new Set(found)], []);
});

test('an incomplete builder row says so in Chinese, and disables Save and the preview', async () => {
  await page.evaluate(`location.hash = '#/segments/new'`);
  await page.locator('h1', { hasText: '新建分群' }).waitFor();
  await addRow(page.locator('main'), '有过（或没有）某行为', '添加条件');
  const save = page.getByRole('button', { name: /保\s*存/ }).first();
  const preview = page.locator('.ant-card', { hasText: '预览' }).locator('.ant-statistic');
  await preview.first().waitFor();
  assert.equal(await save.isDisabled(), false);
  await addRow(page.locator('main'), '标签取值', '添加条件');
  await page.locator('[data-missing]', { hasText: '请选择标签' }).waitFor();
  await page.getByText('请先补全有标记的行。').waitFor();
  assert.equal(await save.isDisabled(), true);
  assert.equal(await preview.count(), 0);
  const text = page.getByRole('textbox', { name: '条件', exact: true });
  await text.fill('tag home_city =');
  await page.getByText(/第 1 行第 \d+ 列：条件的写法不正确/).waitFor();
  assert.equal(await save.isDisabled(), true);
  await text.fill('did(order_paid) and tag home_city exists');
  await preview.first().waitFor();
  assert.equal(await save.isDisabled(), false);
});

test('the builder offers lists and events by their Chinese names, and suggests values', async () => {
  await addRow(page.locator('main'), '在某客户名单中', '添加条件');
  await choose(page.locator('[data-row=list]'), '名单', '门店妈妈俱乐部');
  await page.locator('[data-row=did]', { hasText: '支付订单' }).waitFor();
  await page
    .getByRole('textbox', { name: '条件', exact: true })
    .fill('topOf(order_paid.line.category, 3) has "Skin" and in list parents_club');
  const favourite = page.locator('[data-row=metric]');
  await favourite.getByRole('combobox', { name: '值', exact: true }).click();
  await page.locator('.ant-select-item-option', { hasText: /Skincare \(\d+\)/ }).waitFor();
});

test('nothing failed in the page or on the server', () => assert.deepEqual(failures, []));
