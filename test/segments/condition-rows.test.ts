/**
 * Tests that the visual editor says all of the language. Every condition opens as rows and is written back as the same
 * condition, its sentence is complete, and an edit changes nothing else.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCondition } from '../../src/engine/segments/check.js';
import type { Names } from '../../src/engine/segments/condition.js';
import { OPERATORS, type Condition, type Test, type Value, type ValueType } from '../../src/engine/types.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { Dice, random } from '../support/random-world.js';
import { textsOfDocuments, wideCondition } from '../support/wide-conditions.js';
import { freshSeed } from '../support/amount.js';
import type { ConditionNames } from '../../web/dashboard/words/condition-words.js';
import {
  isComplete,
  missingOf,
  openRows,
  readNumber,
  showValue,
  writeRows,
} from '../../web/dashboard/components/condition-builder/condition-rows.js';
import { choicesFor, newRow, withSlot } from '../../web/dashboard/components/condition-builder/edits.js';
import { FORMS, formOf } from '../../web/dashboard/components/condition-builder/forms.js';
import {
  isPhrase,
  phrasesIn,
  type Filling,
  type Phrase,
} from '../../web/dashboard/components/condition-builder/phrase.js';
import { HOLE, newPhrase, withForm } from '../../web/dashboard/components/condition-builder/phrases.js';
import { isAtPath, pathOfRow } from '../../web/dashboard/components/condition-builder/row-paths.js';
import { piecesOf, sentenceOf, type Piece } from '../../web/dashboard/components/condition-builder/sentences.js';
import { readKind } from '../../web/dashboard/components/condition-builder/values.js';

const SEED = freshSeed();
const CONDITIONS = 12_000;
/** Random conditions of the tests that do more with each condition than opening it. */
const FEWER = 4000;
const same = (name: string): string => name;
const PLAIN: ConditionNames = { tag: same, segment: same, list: same, event: same, field: same };
const LANGUAGES = [0, 1] as const;

/** Opens a condition as rows, checks that the rows mean the same as the condition, and returns the rows. */
function rowsOf(text: string): Phrase {
  const { group } = openRows(text);
  assert.ok(group, `rows can show ${text}`);
  const written = writeRows(group);
  assert.deepEqual(parseCondition(written), parseCondition(text), text);
  assert.equal(written, printCondition(parseCondition(text)));
  assert.equal(isComplete(group), true, `${text}: ${missingOf(group)}`);
  return group;
}

/** Returns a phrase and all phrases within it. */
function phrasesOf(phrase: Phrase): readonly Phrase[] {
  const inner = Object.values(phrase.slots).flatMap((filling) => (isPhrase(filling) ? [filling] : phrasesIn(filling)));
  return [phrase, ...inner.flatMap(phrasesOf)];
}

/** Returns the text of a condition in which numbers that are equal are spelled in one way. */
const meaningOf = (condition: Condition): string =>
  JSON.stringify(condition, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) / 10_000 : value));

test('every test case and every example of the language page opens as rows', () => {
  for (const text of textsOfDocuments()) rowsOf(text);
});

test(`${CONDITIONS} random conditions open as rows; together they use every form and every part of the table`, () => {
  const d = new Dice(random(SEED));
  const found = new Set<string>();
  const take = (phrase: Phrase): void => {
    for (const { sort, form, slots, not } of phrasesOf(phrase)) {
      for (const slot of Object.keys(slots)) found.add(`${sort} ${form} ${slot}`);
      found.add(`${sort} ${form}${not ? ' denied' : ''}`);
    }
  };
  for (let n = 0; n < CONDITIONS; n++) take(rowsOf(printCondition(wideCondition(d))));
  for (const text of textsOfDocuments()) take(rowsOf(text));
  const wanted = Object.entries(FORMS).flatMap(([sort, forms]) =>
    forms.flatMap(({ name, slots }) => [
      `${sort} ${name}`,
      ...(sort === 'condition' || sort === 'filter' ? [`${sort} ${name} denied`] : []),
      ...Object.keys(slots).map((slot) => `${sort} ${name} ${slot}`),
    ]),
  );
  const isRare = (use: string): boolean => use.endsWith('currency') || /^test .* anniversary$/.test(use);
  assert.deepEqual(
    wanted.filter((use) => !found.has(use) && !isRare(use)),
    [],
  );
});

