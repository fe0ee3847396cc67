/** Random facts of orders: reported, paid and given back in every way there is. */
import type { EventFact, KeyClass, OrderLine } from '../../src/engine/model.js';
import type { Dice } from './dice.js';
import { CATEGORIES, CURRENCIES } from './random-fields.js';

const QUANTITIES = [10_000n, 10_000n, 20_000n, 30_000n, 3_500n, 0n];

function orderLine(d: Dice, named: boolean): OrderLine {
  return {
    ...(named ? { lineId: d.pick(['0', '1', '2', 'x']) } : {}),
    ...(d.chance(0.8) ? { sku: `s${d.int(1, 3)}` } : {}),
    ...(d.chance(0.7) ? { brand: d.pick(['Lancôme', 'Other']) } : {}),
    ...(d.chance(0.3) ? { name: d.pick(['Lipstick', 'Mask']), category: d.pick(CATEGORIES) } : {}),
    quantity: d.pick(QUANTITIES),
    ...(d.chance(0.6) ? { amount: BigInt(d.int(0, 50)) * 10_000n } : {}),
  };
}

/**
 * Few orders, so that one is reported several times by keys of every class, paid in parts, and given back in every way:
 * whole, by amount, by lines that are named by id, by sku or by nothing it has, in another currency, twice, or without
 * an order.
 */
export function orderFact(d: Dice, type: string): Omit<EventFact, 'id' | 'type' | 'at'> {
  const orderId = `o${d.int(1, 6)}`;
  const keyClass = d.chance(0.4) ? { keyClass: d.pick<KeyClass>(['SERVER', 'IMPORT', 'PUBLIC']) } : {};
  if (type === 'order_cancelled') return { orderId, ...keyClass };
  const amount = d.chance(0.8) ? { amount: BigInt(d.int(0, 300)) * 10_000n + d.pick([0n, 0n, 5000n, 1n]) } : {};
  if (type === 'order_refunded') {
    const credit = d.chance(0.1);
    const lines = d.chance(0.6)
      ? { lines: Array.from({ length: d.int(credit ? 1 : 0, 2) }, () => orderLine(d, d.chance(0.5))) }
      : undefined;
    return {
      ...(credit ? {} : { orderId }),
      ...keyClass,
      ...(d.chance(0.3) ? { refundId: `r${d.int(1, 2)}` } : {}),
      ...lines,
      ...(d.chance(0.5) || (credit && !lines) ? { amount: BigInt(d.int(0, d.chance(0.2) ? 400 : 60)) * 10_000n } : {}),
      ...(d.chance(0.3) ? { currency: d.pick(['CNY', 'CNY', 'CNY', ...CURRENCIES]) } : {}),
    };
  }
  const lines = Array.from({ length: d.int(0, 3) }, (_, k): OrderLine => ({
    ...orderLine(d, false),
    lineId: String(k),
    ...(d.chance(0.9) ? { amount: BigInt(d.int(0, 50)) * 10_000n } : {}),
  }));
  return {
    orderId,
    ...keyClass,
    ...(d.chance(0.25) ? { paymentId: `p${d.int(1, 3)}` } : {}),
    ...(d.chance(0.9) ? { lines } : {}),
    ...amount,
    ...(d.chance(0.9) ? { currency: d.pick(['CNY', 'CNY', 'CNY', ...CURRENCIES]) } : {}),
    ...(d.chance(0.2) ? { coupon: d.pick(['c5', 'c10']) } : {}),
    properties: { channel: d.pick(['app', 'web']), ...(d.chance(0.3) ? { discount: d.pick([0, 0.5, 1.5]) } : {}) },
  };
}
