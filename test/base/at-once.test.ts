/** Tests work on many items with a limit on how many run at the same time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { forEachAtOnce } from '../../src/services/base/at-once.js';

/** Work whose items end when the test says so. */
class Held {
  readonly begun: number[] = [];
  private readonly ends = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();

  readonly work = (item: number): Promise<void> => {
    this.begun.push(item);
    return new Promise((resolve, reject) => void this.ends.set(item, { resolve, reject }));
  };

  get running(): readonly number[] {
    return [...this.ends.keys()];
  }

  async end(item: number, error?: Error): Promise<void> {
    const end = this.ends.get(item)!;
    this.ends.delete(item);
    if (error) end.reject(error);
    else end.resolve();
    await new Promise(setImmediate);
  }
}

test('every item is processed once, whichever ends first, and never more at once than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat()),
      async (count, most, choices) => {
        const held = new Held();
        const items = Array.from({ length: count }, (_, i) => i);
        const done = forEachAtOnce(items, most, held.work);
        while (held.running.length > 0) {
          assert.ok(held.running.length <= most);
          await held.end(held.running[choices.next().value % held.running.length]);
        }
        await done;
        assert.deepEqual(held.begun, items);
      },
    ),
    { numRuns: 50 },
  );
});

test('after an error nothing more starts, running work is awaited, and the first error is thrown', async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  const held = new Held();
  const told: unknown[] = [];
  const done = forEachAtOnce([1, 2, 3], 2, held.work).catch((error: unknown) => told.push(error));
  // The second item fails while the first one still runs.
  await held.end(2, new Error('second'));
  assert.deepEqual(told, [], 'the first item still runs');
  await held.end(1, new Error('first'));
  await done;
  process.off('unhandledRejection', note);
  assert.deepEqual(
    told.map((error) => (error as Error).message),
    ['second'],
  );
  assert.deepEqual(held.begun, [1, 2]);
  assert.deepEqual(unhandled, []);
});
