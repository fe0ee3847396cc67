// Plants faults in the evaluator, one at a time, and checks that the tests of the language, coupons and reach catch
// each of them. `npm run prove:mutants` plants all faults, and `npm run prove:mutants -- timeline "l.sku"` a selection.
// `--help` gives details. Requires a build.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { COLUMN_MUTANTS } from './column-mutants.mjs';
import { COUPON_MUTANTS } from './coupon-mutants.mjs';
import { REACH_MUTANTS, REACH_TESTS } from './reach-mutants.mjs';
import { ROOM_MUTANTS, roomTest } from './room-mutants.mjs';
import { WORLD_MUTANTS } from './world-mutants.mjs';

/** Faults as [file below dist/src/engine, original text, faulty text]. */
const MUTANTS = [
  ...COUPON_MUTANTS,
  ...COLUMN_MUTANTS,
  ...REACH_MUTANTS,
  ...WORLD_MUTANTS,
  ...ROOM_MUTANTS,
  [
    'facts/selection.js',
    'return [at, at + Math.min(s.windowMs, retention)]',
    'return [at, at + Math.min(s.windowMs, retention) + 1]',
  ],
  [
    'facts/selection.js',
    'return [at, at + Math.min(s.windowMs, retention)]',
    'return [at + 1, at + Math.min(s.windowMs, retention)]',
  ],
  ['facts/selection.js', 'const end = at + retention', 'const end = Infinity'],
  ['facts/selection.js', 'at >= bounds[0] && at < bounds[1]', 'at > bounds[0] && at < bounds[1]'],
  ['facts/selection.js', 'at >= bounds[0] && at < bounds[1]', 'at >= bounds[0] && at <= bounds[1]'],
  ['facts/facts.js', 'const net = !gross && ORDER_TYPES', 'const net = ORDER_TYPES'],
  [
    'facts/selection.js',
    'const lifetime = Math.min(selection.windowMs ?? Infinity, retentionOf(selection.event, setting))',
    'const lifetime = Math.min(selection.windowMs ?? Infinity, retentionOf(selection.event, setting)) + 1',
  ],
  ['facts/event-retention.js', '+ lookback(e.type) > now', '> now'],
  ['facts/event-retention.js', 'e.at - lastActivity >= VISIT_GAP_MS', 'true'],
  ['facts/event-retention.js', "family === 'ORDERS' &&", 'false &&'],
  ['facts/event-retention.js', 'const alive = e.at +', 'const alive = e.at - 1 +'],
  ['facts/consent.js', 'compareEnds(b, a)', 'compareEnds(a, b)'],
  ['facts/consent.js', 'Number(isReplaced(b)) - Number(isReplaced(a)) ||', ''],
  [
    'facts/consent.js',
    'Number(isReplaced(b)) - Number(isReplaced(a))',
    'Number(isReplaced(a)) - Number(isReplaced(b))',
  ],
  ['facts/consent.js', '`${from} ${event.batch}`', '`${from}`'],
  ['facts/consent.js', 'Math.min(ends ?? Infinity, at + retentionOf(type, setting))', 'ends ?? Infinity'],
  ['facts/consent.js', 's.channel === undefined || s.channel === channel', 's.channel === channel'],
  ['facts/consent.js', "type === 'contact_unsubscribed' ? MARKETING", "type === 'contact_unsubscribed' ? ''"],
  ['segments/aggregates.js', 'if (t > horizon || t === Infinity)', 'if (t >= begin)'],
  ['facts/selection.js', '!matches(f.of, e, line, setting)', 'matches(f.of, e, line, setting)'],
  ['facts/selection.js', 'l.quantity > 0n && (!m.where', '(!m.where'],
  ['facts/fields.js', 'own && asked === undefined', 'false'],
  ['facts/fields.js', '(currency ?? setting.currency)', '(currency ?? asked ?? setting.currency)'],
  ['facts/fields.js', 'asked ?? setting.currency', "asked ?? 'CNY'"],
  ['facts/fields.js', 'return decimalOfNumber(value);', 'return value;'],
  ['values/value.js', 'return `n${value}`', 'return `n${Math.round(value * 10000)}`'],
  [
    'values/value.js',
    'return ascending(left, right);',
    "if (typeof left === 'number') return Math.sign(Math.round(left * 10000) - Math.round(right * 10000)); return ascending(left, right);",
  ],
  [
    'values/value.js',
    'if (typeof left !== typeof right)\n        return undefined;',
    'if (typeof left !== typeof right && String(left) !== String(right))\n        return undefined;',
  ],
  ['values/value.js', "typeof value === 'string' ? 's' : 'b'", "typeof value === 'string' ? 'n' : 'b'"],
  ['values/value-list.js', 'index.get(key)?.some((literal) => equals(value, literal))', 'false'],
  ['segments/check.js', "typeof given === 'string' ? composed(given) : given", 'given'],
  ['segments/parse.js', "t.value.normalize('NFC')", 't.value'],
  [
    'facts/facts.js',
    'if (reportGroup(e) === undefined)',
    'if (reportGroup(e) === undefined && e.orderId !== undefined)',
  ],
  ['values/decimal.js', ': writtenDigits(v);', ': { digits: decimalOfNumber(v), scale: SCALE };'],
  ['values/decimal.js', 'this.units *= 10n ** BigInt(scale - this.scale);', ''],
  [
    'segments/aggregates.js',
    'isDecimalField(metric.event, metric.field) ? decimals(metric)',
    'true ? decimals(metric)',
  ],
  ['segments/check.js', "typeof v === 'bigint' ? numberOfDecimal(v) : v", 'v'],
  ['segments/lexer.js', 'exactDecimalOf(n) ?? n', 'exactDecimalOf(n) ?? 0n'],
  ['segments/parse.js', "kind === 'string' ||", ''],
  ['segments/print.js', 'taken || !/^[A-Za-z_]', '!/^[A-Za-z_]'],
  ['facts/selection.js', 'Math.max(from, seen[0])', 'seen[0]'],
  ['time/calendar.js', '(d.getUTCDay() + 6) % 7', 'd.getUTCDay()'],
  ['time/calendar.js', 'period.ago + 1)', 'period.ago + 2)'],
  ['time/calendar.js', '(m - 1) % 3', 'm % 3'],
  ['time/calendar.js', 'Math.max(from, year + 1)', 'Math.max(from, year)'],
  ['time/calendar.js', '&& !leap ? 28', '&& leap ? 28'],
  [
    'time/time.js',
    'const offset = offsets.get(quarter)',
    'const offset = 0',
    'let offset = offsets.get(quarter)',
    'let offset = 0',
  ],
  ['time/time.js', 'return new Date(at + zoneOffset(at, zone))', 'return new Date(at)'],
  ['facts/facts.js', 'e.at - last >= VISIT_GAP_MS', 'e.at - last > VISIT_GAP_MS'],
  ['facts/facts.js', 'seen.has(group) || !seen.add(group)', 'false'],
  ['facts/facts.js', 'this.inOrdersCurrency(x)', 'x'],
  ['facts/facts.js', 'factOf(steps[next]) === fact', 'true'],
  ['facts/facts.js', 'folded ? noFolds() : this.folds', 'this.folds'],
  ['facts/facts.js', 'steps[0].from <= at', 'true'],
  ['facts/order-fold.js', "fact.type === 'order_cancelled' ||", ''],
  ['facts/order-fold.js', 'classOf(e) > classOf(this.first)', 'false'],
  ['facts/order-fold.js', '!this.first || classOf(e) < classOf(this.first)', '!this.first'],
  ['facts/order-fold.js', '{ ...newest, ...coupon, id, at }', 'newest'],
  ['facts/order-fold.js', 'this.included.has(e.paymentId)', 'false'],
  ['facts/order-fold.js', 'this.payments.delete(e.paymentId);', ''],
  ['facts/order-fold.js', '[l.lineId, l.sku]), l)', '[l.lineId]), l)'],
  ['facts/order-fold.js', 'sameCurrency(e.currency, currency)', 'true'],
  ['facts/order-fold.js', 'sameCurrency(c, report.currency)', 'true'],
  ['facts/order-fold.js', 'statesMoney(e) ? e.currency : undefined', 'e.currency'],
  ['facts/order-fold.js', 'e.refundId === undefined)', 'true)'],
  ['facts/order-fold.js', 'this.apply(there.counting, -1)', 'void 0'],
  ['facts/order-fold.js', 'out.has(v) ? undefined : i', 'i'],
  ['facts/order-fold.js', 'line.quantity - quantity', 'line.quantity'],
  ['facts/order-fold.js', 'wanted < all ? wanted : all', 'wanted'],
  ['facts/order-fold.js', 'overflow < aside ? overflow : aside', '0n'],
  ['facts/order-fold.js', 'overflow < aside ? overflow : aside', 'overflow'],
  ['facts/order-fold.js', 'left <= 0n && amount > 0n', 'left < 0n'],
  ['facts/order-fold.js', 'lines.every((l) => l.quantity === 0n)', 'false'],
  ['facts/order-fold.js', 'this.lines.some((l) => l.quantity > 0n) &&', ''],
  ['facts/order-fold.js', 'quantity < line.quantity ? quantity : line.quantity', 'quantity'],
  ['facts/order-fold.js', 'k === last ? rest : part', 'part'],
  ['facts/order-fold.js', 'if (left > paid)', 'if (false)'],
  ['facts/order-fold.js', 'this.loose += e.amount - given', 'void 0'],
  ['facts/order-fold.js', 'sign * (e.amount - moneyOf(lines))', '0n'],
  ['segments/aggregates.js', 'best.n', 'best.n + 1'],
  ['segments/aggregates.js', 'counts.delete(v);', ''],
  ['segments/aggregates.js', '[...counts].reverse()', '[...counts]'],
  ['segments/aggregates.js', 'texts.slice(0, top)', 'texts'],
  ['segments/aggregates.js', 'metric.top,\n            metric.anchor,', 'metric.anchor,'],
  ['segments/aggregates.js', 'metric.top,\n            metric.anchor,', 'metric.top,'],
  ['facts/anchor.js', '[at + 1, at + anchor.withinMs + 1]', '[at, at + anchor.withinMs + 1]'],
  ['facts/anchor.js', '[at + 1, at + anchor.withinMs + 1]', '[at + 1, at + anchor.withinMs]'],
  ['facts/anchor.js', '[at - anchor.withinMs, at]', '[at - anchor.withinMs + 1, at]'],
  ['facts/anchor.js', '[at - anchor.withinMs, at]', '[at - anchor.withinMs, at + 1]'],
  ['facts/anchor.js', "which === 'first' ? expired :", ''],
  ['facts/anchor.js', 'Math.min(list[i].to, t)', 'list[i].to'],
  ['facts/anchor.js', 'Math.max(list[i].from, since[i])', 'list[i].from'],
  ['facts/anchor.js', 'Math.min(high, nextLow)', 'high'],
  ['facts/anchor.js', 'gross ? { gross } : {}', 'false ? { gross } : {}'],
  ['segments/condition.js', 'm.anchor ? [m, anchorSelection(m.anchor)]', 'false ? [m]'],
  ['segments/aggregates.js', 'n === 0 ? undefined : divideHalfEven', 'n === 0 ? 0n : divideHalfEven'],
  ['segments/aggregates.js', 'n === 0 ? undefined : total.value()', 'n === 0 ? 0 : total.value()'],
  ['segments/aggregates.js', 'a.at(-1)?.values.at(-1)', 'a[0]?.values.at(-1)'],
  ['time/timeline.js', 'starts[mid] <= at', 'starts[mid] < at'],
  ['time/timeline.js', 'line.values[k] !== now', 'line.values[k] === now'],
  ['time/timeline.js', 'line.values.map((v) => !v)', 'line.values'],
  ['time/timeline.js', "mode === 'any'", "mode === 'all'"],
  ['tags/tags.js', 'w.at <= at', 'w.at < at'],
  ['tags/tags.js', 'expiresAt(def, w) > at', 'expiresAt(def, w) >= at'],
  ['tags/tags.js', 'ordered[known].at <= t', 'ordered[known].at < t'],
  ['tags/tags.js', 'expiresAt(def, newest) > t', 'expiresAt(def, newest) >= t'],
  ['tags/tags.js', 'rank(def, a.source) - rank(def, b.source) ||', ''],
  ['tags/tags.js', 'left.sequence - right.sequence', 'right.sequence - left.sequence'],
  ['tags/tags.js', 'Number(changes(left)) - Number(changes(right)) ||', ''],
  ['tags/tags.js', '(changes(left) ? 0 : compareSet(left.value, right.value)) ||', ''],
  ['tags/tags.js', 'w.at > from || w === ruling', 'w === ruling'],
  ['values/value.js', 'return (c(test.value) ?? -1) >= 0', 'return (c(test.value) ?? -1) > 0'],
  ['values/value.js', 'return (c(test.value) ?? 1) < 0', 'return (c(test.value) ?? 1) <= 0'],
  [
    'values/value.js',
    'if (value === undefined)\n        return false;',
    "if (value === undefined)\n        return test.op === 'ne';",
  ],
  ['values/value.js', '(c(test.values[1]) ?? 1) <= 0', '(c(test.values[1]) ?? 1) < 0'],
  ['values/paths.js', "value[place.length] === '/'", 'true'],
  ['values/paths.js', 'value.length === place.length ||', ''],
  ['values/paths.js', "path[end - 1] === '/'", 'false'],
  [
    'values/value.js',
    "typeof value === 'string' && isUnder(value, String(test.value))",
    'isUnder(String(value), String(test.value))',
  ],
  ['time/search.js', 'at(list[mid]) <= instant', 'at(list[mid]) < instant'],
  ['segments/patterns.js', 'end - first.fact.at > withinMs', 'end - first.fact.at >= withinMs'],
  [
    'segments/patterns.js',
    'b.fact.at > first.fact.at && b.fact.at < end',
    'b.fact.at >= first.fact.at && b.fact.at < end',
  ],
  [
    'segments/patterns.js',
    'followers[i].fact.at <= a.fact.at + c.withinMs',
    'followers[i].fact.at < a.fact.at + c.withinMs',
  ],
  ['segments/patterns.js', 'a.fact.at + c.withinMs), a.to', 'a.fact.at + c.withinMs + 1), a.to'],
  ['segments/patterns.js', "which === 'first' ? active[0] : active.at(-1)", 'active[0]'],
  ['segments/patterns.js', 'b.from > t && b.from < next', 'false'],
  ['segments/evaluate.js', '[from + c.forMs, to]', '[from + c.forMs, to + c.forMs]'],
  ['segments/evaluate.js', 'this.earlier(c.forMs)', 'this.earlier(0)'],
  ['segments/evaluate.js', '[from, to + c.withinMs]', '[from, to]'],
  ['segments/evaluate.js', 'return [[at, at + w]]', 'return [[at, at + w + 1]]'],
  ['segments/evaluate.js', 'return [[at + w, Infinity]]', 'return [[at + w + 1, Infinity]]'],
  ['segments/evaluate.js', 'return [[at - w, at]]', 'return [[at - w, at + 1]]'],
  ['segments/evaluate.js', 'startOfDay(nextDay(day), zone)', 'start'],
  ['tags/derive.js', 'derivation.otherwise', 'undefined'],
  ['tags/derive.js', 'weights[i] * n.digits', '10000n * n.digits'],
  ['tags/tags.js', "if (change === 'add')", 'if (true)'],
  ['tags/tags.js', 'valid.slice(base + 1)', 'valid.slice(base + 2)'],
  ['tags/tags.js', 'const needed = new Set(lastWord.values())', 'const needed = new Set()'],
  ['tags/tags.js', 'increments.slice(-KEPT_INCREMENTS)', '[]'],
  ['tags/tags.js', 'findLastIndex((w) => w.summed) > 0', 'findLastIndex((w) => w.summed) > all.length'],
  ['tags/tags.js', '|| first.has(w)', ''],
  ['definitions/effects.js', "ttlMs: 'PUBLISHES'", "ttlMs: 'NOTHING'"],
  ['definitions/effects.js', "authority: 'PUBLISHES'", "authority: 'LATER'"],
  ['definitions/effects.js', "metric: 'PUBLISHES'", "metric: 'NOTHING'"],
  ['definitions/effects.js', "derivation: 'PUBLISHES'", "derivation: 'NOTHING'"],
  ['definitions/effects.js', "condition: 'PUBLISHES'", "condition: 'NOTHING'"],
  ['definitions/effects.js', "when: 'PUBLISHES'", "when: 'NOTHING'"],
  ['definitions/effects.js', 'effects: new Set([...own.effects, LAYER_EFFECTS.key])', 'effects: own.effects'],
  ['definitions/effects.js', 'every((k) => sameTree', 'some((k) => sameTree'],
  ['definitions/catalogue.js', '(t.publishedAt ?? 0) > stamp', 'false'],
  ['time/search.js', 'at[mid] <= instant', 'at[mid] < instant'],
  ['memberships/membership.js', 'line.values[i] === this.member', 'line.values[i] !== this.member'],
  [
    'memberships/settle.js',
    'if (!state && line.values.length === 1 && !line.values[0])',
    'if (!state && line.values.length === 1)',
  ],
  ['definitions/catalogue.js', 'stamp === this.version', 'stamp >= 0'],
  ['memberships/dues.js', 'Math.min(next, nextFlipAt)', 'next'],
  ['memberships/segments-to-evaluate.js', 'before.knownUntil <= at', 'false'],
  ['memberships/settle.js', 'all ? evaluation.horizon : before.knownUntil', 'evaluation.horizon'],
  ['memberships/settle.js', 'state.nextCheckAt <= at', 'false'],
  ['memberships/settle.js', 'Math.max(state.evaluatedAt, at)', 'state.evaluatedAt'],
  ['memberships/settle.js', 'state.catalogueVersion >= version', 'false'],
  ['segments/condition.js', 'read(child, back + reachOf(node))', 'read(child, back)'],
  ['definitions/catalogue.js', 'open.push(...(this.dependants.get(key) ?? []))', ''],
  ['definitions/catalogue.js', '((list.publishedAt ?? 0) > stamp ? [list.key] : [])', '[]'],
  ['segments/evaluate.js', 'this.subject.lists.has(list.id)', 'true'],
  ['values/value.js', 'return !test.entries.has(value)', 'return test.entries.has(value)'],
  ['memberships/segments-to-evaluate.js', 'catalogue.segmentsReadingLists(listsChanged)', 'new Set()'],
];

