/**
 * Tests small functions of `src/engine/reach`: usual intervals, contact names, re-entry, groups, permissions, layers,
 * and states.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { ConsentState } from '../../src/engine/facts/consent.js';
import { permissionOf } from '../../src/engine/reach/consent.js';
import { afterAttempt, usesBudget, type AttemptOutcome, type ContactProgress } from '../../src/engine/reach/contact.js';
import {
  afterResult,
  countedContacts,
  entriesOf,
  fallenBack,
  type PendingContact,
} from '../../src/engine/reach/contact-record.js';
import { channelsAfter, isAnswered } from '../../src/engine/reach/fallback.js';
import { comparedGroup, CROSSED, groupOf, HOLD_OUT, isInControl } from '../../src/engine/reach/groups.js';
import { forbiddingLayer, isNearChurn, periodicBudgets } from '../../src/engine/reach/layer-policy.js';
import {
  contactId,
  mayEnter,
  messageId,
  occurrenceKey,
  type OccurrenceSource,
} from '../../src/engine/reach/occurrence.js';
import {
  orderDays,
  productInterval,
  reminderOf,
  standingOrders,
  usualInterval,
} from '../../src/engine/reach/usual-interval.js';
import { DAY, HOUR } from '../../src/engine/time/time.js';
import type { EventFact } from '../../src/engine/types.js';
import { draw } from '../../src/services/base/stable-random.js';

const T0 = Date.parse('2026-03-01T02:00:00Z');
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the usual interval is the median of the last ten gaps between order days, from three gaps on', () => {
  const days = (...gaps: number[]): number[] => gaps.reduce((list, gap) => [...list, list.at(-1)! + gap], [T0]);
  assert.equal(usualInterval(days(10, 20)), undefined);
  assert.equal(usualInterval(days(10, 30, 20)), 20);
  assert.equal(usualInterval(days(10, 20, 31, 40)), 25, 'the mean of the middle two, in whole milliseconds');
  assert.equal(usualInterval(days(9, 9, 9, ...Array.from({ length: 10 }, () => 5))), 5, 'older gaps do not count');
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 30 }), (gaps) => {
      const last = gaps.slice(-10);
      const value = usualInterval(days(...gaps))!;
      const doubled = last.map((gap) => 2 * gap);
      assert.ok(doubled.filter((gap) => gap < 2 * value).length <= last.length / 2);
      assert.ok(doubled.filter((gap) => gap > 2 * value + 1).length <= last.length / 2);
    }),
  );
});

test('an order day starts at its first standing order, and a refund removes an order from then on', () => {
  const order = (id: string, at: number): EventFact => ({ id, type: 'order_paid', at, orderId: id, amount: 10n });
  const facts = FactSet.of([
    order('a', T0),
    order('b', T0 + HOUR),
    order('c', T0 + 5 * DAY),
    { id: 'r', type: 'order_refunded', at: T0 + 6 * DAY, orderId: 'a' },
  ]);
  const zone = 'Asia/Shanghai';
  assert.deepEqual(orderDays(standingOrders(facts, T0 + 5 * DAY), zone), [T0, T0 + 5 * DAY]);
  assert.deepEqual(orderDays(standingOrders(facts, T0 + 6 * DAY), zone), [T0 + HOUR, T0 + 5 * DAY]);
  assert.deepEqual(standingOrders(facts, T0), [T0]);
  assert.deepEqual(standingOrders(FactSet.of([order('a', T0), order('b', T0 + 1)]), T0), [T0]);
  // 02:00 and 17:00 UTC are on two different days in Shanghai.
  assert.equal(orderDays([T0, T0 + 15 * HOUR], zone).length, 2);
  assert.equal(orderDays([T0, T0 + 15 * HOUR], 'UTC').length, 1);
});

test('a reminder precedes the usual repurchase, moves with a new order day, and is not due afterwards', () => {
  const days = [0, 10, 20, 30].map((n) => T0 + n * DAY);
  assert.deepEqual(reminderOf(days, usualInterval(days), 2 * DAY, T0 + 30 * DAY), {
    expectedAt: T0 + 40 * DAY,
    dueAt: T0 + 38 * DAY,
  });
  const more = [...days, T0 + 44 * DAY];
  assert.equal(reminderOf(more, usualInterval(more), 2 * DAY, more.at(-1)!)!.expectedAt, T0 + 54 * DAY);
  assert.equal(reminderOf(days, 10 * DAY, 2 * DAY, T0 + 38 * DAY)!.dueAt, T0 + 38 * DAY);
  assert.equal(reminderOf(days, 10 * DAY, 2 * DAY, T0 + 38 * DAY + 1), undefined);
  assert.equal(reminderOf(days, undefined, 0, 0), undefined);
  assert.equal(reminderOf([], DAY, 0, 0), undefined);
});

test('a product has its own interval from 30 customers with two purchases on', () => {
  const buyers = (n: number): number[][] => Array.from({ length: n }, (_, i) => [0, (i + 1) * DAY]);
  assert.equal(productInterval([...buyers(29), [0], []]), undefined);
  assert.equal(productInterval(buyers(31)), 16 * DAY);
});

test('contact ids are equal exactly for equal names, and contain no full stop', () => {
  const source: fc.Arbitrary<OccurrenceSource> = fc.oneof(
    fc.record({ kind: fc.constant('EVENT' as const), eventId: fc.string({ maxLength: 3 }) }),
    fc.record({
      kind: fc.constant('TRANSITION' as const),
      segment: fc.string({ maxLength: 2 }),
      profile: fc.string({ maxLength: 2 }),
      sequence: fc.nat(3),
    }),
    fc.record({ kind: fc.constant('DAY' as const), day: fc.string({ maxLength: 3 }) }),
    fc.record({ kind: fc.constant('SCHEDULE' as const), dueAt: fc.nat(3) }),
    fc.record({
      kind: fc.constant('TAG' as const),
      tag: fc.string({ maxLength: 2 }),
      value: fc.string({ maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant('REPURCHASE' as const), orderDay: fc.string({ maxLength: 2 }) }),
  );
  const name = fc.record({
    campaign: fc.string({ maxLength: 2 }),
    namespace: fc.string({ maxLength: 2 }),
    value: fc.string({ maxLength: 2 }),
    source,
  });
  const idOf = ({
    source: of,
    ...rest
  }: {
    campaign: string;
    namespace: string;
    value: string;
    source: OccurrenceSource;
  }) => contactId({ ...rest, occurrence: occurrenceKey(of) }, digest);
  fc.assert(
    fc.property(name, name, (left, right) => {
      assert.equal(idOf(left) === idOf(right), JSON.stringify(left) === JSON.stringify(right));
      assert.match(messageId(idOf(left), 2), /^c[0-9a-f]{32}_2$/);
    }),
  );
  const birthday = { kind: 'TAG', tag: 'birthday', value: '1990-05-20' } as const;
  assert.notEqual(occurrenceKey({ ...birthday, year: 2026 }), occurrenceKey({ ...birthday, year: 2027 }));
});

test('re-entry is never, always or after a time, and an occurrence is entered only once', () => {
  const before = [{ occurrence: 'a', handedOverAt: T0 }];
  const reserved = [{ occurrence: 'a' }];
  assert.ok(mayEnter({ kind: 'NEVER' }, [], 'b', T0));
  assert.ok(!mayEnter({ kind: 'NEVER' }, before, 'b', T0 + DAY));
  assert.ok(mayEnter({ kind: 'ALWAYS' }, before, 'b', T0));
  assert.ok(!mayEnter({ kind: 'ALWAYS' }, before, 'a', T0 + DAY));
  const after = { kind: 'AFTER', durationMs: DAY } as const;
  assert.ok(!mayEnter(after, before, 'b', T0 + DAY - 1));
  assert.ok(mayEnter(after, before, 'b', T0 + DAY));
  assert.ok(!mayEnter(after, reserved, 'b', T0 + 9 * DAY), 'one is pending');
});

test('the global control is stable, only grows with its percentage, and is independent of other groups', () => {
  const units = Array.from({ length: 20_000 }, (_, i) => `member|${i}`);
  const control = (percent: number): string[] => units.filter((u) => isInControl({ percent, salt: 'shop' }, u, draw));
  const [five, ten] = [control(5), new Set(control(10))];
  assert.ok(five.every((u) => ten.has(u)));
  assert.ok(Math.abs(five.length / units.length - 0.05) < 0.006, String(five.length));
  assert.deepEqual([control(0).length, control(100).length], [0, units.length]);

  const variants = [
    { key: 'a', weight: 1 },
    { key: 'b', weight: 3 },
  ];
  const groups = { salt: 'spring', holdOutPercent: 20, variants };
  const shareOf = (list: readonly string[], group: string): number =>
    list.filter((u) => groupOf(groups, u, draw) === group).length / list.length;
  for (const list of [units, five.concat([...ten])]) {
    assert.ok(Math.abs(shareOf(list, HOLD_OUT) - 0.2) < 0.03);
    assert.ok(Math.abs(shareOf(list, 'b') - 0.6) < 0.04);
  }
  const wider = { ...groups, holdOutPercent: 30 };
  for (const u of units.slice(0, 2000)) {
    const [was, is] = [groupOf(groups, u, draw), groupOf(wider, u, draw)];
    assert.ok(is === was || (is === HOLD_OUT && was !== HOLD_OUT), 'a wider hold-out moves nobody between variants');
  }
  assert.equal(groupOf({ salt: 's', holdOutPercent: 0, variants: [] }, 'u', draw), undefined);
  assert.equal(comparedGroup([]), undefined);
  assert.equal(comparedGroup(['a', 'a']), 'a');
  assert.equal(comparedGroup(['a', 'b']), CROSSED);
});

test('a permission is that of the channel, else of all channels, else the default', () => {
  const state = (given: boolean, channel?: string): ConsentState => ({
    purpose: 'marketing',
    given,
    since: 0,
    statement: `s-${channel ?? 'all'}`,
    ...(channel === undefined ? {} : { channel }),
  });
  const states = [state(false), state(true, 'sms')];
  assert.deepEqual(permissionOf(states, 'marketing', 'sms', 'REQUIRED'), { permitted: true, statement: 's-sms' });
  assert.deepEqual(permissionOf(states, 'marketing', 'push', 'UNLESS_WITHDRAWN'), {
    permitted: false,
    statement: 's-all',
  });
  assert.deepEqual(permissionOf(states, 'service', 'push', 'UNLESS_WITHDRAWN'), { permitted: true });
  assert.deepEqual(permissionOf(states, 'service', 'push', 'REQUIRED'), { permitted: false });
});

test('the strictest layer decides, and NEAR_CHURN is the model or 75 to 90 days without an order', () => {
  const layer = (key: string, reach: 'NONE' | 'ALLOWED' | 'NEAR_CHURN' | 'PERIODIC', intervalMs?: number) => ({
    key,
    reach,
    ...(intervalMs === undefined ? {} : { intervalMs }),
  });
  assert.equal(forbiddingLayer([layer('m.a', 'ALLOWED'), layer('n.b', 'NONE')], {}, T0)?.key, 'n.b');
  assert.equal(forbiddingLayer([layer('m.a', 'ALLOWED'), layer('n.b', 'PERIODIC')], {}, T0), undefined);
  assert.equal(forbiddingLayer([layer('m.a', 'NEAR_CHURN')], { lastOrderAt: T0 }, T0 + 74 * DAY)?.key, 'm.a');
  const near = (days: number, ms = 0): boolean => isNearChurn({ lastOrderAt: T0 }, T0 + days * DAY + ms);
  assert.deepEqual([near(75, -1), near(75), near(90, -1), near(90)], [false, true, true, false]);
  assert.ok(isNearChurn({ probability: 0.7, bound: 0.5 }, T0));
  assert.ok(!isNearChurn({ probability: 0.5, bound: 0.5, lastOrderAt: T0 }, T0 + 80 * DAY), 'the model decides');
  assert.ok(!isNearChurn({}, T0));
  assert.deepEqual(
    periodicBudgets([layer('m.a', 'PERIODIC', DAY), layer('m.b', 'PERIODIC')]).map((b) => [b.key, b.most, b.layer]),
    [['periodic:m.a', 1, 'm.a']],
  );
});

test('only what was certainly not sent is released, and an unknown outcome always counts', () => {
  const outcomes: readonly AttemptOutcome[] = ['DELIVERED', 'REFUSED', 'UNKNOWN', 'NOT_SENT'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 6 }), (list) => {
      let contact: ContactProgress = { state: 'RESERVED', mayHaveArrived: false };
      const seen: AttemptOutcome[] = [];
      for (const [i, outcome] of list.entries()) {
        if (contact.state !== 'RESERVED') break;
        contact = afterAttempt(contact, outcome, i === list.length - 1);
        seen.push(outcome);
      }
      const arrived = seen.some((o) => o === 'DELIVERED' || o === 'UNKNOWN');
      assert.equal(contact.mayHaveArrived, arrived);
      assert.equal(usesBudget(contact), arrived || contact.state === 'RESERVED');
    }),
  );
  assert.ok(!usesBudget({ state: 'PLANNED', mayHaveArrived: false }));
});

test('receipts name a contact or one of its messages, and imply the earlier receipts', () => {
  const facts = FactSet.of([
    { id: 'r1', type: 'contact_delivered', at: 10, properties: { contactId: 'c1' } },
    { id: 'r2', type: 'contact_clicked', at: 20, properties: { contactId: 'c2_1' } },
    { id: 'r3', type: 'contact_opened', at: 30, properties: { contactId: 'c33' } },
  ]);
  const answered = (id: string, unless: 'DELIVERED' | 'OPENED', at: number): boolean =>
    isAnswered(facts, { id }, { afterMs: 1, unless }, at);
  assert.deepEqual(
    [answered('c1', 'DELIVERED', 10), answered('c1', 'DELIVERED', 9), answered('c1', 'OPENED', 10)],
    [true, false, false],
  );
  assert.deepEqual([answered('c2', 'DELIVERED', 20), answered('c2', 'OPENED', 20)], [true, true]);
  assert.equal(answered('c3', 'DELIVERED', 40), false);
  const named = { id: 'c4', providerId: 'sid-2', earlier: [{ providerId: 'c33' }, {}] };
  assert.ok(isAnswered(facts, named, { afterMs: 1, unless: 'OPENED' }, 30), 'by the id from a provider');
  assert.ok(!isAnswered(facts, { ...named, earlier: [] }, { afterMs: 1, unless: 'OPENED' }, 30));
  const channels = ['push', 'sms', 'mail'].map((channel) => ({ channel }));
  assert.deepEqual(channelsAfter(channels, 'push'), channels.slice(1));
  assert.deepEqual([channelsAfter(channels, 'mail'), channelsAfter(channels, 'none')], [[], []]);
});

test('messages on earlier channels use budget, whatever happens on the next channel', () => {
  const reservation = { channel: 'push', at: 10, under: ['b'], counts: true };
  const handedOver = {
    ...{ id: 'c', campaign: 'k', version: 1, occurrence: 'o', sequence: 1, dueAt: 10, decidedAt: 10, expiresAt: 99 },
    ...{ tags: [], attempts: 1, claim: 1, state: 'HANDED_OVER', mayHaveArrived: true, handedOverAt: 11, reservation },
  } as const satisfies PendingContact;
  const next = fallenBack<PendingContact>(
    handedOver,
    { channel: 'sms', at: 20, under: ['b'], counts: true },
    'RESERVED',
  );
  const counted = (contact: PendingContact): string[] =>
    countedContacts([contact]).map(({ channel, at }) => `${channel} ${at}`);
  assert.deepEqual([next.state, next.nextAttemptAt, counted(next)], ['RESERVED', 20, ['push 10', 'sms 20']]);
  const ended = afterResult(next, { kind: 'ENDED', ending: { reason: 'GOAL', facts: { goal: 'g' } } });
  assert.deepEqual([ended.state, ended.reservation, ended.ending?.reason], ['HANDED_OVER', reservation, 'GOAL']);
  assert.deepEqual([counted(ended), ended.earlier, ended.nextAttemptAt], [['push 10'], undefined, undefined]);
  const refused = afterResult(next, { kind: 'ATTEMPTED', outcome: 'REFUSED', at: 21 });
  assert.deepEqual([refused.state, counted(refused)], ['FAILED', ['push 10']]);
  assert.deepEqual(entriesOf([refused]).get('k'), [{ occurrence: 'o', handedOverAt: 11 }]);
  const unknown = afterResult(next, { kind: 'ATTEMPTED', outcome: 'UNKNOWN', at: 21 });
  const missed = afterResult(unknown, { kind: 'ENDED', ending: { reason: 'GOAL', facts: { goal: 'g' } } });
  assert.deepEqual([missed.state, counted(missed)], ['DEAD', ['push 10', 'sms 20']], 'it may have arrived');
});
