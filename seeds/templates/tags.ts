/** The tag library: five groups and fourteen subgroups. Every tag is computed from events that every shop has. */
import type { Template } from '../../src/services/base/template-library.js';

type Tag = NonNullable<Template['tags']>[number];
type Row = readonly [key: string, en: string, zh: string, metric: string, type?: string];

const computed = (subgroup: string, rows: readonly Row[]): Tag[] =>
  rows.map(([key, en, zh, metric, type]) => ({
    key: `t_${key}`,
    subgroup,
    kind: 'DYNAMIC',
    metric,
    ...(type ? { type } : {}),
    label: { en, zh },
  }));

/** Defines a tag with the value of the first matching rule. */
const ruled = (
  subgroup: string,
  key: string,
  en: string,
  zh: string,
  otherwise: string,
  rules: readonly (readonly [when: string, value: string])[],
): Tag => ({
  key: `t_${key}`,
  subgroup,
  kind: 'DYNAMIC',
  type: 'STRING',
  label: { en, zh },
  rules: rules.map(([when, value]) => ({ when, value })),
  otherwise,
});

const TAGS: readonly Tag[] = [
  ...computed('POPULATION', [
    ['gender', 'Gender', '性别', 'last(registered.gender)', 'STRING'],
    ['birth_year', 'Year of birth', '出生年份', 'last(registered.birthYear)', 'INTEGER'],
    ['province', 'Province', '省份', 'last(registered.province)', 'STRING'],
    ['city', 'City', '城市', 'last(registered.city)', 'STRING'],
  ]),
  ruled('POPULATION', 'generation', 'Generation', '年代', 'unknown', [
    ['last(registered.birthYear) >= 2000', '2000s'],
    ['last(registered.birthYear) >= 1990', '1990s'],
    ['last(registered.birthYear) >= 1980', '1980s'],
    ['last(registered.birthYear) < 1980', 'earlier'],
  ]),
  ...computed('SOCIOLOGICAL', [
    ['occupation', 'Occupation', '职业', 'last(registered.occupation)', 'STRING'],
    ['education', 'Education', '学历', 'last(registered.education)', 'STRING'],
    ['delivery_city', 'Where orders go', '常用收货城市', 'mostFrequent(order_paid.city, last 365d)', 'STRING'],
  ]),
  ...computed('MEMBER_TYPE', [
    ['registration_channel', 'Registered through', '注册渠道', 'first(registered.channel)'],
    ['login_platforms', 'Platforms logged in on', '登录平台数', 'distinct(logged_in.platform)'],
  ]),
  {
    key: 't_points_balance',
    subgroup: 'MEMBER_TYPE',
    kind: 'DYNAMIC',
    label: { en: 'Balance of points', zh: '积分余额' },
    description: 'Points earned, less those spent and expired.',
    score: [
      { weight: '1', of: 'sum(points_earned.points)' },
      { weight: '-1', of: 'sum(points_spent.points)' },
      { weight: '-1', of: 'sum(points_expired.points)' },
    ],
  },
  ruled('MEMBER_TYPE', 'member_kind', 'Kind of member', '会员类型', 'visitor', [
    ['did(order_paid) and did(registered)', 'buying member'],
    ['did(order_paid)', 'buyer'],
    ['did(registered)', 'member'],
  ]),
  ...computed('LIFETIME', [
    ['registered_at', 'Registered', '注册时间', 'first(registered.time)'],
    ['first_order_at', 'First order', '首次下单', 'first(order_paid.time)'],
  ]),
  ruled('LIFETIME', 'member_stage', 'Stage', '会员阶段', 'none', [
    ['did(registered, last 30d)', 'new'],
    ['did(order_paid, last 90d)', 'current'],
    ['did(order_paid)', 'sleeping'],
    ['did(registered)', 'never bought'],
  ]),
  ...computed('INFORMATION', [
    ['last_login_at', 'Last login', '最近登录', 'last(logged_in.time)'],
    ['last_platform', 'Last platform', '最近登录平台', 'last(logged_in.platform)'],
    ['login_days_30d', 'Days with logins in 30 days', '30 天登录天数', 'distinct(logged_in.day, last 30d)'],
  ]),
  ruled('INFORMATION', 'may_be_reached', 'May be sent marketing', '可营销触达', 'no', [['consent marketing', 'yes']]),
  ...computed('TOTAL_SCALE', [
    ['orders_total', 'Orders in all', '累计订单数', 'count(order_paid)'],
    ['amount_total', 'Amount in all', '累计金额', 'sum(order_paid.amount)'],
    ['orders_365d', 'Orders in a year', '年订单数', 'count(order_paid, last 365d)'],
    ['amount_365d', 'Amount in a year', '年金额', 'sum(order_paid.amount, last 365d)'],
    ['orders_90d', 'Orders in 90 days', '90 天订单数', 'count(order_paid, last 90d)'],
    ['amount_90d', 'Amount in 90 days', '90 天金额', 'sum(order_paid.amount, last 90d)'],
    ['pieces_total', 'Pieces bought', '累计件数', 'sum(order_paid.line.quantity)'],
  ]),
  ...computed('CROSS_BUYING', [
    ['categories', 'Categories bought', '购买品类数', 'distinct(order_paid.line.category)'],
    ['categories_90d', 'Categories in 90 days', '90 天品类数', 'distinct(order_paid.line.category, last 90d)'],
    ['brands', 'Brands bought', '购买品牌数', 'distinct(order_paid.line.brand)'],
    ['products', 'Products bought', '购买单品数', 'distinct(order_paid.line.sku)'],
    ['favourite_category', 'Favourite category', '偏好品类', 'mostFrequent(order_paid.line.category)'],
    ['favourite_brand', 'Favourite brand', '偏好品牌', 'mostFrequent(order_paid.line.brand)'],
  ]),
  {
    key: 't_domestic_lean',
    subgroup: 'CROSS_BUYING',
    kind: 'DYNAMIC',
    label: { en: 'Leaning to domestic brands', zh: '国货倾向' },
    description: 'Orders with a domestic brand, twice, less all orders: 0 or more when at least half of them have one.',
    score: [
      { weight: '2', of: 'count(order_paid where brand in (${domestic_brands}))' },
      { weight: '-1', of: 'count(order_paid)' },
    ],
  },
  ruled('CROSS_BUYING', 'domestic_preference', 'Domestic-brand preference', '国货偏好', 'none', [
    ['did(order_paid) and tag t_domestic_lean >= 0.0', 'domestic'],
    ['did(order_paid where brand in (${domestic_brands}))', 'mixed'],
    ['did(order_paid)', 'foreign'],
  ]),
  ...computed('ABILITY_AND_FREQUENCY', [
    ['average_order', 'Average order', '笔单价', 'average(order_paid.amount)'],
    ['largest_order', 'Largest order', '最大单笔', 'max(order_paid.amount)'],
    ['smallest_order', 'Smallest order', '最小单笔', 'min(order_paid.amount)'],
    ['order_days', 'Days with orders', '购买天数', 'distinct(order_paid.day)'],
    ['last_order_at', 'Last order', '最近下单', 'last(order_paid.time)'],
    ['payment_preference', 'Preferred payment', '支付偏好', 'mostFrequent(order_paid.paymentMethod)'],
  ]),
  ruled('ABILITY_AND_FREQUENCY', 'consumption_level', 'Consumption level', '消费水平', 'none', [
    ['max(order_paid.amount) > ${high_order}', 'high'],
    ['did(order_paid)', 'ordinary'],
  ]),
  ruled('ABILITY_AND_FREQUENCY', 'purchase_frequency', 'Purchase frequency', '购买频次', 'none', [
    ['count(order_paid, last 90d) >= 6', 'often'],
    ['count(order_paid, last 90d) >= 2', 'now and then'],
    ['did(order_paid, last 365d)', 'seldom'],
  ]),
  ...computed('PROMOTION_PREFERENCE', [
    ['coupons_claimed_90d', 'Coupons claimed in 90 days', '90 天领券数', 'count(coupon_claimed, last 90d)'],
    ['coupons_used_90d', 'Coupons used in 90 days', '90 天用券数', 'count(coupon_redeemed, last 90d)'],
    [
      'coupon_orders_180d',
      'Orders with a coupon in 180 days',
      '180 天用券订单数',
      'count(order_paid where coupon exists, last 180d)',
    ],
    ['favourite_coupon', 'Coupon used most', '常用优惠券', 'mostFrequent(coupon_redeemed.couponId)'],
    ['refunds_90d', 'Refunds in 90 days', '90 天退款数', 'count(order_refunded, last 90d)'],
  ]),
  ...computed('ONLINE', [
    ['visits_30d', 'Visits in 30 days', '30 天访问数', 'count(visit, last 30d)'],
    ['last_visit_at', 'Last visit', '最近访问', 'last(visit.time)'],
    ['visit_preference', 'Preferred way in', '访问偏好', 'mostFrequent(visit.channel, last 90d)'],
    ['searches_30d', 'Searches in 30 days', '30 天搜索数', 'count(searched, last 30d)'],
    ['search_preference', 'Search preference', '搜索偏好', 'mostFrequent(searched.query, last 90d)'],
    ['click_preference', 'Click preference', '点击偏好', 'mostFrequent(product_viewed.category, last 90d)'],
    ['viewed_brand', 'Brand looked at most', '关注品牌', 'mostFrequent(product_viewed.brand, last 90d)'],
    ['cart_30d', 'Put into the cart in 30 days', '30 天加购数', 'count(added_to_cart, last 30d)'],
    ['favourites_90d', 'Favourites in 90 days', '90 天收藏数', 'count(favourited, last 90d)'],
    ['reviews_180d', 'Reviews in 180 days', '180 天评价数', 'count(reviewed, last 180d)'],
    ['live_90d', 'Live broadcasts in 90 days', '90 天看直播数', 'count(live_joined, last 90d)'],
    ['slot_preference', 'Promotion clicked most', '偏好资源位', 'mostFrequent(slot_clicked.slot, last 90d)'],
  ]),
  {
    key: 't_activity_degree',
    subgroup: 'ONLINE',
    kind: 'DYNAMIC',
    label: { en: 'Activity degree', zh: '活跃度' },
    score: [
      { weight: '1', of: 'count(visit, last 30d)' },
      { weight: '2', of: 'count(added_to_cart, last 30d)' },
      { weight: '5', of: 'count(order_paid, last 30d)' },
    ],
  },
  ...computed('OFFLINE', [
    ['store_orders', 'Orders in shops', '门店订单数', 'count(order_paid where channel = "store")'],
    ['store_amount', 'Amount in shops', '门店金额', 'sum(order_paid.amount where channel = "store")'],
    ['codes_90d', 'Codes scanned in 90 days', '90 天扫码数', 'count(code_scanned, last 90d)'],
    ['favourite_store', 'Favourite shop', '常去门店', 'mostFrequent(order_paid.store)'],
  ]),
  ...computed('REACH', [
    ['messages_30d', 'Messages in 30 days', '30 天触达数', 'count(contact_delivered, last 30d)'],
    ['last_contact_at', 'Last message', '最近触达', 'last(contact_delivered.time)'],
    ['contact_channel', 'Channel that arrives', '有效触达渠道', 'mostFrequent(contact_opened.channel, last 90d)'],
  ]),
  ...computed('STICKINESS', [
    ['visit_days_7d', 'Days with visits in 7 days', '7 天活跃天数', 'distinct(visit.day, last 7d)'],
    ['checkin_days_30d', 'Days with check-ins in 30 days', '30 天签到天数', 'distinct(checked_in.day, last 30d)'],
    ['community', 'Community joined last', '最近加入的社群', 'last(community_joined.community)'],
    ['community_acts_30d', 'Community activity in 30 days', '30 天社群互动数', 'count(community_interacted, last 30d)'],
    ['invitations_365d', 'Invitations in a year', '年邀请数', 'count(invited, last 365d)'],
    ['visit_days_30d', 'Days with visits in 30 days', '30 天活跃天数', 'distinct(visit.day, last 30d)'],
  ]),
  ruled('STICKINESS', 'repeat_buyer', 'Buys again', '复购', 'no', [['count(order_paid) >= 2', 'yes']]),
  ...computed('CONVERSION', [
    ['opened_30d', 'Messages opened in 30 days', '30 天打开数', 'count(contact_opened, last 30d)'],
    ['clicked_30d', 'Messages followed in 30 days', '30 天点击数', 'count(contact_clicked, last 30d)'],
    [
      'converted_90d',
      'Messages that led to their goal in 90 days',
      '90 天转化数',
      'count(contact_converted, last 90d)',
    ],
  ]),
  ruled('CONVERSION', 'left_cart', 'Left something in the cart', '加购未购', 'no', [
    ['unfollowed(added_to_cart by order_paid, within 1d, last 7d)', 'yes'],
  ]),
];

export const TAG_FRAMEWORK: Template = {
  key: 'tag_framework',
  version: 3,
  label: { en: 'Tag framework', zh: '标签体系' },
  description: {
    en: 'Five groups, fourteen sub-groups, every tag computed or derived from events.',
    zh: '五大类十四小类，全部由事件计算或推导。',
  },
  parameters: [
    {
      name: 'high_order',
      label: { en: 'A single order over this is a high level', zh: '高消费：单笔超过' },
      type: 'number',
      default: '1000',
    },
    {
      name: 'domestic_brands',
      label: { en: 'Domestic brands, separated by commas', zh: '国货品牌（逗号分隔）' },
      type: 'texts',
      default: 'Perfect Diary, Florasis, Pechoin, Li-Ning, Huawei',
    },
  ],
  tags: TAGS,
};