/**
 * Returns the text of a fault as found in the compiled file, and its replacement. Returns undefined if the file does
 * not contain it.
 * @param {string} engine folder of the compiled engine
 * @param {readonly string[]} mutant
 */
function placeOf(engine, [file, says, fault, says2, fault2]) {
  const path = join(engine, file);
  const sound = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (sound.includes(says)) return { path, sound, from: says, to: fault };
  return says2 !== undefined && sound.includes(says2) ? { path, sound, from: says2, to: fault2 } : undefined;
}

/** @param {string} word */
function faultsWith(word) {
  return MUTANTS.filter((texts) => texts.some((text) => text.includes(word)));
}

const HELP = `npm run prove:mutants -- [--check] [WORD ...]

  WORD      only the faults whose file or text contains one of the words: values/paths.js, "composed("
  --check   says whether each fault can be planted, and plants none

  STRATA_PART       2/3 plants the second third of the faults, so that several processes share the work
  STRATA_PAIRS      condition x instant pairs for each fault (default 40,000)
  STRATA_TIMEOUT_S  seconds one test may take (default 120); more on a busy machine`;

const [first, ...others] = process.argv.slice(2);
if (first === '--help') {
  console.log(HELP);
  process.exit(0);
}
const checks = first === '--check';
const wanted = checks || first === undefined ? others : [first, ...others];
// Check all faults before planting any. A fault that cannot be planted would otherwise abort a run that takes hours.
const unplaced = MUTANTS.filter((mutant) => !placeOf('dist/src/engine', mutant));
for (const [file, says] of unplaced) console.error(`${file} no longer says: ${says}`);
if (unplaced.length > 0) process.exit(1);
if (checks) {
  console.log(`${MUTANTS.length} faults can be planted`);
  process.exit(0);
}
/** The selected faults, in the order of the arguments. */
const selected = wanted.length === 0 ? MUTANTS : [...new Set(wanted.flatMap(faultsWith))];
const [part, parts] = (process.env.STRATA_PART ?? '1/1').split('/').map(Number);
/** Takes every n-th fault, so that slow faults, which stand together, spread over the parts. */
const chosen = selected.filter((_, i) => i % parts === part - 1);
const root = mkdtempSync(join(tmpdir(), 'strata-mutants-'));
cpSync('dist', join(root, 'dist'), { recursive: true });
cpSync('test', join(root, 'test'), { recursive: true });
cpSync('docs', join(root, 'docs'), { recursive: true });
cpSync('package.json', join(root, 'package.json'));
symlinkSync(resolve('node_modules'), join(root, 'node_modules'));

