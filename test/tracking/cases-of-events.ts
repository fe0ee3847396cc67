/** Test cases of the tracking API about events: names, values, times and context. */
import assert from 'node:assert/strict';
import type { Loose } from '../support/server.js';
import { AT, first, has, track, types, type Case } from './case.js';

export const NAMES: readonly Case[] = [
  {
    name: 'names other than plain words are kept unchanged and distinct',
    batch: ['下单成功', '3D View Opened', '购买VIP', '取消VIP', 'C++', 'C#', 'Video Watched', 'videoWatched'].map(
      (name) => track(name),
    ),
    stored: (s) =>
      assert.deepEqual(
        types(s),
        ['3D View Opened', 'C#', 'C++', 'videoWatched', 'video_watched', '下单成功', '取消VIP', '购买VIP'].sort(),
      ),
  },
  {
    name: 'names that every object inherits are ordinary names',
    batch: ['constructor', '__proto__', 'toString', 'hasOwnProperty'].map((name) => track(name)),
    stored: (s) => assert.deepEqual(types(s), ['__proto__', 'constructor', 'hasOwnProperty', 'toString']),
  },
  {
    name: 'properties with any valid name are kept, and invalid names cause a warning',
    batch: [
      track('Named', { 'Plan Type': 'pro', 'utm.source': 'x', $ref: 1, 城市: '北京', ['n'.repeat(70)]: 1, '': 2 }),
    ],
    warned: [`0 properties.${'n'.repeat(64)} EVENT_PROPERTY_NAME_INVALID`, '0 properties. EVENT_PROPERTY_NAME_INVALID'],
    stored: (s) =>
      assert.deepEqual(first(s).properties, { 'Plan Type': 'pro', 'utm.source': 'x', $ref: 1, 城市: '北京' }),
  },
  {
    name: 'of too many properties the first ones are kept',
    batch: [track('Many', Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`p${i}`, i])))],
    warned: ['0 properties EVENT_PROPERTIES_TOO_MANY'],
    stored: (s) => assert.equal(Object.keys(first(s).properties).length, 100),
  },
  {
    name: 'a field outside the format causes a warning',
    batch: [track('Odd', {}, { propertees: { a: 1 }, context: { basket: 1, ip: '1.2.3.4', locale: 'zh-CN' } })],
    warned: ['0 propertees FIELD_NOT_KEPT', '0 context.basket FIELD_NOT_KEPT'],
    stored: (s) => assert.deepEqual(first(s).properties, { locale: 'zh-CN' }),
  },
];

export const VALUES: readonly Case[] = [
  {
    name: 'numbers and texts are converted to the declared type, or cause a warning',
    batch: [
      track('Product Viewed', { sku: 12345, price: '10.50' }),
      track('Products Searched', { query: 'x', results: 'many' }),
    ],
    warned: ['1 properties.results EVENT_PROPERTY_TYPE'],
    stored: (s) => {
      const of = (type: string): Loose => s!.events.find((event) => event.type === type).properties;
      assert.deepEqual([of('product_viewed'), of('searched')], [{ sku: '12345', price: 10.5 }, { query: 'x' }]);
    },
  },
  {
    name: 'long texts are cut, and lone surrogates and NUL are replaced',
    batch: [
      track('Texts', {
        url: `https://shop/${'x'.repeat(5000)}`,
        half: 'nice \ud83d',
        nul: 'a\0b',
        pair: `${'y'.repeat(4095)}😀`,
        nested: { list: ['z'.repeat(5000)] },
      }),
    ],
    warned: [
      '0 properties.url TEXT_CUT',
      '0 properties.half TEXT_REPAIRED',
      '0 properties.nul TEXT_REPAIRED',
      '0 properties.pair TEXT_CUT',
      '0 properties.nested TEXT_CUT',
    ],
    stored: (s) => {
      const { url, half, nul, pair, nested } = first(s).properties;
      assert.deepEqual(
        [url.length, half, nul, pair.length, nested.length],
        [4096, 'nice \ufffd', 'a\ufffdb', 4095, 4096],
      );
    },
  },
  {
    name: 'a number beyond 1e14 is kept as text',
    batch: [track('Ticket', { ticket: 4005002501632047, negative: -4005002501632047, small: 12 })],
    warned: ['0 properties.ticket NUMBER_AS_TEXT', '0 properties.negative NUMBER_AS_TEXT'],
    stored: (s) => has(s, { ticket: '4005002501632047', negative: '-4005002501632047', small: 12 }),
  },
  {
    name: 'lists of texts are kept, other nested values become JSON text, and null is left out',
    batch: [track('Nested', { list: ['a', 'b'], mixed: [1, 'b'], object: { a: { b: null } }, none: null, no: false })],
    stored: (s) =>
      assert.deepEqual(first(s).properties, {
        list: ['a', 'b'],
        mixed: '[1,"b"]',
        object: '{"a":{"b":null}}',
        no: false,
      }),
  },
  {
    name: 'a repeated call counts twice without a messageId and once with one',
    batch: [track('Twice'), track('Twice'), track('Once', {}, { messageId: 7 }), track('Once', {}, { messageId: '7' })],
    kept: 3,
    rejected: ['3 MESSAGE_ID_REUSED'],
    stored: (s) => assert.deepEqual(types(s), ['once', 'twice', 'twice']),
  },
  {
    name: 'an invalid messageId is replaced',
    batch: [track('Long', {}, { messageId: 'm'.repeat(300) }), track('Odd', {}, { messageId: { a: 1 } })],
    warned: ['0 messageId MESSAGE_ID_REPLACED', '1 messageId MESSAGE_ID_REPLACED'],
    stored: (s) => assert.deepEqual(types(s), ['long', 'odd']),
  },
];

