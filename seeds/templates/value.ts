/** Templates for customer value, order frequency, and sensitivity to promotions. */
import type { Template } from '../../src/services/base/template-library.js';

export const VALUE_LAYERS: Template = {
  key: 'value',
  version: 1,
  label: { en: 'Value layers', zh: '价值分层' },
  description: {
    en: 'By number and amount of orders in a year, average order and last payment.',
    zh: '按年订单数、金额、笔单价与最近支付。',
  },
  parameters: [
    {
      name: 'top_amount',
      label: { en: 'Least yearly amount of the top layer', zh: '顶层年金额' },
      type: 'number',
      default: '5000',
    },
    {
      name: 'high_amount',
      label: { en: 'Least yearly amount of the high layer', zh: '高价值年金额' },
      type: 'number',
      default: '1500',
    },
    {
      name: 'high_order',
      label: { en: 'Least average order of the high layer', zh: '高价值笔单价' },
      type: 'number',
      default: '300',
    },
  ],
  models: [
    {
      key: 'value',
      label: { en: 'Value', zh: '价值' },
      layers: [
        {
          key: 'top',
          label: { en: 'Top', zh: '顶层' },
          when: 'sum(order_paid.amount, last 365d) >= ${top_amount} and count(order_paid, last 365d) >= 4 and did(order_paid, last 90d)',
          reach: 'ALLOWED',
          coupons: 'NONE',
        },
        {
          key: 'high',
          label: { en: 'High', zh: '高' },
          when: 'sum(order_paid.amount, last 365d) >= ${high_amount} or average(order_paid.amount, last 365d) >= ${high_order}',
          reach: 'ALLOWED',
          coupons: 'NEAR_CHURN',
        },
        {
          key: 'middle',
          label: { en: 'Middle', zh: '中' },
          when: 'count(order_paid, last 365d) >= 2',
          reach: 'PERIODIC',
          coupons: 'PERIODIC',
        },
        {
          key: 'low',
          label: { en: 'Low', zh: '低' },
          when: 'did(order_paid, last 365d)',
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
        { key: 'none', label: { en: 'No order in a year', zh: '一年无单' }, reach: 'PERIODIC', coupons: 'ALLOWED' },
      ],
    },
  ],
};

export const FREQUENCY_VALUE: Template = {
  key: 'frequency_value',
  version: 1,
  label: { en: 'Frequency x value', zh: '频次 × 价值' },
  description: {
    en: 'Four quadrants, and a warning when many of high frequency and low value fall to low and low.',
    zh: '四象限；高频低值大量转为双低时预警。',
  },
  parameters: [
    {
      name: 'orders',
      label: { en: 'Orders in 90 days of high frequency', zh: '高频：90 天订单数' },
      type: 'number',
      default: '2',
    },
    {
      name: 'amount',
      label: { en: 'Amount in 90 days of high value', zh: '高值：90 天金额' },
      type: 'number',
      default: '2500',
    },
    {
      name: 'warn_at',
      label: { en: 'Falls in 7 days that raise the warning', zh: '7 天预警人数' },
      type: 'number',
      default: '50',
    },
  ],
  models: [
    {
      key: 'frequency_value',
      label: { en: 'Frequency x value', zh: '频次 × 价值' },
      layers: [
        {
          key: 'high_high',
          label: { en: 'Often, much', zh: '高频高值' },
          when: 'count(order_paid, last 90d) >= ${orders} and sum(order_paid.amount, last 90d) >= ${amount}',
          reach: 'ALLOWED',
          coupons: 'NONE',
        },
        {
          key: 'high_low',
          label: { en: 'Often, little', zh: '高频低值' },
          when: 'count(order_paid, last 90d) >= ${orders}',
          objective: { en: 'Larger baskets', zh: '提升笔单价' },
          reach: 'PERIODIC',
          coupons: 'PERIODIC',
        },
        {
          key: 'low_high',
          label: { en: 'Seldom, much', zh: '低频高值' },
          when: 'sum(order_paid.amount, last 90d) >= ${amount}',
          objective: { en: 'More often', zh: '提升频次' },
          reach: 'ALLOWED',
          coupons: 'NEAR_CHURN',
        },
        { key: 'low_low', label: { en: 'Seldom, little', zh: '低频低值' }, reach: 'PERIODIC', coupons: 'ALLOWED' },
      ],
      warnings: [
        { key: 'falling', from: ['high_low'], to: ['low_low'], atLeast: '${warn_at}' as never, within: 'P7D' },
      ],
    },
  ],
};

/** Rules used both as layers and as tag values. Customers who match none are indifferent. */
const SENSITIVITY = [
  {
    key: 'fanatic',
    label: { en: 'Fanatic', zh: '狂热' },
    when: 'did(order_paid, last 180d) and tag promotion_80 >= 0.0 and count(coupon_claimed, last 180d) >= 3',
    reach: 'ALLOWED',
    coupons: 'NONE',
  },
  {
    key: 'sensitive',
    label: { en: 'Sensitive', zh: '敏感' },
    when: 'did(order_paid, last 180d) and tag promotion_50 >= 0.0',
    reach: 'ALLOWED',
    coupons: 'PERIODIC',
  },
  {
    key: 'neutral',
    label: { en: 'Neutral', zh: '中性' },
    when: 'did(order_paid, last 180d) and tag promotion_20 >= 0.0',
    reach: 'ALLOWED',
    coupons: 'NEAR_CHURN',
  },
] as const;

export const PROMOTION_SENSITIVITY: Template = {
  key: 'promotion_sensitivity',
  version: 2,
  label: { en: 'Promotion sensitivity', zh: '促销敏感度' },
  description: {
    en: 'By the share of orders paid with a coupon in 180 days and coupons sought out: fanatic 80 % and 3 claims, sensitive 50 %, neutral 20 %, else indifferent. Fanatics and the indifferent get none pushed, neutrals only when near churn.',
    zh: '按 180 天用券订单占比与主动领券：狂热 80% 且领券 3 次、敏感 50%、中性 20%、其余不敏感。狂热与不敏感不推券，中性仅在流失前推。',
  },
  parameters: [],
  tags: [
    ...[80, 50, 20].map(
      (percent) =>
        ({
          key: `promotion_${percent}`,
          kind: 'DYNAMIC',
          group: 'CONSUMPTION',
          label: { en: `Coupon orders over ${percent} %`, zh: `用券订单超 ${percent}%` },
          description: 'Coupon orders less that share of all orders, in 180 days: 0 or more when the share is reached.',
          score: [
            { weight: '1', of: 'count(order_paid where coupon exists, last 180d)' },
            { weight: `-0.${percent}`, of: 'count(order_paid, last 180d)' },
          ],
        }) as const,
    ),
    {
      key: 'promotion_class',
      kind: 'DYNAMIC',
      type: 'STRING',
      group: 'CONSUMPTION',
      label: { en: 'Promotion sensitivity', zh: '促销敏感度' },
      description: 'The key of the layer a customer is in.',
      rules: SENSITIVITY.map(({ key, when }) => ({ when, value: key })),
      otherwise: 'indifferent',
    },
  ],
  models: [
    {
      key: 'promotion_sensitivity',
      label: { en: 'Promotion sensitivity', zh: '促销敏感度' },
      layers: [
        ...SENSITIVITY,
        { key: 'indifferent', label: { en: 'Indifferent', zh: '不敏感' }, reach: 'ALLOWED', coupons: 'NONE' },
      ],
    },
  ],
};
