/**
 * Tests conditions as Chinese sentences. Every part of a condition is in the sentence, and no technical term remains.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AGGREGATES, isFieldless } from '../../src/engine/segments/aggregate-names.js';
import { changesOf, diffConditions } from '../../src/engine/segments/diff.js';
import { parseCondition, parseMetric } from '../../src/engine/segments/parse.js';
import { ExpressionError } from '../../src/engine/segments/lexer.js';
import { printCondition } from '../../src/engine/segments/print.js';
import {
  changeInChinese,
  conditionInChinese,
  metricInChinese,
  termInChinese,
  type ConditionNames,
} from '../../web/dashboard/words/condition-words.js';
import { EVENT_NAMES_ZH, FIELD_NAMES_ZH } from '../../web/dashboard/words/event-names.js';
import { Dice, random, randomCondition } from '../support/random-world.js';
import { freshSeed } from '../support/amount.js';

const CONDITIONS = 12_000;
const same = (name: string): string => name;
/** Every name is shown unchanged, so that sentences differ whenever names differ. */
const PLAIN: ConditionNames = { tag: same, segment: same, list: same, event: same, field: same };
const SHOP: ConditionNames = {
  tag: (key) => ({ home_city: '居住城市', birthday: '生日', level: '等级' })[key] ?? key,
  segment: (key) => ({ vip: '高价值', 'lifecycle.dormant': '生命周期 · 沉睡' })[key] ?? key,
  list: () => '一线城市',
  event: (name) => EVENT_NAMES_ZH[name] ?? name,
  field: (name) => FIELD_NAMES_ZH[name] ?? name,
};
const say = (text: string): string => conditionInChinese(parseCondition(text), SHOP);

test('a condition reads as a sentence', () => {
  const examples: readonly (readonly [text: string, sentence: string])[] = [
    ['tag home_city = "Beijing"', '「居住城市」 = “Beijing”'],
    ['tag home_city exists', '「居住城市」有值'],
    ['not tag home_city exists', '「居住城市」没有值'],
    ['tag home_city in list big_cities', '「居住城市」在名单「一线城市」中'],
    ['age(tag birthday) between 25 and 34', '「生日」的年龄在 25 与 34 之间'],
    ['tag birthday anniversary within next 7d', '「生日」的周年日在未来 7 天内'],
    ['did(order_paid)', '有过「支付订单」'],
    ['did(order_paid, last 30d)', '近 30 天有过「支付订单」'],
    ['not did(order_paid where brand = "Shiseido", last 7d)', '近 7 天没有「支付订单」（品牌 = “Shiseido”）'],
    ['count(visit, last 90d) >= 3', '近 90 天「访问」的次数 ≥ 3'],
    ['sum(order_paid.amount, this month) > 1000.0', '本月「支付订单」的金额合计 > 1000'],
    ['in segment vip and not in layer lifecycle.dormant', '属于分群「高价值」，且不处于分层「生命周期 · 沉睡」'],
    ['held for 7d (tag level = "gold")', '持续 7 天满足（「等级」 = “gold”）'],
    ['consent marketing on sms', '已授权短信渠道的「营销」用途'],
    [
      'unfollowed(added_to_cart by order_paid, within 2d, same sku, last 30d)',
      '近 30 天「加入购物车」之后 2 天内没有「支付订单」，且商品编号相同',
    ],
    ['did(order_paid, within 30d after first(order_paid))', '首次「支付订单」之后 30 天内有过「支付订单」'],
  ];
  for (const [text, sentence] of examples) assert.equal(say(text), sentence, text);
  assert.equal(
    metricInChinese(parseMetric('average(order_paid.amount, last 90d)'), SHOP),
    '近 90 天「支付订单」的金额平均值',
  );
});

/** Prints a condition with whole decimals as integers, because `1.0` and `1` have the same meaning. */
const meaning = (text: string): string => printCondition(parseCondition(text)).replaceAll(/(\d)\.0\b/g, '$1');

test('two random conditions with the same sentence have the same meaning', () => {
  const seed = freshSeed();
  const dice = new Dice(random(seed));
  const byText = new Map<string, string>();
  for (let i = 0; i < CONDITIONS; i++) {
    const text = printCondition(randomCondition(dice, ['one', 'two']));
    const sentence = conditionInChinese(parseCondition(text), PLAIN);
    const other = byText.get(sentence);
    if (other !== undefined) assert.equal(meaning(text), meaning(other), `${sentence} (seed ${seed})`);
    byText.set(sentence, text);
  }
  assert.ok(byText.size > CONDITIONS / 3, `only ${byText.size} different conditions`);
});

test('the sentence of a test case contains no keyword of the language', () => {
  const cases = JSON.parse(readFileSync('test/segments/cases.json', 'utf8')) as { readonly when: string }[];
  const words =
    /\b(?:did|count|sum|average|distinct|mostFrequent|medianGap|topOf|where|last \d|within|between|exists|held|consent|unfollowed|sequence|and|or|not)\b/;
  for (const { when } of cases) {
    const unquoted = say(when).replaceAll(/“(?:\\.|[^”])*”/g, '');
    assert.doesNotMatch(unquoted, words, when);
  }
});

test('each change of a version reads as a sentence', () => {
  const changes = (before: string, after: string): string[] =>
    changesOf(parseCondition(before), parseCondition(after)).map((change) => changeInChinese(change, SHOP));
  assert.deepEqual(changes('did(visit)', 'did(visit) and in segment vip'), ['新增必须满足：属于分群「高价值」']);
  assert.deepEqual(changes('did(visit) or in segment vip', 'did(visit)'), ['不再可选：属于分群「高价值」']);
  assert.deepEqual(changes('did(visit, last 7d)', 'did(visit, last 30d)'), [
    '「近 7 天有过「访问」」改为「近 30 天有过「访问」」',
  ]);
  assert.deepEqual(changes('not (did(visit) and did(order_paid))', 'not (did(visit) and in segment vip)'), [
    '排除的条件中：不再要求：有过「支付订单」',
    '排除的条件中：新增必须满足：属于分群「高价值」',
  ]);
});

test('a change has Chinese words exactly if it has English words', () => {
  const dice = new Dice(random(freshSeed()));
  for (let i = 0; i < CONDITIONS / 10; i++) {
    const [before, after] = [randomCondition(dice, ['one', 'two']), randomCondition(dice, ['one', 'two'])];
    assert.equal(
      changesOf(before, after).map((change) => changeInChinese(change, PLAIN)).length,
      diffConditions(before, after).length,
    );
  }
});

test('every aggregate reads as a sentence in a score', () => {
  for (const aggregate of AGGREGATES) {
    const top = aggregate === 'topOf' ? ', 3' : '';
    const text = `${aggregate}(order_paid${isFieldless(aggregate) ? '' : '.line.category'}${top}, last 90d)`;
    const sentence = termInChinese(text, SHOP);
    assert.equal(sentence, metricInChinese(parseMetric(text), SHOP), text);
    assert.ok(sentence.startsWith('近 90 天「支付订单」的'), `${text}: ${sentence}`);
  }
  assert.equal(termInChinese('count(visit, last 90d) >= 3', SHOP), say('count(visit, last 90d) >= 3'));
  assert.throws(() => termInChinese('nothing(order_paid)', SHOP), ExpressionError);
});
