/**
 * Tests the pages about reach in Chinese in a real browser, with a real receiver of messages. An operator starts a
 * campaign from an audience and reads why one customer was not sent to, in at most 12 clicks.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { startReceiver, type MessageReceiver } from '../support/message-receiver.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

const MOST_CLICKS = 12;
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1360, height: 900 };

let receiver: MessageReceiver;
let server: TestServer;
let admin: Caller;
let browser: Browser;
let page: Page;
const failures: string[] = [];

before(async () => {
  receiver = await startReceiver();
  const { port } = receiver;
  server = await TestServer.start({ STRATA_DELIVERY_ALLOW: `127.0.0.1:${port}` });
  // The workspace is not a sandbox, so it uses the real clock and sends its messages.
  await createWorkspace(server.running.services, { id: 'shop', name: 'Test shop', zone: 'Asia/Shanghai' });
  admin = server.caller('shop', ['admin']);
  await admin.ask(
    `mutation{
      a:defineTag(input:{key:"first_name",name:"称呼",kind:SEMI_DYNAMIC,type:STRING}){key}
      b:defineTag(input:{key:"birthday",name:"生日",kind:SEMI_DYNAMIC,type:DATE}){key}
      defineSegment(input:{key:"regulars",name:"北京常客",expression:"did(order_paid)"},wait:true){job{id}}
      defineWebhookEndpoint(input:{key:"crm",name:"客服系统",url:"http://127.0.0.1:${port}/hook"}){endpoint{key}}
      setReachRules(input:{
        channels:[{channel:"sms",namespace:"phone"},{channel:"push",namespace:"device_id",isDevice:true}]
        budgets:[{key:"weekly",most:1,rolling:"P7D"}]
        consentDefaults:[{purpose:"marketing",permission:UNLESS_WITHDRAWN}]
      }){version}
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
  await receiver?.close();
});

/** Creates customers with an order: two with a phone, one who refuses marketing, and one without an address. */
async function customers(): Promise<void> {
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const event = (type: string, member: string, phone: string | undefined, more: object): object => ({
    messageId: `${type}-${member}`,
    type,
    occurredAt: at,
    identities: [{ namespace: 'member_id', value: member }, ...(phone ? [{ namespace: 'phone', value: phone }] : [])],
    ...more,
  });
  const paid = (member: string, phone?: string): object =>
    event('order_paid', member, phone, { order: { orderId: member, amount: '100' } });
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      paid('M1', '13800000001'),
      paid('M2', '13800000002'),
      paid('M3', '13800000003'),
      paid('M4'),
      event('consent_withdrawn', 'M3', '13800000003', { properties: { purpose: 'marketing' } }),
    ],
  });
}

