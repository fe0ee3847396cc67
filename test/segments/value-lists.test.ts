/** Tests long lists of literals: their meaning, their cost, and their limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Condition, Filter, Value } from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { MAX_LISTED, MAX_LISTED_TEXT } from '../../src/engine/segments/list-limits.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { type ExpressionError } from '../../src/engine/segments/lexer.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { isInList } from '../../src/engine/values/value-list.js';
import { compareValues } from '../../src/engine/values/value.js';

const equals = (one: Value, other: Value): boolean => compareValues(one, other) === 0;

test('a long list gives the same result as a linear search', () => {
  const value = fc.oneof(
    fc.constantFrom<Value>('a', 'b', '10', 'true', true, false, 0, -0, 1e14, 123456789012345678n),
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -40, max: 40 }).map((n) => n / 8),
    fc.integer({ min: -400_000, max: 400_000 }).map((n) => BigInt(n)),
    fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
  );
  const list = fc.array(value, { minLength: 17, maxLength: 60 });
  fc.assert(
    fc.property(list, fc.array(value, { maxLength: 20 }), (literals, values) => {
      for (const one of [...values, ...literals])
        assert.equal(
          isInList(literals, one, equals),
          literals.some((literal) => equals(one, literal)),
          `${typeof one} ${String(one)}`,
        );
    }),
    { numRuns: 500 },
  );
});

test("a value is compared with few elements, regardless of the list's length", () => {
  for (const literals of [
    Array.from({ length: MAX_LISTED }, (_, i) => `M${i}`),
    Array.from({ length: MAX_LISTED }, (_, i) => i),
    Array.from({ length: MAX_LISTED }, (_, i) => BigInt(i)),
  ]) {
    let compared = 0;
    const counting = (one: Value, other: Value): boolean => {
      compared++;
      return equals(one, other);
    };
    for (const value of [literals[0], literals[MAX_LISTED - 1], literals[777], 'absent', -5, 5n]) {
      compared = 0;
      assert.equal(
        isInList(literals, value, counting),
        literals.some((literal) => equals(value, literal)),
      );
      assert.ok(compared <= 3, `${compared} comparisons`);
    }
  }
});

test('an expression may be as long as its lists need, but no longer', () => {
  const list = (length: number): string => Array.from({ length }, (_, i) => `"M${i}"`).join(', ');
  const most = parseCondition(`tag level in (${list(MAX_LISTED)})`);
  assert.deepEqual(parseCondition(printCondition(most)), most);
  const names = { tag: () => undefined, segment: () => undefined };
  const half = Array.from({ length: 30_000 }, (_, i) => `M${i}`);
  const of = (name: string): Filter => ({
    kind: 'field',
    field: { scope: 'event', name },
    test: { op: 'in', values: half },
  });
  const both: Condition = {
    kind: 'metric',
    metric: { aggregate: 'count', event: 'a', where: { kind: 'any', of: [of('x'), of('y')] } },
    test: { op: 'gte', value: 1 },
  };
  assert.deepEqual(
    checkCondition(both, names).faults.map(({ reason, path }) => [reason, path]),
    [['CONDITION_LIST_TOO_LONG', 'metric.where.any[1].y']],
  );
  const refused = (text: string): unknown => {
    try {
      parseCondition(text);
    } catch (error) {
      return (error as ExpressionError).reason;
    }
    return undefined;
  };
  const spaces = ' '.repeat(20_000);
  for (const text of [
    `tag level in (${list(MAX_LISTED + 2)})`,
    `tag level in (${'(('.repeat(10_001)}`,
    `tag level in ("a")${spaces}`,
    `tag level${spaces}= "a"`,
    'not '.repeat(5001),
    `tag level in ("a" ${'and '.repeat(5001)}`,
    `tag level in (${'1,'.repeat(MAX_LISTED_TEXT)}`,
  ])
    assert.equal(refused(text), 'EXPRESSION_TOO_LONG', text.slice(0, 40));
  assert.equal(refused(`tag level = "${'x'.repeat(8001)}"`), 'EXPRESSION_SYNTAX');
});
