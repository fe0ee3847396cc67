/**
 * Faults in constructs that random worlds must contain: completed orders, booleans, dates in aggregates, and names in
 * quotes. Each is [file below dist/src/engine, original text, faulty text].
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
  // A property in quotes, where a built-in field or a field of order lines has the same name.
  ['facts/fields.js', '!isOwn && hasBuiltIn(fact.type, name)', '!isOwn && Object.hasOwn(EVENT_FIELDS, name)'],
  ['facts/fields.js', '!isOwn && hasBuiltIn(fact.type, name)', 'hasBuiltIn(fact.type, name)'],
  ['facts/fields.js', '(isOwn ? undefined : builtIn(fact, name, setting.zone))', 'undefined'],
  ['facts/fields.js', '(isOwn ? undefined : builtIn(fact, name, setting.zone))', 'builtIn(fact, name, setting.zone)'],
  ['facts/fields.js', '!own && hasBuiltIn(event, name)', 'hasBuiltIn(event, name)'],
  ['segments/parse.js', 'quoted ? ownSameMark(same) : {}', '{}'],
  ['segments/print.js', 'own === true || isLineName(event, name)', 'isLineName(event, name)'],
  ['segments/patterns.js', '!field.own && Object.hasOwn', 'Object.hasOwn'],
];
