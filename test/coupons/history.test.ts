/**
 * Tests that the order of arrival does not affect the result folded from a customer's coupon facts, and that repeated
 * reports count once.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { couponHistory, nextOrdinal } from '../../src/engine/coupons/history.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact } from '../../src/engine/types.js';

const HOUR = 3600_000;
const TERMS = { validForMs: 48 * HOUR, returnOnRefund: true };

const fact = fc.record({
  type: fc.constantFrom(
    'coupon_issued',
    'coupon_claimed',
    'coupon_claimed',
    'coupon_redeemed',
    'coupon_redeemed',
    'coupon_returned',
    'coupon_expired',
    'order_paid',
    'order_paid',
    'order_completed',
    'order_refunded',
    'order_cancelled',
  ),
  at: fc.integer({ min: 0, max: 96 }),
  order: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  claim: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  named: fc.boolean(),
  /** The terms under which this system decided the claim or use. Absent for a fact that another system reported. */
  terms: fc.option(fc.record({ hours: fc.integer({ min: 1, max: 96 }), returnOnRefund: fc.boolean() }), {
    nil: undefined,
  }),
  pack: fc.constantFrom(undefined, 'p1', 'p2'),
});
type Raw = typeof fact extends fc.Arbitrary<infer T> ? T : never;
const isOwn = ({ id }: EventFact): number => Number(id.startsWith('strata|'));
/** Returns the properties that the server records with a claim or use that it decided. */
function recorded({ type, terms, pack }: Raw): EventFact['properties'] {
  const named: Record<string, string> = pack !== undefined && type === 'coupon_claimed' ? { pack } : {};
  if (!terms || !['coupon_claimed', 'coupon_redeemed'].includes(type)) return named;
  if (type === 'coupon_redeemed') return { returnOnRefund: terms.returnOnRefund, faceValue: terms.hours };
  return { ...named, couponVersion: 1, validFor: `PT${terms.hours}H` };
}
const build = (list: readonly Raw[]): EventFact[] =>
  list.map((r, i): EventFact => {
    const order =
      r.type.startsWith('order_') || (r.type === 'coupon_redeemed' && (r.named || r.terms))
        ? `o${r.order ?? 1}`
        : undefined;
    return {
      id: `${r.terms ? 'strata|' : ''}e${String(i).padStart(2, '0')}`,
      type: r.type,
      at: r.at * HOUR,
      ...(order ? { orderId: order } : {}),
      ...(r.type.startsWith('order_') ? { amount: 100_000n } : {}),
      ...(r.type.startsWith('coupon_') || (r.named && !['order_refunded', 'order_cancelled'].includes(r.type))
        ? { coupon: 'c' }
        : {}),
      properties: {
        ...(r.claim === undefined || r.type.startsWith('order_') ? {} : { claimId: `k${r.claim}` }),
        ...recorded(r),
      },
    };
  });

test('any arrival order gives the same history, and repeated reports count once', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 14 }), fc.integer(), (raw, seed) => {
      const facts = build(raw);
      const expected = couponHistory('c', TERMS, FactSet.of([...facts]));
      const shuffled = [...facts].sort(
        (a, b) =>
          ((a.at * 31 + a.id.charCodeAt(2) * 17 + seed) % 13) - ((b.at * 31 + b.id.charCodeAt(2) * 17 + seed) % 13),
      );
      let set = FactSet.empty;
      for (const f of shuffled) set = set.with([f]);
      assert.deepEqual(couponHistory('c', TERMS, set), expected);
      // Claims are identified by their ids, and uses by their orders. A later report of a known claim or use therefore
      // changes nothing.
      const again = facts
        .filter((f) => f.type === 'coupon_claimed' && f.properties?.claimId !== undefined)
        .map((f) => ({ ...f, id: `${f.id}x`, at: f.at + 1 }));
      assert.equal(couponHistory('c', TERMS, FactSet.of([...facts, ...again])).claims.length, expected.claims.length);
      const orders = new Set(
        facts.flatMap((f) => (f.coupon && f.orderId && !f.type.startsWith('coupon_r') ? [f.orderId] : [])),
      );
      // A new report that adds the coupon to a completed order corrects the order and is not a second order. The use
      // begins at the time of the completion.
      const corrected = new Set(facts.flatMap((f) => (f.type === 'order_completed' && !f.coupon ? [f.orderId] : [])));
      const named = facts
        .filter((f) => f.type === 'order_paid' && f.coupon && orders.has(f.orderId!) && !corrected.has(f.orderId))
        .map((f) => ({ ...f, id: `${f.id}y`, type: 'order_completed', at: f.at + 1 }));
      assert.equal(couponHistory('c', TERMS, FactSet.of([...facts, ...named])).uses.length, expected.uses.length);
    }),
    { numRuns: 2000 },
  );
});

