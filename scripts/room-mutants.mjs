/**
 * Faults that mutation tests plant in rooms of the engine outside the evaluator, and the fast test that catches those of
 * each file.
 */

/**
 * The test that covers each file, or each folder.
 * @type {Readonly<Record<string, string | undefined>>}
 */
export const ROOM_TESTS = {
  'lists/list-entries.js': 'segments/list-entries',
  'items/': 'items/joined',
  'seen-values/value-counts.js': 'segments/nearest',
  'seen-values/unseen.js': 'segments/seen',
  'seen-values/expected-values.js': 'segments/quoted-names',
  'seen-values/seen-columns.js': 'segments/quoted-names',
  'identity/': 'identity/fold',
  'analyses/retention.js': 'analyses/retention',
  'analyses/trends.js': 'analyses/trends',
  'analyses/nine-metrics.js': 'analyses/retail',
  'analyses/repurchase.js': 'analyses/retail',
  'analyses/rfm-grid.js': 'analyses/retail',
  'models/bg-nbd.js': 'models/orders',
  'models/logistic.js': 'models/learned',
  'models/item-links.js': 'models/learned',
  'layers/': 'layers/layers',
};

/**
 * Returns the test of a file. Undefined for files of the evaluator, whose faults the tests of the language catch.
 * @param {string} file
 */
export const roomTest = (file) => ROOM_TESTS[file] ?? ROOM_TESTS[`${file.split('/')[0]}/`];

/** Faults as [file below dist/src/engine, original text, faulty text]. */
export const ROOM_MUTANTS = [
  ['lists/list-entries.js', 'added.delete(value);', ''],
  ['lists/list-entries.js', '&& !this.#removed.has(entry)', ''],
  ['lists/list-entries.js', 'return String(numberOfDecimal(value));', 'return undefined;'],
  ['lists/list-entries.js', 'this.#table.starts.length - 1 <= this.#removed.size', 'false'],
  ['items/items.js', 'before?.[name] !== after?.[name]', 'false'],
  ['items/items.js', '? values[field]', '? values.category'],
  ['items/items.js', "typeof key !== 'string' ||", 'true ||'],
  ['seen-values/value-counts.js', 'this.always.has(value)', 'false'],
  ['seen-values/value-counts.js', 'this.counts.set(value, before + times)', 'this.counts.set(value, before)'],
  ['seen-values/value-counts.js', 'this.isComplete = false;', ''],
  ['seen-values/unseen.js', 'if (!events.has(one.event))', 'if (false)'],
  ['seen-values/expected-values.js', "scope === 'event' && !own &&", "scope === 'event' &&"],
  ['seen-values/seen-columns.js', 'quoted === undefined ?', 'true ?'],
  ['identity/identity-fold.js', 'n > limit && n > there', 'n > limit'],
  ['identity/identity-fold.js', 'weakLink && strong(a)', 'strong(a)'],
  ['identity/identity-fold.js', 'rankOf(left) - rankOf(right) ||', ''],
  ['identity/identity-fold.js', 'left ? unmerge.right : unmerge.left', 'left ? unmerge.left : unmerge.right'],
  ['identity/identity-fold.js', 'strong.size > MAX_STRONG_NEIGHBOURS', 'strong.size > MAX_STRONG_NEIGHBOURS + 1'],
  ['identity/placeholders.js', '/^__[a-z\\d_]+__$/,', ''],
  ['analyses/retention.js', 'start + (last + 1) * DAY', 'start + last * DAY'],
  ['analyses/retention.js', '(reader.mask[i] & ~starting) !== 0', 'true'],
  ['analyses/retention.js', 'at < question.to && within(at)', 'within(at)'],
  ['analyses/trends.js', 'cell.last !== met', 'true'],
  ['analyses/nine-metrics.js', 'at - last >= dormantMs', 'at - last > dormantMs'],
  ['analyses/repurchase.js', 'gap < bound', 'gap <= bound'],
  ['analyses/rfm-grid.js', 'asOf - last < bound', 'asOf - last <= bound'],
  ['models/bg-nbd.js', 'b + h.repeats - 1', 'b + h.repeats'],
  ['models/bg-nbd.js', "model === 'BG_NBD' && h.repeats === 0", 'false'],
  ['models/logistic.js', '(outcomes[i] - p) * x[a]', '(outcomes[i] - p * p) * x[a]'],
  ['models/item-links.js', 'Math.sqrt(a * b)', '(a * b)'],
  ['models/item-links.js', 'both < leastBoth', 'both <= leastBoth'],
  ['layers/layers.js', 'layer.when ? [layer.when, ...none] : none', 'layer.when ? [layer.when] : none'],
  ['layers/layers.js', 'before.push(layer.when);', 'void 0;'],
  ['layers/layers.js', '(l ? { from: layerOf(l.segment) } : {})', '{}'],
];
