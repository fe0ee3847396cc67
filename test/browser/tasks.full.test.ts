/**
 * Tests tasks of advisers in Chinese in a real browser. An operator sets up the channel and starts a campaign, and an
 * adviser who has no other right sees the own tasks and reports their outcomes.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { seriousFindings } from '../support/axe.js';
import { calmContext, dashboardOf, launchBrowser } from '../support/browser.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

const ADVISER = 'adviser-7';
const WIDE = { width: 1360, height: 900 };
const NARROW = { width: 390, height: 844 };

let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
let adviser: Page;
const failures: string[] = [];

before(async () => {
  server = await TestServer.start();
  // The workspace is not a sandbox, so it uses the real clock.
  await createWorkspace(server.running.services, { id: 'shop', name: 'Test shop', zone: 'Asia/Shanghai' });
  admin = server.caller('shop', ['admin']);
  await admin.ask(
    `mutation{
      a:defineTag(input:{key:"first_name",name:"称呼",kind:SEMI_DYNAMIC,type:STRING}){key}
      b:defineTag(input:{key:"adviser_id",name:"顾问工号",kind:SEMI_DYNAMIC,type:STRING}){key}
      defineSegment(input:{key:"regulars",name:"北京常客",expression:"did(order_paid)"},wait:true){job{id}}
      setReachRules(input:{consentDefaults:[{purpose:"marketing",permission:UNLESS_WITHDRAWN}]}){version}
    }`,
  );
  await customers();
  browser = await launchBrowser();
  page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
  await page.getByText('中文').click();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

/** Creates customers with an order and an adviser. The third one has another adviser. */
async function customers(): Promise<void> {
  const occurredAt = new Date(Date.now() - 3_600_000).toISOString();
  const members = ['M1', 'M2', 'M3'];
  const identities = (member: string): object[] => [{ namespace: 'member_id', value: member }];
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: members.map((member) => ({
      messageId: member,
      type: 'order_paid',
      occurredAt,
      identities: identities(member),
      order: { orderId: member, amount: '100' },
    })),
  });
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [
      ...members.map((member) => ({
        tag: 'adviser_id',
        value: member === 'M3' ? '导购-8' : ADVISER,
        identities: identities(member),
      })),
      { tag: 'first_name', value: '王小明', identities: identities('M1') },
    ],
  });
}

const button = (on: Page | Locator, name: string | RegExp): Locator => on.getByRole('button', { name });
const option = (on: Page, text: string): Locator => on.locator('.ant-select-item-option', { hasText: text });
const field = (on: Page, label: string): Locator => on.getByLabel(label, { exact: true });
const go = async (on: Page, path: string, heading: string): Promise<void> => {
  await on.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
  await on.locator('h1', { hasText: heading }).waitFor();
};
const row = (on: Page, member: string): Locator => on.locator('[data-tasks] tr', { hasText: member });
const shot = async (on: Page, name: string): Promise<void> => {
  if (process.env.STRATA_SCREENSHOTS)
    await on.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/tasks-${name}.png`, fullPage: true });
};
const contacts = async (state: string): Promise<Loose[]> =>
  (
    await admin.ask(
      'query($s:ContactState!){contactsInState(campaign:"campaign_1",state:$s,first:9){edges{node{profile task{assignee dueAt outcome}}}}}',
      { s: state },
    )
  ).contactsInState.edges.map(({ node }: Loose) => node);

test('an operator adds the channel of advisers and starts a campaign whose contacts become tasks', async () => {
  await go(page, 'reach/rules', '触达');
  await button(page, '添加渠道').click();
  await field(page, '渠道').fill('adviser');
  await field(page, '类型').click();
  await option(page, '专属顾问的任务').click();
  await field(page, '专属顾问标签').click();
  await option(page, '顾问工号').click();
  await button(page, /^保\s*存$/).click();
  await page.getByText('已保存').first().waitFor();
  const { reachRules } = await admin.ask('{reachRules{channels{channel kind assigneeTag}}}');
  assert.deepEqual(reachRules.channels, [{ channel: 'adviser', kind: 'TASK', assigneeTag: 'adviser_id' }]);
  await go(page, 'reach/new', '新建活动');
  await field(page, '人群').click();
  await option(page, '北京常客').click();
  await field(page, '渠道').click();
  await page.keyboard.press('Enter');
  await field(page, '发送通道').waitFor({ state: 'detached' });
  await field(page, '消息内容').fill('请致电 {{ tag.first_name | default: "客户" }}');
  await field(page, '完成期限（留空为到有效期结束）').fill('1');
  await button(page, '保存并启动').click();
  await button(page.getByRole('dialog'), /^启\s*动$/).click();
  await page.locator('[data-ending=ASSIGNED]', { hasText: '待顾问跟进' }).waitFor();
  assert.equal((await contacts('ASSIGNED')).length, 3);
  await page.locator('h1 + .ant-tag', { hasText: '进行中' }).waitFor();
});

test('an adviser sees only the own tasks, with their texts, on a page without other tabs', async () => {
  adviser = await (await calmContext(browser, failures, { locale: 'zh-CN' })).newPage();
  const token = server.token('shop', ['reach:tasks', 'profiles:lookup:member_id'], ADVISER);
  await adviser.goto(`${server.url.replace('/graphql', '/')}#token=${token}`);
  await adviser.getByRole('link', { name: '触达' }).click();
  await adviser.getByRole('tab', { name: '顾问任务' }).waitFor();
  assert.equal(await adviser.getByRole('tab').count(), 1);
  await row(adviser, 'M1').getByText('请致电 王小明').waitFor();
  await row(adviser, 'M2').getByText('请致电 客户').waitFor();
  assert.equal(await row(adviser, 'M3').count(), 0);
  assert.equal(await adviser.getByLabel('专属顾问').count(), 0, 'no other adviser can be chosen');
  await shot(adviser, 'list');
});

