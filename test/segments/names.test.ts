/** Tests names of events and properties in conditions and in storage. Any name survives every conversion unchanged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Condition } from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { parseCondition, parseMetric } from '../../src/engine/segments/parse.js';
import { ExpressionError } from '../../src/engine/segments/lexer.js';
import { ownMark, ownSameMark } from '../../src/engine/facts/fields.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { readProperties, storedProperties } from '../../src/storage/base/property-names.js';
import { openRows, writeRows } from '../../web/dashboard/components/condition-builder/condition-rows.js';
import { ODD_NAMES, TAKEN_NAMES } from '../support/random-fields.js';

const WORDS = [
  'gross',
  'where',
  'not',
  'and',
  'or',
  'line',
  'brand',
  'name',
  'exists',
  'in',
  'then',
  'by',
  'last',
  'line.x',
];
const name = fc
  .oneof(
    fc.constantFrom(
      ...ODD_NAMES,
      ...TAKEN_NAMES,
      ...WORDS,
      'toString',
      'toBSON',
      '_bsontype',
      '%24',
      '%',
      'ORDERS',
      '@visit',
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  )
  .filter((text) => text.trim() !== '' && text.length <= 64 && !/[\p{Cc}\p{Cs}]/u.test(text))
  // Names are stored as NFC.
  .map((text) => text.normalize('NFC'));
const eventType = fc.oneof(fc.constantFrom('order_paid', 'page_viewed', 'donation'), name);
const names = { tag: () => undefined, segment: () => undefined };

/** Removes undefined fields, and converts bigints to text. */
const plain = (v: unknown): unknown =>
  JSON.parse(JSON.stringify(v, (_k, x: unknown) => (typeof x === 'bigint' ? `${x}n` : x)));

test('conditions keep every name through text, the visual editor and the check', () => {
  fc.assert(
    fc.property(eventType, name, name, fc.boolean(), fc.boolean(), (event, property, other, gross, quoted) => {
      const own = quoted ? ownMark(property) : {};
      const sameOf = (same: string): object => ({ same, ...(quoted ? ownSameMark(same) : {}) });
      const is = { kind: 'field', field: { scope: 'event', name: property, ...own }, test: { op: 'exists' } } as const;
      const conditions: Condition[] = [
        {
          kind: 'metric',
          metric: { aggregate: 'count', event, where: is, ...(gross ? { gross } : {}) },
          test: { op: 'gte', value: 1 },
        },
        {
          kind: 'metric',
          metric: {
            aggregate: 'distinct',
            event,
            field: { scope: 'event', name: property, ...own },
            where: {
              kind: 'not',
              of: { ...is, field: { scope: 'event', name: other, ...(quoted ? ownMark(other) : {}) } },
            },
          },
          test: { op: 'lt', value: 3 },
        },
        { kind: 'sequence', steps: [{ event }, { event, where: is }], ...sameOf(property), without: { event: other } },
        { kind: 'unfollowed', of: { event: other }, by: { event }, withinMs: 86_400_000, ...sameOf(other) },
        { kind: 'occurrence', which: 'last', of: { event }, is },
      ];
      for (const condition of conditions) {
        const text = printCondition(condition);
        assert.deepEqual(plain(parseCondition(text)), plain(condition), text);
        assert.deepEqual(checkCondition(condition, names).faults, [], text);
        const { group } = openRows(text);
        assert.equal(group && writeRows(group), text);
      }
    }),
    { numRuns: 500 },
  );
});

test('stored names have no special meaning in a database and are restored on read', () => {
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(fc.string(), fc.double(), fc.boolean())), (properties) => {
      const stored = storedProperties(properties);
      for (const key of Object.keys(stored)) {
        assert.ok(!/[.$]/.test(key) && key !== '__proto__' && key !== '_bsontype', key);
        if (/^[A-Za-z]\w*$/.test(key)) assert.ok(Object.hasOwn(properties, key), 'ordinary names are unchanged');
      }
      assert.deepEqual(Object.entries(readProperties(stored)), Object.entries(properties));
    }),
  );
  const own = Object.fromEntries([['__proto__', 'x']]);
  assert.deepEqual(Object.entries(readProperties(storedProperties(own))), [['__proto__', 'x']]);
});

const refusal = (text: string, read: (text: string) => unknown = parseCondition): string => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ExpressionError) return `${error.reason} ${error.message}`;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
};

test('a field in place of an event type is rejected with the correct form', () => {
  const misplaced: readonly (readonly [string, string])[] = [
    ['count(order_paid.amount) >= 2', 'amount would be a field of order_paid'],
    ['did(order_paid.line.brand)', 'order_paid where line.brand exists'],
    ['did(gross order_paid.amount)', 'amount would be a field of order_paid'],
    ['not did(app.level_up)', 'in quotes: "app.level_up"'],
    ['count(donation.amount) = 0', 'distinct(donation.amount)'],
    ['sequence(order_paid.amount then visit)', 'amount would be a field'],
    ['sequence(visit then visit, without order_paid.day)', 'day would be a field'],
    ['unfollowed(visit by order_paid.amount, within 1d)', 'amount would be a field'],
    ['last(order_paid.amount) is (channel = "app")', 'amount would be a field'],
    ['sum(order_paid.lines.amount) > 1.0', 'write sum("order_paid.lines".amount)'],
    ['sum(order_paid.quantity) > 1.0', 'write sum(order_paid.line.quantity)'],
    ['distinct(order_refunded.brand) > 1', 'write distinct(order_refunded.line.brand)'],
    ['did(order_paid where name = "Lipstick")', 'write line.name'],
    ['last(order_paid) is (name = "Lipstick")', 'write line.name'],
    ['did(page_viewed where utm.source = "x")', 'write "utm.source"'],
    ['sequence(visit then visit, same utm.source)', 'write "utm.source"'],
  ];
  for (const [text, says] of misplaced) {
    const message = refusal(text);
    assert.ok(message.startsWith('EXPRESSION_FIELD_MISPLACED') && message.includes(says), `${text}: ${message}`);
  }
  assert.match(refusal('sum(app.level.up)', parseMetric), /sum\("app.level".up\)/);
  assert.match(refusal('did(下单成功)'), /double quotes/);
});

test('a repeated clause is rejected', () => {
  for (const text of [
    'did(visit, last 7d, last 3d)',
    'count(visit, last 7d, today) > 1',
    'count(visit, this week, this month) > 1',
    'count(visit, from "2026-03-01", to "2026-03-02") > 1',
    'sum(order_paid.amount, currency "USD", currency "CNY") > 1.0',
    'sum(order_paid.amount, last 7d, currency "USD", last 7d) > 1.0',
    'sequence(visit then visit, within 1d, within 2d)',
    'sequence(visit then visit, same sku, same channel)',
    'sequence(visit then visit, without order_paid, without visit)',
    'sequence(visit then visit, last 1d, last 2d)',
    'unfollowed(visit by order_paid, within 1d, within 2d)',
    'unfollowed(visit by order_paid, within 1d, same sku, same channel)',
    'unfollowed(visit by order_paid, within 1d, last 1d, last 2d)',
    'first(visit, last 1d, last 2d) is (channel = "app")',
  ])
    assert.match(refusal(text), /^EXPRESSION_CLAUSE_REPEATED line 1, column \d+: this call has a second/, text);
});
