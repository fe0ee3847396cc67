/**
 * Tests the dashboard in a real browser. An audience from the builder updates live, a customer's page is opened, and a
 * model is installed.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Analytics } from '@segment/analytics-node';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { calmContext, launchBrowser } from '../support/browser.js';
import { addRow, choose, textOf } from '../support/builder-page.js';
import { holdJobs } from '../support/hold-jobs.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let browser: Browser;
let admin: Caller;
let page: Page;
const failures: string[] = [];

const who = (value: string): object[] => [{ namespace: 'member_id', value }];
const paid = (id: string, member: string, amount: string): object => ({
  messageId: id,
  type: 'order_paid',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: who(member),
  order: { orderId: id, amount },
  coupon: 'five',
});
const ingest = (...e: object[]): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e });

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop' });
  await admin.ask(
    'mutation{defineTag(input:{key:"city",name:"City",kind:STATIC,type:STRING}){key} b:defineTag(input:{key:"spend",name:"Spend",kind:DYNAMIC,metric:"sum(order_paid.amount)"}){key} defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key} defineSegment(input:{key:"buyers",name:"Buyers",expression:"did(order_paid)"},wait:true){job{state}}}',
  );
  await ingest(paid('1', 'M1', '100'), paid('2', 'M2', '900'), {
    messageId: '3',
    type: 'searched',
    occurredAt: '2026-03-10T11:00:00Z',
    identities: who('M3'),
  });
  await admin.ask(
    'mutation($i:[IdentityInput!]!){setTags(tags:[{tag:"city",value:"Beijing",identities:$i}]){status}}',
    { i: who('M1') },
  );
  browser = await launchBrowser();
  page = await (await calmContext(browser, failures)).newPage();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

const go = async (path: string, heading: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
  await page.locator('h1', { hasText: heading }).waitFor();
};

/** Waits until the builder has this text of the condition. */
const shows = (text: string): Promise<unknown> =>
  eventually(async () => (await textOf(page)) === text, `the text ${text}`);

/** Fails if axe reports a serious accessibility problem on the page. */
async function accessible(name: string): Promise<void> {
  assert.deepEqual(await seriousFindings(page), [], name);
  if (process.env.STRATA_SCREENSHOTS) await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/${name}.png` });
}

test('the link signs in and opens the overview, and its token is removed from the address', async () => {
  await page.goto(`${server.url.replace('/graphql', '/')}#token=${server.token('shop', ['admin'], 'operator')}`);
  await page.locator('h1', { hasText: 'Test shop' }).waitFor();
  assert.ok(!page.url().includes('token='));
  await page.getByText('Largest segments').waitFor();
  await accessible('overview');
});

