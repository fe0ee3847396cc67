/**
 * Templates of campaigns. A template fills the form of a new campaign with its trigger and texts. The user chooses the
 * audience and the channel, and can change everything else.
 */
import type { CampaignTriggerInput } from '../../../../schema/generated/operations.js';
import type { CampaignForm, When } from './campaign-form.js';

/** A text in English and in Chinese. */
type Words = readonly [en: string, zh: string];

export interface CampaignTemplate {
  readonly key: string;
  readonly name: Words;
  /** When the message is sent and to which customers, for menus. */
  readonly about: Words;
  readonly title: Words;
  readonly body: Words;
  readonly when: When;
  readonly trigger?: CampaignTriggerInput;
}

const NOON = '12:00';
const MORNING = '10:00';

export const CAMPAIGN_TEMPLATES: readonly CampaignTemplate[] = [
  {
    key: 'new_arrivals',
    name: ['New arrivals', '新品上市'],
    about: ['once, to the whole audience', '一次性发送，面向整个人群'],
    title: ['New arrivals', '新品上市'],
    body: [
      'The new season is here. Have a look before your size is gone.',
      '新品已上架，热门款数量有限，欢迎抢先选购。',
    ],
    when: 'START',
  },
  {
    key: 'after_first_order',
    name: ['24 hours after the first order', '首单 24 小时后'],
    about: ['once, a day after the first order', '首次支付一天后发送一次'],
    title: ['Thank you for your first order', '感谢您的首次购买'],
    body: [
      'Thank you for your first order. A second one within a week earns double points.',
      '感谢您的首次购买，7 天内再次下单可享双倍积分。',
    ],
    when: 'EVENT',
    trigger: { event: { expression: 'order_paid', which: 'FIRST', after: 'P1D' } },
  },
  {
    key: 'cart_left',
    name: ['Left in the cart', '加购未买提醒'],
    about: [
      '2 hours after something was added to the cart; choose buyers of today as the goal',
      '加购 2 小时后发送，可将当日已购客户设为目标',
    ],
    title: ['Still in your cart', '购物车里还有商品'],
    body: [
      'Your cart still has something in it. It is kept for you today.',
      '您的购物车中还有心仪商品，今天内为您保留。',
    ],
    when: 'EVENT',
    trigger: { event: { expression: 'added_to_cart', which: 'LAST', after: 'PT2H' } },
  },
  {
    key: 'birthday',
    name: ['Birthday', '生日祝福'],
    about: ['every year on the birthday, in the morning', '每年生日当天上午发送'],
    title: ['Happy birthday', '生日快乐'],
    body: ['Happy birthday! A present is waiting in the shop.', '祝您生日快乐！门店已为您准备好生日礼物。'],
    when: 'DATE',
    trigger: { date: { tag: 'birthday', yearly: true, time: MORNING } },
  },
  {
    key: 'win_back',
    name: ['Win back', '沉睡客户召回'],
    about: ['when a customer enters the audience, such as a dormant layer', '客户进入人群（如沉睡分层）时发送'],
    title: ['We have missed you', '好久不见'],
    body: ['We have missed you. This week, delivery is free.', '好久不见，本周为您免邮，欢迎回来看看。'],
    when: 'ENTERED',
    trigger: { entered: {} },
  },
  {
    key: 'weekday_noon',
    name: ['Weekdays at noon', '工作日午间'],
    about: ['Monday to Friday at noon, on the clock of the customer', '周一至周五中午，按客户所在时区发送'],
    title: ['Lunch break', '午间优惠'],
    body: ['Offers of the lunch break are open until 2 p.m.', '午间限时优惠已开启，截至 14:00。'],
    when: 'SCHEDULE',
    trigger: { schedule: { time: NOON, weekdays: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'] } },
  },
];

/**
 * Returns the values of the form after a template was applied. The audience, the goal, the channels and everything that
 * a template does not say are kept. `dates` are the tags with dates; a template that uses another tag leaves it open.
 */
export function applyTemplate(
  form: CampaignForm,
  { name, title, body, when, trigger }: CampaignTemplate,
  { place, dates }: { readonly place: 0 | 1; readonly dates: readonly string[] },
): CampaignForm {
  const [first = {}, ...others] = form.channels;
  const date = trigger?.date;
  const known =
    date && !dates.includes(date.tag) ? { date: { ...date, tag: undefined as unknown as string } } : trigger;
  return {
    ...form,
    ...{ name: name[place], when, trigger: known, reEntry: undefined, reEntryAfter: undefined },
    channels: [{ ...first, title: title[place], body: body[place] }, ...others],
  };
}
