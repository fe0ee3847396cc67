/**
 * Tests the builder's fields for lists, paths, favorites and windows around an event, in a real browser and in both
 * languages.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
let browser: Browser;
let page: Page;
const failures: string[] = [];

/** M1 is on the list, lives in a big city, and bought food twice before the last order. M2 is on no list. */
const SHOP = `mutation{
  a:defineTag(input:{key:"city",name:"City",kind:STATIC,type:STRING}){key}
  b:defineList(input:{key:"guests",name:"Invited people",namespace:"member_id"}){key}
  c:defineList(input:{key:"cities",name:"Big cities",type:STRING}){key}
  d:addToList(list:"guests",entries:["M1","M3"],wait:true){changed}
  e:addToList(list:"cities",entries:["Beijing"],wait:true){changed}
}`;
const WRITE = `mutation($events:[EventInput!]!,$tags:[SetTagInput!]!){
  ingestEvents(events:$events){accepted}
  setTags(tags:$tags){status}
}`;
const identities = (value: string): object[] => [{ namespace: 'member_id', value }];
const order = (id: string, member: string, day: string, category: string): object => ({
  messageId: id,
  type: 'order_paid',
  occurredAt: `2026-03-${day}T11:00:00Z`,
  identities: identities(member),
  order: { orderId: id, amount: '10', lines: [{ lineId: 'a', sku: 'a', amount: '10', category }] },
});

before(async () => {
  server = await TestServer.start();
  const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop' });
  await admin.ask(SHOP);
  await admin.ask(WRITE, {
    events: [
      order('1', 'M1', '01', 'Food'),
      order('2', 'M1', '05', 'Toys'),
      order('3', 'M2', '01', 'Food'),
      order('4', 'M3', '05', 'Toys'),
    ],
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

const row = (field: string): ReturnType<Page['locator']> => page.locator(`[data-row=${field}]`);
const add = (field: string): Promise<void> => page.getByRole('button', { name: new RegExp(`${field}$`) }).click();
const reads = (text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor();
async function choose(field: string, box: string, option: string): Promise<void> {
  await row(field).getByRole('combobox', { name: box, exact: true }).click();
  await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click();
}
/** Waits until the preview shows this exact size. */
const size = (count: number): Promise<void> =>
  page
    .locator('.ant-card', { hasText: 'Preview' })
    .locator('.ant-statistic-content')
    .first()
    .getByText(String(count), { exact: true })
    .waitFor();

test('lists of identities and of values can be picked, and a path can be typed', async () => {
  await page.evaluate(`location.hash = '#/segments/new'`);
  await page.locator('h1', { hasText: 'New segment' }).waitFor();
  await add('list');
  await reads('in list guests');
  await size(2);
  // A search finds a list by part of its name or part of its key.
  for (const typed of ['vited pe', 'GUES']) {
    await row('list').getByRole('combobox', { name: 'list', exact: true }).fill(typed);
    await page.locator('.ant-select-dropdown:visible').getByTitle('Invited people', { exact: true }).click();
  }
  await add('tag');
  await choose('tag', 'tag', 'City');
  await choose('tag', 'operator', 'in list');
  await reads('in list guests and tag city in list cities');
  await size(1);
  await choose('tag', 'operator', 'under');
  await row('tag').getByRole('combobox', { name: 'Value' }).fill('Lhasa');
  await reads('in list guests and tag city under "Lhasa"');
  await size(1);
  await row('tag').getByRole('button', { name: 'Remove' }).click();
  await size(2);
});

test('a favourite can be required in a window before the last order', async () => {
  await add('favourite');
  await row('favourite').getByRole('combobox', { name: 'Value' }).fill('Food');
  await choose('favourite', 'in the last', 'around an event');
  await choose('favourite', 'before or after', 'before');
  await choose('favourite', 'first or last', 'the last');
  await reads('in list guests and topOf(order_paid.line.category, 3, within 30d before last(order_paid)) has "Food"');
  await size(1);
  assert.deepEqual(await seriousFindings(page), [], 'builder with lists and windows');
});

test('the same rows are shown in Chinese', async () => {
  await page.getByText('中文').click();
  await page.getByRole('button', { name: /名单$/ }).waitFor();
  await row('list').getByRole('combobox', { name: '名单', exact: true }).waitFor();
  await row('favourite').getByRole('combobox', { name: '之前或之后' }).waitFor();
  await page.getByText('English').click();
  await page.getByRole('button', { name: /list$/ }).waitFor();
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
