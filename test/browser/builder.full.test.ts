/**
 * Tests the visual condition editor in a real browser, in both languages: conditions are built with the mouse and the
 * keyboard, text and rows change each other, and the effect and warnings are shown while building.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { addRow, choose, optionsOf, textOf } from '../support/builder-page.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let browser: Browser;
let page: Page;
let admin: Caller;
const failures: string[] = [];

const SHOP = `mutation{
  a:defineTag(input:{key:"city",name:"City / 城市",kind:STATIC,type:STRING}){key}
  b:defineList(input:{key:"guests",name:"Invited people",namespace:"member_id"}){key}
  c:defineList(input:{key:"cities",name:"Big cities",type:STRING}){key}
  d:addToList(list:"guests",entries:["M1","M3"],wait:true){changed}
  e:addToList(list:"cities",entries:["Beijing"],wait:true){changed}
  f:defineCatalogue(input:{key:"stores",kind:STORES,fields:[{name:"district",type:STRING}]}){key}
  g:defineLayerModel(wait:true,input:{key:"life",layers:[{key:"buyers",when:"did(order_paid)"},{key:"rest"}]}){model{key}}
}`;
const WRITE = `mutation($events:[EventInput!]!,$tags:[SetTagInput!]!){
  ingestEvents(events:$events){accepted}
  setTags(tags:$tags){status}
}`;
const identities = (value: string): object[] => [{ namespace: 'member_id', value }];
const order = (id: string, member: string, day: string, brand: string): object => ({
  messageId: id,
  type: 'order_paid',
  occurredAt: `2026-03-${day}T11:00:00Z`,
  identities: identities(member),
  properties: { store: 'S1' },
  order: { orderId: id, amount: '10', lines: [{ lineId: 'a', sku: 'a', amount: '10', brand, category: brand }] },
});
/** M1 bought B and then A, M2 bought A once, and M3 bought B and returned it. M1 and M3 have a city. */
const EVENTS = [
  order('1', 'M1', '01', 'B'),
  order('2', 'M1', '05', 'A'),
  order('3', 'M2', '01', 'A'),
  order('4', 'M3', '05', 'B'),
  {
    messageId: '5',
    type: 'order_refunded',
    occurredAt: '2026-03-06T11:00:00Z',
    identities: identities('M3'),
    order: { orderId: '4' },
  },
  { messageId: '6', type: '下单成功', occurredAt: '2026-03-07T11:00:00Z', identities: identities('M2') },
];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop' });
  await admin.ask(SHOP);
  await admin.ask(WRITE, {
    events: EVENTS,
    tags: [
      { tag: 'city', value: 'Beijing', identities: identities('M1') },
      { tag: 'city', value: 'Lhasa', identities: identities('M3') },
    ],
  });
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

const main = (): Locator => page.locator('main');
const row = (form: string): Locator => page.locator(`[data-row=${form}]`);
const shows = (text: string, name?: string): Promise<unknown> =>
  eventually(async () => (await textOf(page, name)) === text, `the text ${text}`);
/** Waits until the preview shows this exact size. */
const size = (count: number, title = 'Preview'): Promise<void> =>
  page
    .locator('.ant-card', { hasText: title })
    .locator('.ant-statistic-content')
    .first()
    .getByText(String(count), { exact: true })
    .waitFor();

async function open(address: string, heading: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${address}`)}`);
  await page.locator('h1', { hasText: heading }).waitFor();
}

async function picture(name: string): Promise<void> {
  const folder = process.env.STRATA_SCREENSHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** Chooses an option with the keyboard alone: opens the field, types, and accepts the first option found. */
async function type(scope: Locator, box: string, typed: string): Promise<void> {
  const field = scope.getByRole('combobox', { name: box, exact: true }).first();
  await field.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type(typed);
  await optionsOf(scope).locator('.ant-select-item-option-active').first().waitFor();
  await page.keyboard.press('Enter');
}

test('in Chinese, a nested condition with a ratio, an anchored window and a filter of lines is built and saved', async () => {
  await page.getByText('中文').click();
  await open('segments/new', '新建分群');
  const condition = '条件';
  await page.getByLabel('名称').fill('复购人群');
  await page.getByLabel('标识', { exact: true }).fill('bought_again');
  await addRow(main(), '两个指标之比', '添加条件');
  const ratio = row('ratio');
  await type(ratio, '事件', '退款');
  await choose(ratio, '运算符', '小于');
  await row('ratio').locator('[data-missing]', { hasText: '请填写值' }).waitFor();
  assert.equal(
    await page
      .getByRole('button', { name: /保\s*存/ })
      .first()
      .isDisabled(),
    true,
  );
  await ratio.getByRole('combobox', { name: '值', exact: true }).fill('0.5');
  await shows('ratio(count(order_refunded, last 30d), count(order_paid, last 30d)) < 0.5', condition);
  // Without orders there is no ratio, so M3, whose order was returned, has none.
  await size(2, '预览');

  await addRow(main(), '条件组：满足任一', '添加条件');
  const did = row('did');
  await choose(did, '时间范围', '首次（或最近一次）行为之后（或之前）');
  await did.getByRole('spinbutton', { name: '时长' }).fill('60');
  await did.getByRole('button', { name: '其中' }).last().click();
  await type(did, '属性', '品牌');
  const value = did.getByRole('combobox', { name: '值', exact: true });
  await value.click();
  await optionsOf(did).getByText('A (2)', { exact: true }).click();
  await addRow(row('any'), '标签取值', '添加条件');
  await type(row('tag'), '标签', '城市');
  const text =
    'ratio(count(order_refunded, last 30d), count(order_paid, last 30d)) < 0.5 and (did(order_paid where line.brand = "A", within 60d after first(order_paid)) or tag city exists)';
  await shows(text, condition);
  await size(1, '预览');
  assert.deepEqual(await seriousFindings(page), []);
  await picture('builder-zh');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme=dark]').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await picture('builder-zh-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  await page
    .getByRole('button', { name: /保\s*存/ })
    .first()
    .click();
  await page.locator('h1', { hasText: '复购人群' }).waitFor();
  assert.equal((await admin.ask('{segment(key:"bought_again"){expression}}')).segment.expression, text);
});

