/**
 * Tests imports of files and incoming webhooks in a real browser: a person uploads a file, corrects the guess, looks at
 * the rows, imports, downloads the rejects and takes the import back; and defines a webhook from a sample.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let browser: Browser;
let admin: Caller;
let page: Page;
const failures: string[] = [];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop', zone: 'Asia/Shanghai' });
  await admin.ask('mutation{defineTag(input:{key:"city",name:"City / 城市",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

const go = async (path: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
};

/** Fails if axe reports a serious accessibility problem, or if the page is wider than the window. */
async function accessible(name: string): Promise<void> {
  assert.deepEqual(await seriousFindings(page), [], name);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  assert.ok((overflow as number) <= 0, `${name} is ${String(overflow)} pixels too wide`);
  if (process.env.STRATA_SCREENSHOTS)
    await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/${name}.png`, fullPage: true });
}

/** Shows the page on a phone, in the dark theme and in Chinese, and checks each. */
async function everywhere(name: string): Promise<void> {
  await accessible(name);
  await page.setViewportSize({ width: 390, height: 844 });
  await accessible(`${name}-phone`);
  await page.setViewportSize({ width: 1360, height: 900 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(`${name}-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

const FILE = [
  '订单号,客户编号,付款时间,实付金额,城市',
  'O1,M1,2026/3/1 10:00,￥12.50,杭州',
  'O2,M2,2026/3/2 9:05,￥8.00,北京',
  'O3,M3,2030/3/2 9:05,￥8.00,北京',
].join('\n');

const choose = async (label: string, option: string): Promise<void> => {
  await page.getByLabel(label, { exact: true }).click();
  await page.keyboard.type(option);
  await page
    .locator('.ant-select-dropdown:visible .ant-select-item-option')
    .filter({ hasText: option })
    .first()
    .click();
};

test('a file is uploaded, its guess is corrected, and its rows are looked at', async () => {
  await go('intake/files');
  await page.getByText('Drop a file here, or click to choose one').waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: '三月订单.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(FILE),
  });
  await page.getByText('Way of editing').or(page.getByText('Look at the first rows')).first().waitFor();
  await page.getByLabel('Source', { exact: true }).fill('march');
  assert.equal(await page.getByLabel('Date pattern', { exact: true }).inputValue(), 'yyyy/M/d H:mm');
  await choose('城市: Becomes', 'City');
  await page.getByText('Look at the first rows').click();
  await page.locator('[data-look]').waitFor();
  await page.getByText('Rows with problems: 1 / 3').waitFor();
  assert.equal(await page.locator('[data-look] details').count(), 6, 'an event and a tag of each row');
  assert.equal((await admin.ask('{profiles(first:1){totalCount}}')).profiles.totalCount, 0);
  await everywhere('import-look');
});

test('the import shows its counts, gives the rejected rows, and is taken back', async () => {
  await page.getByText('Import the file').click();
  await page
    .getByText('new events 2 · tags 3 · rows rejected 1')
    .or(page.getByText('new events 2 · tags 2 · rows rejected 1'))
    .waitFor();
  const { profiles } = await admin.ask('{profiles(first:1,expression:"did(order_paid)"){totalCount}}');
  assert.equal(profiles.totalCount, 2);
  await everywhere('import-done');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByText('Download rejected rows').click()]);
  const [line] = readFileSync(await saved.path(), 'utf8')
    .trim()
    .split('\n');
  assert.equal((JSON.parse(line) as { row: number }).row, 3);
  await page.getByText('Take back').first().click();
  await page.getByText('Take back everything of the source march').waitFor();
  await accessible('import-take-back');
  await page.getByRole('button', { name: 'Remove' }).click();
  await eventually(
    async () =>
      (await admin.ask('{profiles(first:1,expression:"did(order_paid)"){totalCount}}')).profiles.totalCount === 0,
    'no event of the import',
  );
});

test('a webhook is drafted from a sample, tried, defined, rotated and retired', async () => {
  await go('intake/webhooks');
  await page.getByRole('button', { name: 'New webhook' }).click();
  await page.getByLabel('Key', { exact: true }).fill('meadow');
  const sample = {
    order: { id: 42, paid_at: '2026-03-10T11:00:00Z', total: '128.50', customer: { customer_id: 'M1' } },
  };
  await page.getByLabel('Sample of a body').fill(JSON.stringify(sample));
  await page.getByText('Draft a mapping from the sample').click();
  await page.getByLabel('Header of the signature').fill('X-Meadow-Signature');
  await page.getByLabel('Secret of the sender').fill('shared secret');
  await page.getByText('Try the sample').click();
  await page.getByText('Facts of the sample: 1').waitFor();
  assert.match((await page.locator('[data-trial]').textContent()) ?? '', /accepted.*M1.*42.*128.50/);
  await everywhere('webhook-trial');
  await page.getByRole('button', { name: 'Save' }).click();
  const address = page.locator('[data-address] code');
  await address.waitFor();
  assert.match((await address.textContent()) ?? '', /\/hooks\/hk\.shop\.meadow\.[\w-]{32}/);
  const first = await address.textContent();
  await accessible('webhook-address');
  await page.getByRole('button', { name: 'Rotate' }).click();
  await page.locator('.ant-popover').getByRole('button', { name: 'Rotate' }).click();
  await eventually(async () => (await address.textContent()) !== first, 'another address');
  await page.getByRole('button', { name: 'Retire' }).click();
  await page.locator('.ant-popover').getByRole('button', { name: 'Retire' }).click();
  await page.getByText('retired', { exact: true }).waitFor();
  assert.deepEqual(failures, []);
});

test('both pages are in Chinese, and work with the keyboard', async () => {
  await page.getByText('中文').click();
  await page.getByRole('tab', { name: '文件' }).waitFor();
  await page.getByRole('tab', { name: 'Webhook' }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await page.getByText('将文件拖到此处，或点击选择').waitFor();
  await everywhere('import-chinese');
  assert.deepEqual(failures, []);
});
