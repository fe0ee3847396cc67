/** Tests that the write key of a page cannot use up the queue of writes of its workspace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalogues } from '../../src/services/base/catalogues.js';
import type { LinkIntake } from '../../src/services/base/write-intakes.js';
import type { Stores } from '../../src/services/base/ports.js';
import type { FactCache } from '../../src/services/base/services.js';
import { QueuedWriter } from '../../src/services/write-path/fact-writer.js';

const origin = { actor: 'web', operation: 'identify' };
const links = (count: number, isPublic: boolean): LinkIntake[] =>
  Array.from({ length: count }, (_, i) => ({
    kind: 'link',
    origin,
    identities: [{ namespace: 'device_id', value: `${i}` }],
    ...(isPublic ? { isPublic } : {}),
  }));

test('facts of write keys fill at most half of the queue, and other callers have the rest', async () => {
  // No transaction ever ends, so every accepted intake waits.
  const stores = { transact: () => new Promise(() => undefined) } as unknown as Stores;
  const writer = new QueuedWriter(stores, {} as Catalogues, {} as FactCache, () => Promise.resolve());
  const refused: Promise<unknown>[] = [];
  const write = (count: number, isPublic: boolean): void => {
    const before = writer.waiting();
    const outcomes = writer.write('shop', links(count, isPublic));
    if (writer.waiting() === before) refused.push(outcomes);
  };
  for (let request = 0; request < 20; request++) write(1000, true);
  assert.deepEqual([writer.waiting(), refused.length], [10_000, 10]);
  write(10_000, false);
  assert.deepEqual([writer.waiting(), refused.length], [20_000, 10]);
  write(1, false);
  assert.deepEqual([writer.waiting(), refused.length], [20_000, 11]);
  for (const each of refused) await assert.rejects(each, { reason: 'WRITE_QUEUE_FULL' });
});
