/** RFM models: recency, frequency and monetary value, with bounds that the shop chooses. */
import type { Template } from '../../src/services/base/template-library.js';

export const RFM: Template = {
  key: 'rfm',
  version: 1,
  label: { en: 'RFM', zh: 'RFM 模型' },
  description: {
    en: 'Core: ordered in the last 7 days, 4 orders and 500 in the window. Potential: 15 days, 2 to 3 orders, an amount you name. Dormant: 30 days and at most one order; of high value apart.',
    zh: '核心：7 天内有购、窗口内 4 单且满 500；潜力：15 天内、2 至 3 单、金额自定；沉睡：30 天未购且至多 1 单，高价值单列。',
  },
  parameters: [
    {
      name: 'window',
      label: { en: 'Window of frequency and value', zh: '频次与金额窗口' },
      type: 'duration',
      default: '90d',
    },
    {
      name: 'potential_value',
      label: { en: 'Least amount of potential customers', zh: '潜力客户最低金额' },
      type: 'number',
    },
    {
      name: 'core_value',
      label: { en: 'Least amount of core customers', zh: '核心客户最低金额' },
      type: 'number',
      default: '500',
    },
    {
      name: 'core_orders',
      label: { en: 'Least orders of core customers', zh: '核心客户最少订单' },
      type: 'number',
      default: '4',
    },
    {
      name: 'dormant_value',
      label: { en: 'Least amount of dormant customers of high value', zh: '沉睡高价值最低金额' },
      type: 'number',
      default: '500',
    },
  ],
  models: [
    {
      key: 'rfm',
      label: { en: 'RFM', zh: 'RFM' },
      layers: [
        {
          key: 'core',
          label: { en: 'Core', zh: '核心客户' },
          when: 'did(order_paid, last 7d1ms) and count(order_paid, last ${window}) >= ${core_orders} and sum(order_paid.amount, last ${window}) >= ${core_value}',
          objective: { en: 'Keep', zh: '维系' },
          reach: 'ALLOWED',
          coupons: 'NONE',
        },
        {
          key: 'potential',
          label: { en: 'Potential', zh: '潜力客户' },
          when: 'did(order_paid, last 15d1ms) and count(order_paid, last ${window}) between 2 and 3 and sum(order_paid.amount, last ${window}) >= ${potential_value}',
          objective: { en: 'More often', zh: '提升频次' },
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        {
          key: 'dormant_high_value',
          label: { en: 'Dormant, high value', zh: '沉睡高价值' },
          when: 'did(order_paid) and not did(order_paid, last 30d) and count(order_paid, last ${window}) <= 1 and sum(order_paid.amount, last ${window}) >= ${dormant_value}',
          objective: { en: 'Win back by hand', zh: '人工召回' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'dormant',
          label: { en: 'Dormant', zh: '沉睡客户' },
          when: 'did(order_paid) and not did(order_paid, last 30d) and count(order_paid, last ${window}) <= 1',
          objective: { en: 'Wake up', zh: '唤醒' },
          reach: 'NEAR_CHURN',
          coupons: 'NEAR_CHURN',
        },
        { key: 'general', label: { en: 'General', zh: '一般客户' }, reach: 'PERIODIC', coupons: 'PERIODIC' },
      ],
    },
  ],
};

/**
 * Beginnings of conditions that rank a customer among the customers who ordered in the window. A bound is appended to
 * each of them.
 */
const ABOVE = {
  orders: 'count(order_paid, last ${window}) > ',
  amount: 'sum(order_paid.amount, last ${window}) > ',
  recent: 'did(order_paid, last ',
} as const;

export const RFM_QUINTILES: Template = {
  key: 'rfm_quintiles',
  version: 1,
  label: { en: 'RFM by quintiles', zh: 'RFM 五分位' },
  description: {
    en: 'Recency, frequency and amount each scored 1 to 5 among those who ordered in the window, a fifth of them at each score; equal values get one score. Installed with `every` the bounds are computed anew on that schedule, each time as a new version of the model.',
    zh: '在窗口内有购客户中按五分位给 R、F、M 各打 1 至 5 分，同值取低分。按周期安装时定期重算阈值，每次发布新版本。',
  },
  parameters: [{ name: 'window', label: { en: 'Window', zh: '窗口' }, type: 'duration', default: '365d' }],
  quantiles: [
    { name: 'recent_top', metric: 'last(order_paid.time, last ${window})', share: 0.4, as: 'age' },
    { name: 'recent_middle', metric: 'last(order_paid.time, last ${window})', share: 0.6, as: 'age' },
    { name: 'orders_top', metric: 'count(order_paid, last ${window})', share: 0.6, as: 'value' },
    { name: 'amount_top', metric: 'sum(order_paid.amount, last ${window})', share: 0.6, as: 'value' },
  ],
  models: [
    {
      key: 'rfm_quintiles',
      label: { en: 'RFM by quintiles', zh: 'RFM 五分位' },
      layers: [
        {
          key: 'none',
          label: { en: 'No order in the window', zh: '窗口内无单' },
          when: 'not did(order_paid, last ${window})',
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
        {
          key: 'champions',
          label: { en: 'Champions: R, F and M 4 to 5', zh: '冠军客户' },
          when: `${ABOVE.recent}\${recent_top}) and ${ABOVE.orders}\${orders_top} and ${ABOVE.amount}\${amount_top}`,
          objective: { en: 'Keep', zh: '维系' },
          reach: 'ALLOWED',
          coupons: 'NONE',
        },
        {
          key: 'loyal',
          label: { en: 'Loyal: F 4 to 5, R 3 to 5', zh: '忠诚客户' },
          when: `${ABOVE.recent}\${recent_middle}) and ${ABOVE.orders}\${orders_top}`,
          objective: { en: 'Larger baskets', zh: '提升笔单价' },
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        {
          key: 'big_spenders',
          label: { en: 'Big spenders: M 4 to 5, R 3 to 5', zh: '大额客户' },
          when: `${ABOVE.recent}\${recent_middle}) and ${ABOVE.amount}\${amount_top}`,
          objective: { en: 'More often', zh: '提升频次' },
          reach: 'ALLOWED',
          coupons: 'NEAR_CHURN',
        },
        {
          key: 'promising',
          label: { en: 'Promising: R 4 to 5', zh: '潜力客户' },
          when: `${ABOVE.recent}\${recent_top})`,
          objective: { en: 'A second order', zh: '促成复购' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'at_risk',
          label: { en: 'At risk: R 1 to 2, F or M 4 to 5', zh: '流失预警' },
          when: `not ${ABOVE.recent}\${recent_middle}) and (${ABOVE.orders}\${orders_top} or ${ABOVE.amount}\${amount_top})`,
          objective: { en: 'Win back by hand', zh: '人工召回' },
          reach: 'ALLOWED',
          coupons: 'NEAR_CHURN',
        },
        {
          key: 'hibernating',
          label: { en: 'Hibernating: R 1 to 2', zh: '沉睡客户' },
          when: `not ${ABOVE.recent}\${recent_middle})`,
          objective: { en: 'Wake up', zh: '唤醒' },
          reach: 'NEAR_CHURN',
          coupons: 'NEAR_CHURN',
        },
        { key: 'average', label: { en: 'Average', zh: '一般客户' }, reach: 'PERIODIC', coupons: 'PERIODIC' },
      ],
    },
  ],
};