/** Clicks and counts. Typing into a field that was clicked costs nothing more. */
let clicks = 0;
const click = async (target: Locator): Promise<void> => {
  await target.click();
  clicks++;
};
const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const option = (text: string): Locator => page.locator('.ant-select-item-option', { hasText: text });
const field = (label: string): Locator => page.getByLabel(label, { exact: true });
const go = async (path: string, heading: string): Promise<void> => {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
  await page.locator('h1', { hasText: heading }).waitFor();
};
const shot = async (name: string): Promise<void> => {
  if (process.env.STRATA_SCREENSHOTS)
    await page.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/reach-${name}.png`, fullPage: true });
};
const campaign = async (key: string, fields: string): Promise<Record<string, unknown>> =>
  (await admin.ask(`{campaign(key:"${key}"){${fields}}}`)).campaign as Record<string, unknown>;

test('an operator starts a campaign from an audience and reads why one customer was not sent to, in 12 clicks', async () => {
  await click(page.getByRole('link', { name: '触达' }));
  await click(page.getByRole('link', { name: '新建活动' }));
  await click(field('人群'));
  await click(option('北京常客'));
  await click(field('消息内容'));
  await page.keyboard.type('{{ tag.first_name | default: "您好" }}，春季上新了');
  // The channel and the only endpoint are chosen already. The preview says what will become of everyone.
  const preview = page.locator('[data-preview]');
  await preview.locator('[data-ending=CONSENT]', { hasText: '未授权接收' }).waitFor();
  await preview.locator('[data-ending=CHANNEL]', { hasText: '没有联系方式' }).waitFor();
  await preview
    .locator('[data-ending=RESERVED]', { hasText: '将收到消息 (短信)' })
    .getByText('2', { exact: true })
    .waitFor();
  await preview.getByText('消息授权 “营销”: 未拒绝即可').waitFor();
  await shot('editor');
  await click(button('保存并启动'));
  const dialog = page.getByRole('dialog');
  await dialog.getByText('将收到消息', { exact: true }).waitFor();
  await click(dialog.getByRole('button', { name: /^启\s*动$/ }));
  await page.locator('[data-ending=HANDED_OVER]').waitFor();
  await eventually(() => receiver.received.length === 2, 'two messages');
  assert.equal(receiver.received[0].body, '您好，春季上新了');
  await click(button('没有联系方式'));
  const contacts = page.locator('[data-contacts=CHANNEL]');
  await contacts.getByText('客户在这些渠道上没有联系方式：短信。').waitFor();
  await contacts.getByRole('link', { name: 'M4' }).waitFor();
  await shot('campaign');
  await click(contacts.getByRole('button', { name: '为什么？' }));
  await page.locator('.ant-drawer').getByText('客户在这些渠道上没有联系方式：短信。').waitFor();
  assert.ok(clicks <= MOST_CLICKS, `${clicks} clicks`);
  await page.keyboard.press('Escape');
});

test('the next campaign is capped, and the customer page says why and when the next contact is possible', async () => {
  await admin.ask(
    'mutation{defineCampaign(input:{key:"second",name:"第二波",audience:"regulars",channels:[{channel:"sms",endpoint:"crm",body:"Again"}]}){key} startCampaign(key:"second"){state}}',
  );
  await eventually(async () => (await campaign('second', 'state')).state === 'ENDED', 'the campaign ends');
  await go('reach/campaigns/second', '第二波');
  await button('频次已满').click();
  const contacts = page.locator('[data-contacts=CAPPED]');
  await contacts.getByText('频次规则“weekly”已满：期间最多 1 次，已用完（渠道：短信）。').first().waitFor();
  await contacts.getByRole('link', { name: 'M1' }).click();
  const log = page.locator('[data-contact-log]');
  await log.locator('.ant-alert', { hasText: '最早可再次触达：' }).waitFor();
  await log.locator('[data-reason=CAPPED]').waitFor();
  await log.locator('tr', { hasText: '第二波' }).getByRole('button', { name: '为什么？' }).click();
  const drawer = page.locator('.ant-drawer');
  await drawer.getByText('计入频次的消息').waitFor();
  await drawer.locator('[data-filling=campaign_1]').waitFor();
  await page.keyboard.press('Escape');
});

test('errors of the server are shown at their fields in Chinese, while the campaign is edited', async () => {
  await go('reach/new', '新建活动');
  await field('名称').fill('Spring offers');
  await field('人群').click();
  await option('北京常客').click();
  const message = field('消息内容');
  await message.fill('{{ tag.nobody }}');
  const item = page.locator('.ant-form-item', { has: message });
  await item.getByText(/消息文本中的名称不存在/).waitFor();
  await message.fill('春季上新');
  await item.getByText(/消息文本中的名称不存在/).waitFor({ state: 'hidden' });
  await field('免打扰开始').fill('22:00');
  await field('免打扰结束').fill('22:00');
  await page.getByText(/免打扰时段的起止时刻相同/).waitFor();
  await field('免打扰结束').fill('08:00');
  await page.getByText(/免打扰时段的起止时刻相同/).waitFor({ state: 'hidden' });
  await field('触达时机').click();
  await option('客户发生某事件').click();
  await field('事件，可加筛选').fill('order_paid where amount >');
  await page.locator('.ant-form-item-explain-error', { hasText: /第 1 行第 \d+ 列/ }).waitFor();
  await field('事件，可加筛选').fill('order_paid where amount > 100');
  await page.locator('[data-preview]').getByText('按最近这些天的数据推算：').waitFor();
});

test('a draft keeps every setting, and is edited, started, paused, continued and cancelled', async () => {
  await page.getByText('更多设置').click();
  await field('对照组比例（%）').fill('10');
  await field('优先级').fill('5');
  await field('多久无回执改用下一渠道（留空为不改）').waitFor({ state: 'detached' });
  await button('存为草稿').click();
  await page.locator('h1', { hasText: 'Spring offers' }).waitFor();
  assert.deepEqual(
    await campaign(
      'spring_offers',
      'state holdOutPercent priority channels{quietHours{from until}} trigger{event{expression}}',
    ),
    {
      state: 'DRAFT',
      holdOutPercent: 10,
      priority: 5,
      channels: [{ quietHours: { from: '22:00', until: '08:00' } }],
      trigger: { event: { expression: 'order_paid where amount > 100' } },
    },
  );
  await page.getByRole('link', { name: /^编\s*辑$/ }).click();
  await page.locator('h1', { hasText: '编辑: Spring offers' }).waitFor();
  assert.equal(await field('免打扰开始').inputValue(), '22:00');
  await field('触达时机').click();
  await option('定时重复').click();
  await field('时刻（按客户当地时间）').fill('12:00');
  await button('存为草稿').click();
  await page.locator('h1', { hasText: 'Spring offers' }).waitFor();
  await page.getByText('每天 12:00').waitFor();
  const state = page.locator('h1 + .ant-tag');
  await button(/^启\s*动$/).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^启\s*动$/ })
    .click();
  await state.getByText('进行中').waitFor();
  await button(/^暂\s*停$/).click();
  await state.getByText('已暂停').waitFor();
  await button(/^继\s*续$/).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^启\s*动$/ })
    .click();
  await state.getByText('进行中').waitFor();
});

test('the list has state, audience, next instant and counts, and the calendar shows what is due by day', async () => {
  await go('reach', '触达');
  const row = page.locator('tr', { hasText: 'Spring offers' });
  await row.getByText('北京常客').waitFor();
  await row.getByText(/12:00/).waitFor();
  await page.locator('[data-counts=second]', { hasText: '频次已满 2' }).waitFor();
  await shot('list');
  await page.getByRole('tab', { name: '日历' }).click();
  assert.match(page.url(), /#\/reach\/calendar$/);
  const days = page.locator('li[data-day]', { hasText: 'Spring offers' });
  await days.first().waitFor();
  assert.ok((await days.count()) >= 28, 'every day to come');
  await shot('calendar');
  await go('reach/campaigns/spring_offers', 'Spring offers');
  await button('取消活动').click();
  await page.locator('.ant-popover').getByRole('button', { name: '取消活动' }).click();
  await page.locator('h1 + .ant-tag', { hasText: '已取消' }).waitFor();
});

test('an endpoint is defined with its secret shown once, rotated, tested and disabled', async () => {
  await go('reach/endpoints', '触达');
  await field('标识').fill('backup');
  await field('名称').fill('备用系统');
  await field('地址').fill(`http://127.0.0.1:${receiver.port}/backup`);
  await button(/^保\s*存$/).click();
  const secret = page.locator('[data-secret]');
  await secret.getByText(/^whsec_/).waitFor();
  const first = await secret.textContent();
  const row = page.locator('tr', { hasText: '备用系统' });
  await row.getByRole('button', { name: /^轮\s*换$/ }).click();
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /^轮\s*换$/ })
    .click();
  await eventually(async () => (await secret.textContent()) !== first, 'another secret');
  await row.getByRole('button', { name: /^测\s*试$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^发\s*送$/ }).click();
  await dialog.locator('[data-outcome=DELIVERED]', { hasText: '已接收' }).waitFor();
  await dialog
    .locator('.ant-modal-footer')
    .getByRole('button', { name: /^关\s*闭$/ })
    .click();
  await row.getByRole('button', { name: /^停\s*用$/ }).click();
  await page
    .locator('.ant-popover')
    .getByRole('button', { name: /^停\s*用$/ })
    .click();
  await row.getByText('已停用').waitFor();
  await row.getByRole('button', { name: /^启\s*用$/ }).click();
  await row.getByText('已启用').waitFor();
  await field('标识').fill('wrong');
  await field('地址').fill('ftp://crm.example/');
  await button(/^保\s*存$/).click();
  await page.getByText('发送通道的地址不是 https').waitFor();
  await shot('endpoints');
});