test('conditions with different meanings have different sentences in both languages', () => {
  const d = new Dice(random(SEED + 1));
  const said = LANGUAGES.map(() => new Map<string, string>());
  for (let n = 0; n < FEWER; n++) {
    const condition = parseCondition(printCondition(wideCondition(d)));
    const group = rowsOf(printCondition(condition));
    for (const place of LANGUAGES) {
      const sentence = sentenceOf(group, { place, names: PLAIN });
      const before = said[place].get(sentence) ?? meaningOf(condition);
      assert.equal(meaningOf(condition), before, sentence);
      said[place].set(sentence, before);
    }
  }
  assert.ok(said.every((sentences) => sentences.size > FEWER / 3));
});

test('rows read as sentences', () => {
  const examples: readonly (readonly [text: string, english: string, chinese: string])[] = [
    [
      'not did(order_paid where brand = "Shiseido", last 7d)',
      'in the last 7 days did not do order_paid where (brand is "Shiseido")',
      '近 7 天没有order_paid，其中（brand是 “Shiseido”）',
    ],
    [
      'count(visit, last 90d) >= 3',
      'in the last 90 days the number of visit is at least 3',
      '近 90 天visit的次数不少于 3',
    ],
    [
      'ratio(count(contact_clicked), count(contact_sent)) >= 0.2',
      'the ratio of at any time the number of contact_clicked to at any time the number of contact_sent is at least 0.2',
      '任何时候contact_clicked的次数 与 任何时候contact_sent的次数 之比不少于 0.2',
    ],
    [
      'did(order_paid, within 30d after first(order_paid))',
      'within 30 days after the first order_paid, did order_paid',
      '首次order_paid之后 30 天 内有过order_paid',
    ],
    [
      'held for 7d (tag level = "gold")',
      'has been true for 7 days without interruption: (tag level is "gold")',
      '持续满足 7 天 以上：（标签 level 是 “gold”）',
    ],
    [
      'not in segment vip and consent marketing on sms',
      'matches all of these: (is not in segment vip; consents to marketing on sms)',
      '满足以下全部条件：（不属于分群vip；已授权marketing，渠道 sms）',
    ],
  ];
  for (const [text, ...sentences] of examples)
    assert.deepEqual(
      LANGUAGES.map((place) => sentenceOf(rowsOf(text), { place, names: PLAIN })),
      sentences,
    );
});

test('the sentence of every form names each of its slots once, in both languages', () => {
  const slotsIn = (pieces: readonly Piece[]): string[] =>
    pieces.flatMap((piece) => {
      if ('some' in piece) return slotsIn(piece.some);
      return 'slot' in piece ? [piece.slot] : [];
    });
  for (const [sort, forms] of Object.entries(FORMS))
    for (const { name, slots, say, label, option, verbs } of forms) {
      for (const sentence of say)
        assert.deepEqual(slotsIn(piecesOf(sentence)).sort(), Object.keys(slots).sort(), `${sort} ${name}: ${sentence}`);
      const words = [label, ...(option ? [option] : []), ...(verbs ?? [])];
      for (const [english, chinese] of [...words, ...Object.values(slots).flatMap(({ add }) => (add ? [add] : []))]) {
        assert.doesNotMatch(english, /\p{Script=Han}/u);
        assert.match(chinese, /\p{Script=Han}/u);
      }
      const isChosen = sort !== 'condition' && sort !== 'filter' && forms.length > 1 && sort !== 'field';
      if (isChosen) for (const sentence of say) assert.match(sentence, /\{form\}/, `${sort} ${name}`);
      if (sort === 'condition' || sort === 'filter') for (const sentence of say) assert.match(sentence, /\{not\}/);
    }
});

/** Returns the places at which two syntax trees differ. */
function differences(left: unknown, right: unknown, path = ''): string[] {
  const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (!isTree(left) || !isTree(right)) return left === right ? [] : [path];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], `${path}.${key}`),
  );
}

/** Returns another filling for some slots, and undefined for the others. */
function otherFilling(filling: Filling, leaf: string): Filling | undefined {
  if (leaf === 'value') return typeof filling === 'string' ? 'another' : 424_242;
  if (leaf === 'duration') return 123_456;
  if (leaf === 'event') return 'another event';
  if (leaf === 'tag' || leaf === 'list' || leaf === 'segment' || leaf === 'purpose') return 'another';
  return undefined;
}

