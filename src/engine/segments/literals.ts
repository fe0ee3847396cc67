/** Converts the literals of conditions to the types with which they are compared. */
import { isEither } from '../facts/fields.js';
import type { Filter, Property, Test, Value, ValueType } from '../types.js';
import { parseDay, parseInstant } from '../time/time.js';
import { exactDecimalOf, numberOfDecimal, parseDecimal, SCALE } from '../values/decimal.js';

/**
 * The type to which a literal is converted: a declared type, NUMBER or FRACTION. NUMBER is an IEEE double. FRACTION is
 * an exact decimal if the literal can be converted to one, and otherwise an IEEE double.
 */
export type Compared = ValueType | 'NUMBER' | 'FRACTION';

export function describeType(type: Compared): string {
  switch (type) {
    case 'STRING':
      return 'a text in quotes';
    case 'INTEGER':
      return 'a whole number';
    case 'DECIMAL':
      return 'a decimal with at most 4 digits after the point';
    case 'NUMBER':
    case 'FRACTION':
      return 'a number';
    case 'BOOLEAN':
      return 'true or false';
    case 'DATE':
      return 'a day such as "2026-02-28"';
    case 'DATETIME':
      return 'an instant with its zone such as "2026-02-28T10:00:00+08:00"';
    case 'STRING_LIST':
      return 'a list of texts';
  }
}

/** Converts a literal to a declared type. Returns undefined if the literal does not fit the type. */
export function coerce(value: Value | Property, type: Compared): Value | undefined {
  switch (type) {
    case 'STRING':
      return typeof value === 'string' ? value : undefined;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? value : undefined;
    case 'INTEGER':
      if (typeof value === 'bigint')
        return value % 10n ** BigInt(SCALE) === 0n ? Number(value / 10n ** BigInt(SCALE)) : undefined;
      return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    case 'DECIMAL':
      if (typeof value === 'bigint') return value;
      // In conditions that are given as typed input instead of text, exact decimals are strings.
      if (typeof value === 'string') return parseDecimal(value);
      return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e14
        ? exactDecimalOf(value)
        : undefined;
    case 'NUMBER':
      if (typeof value === 'bigint') return numberOfDecimal(value);
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'FRACTION':
      return coerce(value, 'DECIMAL') ?? coerce(value, 'NUMBER');
    case 'DATE':
      return typeof value === 'string' ? parseDay(value) : undefined;
    case 'DATETIME':
      return typeof value === 'string' ? parseInstant(value) : coerce(value, 'INTEGER');
    case 'STRING_LIST':
      return Array.isArray(value) && value.every((x) => typeof x === 'string')
        ? (value as readonly string[])
        : undefined;
  }
}

/**
 * Converts timestamp literals if the field `time` may be a property, because the property's values are converted too.
 */
export function instantsOf({ field, test }: Extract<Filter, { kind: 'field' }>, event: string): Test {
  if (field.scope === 'line' || field.item || field.name !== 'time') return test;
  if (!field.own && !isEither(event, 'time')) return test;
  const read = (v: Value): Value => (typeof v === 'string' ? (parseInstant(v) ?? v) : v);
  return {
    ...test,
    ...(test.value === undefined ? {} : { value: read(test.value) }),
    ...(test.values ? { values: test.values.map(read) } : {}),
  };
}

/** Describes a literal that has the wrong type. The text does not repeat the value. */
export function describeLiteral(value: Value): string {
  if (typeof value === 'string') return 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'this number';
}
