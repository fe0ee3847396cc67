/** Tests how waiting facts are combined into transactions that are short enough for other callers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventFact } from '../../src/engine/types.js';
import { endBatch, takeBatch, type Queue, type Waiting } from '../../src/services/write-path/batches.js';

const ONE = { actor: 'a', operation: 'ingestEvents' };

const waiting = (keys: readonly string[], properties: EventFact['properties'] = {}, origin = ONE): Waiting => ({
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
const queueOf = (...all: Waiting[]): Queue => ({ waiting: all, running: 0, keys: 0 });
const namesOf = (batch: readonly Waiting[]): string[] => batch.map((w) => w.keys.join());

test('a batch takes no new customer after a number of them, and leaves the order of each customer', () => {
  const busy = new Set<string>();
  const queue = queueOf(...[['a'], ['b'], ['c'], ['a'], ['c', 'b'], ['b']].map((keys) => waiting(keys)));
  const first = takeBatch(queue, busy, 2);
  assert.deepEqual(namesOf(first), ['a', 'b', 'a'], 'the last fact of b waits behind the one that also names c');
  assert.deepEqual([queue.keys, [...busy]], [2, ['a', 'b']]);
  assert.deepEqual(takeBatch(queue, busy, 0), [], 'no room');
  endBatch(queue, busy, first);
  assert.deepEqual([queue.keys, busy.size], [0, 0]);
  assert.deepEqual(namesOf(takeBatch(queue, busy, 2)), ['c', 'c,b', 'b']);
});

test('a batch takes no more events after a number of bytes, even of one mutation', () => {
  const properties = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [`text${i}`, 'x'.repeat(4000)]));
  const queue = queueOf(...Array.from({ length: 60 }, () => waiting(['a'], properties)));
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
