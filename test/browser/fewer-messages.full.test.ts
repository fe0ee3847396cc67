/** Opens the link to fewer messages in a real browser, in both languages, and saves a choice. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Shop, HOUR, iso, NOW } from '../reach/shop.js';
import { seriousFindings } from '../support/axe.js';
import { calmContext, launchBrowser } from '../support/browser.js';
import { TestServer } from '../support/server.js';

const failures: string[] = [];
let server: TestServer;
let browser: Browser;
let link: string;

before(async () => {
  server = await TestServer.start();
  const shop = await Shop.open(server, 'shop');
  await shop.customer('A', '13800000001');
  await shop.start('linked', { at: iso(NOW + HOUR) }, { body: '{{ link.fewer_messages }}' });
  await shop.advance(NOW + HOUR);
  const { receivedMessages } = await shop.caller.ask('{receivedMessages(first:1){edges{node{body}}}}');
  link = JSON.parse(receivedMessages.edges[0].node.body as string).data.message.body as string;
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server.remove();
});

test('a customer chooses fewer messages without signing in, in both languages', async () => {
  const context = await calmContext(browser, failures);
  const page = await context.newPage();
  await page.goto(`${link}?lang=zh`);
  await page.getByRole('heading', { name: '减少消息' }).waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  // The style of the page is in effect, so the policy permits it.
  assert.equal(await page.evaluate('getComputedStyle(document.querySelector("button")).color'), 'rgb(255, 255, 255)');
  await page.getByLabel('每 30 天最多 1 条').check();
  await page.getByRole('button', { name: '确定' }).click();
  await page.getByText('当前：每 30 天最多 1 条').waitFor();
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByText('Now: at most 1 in 30 days').waitFor();
  await page.getByLabel('No more offers by text message').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Now: no offers by text message').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual(failures, []);
});
