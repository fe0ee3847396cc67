/** Tests that jobs of models of several workspaces take turns. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyedMutex } from '../../src/services/base/keyed-mutex.js';
import { amount, freshSeed } from '../support/amount.js';

const SEED = freshSeed();

/** Takes a turn for each owner in this order, while the first one is held. Returns the order in which they ran. */
async function orderOf(owners: readonly string[]): Promise<string[]> {
  const turns = new KeyedMutex();
  const ran: string[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((open) => (release = open));
  let running = 0;
  const all = owners.map((owner, i) =>
    turns
      .takeFairly('jobs', owner, async () => {
        assert.equal(++running, 1, 'one at a time');
        ran.push(owner);
        if (i === 0) await held;
        running--;
        // A failing task does not block the others.
        if (i % 3 === 2) throw new Error('failed');
      })
      .catch(() => undefined),
  );
  release();
  await Promise.all(all);
  return ran;
}

test('an owner with one task waits for at most one task of every other owner', async () => {
  assert.deepEqual(await orderOf(['a', 'a', 'a', 'a', 'b', 'c']), ['a', 'b', 'c', 'a', 'a', 'a']);
});

test(`every task runs in the order of its owner, and no owner waits for two of another (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 }), async (owners) => {
      const ran = await orderOf(owners);
      assert.deepEqual([...ran].sort(), [...owners].sort());
      for (let i = 1; i + 1 < ran.length; i++) {
        const waits = ran.slice(i + 2);
        const isPassedOver = ran[i] === ran[i + 1] && waits.some((owner) => owner !== ran[i]);
        assert.ok(!isPassedOver, ran.join(''));
      }
    }),
    { numRuns: amount(100, 1000), seed: SEED },
  );
});

test('a name is released after its last task', async () => {
  const turns = new KeyedMutex();
  for (let i = 0; i < 3; i++) assert.equal(await turns.takeFairly('jobs', 'a', () => Promise.resolve(i)), i);
});
