/**
 * Compares how facts are combined into orders with a naive implementation of the same rules, at any time and in any
 * order of arrival. `STRATA_SEED` repeats a run, and `STRATA_ORDERS` sets its size.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact } from '../../src/engine/types.js';
import { unmatchedFacts } from '../../src/engine/facts/unmatched.js';
import { FOLDED_TYPES, ORDER_TYPES } from '../../src/engine/facts/vocabulary.js';
import { counting } from '../../src/reference/orders.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random, randomEvents, T0 } from '../support/random-world.js';

const SEED = seedOf(20261128);
const ROUNDS = amount(500, 4000, 'STRATA_ORDERS');
const HOUR = 3600_000;

/** Generates only order facts. Many of them belong to the same few orders and have the same few timestamps. */
function orderFacts(d: Dice): EventFact[] {
  const hours = d.pick([3, 12, 200]);
  return randomEvents(d, d.int(5, 60))
    .filter((e) => FOLDED_TYPES.includes(e.type))
    .map((e) => ({
      ...e,
      at: T0 + d.int(0, hours) * HOUR,
      ...(e.orderId === undefined ? {} : { orderId: `o${d.int(1, 2)}` }),
    }));
}

/** Adds facts in small random groups, with queries in between, so that a wrongly reused result would be noticed. */
function arriving(d: Dice, facts: readonly EventFact[]): FactSet {
  const left = [...facts].sort(() => d.next() - 0.5);
  let set = FactSet.empty;
  while (left.length > 0) {
    const [some, other] = [left.splice(0, d.int(1, 8)), d.int(1, 9)];
    set = set.with(some);
    if (d.chance(0.3)) set = set.with([{ id: `x${left.length}-${other}`, type: 'custom', at: T0 }]);
    for (const type of FOLDED_TYPES) set.standing(type, d.chance(0.5));
  }
  return set;
}

/** Removes undefined fields and formats money as text. */
const shown = (list: readonly EventFact[]): unknown =>
  JSON.parse(
    JSON.stringify(
      [...list].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)),
      (_k, v: unknown) =>
        typeof v === 'bigint'
          ? `${v}n`
          : v !== null && typeof v === 'object' && !Array.isArray(v)
            ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
            : v,
    ),
  );

test(`at every instant the counted facts follow the rules, in any arrival order (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  const seen = { folded: 0, less: 0, gone: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const facts = orderFacts(d);
    const set = arriving(d, facts);
    const instants = [...new Set(facts.flatMap((e) => [e.at, e.at - 1]))];
    for (const type of FOLDED_TYPES) {
      for (const gross of [false, true]) {
        const standing = set.standing(type, gross);
        if (standing) seen.folded++;
        for (let i = 1; i < (standing?.length ?? 0); i++)
          assert.ok(standing![i - 1].fact.at <= standing![i].fact.at, 'in the order of facts');
        for (const t of instants) {
          const past = facts.filter((e) => e.at <= t);
          const mine = standing
            ? standing.filter((s) => s.from <= t && t < s.to).map((s) => s.fact)
            : set.ofType(type).filter((e) => e.at <= t);
          const wanted = counting(type, past, gross);
          assert.deepEqual(
            shown(mine),
            shown(wanted),
            `seed ${SEED}, round ${round}: ${gross ? 'gross ' : ''}${type} at ${t}`,
          );
          if (gross || !ORDER_TYPES.includes(type)) continue;
          const reports = counting(type, past, true);
          for (const e of wanted) {
            const report = reports.find((r) => r.id === e.id)!;
            if (e.amount !== undefined) {
              assert.ok(e.amount >= 0n && e.amount <= report.amount!, 'between nothing and what was paid');
              if (e.amount < report.amount!) seen.less++;
            }
            for (const l of e.lines ?? []) assert.ok(l.quantity >= 0n && (l.amount ?? 0n) >= 0n);
          }
          seen.gone += reports.length - wanted.length;
        }
      }
    }
  }
  assert.ok(Math.min(...Object.values(seen)) > ROUNDS, JSON.stringify(seen));
});

test(`unmatched facts are those that reduce nothing, in any arrival order (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 1));
  const reasons = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const facts = orderFacts(d);
    const at = T0 + d.int(0, 200) * HOUR;
    const list = unmatchedFacts(FactSet.of(facts), at);
    assert.deepEqual(unmatchedFacts(arriving(d, facts), at), list);
    assert.equal(new Set(list.map((x) => x.fact)).size, list.length, 'each fact is listed once');
    for (const { fact, reason } of list) {
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if (!['ORDER', 'CURRENCY', 'AMOUNT'].includes(reason) || fact.paymentId !== undefined) continue;
      // Removing the unmatched fact changes no order.
      for (const type of ORDER_TYPES.filter((t) => reason === 'ORDER' || t === leading(facts, fact.orderId!, at))) {
        const money = (without?: EventFact): unknown =>
          counting(
            type,
            facts.filter((e) => e.at <= at && e !== without),
            false,
          ).map((e) => String(e.amount));
        if (fact.refundId === undefined && !fact.lines?.length) assert.deepEqual(money(fact), money());
      }
    }
  }
  for (const reason of ['ORDER', 'CURRENCY', 'LINE', 'AMOUNT', 'EXCESS'])
    assert.ok((reasons.get(reason) ?? 0) > ROUNDS / 50, `${reason}: ${JSON.stringify([...reasons])}`);
});

const leading = (facts: readonly EventFact[], orderId: string, at: number): string | undefined =>
  ['order_paid', 'order_completed', 'order_placed'].find((type) =>
    facts.some((e) => e.type === type && e.orderId === orderId && e.at <= at),
  );

test('many reports and refunds of one order take linear time', () => {
  const steps = (n: number): number => {
    const facts: EventFact[] = [];
    for (let i = 0; i < n; i++) {
      facts.push({ id: `a${i}`, type: 'order_paid', at: i * 2, orderId: 'o', amount: 10n ** 9n + BigInt(i) });
      facts.push({ id: `b${i}`, type: 'order_refunded', at: i * 2 + 1, orderId: 'o', amount: 1n });
    }
    const standing = FactSet.of(facts).standing('order_paid')!;
    assert.equal(standing.at(-1)!.fact.amount, 10n ** 9n - 1n);
    return standing.length;
  };
  assert.equal(steps(20_000), 40_000);
});
