/** Lifecycle models based on registration and orders, on activity, and on membership. */
import type { Template } from '../../src/services/base/template-library.js';

const REGISTERED = {
  name: 'registered',
  label: { en: 'Tag of the registration instant', zh: '注册时间标签' },
  type: 'tag',
  default: 'registered_at',
} as const;

/** Condition for customers without a recent order. Customers who never ordered are measured from their registration. */
const silent = (days: string): string =>
  `(did(order_paid) and not did(order_paid, last ${days})) or (not did(order_paid) and tag \${registered} before last ${days})`;

/** At least 2 orders per 30 days on average, over the last 90 days or since registration if that is more recent. */
const ACTIVE = [
  'count(order_paid, last 90d) >= 6',
  ...[1, 2, 3, 4, 5].map((n) => `count(order_paid, last 90d) >= ${n} and tag \${registered} within last ${15 * n}d1ms`),
]
  .map((x) => `(${x})`)
  .join(' or ');

export const LIFECYCLE: Template = {
  key: 'lifecycle',
  version: 1,
  label: { en: 'Lifecycle by registration and orders', zh: '生命周期（注册与订单）' },
  description: {
    en: 'New within 7 days of registration; active at 2 orders in 30 days; dormant after 30, churned after 90 days without an order.',
    zh: '注册 7 天内为新客；30 天 2 单为活跃；30 天未购为沉睡；90 天未购为流失。',
  },
  parameters: [REGISTERED],
  models: [
    {
      key: 'lifecycle',
      label: { en: 'Lifecycle', zh: '生命周期' },
      layers: [
        {
          key: 'churned',
          label: { en: 'Churned', zh: '流失' },
          when: silent('90d'),
          objective: { en: 'Win back', zh: '召回' },
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
        {
          key: 'dormant',
          label: { en: 'Dormant', zh: '沉睡' },
          when: silent('30d'),
          objective: { en: 'Wake up before they are lost', zh: '流失前唤醒' },
          reach: 'NEAR_CHURN',
          coupons: 'NEAR_CHURN',
        },
        {
          key: 'new',
          label: { en: 'New', zh: '新客' },
          when: 'tag ${registered} within last 7d1ms',
          objective: { en: 'A first order', zh: '促成首单' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'active',
          label: { en: 'Active', zh: '活跃' },
          when: ACTIVE,
          objective: { en: 'Keep, cross-sell', zh: '维系与交叉销售' },
          reach: 'PERIODIC',
          coupons: 'NONE',
        },
        {
          key: 'regular',
          label: { en: 'Regular', zh: '一般' },
          objective: { en: 'More often', zh: '提升频次' },
          reach: 'PERIODIC',
          coupons: 'PERIODIC',
        },
      ],
    },
  ],
  segments: [
    {
      key: 'near_churn_15d',
      label: { en: 'Within 15 days of churning', zh: '流失前 15 天' },
      expression:
        '(did(order_paid, last 90d) and not did(order_paid, last 75d)) or (not did(order_paid) and tag ${registered} before last 75d and not tag ${registered} before last 90d)',
    },
  ],
};

export const LIFECYCLE_ACTIVITY: Template = {
  key: 'lifecycle_activity',
  version: 1,
  label: { en: 'Lifecycle by activity', zh: '生命周期（活跃行为）' },
  description: {
    en: 'Novice, growing, loyal, silent, lost: by visits.',
    zh: '新手、成长、忠诚、沉默、流失：按访问行为。',
  },
  parameters: [
    {
      name: 'loyal_visits',
      label: { en: 'Visits in 30 days of the loyal', zh: '忠诚用户 30 天访问次数' },
      type: 'number',
      default: '8',
    },
    {
      name: 'growing_visits',
      label: { en: 'Visits in 30 days of the growing', zh: '成长用户 30 天访问次数' },
      type: 'number',
      default: '2',
    },
  ],
  models: [
    {
      key: 'lifecycle_activity',
      label: { en: 'Lifecycle by activity', zh: '活跃生命周期' },
      layers: [
        {
          key: 'lost',
          label: { en: 'Lost', zh: '流失' },
          when: 'not did(visit, last 60d)',
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
        {
          key: 'silent',
          label: { en: 'Silent', zh: '沉默' },
          when: 'not did(visit, last 30d)',
          reach: 'NEAR_CHURN',
          coupons: 'NEAR_CHURN',
        },
        {
          key: 'loyal',
          label: { en: 'Loyal', zh: '忠诚' },
          when: 'count(visit, last 30d) >= ${loyal_visits}',
          reach: 'ALLOWED',
          coupons: 'NONE',
        },
        {
          key: 'growing',
          label: { en: 'Growing', zh: '成长' },
          when: 'count(visit, last 30d) >= ${growing_visits}',
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        { key: 'novice', label: { en: 'Novice', zh: '新手' }, reach: 'ALLOWED', coupons: 'ALLOWED' },
      ],
    },
  ],
};

export const LIFECYCLE_MEMBERSHIP: Template = {
  key: 'lifecycle_membership',
  version: 1,
  label: { en: 'Lifecycle by membership', zh: '生命周期（会员）' },
  description: {
    en: 'New, mature, loyal, churned members: by time since registration and orders.',
    zh: '新会员、成熟会员、忠诚会员、流失会员。',
  },
  parameters: [
    REGISTERED,
    {
      name: 'loyal_orders',
      label: { en: 'Orders in a year of the loyal', zh: '忠诚会员年订单数' },
      type: 'number',
      default: '6',
    },
  ],
  models: [
    {
      key: 'lifecycle_membership',
      label: { en: 'Lifecycle by membership', zh: '会员生命周期' },
      layers: [
        {
          key: 'churned',
          label: { en: 'Churned member', zh: '流失会员' },
          when: silent('180d'),
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
        {
          key: 'loyal',
          label: { en: 'Loyal member', zh: '忠诚会员' },
          when: 'count(order_paid, last 365d) >= ${loyal_orders}',
          reach: 'ALLOWED',
          coupons: 'NONE',
        },
        {
          key: 'new',
          label: { en: 'New member', zh: '新会员' },
          when: 'tag ${registered} within last 30d1ms',
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        { key: 'mature', label: { en: 'Mature member', zh: '成熟会员' }, reach: 'PERIODIC', coupons: 'PERIODIC' },
      ],
    },
  ],
};
