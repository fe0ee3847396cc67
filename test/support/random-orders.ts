/** Generates random order facts: reports, payments and refunds in every possible form. */
import type { EventFact, KeyClass, OrderLine } from '../../src/engine/types.js';
import type { Dice } from './dice.js';
import { CATEGORIES, CURRENCIES, takenProperties } from './random-fields.js';

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
 * Returns a random order fact. There are few order ids, so that one order is reported several times by keys of every
 * class, paid in parts, and refunded in every way: whole, by amount, or by lines. Lines are identified by id, by SKU,
 * or by an unknown name. Some refunds are in another currency, sent twice, or without an order.
 */
export function orderFact(dice: Dice, type: string): Omit<EventFact, 'id' | 'type' | 'at'> {
  const orderId = `o${dice.int(1, 6)}`;
  const keyClass = dice.chance(0.4) ? { keyClass: dice.pick<KeyClass>(['SERVER', 'IMPORT', 'PUBLIC']) } : {};
  if (type === 'order_cancelled') return { orderId, ...keyClass };
  const amount = dice.chance(0.8)
    ? { amount: BigInt(dice.int(0, 300)) * 10_000n + dice.pick([0n, 0n, 5000n, 1n]) }
    : {};
  if (type === 'order_refunded') {
    const credit = dice.chance(0.1);
    const lines = dice.chance(0.6)
      ? { lines: Array.from({ length: dice.int(credit ? 1 : 0, 2) }, () => orderLine(dice, dice.chance(0.5))) }
      : undefined;
    return {
      ...(credit ? {} : { orderId }),
      ...keyClass,
      ...(dice.chance(0.3) ? { refundId: `r${dice.int(1, 2)}` } : {}),
      ...lines,
      ...(dice.chance(0.5) || (credit && !lines)
        ? { amount: BigInt(dice.int(0, dice.chance(0.2) ? 400 : 60)) * 10_000n }
        : {}),
      ...(dice.chance(0.3) ? { currency: dice.pick(['CNY', 'CNY', 'CNY', ...CURRENCIES]) } : {}),
    };
  }
  const lines = Array.from({ length: dice.int(0, 3) }, (_, k): OrderLine => ({
    ...orderLine(dice, false),
    lineId: String(k),
    ...(dice.chance(0.9) ? { amount: BigInt(dice.int(0, 50)) * 10_000n } : {}),
  }));
  return {
    orderId,
    ...keyClass,
    ...(dice.chance(0.25) ? { paymentId: `p${dice.int(1, 3)}` } : {}),
    ...(dice.chance(0.9) ? { lines } : {}),
    ...amount,
    ...(dice.chance(0.9) ? { currency: dice.pick(['CNY', 'CNY', 'CNY', ...CURRENCIES]) } : {}),
    ...(dice.chance(0.2) ? { coupon: dice.pick(['c5', 'c10']) } : {}),
    properties: {
      channel: dice.pick(['app', 'web']),
      ...(dice.chance(0.3) ? { discount: dice.pick([0, 0.5, 1.5]) } : {}),
      ...takenProperties(dice),
    },
  };
}
