/** Industry packs: definitions for one industry that complement the general models. */
import type { Template } from '../../src/services/base/template-library.js';

export const ECOMMERCE: Template = {
  key: 'pack_ecommerce',
  version: 1,
  label: { en: 'General e-commerce', zh: '综合电商包' },
  description: {
    en: 'How often people buy, and who is about to: second orders due, carts left, much looked at and nothing bought.',
    zh: '购买节奏与临门一脚人群：待复购、加购未购、多看未买。',
  },
  parameters: [
    {
      name: 'views',
      label: { en: 'Products looked at in 7 days that show interest', zh: '7 天浏览商品数（有兴趣）' },
      type: 'number',
      default: '5',
    },
  ],
  segments: [
    {
      key: 'second_order_due',
      label: { en: 'Second order due', zh: '待第二单' },
      expression: 'count(order_paid) = 1 and did(order_paid, last 30d) and not did(order_paid, last 7d)',
    },
    {
      key: 'cart_left',
      label: { en: 'Left a product in the cart for a day', zh: '加购一天未购' },
      expression: 'unfollowed(added_to_cart by order_paid, within 1d, last 7d)',
    },
    {
      key: 'looking_not_buying',
      label: { en: 'Looks, does not buy', zh: '多看未买' },
      expression: 'count(product_viewed, last 7d) >= ${views} and not did(order_paid, last 30d)',
    },
    {
      key: 'often_refunding',
      label: { en: 'Refunds often', zh: '高频退款' },
      expression: 'count(order_refunded, last 90d) >= 3',
    },
  ],
  models: [
    {
      key: 'purchase_rhythm',
      label: { en: 'Purchase rhythm', zh: '购买节奏' },
      layers: [
        {
          key: 'weekly',
          label: { en: 'Every week', zh: '每周' },
          when: 'count(order_paid, last 28d) >= 4',
          reach: 'PERIODIC',
          coupons: 'NONE',
        },
        {
          key: 'monthly',
          label: { en: 'Every month', zh: '每月' },
          when: 'count(order_paid, last 90d) >= 3',
          reach: 'PERIODIC',
          coupons: 'PERIODIC',
        },
        {
          key: 'seasonal',
          label: { en: 'Every season', zh: '每季' },
          when: 'count(order_paid, last 365d) >= 4',
          objective: { en: 'More often', zh: '提升频次' },
          reach: 'PERIODIC',
          coupons: 'PERIODIC',
        },
        {
          key: 'rare',
          label: { en: 'Rarely', zh: '偶尔' },
          when: 'did(order_paid, last 365d)',
          objective: { en: 'A second order', zh: '促成复购' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        { key: 'not_buying', label: { en: 'Not in a year', zh: '一年未购' }, reach: 'PERIODIC', coupons: 'ALLOWED' },
      ],
    },
  ],
};

export const FRESH_FOOD: Template = {
  key: 'pack_fresh_food',
  version: 1,
  label: { en: 'Fresh food', zh: '生鲜包' },
  description: {
    en: 'Breadth of categories in 30 days: who buys the whole basket here, and who only the milk. A customer who buys weekly and misses a week is a warning.',
    zh: '30 天品类宽度：整篮购买还是单品购买；每周购买者断购一周即预警。',
  },
  parameters: [
    {
      name: 'wide',
      label: { en: 'Categories in 30 days of a whole basket', zh: '整篮：30 天品类数' },
      type: 'number',
      default: '5',
    },
    {
      name: 'medium',
      label: { en: 'Categories in 30 days of half a basket', zh: '半篮：30 天品类数' },
      type: 'number',
      default: '3',
    },
  ],
  segments: [
    {
      key: 'fresh_weekly',
      label: { en: 'Buys every week', zh: '每周购买' },
      expression: 'count(order_paid, last 28d) >= 4',
    },
    {
      key: 'fresh_missed_week',
      label: { en: 'Bought weekly, missed a week', zh: '断购一周' },
      expression: 'count(order_paid, last 35d) >= 4 and not did(order_paid, last 7d)',
    },
  ],
  models: [
    {
      key: 'category_breadth',
      label: { en: 'Category breadth', zh: '品类宽度' },
      layers: [
        {
          key: 'whole_basket',
          label: { en: 'Whole basket', zh: '整篮' },
          when: 'distinct(order_paid.line.category, last 30d) >= ${wide}',
          objective: { en: 'Keep', zh: '维系' },
          reach: 'PERIODIC',
          coupons: 'NONE',
        },
        {
          key: 'half_basket',
          label: { en: 'Half a basket', zh: '半篮' },
          when: 'distinct(order_paid.line.category, last 30d) >= ${medium}',
          objective: { en: 'The categories that are missing', zh: '补齐品类' },
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        {
          key: 'single_category',
          label: { en: 'One or two categories', zh: '单品类' },
          when: 'did(order_paid, last 30d)',
          objective: { en: 'A second category', zh: '第二品类' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'not_this_month',
          label: { en: 'Not this month', zh: '本月未购' },
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
      ],
      warnings: [
        {
          key: 'basket_shrinks',
          from: ['whole_basket'],
          to: ['single_category', 'not_this_month'],
          watch: 'fresh_weekly',
        },
      ],
    },
  ],
};

export const BEAUTY: Template = {
  key: 'pack_beauty',
  version: 1,
  label: { en: 'Beauty', zh: '美妆包' },
  description: {
    en: 'Which part of the routine is bought here, and when it runs out.',
    zh: '护肤与彩妆的购买结构，及用尽补货时机。',
  },
  parameters: [
    { name: 'skincare', label: { en: 'Category of skincare', zh: '护肤品类' }, type: 'texts', default: 'skincare' },
    { name: 'makeup', label: { en: 'Category of make-up', zh: '彩妆品类' }, type: 'texts', default: 'makeup' },
    { name: 'used_up', label: { en: 'How long a product lasts', zh: '用尽周期' }, type: 'duration', default: '60d' },
    { name: 'remind', label: { en: 'When to remind, before that', zh: '提醒时点' }, type: 'duration', default: '45d' },
  ],
  segments: [
    {
      key: 'skincare_runs_out',
      label: { en: 'Skincare runs out soon', zh: '护肤将用尽' },
      expression:
        'did(order_paid where category in (${skincare}), last ${used_up}) and not did(order_paid where category in (${skincare}), last ${remind})',
    },
    {
      key: 'tried_one_brand',
      label: { en: 'One brand only', zh: '单一品牌' },
      expression: 'distinct(order_paid.line.brand, last 180d) = 1 and count(order_paid, last 180d) >= 2',
    },
  ],
  models: [
    {
      key: 'beauty_routine',
      label: { en: 'Routine', zh: '美妆结构' },
      layers: [
        {
          key: 'full',
          label: { en: 'Skincare and make-up', zh: '护肤+彩妆' },
          when: 'did(order_paid where category in (${skincare}), last 180d) and did(order_paid where category in (${makeup}), last 180d)',
          reach: 'PERIODIC',
          coupons: 'NONE',
        },
        {
          key: 'skincare',
          label: { en: 'Skincare only', zh: '仅护肤' },
          when: 'did(order_paid where category in (${skincare}), last 180d)',
          objective: { en: 'First make-up', zh: '首购彩妆' },
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        {
          key: 'makeup',
          label: { en: 'Make-up only', zh: '仅彩妆' },
          when: 'did(order_paid where category in (${makeup}), last 180d)',
          objective: { en: 'First skincare', zh: '首购护肤' },
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        {
          key: 'other',
          label: { en: 'Other', zh: '其他' },
          when: 'did(order_paid, last 180d)',
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'none',
          label: { en: 'No order in half a year', zh: '半年无单' },
          reach: 'PERIODIC',
          coupons: 'ALLOWED',
        },
      ],
    },
  ],
};

/**
 * Days until birth at the start of each stage of a pregnancy of 280 days. The third trimester starts in week 28, the
 * second in week 13.
 */
const DUE = { late: '84d', middle: '189d', early: '280d' } as const;

export const MOTHER_AND_BABY: Template = {
  key: 'pack_mother_baby',
  version: 1,
  label: { en: 'Mother and baby', zh: '母婴包' },
  description: {
    en: 'By the day the baby is due and the day it was born: stage of pregnancy, age of the baby, 7 days after a check-up, one month after birth.',
    zh: '按预产期与宝宝生日：孕期阶段、宝宝月龄、产检后 7 天、满月。',
  },
  parameters: [],
  tags: [
    {
      key: 'due_date',
      kind: 'SEMI_DYNAMIC',
      type: 'DATE',
      subgroup: 'SOCIOLOGICAL',
      personal: true,
      label: { en: 'Baby is due', zh: '预产期' },
    },
    {
      key: 'baby_birthday',
      kind: 'SEMI_DYNAMIC',
      type: 'DATE',
      subgroup: 'SOCIOLOGICAL',
      personal: true,
      label: { en: 'Baby was born', zh: '宝宝生日' },
    },
  ],
  segments: [
    {
      key: 'week_after_checkup',
      label: { en: '7 days after a check-up', zh: '产检后 7 天' },
      expression: 'did(checkup, last 8d) and not did(checkup, last 7d)',
    },
    {
      key: 'month_after_birth',
      label: { en: 'The week one month after birth', zh: '满月（当周）' },
      expression: 'tag baby_birthday before last 30d and not tag baby_birthday before last 37d',
    },
  ],
  models: [
    {
      key: 'parenthood',
      label: { en: 'Parenthood', zh: '育儿阶段' },
      layers: [
        {
          key: 'newborn',
          label: { en: 'Newborn, to 1 month', zh: '新生儿 0-1 月' },
          when: 'tag baby_birthday within last 30d',
          objective: { en: 'First nappies and milk', zh: '首批纸尿裤与奶粉' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'infant',
          label: { en: 'Infant, to 12 months', zh: '婴儿 1-12 月' },
          when: 'tag baby_birthday within last 365d',
          reach: 'ALLOWED',
          coupons: 'PERIODIC',
        },
        {
          key: 'toddler',
          label: { en: 'Toddler, to 3 years', zh: '幼儿 1-3 岁' },
          when: 'tag baby_birthday within last 1095d',
          reach: 'PERIODIC',
          coupons: 'PERIODIC',
        },
        {
          key: 'child',
          label: { en: 'Child', zh: '3 岁以上' },
          when: 'tag baby_birthday exists',
          reach: 'PERIODIC',
          coupons: 'NONE',
        },
        {
          key: 'pregnant_late',
          label: { en: 'Last third of pregnancy', zh: '孕晚期' },
          when: `tag due_date within next ${DUE.late}`,
          objective: { en: 'The bag for the hospital', zh: '待产包' },
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'pregnant_middle',
          label: { en: 'Second third of pregnancy', zh: '孕中期' },
          when: `tag due_date within next ${DUE.middle}`,
          reach: 'ALLOWED',
          coupons: 'ALLOWED',
        },
        {
          key: 'pregnant_early',
          label: { en: 'First third of pregnancy', zh: '孕早期' },
          when: `tag due_date within next ${DUE.early}`,
          reach: 'PERIODIC',
          coupons: 'NONE',
        },
        { key: 'unknown', label: { en: 'Not told', zh: '未知' }, reach: 'PERIODIC', coupons: 'PERIODIC' },
      ],
    },
  ],
};