test('at 390 pixels nothing is cut off, and a saved condition opens with every part in its row', async () => {
  await page.setViewportSize({ width: 390, height: 800 });
  await open('segments/bought_again/edit', '编辑');
  await row('ratio').waitFor();
  assert.deepEqual(
    await page.locator('[data-row]').evaluateAll((rows) => rows.map((one) => one.getAttribute('data-row'))),
    ['ratio', 'any', 'did', 'field', 'tag'],
  );
  const label = await page.locator('[data-row=did] > [role=group]').getAttribute('aria-label');
  assert.equal(label, '首次支付订单之后 60 天 内有过支付订单，其中（品牌是 “A”）');
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= 390'), true);
  const isCut = await page
    .locator('[data-row] *')
    .evaluateAll((all) => all.some((one) => one.getBoundingClientRect().right > 391 && one.clientWidth > 0));
  assert.equal(isCut, false);
  assert.deepEqual(await seriousFindings(page), []);
  await picture('builder-zh-390');
  await page.setViewportSize({ width: 1360, height: 900 });
  await page.getByText('English').click();
  await page.locator('h1', { hasText: 'Edit' }).waitFor();
});

test('a change of the text changes the rows; a text that is no condition keeps them, and cannot be saved', async () => {
  await open('segments/new', 'New segment');
  const text = page.getByRole('textbox', { name: 'Condition' });
  await text.fill('held for 7d (sequence(searched then order_paid, within 2d) or not in layer life.rest)');
  await row('held').waitFor();
  await row('sequence').waitFor();
  await row('layer').getByText('is not in layer').first().waitFor();
  await size(2);
  await text.fill('held for 7d (sequence(searched');
  await page.getByText('line 1, column').waitFor();
  assert.equal(await row('layer').getByRole('combobox', { name: 'layer' }).isDisabled(), true);
  assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
  await text.fill('did("下单成功" where "Product Name" = "x" or "time" exists)');
  await row('did').getByText('下单成功').first().waitFor();
  await row('did').getByRole('button', { name: 'Put into a group' }).first().click();
  await shows('did("下单成功" where "Product Name" = "x" or "time" exists)');
  await page.locator('[data-row=all], [data-row=any]').first().waitFor();
});

test('lists, catalogues and consent can be picked; events show when they were seen last', async () => {
  await open('segments', 'Segments');
  await open('segments/new', 'New segment');
  await addRow(main(), 'is on a list of customers');
  await choose(row('list'), 'list', 'Invited people');
  await shows('in list guests');
  await size(2);
  await addRow(main(), 'a tag');
  await choose(row('tag'), 'tag', 'City');
  await choose(row('tag'), 'operator', 'is on list');
  await choose(row('tag'), 'list', 'Big cities');
  await shows('in list guests and tag city in list cities');
  await size(1);
  await row('tag').getByRole('button', { name: 'Remove' }).click();
  await row('list').getByRole('button', { name: 'Remove' }).click();
  await addRow(main(), 'did something, or did not');
  await row('did').getByRole('combobox', { name: 'event' }).click();
  const own = optionsOf(main()).locator('.ant-select-item-option', { hasText: '下单成功' });
  await own.getByText(/^1 · last seen .*2026/).waitFor();
  await own.click();
  await shows('did("下单成功", last 30d)');
  await type(row('did'), 'event', 'order_paid');
  await row('did').getByRole('button', { name: 'where' }).click();
  await choose(row('field'), 'property', 'store');
  await choose(row('field'), 'property', 'look up in a catalogue ...');
  await choose(row('field'), 'catalogue', 'stores');
  await choose(row('field'), 'field of the catalogue', 'district');
  await row('field').getByRole('combobox', { name: 'Value', exact: true }).fill('East');
  await shows('did(order_paid where lookup(stores, store).district = "East", last 30d)');
  await addRow(main(), 'consents to a purpose');
  await row('consent').getByRole('combobox', { name: 'purpose' }).fill('marketing');
  await row('consent').getByRole('button', { name: 'on a channel' }).click();
  await row('consent').getByRole('combobox', { name: 'channel' }).fill('sms');
  await shows('did(order_paid where lookup(stores, store).district = "East", last 30d) and consent marketing on sms');
});

