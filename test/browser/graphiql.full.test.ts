/** Tests the query editor in a real browser: the token from the link, a query, and a live subscription. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { patience } from '../support/patience.js';
import { eventually, TestServer } from '../support/server.js';

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

const shows = async (page: Page, text: string): Promise<void> => {
  await page
    .locator('.result-window', { hasText: text })
    .waitFor()
    .catch(async (error: unknown) => {
      if (process.env.STRATA_SCREENSHOT) await page.screenshot({ path: process.env.STRATA_SCREENSHOT });
      throw error;
    });
};

test('the link opens the editor with its token; a query returns data, and a subscription gets a change', async () => {
  const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{state}}}');
  await admin.ask('mutation{identify(identities:[{namespace:"member_id",value:"M000001"}]){profile}}');
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(patience(30_000));
  const failures: string[] = [];
  page.on('pageerror', (e) => failures.push(e.message));
  page.on('requestfailed', (r) => failures.push(r.url()));
  await page.goto(`${server.url}#token=${server.token('shop', ['admin'])}`);
  await page.waitForSelector('.graphiql-execute-button');
  assert.ok(!page.url().includes('token='), 'the token does not stay in the address');
  await page.click('.graphiql-execute-button');
  await shows(page, 'M000001');
  const tabs = page.locator('.graphiql-tab-button');
  assert.equal(await tabs.count(), 5);
  await tabs.nth(1).click();
  // The editor parses a new tab shortly after showing it, so the test clicks until the operation runs. Another click
  // would stop the operation.
  await eventually(
    async () => {
      const button = page.locator('.graphiql-execute-button');
      if (!/stop/i.test((await button.getAttribute('aria-label')) ?? '')) await button.click();
      return page
        .locator('.result-window', { hasText: 'cursor' })
        .waitFor({ timeout: patience(3000) })
        .then(
          () => true,
          () => false,
        );
    },
    'the subscription to start',
    60_000,
  );
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: 'b1',
        type: 'searched',
        occurredAt: '2026-03-10T11:00:00Z',
        identities: [{ namespace: 'member_id', value: 'M000001' }],
      },
    ],
  });
  await shows(page, 'ENTERED');
  if (process.env.STRATA_SCREENSHOT) await page.screenshot({ path: process.env.STRATA_SCREENSHOT });
  assert.deepEqual(failures, []);
});

test('a link asks before it replaces the token of the tab or a session', async () => {
  await server.sandbox('asked', '2026-03-10T12:00:00Z');
  const [own, other] = ['operator', 'somebody-else'].map((subject) => server.token('asked', ['admin'], subject));
  const home = server.url.replace('/graphql', '/');
  for (const [mark, before] of [
    [`sessionStorage.setItem('strata.token', ${JSON.stringify(own)})`, own],
    ["localStorage.setItem('strata.session', 'yes')", null],
  ] as const) {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(patience(30_000));
    await page.goto(`${home}healthz`);
    await page.evaluate(mark);
    const kept = (): Promise<string | null> => page.evaluate(`sessionStorage.getItem('strata.token')`);
    const questions: string[] = [];
    let isAccepted = false;
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void (isAccepted ? dialog.accept() : dialog.dismiss());
    });
    for (const [link, asked, expected] of [
      [`?x#token=${other}`, 1, before],
      [`?y#token=${other}`, 2, other],
      [`?z#token=${other}`, 2, other],
    ] as const) {
      isAccepted = expected === other;
      await page.goto(`${server.url}${link}`);
      await page.waitForSelector('.graphiql-execute-button');
      assert.equal(questions.length, asked, link);
      assert.equal(await kept(), expected, link);
      assert.ok(!page.url().includes('token='), 'the token does not stay in the address');
    }
    await context.close();
  }
});
