/** Follows the README's first ten minutes in a real browser, on a new demo shop: both links work as described. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { calmContext, launchBrowser } from '../support/browser.js';
import { addRow } from '../support/builder-page.js';
import { askAt, membersOf, startDemo, type FirstStart } from '../support/first-start.js';
import { patience } from '../support/patience.js';
import { eventually, TestServer } from '../support/server.js';

const WATCHED = 'beijing_regulars';
const NAME = 'Beijing regulars without Shiseido';
const HOUR = 3600_000;
const failures: string[] = [];
let folder: TestServer;
let demo: FirstStart;
let browser: Browser;
let context: BrowserContext;
let page: Page;

before(async () => {
  folder = await TestServer.start();
  await folder.close();
  demo = await startDemo(folder);
  browser = await launchBrowser();
  context = await calmContext(browser, failures);
  page = await context.newPage();
});
after(async () => {
  await browser?.close();
  await demo?.process.stop();
  await folder.open();
  await folder.remove();
});

const go = async (path: string, heading: string, on: Page = page): Promise<void> => {
  await on.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
  await on.locator('h1', { hasText: heading }).waitFor();
};

/** Fails if axe reports a serious accessibility problem on the page. */
async function accessible(name: string): Promise<void> {
  assert.deepEqual(await seriousFindings(page), [], name);
  if (process.env.STRATA_SCREENSHOTS) await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/${name}.png` });
}

let sent = 0;
/**
 * Sends an order for the brand Shiseido from a member of the watched segment, which removes that member. Returns the
 * member's number.
 */
async function order(): Promise<string> {
  const [member] = await membersOf(demo.url, demo.tokens.internal, WATCHED);
  const id = `browser-${++sent}`;
  const query = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
  const event = {
    messageId: id,
    type: 'order_paid',
    occurredAt: new Date().toISOString(),
    identities: [{ namespace: 'member_id', value: member }],
    order: { orderId: id, lines: [{ brand: 'Shiseido', category: 'Skincare', amount: '399' }] },
  };
  assert.equal(
    (await askAt<{ ingestEvents: { accepted: number } }>(demo.url, demo.tokens.internal, query, { e: [event] }))
      .ingestEvents.accepted,
    1,
  );
  return member;
}

const sizeNow = async (): Promise<number> =>
  (await askAt<{ segment: { size: number } }>(demo.url, demo.tokens.dashboard, `{segment(key:"${WATCHED}"){size}}`))
    .segment.size;

test("the dashboard's link opens the shop with sizes and live changes", async () => {
  await page.goto(demo.dashboard);
  await page.locator('h1', { hasText: 'Demo shop' }).waitFor();
  const live = page.locator('.ant-card', { hasText: 'Live changes' });
  // The subscription starts shortly after the page opens, so orders are sent until one appears.
  await eventually(
    async () => {
      await order();
      return live
        .locator('.ant-list-item', { hasText: NAME })
        .filter({ hasText: 'EVENT' })
        .first()
        .waitFor({ timeout: patience(5000) })
        .then(
          () => true,
          () => false,
        );
    },
    'a change to be shown',
    60_000,
  );
  await accessible('first overview');
  await go('segments', 'Segments');
  const row = page.locator('tr', { hasText: NAME });
  const size = row.locator('[data-size]');
  await row.getByText('live', { exact: true }).waitFor();
  const before = await sizeNow();
  await size.getByText(String(before), { exact: true }).waitFor();
  await order();
  await size.getByText(String(before - 1), { exact: true }).waitFor();
  await accessible('first segments');
});

test('the list shows members, why and until when, and follows customers who leave', async () => {
  await go(`segments/${WATCHED}`, NAME);
  const rows = page.locator('.ant-table-tbody tr.ant-table-row');
  await rows.first().waitFor();
  const before = await rows.count();
  assert.equal(before, await sizeNow());
  const left = await order();
  await eventually(async () => (await rows.count()) === before - 1, 'the list to follow');
  assert.equal(await rows.filter({ hasText: left }).count(), 0);
  // Every row shows when membership began, and when it will end because visits leave the time window.
  for (const text of await rows.locator('td:nth-child(3), td:nth-child(4)').allInnerTexts())
    assert.match(text, /20\d\d/);
  await accessible('first segment');
  await rows.first().getByRole('link').click();
  await page.locator('h1', { hasText: 'Customer' }).waitFor();
  await page.locator('tr', { hasText: NAME }).getByRole('button', { name: 'Why?' }).click();
  const drawer = page.locator('.ant-drawer');
  await drawer.getByText('count(visit, last 90d) >= 3').first().waitFor();
  await drawer.getByText('changes at').first().waitFor();
  await page.keyboard.press('Escape');
});

test('the builder shows the exact effect before saving, and then the list fills by itself', async () => {
  await go('segments/new', 'New segment');
  await page.getByLabel('Name').fill('Bought lately');
  await page.getByLabel('Key').fill('bought_lately');
  await addRow(page.locator('main'), 'did something, or did not');
  const preview = page.locator('.ant-card', { hasText: 'Preview' }).locator('.ant-statistic-content-value').first();
  await preview.waitFor();
  const promised = Number((await preview.innerText()).replaceAll(',', ''));
  assert.ok(promised > 0);
  await accessible('first builder');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('h1', { hasText: 'Bought lately' }).waitFor();
  const rows = page.locator('.ant-table-tbody tr.ant-table-row');
  await eventually(async () => (await rows.count()) === Math.min(50, promised), 'the members', 60_000);
  assert.equal(await page.getByText('/ 7 days').count(), 0, 'a size from a week before the definition is not shown');
});

test('layers have a migration matrix, and its tooltip draws names as text instead of markup', async () => {
  await go('layers', 'Layers');
  const matrix = page.locator('.ant-card', { hasText: 'Migration' }).getByRole('img').first();
  await matrix.hover();
  assert.equal(await matrix.locator('div > div:not(:has(canvas))').count(), 0);
  assert.equal(await page.locator('.ant-alert-error').count(), 0);
  await accessible('first layers');
});

test('coupons have a price ladder', async () => {
  await go('coupons', 'Coupons');
  await page.getByRole('tab', { name: 'Price ladder' }).click();
  const ladder = page.getByRole('tabpanel').filter({ hasText: 'Cheapest that pays' });
  await ladder.locator('tr.ant-table-row').nth(2).waitFor();
  assert.equal(await page.locator('.ant-alert-error').count(), 0);
  await accessible('first price ladder');
});

test('templates have a dry run', async () => {
  await go('templates', 'Templates');
  await page.locator('.ant-card', { hasText: 'Value layers' }).getByRole('button', { name: 'Dry run' }).click();
  const modal = page.locator('.ant-modal');
  await modal.getByRole('button', { name: 'Dry run' }).click();
  await modal.getByText(/Customers: \d/).waitFor();
  await modal.getByRole('button', { name: 'Close' }).first().click();
});

test('every page opens without an error in Chinese too', async () => {
  await page.getByText('中文').click();
  for (const [path, heading] of [
    ['overview', 'Demo shop'],
    ['segments', '分群'],
    [`segments/${WATCHED}`, '北京常客'],
    ['layers', '分层'],
    ['customer', '客户'],
    ['identities', '身份'],
    ['coupons', '优惠券'],
    ['tags', '标签'],
    ['templates', '模板'],
    ['jobs', '任务'],
    ['settings', '设置'],
  ] as const) {
    await go(path, heading);
    await accessible(`zh ${path.replace('/', ' ')}`);
    assert.equal(await page.locator('.ant-alert-error').count(), 0, path);
  }
  await page.getByText('English').click();
});

test("the dashboard's link to the query editor signs in there too", async () => {
  const tab = await context.newPage();
  await tab.goto(demo.url.replace('/graphql', '/'));
  await tab.getByRole('link', { name: /Query editor/ }).click();
  await tab.waitForSelector('.graphiql-execute-button');
  await tab.click('.graphiql-execute-button');
  await tab.locator('.result-window', { hasText: '"data"' }).waitFor();
  await tab.close();
});

for (const clockOffsetMs of [HOUR, -HOUR])
  test(`layers use server time with a browser clock ${clockOffsetMs > 0 ? 'ahead' : 'behind'} by an hour`, async () => {
    const wrong = await calmContext(browser, failures, { clockOffsetMs });
    const asked: { from: string; to: string }[] = [];
    wrong.on('request', (r) => {
      const body =
        r.method() === 'POST'
          ? (r.postDataJSON() as { query?: string; variables: { from: string; to: string } })
          : undefined;
      if (body?.query?.includes('layerMigrations')) asked.push(body.variables);
    });
    const dashboard = await wrong.newPage();
    await dashboard.goto(demo.operator);
    await dashboard.locator('h1', { hasText: 'Demo shop' }).waitFor();
    const drift = Number(await dashboard.evaluate('Date.now()')) - Date.now();
    assert.ok(Math.abs(drift - clockOffsetMs) < HOUR / 2, 'the clock of the page is wrong');
    await go('layers', 'Layers', dashboard);
    await dashboard.locator('.ant-card', { hasText: 'Migration' }).getByRole('img').first().waitFor();
    assert.equal(await dashboard.locator('.ant-alert-error').count(), 0);
    assert.ok(asked.length > 0);
    for (const { to } of asked)
      assert.ok(Math.abs(Date.parse(to) - Date.now()) < HOUR / 2, `${to} is the current time of the server`);
    await wrong.close();
  });

test('nothing failed in the page', () => assert.deepEqual(failures, []));
