/** The dashboard in Chinese on the demo shop: no page shows or speaks a label of ours in English. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { calmContext, launchBrowser } from '../support/browser.js';
import { SCOPES } from '../../src/services/base/access.js';
import { askAt, startDemo, type FirstStart } from '../support/first-start.js';
import { TestServer } from '../support/server.js';

/** Each page with its heading. */
const PAGES = [
  ['overview', 'Demo shop'],
  ['segments', '分群'],
  ['segments/new', '新建分群'],
  ['segments/beijing_regulars', '北京常客'],
  ['customer', '客户'],
  ['identities', '身份识别'],
  ['coupons', '优惠券'],
  ['tags', '标签'],
  ['jobs', '任务'],
  ['settings', '设置'],
] as const;
/** Words of the field and of the product that a Chinese page says as they are. */
const WORDS = /^(Strata|English|TGI|SKU|RFM|App|Demo|shop|CNY|Asia|Shanghai|PM|AM)$/;
/** Keys, and names and descriptions that a shop gave its own things. */
const given = new Set([...Object.keys(SCOPES), 'operator', 'Demo shop (demo)', 'helpdesk', 'vendor']);
/** Text of number fields in the component library, the same in every language. */
const STEPPERS = /^(Increase|Decrease) Value$/;
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
    readonly workspace: { readonly identityNamespaces: readonly { readonly name: string }[] };
  }>(
    demo.url,
    demo.tokens.internal,
    '{tagDefinitions{key name description} segments(first:100){edges{node{key name}}} layerModels{key name layers{key name}} workspace{identityNamespaces{name}}}',
  );
  for (const { key, name, description } of [
    ...shop.tagDefinitions,
    ...shop.segments.edges.map(({ node }) => node),
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

/** Visible texts and what screen readers are given, without code, keys and names of both languages. */
const TEXTS = `(() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const inside = node.parentElement;
    if (inside.closest('code, pre, script, style, [data-icon]') || !inside.checkVisibility()) continue;
    found.push(node.textContent);
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder]')) {
    if (element.closest('[role=img]') || !element.checkVisibility()) continue;
    found.push(element.getAttribute('aria-label') ?? '', element.getAttribute('placeholder') ?? '');
  }
  return found;
})()`;

/** Texts with English words that are no key, no id and stand next to no Chinese. */
function english(texts: readonly string[]): string[] {
  return texts.filter((text) => {
    if (/\p{Script=Han}/u.test(text) || /[_:@\d]/.test(text)) return false;
    if (given.has(text.trim()) || STEPPERS.test(text)) return false;
    return text.split(/[^A-Za-z]+/).some((word) => word.length > 2 && !WORDS.test(word));
  });
}

for (const [path, heading] of PAGES)
  test(`${path} is Chinese throughout`, async () => {
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
    await page.locator('h1', { hasText: heading }).waitFor();
    await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' });
    assert.deepEqual([...new Set(english(await page.evaluate<string[]>(TEXTS)))], []);
  });

test('a builder row that lacks something says so in Chinese, and holds Save and the preview back', async () => {
  await page.evaluate(`location.hash = '#/segments/new'`);
  await page.locator('h1', { hasText: '新建分群' }).waitFor();
  await page.getByRole('button', { name: '事件' }).click();
  const save = page.getByRole('button', { name: /保\s*存/ });
  const preview = page.locator('.ant-card', { hasText: '预览' }).locator('.ant-statistic');
  await preview.first().waitFor();
  assert.equal(await save.isDisabled(), false);
  await page.getByRole('button', { name: '文本条件' }).click();
  await page.locator('[data-missing]', { hasText: '请填写条件' }).waitFor();
  await page.getByText('请先补全有标记的行。').waitFor();
  assert.equal(await save.isDisabled(), true);
  assert.equal(await preview.count(), 0);
  await page.getByRole('textbox', { name: '部分条件' }).fill('tag home_city =');
  await page.getByText(/第 1 行第 \d+ 列：条件的写法不正确/).waitFor();
  assert.equal(await save.isDisabled(), true);
  await page.getByRole('textbox', { name: '部分条件' }).fill('tag home_city exists');
  await preview.first().waitFor();
  assert.equal(await save.isDisabled(), false);
});

test('the builder offers rows for lists, and events by their Chinese names; a favourite suggests values', async () => {
  await page.getByRole('button', { name: '名单' }).click();
  await page.locator('[data-row=list]', { hasText: '门店妈妈俱乐部' }).waitFor();
  await page.locator('[data-row=event]', { hasText: '支付订单 (order_paid)' }).waitFor();
  await page.getByRole('button', { name: '偏好' }).click();
  const favourite = page.locator('[data-row=favourite]');
  await favourite.getByRole('combobox', { name: '值' }).click();
  await page.locator('.ant-select-item-option', { hasText: /Skincare \(\d+\)/ }).waitFor();
});

test('nothing failed on the way', () => assert.deepEqual(failures, []));
