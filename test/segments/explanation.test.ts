/** Tests explanations of composed values: the value, its events, and its next change. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact } from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { explain, type Explanation } from '../../src/engine/segments/explain.js';
import { parseCondition } from '../../src/engine/segments/parse.js';

const T0 = Date.parse('2026-03-02T00:00:00+08:00');
const DAY = 86_400_000;

const event = (id: string, type: string, day: number): EventFact => ({ id, type, at: T0 + day * DAY });

function explained(text: string, events: readonly EventFact[], day: number): Explanation {
  const catalogue = new Catalogue(1, { zone: 'Asia/Shanghai', currency: 'CNY' }, [], [], []);
  const { condition, faults } = checkCondition(parseCondition(text), catalogue);
  assert.deepEqual(faults, []);
  return explain(
    condition!,
    catalogue,
    { facts: FactSet.of(events), tags: new Map(), lists: new Set<string>() },
    T0 + day * DAY,
  );
}

test('a ratio is explained by the quotient at 4 digits, the events of both sides once, newest first, and its next flip', () => {
  const events = [
    event('s1', 'contact_sent', 0),
    event('s2', 'contact_sent', 1),
    event('c1', 'contact_clicked', 2),
    event('s3', 'contact_sent', 3),
  ];
  const text = 'ratio(count(contact_clicked, last 7d), count(contact_sent, last 7d)) >= 0.3333';
  const of = explained(text, events, 4);
  assert.deepEqual(
    { text: of.text, kind: of.kind, truth: of.truth, observed: of.observed, evidence: of.evidence },
    { text, kind: 'ratio', truth: true, observed: 3333n, evidence: ['s3', 'c1', 's2', 's1'] },
  );
  assert.equal(of.nextFlipAt, T0 + 9 * DAY);
  const same = explained('ratio(count(contact_sent, last 2d), count(contact_sent)) < 1', events, 4);
  assert.deepEqual([same.observed, same.evidence], [3333n, ['s3', 's2', 's1']]);
  assert.equal(explained(text, [], 4).observed, undefined);
});

test('a median gap is explained by a duration, its events, and when one leaves the window', () => {
  const events = [event('a', 'searched', 0), event('b', 'searched', 10), event('c', 'searched', 14)];
  const text = 'medianGap(searched, last 30d) <= 7d';
  const of = explained(text, events, 20);
  assert.deepEqual(
    { text: of.text, truth: of.truth, observed: of.observed, evidence: of.evidence },
    { text, truth: true, observed: 'P7D', evidence: ['c', 'b', 'a'] },
  );
  const none = explained('medianGap(searched) < 1s', [event('a', 'searched', 0), event('b', 'searched', 0)], 1);
  assert.deepEqual([none.truth, none.observed], [true, 'PT0S']);
  // From day 30 on, the only gap in the window is four days. From day 40 on the window contains no gap.
  assert.equal(of.nextFlipAt, T0 + 40 * DAY);
});

test('a window after an event is explained by its events, and has no flip until the event leaves', () => {
  const events = [
    event('o1', 'order_paid', 0),
    event('v1', 'visit', 3),
    event('v2', 'visit', 7),
    event('v3', 'visit', 8),
  ];
  const text = 'count(visit, within 7d after first(order_paid)) = 2';
  const of = explained(text, events, 9);
  assert.deepEqual(
    { text: of.text, truth: of.truth, observed: of.observed, evidence: of.evidence },
    { text, truth: true, observed: 2, evidence: ['v2', 'v1'] },
  );
  assert.equal(of.nextFlipAt, T0 + 3 * 365 * DAY);
});

test('the most frequent values are explained by the list and when it changes', () => {
  const searched = (id: string, day: number, term: string): EventFact => ({
    ...event(id, 'searched', day),
    properties: { term },
  });
  const of = explained(
    'topOf(searched.term, 2, last 30d) has "a"',
    [searched('1', 0, 'a'), searched('2', 1, 'a'), searched('3', 2, 'b'), searched('4', 3, 'c')],
    4,
  );
  assert.deepEqual([of.truth, of.observed, of.evidence], [true, ['a', 'c'], ['4', '3', '2', '1']]);
  assert.equal(of.nextFlipAt, T0 + 30 * DAY);
});
