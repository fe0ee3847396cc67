/** Defines the tags, segments, coupons and the experiment of the demo shop as data, which the installation reads. */
import type { ListInput } from '../../src/services/lists/lists.js';
import type { CouponPackInput } from '../../src/services/coupons/packs.js';
import type { CouponInput } from '../../src/services/coupons/coupon-inputs.js';
import type { ExperimentInput } from '../../src/services/experiments/experiments.js';
import type { SegmentInput } from '../../src/services/base/definition-inputs.js';
import type { TagDefinitionInput } from '../../src/services/base/definition-inputs.js';

export const TAGS: readonly TagDefinitionInput[] = [
  {
    key: 'home_city',
    name: 'Home city / 居住城市',
    kind: 'STATIC',
    type: 'STRING',
    group: 'BASIC',
    namespace: 'helpdesk',
    authority: ['helpdesk', 'shop-app'],
    description: 'Where the customer registered or says to live.',
  },
  {
    key: 'gender',
    name: 'Gender / 性别',
    kind: 'STATIC',
    type: 'STRING',
    group: 'BASIC',
    namespace: 'shop',
    allowedValues: ['female', 'male', 'other'],
  },
  {
    key: 'birthday',
    name: 'Birthday / 生日',
    kind: 'STATIC',
    type: 'DATE',
    group: 'BASIC',
    namespace: 'shop',
    personal: true,
  },
  {
    key: 'registered_at',
    name: 'Registered / 注册时间',
    kind: 'STATIC',
    type: 'DATETIME',
    group: 'MEMBERSHIP',
    namespace: 'shop',
  },
  {
    key: 'member_level',
    name: 'Member level / 会员等级',
    kind: 'SEMI_DYNAMIC',
    type: 'STRING',
    group: 'MEMBERSHIP',
    namespace: 'shop',
    allowedValues: ['bronze', 'silver', 'gold', 'platinum'],
  },
  {
    key: 'points_balance',
    name: 'Points / 积分',
    kind: 'SEMI_DYNAMIC',
    type: 'INTEGER',
    group: 'MEMBERSHIP',
    namespace: 'shop',
    min: 0,
  },
  {
    key: 'interests',
    name: 'Interests / 兴趣',
    kind: 'SEMI_DYNAMIC',
    type: 'STRING_LIST',
    group: 'BASIC',
    namespace: 'vendor',
    description: 'From a data vendor.',
  },
  {
    key: 'income_band',
    name: 'Income band / 收入档',
    kind: 'SEMI_DYNAMIC',
    type: 'STRING',
    group: 'BASIC',
    namespace: 'vendor',
    ttl: 'P180D',
    allowedValues: ['low', 'middle', 'high'],
  },
  {
    key: 'open_complaint',
    name: 'Open complaint / 未结投诉',
    kind: 'SEMI_DYNAMIC',
    type: 'BOOLEAN',
    group: 'TEMPORARY',
    namespace: 'helpdesk',
    ttl: 'P30D',
  },
  {
    key: 'satisfaction',
    name: 'Satisfaction / 满意度',
    kind: 'DYNAMIC',
    type: 'INTEGER',
    group: 'ACTIVITY',
    namespace: 'helpdesk',
    min: 0,
    max: 10,
    description: 'Answers to surveys, as points.',
  },
  {
    key: 'orders_90d',
    name: 'Orders in 90 days / 90 天订单数',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'count(order_paid, last 90d)',
  },
  {
    key: 'spend_90d',
    name: 'Spend in 90 days / 90 天消费额',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'sum(order_paid.amount, last 90d)',
  },
  {
    key: 'average_order',
    name: 'Average order / 笔单价',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'average(order_paid.amount)',
  },
  {
    key: 'last_order_at',
    name: 'Last order / 最近下单',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'last(order_paid.time)',
  },
  {
    key: 'favourite_category',
    name: 'Favourite category / 偏好品类',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'mostFrequent(order_paid.line.category)',
  },
  {
    key: 'brands_bought',
    name: 'Brands bought / 买过的品牌',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'distinct(order_paid.line.brand)',
  },
  {
    key: 'coupons_used',
    name: 'Coupons used / 用券次数',
    kind: 'DYNAMIC',
    group: 'CONSUMPTION',
    metric: 'count(coupon_redeemed, last 90d)',
  },
  {
    key: 'visits_30d',
    name: 'Visits in 30 days / 30 天访问',
    kind: 'DYNAMIC',
    group: 'ACTIVITY',
    metric: 'count(visit, last 30d)',
  },
  {
    key: 'top_search',
    name: 'Commonest search / 最常搜索',
    kind: 'DYNAMIC',
    group: 'ACTIVITY',
    metric: 'mostFrequent(searched.query, last 90d)',
  },
];

