/** Tests the sentences that explain in both languages why a customer got no message, and when a campaign sends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDING_REASONS } from '../../src/engine/reach/endings.js';
import { formatOf } from '../../web/dashboard/words/format.js';
import {
  endingInWords,
  triggerInWords,
  type EndingFacts,
  type Trigger,
  type Wording,
} from '../../web/dashboard/words/contact-words.js';

const wordingOf = (isChinese: boolean): Wording => ({
  isChinese,
  format: formatOf(isChinese ? 'zh-CN' : 'en', { zone: 'Asia/Shanghai' }),
  segment: (key) => `${key}!`,
  tag: (key) => `${key}?`,
  event: (expression) => `<${expression}>`,
});
const say = (ending: object, isChinese = false): string => endingInWords(ending as EndingFacts, wordingOf(isChinese));

/** Facts for each reason, and a part that the sentence must contain in English and in Chinese. */
const CASES: Readonly<Record<keyof typeof ENDING_REASONS, readonly (readonly [object, string, string])[]>> = {
  CAPPED: [
    [{ budget: 'weekly', most: 3, channel: 'sms' }, '“weekly” is full: at most 3', '“weekly”已满：期间最多 3 次'],
    [
      { budget: 'wish', most: 1, channel: 'sms' },
      'asked for fewer messages: at most 1',
      '客户要求减少消息，期间最多 1 次',
    ],
  ],
  CONSENT: [
    [
      {
        purpose: 'marketing',
        consents: [
          { channel: 'sms', statement: 'e1' },
          { channel: 'push', statement: null },
        ],
      },
      'Text message (withdrawn), App push (no statement)',
      '“营销”：短信 (已拒绝)、App 推送 (未表态)',
    ],
  ],
  CHANNEL: [[{ channels: ['sms', 'own'] }, 'Text message, own', '短信、own']],
  LAYER: [
    [
      { layer: 'm.l', reach: 'NEAR_CHURN' },
      '“m.l!” of the customer takes no marketing now (near churn)',
      '“m.l!”不做营销触达（临近流失时）',
    ],
    [{ layer: null, reach: null }, 'A layer of the customer', '客户所在的层不做营销触达'],
  ],
  CONTROL: [
    [{ group: 'GLOBAL' }, 'global control group', '全局对照组'],
    [{ group: 'HOLD_OUT' }, 'hold-out of this campaign', '本活动的对照组'],
  ],
  QUIET_EXPIRED: [
    [
      { channel: 'sms', quietUntil: '2026-03-10T00:00:00Z', expiresAt: '2026-03-09T20:00:00Z' },
      'Mar 10, 2026, 8:00 AM',
      '2026年3月10日 08:00',
    ],
  ],
  EXPIRED: [
    [
      { channel: 'sms', expiresAt: '2026-03-10T00:00:00Z' },
      'Mar 10, 2026, 8:00 AM',
      '2026年3月10日 08:00 过期前没有展示或完成',
    ],
  ],
  TEMPLATE: [[{ channel: 'sms', missing: ['tag.city', 'tag.name'] }, 'city?, name?', 'city?、name?']],
  AUDIENCE: [[{ audience: 'a' }, 'no longer in “a!”', '已不在“a!”中']],
  GOAL: [[{ goal: 'g' }, 'reached the goal “g!”', '已进入目标“g!”']],
  MISSED: [
    [{ dueAt: '2026-03-10T00:00:00Z', latestAt: '2026-03-10T01:00:00Z' }, '9:00 AM', '最迟 2026年3月10日 09:00'],
  ],
  CANCELLED: [
    [{ cause: 'the sender released it' }, 'the sender released it', '发送方已释放'],
    [{ cause: 'the assignee did not contact the customer' }, 'the assignee did not', '顾问未联系客户'],
    [{ cause: 'something new' }, 'something new', '活动已取消'],
    [{ cause: null }, 'Cancelled.', '已取消。'],
  ],
};

test('each reason is a sentence with its facts, in both languages', () => {
  assert.deepEqual(Object.keys(CASES).sort(), Object.keys(ENDING_REASONS).sort());
  for (const [reason, cases] of Object.entries(CASES))
    for (const [facts, english, chinese] of cases) {
      assert.ok(say({ reason, ...facts }).includes(english), say({ reason, ...facts }));
      const sentence = say({ reason, ...facts }, true);
      assert.ok(sentence.includes(chinese), sentence);
      assert.doesNotMatch(sentence, /undefined|null/);
    }
});

test('a trigger is a phrase in both languages', () => {
  const phrases: readonly (readonly [object, string, string])[] = [
    [{ entered: { segment: 's', after: 'PT0S' } }, 'enters “s!”', '进入“s!”'],
    [{ left: { segment: 's', after: 'P1D' } }, 'leaves “s!”, 1 day later', '离开“s!”后 1天'],
    [
      { event: { expression: 'order_paid', which: 'FIRST', after: 'PT2H' } },
      '<order_paid> (only the first), 2 hours later',
      '发生<order_paid>（仅首次）后 2小时',
    ],
    [{ schedule: { time: '12:00' } }, 'every day 12:00', '每天 12:00'],
    [{ schedule: { time: '12:00', weekdays: ['MONDAY', 'FRIDAY'] } }, 'Monday, Friday 12:00', '周一、周五 12:00'],
    [{ schedule: { time: '12:00', days: ['2026-11-11'] } }, '2026-11-11 12:00', '2026-11-11 12:00'],
    [
      { date: { tag: 'birthday', time: '10:00', offsetDays: -3, yearly: true } },
      'every year, 3 days before “birthday?” at 10:00',
      '每年“birthday?”前 3 天 10:00',
    ],
    [{ date: { tag: 'due', time: '10:00', offsetDays: 0, yearly: false } }, 'on “due?” at 10:00', '“due?”当天 10:00'],
  ];
  for (const [trigger, english, chinese] of phrases) {
    assert.equal(triggerInWords(trigger as Trigger, wordingOf(false)), english);
    assert.equal(triggerInWords(trigger as Trigger, wordingOf(true)), chinese);
  }
});
