/** Tests that the history of a tag, computed in one pass, equals the value queried separately for each time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TagDefinition, TagWrite } from '../../src/engine/types.js';
import { MAX_KEPT_WRITES, servedAt, tagTimeline } from '../../src/engine/tags/tags.js';
import { valueAt } from '../../src/engine/time/timeline.js';

const END = 40;
const definition = (ttlMs: number | undefined): TagDefinition => ({
  key: 'score',
  name: 'score',
  kind: 'DYNAMIC',
  type: 'INTEGER',
  version: 1,
  group: 'ACTIVITY',
  namespace: 'shop',
  personal: false,
  ...(ttlMs === undefined ? {} : { ttlMs }),
});

test('a timeline has the served value at every instant', () => {
  const write = fc.record({
    at: fc.integer({ min: 0, max: 12 }),
    source: fc.constantFrom('a', 'b'),
    sequence: fc.integer({ min: 0, max: 2 }),
    value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  });
  const ttl = fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined });
  const begin = fc.integer({ min: 0, max: 14 });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 12 }), ttl, begin, (some, ttlMs, from) => {
      const def = definition(ttlMs);
      const writes = some.map((w, i): TagWrite => ({ ...w, id: `w${i}` }));
      const line = tagTimeline(def, { key: 'score', writes }, from);
      for (let t = from; t <= END; t++) assert.equal(valueAt(line, t), servedAt(def, writes, t)?.value, `at ${t}`);
    }),
    { numRuns: 1000 },
  );
});

test('each point that a profile keeps is a step', () => {
  const writes = Array.from({ length: MAX_KEPT_WRITES }, (_, at): TagWrite => {
    return { id: `w${at}`, at, source: 'a', sequence: 0, value: at };
  });
  const line = tagTimeline(definition(undefined), { key: 'score', writes }, -1);
  assert.deepEqual(line.values, [undefined, ...writes.map((w) => w.value)]);
});