/** Returns the member number of the n-th customer, starting at 1. */
export const memberNumber = (index: number): string => `M${String(index).padStart(6, '0')}`;

/** One in this many customers belongs to the parents' club. */
const CLUB_EVERY = 9;

/** Named lists, with their entries for a given number of customers. */
export const LISTS: readonly {
  readonly input: ListInput;
  readonly entries: (customers: number) => readonly string[];
}[] = [
  {
    input: {
      key: 'parents_club',
      name: "Parents' club of the stores / 门店妈妈俱乐部",
      description: 'Joined on paper in a store of the mother-and-baby department.',
      namespace: 'member_id',
    },
    entries: (customers) =>
      Array.from({ length: Math.ceil(customers / CLUB_EVERY) }, (_, i) => memberNumber(1 + i * CLUB_EVERY)),
  },
  {
    input: { key: 'first_tier_cities', name: 'First-tier cities / 一线城市', type: 'STRING' },
    entries: () => ['Beijing', 'Shanghai', 'Guangzhou', 'Shenzhen'],
  },
];

/** The example audience of the documentation articles. */
export const WORKED_AUDIENCE =
  'tag home_city = "Beijing" and count(visit, last 90d) >= 3 and did(order_paid) and not did(order_paid where brand = "Shiseido", last 7d)';

export const SEGMENTS: readonly SegmentInput[] = [
  {
    key: 'beijing_regulars',
    name: 'Beijing regulars without Shiseido / 北京常客，近期未买资生堂',
    expression: WORKED_AUDIENCE,
    description:
      'Registered in Beijing, at least 3 visits in 90 days, bought before, no Shiseido in the last 7 days. / 在北京注册，近 90 天至少访问 3 次，曾购买，近 7 天未购买资生堂。',
  },
  {
    key: 'new_members',
    name: 'New: registered within 7 days / 7 天内注册的新客',
    expression: 'tag registered_at within last 7d',
  },
  { key: 'active_buyers', name: 'Bought in the last 30 days / 30 天内购买', expression: 'did(order_paid, last 30d)' },
  { key: 'ordered_90d', name: 'Bought in the last 90 days / 90 天内购买', expression: 'did(order_paid, last 90d)' },
  {
    key: 'dormant',
    name: 'Dormant: bought, but not in the last 30 days / 沉睡：30 天未购买',
    expression: 'did(order_paid) and not did(order_paid, last 30d)',
  },
  {
    key: 'churned',
    name: 'Churned: bought, but not in the last 90 days / 流失：90 天未购买',
    expression: 'did(order_paid) and not did(order_paid, last 90d)',
  },
  {
    key: 'near_churn',
    name: '15 days before churn / 距流失 15 天',
    expression: 'did(order_paid, last 90d) and not did(order_paid, last 75d)',
  },
  { key: 'never_bought', name: 'Never bought / 从未购买', expression: 'not did(order_paid)' },
  {
    key: 'high_frequency',
    name: 'High frequency: 2 orders in 90 days / 高频：90 天 2 单',
    expression: 'count(order_paid, last 90d) >= 2',
  },
  {
    key: 'high_value',
    name: 'High value: 2,500 yuan in 90 days / 高价值：90 天 2,500 元',
    expression: 'sum(order_paid.amount, last 90d) >= 2500.0',
  },
  {
    key: 'high_frequency_low_value',
    name: 'High frequency, low value / 高频低价值',
    expression: 'in segment high_frequency and not in segment high_value',
  },
  {
    key: 'big_single_order',
    name: 'A single order over 1,000 yuan / 单笔超过 1,000 元',
    expression: 'max(order_paid.amount) > 1000.0',
  },
  {
    key: 'shiseido_fans',
    name: 'Bought Shiseido twice in 180 days / 180 天内两次购买资生堂',
    expression: 'count(order_paid where brand = "Shiseido", last 180d) >= 2',
  },
  { key: 'skincare_lovers', name: 'Mostly skincare / 偏好护肤', expression: 'tag favourite_category = "Skincare"' },
  {
    key: 'coupon_users',
    name: 'Used 2 coupons in 90 days / 90 天用券 2 张',
    expression: 'count(coupon_redeemed, last 90d) >= 2',
  },
  {
    key: 'coupon_savers',
    name: 'Claimed but never used a coupon / 领券未用',
    expression: 'did(coupon_claimed) and not did(coupon_redeemed)',
  },
  {
    key: 'searchers',
    name: 'Search much, buy little / 多搜少买',
    expression: 'count(searched, last 30d) >= 2 and count(order_paid, last 30d) <= 1',
  },
  {
    key: 'cart_leavers',
    name: 'Cart without order in 7 days / 7 天加购未下单',
    expression: 'did(added_to_cart, last 7d) and not did(order_paid, last 7d)',
  },
  { key: 'refunders', name: 'Sent something back / 有退货', expression: 'did(order_refunded)' },
  {
    key: 'gold_members',
    name: 'Gold and platinum / 金卡与白金',
    expression: 'tag member_level in ("gold", "platinum")',
  },
  {
    key: 'unhappy',
    name: 'Open complaint or low satisfaction / 投诉未结或满意度低',
    expression: 'tag open_complaint = true or tag satisfaction <= 4',
  },
  {
    key: 'app_only',
    name: 'Buy only in the app / 只在 App 购买',
    expression: 'did(order_paid where channel = "app") and not did(order_paid where channel != "app")',
  },
  {
    key: 'campaign_readers',
    name: 'Opened a message in 30 days / 30 天内打开消息',
    expression: 'did(contact_opened, last 30d)',
  },
  {
    key: 'high_income_beijing',
    name: 'High income in Beijing or Shanghai / 京沪高收入',
    expression: 'tag income_band = "high" and tag home_city in ("Beijing", "Shanghai")',
  },
  {
    key: 'first_tier',
    name: 'Lives in a first-tier city / 一线城市',
    expression: 'tag home_city in list first_tier_cities',
  },
  {
    key: 'club_at_rest',
    name: "Parents' club, no order in 30 days / 妈妈俱乐部，30 天未下单",
    expression: 'in list parents_club and not did(order_paid, last 30d)',
  },
  { key: 'beauty_interest', name: 'Interested in beauty / 对美妆感兴趣', expression: 'tag interests has "beauty"' },
];

