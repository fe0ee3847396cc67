/**
 * Strategies that the articles on layered operation recommend, by layer and objective. A shop installs them as
 * strategies without evidence. Their layers are those of the template library.
 */
import type { Objective, Offer } from './strategy.js';

/** A recommended strategy, with its texts in English and Chinese. */
export interface ArticleStrategy {
  readonly key: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly description: { readonly en: string; readonly zh: string };
  readonly objective: Objective;
  readonly offer: Offer;
  readonly layers: readonly string[];
}

export const ARTICLE_STRATEGIES: readonly ArticleStrategy[] = [
  {
    key: 'welcome_coupon',
    name: { en: 'Welcome coupon', zh: '新人券' },
    description: {
      en: 'A small coupon for the first order, soon after registration.',
      zh: '注册后尽快以小额券促成首单。',
    },
    objective: 'ORDERS',
    offer: 'COUPON',
    layers: ['lifecycle.new'],
  },
  {
    key: 'newcomer_guide',
    name: { en: 'Guide for newcomers', zh: '新人引导' },
    description: { en: 'Shows what the shop has, without a discount.', zh: '介绍商城内容，不给折扣。' },
    objective: 'ACTIVATE',
    offer: 'CONTENT',
    layers: ['lifecycle.new'],
  },
  {
    key: 'second_order_coupon',
    name: { en: 'Coupon for the second order', zh: '二单券' },
    description: {
      en: 'A coupon that is valid for a few days after the first order.',
      zh: '首单后数天内有效的复购券。',
    },
    objective: 'RETAIN',
    offer: 'COUPON',
    layers: ['lifecycle.new', 'lifecycle.regular'],
  },
  {
    key: 'repurchase_reminder',
    name: { en: 'Reminder before the usual repurchase', zh: '复购提醒' },
    description: { en: 'A reminder shortly before the customer usually buys again.', zh: '在惯常复购时点之前提醒。' },
    objective: 'RETAIN',
    offer: 'NONE',
    layers: ['lifecycle.regular', 'lifecycle.active'],
  },
  {
    key: 'points_for_activity',
    name: { en: 'Points for check-ins and tasks', zh: '签到与任务积分' },
    description: { en: 'Points for visits, which are spent on small gifts.', zh: '以积分鼓励访问，可兑换小礼品。' },
    objective: 'ACTIVATE',
    offer: 'POINTS',
    layers: ['lifecycle.regular', 'lifecycle.dormant'],
  },
  {
    key: 'new_arrivals',
    name: { en: 'New arrivals in the favourite category', zh: '偏好品类上新' },
    description: { en: 'News about the category that the customer buys most.', zh: '推送客户最常购买品类的新品。' },
    objective: 'ACTIVATE',
    offer: 'CONTENT',
    layers: ['lifecycle.active', 'lifecycle.regular'],
  },
  {
    key: 'member_care',
    name: { en: 'Care without discount', zh: '会员关怀' },
    description: {
      en: 'Service, early access and birthday wishes for the best customers.',
      zh: '以服务、优先购与生日关怀维系高价值客户。',
    },
    objective: 'RETAIN',
    offer: 'SERVICE',
    layers: ['frequency_value.high_high', 'value.top', 'lifecycle.active'],
  },
  {
    key: 'larger_basket',
    name: { en: 'Reduction from a higher amount', zh: '满减提升笔单价' },
    description: { en: 'A reduction from an amount above the usual basket.', zh: '满减门槛略高于平时笔单价。' },
    objective: 'ORDER_VALUE',
    offer: 'COUPON',
    layers: ['frequency_value.high_low'],
  },
  {
    key: 'bundle_of_categories',
    name: { en: 'Bundle of two categories', zh: '跨品类组合' },
    description: { en: 'A bundle of the usual category and another one.', zh: '常购品类与另一品类的组合装。' },
    objective: 'ORDER_VALUE',
    offer: 'BUNDLE',
    layers: ['frequency_value.high_low', 'lifecycle.active'],
  },
  {
    key: 'cross_promotion',
    name: { en: 'Cross-promotion', zh: '交叉推广' },
    description: {
      en: 'Shows further categories to customers who buy seldom and much.',
      zh: '向低频高值客户推荐其他品类，提升频次。',
    },
    objective: 'ORDERS',
    offer: 'CONTENT',
    layers: ['frequency_value.low_high'],
  },
  {
    key: 'wake_up_coupon',
    name: { en: 'Coupon to wake up', zh: '唤醒券' },
    description: { en: 'A coupon before dormant customers are lost.', zh: '在沉睡客户流失前发券唤醒。' },
    objective: 'REVENUE',
    offer: 'COUPON',
    layers: ['lifecycle.dormant'],
  },
  {
    key: 'win_back_call',
    name: { en: 'Win back in person', zh: '人工召回' },
    description: {
      en: 'An adviser calls or writes to lost customers of high value.',
      zh: '由顾问联系已流失的高价值客户。',
    },
    objective: 'REVENUE',
    offer: 'SERVICE',
    layers: ['lifecycle.churned'],
  },
  {
    key: 'price_alert',
    name: { en: 'Lower price of viewed goods', zh: '降价提醒' },
    description: { en: 'Tells customers that goods they viewed cost less now.', zh: '提醒客户浏览过的商品已降价。' },
    objective: 'ORDERS',
    offer: 'PRICE',
    layers: ['promotion_sensitivity.sensitive', 'promotion_sensitivity.neutral'],
  },
  {
    key: 'flash_sale',
    name: { en: 'Flash sale', zh: '限时促销' },
    description: {
      en: 'A sale of a few hours. Customers who wait for promotions may delay orders for it.',
      zh: '数小时限时促销。等促销的客户可能因此推迟下单。',
    },
    objective: 'REVENUE',
    offer: 'PRICE',
    layers: ['promotion_sensitivity.fanatic', 'promotion_sensitivity.sensitive'],
  },
];
