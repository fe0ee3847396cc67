/** Compares the differences between two sorted lists with set differences, in the sort order of the database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { differences } from '../../src/services/lists/differences.js';

const inOrder = (values: readonly string[]): string[] =>
  [...new Set(values)].toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

async function* pages(values: readonly string[], size: number): AsyncGenerator<readonly string[]> {
  for (let i = 0; i < values.length; i += size) yield await Promise.resolve(values.slice(i, i + size));
}

async function found(left: readonly string[], right: readonly string[], size: number): Promise<[string[], number]> {
  const values: string[] = [];
  let read = 0;
  for await (const part of differences(pages(left, size), pages(right, size))) {
    values.push(...part.values);
    read += part.read;
  }
  return [values, read];
}

test('values in only one list are found once each, with any page size', async () => {
  // Characters beyond the Basic Multilingual Plane sort differently in UTF-16 than in the database.
  const value = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom('\u{1F600}', '\uFFFD', '\uE000', '会员', 'a', ''),
  );
  const list = fc.array(value, { maxLength: 40 }).map(inOrder);
  await fc.assert(
    fc.asyncProperty(list, list, fc.integer({ min: 1, max: 9 }), async (left, right, size) => {
      const expected = inOrder([
        ...left.filter((each) => !right.includes(each)),
        ...right.filter((each) => !left.includes(each)),
      ]);
      assert.deepEqual(await found(left, right, size), [expected, left.length + right.length]);
    }),
  );
});

test('large lists are read in parts', async () => {
  const left = inOrder(Array.from({ length: 30_000 }, (_, n) => `M${n}`));
  const right = left.filter((_, n) => n % 10 !== 0);
  let largest = 0;
  let parts = 0;
  for await (const { values } of differences(pages(left, 20_000), pages(right, 20_000))) {
    largest = Math.max(largest, values.length);
    parts++;
  }
  assert.ok(largest <= 1000 && parts >= 3, `${parts} parts, the largest of ${largest}`);
});