/** Returns a phrase in which one leaf, chosen by chance, has another filling. */
function edited(d: Dice, phrase: Phrase): Phrase | undefined {
  const name = d.pick([...Object.keys(phrase.slots), '']);
  const filling = phrase.slots[name];
  if (filling === undefined || filling === null) return undefined;
  const { fill } = formOf(phrase.sort, phrase.form).slots[name];
  const put = (next: Filling | undefined): Phrase | undefined =>
    next === undefined ? undefined : { ...phrase, slots: { ...phrase.slots, [name]: next } };
  if (isPhrase(filling)) return put(edited(d, filling));
  if ('list' in fill) {
    const list = phrasesIn(filling);
    const i = d.int(0, list.length - 1);
    const next = edited(d, list[i]);
    return put(next && list.map((before, k) => (k === i ? next : before)));
  }
  return 'leaf' in fill ? put(otherFilling(filling, fill.leaf)) : undefined;
}

test('an edit of one field changes only that field', () => {
  const d = new Dice(random(SEED + 2));
  let edits = 0;
  for (let n = 0; n < FEWER; n++) {
    const text = printCondition(wideCondition(d));
    const next = edited(d, rowsOf(text));
    if (!next) continue;
    const changed = differences(parseCondition(text), parseCondition(writeRows(next)));
    // An event type that is another one has other line fields, so names that were short for them stand in full.
    const isOfEvent = changed.some((path) => path.endsWith('.event'));
    if (!isOfEvent) assert.ok(changed.length <= 1, `${text}\n${writeRows(next)}\n${changed.join(' ')}`);
    edits += changed.length;
  }
  assert.ok(edits > 500, String(edits));
});

const SORTS = ['condition', 'filter'] as const;

test('a new row of every form says what is missing, and its text is no condition until all is chosen', () => {
  for (const sort of SORTS)
    for (const { name } of FORMS[sort]) {
      const row = newRow(sort, name);
      const group: Phrase =
        sort === 'condition'
          ? { sort, form: 'all', slots: { rows: [row] } }
          : {
              sort: 'condition',
              form: 'all',
              slots: { rows: [withRows(newPhrase('condition', 'occurrence'), row)] },
            };
      const text = writeRows(group);
      assert.equal(isComplete(group), !text.includes('…'), `${name}: ${text}`);
      assert.equal(openRows(text).fault === undefined, isComplete(group), `${name}: ${text}`);
      const complete = filled(group);
      assert.equal(isComplete(complete), true, name);
      assert.ok(openRows(writeRows(complete)).group, `${name}: ${writeRows(complete)}`);
    }
  assert.equal(missingOf(newRow('condition', 'tag')), 'Choose a tag');
  assert.equal(missingOf(newRow('condition', 'layer')), 'Choose a layer');
  assert.equal(missingOf({ sort: 'condition', form: 'any', slots: { rows: [] } }), 'Add a condition');
  assert.equal(
    missingOf({ sort: 'condition', form: 'consent', slots: { purpose: '营销' } }),
    'Use letters, digits and _',
  );
});

const withRows = (occurrence: Phrase, row: Phrase): Phrase => ({
  ...occurrence,
  slots: { ...occurrence.slots, is: { sort: 'filter', form: 'all', slots: { rows: [row] } } },
});

/** Fills everything that is missing in a phrase. */
function filled(phrase: Phrase): Phrase {
  const fill = (name: string, filling: Filling): Filling => {
    if (isPhrase(filling)) return filled(filling);
    const phrases = phrasesIn(filling);
    if (phrases.length > 0) return phrases.map(filled);
    if (filling !== null && !(Array.isArray(filling) && filling.length === 0)) return filling;
    const { fill: by } = formOf(phrase.sort, phrase.form).slots[name];
    const leaf = 'leaf' in by ? by.leaf : '';
    if (leaf === 'property') return { scope: 'event', name: 'note' };
    if (leaf === 'values') return ['a', 'b'];
    return leaf === 'layer' ? 'lifecycle.active' : 'some';
  };
  const slots = Object.entries(phrase.slots).map(([name, filling]) => [name, fill(name, filling)] as const);
  return { ...phrase, slots: Object.fromEntries(slots) };
}

test('a part that is not chosen is shown as a gap, and a text that contains the sign for gaps is kept', () => {
  const row = newRow('condition', 'tag');
  const group = (rows: readonly Phrase[]): Phrase => ({ sort: 'condition', form: 'all', slots: { rows } });
  assert.equal(writeRows(group([row])), 'tag … exists');
  assert.equal(writeRows(group([])), '');
  for (const value of [HOLE, `a${HOLE}b`]) rowsOf(`tag city = ${JSON.stringify(value)}`);
  rowsOf('not not tag a exists');
  rowsOf('not (tag a exists or not (tag b exists and not not tag c exists))');
});