const step = fc.record({
  order: fc.constantFrom('o1', 'o2'),
  returns: fc.boolean(),
  after: fc.constantFrom(0, 0, 1),
  cancels: fc.boolean(),
});

test('uses and returns decided one after another, also at one instant, are the uses of the history', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      let now = 0;
      let facts = FactSet.of([
        { id: 'strata|claim', type: 'coupon_claimed', at: 0, coupon: 'c', properties: { claimId: 'k' } },
        ...['o1', 'o2'].map((orderId): EventFact => ({ id: orderId, type: 'order_paid', at: 0, orderId, amount: 5n })),
      ]);
      const standing = new Map<string, number>();
      const counted = new Map<string, number>();
      steps.forEach(({ order, returns, after, cancels }, i) => {
        now += after;
        const add = (type: string, more: Partial<EventFact>): void => {
          // The order of ids differs from the order of creation, as with ids from two processes.
          const id = `strata|${(i * 7919) % 97}-${i}`;
          facts = facts.with([{ id, type, at: now, coupon: 'c', ...more }]);
        };
        const isUsed = standing.has(order);
        if (!returns && !isUsed) {
          add('coupon_redeemed', {
            properties: { orderId: order, claimId: 'k', useOfOrder: nextOrdinal(order, 'c', facts) },
          });
          standing.set(order, now);
          counted.set(order, (counted.get(order) ?? 0) + 1);
        } else if (returns && isUsed && (!cancels || standing.get(order) === now)) {
          add('coupon_returned', { properties: { orderId: order, useOfOrder: nextOrdinal(order, 'c', facts) - 1 } });
          standing.delete(order);
        } else if (returns && isUsed) {
          add('order_cancelled', { orderId: order, coupon: undefined });
          standing.delete(order);
        }
        const { uses } = couponHistory('c', { returnOnRefund: true }, facts, now);
        for (const orderId of ['o1', 'o2']) {
          const own = uses.filter((u) => u.orderId === orderId);
          assert.equal(own.length, counted.get(orderId) ?? 0);
          assert.deepEqual(
            own.filter((u) => u.returnedAt === undefined).map((u) => u.at),
            standing.has(orderId) ? [standing.get(orderId)] : [],
          );
        }
      });
    }),
    { numRuns: 2000 },
  );
});

test('a claim keeps at least its promised validity, and a use recorded as not returnable stays after its order', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 14 }), fc.boolean(), (raw, returnOnRefund) => {
      // Leaves out facts that state the expiry of a claim or a manual return of a use.
      const facts = build(raw.filter(({ type }) => type !== 'coupon_expired' && type !== 'coupon_returned'));
      const { claims, uses } = couponHistory('c', { ...TERMS, returnOnRefund }, FactSet.of([...facts]));
      for (const { id, at, expiresAt } of claims) {
        const [first] = facts
          .filter((e) => e.type === 'coupon_claimed' && (e.properties?.claimId ?? e.id) === id)
          .sort((a, b) => isOwn(b) - isOwn(a) || a.at - b.at || (a.id < b.id ? -1 : 1));
        const hours = Number(/\d+/.exec(String(first?.properties?.validFor ?? ''))?.[0] ?? 0);
        assert.equal(expiresAt, at + Math.max(48, hours) * HOUR);
      }
      for (const use of uses) {
        const decided = facts.find((e) => e.id === use.decidedBy)?.properties?.returnOnRefund;
        if (!(decided ?? returnOnRefund)) assert.equal(use.returnedAt, undefined);
      }
    }),
    { numRuns: 2000 },
  );
});

test('no claim has two uses at the same time, or a use before it was made or after it expired', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 14 }), (raw) => {
      const { claims, uses } = couponHistory('c', TERMS, FactSet.of(build(raw)));
      for (const c of claims) {
        const own = uses.filter((u) => u.claim === c.id);
        for (const [i, u] of own.entries())
          for (const v of own.slice(i + 1))
            assert.ok((u.returnedAt ?? Infinity) <= v.at, 'it is returned before it is used again');
      }
      for (const [i, u] of uses.entries()) {
        const before = uses.slice(0, i).findLast((v) => u.orderId !== undefined && v.orderId === u.orderId);
        assert.ok((before?.returnedAt ?? -1) <= u.at, 'an order has one use at a time');
        assert.ok(!before || before.returnedAt !== undefined, 'another use follows only after a return');
      }
      for (const u of uses) assert.ok(u.returnedAt === undefined || u.returnedAt >= u.at);
    }),
    { numRuns: 2000 },
  );
});