test('refused messages are listed with their attempts and sent again', async () => {
  receiver.status = 422;
  await admin.ask(
    'mutation{setReachRules(input:{budgets:null}){version} defineCampaign(input:{key:"refused",name:"被拒的活动",audience:"regulars",channels:[{channel:"sms",endpoint:"crm",body:"No"}]}){key} startCampaign(key:"refused"){state}}',
  );
  const states = async (): Promise<readonly string[]> =>
    (await admin.ask('{campaignContacts(key:"refused"){state}}')).campaignContacts.map(
      ({ state }: { state: string }) => state,
    );
  await eventually(
    async () => (await states()).includes('FAILED') && !(await states()).includes('RESERVED'),
    'refused',
  );
  receiver.status = 200;
  await go('reach', '触达');
  await page.getByRole('tab', { name: '发送通道' }).click();
  await page.getByRole('combobox', { name: '活动' }).click();
  await option('被拒的活动').click();
  const failed = page.locator('[data-contacts=FAILED]');
  const again = failed.getByRole('button', { name: '重新投递' });
  await again.first().waitFor();
  assert.equal(await again.count(), 2);
  const before = receiver.received.length;
  await again.first().click();
  await page.getByText('已重新投递。').waitFor();
  await eventually(() => receiver.received.length > before, 'the message again');
  assert.equal(receiver.received.at(-1)?.campaign, 'refused');
});

