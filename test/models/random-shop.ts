/** A shop of random customers for tests of models. Each customer has an order rate and a probability of leaving. */
import assert from 'node:assert/strict';
import { Dice, random } from '../support/dice.js';
import type { Caller } from '../support/server.js';

export const DAY = 86_400_000;

let sent = 0;

export const member = (id: string): object => ({ identities: [{ namespace: 'member_id', value: id }] });

export const event = (who: string, type: string, at: number, more: object = {}): object => ({
  ...{ messageId: `m${sent++}`, type, occurredAt: new Date(at).toISOString(), ...member(who) },
  ...more,
});

export const order = (who: string, at: number, amount: string, skus: readonly string[]): object =>
  event(who, 'order_paid', at, {
    order: {
      ...{ orderId: `o${sent}`, amount },
      lines: skus.map((sku) => ({ sku, quantity: '1', amount: '1' })),
    },
  });

export async function send(admin: Caller, events: readonly object[]): Promise<void> {
  for (let i = 0; i < events.length; i += 500) {
    const batch = events.slice(i, i + 500);
    const { ingestEvents } = await admin.ask(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}',
      { e: batch },
    );
    assert.equal(ingestEvents.accepted, batch.length, JSON.stringify(ingestEvents.results).slice(0, 500));
  }
}

/** Generates a year of orders up to `end`. Returns the events, and the times of each customer's orders. */
export function randomOrders(
  customers: number,
  end: number,
): { readonly events: readonly object[]; readonly times: ReadonlyMap<string, readonly number[]> } {
  const dice = new Dice(random(4));
  const exponential = (): number => -Math.log(1 - dice.next());
  const times = new Map<string, number[]>();
  const events = Array.from({ length: customers }, (_, i) => `c${i}`).flatMap((who) => {
    const rate = (exponential() + exponential()) / (40 * DAY);
    const leaves = Math.min(dice.next(), dice.next());
    const value = 20 + 80 * dice.next();
    const own: number[] = [];
    for (let at = end - 360 * DAY + 180 * DAY * dice.next(); at < end; at += exponential() / rate) {
      own.push(Math.round(at));
      if (dice.next() < leaves) break;
    }
    times.set(who, own);
    return own.map((at) =>
      order(who, at, (value * (0.8 + 0.4 * dice.next())).toFixed(2), dice.chance(0.6) ? ['tea', 'cup'] : ['pen']),
    );
  });
  return { events, times };
}

/**
 * Asserts that two results are equal to nine significant digits. Sums over customers can differ in the last digits,
 * because the order of the customers depends on their ids, which differ between shops.
 */
export function mustAgree(actual: unknown, expected: unknown): void {
  const rounded = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
      typeof each === 'number' ? Number(each.toPrecision(9)) : each,
    );
  assert.deepEqual(rounded(actual), rounded(expected));
}
