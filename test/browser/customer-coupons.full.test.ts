/** Tests the coupons on the page of a customer in a real browser: their states as time passes, in both languages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { TestServer, type Caller } from '../support/server.js';

const MEMBER = '{namespace:"member_id",value:"A"}';
const START = '2026-03-10T12:00:00Z';

let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
const failures: string[] = [];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', START, { name: 'Test shop', zone: 'UTC' });
  await admin.ask(`mutation{
    ingestEvents(events:[{messageId:"v",type:"visit",occurredAt:"${START}",identities:[${MEMBER}]}]){accepted}
    two:defineCoupon(input:{key:"two_days",kind:FIXED_AMOUNT,faceValue:"5",validFor:"P2D",perCustomerLimit:2}){key}
    a:claimCoupon(input:{coupon:"two_days",identities:[${MEMBER}]}){claim}
    b:claimCoupon(input:{coupon:"two_days",identities:[${MEMBER}]}){claim}
    use:redeemCoupon(input:{coupon:"two_days",identities:[${MEMBER}],orderId:"O-7",amount:"50"}){discount}
    open:defineCoupon(input:{key:"open_end",kind:FIXED_AMOUNT,faceValue:"5",perCustomerLimit:3}){key}
  }`);
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

/** Returns the state of each row with a coupon, in the order of the page. */
const states = (coupon: string): Promise<string[]> =>
  page.locator('tr', { hasText: coupon }).locator('.ant-tag').allInnerTexts();

test('the states of coupons are those of the current time, also in Chinese', async () => {
  const { profile } = await admin.ask(`{profile(identity:${MEMBER}){id}}`);
  await page.evaluate(`location.hash = '#/customer/${profile.id}'`);
  await page.getByText('O-7').waitFor();
  assert.deepEqual(await states('two_days'), ['held', 'used']);
  assert.deepEqual(await states('open_end'), ['can be claimed']);
  assert.deepEqual(await seriousFindings(page), [], 'coupons of a customer');
  await admin.ask('mutation{advanceClock(to:"2026-03-12T12:00:00Z"){now}}');
  await page.reload();
  await page.getByText('O-7').waitFor();
  assert.deepEqual(await states('two_days'), ['used', 'expired']);
  await admin.ask(`mutation{returnCoupon(input:{coupon:"two_days",identities:[${MEMBER}],orderId:"O-7"}){already}}`);
  await page.reload();
  await page.getByText(/^given back/).waitFor();
  assert.equal((await states('two_days')).filter((state) => state === 'expired').length, 2);
  await page.getByText('中文').click();
  await page.getByText(/^已退回/).waitFor();
  await page.getByText('English').click();
});

test('the page caused no errors', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
