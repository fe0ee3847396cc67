/** The tag framework: computed tags of consumption and activity, from the events every shop has. */
import type { Template } from '../../src/services/templates.js';

type Row = readonly [key: string, group: string, en: string, zh: string, metric: string];

const COMPUTED: readonly Row[] = [
  // Consumption: total scale
  ['t_orders_total', 'CONSUMPTION', 'Orders in all', '累计订单数', 'count(order_paid)'],
  ['t_amount_total', 'CONSUMPTION', 'Amount in all', '累计金额', 'sum(order_paid.amount)'],
  ['t_orders_90d', 'CONSUMPTION', 'Orders in 90 days', '90 天订单数', 'count(order_paid, last 90d)'],
  ['t_amount_90d', 'CONSUMPTION', 'Amount in 90 days', '90 天金额', 'sum(order_paid.amount, last 90d)'],
  ['t_pieces_total', 'CONSUMPTION', 'Pieces bought', '累计件数', 'sum(order_paid.line.quantity)'],
  // Consumption: cross-buying
  ['t_categories', 'CONSUMPTION', 'Categories bought', '购买品类数', 'distinct(order_paid.line.category)'],
  ['t_brands', 'CONSUMPTION', 'Brands bought', '购买品牌数', 'distinct(order_paid.line.brand)'],
  ['t_favourite_category', 'CONSUMPTION', 'Favourite category', '偏好品类', 'mostFrequent(order_paid.line.category)'],
  ['t_favourite_brand', 'CONSUMPTION', 'Favourite brand', '偏好品牌', 'mostFrequent(order_paid.line.brand)'],
  // Consumption: ability and frequency
  ['t_average_order', 'CONSUMPTION', 'Average order', '客单价', 'average(order_paid.amount)'],
  ['t_largest_order', 'CONSUMPTION', 'Largest order', '最大单笔', 'max(order_paid.amount)'],
  ['t_last_order_at', 'CONSUMPTION', 'Last order', '最近下单', 'last(order_paid.time)'],
  ['t_first_order_at', 'CONSUMPTION', 'First order', '首次下单', 'first(order_paid.time)'],
  ['t_order_days', 'CONSUMPTION', 'Days with orders', '购买天数', 'distinct(order_paid.day)'],
  ['t_payment_method', 'CONSUMPTION', 'Preferred payment', '支付偏好', 'mostFrequent(order_paid.paymentMethod)'],
  // Consumption: promotion preference
  ['t_coupons_claimed_90d', 'CONSUMPTION', 'Coupons claimed in 90 days', '90 天领券数', 'count(coupon_claimed, last 90d)'],
  ['t_coupons_used_90d', 'CONSUMPTION', 'Coupons used in 90 days', '90 天用券数', 'count(coupon_redeemed, last 90d)'],
  ['t_refunds_90d', 'CONSUMPTION', 'Refunds in 90 days', '90 天退款数', 'count(order_refunded, last 90d)'],
  // Activity: online
  ['t_visits_30d', 'ACTIVITY', 'Visits in 30 days', '30 天访问数', 'count(visit, last 30d)'],
  ['t_visit_days_30d', 'ACTIVITY', 'Days with visits in 30 days', '30 天活跃天数', 'distinct(visit.day, last 30d)'],
  ['t_last_visit_at', 'ACTIVITY', 'Last visit', '最近访问', 'last(visit.time)'],
  ['t_searches_30d', 'ACTIVITY', 'Searches in 30 days', '30 天搜索数', 'count(searched, last 30d)'],
  ['t_top_search', 'ACTIVITY', 'Search preference', '搜索偏好', 'mostFrequent(searched.query, last 90d)'],
  ['t_viewed_category', 'ACTIVITY', 'Click preference', '点击偏好', 'mostFrequent(product_viewed.category, last 90d)'],
  ['t_cart_30d', 'ACTIVITY', 'Put into the cart in 30 days', '30 天加购数', 'count(added_to_cart, last 30d)'],
  // Activity: reach
  ['t_messages_30d', 'ACTIVITY', 'Messages in 30 days', '30 天触达数', 'count(contact_delivered, last 30d)'],
  ['t_opened_30d', 'ACTIVITY', 'Messages opened in 30 days', '30 天打开数', 'count(contact_opened, last 30d)'],
];

export const TAG_FRAMEWORK: Template = {
  key: 'tag_framework', version: 1,
  label: { en: 'Tag framework', zh: '标签体系' },
  description: { en: 'Tags of consumption and activity, computed from events.', zh: '由事件计算的消费与活跃标签。' },
  parameters: [{ name: 'high_order', label: { en: 'A single order over this is a high level', zh: '高消费：单笔超过' }, type: 'number', default: '1000' }],
  tags: [
    ...COMPUTED.map(([key, group, en, zh, metric]) => ({ key, group, kind: 'DYNAMIC', metric, label: { en, zh } })),
    {
      key: 't_consumption_level', group: 'CONSUMPTION', kind: 'DYNAMIC', type: 'STRING', label: { en: 'Consumption level', zh: '消费水平' },
      rules: [{ when: 'max(order_paid.amount) > ${high_order}', value: 'high' }, { when: 'did(order_paid)', value: 'ordinary' }], otherwise: 'none',
    },
    {
      key: 't_activity_degree', group: 'ACTIVITY', kind: 'DYNAMIC', label: { en: 'Activity degree', zh: '活跃度' },
      score: [{ weight: '1', of: 'count(visit, last 30d)' }, { weight: '2', of: 'count(added_to_cart, last 30d)' }, { weight: '5', of: 'count(order_paid, last 30d)' }],
    },
  ],
};
