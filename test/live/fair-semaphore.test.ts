/**
 * Tests that free places go to the workspaces in turn, within a workspace to its subjects in turn, and within a subject
 * in order of arrival.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FairSemaphore, type Asker } from '../../src/live/fair-semaphore.js';

/** Returns the indexes of the askers in the order in which they get the only place. */
async function orderOf(askers: readonly Asker[]): Promise<number[]> {
  const places = new FairSemaphore(1);
  await places.enter();
  const order: number[] = [];
  const all = askers.map(async (asker, n) => {
    await places.enter(asker);
    order.push(n);
    places.leave();
  });
  places.leave();
  await Promise.all(all);
  return order;
}

test('a workspace with one waiter waits for one other holder, regardless of how many another workspace has', async () => {
  const many = Array.from({ length: 300 }, () => ({ workspace: 'a', subject: 's' }));
  const order = await orderOf([...many, { workspace: 'b', subject: 's' }, { workspace: 'a', subject: 't' }]);
  assert.deepEqual(order.slice(0, 4), [0, 300, 301, 1]);
});

test('turns match those of a simple model of the queues', async () => {
  const asker = fc.record({ workspace: fc.constantFrom('a', 'b', 'c'), subject: fc.constantFrom('s', 't', 'u') });
  await fc.assert(
    fc.asyncProperty(fc.array(asker, { maxLength: 30 }), async (askers) => {
      const order = await orderOf(askers);
      assert.deepEqual(
        [...order].toSorted((x, y) => x - y),
        [...askers.keys()],
      );
      // Each turn goes to the waiting workspace that was served least recently, and within it to the subject that was
      // served least recently.
      const waiting = new Set(askers.keys());
      const servedAt = new Map<string, number>();
      for (const [turn, n] of order.entries()) {
        const { workspace, subject } = askers[n];
        const firstOf = (name: (of: (typeof askers)[number]) => string, among: readonly number[]): number => {
          const names = new Map<string, number>();
          for (const i of among) if (!names.has(name(askers[i]))) names.set(name(askers[i]), i);
          return [...names].toSorted(
            ([left, i], [right, j]) => (servedAt.get(left) ?? -1) - (servedAt.get(right) ?? -1) || i - j,
          )[0][1];
        };
        const ofWorkspace = [...waiting].filter(
          (i) => askers[i].workspace === askers[firstOf((a) => a.workspace, [...waiting])].workspace,
        );
        assert.equal(
          n,
          firstOf((a) => `${a.workspace}/${a.subject}`, ofWorkspace),
        );
        waiting.delete(n);
        servedAt.set(workspace, turn).set(`${workspace}/${subject}`, turn);
      }
    }),
  );
});

test('places without waiters are released', async () => {
  const places = new FairSemaphore(2);
  for (let round = 0; round < 3; round++) {
    const during = [places.during(() => Promise.resolve(1)), places.during(() => Promise.resolve(2))];
    assert.deepEqual(await Promise.all([...during, places.during(() => Promise.resolve(3))]), [1, 2, 3]);
  }
});
