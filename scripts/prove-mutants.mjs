// Plants faults in the evaluator, one at a time, and shows that the tests of the language catch every one:
// `npm run prove:mutants`, or `npm run prove:mutants -- timeline` for some. Needs a build.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** [file below dist/src/engine, what it says, what the fault says] */
const MUTANTS = [
  [
    'selection.js',
    'return [at, at + Math.min(s.windowMs, retention)]',
    'return [at, at + Math.min(s.windowMs, retention) + 1]',
  ],
  [
    'selection.js',
    'return [at, at + Math.min(s.windowMs, retention)]',
    'return [at + 1, at + Math.min(s.windowMs, retention)]',
  ],
  ['selection.js', 'const end = at + retention', 'const end = Infinity'],
  ['selection.js', 'at >= bounds[0] && at < bounds[1]', 'at > bounds[0] && at < bounds[1]'],
  ['selection.js', 'at >= bounds[0] && at < bounds[1]', 'at >= bounds[0] && at <= bounds[1]'],
  ['facts.js', 'const net = !gross && ORDER_TYPES', 'const net = ORDER_TYPES'],
  [
    'selection.js',
    'const lifetime = Math.min(s.windowMs ?? Infinity, retentionOf(s.event, setting))',
    'const lifetime = Math.min(s.windowMs ?? Infinity, retentionOf(s.event, setting)) + 1',
  ],
  ['retention.js', '+ lookback(e.type) > now', '> now'],
  ['retention.js', 'e.at - lastActivity >= VISIT_GAP_MS', 'true'],
  ['retention.js', "family === 'ORDERS' &&", 'false &&'],
  ['retention.js', 'const alive = e.at +', 'const alive = e.at - 1 +'],
  ['consent.js', 'compareEnds(b, a)', 'compareEnds(a, b)'],
  ['consent.js', 'Number(isReplaced(b)) - Number(isReplaced(a)) ||', ''],
  ['consent.js', 'Number(isReplaced(b)) - Number(isReplaced(a))', 'Number(isReplaced(a)) - Number(isReplaced(b))'],
  ['consent.js', '`${from} ${event.batch}`', '`${from}`'],
  ['columns/event-table.js', "'batch',", ''],
  ['consent.js', 'Math.min(ends ?? Infinity, at + retentionOf(type, setting))', 'ends ?? Infinity'],
  ['consent.js', 's.channel === undefined || s.channel === channel', 's.channel === channel'],
  ['consent.js', "type === 'contact_unsubscribed' ? MARKETING", "type === 'contact_unsubscribed' ? ''"],
  ['metric.js', 'if (t > horizon || t === Infinity)', 'if (t >= begin)'],
  ['selection.js', '!matches(f.of, e, line, zone)', 'matches(f.of, e, line, zone)'],
  ['selection.js', 'l.quantity > 0n && (!m.where', '(!m.where'],
  ['fields.js', 'currency === wanted', 'true'],
  ['fields.js', 'own ? asked : (asked ?? setting.currency)', 'asked ?? setting.currency'],
  ['fields.js', 'asked ?? setting.currency', "asked ?? 'CNY'"],
  ['fields.js', 'if (hasBuiltIn(e.type, name))', 'if (Object.hasOwn(EVENT_FIELDS, name))'],
  ['fields.js', 'ownField(e, name) ?? builtIn(e, name, zone)', 'ownField(e, name)'],
  ['fields.js', 'return decimalOfNumber(v);', 'return v;'],
  ['value.js', 'return `n${v}`', 'return `n${Math.round(v * 10000)}`'],
  [
    'value.js',
    'return a < b ? -1 : a > b ? 1 : 0;',
    "if (typeof a === 'number') return Math.sign(Math.round(a * 10000) - Math.round(b * 10000)); return a < b ? -1 : a > b ? 1 : 0;",
  ],
  [
    'value.js',
    'if (typeof a !== typeof b)\n        return undefined;',
    'if (typeof a !== typeof b && String(a) !== String(b))\n        return undefined;',
  ],
  ['value.js', "typeof v === 'string' ? 's' : 'b'", "typeof v === 'string' ? 'n' : 'b'"],
  ['value-list.js', 'index.get(key)?.some((literal) => equals(value, literal))', 'false'],
  ['segment/check.js', "typeof given === 'string' ? given.normalize('NFC') : given", 'given'],
  ['segment/parse.js', "t.value.normalize('NFC')", 't.value'],
  ['facts.js', 'if (reportGroup(e) === undefined)', 'if (reportGroup(e) === undefined && e.orderId !== undefined)'],
  ['decimal.js', ': writtenDigits(v);', ': { digits: decimalOfNumber(v), scale: SCALE };'],
  ['decimal.js', 'this.units *= 10n ** BigInt(scale - this.scale);', ''],
  ['metric.js', 'isDecimalField(m.event, m.field) ? decimals(m)', 'true ? decimals(m)'],
  ['segment/check.js', "typeof v === 'bigint' ? numberOfDecimal(v) : v", 'v'],
  ['segment/parse.js', 'exactDecimalOf(n) ?? n', 'exactDecimalOf(n) ?? 0n'],
  ['segment/parse.js', "kind === 'string' ||", ''],
  ['segment/print.js', 'taken || !/^[A-Za-z_]', '!/^[A-Za-z_]'],
  ['selection.js', 'Math.max(from, seen[0])', 'seen[0]'],
  ['calendar.js', '(d.getUTCDay() + 6) % 7', 'd.getUTCDay()'],
  ['calendar.js', 'period.ago + 1)', 'period.ago + 2)'],
  ['calendar.js', '(m - 1) % 3', 'm % 3'],
  ['calendar.js', 'Math.max(from, year + 1)', 'Math.max(from, year)'],
  ['calendar.js', '&& !leap ? 28', '&& leap ? 28'],
  [
    'time.js',
    'const offset = known.get(quarter)',
    'const offset = 0',
    'let offset = known.get(quarter)',
    'let offset = 0',
  ],
  ['time.js', 'return new Date(at + zoneOffset(at, zone))', 'return new Date(at)'],
  ['facts.js', 'e.at - last >= VISIT_GAP_MS', 'e.at - last > VISIT_GAP_MS'],
  ['facts.js', 'seen.has(group) || !seen.add(group)', 'false'],
  ['facts.js', 'this.inOrdersCurrency(x)', 'x'],
  ['facts.js', 'factOf(steps[next]) === fact', 'true'],
  ['facts.js', 'folded ? noFolds() : this.folds', 'this.folds'],
  ['facts.js', 'steps[0].from <= at', 'true'],
  ['order-fold.js', "e.type === 'order_cancelled' ||", ''],
  ['order-fold.js', 'classOf(e) > classOf(this.first)', 'false'],
  ['order-fold.js', '!this.first || classOf(e) < classOf(this.first)', '!this.first'],
  ['order-fold.js', '{ ...newest, ...coupon, id, at }', 'newest'],
  ['order-fold.js', 'this.included.has(e.paymentId)', 'false'],
  ['order-fold.js', 'this.payments.delete(e.paymentId);', ''],
  ['order-fold.js', '[l.lineId, l.sku]), l)', '[l.lineId]), l)'],
  ['order-fold.js', 'sameCurrency(e.currency, currency)', 'true'],
  ['order-fold.js', 'sameCurrency(c, report.currency)', 'true'],
  ['order-fold.js', 'statesMoney(e) ? e.currency : undefined', 'e.currency'],
  ['order-fold.js', 'e.refundId === undefined)', 'true)'],
  ['order-fold.js', 'this.apply(there.counting, -1)', 'void 0'],
  ['order-fold.js', 'out.has(v) ? undefined : i', 'i'],
  ['order-fold.js', 'line.quantity - quantity', 'line.quantity'],
  ['order-fold.js', 'wanted < all ? wanted : all', 'wanted'],
  ['order-fold.js', 'overflow < aside ? overflow : aside', '0n'],
  ['order-fold.js', 'overflow < aside ? overflow : aside', 'overflow'],
  ['order-fold.js', 'left <= 0n && amount > 0n', 'left < 0n'],
  ['order-fold.js', 'lines.every((l) => l.quantity === 0n)', 'false'],
  ['order-fold.js', 'this.lines.some((l) => l.quantity > 0n) &&', ''],
  ['order-fold.js', 'quantity < line.quantity ? quantity : line.quantity', 'quantity'],
  ['order-fold.js', 'k === last ? rest : part', 'part'],
  ['order-fold.js', 'if (left > paid)', 'if (false)'],
  ['order-fold.js', 'this.loose += e.amount - given', 'void 0'],
  ['order-fold.js', 'sign * (e.amount - moneyOf(lines))', '0n'],
  ['metric.js', 'best.n', 'best.n + 1'],
  ['metric.js', 'counts.delete(v);', ''],
  ['metric.js', '[...counts].reverse()', '[...counts]'],
  ['metric.js', 'texts.slice(0, top)', 'texts'],
  ['metric.js', 'm.currency, m.top, m.anchor]', 'm.currency, m.anchor]'],
  ['metric.js', 'm.currency, m.top, m.anchor]', 'm.currency, m.top]'],
  ['anchor.js', '[at + 1, at + anchor.withinMs + 1]', '[at, at + anchor.withinMs + 1]'],
  ['anchor.js', '[at + 1, at + anchor.withinMs + 1]', '[at + 1, at + anchor.withinMs]'],
  ['anchor.js', '[at - anchor.withinMs, at]', '[at - anchor.withinMs + 1, at]'],
  ['anchor.js', '[at - anchor.withinMs, at]', '[at - anchor.withinMs, at + 1]'],
  ['anchor.js', "which === 'first' ? gone :", ''],
  ['anchor.js', 'Math.min(list[i].to, t)', 'list[i].to'],
  ['anchor.js', 'Math.max(list[i].from, since[i])', 'list[i].from'],
  ['anchor.js', 'Math.min(high, nextLow)', 'high'],
  ['anchor.js', 'gross ? { gross } : {}', 'false ? { gross } : {}'],
  ['segment/condition.js', 'm.anchor ? [m, anchorSelection(m.anchor)]', 'false ? [m]'],
  ['columns/reading.js', 'if (t > until || t >= ends)', 'if (t > until || t > ends)'],
  ['columns/reading.js', 'anchor ||', ''],
  ['columns/reading.js', "which === 'last' || Number.isNaN(out[i])", 'true'],
  ['metric.js', 'n === 0 ? undefined : divideHalfEven', 'n === 0 ? 0n : divideHalfEven'],
  ['metric.js', 'n === 0 ? undefined : total.value()', 'n === 0 ? 0 : total.value()'],
  ['metric.js', 'a.at(-1)?.values.at(-1)', 'a[0]?.values.at(-1)'],
  ['timeline.js', 'starts[mid] <= t', 'starts[mid] < t'],
  ['timeline.js', 'line.values[k] !== now', 'line.values[k] === now'],
  ['timeline.js', 'line.values.map((v) => !v)', 'line.values'],
  ['timeline.js', "mode === 'any'", "mode === 'all'"],
  ['tags.js', 'w.at <= t', 'w.at < t'],
  ['tags.js', 'expiresAt(def, w) > t', 'expiresAt(def, w) >= t'],
  ['tags.js', 'rank(def, a.source) - rank(def, b.source) ||', ''],
  ['tags.js', 'a.sequence - b.sequence', 'b.sequence - a.sequence'],
  ['tags.js', 'Number(changes(a)) - Number(changes(b)) ||', ''],
  ['tags.js', '(changes(a) ? 0 : compareSet(a.value, b.value)) ||', ''],
  ['tags.js', 'w.at > from || w === ruling', 'w === ruling'],
  ['value.js', 'return (c(test.value) ?? -1) >= 0', 'return (c(test.value) ?? -1) > 0'],
  ['value.js', 'return (c(test.value) ?? 1) < 0', 'return (c(test.value) ?? 1) <= 0'],
  ['value.js', 'if (v === undefined)\n        return false;', "if (v === undefined)\n        return test.op === 'ne';"],
  ['value.js', '(c(test.values[1]) ?? 1) <= 0', '(c(test.values[1]) ?? 1) < 0'],
  ['paths.js', "value[place.length] === '/'", 'true'],
  ['paths.js', 'value.length === place.length ||', ''],
  ['paths.js', "path[end - 1] === '/'", 'false'],
  ['value.js', "typeof v === 'string' && isUnder(v, String(test.value))", 'isUnder(String(v), String(test.value))'],
  ['search.js', 'at(list[mid]) <= t', 'at(list[mid]) < t'],
  ['patterns.js', 'end - first.fact.at > withinMs', 'end - first.fact.at >= withinMs'],
  ['patterns.js', 'b.fact.at > first.fact.at && b.fact.at < end', 'b.fact.at >= first.fact.at && b.fact.at < end'],
  ['patterns.js', 'followers[i].fact.at <= a.fact.at + c.withinMs', 'followers[i].fact.at < a.fact.at + c.withinMs'],
  ['patterns.js', 'a.fact.at + c.withinMs), a.to', 'a.fact.at + c.withinMs + 1), a.to'],
  ['patterns.js', "which === 'first' ? active[0] : active.at(-1)", 'active[0]'],
  ['patterns.js', 'b.from > t && b.from < next', 'false'],
  ['segment/evaluate.js', '[from + c.forMs, to]', '[from + c.forMs, to + c.forMs]'],
  ['segment/evaluate.js', 'this.earlier(c.forMs)', 'this.earlier(0)'],
  ['segment/evaluate.js', '[from, to + c.withinMs]', '[from, to]'],
  ['segment/evaluate.js', 'return [[at, at + w]]', 'return [[at, at + w + 1]]'],
  ['segment/evaluate.js', 'return [[at + w, Infinity]]', 'return [[at + w + 1, Infinity]]'],
  ['segment/evaluate.js', 'return [[at - w, at]]', 'return [[at - w, at + 1]]'],
  ['segment/evaluate.js', 'startOfDay(nextDay(day), zone)', 'start'],
  ['derive.js', 'd.otherwise', 'undefined'],
  ['derive.js', 'weights[i] * n.digits', '10000n * n.digits'],
  ['columns/reading.js', 'if (t <= after || t < begins)', 'if (t < after || t < begins)'],
  ['columns/reading.js', 'if (t > until || t >= ends)', 'if (t >= until || t >= ends)'],
  ['columns/reading.js', 'this.at >= steps.until[row]', 'this.at > steps.until[row]'],
  ['columns/reading.js', 's.gross === true ||', ''],
  ['columns/reading.js', 'RETURNED | RETOLD', 'RETURNED'],
  ['columns/part.js', '(retold ? RETOLD : 0)', '0'],
  ['columns/reading.js', 'v[i] = 1 - v[i]', 'v[i] = 1'],
  ['columns/reading.js', "c.which === 'first' && chosen[i] >= 0", 'false'],
  ['columns/reading.js', 'types.some((type) => this.part.has(i, type))', 'false'],
  ['columns/tag-table.js', 't >= this.latestComplete', 'true'],
  ['columns/tag-table.js', 'this.changes.codes[row] >= 0', 'false'],
  ['tags.js', "if (change === 'add')", 'if (true)'],
  ['tags.js', 'valid.slice(base + 1)', 'valid.slice(base + 2)'],
  ['tags.js', 'const needed = new Set(lastWord.values())', 'const needed = new Set()'],
  ['tags.js', 'increments.slice(-KEPT_INCREMENTS)', '[]'],
  ['tags.js', 'findLastIndex((w) => w.summed) > 0', 'findLastIndex((w) => w.summed) > all.length'],
  ['tags.js', '|| first.has(w)', ''],
  ['definitions/effects.js', "ttlMs: 'PUBLISHES'", "ttlMs: 'NOTHING'"],
  ['definitions/effects.js', "authority: 'PUBLISHES'", "authority: 'LATER'"],
  ['definitions/effects.js', "metric: 'PUBLISHES'", "metric: 'NOTHING'"],
  ['definitions/effects.js', "derivation: 'PUBLISHES'", "derivation: 'NOTHING'"],
  ['definitions/effects.js', "condition: 'PUBLISHES'", "condition: 'NOTHING'"],
  ['definitions/effects.js', "when: 'PUBLISHES'", "when: 'NOTHING'"],
  ['definitions/effects.js', 'effects: new Set([...own.effects, LAYER_EFFECTS.key])', 'effects: own.effects'],
  ['definitions/effects.js', 'every((k) => sameTree', 'some((k) => sameTree'],
  ['catalogue.js', '(t.publishedAt ?? 0) > stamp', 'false'],
  ['columns/following.js', 'until > now', 'until >= now'],
  ['columns/following.js', 'by.at[f] <= of.at[a]', 'by.at[f] < of.at[a]'],
  ['columns/following.js', 'by.at[f] > until', 'by.at[f] >= until'],
  ['search.js', 'at[mid] <= t', 'at[mid] < t'],
  ['columns/following.js', 'end - begin > withinMs', 'end - begin >= withinMs'],
  ['columns/following.js', 'blocker >= end', 'blocker > end'],
  ['columns/following.js', 'let a = first.ends[i] - 1', 'let a = first.starts[i]'],
  ['columns/window.js', 'shiftPeriod(first, unit, 1 - ago)', 'shiftPeriod(first, unit, 2 - ago)'],
  ['columns/window.js', 'Math.min(s.windowMs, retention)', 's.windowMs'],
  ['columns/window.js', '!of(row, l)', 'of(row, l)'],
  ['columns/window.js', 'v > 0n)', 'v >= 0n)'],
  ['columns/fields.js', 'm.currency ?? setting.currency', "m.currency ?? 'CNY'"],
  ['columns/fields.js', 'own.codes[row] < 0 ? money(row) :', ''],
  ['columns/fields.js', 'isDecimalField(t.type, m.field) ? decimalOfNumber : exactDecimalOf', 'decimalOfNumber'],
  ['columns/field-reader.js', 'if (hasBuiltIn(t.type, name))', 'if (isOfTime(name) || Object.hasOwn(BUILT_IN, name))'],
  ['columns/field-reader.js', '(has(row) ? first(row) : second(row))', 'first(row)'],
  ['columns/field-reader.js', '(has(row) ? property : builtIn).at(row)', 'property.at(row)'],
  ['columns/tag-table.js', 'at[row] > t', 'at[row] >= t'],
  ['columns/tag-table.js', 'at[row] + def.ttlMs <= t', 'at[row] + def.ttlMs < t'],
  ['columns/reading.js', '.every((at) => at <= this.at)', '.every(() => true)'],
  ['columns/reading.js', '?? -Infinity) <= this.at', '?? -Infinity) < Infinity'],
  ['columns/reading.js', 'def.ttlMs !== undefined || isRelative(c.test)', 'def.ttlMs !== undefined'],
  ['columns/reading.js', "c.test.op !== 'gte' && c.test.op !== 'gt'", 'false'],
  ['columns/reading.js', "return this.goneAll(c.of, need, 'all')", "return this.goneAll(c.of, need, 'some')"],
  ['settle.js', 'line.values[i] === member', 'line.values[i] !== member'],
  [
    'settle.js',
    'if (!state && line.values.length === 1 && !line.values[0])',
    'if (!state && line.values.length === 1)',
  ],
  ['catalogue.js', 'stamp === this.version', 'stamp >= 0'],
  ['settle.js', 'Math.min(t, s.nextFlipAt ?? Infinity)', 't'],
  ['settle.js', 'before.knownUntil <= at', 'false'],
  ['settle.js', 'all ? evaluation.horizon : before.knownUntil', 'evaluation.horizon'],
  ['settle.js', 'state.nextCheckAt <= at', 'false'],
  ['settle.js', 'Math.max(state.evaluatedAt, at)', 'state.evaluatedAt'],
  ['settle.js', 'state.catalogueVersion >= version', 'false'],
  ['segment/condition.js', 'read(child, back + further)', 'read(child, back)'],
  ['catalogue.js', 'open.push(...(this.dependants.get(key) ?? []))', ''],
  ['catalogue.js', '((list.publishedAt ?? 0) > stamp ? [list.key] : [])', '[]'],
  ['segment/evaluate.js', 'this.subject.lists.has(list.id)', 'true'],
  ['value.js', 'return !test.entries.has(v)', 'return test.entries.has(v)'],
  ['settle.js', 'catalogue.segmentsReadingLists(input.listsChanged ?? [])', 'new Set()'],
];

