/** Generates customers of a large shop by number. The same number always gives the same customer. */
import type { EventFact, TagWrite } from '../../src/engine/types.js';

export const DAY = 86_400_000;
/** Current time on the shop's clock. */
export const NOW = Date.UTC(2026, 5, 1, 4);

const CITIES = [
  'Beijing',
  'Shanghai',
  'Guangzhou',
  'Shenzhen',
  'Hangzhou',
  'Chengdu',
  'Wuhan',
  'Nanjing',
  'Suzhou',
  'Xiamen',
];
export const BRANDS = ['Shiseido', 'Pechoin', 'Olay', 'Florasis', 'Mengniu', 'Xiaomi', 'Huawei', 'Vinda'];
const CATEGORIES = ['Skincare', 'Makeup', 'Food', 'Digital', 'Household'];

export interface Customer {
  readonly id: string;
  readonly city: string;
  readonly level: string | undefined;
  readonly events: readonly EventFact[];
  readonly writes: readonly (TagWrite & { readonly tag: string })[];
}

/**
 * Returns a xorshift32 random number generator, which is fast and gives the same numbers on every machine. The seed is
 * scrambled first.
 */
function dice(seed: number): () => number {
  let x = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1;
  return () => {
    x ^= x << 13;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x / 4294967296;
  };
}

export const customerId = (number: number): string => `c${String(number).padStart(8, '0')}`;

/**
 * Generates a customer with about six events. Every customer registered within two years, most viewed products, and two
 * in five ordered.
 */
export function customer(number: number): Customer {
  const next = dice(number);
  for (let i = 0; i < 4; i++) next();
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)];
  // Returns a random time. Recent days are more likely.
  const ago = (days: number): number => NOW - Math.floor(next() * next() * days * DAY) - 1;
  const events: EventFact[] = [
    {
      id: `b|${number}-r`,
      type: 'registered',
      at: NOW - Math.floor(next() * 700 * DAY) - 1,
      properties: { channel: pick(['app', 'web', 'store']) },
    },
  ];
  const views = Math.floor(next() * 8);
  for (let k = 0; k < views; k++)
    events.push({
      id: `b|${number}-v${k}`,
      type: 'product_viewed',
      at: ago(180),
      properties: { brand: pick(BRANDS), category: pick(CATEGORIES) },
    });
  const orders = next() < 0.4 ? 1 + Math.floor(next() * next() * 8) : 0;
  for (let k = 0; k < orders; k++) {
    const amount = BigInt(Math.floor((20 + next() * next() * 900) * 100)) * 100n;
    events.push({
      id: `b|${number}-o${k}`,
      type: 'order_paid',
      at: ago(365),
      orderId: `${number}-${k}`,
      amount,
      currency: 'CNY',
      lines: [
        {
          lineId: '1',
          sku: `s${Math.floor(next() * 500)}`,
          brand: pick(BRANDS),
          category: pick(CATEGORIES),
          quantity: 10_000n,
          amount,
        },
      ],
    });
  }
  const city = pick(CITIES);
  const roll = next();
  const level = roll < 0.05 ? 'gold' : roll < 0.3 ? 'silver' : undefined;
  const write = (tag: string, value: string): TagWrite & { tag: string } => ({
    id: `${number}-${tag}`,
    tag,
    at: NOW - 400 * DAY,
    source: 'crm',
    sequence: 0,
    value,
  });
  return {
    id: customerId(number),
    city,
    level,
    events,
    writes: [write('city', city), ...(level ? [write('level', level)] : [])],
  };
}

/** Generates conditions like those that operators write, each with different numbers. */
export function segmentExpressions(count: number): string[] {
  const city = (i: number): string => `tag city = "${CITIES[i % CITIES.length]}"`;
  const kinds: ((i: number) => string)[] = [
    (i) => `${city(i)} and did(order_paid where line.brand = "${BRANDS[i % BRANDS.length]}", last ${30 + i}d)`,
    (i) => `count(product_viewed, last ${20 + i}d) >= 6`,
    (i) => `${city(i)} and did(order_paid, last ${15 + i}d)`,
    (i) => `sum(order_paid.amount, last ${60 + i}d) >= ${2000 + 10 * i}.0`,
    (i) => `tag level = "gold" and ${city(i)} and not did(order_paid, last ${30 + i}d)`,
    (i) =>
      `${city(i)} and did(product_viewed where category = "${CATEGORIES[i % CATEGORIES.length]}", last ${3 + i}d) and not did(order_paid, last ${10 + i}d)`,
    (i) => `count(order_paid, last ${90 + i}d) >= 5`,
    (i) => `${city(i)} and did(registered, last ${7 + i}d) and not did(order_paid)`,
    (i) => `distinct(product_viewed.brand, last ${60 + i}d) >= 5 and ${city(i * 3)}`,
    (i) => `tag level = "silver" and average(order_paid.amount, last ${180 + i}d) >= ${500 + i}.0`,
  ];
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length](Math.floor(i / kinds.length)));
}
