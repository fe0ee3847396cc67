/** Example payloads of two fictitious shop systems, and the mappings that convert them to facts. */
import { readFileSync } from 'node:fs';

export const mappingText = (name: 'meadow' | 'yunpu'): string =>
  readFileSync(`test/mapping/hooks/${name}.json`, 'utf8');

export const MEADOW_ORDER = {
  sent_at: '2026-03-10T11:00:05Z',
  order: {
    id: 42,
    paid_at: '2026-03-10T11:00:00Z',
    total: '128.50',
    currency: 'CNY',
    channel: 'web',
    discount: { code: 'SPRING' },
    customer: { id: 'M1', email: 'ann@shop.example', address: { city: 'Oslo' } },
    items: [
      { id: 'a', sku: 'SK-1', vendor: 'Shiseido', quantity: 2, unit_price: 49.25 },
      { id: 'b', sku: 'SK-2', vendor: null, quantity: 1, unit_price: 30 },
    ],
  },
};

/** The same order as JSON text, but with an id that is too large for a double. */
export const MEADOW_ORDER_TEXT = JSON.stringify(MEADOW_ORDER).replace('"id":42', '"id":9007199254740993');

export const MEADOW_REFUNDS = {
  order_id: '9007199254740993',
  customer: { id: 'M1' },
  refunds: [
    {
      id: 'R1',
      created_at: '2026-03-10T11:30:00Z',
      reason: 'broken',
      lines: [{ item_id: 'a', quantity: 1, amount: '49.25' }],
    },
    { id: 'R2', created_at: '2026-03-10T11:40:00Z', lines: [{ item_id: 'b', quantity: 1, amount: '30' }] },
  ],
};

export const YUNPU_TRADES = {
  event: 'trade',
  shop: { code: 'SH-01' },
  data: {
    trades: [
      {
        tid: 'T1',
        status: 'PAID',
        modified: '2026-03-10 19:00:00',
        payment_fen: 12850,
        buyer: { mobile: ' 13912345678 ' },
        goods: [
          { outer_id: 'SK-1', title: '面霜', brand: 'Shiseido', num: 1, fen: 9850 },
          { outer_id: 'SK-2', title: '试用装', num: 3, fen: 3000 },
        ],
      },
      {
        tid: 'T2',
        status: 'CLOSED',
        modified: '2026-03-10 19:05:00',
        payment_fen: 100,
        buyer: { mobile: '13912345678' },
        goods: [],
      },
      {
        tid: 'T3',
        status: 'LOST',
        modified: '2026-03-10 19:06:00',
        payment_fen: 100,
        buyer: { mobile: '13912345678' },
      },
    ],
  },
};