test('a link with another token asks before it changes who is signed in', async () => {
  const other = server.token('shop', ['admin'], 'somebody-else');
  const kept = (): Promise<string> => page.evaluate(`sessionStorage.getItem('strata.token')`);
  const before = await kept();
  await page.goto(`${server.url.replace('/graphql', '/')}?x#token=${other}`);
  await page.getByText('Sign in as somebody else?').waitFor();
  await page.getByText('somebody-else (shop)').waitFor();
  assert.ok(!page.url().includes('token='));
  assert.equal(await kept(), before);
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.getByText('Sign in as somebody else?').waitFor({ state: 'hidden' });
  assert.equal(await kept(), before);
  await page.evaluate(`location.hash = ${JSON.stringify(`#token=${other}`)}`);
  await page.getByRole('button', { name: 'Use the token of the link' }).click();
  await page.locator('h1', { hasText: 'Test shop' }).waitFor();
  assert.equal(await kept(), other);
});

test('a segment made in the builder shows its exact effect before saving, and then its job', async () => {
  await go('segments/new', 'New segment');
  await page.getByLabel('Name').fill('Big spenders');
  await page.getByLabel('Key').fill('big_spenders');
  // First the condition requires one order in 30 days. Then it requires at least 500 spent instead.
  await addRow(page.locator('main'), 'a figure of events: number, amount, most frequent ...');
  await shows('count(order_paid, last 30d) >= 2');
  const row = page.locator('[data-row=metric]');
  await row.getByRole('combobox', { name: 'Value', exact: true }).fill('1');
  await shows('did(order_paid, last 30d)');
  const size = page.locator('.ant-card', { hasText: 'Preview' }).locator('.ant-statistic-content').first();
  await choose(row, 'figure', 'total of');
  await choose(row, 'property', 'amount');
  await row.getByRole('combobox', { name: 'Value', exact: true }).fill('500.0');
  await shows('sum(order_paid.amount, last 30d) >= 500.0');
  await size.getByText('1', { exact: true }).waitFor();
  await accessible('builder');
  const release = await holdJobs(server);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('h1', { hasText: 'Big spenders' }).waitFor();
  // Every page shows the job that evaluates all customers until it ends, and then reloads its data.
  const job = page.locator('[data-jobs]', { hasText: 'Big spenders' });
  await job.getByRole('progressbar').waitFor();
  await go('segments', 'Segments');
  await page.locator('tr', { hasText: 'Big spenders' }).getByText('publishing', { exact: true }).waitFor();
  await job.getByRole('progressbar').waitFor();
  await accessible('running job');
  release();
  await page.locator('tr', { hasText: 'Big spenders' }).getByText('live', { exact: true }).waitFor();
  await job.waitFor({ state: 'detached' });
  await go('segments/big_spenders', 'Big spenders');
  const rows = page.locator('.ant-table-tbody tr.ant-table-row');
  await rows.filter({ hasText: 'M2' }).waitFor();
});

test('the size and the list of the segment follow events as they arrive', async () => {
  const rows = page.locator('.ant-table-tbody tr.ant-table-row');
  const members = page.locator('.ant-statistic', { hasText: 'Members' }).locator('.ant-statistic-content-value');
  await members.getByText('1', { exact: true }).waitFor();
  // Sends the order with the unmodified tracking SDK, as a shop's own server would.
  const sdk = new Analytics({
    writeKey: server.token('shop', ['events:write'], 'shop-app'),
    host: server.url.replace('/graphql', ''),
    flushAt: 1,
  });
  sdk.track({
    userId: 'M1',
    event: 'Order Completed',
    timestamp: '2026-03-10T11:00:00Z',
    properties: { order_id: 'o4', total: 600 },
  });
  await sdk.closeAndFlush();
  await members.getByText('2', { exact: true }).waitFor();
  // The member list updates, and shows the time of the order as the start of membership.
  const since = await page.evaluate(() =>
    new Date('2026-03-10T11:00:00Z').toLocaleString('en', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Asia/Shanghai',
    }),
  );
  await rows.filter({ hasText: 'M1' }).getByText(since).waitFor();
  await page.getByRole('tab', { name: 'Changes' }).click();
  await page.getByText('EVENT').first().waitFor();
  await accessible('segment');
});

test('the builder keeps every part of a condition, such as a currency, when another part is edited', async () => {
  const condition = 'sum(order_paid.amount, currency "USD") > 100.0 and tag city = "Beijing"';
  await admin.ask(
    'mutation($x:String!){defineSegment(input:{key:"dollars",name:"Dollars",expression:$x},wait:true){job{state}}}',
    { x: condition },
  );
  await go('segments/dollars/edit', 'Edit: Dollars');
  await page.locator('[data-row=tag]').getByRole('combobox', { name: 'Value', exact: true }).fill('Shanghai');
  await shows(condition.replace('Beijing', 'Shanghai'));
  await page.locator('[data-row=metric]').getByRole('combobox', { name: 'Value', exact: true }).fill('200.0');
  await shows('sum(order_paid.amount, currency "USD") > 200.0 and tag city = "Shanghai"');
  await accessible('currency row');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('h1', { hasText: /^Dollars$/ }).waitFor();
  const saved = 'sum(order_paid.amount, currency "USD") > 200.0 and tag city = "Shanghai"';
  await page.getByText(saved, { exact: true }).first().waitFor();
});

test('a segment that was redefined, rolled back, cancelled or retired is shown in its current state', async () => {
  const rows = page.getByRole('tabpanel').locator('tr.ant-table-row');
  await go('segments/dollars/edit', 'Edit: Dollars');
  await page.getByRole('textbox', { name: 'Condition' }).fill('did(order_paid)');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('h1', { hasText: /^Dollars$/ }).waitFor();
  await rows.filter({ hasText: 'M1' }).waitFor();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.locator('tr', { hasText: 'currency "USD"' }).first().getByRole('button', { name: 'Roll back' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: 'OK' }).click();
  await page
    .locator('.ant-card')
    .getByText('sum(order_paid.amount, currency "USD")', { exact: false })
    .first()
    .waitFor();
  await page.getByRole('tab', { name: 'Members' }).click();
  await rows.first().waitFor({ state: 'detached' });
  // Cancelling on the jobs page publishes the previous version again.
  const release = await holdJobs(server);
  await admin.ask(
    'mutation{defineTag(input:{key:"spend",name:"Spend",kind:DYNAMIC,metric:"sum(order_paid.amount, last 90d)"}){key} redefineSegment(input:{key:"dollars",expression:"did(searched)"}){job{id}}}',
  );
  await go('jobs', 'Jobs');
  await page.locator('tr', { hasText: 'Spend' }).waitFor();
  assert.equal(await page.locator('tr', { hasText: 'Spend' }).getByRole('button', { name: 'Cancel' }).count(), 0);
  await page.locator('tr', { hasText: 'Dollars' }).getByRole('button', { name: 'Cancel' }).click();
  await page.locator('tr', { hasText: 'CANCELLED' }).waitFor();
  release();
  await go('segments/dollars', 'Dollars');
  await page.locator('.ant-card').getByText('currency "USD"', { exact: false }).first().waitFor();
  await page.getByRole('button', { name: 'Retire' }).click();
  await page.locator('.ant-popconfirm').getByRole('button', { name: 'OK' }).click();
  await page.locator('h1', { hasText: /^Segments$/ }).waitFor();
  await page.locator('tr', { hasText: 'Buyers' }).waitFor();
  await page.locator('tr', { hasText: 'Dollars' }).waitFor({ state: 'detached' });
});

