// Tests the hash by which repeated requests with an idempotency key are recognized. The hash of a large request is
// computed piece by piece.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { requestHash } from '../../src/services/base/request-hash.js';
import { amount } from '../support/amount.js';

const noTurn = (): Promise<void> => Promise.resolve();

/** Returns the value with the properties of all its objects in reverse order. */
function turnedRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnedRound);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turnedRound(member)]),
  );
}

test('two requests have the same hash exactly if their values are equal, in any order of members', async () => {
  const hash = (variables: unknown): Promise<string> => requestHash('{a}', undefined, variables, noTurn);
  const values = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
  await fc.assert(
    fc.asyncProperty(values, values, async (left, right) => {
      assert.equal(await hash(left), await hash(turnedRound(left)));
      const same = JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
      assert.equal((await hash(left)) === (await hash(right)), same);
    }),
    { numRuns: amount(300, 3000) },
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return { members: members.map(([name, member]) => [name, sorted(member)]) };
}

test('document and operation name are part of the hash, and hashing in pieces does not change it', async () => {
  const hashes = await Promise.all([
    requestHash('{a}', undefined, undefined, noTurn),
    requestHash('{b}', undefined, undefined, noTurn),
    requestHash('{a}', 'b', undefined, noTurn),
    requestHash('{a}', undefined, {}, noTurn),
  ]);
  assert.equal(new Set(hashes).size, 4);
  for (const element of [(i: number) => i, (i: number) => ({ i }), (): object => ({}), (): object => []]) {
    const list = Array.from({ length: 100_000 }, (_, i) => element(i));
    const whole = JSON.stringify(list);
    let turns = 0;
    const turn = (): Promise<void> => Promise.resolve(void turns++);
    const first = await requestHash('{a}', null, { list }, turn);
    assert.ok(turns > Math.floor(whole.length / 40_000), `${turns} turns of ${whole.length} characters`);
    assert.equal(first, await requestHash('{a}', null, { list: JSON.parse(whole) as unknown }, turn));
    await assert.rejects(requestHash('{a}', null, { list }, () => Promise.reject(new Error('too many wait'))));
  }
});