const wanted = process.argv.slice(2);
const chosen = MUTANTS.filter(([file]) => wanted.length === 0 || wanted.some((w) => file.includes(w)));
const root = mkdtempSync(join(tmpdir(), 'strata-mutants-'));
cpSync('dist', join(root, 'dist'), { recursive: true });
cpSync('test', join(root, 'test'), { recursive: true });
cpSync('docs', join(root, 'docs'), { recursive: true });
cpSync('package.json', join(root, 'package.json'));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'));

/** The quickest tests first: a fault that they notice is known. */
async function passes() {
  return (
    (await run(['orders/fold', 'segments/cases'])) &&
    (await run(['segments/oracle', 'segments/columns', 'segments/changed-definitions']))
  );
}

/** @param {readonly string[]} names */
function run(names) {
  return new Promise((done) => {
    const tests = names.map((t) => join(root, `dist/test/${t}.test.js`));
    const child = spawn(process.execPath, ['--test', '--test-timeout=120000', ...tests], {
      stdio: 'ignore',
      env: { ...process.env, STRATA_TEST_TIER: 'full', STRATA_PAIRS: process.env.STRATA_PAIRS ?? '40000' },
    });
    child.on('exit', (code) => done(code === 0));
  });
}

let caught = 0;
const missed = [];
try {
  if (!(await passes())) throw new Error('the tests fail without any fault planted; run npm test first');
  for (const [i, [file, says, fault, says2, fault2]] of chosen.entries()) {
    const path = join(root, 'dist/src/engine', file);
    const sound = readFileSync(path, 'utf8');
    const [from, to] = sound.includes(says) ? [says, fault] : [says2, fault2];
    if (from === undefined || !sound.includes(from)) throw new Error(`${file} no longer says: ${says}`);
    writeFileSync(path, sound.replace(from, to));
    const survived = await passes();
    writeFileSync(path, sound);
    if (survived) missed.push(`${file}: ${from} -> ${to}`);
    else caught++;
    process.stderr.write(`\r${i + 1} of ${chosen.length} faults planted, ${missed.length} not noticed `);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`\n${caught} of ${chosen.length} faults caught`);
for (const m of missed) console.log(`  not noticed: ${m}`);
process.exit(missed.length > 0 ? 1 : 0);