test('an error of the server is shown where the input was typed', async () => {
  await go('segments/new', 'New segment');
  await page.getByRole('textbox', { name: 'Condition' }).fill('tag nowhere = 1');
  await page.locator('.ant-alert', { hasText: 'nowhere' }).waitFor();
});

test('a customer is found and updated live, and a membership is explained with its end', async () => {
  await go('customer', 'Customer');
  await page.getByLabel('Find a customer').fill('M1');
  await page.getByRole('button', { name: 'Find' }).click();
  await page.locator('.ant-card', { hasText: 'Identities' }).getByText('M1').waitFor();
  await page.getByText('Beijing').waitFor();
  await page.getByText('¥700.00', { exact: true }).first().waitFor();
  await accessible('customer');
  await page.locator('tr', { hasText: 'Big spenders' }).getByRole('button', { name: 'Why?' }).click();
  await page.locator('.ant-drawer').getByText('sum(order_paid.amount, last 30d) >= 500.0').first().waitFor();
  await page.keyboard.press('Escape');
});

test("a customer's coupons are updated live; a coupon is defined with a code and found by it", async () => {
  await go('coupons', 'Coupons');
  await page.getByRole('tab', { name: 'All coupons' }).click();
  await page.getByLabel('Key', { exact: true }).fill('spring');
  await page.getByLabel('Code', { exact: true }).fill('SPRING-20');
  await page.locator('#worth').fill('20');
  await page.getByRole('button', { name: 'Define' }).click();
  await page.locator('tr', { hasText: 'SPRING-20' }).waitFor();
  await page.getByLabel('Name, key or code').fill('spring-2');
  await page.locator('tr', { hasText: 'five' }).waitFor({ state: 'hidden' });
  await page.locator('tr', { hasText: 'SPRING-20' }).waitFor();
  await page.getByLabel('Key', { exact: true }).fill('baby_week');
  await page.locator('#worth').fill('15');
  await page.locator('#costLimit').fill('1000');
  await page.locator('#eligible').fill('big_spenders');
  await page.locator('#products_categories').fill('母婴/纸尿裤,');
  await page.getByRole('button', { name: 'Define' }).click();
  await page.getByLabel('Name, key or code').fill('baby');
  await page.locator('tr', { hasText: 'baby_week' }).waitFor();
  const { coupon } = await admin.ask(
    '{coupon(key:"baby_week"){faceValue costLimit eligible products{categories skus}}}',
  );
  assert.deepEqual(coupon, {
    faceValue: '15',
    costLimit: '1000',
    eligible: 'in segment big_spenders',
    products: { categories: ['母婴/纸尿裤'], skus: null },
  });
  await page.getByLabel('Name, key or code').fill('');
  await accessible('coupon-list');
  await go('customer', 'Customer');
  await page.getByLabel('Find a customer').fill('M1');
  await page.getByRole('button', { name: 'Find' }).click();
  const card = page.locator('.ant-card', { has: page.locator('th', { hasText: 'claims left' }) });
  await card.locator('tr', { hasText: 'SPRING-20' }).getByText('can be claimed').waitFor();
  await card.locator('tr', { hasText: 'five' }).getByText('used', { exact: true }).waitFor();
  await admin.ask('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', {
    i: { coupon: 'SPRING-20', identities: who('M1') },
  });
  await card.getByText('held').waitFor();
  await accessible('customer-coupons');
  await page.getByText('中文').click();
  await page.getByText('可领取').first().waitFor();
  await page.getByText('持有').first().waitFor();
  await page.getByText('English').click();
});