test('a customer who withdrew consent is marked, and outcomes are reported with a note', async () => {
  await admin.ask(
    'mutation{recordConsent(input:{purpose:"marketing",given:false,identities:[{namespace:"member_id",value:"M2"}]}){__typename}}',
  );
  await adviser.reload();
  await row(adviser, 'M2').getByText('请勿联系: 未授权接收').waitFor();
  await button(row(adviser, 'M1'), '已完成').click();
  const dialog = adviser.getByRole('dialog');
  await dialog.getByText('结果: 已完成').waitFor();
  await dialog.getByLabel('备注').fill('约好周末到店');
  await shot(adviser, 'outcome');
  await button(dialog, /^提\s*交$/).click();
  await adviser.getByText('结果已记录。').waitFor();
  await row(adviser, 'M1').waitFor({ state: 'detached' });
  const [done] = await contacts('DELIVERED');
  assert.deepEqual([done.task.assignee, done.task.outcome], [ADVISER, 'DONE']);
  const { profile } = await admin.ask(
    `{profile(id:"${done.profile}"){events(first:9,types:["contact_delivered"]){edges{node{properties}}}}}`,
  );
  assert.equal(profile.events.edges[0].node.properties.note, '约好周末到店');
  await button(row(adviser, 'M2'), '未联系').last().click();
  await button(adviser.getByRole('dialog'), /^提\s*交$/).click();
  await adviser.getByText('没有待办任务。').waitFor();
});

test('an operator chooses an adviser, and the contact log has the adviser, the due date and the outcome', async () => {
  await go(page, 'reach/tasks', '触达');
  await page.getByText('没有待办任务。').waitFor();
  await field(page, '专属顾问').click();
  await option(page, '导购-8').click();
  await row(page, 'M3').getByText('请致电 客户').waitFor();
  await shot(page, 'operator');
  const [done] = await contacts('DELIVERED');
  await go(page, `customer/${done.profile}`, 'M1');
  await button(page.locator('[data-contact-log]'), '为什么？').click();
  const drawer = page.locator('.ant-drawer');
  for (const text of ['专属顾问', ADVISER, '截止时间', '结果', '已完成', '分派时间'])
    await drawer.getByText(text, { exact: true }).first().waitFor();
  await page.keyboard.press('Escape');
});

test('the page of tasks has no serious findings and fits a narrow window', async () => {
  await go(page, 'reach/tasks', '触达');
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await eventually(async () => (await page.getByText('待办任务').count()) > 0, 'the page is shown');
    assert.deepEqual(await seriousFindings(page), []);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    assert.ok(Number(width) <= size.width, `${String(width)} wide`);
  }
  assert.deepEqual(failures, []);
});