export const TIMES: readonly Case[] = [
  {
    name: 'times are read in every form that clients send',
    batch: [
      1773140400000,
      '1773140400000',
      1773140400,
      1773140400000000,
      '2026-03-10T19:00:00+0800',
      '2026-03-10 11:00:00Z',
      '2026-03-10T11:00:00.000000Z',
      '2026-03-10T11:00:00',
      'Tue, 10 Mar 2026 11:00:00 GMT',
      'Tue Mar 10 2026 19:00:00 GMT+0800 (China Standard Time)',
    ].map((timestamp, i) => track(`At${i}`, {}, { timestamp })),
    warned: ['7 timestamp INSTANT_WITHOUT_ZONE'],
    stored: (s) =>
      assert.deepEqual([...new Set(s!.events.map((event) => event.occurredAt)), s!.events.length], [AT, 10]),
  },
  {
    name: 'an invalid time is rejected, and not replaced by the current time',
    batch: ['yesterday', 7, true, {}, '2026-02-30T00:00:00Z'].map((timestamp) => track('Never', {}, { timestamp })),
    kept: 0,
    rejected: [0, 1, 2, 3, 4].map((i) => `${i} INSTANT_INVALID`),
    stored: (s) => assert.equal(s, undefined),
  },
  {
    name: 'a device clock two hours fast is corrected by its send time',
    batch: [
      track(
        'Fast',
        {},
        { timestamp: undefined, originalTimestamp: '2026-03-10T13:59:55Z', sentAt: '2026-03-10T14:00:01Z' },
      ),
      track('Same', {}, { timestamp: '2026-03-10T13:59:55Z', sentAt: '2026-03-10T14:00:01Z' }),
      // The timestamp was already corrected by another system.
      track('Told', {}, { timestamp: AT, originalTimestamp: '2026-03-10T13:59:55Z', sentAt: '2026-03-10T14:00:01Z' }),
      track('None', {}, { timestamp: undefined, sentAt: '2026-03-10T14:00:01Z' }),
      // The event was apparently sent before it happened, so the two times come from different clocks.
      track('Odd', {}, { timestamp: AT, sentAt: '2026-03-10' }),
    ],
    warned: ['4 sentAt INSTANT_WITHOUT_ZONE', '4 sentAt INSTANT_INVALID'],
    stored: (s) =>
      assert.deepEqual(Object.fromEntries(s!.events.map((event) => [event.type, event.occurredAt])), {
        fast: '2026-03-10T11:59:54.000Z',
        same: '2026-03-10T11:59:54.000Z',
        told: AT,
        none: '2026-03-10T12:00:00.000Z',
        odd: AT,
      }),
  },
];

export const CONTEXTS: readonly Case[] = [
  {
    name: 'a page keeps its name and category, and the campaign of its context',
    batch: [
      {
        type: 'page',
        timestamp: AT,
        name: 'Shoes',
        category: 'Shop',
        properties: { title: 'Shoes | Shop' },
        context: {
          campaign: { name: 'spring', source: 'wechat', medium: 'social' },
          page: { url: 'https://shop/shoes', referrer: 'https://a/' },
          userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
          device: { type: 'ios', id: 'secret', model: 'iPhone' },
          ip: '1.2.3.4',
        },
      },
    ],
    stored: (s) =>
      assert.deepEqual(first(s).properties, {
        name: 'Shoes',
        category: 'Shop',
        title: 'Shoes | Shop',
        utm_campaign: 'spring',
        utm_source: 'wechat',
        utm_medium: 'social',
        url: 'https://shop/shoes',
        referrer: 'https://a/',
        device_type: 'ios',
        device_model: 'iPhone',
        bot: true,
      }),
  },
  {
    name: 'events of apps and push notifications have their own types',
    batch: [
      { type: 'screen', name: 'Cart', category: 'Shop', timestamp: AT },
      track('Install Attributed', { provider: 'Branch', campaign: { source: 'Network', name: 'spring' } }),
      track('Push Notification Tapped', { campaign: { name: 'spring' } }),
      track('Promotion Clicked', { promotion_id: 'p1', position: 'home_top' }),
      track('Product Added to Wishlist', { product_id: 507 }),
    ],
    stored: (s) => {
      const of = (type: string): Loose => s!.events.find((event) => event.type === type).properties;
      assert.deepEqual(of('screen_viewed'), { name: 'Cart', category: 'Shop', screen: 'Cart' });
      assert.equal(of('install_attributed').utm_source, 'Network');
      assert.deepEqual([of('contact_opened').channel, of('contact_opened').campaignId], ['push', 'spring']);
      assert.equal(of('slot_clicked').slot, 'home_top');
      assert.deepEqual(of('favourited'), { product_id: 507, sku: '507' });
    },
  },
];
