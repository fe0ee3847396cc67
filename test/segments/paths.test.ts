/** Compares path comparisons with an implementation that splits paths into parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPath, isUnder, placesOf } from '../../src/engine/values/paths.js';

// Uses few characters, so that one path is often below another.
const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', ' '), maxLength: 7 });
const partsOf = (path: string): string[] => path.replace(/\/+$/, '').split('/');

test("a value is under a path when it begins with all of the path's parts", () => {
  let under = 0;
  fc.assert(
    fc.property(text, text, (value, path) => {
      const [below, place] = [partsOf(value), partsOf(path)];
      const expected = place.every((part, i) => below[i] === part);
      if (expected) under++;
      assert.equal(isUnder(value, path), expected);
    }),
    { numRuns: 5000 },
  );
  assert.ok(under > 100, String(under));
});

test('the paths above a value are those of its prefixes that it is under', () => {
  assert.deepEqual(placesOf('母婴/纸尿裤/NB/'), ['母婴/纸尿裤/NB', '母婴/纸尿裤', '母婴']);
  assert.deepEqual(placesOf('//'), []);
  fc.assert(
    fc.property(text, (path) => {
      const beginnings = Array.from({ length: path.length }, (_, i) => path.slice(0, path.length - i));
      assert.deepEqual(
        placesOf(path),
        beginnings.filter((place) => isPath(place) && !place.endsWith('/') && isUnder(path, place)),
      );
    }),
  );
});
