/**
 * Runs axe on every menu page of the dashboard, on pages of a segment and of a campaign with their editors, and on the
 * sign-in page, in both languages and both themes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seriousFindings } from '../support/axe.js';
import { launchBrowser } from '../support/browser.js';
import { patience } from '../support/patience.js';
import { TestServer } from '../support/server.js';

/** Pages that the menu does not name. */
const OTHER_PAGES = [
  '#/segments/new',
  '#/segments/buyers',
  '#/segments/buyers/edit',
  '#/reach/new',
  '#/reach/calendar',
  '#/reach/tasks',
  '#/reach/endpoints',
  '#/reach/rules',
  '#/reach/campaigns/spring',
  '#/reach/campaigns/spring/edit',
];

let server: TestServer;
let browser: Browser;

before(async () => {
  server = await TestServer.start();
  const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop' });
  await admin.ask(
    'mutation{defineTag(input:{key:"city",name:"City",kind:STATIC,type:STRING}){key} defineCoupon(input:{key:"five",kind:FIXED_AMOUNT,faceValue:"5"}){key} defineSegment(input:{key:"buyers",name:"Buyers",expression:"did(order_paid)"},wait:true){job{state}} installTemplate(input:{key:"value"},wait:true){customers}}',
  );
  await admin.ask(
    'mutation{defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}} setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}],budgets:[{key:"weekly",most:1,rolling:"P7D"}]}){version} defineCampaign(input:{key:"spring",audience:"buyers",trigger:{schedule:{time:"12:00"}},channels:[{channel:"sms",endpoint:"crm",body:"Hello"}]}){key} startCampaign(key:"spring"){state}}',
  );
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: ['M1', 'M2'].map((value, i) => ({
      messageId: `${i}`,
      type: 'order_paid',
      occurredAt: '2026-03-10T11:00:00Z',
      identities: [{ namespace: 'member_id', value }],
      order: { orderId: `o${i}`, amount: '100' },
      coupon: 'five',
    })),
  });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

async function visit(page: Page, address: string): Promise<string[]> {
  await page.evaluate(`location.hash = ${JSON.stringify(address)}`);
  await page.locator('h1').first().waitFor();
  return (await seriousFindings(page)).map((finding) => `${address}: ${finding}`);
}

for (const [locale, language, signIn] of [
  ['en-US', 'en', 'Sign in'],
  // The component library inserts a space between two Chinese characters.
  ['zh-CN', 'zh-CN', /登 ?录/],
] as const)
  for (const theme of ['light', 'dark'] as const)
    test(`no page has serious accessibility findings in ${locale} in the ${theme} theme`, async () => {
      const context = await browser.newContext({
        viewport: { width: 1360, height: 900 },
        locale,
        reducedMotion: 'reduce',
        colorScheme: theme,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(patience(30_000));
      const home = server.url.replace('/graphql', '/');
      await page.goto(home);
      await page.getByRole('button', { name: signIn }).waitFor();
      const found = await seriousFindings(page);

      await page.goto(`${home}#token=${server.token('shop', ['admin'], 'operator')}`);
      await page.locator('h1').first().waitFor();
      assert.equal(await page.evaluate('document.documentElement.lang'), language);
      assert.equal(await page.evaluate('document.documentElement.dataset.theme'), theme);
      const menu: string[] = await page
        .locator('nav a[href^="#/"]')
        .evaluateAll((links) => links.map((link) => (link as unknown as { hash: string }).hash));
      assert.ok(menu.length >= 10, `the menu has ${menu.length} pages`);
      for (const address of [...menu, ...OTHER_PAGES]) found.push(...(await visit(page, address)));
      assert.deepEqual(found, []);
      await context.close();
    });

test('without a token the page asks for one, and it reports an invalid one', async () => {
  const fresh = await browser.newPage({ locale: 'en-US', reducedMotion: 'reduce' });
  fresh.setDefaultTimeout(patience(30_000));
  await fresh.goto(server.url.replace('/graphql', '/'));
  await fresh.getByText('Use a token').click();
  const token = fresh.getByRole('textbox', { name: 'Token' });
  await token.fill('wrong');
  await token.press('Enter');
  await fresh.locator('.ant-alert', { hasText: 'TOKEN_INVALID' }).waitFor();
  await fresh.close();
});