test('the effect of a campaign has its groups and what the receivers did', async () => {
  await go('reach/campaigns/campaign_1', '活动 1');
  await page.getByRole('tab', { name: '效果' }).click();
  const effect = page.locator('[data-effect]');
  await effect.getByText('发送').first().waitFor();
  await effect.locator('.ant-statistic', { hasText: '已发送' }).getByText('2', { exact: true }).waitFor();
  await page.getByText('消息之后的订单不等于消息的效果').waitFor();
});

test('budgets are added on the page of rules, and everything is stopped and continued', async () => {
  await go('reach/rules', '触达');
  const budgets = page.locator('[data-rules=budgets]');
  await button('添加频次规则').click();
  await budgets.getByLabel('标识').fill('monthly');
  await budgets.getByLabel('最多次数').fill('2');
  await budgets.getByLabel('最近').fill('30');
  await button(/^保\s*存$/).click();
  await page.getByText('已保存').first().waitFor();
  const rules = async (): Promise<Record<string, unknown>> =>
    (await admin.ask('{reachRules{stopped budgets{key most rolling} channels{channel} consentDefaults{purpose}}}'))
      .reachRules;
  assert.deepEqual(await rules(), {
    stopped: false,
    budgets: [{ key: 'monthly', most: 2, rolling: 'P30D' }],
    channels: [{ channel: 'sms' }, { channel: 'push' }],
    consentDefaults: [{ purpose: 'marketing' }],
  });
  await page.getByRole('switch', { name: '全部停止' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '全部停止' }).click();
  await page.getByText('所有活动均已停止发送').waitFor();
  assert.equal((await rules()).stopped, true);
  await page.getByRole('switch', { name: '全部停止' }).click();
  await page.getByText('活动可正常发送').waitFor();
  // A budget of 0 is refused, and the values of the form stay.
  await budgets.getByLabel('最多次数').fill('0');
  await button(/^保\s*存$/).click();
  await page.locator('.ant-alert-error').waitFor();
  assert.equal(await budgets.getByLabel('最多次数').inputValue(), '0');
});

test('no page about reach scrolls sideways at 390 px or has serious accessibility findings, in both themes', async () => {
  const pages = ['reach', 'reach/calendar', 'reach/endpoints', 'reach/rules', 'reach/new', 'reach/campaigns/second'];
  for (const theme of ['light', 'dark']) {
    for (const [name, viewport] of [
      ['narrow', NARROW],
      ['wide', WIDE],
    ] as const) {
      await page.setViewportSize(viewport);
      for (const path of pages) {
        await page.evaluate(`location.hash = ${JSON.stringify(`#/${path}`)}`);
        await page.locator('h1').first().waitFor();
        assert.deepEqual(await seriousFindings(page), [], `${path}, ${theme}, ${name}`);
        const { scroll, client } = await page.evaluate<{ scroll: number; client: number }>(
          '({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth })',
        );
        assert.ok(scroll <= client, `${path} is ${scroll} px wide at ${client} px`);
        await shot(`${path.replaceAll('/', '-')}-${theme}-${name}`);
      }
    }
    await button(theme === 'light' ? '深色主题' : '浅色主题').click();
  }
});

test('a campaign is defined with the keyboard alone', async () => {
  await page.setViewportSize(WIDE);
  await go('reach/new', '新建活动');
  await field('名称').focus();
  await page.keyboard.type('Keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.type('北京');
  await option('北京常客').waitFor();
  await page.keyboard.press('Enter');
  // There are several endpoints by now, so none is chosen already.
  await field('发送通道').focus();
  await page.keyboard.press('ArrowDown');
  await option('客服系统').waitFor();
  await page.keyboard.press('Enter');
  await field('消息内容').focus();
  await page.keyboard.type('Hello');
  await page.locator('[data-preview] [data-ending]').first().waitFor();
  await button('存为草稿').focus();
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'Keyboard' }).waitFor();
  assert.deepEqual(await campaign('keyboard', 'audience state'), { audience: 'regulars', state: 'DRAFT' });
});

test('nothing failed in the page or on the server', () => {
  assert.deepEqual(failures, []);
  assert.deepEqual(server.reported, []);
});