/**
 * Environments for the tests. Most faults are found with few generated cases (`FEW`). The long run (`MANY`) is only for
 * faults that the tests with few cases do not find.
 */
const FEW = { STRATA_PAIRS: '4000', STRATA_WORLDS: '1' };
const MANY = { STRATA_TEST_TIER: 'full', STRATA_PAIRS: process.env.STRATA_PAIRS ?? '40000', STRATA_WORLDS: '4' };

/**
 * Returns 'passed', 'failed', or 'timed out' if a test exceeded its time limit. The fastest tests run first.
 * @param {string} file file that contains the fault
 */
async function outcome(file) {
  if (file.startsWith('reach/'))
    return run([`reach/${REACH_TESTS[file.split('/')[1].split('.')[0]] ?? 'parts'}`], { STRATA_REACH_WORLDS: '300' });
  const ofRoom = roomTest(file);
  if (ofRoom !== undefined) return run([ofRoom], FEW);
  const steps = file.startsWith('coupons/')
    ? [
        [['coupons/history'], FEW],
        [['coupons/used-again', 'coupons/redefined', 'coupons/packs', 'coupons/scopes'], FEW],
        [['coupons/decided'], FEW],
        [['coupons/decided'], MANY],
      ]
    : [
        [['orders/fold', 'segments/cases', 'segments/names', 'segments/quoted-names'], FEW],
        [['segments/oracle', 'segments/columns', 'segments/changed-definitions'], FEW],
        [['segments/oracle', 'segments/columns', 'segments/changed-definitions'], MANY],
      ];
  for (const [names, amount] of steps) {
    const came = await run(/** @type {string[]} */ (names), /** @type {Record<string, string>} */ (amount));
    if (came !== 'passed') return came;
  }
  return 'passed';
}

