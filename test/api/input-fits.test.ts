/**
 * Tests the quick check of input values. It accepts every well-formed event, and rejects every value that GraphQL would
 * fail to coerce.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coerceInputValue, type GraphQLInputType } from 'graphql';
import { fitsOf } from '../../src/graphql/input-fits.js';
import { sharedSchema } from '../../src/graphql/schema.js';

const schema = await sharedSchema();
const inputs = ['EventInput', 'SetTagInput', 'TagPointInput', 'ConditionInput', 'InstallTemplateInput'];

function isCoerced(value: unknown, type: GraphQLInputType): boolean {
  let faults = 0;
  coerceInputValue(value, type, () => faults++);
  return faults === 0;
}

const scalar = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, '1.5', '2026-02-28T10:00:00Z', [], {}, [null], ['x']),
);
/** Generates objects whose field names are mostly those of the schema. */
const someValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 2 }) },
    {
      weight: 4,
      arbitrary: fc.dictionary(
        fc.constantFrom(
          ...['messageId', 'type', 'occurredAt', 'identities', 'namespace', 'value', 'order', 'lines', 'amount'],
          ...['properties', 'tag', 'at', 'key', 'and', 'of', 'unknown', '__proto__', 'quantity', 'profile'],
        ),
        tie('value'),
        { maxKeys: 6 },
      ),
    },
  ),
})).value;

test('a value that fits its input type is coerced without errors', () => {
  for (const name of inputs) {
    const type = schema.getType(name) as GraphQLInputType;
    const fits = fitsOf(type);
    fc.assert(
      fc.property(someValue, (value) => {
        if (fits(value)) assert.ok(isCoerced(value, type));
      }),
      { numRuns: 400 },
    );
  }
});

test('well-formed events fit, and a single fault leads to the slow path', () => {
  const fits = fitsOf(schema.getType('EventInput') as GraphQLInputType);
  const event = {
    messageId: 'm1',
    type: 'order_paid',
    occurredAt: '2026-02-28T10:00:00+08:00',
    identities: [{ namespace: 'member_id', value: 'M1' }],
    properties: { channel: 'app', pieces: 2 },
    order: { orderId: 'o1', lines: [{ sku: 'a', quantity: 2, amount: '42.00' }], currency: null },
  };
  assert.ok(fits(event));
  const faulty: readonly object[] = [
    { messageId: null },
    { messageId: 5 },
    { identities: [{ namespace: 'member_id' }] },
    { identities: { namespace: 'member_id', value: 'M1' } },
    { properties: [] },
    { order: { lines: [{ quantity: 0.5 }] } },
    { extra: 1 },
    { type: undefined },
  ];
  for (const fault of faulty) assert.ok(!fits({ ...event, ...fault }), JSON.stringify(fault));
  const { messageId: _missing, ...without } = event;
  assert.ok(!fits(without));
});
