/** Tests that the write key of a tracking body is found without parsing the body. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeKeyOfBody } from '../../src/edge/key-of-body.js';

const SEED = Number(process.env.STRATA_SEED ?? Date.now() % 1_000_000);
console.log(`seed ${SEED}`);

const plain = fc.oneof(fc.string(), fc.constantFrom('writeKey', 'batch', '"writeKey":"no"', '[{', '}]', '\\', '中文"'));
/** Names without escape sequences, because clients send `writeKey` and `batch` in plain letters. */
const name = fc.oneof(
  fc.constantFrom('writeKey', 'batch', 'context', 'event', 'a b'),
  fc.stringMatching(/^[a-z]{1,6}$/),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    plain,
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const key = fc.option(plain, { nil: undefined });
const message = fc.tuple(fc.dictionary(name, anything, { maxKeys: 3 }), key).map(withKey);
const body = fc
  .tuple(
    fc.dictionary(name, anything, { maxKeys: 3 }),
    fc.option(fc.array(fc.oneof(message, anything), { maxLength: 3 }), { nil: undefined }),
    key,
    fc.dictionary(name, anything, { maxKeys: 3 }),
  )
  .map(([before, batch, writeKey, after]) => {
    const { writeKey: _, ...rest } = after;
    return withKey([{ ...before, ...(batch ? { batch } : {}), ...rest }, writeKey]);
  });

function withKey([given, writeKey]: [object, string | undefined]): object {
  return writeKey === undefined ? given : { ...given, writeKey };
}

/** Reads the key of a parsed body. */
function keyOf(parsed: unknown): string | undefined {
  const { writeKey, batch } = parsed as { readonly writeKey?: unknown; readonly batch?: unknown };
  if (typeof writeKey === 'string') return writeKey;
  const first = Array.isArray(batch) ? (batch[0] as { readonly writeKey?: unknown } | null) : undefined;
  return typeof first?.writeKey === 'string' ? first.writeKey : undefined;
}

test('the key is that of the body, or of its first message', () => {
  fc.assert(
    fc.property(body, fc.constantFrom(undefined, 1, '\t'), (given, space) => {
      const json = JSON.stringify(given, undefined, space);
      assert.equal(writeKeyOfBody(json), keyOf(JSON.parse(json)));
    }),
    { seed: SEED, numRuns: 2000 },
  );
});

test('a body without an object or with broken JSON has no key, or the key before the fault', () => {
  for (const json of [
    '',
    '"writeKey"',
    '["writeKey","x"]',
    '{"writeKey"',
    '{"writeKey":"\\x"}',
    '{"a":{"writeKey":"x"}}',
  ])
    assert.equal(writeKeyOfBody(json), undefined, json);
  assert.equal(writeKeyOfBody('{"writeKey":"x",'), 'x');
});
