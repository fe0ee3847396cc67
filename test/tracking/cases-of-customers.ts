/** Test cases of the tracking API about customers: their identities, tags and orders. */
import assert from 'node:assert/strict';
import type { Loose } from '../support/server.js';
import { first, has, identify, track, types, type Case } from './case.js';

export const IDENTITIES: readonly Case[] = [
  {
    name: 'an empty userId is ignored, and the device is used',
    batch: [track('Seen', {}, { userId: '', anonymousId: 'dev-empty' })],
    of: () => ['dev-empty', 'device_id'],
    stored: (s) => assert.deepEqual([s!.identities, types(s)], [['device_id dev-empty'], ['seen']]),
  },
  {
    name: 'an invalid identity is left out alone',
    batch: [identify({ email: 'n/a', phone: 'call me', city: 'Oslo' }, { anonymousId: 'dev-mail' })],
    warned: ['0 traits.email IDENTITY_INVALID', '0 traits.phone IDENTITY_INVALID'],
    stored: (s, user) => {
      assert.deepEqual(s!.identities, ['device_id dev-mail', `member_id ${user}`]);
      assert.equal(s!.tags.city, 'Oslo');
    },
  },
  {
    name: 'a placeholder identifies nobody, and a message with nothing else is rejected',
    batch: [
      track('One', {}, { userId: '[object Object]' }),
      track('Two', {}, { userId: '[object Object]', anonymousId: 'dev-object' }),
      track('Three', {}, { userId: { id: 1 }, anonymousId: 'dev-object' }),
    ],
    kept: 2,
    rejected: ['0 IDENTITY_PLACEHOLDER'],
    warned: ['1 userId IDENTITY_PLACEHOLDER', '2 userId TEXT_EXPECTED'],
    of: () => ['dev-object', 'device_id'],
    stored: (s) => assert.deepEqual([s!.identities, types(s)], [['device_id dev-object'], ['three', 'two']]),
  },
  {
    name: 'external ids belong to the namespaces of the workspace',
    batch: [
      track(
        'Seen',
        {},
        {
          context: {
            externalIds: [
              { id: 'u-7', type: 'unionid' },
              { id: 'x', type: 'crm' },
            ],
          },
        },
      ),
    ],
    warned: ['0 context.externalIds[1] NAMESPACE_UNKNOWN'],
    stored: (s, user) => assert.deepEqual(s!.identities, [`member_id ${user}`, 'unionid u-7']),
  },
  {
    name: 'an event can identify its customer by an email address alone',
    batch: [
      track('Unsubscribed', { campaign_id: 9 }, { userId: null, context: { traits: { email: 'Un@Sub.example' } } }),
    ],
    of: () => ['un@sub.example', 'email'],
    stored: (s) => has(s, { channel: 'email', campaignId: '9', campaign_id: 9 }),
  },
];