export const COUPONS: readonly CouponInput[] = [
  {
    key: 'full200_20',
    name: '20 off 200 / 满200减20',
    kind: 'FULL_REDUCTION',
    faceValue: '20',
    threshold: '200',
    campaign: 'everyday',
    costBearer: 'shop',
  },
  {
    key: 'full100_10',
    name: '10 off 100 / 满100减10',
    kind: 'FULL_REDUCTION',
    faceValue: '10',
    threshold: '100',
    campaign: 'everyday',
    costBearer: 'shop',
  },
  {
    key: 'new_15',
    name: 'Welcome, 15 yuan / 新人券',
    kind: 'FIXED_AMOUNT',
    faceValue: '15',
    perCustomerLimit: 1,
    campaign: 'welcome',
    costBearer: 'shop',
  },
  {
    key: 'app_5',
    name: '5 yuan in the app / App 专享',
    kind: 'FIXED_AMOUNT',
    faceValue: '5',
    channel: 'app',
    campaign: 'everyday',
    costBearer: 'platform',
  },
  ...['5', '10', '20'].map((v): CouponInput => ({
    key: `ladder_${v}`,
    name: `Price experiment, ${v} yuan / ${v} 元面额实验`,
    kind: 'FIXED_AMOUNT',
    faceValue: v,
    validFor: 'P30D',
    campaign: 'price_ladder',
    costBearer: 'shop',
  })),
];

/** Coupon packs of the shop: one gift for new members of the parents' club. */
export const PACKS: readonly CouponPackInput[] = [
  {
    key: 'new_parents',
    name: 'Gift for new parents / 新手爸妈礼包',
    description: "For members of the stores' parents' club, once each.",
    coupons: [{ coupon: 'full200_20' }, { coupon: 'full100_10', count: 2 }],
    eligible: 'in list parents_club',
    perCustomerLimit: 1,
  },
];

export const EXPERIMENTS: readonly ExperimentInput[] = [
  {
    key: 'price_ladder',
    name: 'Which coupon is worth it / 券面额实验',
    plannedCustomers: 3000,
    variants: [
      { key: 'five', coupon: 'ladder_5' },
      { key: 'ten', coupon: 'ladder_10' },
      { key: 'twenty', coupon: 'ladder_20' },
      { key: 'none' },
    ],
  },
];