/** A shop with one tag of the given type, and a list for each type of values. */
const shopOf = (type: ValueType): Names => {
  const list = { name: '', id: 'l', version: 1, content: '', size: 0, bytes: 0 };
  return {
    tag: (key) => ({
      key,
      name: key,
      kind: 'STATIC',
      type,
      group: 'BASIC',
      namespace: 'a',
      personal: false,
      version: 1,
    }),
    segment: () => undefined,
    list: (key) => ({ ...list, key, type: key === 'texts' ? 'STRING' : 'NUMBER' }),
  };
};

test('the comparisons offered for a tag are those that the language has for its type', () => {
  const values: Readonly<Record<string, Value>> = {
    INTEGER: 1,
    DECIMAL: 1,
    BOOLEAN: true,
    DATE: '2026-01-01',
    DATETIME: '2026-01-01T00:00:00Z',
  };
  for (const type of ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'] as const) {
    const value = values[type] ?? 'a';
    const offered = choicesFor(newPhrase('test', 'exists'), { type }).map(({ name }) => name);
    const accepted = OPERATORS.filter((op) => {
      const named: Test = {
        op,
        value,
        values: [value, value],
        durationMs: 86_400_000,
        list: type === 'STRING' ? 'texts' : 'numbers',
        period: { unit: 'day', ago: 0 },
      };
      const text = printCondition({ kind: 'tag', tag: 'it', test: named });
      return checkCondition(parseCondition(text), shopOf(type)).faults.length === 0;
    });
    assert.deepEqual([...offered].sort(), [...accepted].sort(), type);
  }
});

test('another form keeps the values, and a figure of another type gets a comparison of its type', () => {
  const [row] = phrasesIn(rowsOf('tag balance = 7').slots.rows);
  const compared = row.slots.test as Phrase;
  assert.deepEqual(withForm(compared, 'gte').slots, { value: 7 });
  assert.deepEqual(withForm(compared, 'in').slots, { values: [7] });
  assert.deepEqual(withForm(compared, 'between').slots, { low: 7, high: null });
  assert.deepEqual(withForm(withForm(compared, 'between'), 'lt').slots, { value: 7 });
  const [counted] = phrasesIn(rowsOf('count(order_paid where channel = "app", this month) >= 3').slots.rows);
  const gap = withForm(counted.slots.metric as Phrase, 'medianGap');
  const changed = withSlot(counted, 'metric', gap, { tagType: () => undefined, around: {} });
  assert.equal(
    writeRows({ sort: 'condition', form: 'all', slots: { rows: [changed] } }),
    'medianGap(order_paid where channel = "app", this month) <= 30d',
  );
});

test('a warning is shown at the row that its path names', () => {
  const place = (text: string, path: string): readonly boolean[] => {
    const group = rowsOf(text);
    return phrasesIn(group.slots.rows).map((_row, i) => isAtPath(path, pathOfRow(group, i)));
  };
  assert.deepEqual(place('did(a) and did(b)', 'all[1].metric.event'), [false, true]);
  assert.deepEqual(place('did(a) or not did(b)', 'any[1].not.metric.event'), [false, true]);
  assert.deepEqual(place('not (did(a) and did(b))', 'not.all[0].metric.event'), [true, false]);
  assert.deepEqual(place('did(a)', 'metric.event'), [true]);
  assert.deepEqual(place('did(a) and did(b)', 'all[10].metric.event'), [false, false]);
});

test('a text that is not a condition is reported with its position', () => {
  assert.match(openRows('tag city =').fault!.message, /^line 1, column \d+/);
  assert.deepEqual(openRows('  ').group?.slots.rows, []);
  assert.match(openRows('count(visit, last 7d, today) >= 2').fault!.message, /second window/);
});

test('typed values keep their kind and every digit', () => {
  const numbers: readonly (readonly [string, Value])[] = [
    ['5', 5],
    ['2.5', 25_000n],
    ['99999999999999.9999', 999999999999999999n],
    ['39.904211', 39.904211],
    ['0.00001', 0.00001],
  ];
  for (const [text, value] of numbers) {
    assert.equal(readNumber(text), value);
    assert.equal(showValue(value), text);
  }
  for (const text of ['', 'five', '1,5', '-', '1e99', '--1']) assert.equal(readNumber(text), undefined, text);
  assert.equal(readKind('5', 'text'), '5');
  assert.equal(readKind('false', 'boolean'), false);
  assert.equal(readKind('', 'text'), null);
  assert.equal(readKind('five', 'number'), null);
});