export const ORDERS: readonly Case[] = [
  {
    name: 'variants of a product are separate lines, and numbers as text and a lower-case currency are read',
    batch: [
      track('Order Completed', {
        order_id: 'D6',
        total: '40.00',
        currency: 'usd',
        products: [
          { product_id: 'p', sku: 'p-S', price: '10.00', quantity: '3' },
          { product_id: 'p', sku: 'p-M', price: 10, quantity: 1 },
        ],
      }),
    ],
    stored: (s) => {
      const { amount, currency, lines } = first(s);
      assert.deepEqual([amount, currency], ['40', 'USD']);
      assert.deepEqual(
        lines.map((line: Loose) => [line.sku, line.quantity, line.amount]),
        [
          ['p-S', '3', '30'],
          ['p-M', '1', '10'],
        ],
      );
    },
  },
  {
    name: 'lines without an id and with a product id like a position are separate lines',
    batch: [track('Order Completed', { order_id: 'D6b', products: [{ product_id: 2 }, { name: 'a' }, { name: 'b' }] })],
    stored: (s) => assert.equal(new Set(first(s).lines.map((line: Loose) => line.lineId)).size, 3),
  },
  {
    name: 'an order without an id is stored as an event without an order',
    batch: [
      track('Order Completed', { order_id: null, total: 5 }),
      track('Order Completed', { order_id: 'undefined', total: 7 }),
      track('Order Completed', { total: 9 }),
      track('Order Refunded', { order_id: '', total: 3 }),
    ],
    warned: [0, 1, 2, 3].map((i) => `${i} properties.order_id ORDER_ID_MISSING`),
    stored: (s) => {
      assert.deepEqual(types(s), [...Array<string>(3).fill('order_paid_without_id'), 'order_refunded']);
      assert.deepEqual([...new Set(s!.events.map((event) => event.orderId))], [null]);
      assert.deepEqual(s!.events.map((event) => event.amount).filter(Boolean), ['3']);
    },
  },
  {
    name: 'invalid numbers, currencies and products are reported with their place',
    batch: [
      track('Order Completed', { order_id: 'w1', products: [{ sku: 'a', quantity: 'many' }] }),
      track('Order Completed', { order_id: 'w2', total: 'free' }),
      track('Order Completed', { order_id: 'w3', total: 1, currency: 'dollars' }),
      track('Order Completed', {
        order_id: 'w4',
        total: 1.23456,
        products: [7, { sku: 'a', price: 1, colour: 'red' }],
      }),
    ],
    kept: 1,
    rejected: ['0 NUMBER_INVALID', '1 DECIMAL_INVALID', '2 CURRENCY_INVALID'],
    warned: [
      '3 properties.total DECIMAL_ROUNDED',
      '3 properties.products[0] FIELD_NOT_KEPT',
      '3 properties.products[1].colour FIELD_NOT_KEPT',
    ],
    stored: (s) => assert.deepEqual([first(s).amount, first(s).lines.length], ['1.2346', 1]),
  },
  {
    name: 'of two contradicting coupon fields only one is kept',
    batch: [track('Coupon Applied', { coupon_id: 'five', coupon: 'FIVE-OFF' })],
    warned: ['0 properties.coupon ALTERNATIVES_CONFLICT'],
    stored: (s) => assert.deepEqual([types(s), first(s).coupon], [['coupon_applied'], 'five']),
  },
  {
    name: 'other amounts of an order are kept as properties',
    batch: [track('Order Completed', { order_id: 'r', total: 10, revenue: 8, shipping: 2, value: 7, coupon: '' })],
    stored: (s) => has(s, { revenue: 8, shipping: 2, value: 7 }),
  },
];

export const TRAITS: readonly Case[] = [
  {
    name: 'traits are converted to the type of their tag, with any spelling of its name',
    batch: [
      identify({
        age: '42',
        createdAt: 1767225600,
        'imported-user-segment': 'a',
        'Plan Type': 'pro',
        birthday: '1990-05-01T00:00:00.000Z',
        credit: 12.5,
        vip: 'true',
        likes: 'tea',
        address: { city: 'Oslo', street: 'x' },
        hobby: 'x',
      }),
    ],
    warned: ['0 traits.hobby TAG_NOT_FOUND'],
    stored: (s) =>
      assert.deepEqual(s!.tags, {
        age: 42,
        created_at: '2026-01-01T00:00:00.000Z',
        imported_user_segment: 'a',
        plan_type: 'pro',
        birthday: '1990-05-01',
        credit: '12.5',
        vip: true,
        likes: ['tea'],
        address_city: 'Oslo',
      }),
  },
  {
    name: 'null clears a value, in the order of the batch',
    batch: [
      identify({ city: 'Oslo', plan_type: 'a' }),
      identify({ city: null }),
      identify({ plan_type: null }),
      identify({ plan_type: 'b' }),
    ],
    stored: (s) => assert.deepEqual(s!.tags, { plan_type: 'b' }),
  },
  {
    name: 'the last of several identify calls at one instant wins',
    batch: ['a', 'b', 'c'].map((plan) => identify({ plan_type: plan })),
    stored: (s) => assert.equal(s!.tags.plan_type, 'c'),
  },
  {
    name: 'a trait that does not fit its tag is left out alone',
    batch: [identify({ age: 'old', city: 'Bergen' })],
    warned: ['0 traits.age TAG_VALUE_TYPE'],
    stored: (s) => assert.deepEqual(s!.tags, { city: 'Bergen' }),
  },
  {
    name: 'the later of two traits of one tag wins, and the other causes a warning',
    batch: [identify({ planType: 'a', 'Plan Type': 'b' })],
    warned: ['0 traits.planType KEY_DUPLICATE'],
    stored: (s) => assert.deepEqual(s!.tags, { plan_type: 'b' }),
  },
  {
    name: 'traits of the context count if the message has no trait of that name',
    batch: [identify({ city: 'Oslo' }, { context: { traits: { city: 'Rome', age: 7 } } })],
    stored: (s) => assert.deepEqual(s!.tags, { city: 'Oslo', age: 7 }),
  },
];
