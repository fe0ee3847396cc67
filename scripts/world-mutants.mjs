/**
 * Faults in constructs that random worlds must contain: completed orders, booleans, and dates in aggregates. Each is
 * [file below dist/src/engine, original text, faulty text].
 */
export const WORLD_MUTANTS = [
  [
    'facts/facts.js',
    "['order_paid', 'order_completed', 'order_placed']",
    "['order_paid', 'order_placed', 'order_completed']",
  ],
  [
    'facts/vocabulary.js',
    "'An order was received and is final.', ORDER, { order: true }",
    "'An order was received and is final.', ORDER",
  ],
  [
    'values/value.js',
    'return ascending(left, right);',
    "return typeof left === 'boolean' ? 0 : ascending(left, right);",
  ],
  [
    'segments/evaluate.js',
    'return this.tested(c.test, this.metric(c.metric));',
    'return isRelative(c.test) ? constant(this.begin, false) : this.tested(c.test, this.metric(c.metric));',
  ],
];