test('a warning stands at its row, and a value that was never seen names the nearest', async () => {
  await page.getByRole('textbox', { name: 'Condition' }).fill('did(order_payed) and tag city = "beijing"');
  await row('did').locator('.ant-alert', { hasText: 'order_paid' }).waitFor();
  await row('tag').locator('.ant-alert', { hasText: 'Beijing' }).waitFor();
  assert.equal(await page.locator('.ant-alert-warning').count(), 2);
  assert.deepEqual(await seriousFindings(page), []);
  await picture('builder-warnings');
});

test('rows are moved with the keyboard and the mouse, keep their focus, and keep their warnings; in both languages', async () => {
  await open('segments/new', 'New segment');
  const text = page.getByRole('textbox', { name: 'Condition' });
  await text.fill('did(visit) and tag city = "Beijing" and not (in list guests or did(order_payed))');
  const move = (form: string, name: string): Locator =>
    row(form)
      .locator('> [role=group] > button')
      .and(page.getByRole('button', { name, exact: true }));
  assert.equal(await move('did', 'Move up').first().isDisabled(), true);
  assert.equal(await move('any', 'Move down').isDisabled(), true);
  await row('any').locator('.ant-alert', { hasText: 'order_paid' }).waitFor();
  await move('tag', 'Move down').focus();
  await page.keyboard.press('Enter');
  await shows('did(visit) and not (in list guests or did(order_payed)) and tag city = "Beijing"');
  await row('any').locator('.ant-alert', { hasText: 'order_paid' }).waitFor();
  // The row is the last one now, so its other button has the focus. Pressing it twice moves the row to the top.
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await shows('tag city = "Beijing" and did(visit) and not (in list guests or did(order_payed))');
  await move('list', 'Move down').click();
  await shows('tag city = "Beijing" and did(visit) and not (did(order_payed) or in list guests)');
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByText('中文').click();
  await move('did', '下移').first().click();
  await eventually(
    async () =>
      (await textOf(page, '条件')) ===
      'tag city = "Beijing" and not (did(order_payed) or in list guests) and did(visit)',
    'the moved row',
  );
  await page.getByText('English').click();
});

test('a condition is typed in words and proposed as a sentence; the key of a segment follows its name', async () => {
  await open('segments', 'Segments');
  await open('segments/new', 'New segment');
  await page.keyboard.type('Often here!');
  assert.equal(await page.getByLabel('Key').inputValue(), 'often_here');
  await page.getByLabel('Key').fill('mine');
  await page.getByLabel('Name').fill('Another name');
  assert.equal(await page.getByLabel('Key').inputValue(), 'mine');
  await page.getByRole('combobox', { name: 'Add a condition', exact: true }).click();
  await page.keyboard.type('下单成功 in the last 7 days');
  await page.locator('.ant-select-item-option-active', { hasText: 'in the last 7 days did 下单成功' }).waitFor();
  await page.keyboard.press('Enter');
  await shows('did("下单成功", last 7d)');
  await page.keyboard.type('nothing that is known');
  await page.getByText('For example: not bought “Shiseido” in the last 7 days').waitFor();
  await page.keyboard.press('Escape');
});

test('a segment is saved as a draft, edited as a draft, and published', async () => {
  await page.getByRole('textbox', { name: 'Condition' }).fill('tag city exists');
  await page.getByLabel('Name').fill('Later');
  await page.getByLabel('Key').fill('later');
  await page.getByRole('button', { name: 'Save as a draft' }).click();
  await page.getByText('This segment is a draft.').waitFor();
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('This segment is a draft.').waitFor({ state: 'detached' });
  await open('segments/later/edit', 'Edit: Later');
  await choose(row('tag'), 'true or not', 'except where');
  await shows('not tag city exists');
  await page.getByText('would leave').first().waitFor();
  await page.getByRole('button', { name: 'Save as a draft' }).click();
  await page.getByText('This segment has a draft of its next version.').waitFor();
  assert.equal((await admin.ask('{segment(key:"later"){expression}}')).segment.expression, 'tag city exists');
  await open('segments/later/edit', 'Edit: Later');
  await page.getByText('This is the draft').waitFor();
  await shows('not tag city exists');
  await open('segments/later', 'Later');
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: 'OK' }).click();
  await page.getByText('This segment has a draft').waitFor({ state: 'detached' });
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
