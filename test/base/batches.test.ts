/** Tests how waiting facts are combined into transactions that are short enough for other callers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventFact } from '../../src/engine/types.js';
import type { Origin } from '../../src/services/base/write-intakes.js';
import { endBatch, idOf, roomFor, takeBatch, type Queue, type Waiting } from '../../src/services/write-path/batches.js';

const ONE: Origin = { actor: 'a', operation: 'ingestEvents' };

const waiting = (keys: readonly string[], properties: EventFact['properties'] = {}, origin: Origin = ONE): Waiting => ({
  intake: {
    kind: 'event',
    origin,
    identities: [],
    event: { id: keys.join(), type: 'visit', at: 0, properties },
    source: 'a',
    messageId: keys.join(),
    bodyHash: '',
  },
  keys,
  attempts: 0,
  resolve: () => undefined,
  reject: () => undefined,
});
const queueOf = (...all: Waiting[]): Queue => ({ waiting: all, running: 0, customers: 0 });
const namesOf = (batch: readonly Waiting[]): string[] => batch.map((w) => w.keys.join());

test('a batch takes no new customer after a number of them, and leaves the order of each customer', () => {
  const busy = new Set<string>();
  const queue = queueOf(...[['a'], ['b'], ['c'], ['a'], ['c', 'b'], ['b']].map((keys) => waiting(keys)));
  const first = takeBatch(queue, busy, 2);
  assert.deepEqual(namesOf(first), ['a', 'b', 'a'], 'the last fact of b waits behind the one that also names c');
  assert.deepEqual([queue.customers, [...busy]], [2, ['a', 'b']]);
  assert.deepEqual(takeBatch(queue, busy, 0), [], 'no room');
  endBatch(queue, busy, first);
  assert.deepEqual([queue.customers, busy.size], [0, 0]);
  assert.deepEqual(namesOf(takeBatch(queue, busy, 2)), ['c', 'c,b', 'b']);
});

test('identities of one customer count once, and a batch begins only if it may have many customers', () => {
  const queue = queueOf(...Array.from({ length: 300 }, (_, i) => waiting([`a${i}`, `b${i}`, `c${i}`])));
  const busy = new Set<string>();
  const first = takeBatch(queue, busy, roomFor(queue));
  const second = takeBatch(queue, busy, roomFor(queue));
  assert.deepEqual([first.length, second.length, roomFor(queue)], [100, 100, 0]);
  endBatch(queue, busy, first.slice(0, 20));
  assert.equal(roomFor(queue), 0);
  endBatch(queue, busy, first.slice(20));
  assert.equal(roomFor(queue), 100);
});

test('facts with one id keep their order, also for different customers', () => {
  const queue = queueOf(
    { ...waiting(['a']), id: 'm1' },
    { ...waiting(['b']), id: 'm2' },
    { ...waiting(['c']), id: 'm1' },
  );
  const busy = new Set<string>();
  const first = takeBatch(queue, busy, 1);
  assert.deepEqual([namesOf(first), [...busy]], [['a'], ['a', 'm1']]);
  assert.deepEqual(namesOf(takeBatch(queue, busy, 100)), ['b'], 'the second m1 waits');
  endBatch(queue, busy, first);
  assert.deepEqual(namesOf(takeBatch(queue, busy, 100)), ['c']);
  const { intake } = waiting(['a']);
  assert.equal(idOf(intake), '["event","a","a"]');
});

test('a batch takes no events of further customers after a number of bytes, even of one mutation', () => {
  const properties = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`text${i}`, 'x'.repeat(4000)]));
  const large = (of: (i: number) => string): Queue =>
    queueOf(...Array.from({ length: 60 }, (_, i) => waiting([of(i)], properties)));
  const queue = large((i) => `c${i}`);
  const sizes: number[] = [];
  for (const busy = new Set<string>(); queue.waiting.length > 0;) {
    const batch = takeBatch(queue, busy, 100);
    endBatch(queue, busy, batch);
    sizes.push(batch.length);
  }
  assert.ok(sizes.length > 2 && Math.max(...sizes) < 30, sizes.join());
  assert.equal(
    sizes.reduce((a, b) => a + b),
    60,
  );
  assert.equal(
    takeBatch(
      large(() => 'a'),
      new Set(),
      100,
    ).length,
    60,
    'those of one customer stay together',
  );
  const huge = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`text${i}`, 'x'.repeat(4000)]));
  assert.equal(takeBatch(queueOf(waiting(['a'], huge)), new Set(), 100).length, 1, 'one event always fits');
});

test('a mutation is continued beyond the size of a combined batch', () => {
  const mutation = Array.from({ length: 700 }, () => waiting(['a']));
  const other = { actor: 'b', operation: 'ingestEvents' };
  const later = Array.from({ length: 10 }, () => waiting(['z'], {}, other));
  assert.equal(takeBatch(queueOf(...mutation, ...later), new Set(), 100).length, 700);
  assert.equal(takeBatch(queueOf(...later, ...mutation), new Set(), 100).length, 710);
});