test("a template has a dry run on the shop's own customers, is installed, and its layers are shown", async () => {
  await go('templates', 'Templates');
  await page.locator('.ant-card', { hasText: 'Value layers' }).getByRole('button', { name: 'Dry run' }).click();
  const modal = page.locator('.ant-modal');
  assert.equal(await modal.evaluate((m) => m.getAnimations({ subtree: true }).length), 0, 'motion is reduced');
  await modal.getByRole('button', { name: 'Dry run' }).click();
  await modal.getByText('Customers: 3').waitFor();
  await modal.getByRole('button', { name: 'Install' }).click();
  await modal.waitFor({ state: 'detached' });
  await go('layers', 'Layers');
  await page.getByText('No order in a year').first().waitFor();
  // The shop's clock is set to March, so the matrix is requested up to that time, not the browser's current time.
  await page.locator('.ant-card', { hasText: 'Migration' }).getByRole('img').first().waitFor();
  assert.equal(await page.locator('.ant-alert-error').count(), 0);
  await accessible('layers');
});

test('a segment shows its growth and the causes, and a coupon shows its uplift', async () => {
  await go('segments/big_spenders', 'Big spenders');
  await page.getByRole('tab', { name: 'Growth' }).click();
  await page.getByText(/event \+1 -0/).waitFor();
  await accessible('growth');
  await go('coupons', 'Coupons');
  await page.getByRole('tab', { name: 'Uplift' }).click();
  await page.getByText('without a hold-out', { exact: false }).waitFor();
  await accessible('uplift');
});

test('a disputed link is reviewed and settled, and changed identity rules have a preview', async () => {
  const seen = (member: string): Promise<unknown> =>
    admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
      i: [...who(member), { namespace: 'device_id', value: 'tablet' }],
    });
  await seen('M1');
  await seen('M2');
  await go('identities', 'Identities');
  await page.getByRole('button', { name: 'Settle' }).click();
  const modal = page.locator('.ant-modal');
  await modal.getByText('a customer has at most 1 member_id').waitFor();
  await accessible('conflict');
  await modal.getByRole('button', { name: 'Two people' }).click();
  await page.getByText('Nothing is in dispute.').waitFor();
  await page.locator('tr', { hasText: 'device_id' }).getByRole('button', { name: 'Edit' }).click();
  await modal.getByLabel('Names one person').click();
  await modal.getByLabel('Limit').fill('49');
  await modal.getByRole('button', { name: 'Preview' }).click();
  await modal.getByText('Merged: 0').waitFor();
  await accessible('namespace');
  // Saving starts a job that rebuilds every customer, and the page shows the progress of the job.
  const release = await holdJobs(server);
  await modal.getByRole('button', { name: 'Save' }).click();
  await modal.waitFor({ state: 'detached' });
  await page.locator('[data-jobs]', { hasText: 'device' }).getByRole('progressbar').waitFor();
  await page.locator('tr', { hasText: 'device_id' }).getByText('49').waitFor();
  release();
  await page.locator('[data-jobs]').waitFor({ state: 'detached' });
});

test('a partner has grants and can be suspended; a token is issued and shown once', async () => {
  await go('settings', 'Settings');
  const partners = page.locator('.ant-card', { hasText: 'Partners' });
  await partners.getByLabel('Subject').fill('crm');
  await partners.getByLabel('Tags').fill('crm');
  await partners.getByLabel('Facts a day').fill('100');
  await partners.getByRole('button', { name: 'Save' }).click();
  await partners.getByText('0 / 100').waitFor();
  await partners.getByRole('combobox', { name: 'State crm' }).click();
  await page.locator('.ant-select-item-option', { hasText: 'suspended' }).click();
  await partners.locator('tr', { hasText: 'crm' }).locator('[title=suspended]').waitFor();
  const tokens = page.locator('.ant-card', { hasText: 'Issue a token' });
  await tokens.getByLabel('Subject').fill('app');
  await tokens.getByRole('button', { name: 'Issue' }).click();
  const issued = await tokens.locator('code').innerText();
  const answer = await fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${issued.trim()}` },
    body: '{"query":"{segment(key:\\"buyers\\"){key}}"}',
  });
  assert.match(await answer.text(), /"key":"buyers"/);
  await accessible('settings with partners');
});

test('coupons, tags, jobs, settings and segments are listed, also in Chinese', async () => {
  await go('coupons', 'Coupons');
  await page.locator('tr', { hasText: 'five' }).first().waitFor();
  await accessible('coupons');
  for (const [path, heading] of [
    ['tags', 'Tags'],
    ['jobs', 'Jobs'],
    ['settings', 'Settings'],
    ['segments', 'Segments'],
  ] as const) {
    await go(path, heading);
    await accessible(path);
  }
  await page.getByText('中文').click();
  await page.locator('h1', { hasText: '分群' }).waitFor();
  assert.equal(await page.evaluate('document.documentElement.lang'), 'zh-CN');
  await page.getByText('English').click();
});

test('nothing failed in the page or on the server', () => {
  // The browser logs the 400 status of an invalid preview.
  assert.deepEqual(
    failures.filter((f) => !/status of 40[01]/.test(f)),
    [],
  );
  assert.deepEqual(server.reported, []);
});