/**
 * Runs tests and stops at the first failed assertion.
 * @param {readonly string[]} names
 * @param {Record<string, string>} amount
 * @returns {Promise<'passed' | 'failed' | 'timed out'>}
 */
function run(names, amount) {
  return new Promise((done) => {
    const tests = names.map((t) => join(root, `dist/test/${t}.test.js`));
    const timeout = `--test-timeout=${Number(process.env.STRATA_TIMEOUT_S ?? 120) * 1000}`;
    const child = spawn(process.execPath, ['--test', '--test-reporter=tap', timeout, ...tests], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
      // Temporary files of a killed test are deleted with this folder.
      env: { ...process.env, TMPDIR: root, ...amount },
    });
    let output = '';
    const isBroken = () => /failureType: '(testCodeFailure|uncaughtException)'/.test(output);
    child.stdout.on('data', (text) => {
      const wasBroken = isBroken();
      output += String(text);
      if (!wasBroken && isBroken()) process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
    });
    child.on('close', (code) => {
      if (code === 0) return done('passed');
      // A failed assertion is decisive, even if another test timed out.
      done(!isBroken() && output.includes("failureType: 'testTimeoutFailure'") ? 'timed out' : 'failed');
    });
  });
}

let caught = 0;
const missed = [];
/** Faults whose test timed out. A fault can keep a test from ending, but a busy machine can cause a timeout too. */
const timedOut = [];
try {
  for (const room of new Set(
    chosen.map(([file]) =>
      file.startsWith('reach/') || roomTest(file) !== undefined ? file : (/^coupons\//.exec(file)?.[0] ?? ''),
    ),
  )) {
    const sound = await outcome(room);
    if (sound !== 'passed') throw new Error(`without any fault planted the tests ${sound}; run npm test first`);
  }
  for (const [i, mutant] of chosen.entries()) {
    const { path, sound, from, to } = /** @type {NonNullable<ReturnType<typeof placeOf>>} */ (
      placeOf(join(root, 'dist/src/engine'), mutant)
    );
    writeFileSync(path, sound.replace(from, to));
    const came = await outcome(mutant[0]);
    writeFileSync(path, sound);
    const name = `${mutant[0]}: ${from} -> ${to}`;
    if (came === 'passed') missed.push(name);
    else if (came === 'timed out') timedOut.push(name);
    else caught++;
    console.error(`${i + 1} of ${chosen.length} faults planted, ${missed.length} not noticed`);
    if (came !== 'failed') console.error(`  ${came}: ${name}`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`\n${caught} of ${chosen.length} faults caught`);
for (const m of missed) console.log(`  not noticed: ${m}`);
for (const m of timedOut) console.log(`  timed out: ${m}`);
process.exit(missed.length + timedOut.length > 0 ? 1 : 0);
