/** Tests the rows that the visual editor proposes for a typed text, and that rows of a group can be moved. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { VOCABULARY } from '../../src/engine/facts/vocabulary.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { EVENT_NAMES_ZH, FIELD_NAMES_ZH } from '../../web/dashboard/words/event-names.js';
import {
  isComplete,
  NO_ROWS,
  openRows,
  writeRows,
} from '../../web/dashboard/components/condition-builder/condition-rows.js';
import { withMovedRow } from '../../web/dashboard/components/condition-builder/edits.js';
import { phrasesIn, type Phrase } from '../../web/dashboard/components/condition-builder/phrase.js';
import { typedRows, type Nameable } from '../../web/dashboard/components/condition-builder/typed-conditions.js';

const NAMES: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  home_city: ['Home city', '居住城市'],
  level: ['Level', '会员等级'],
  hobbies: ['Hobbies', '兴趣'],
  regulars: ['Regulars of 90 days', '近 90 天常客'],
  'life.new': ['Life · New', '生命周期 · 新客'],
  vips: ['Invited people', '受邀名单'],
};
const TYPES = { home_city: 'STRING', level: 'INTEGER', hobbies: 'STRING_LIST' } as const;

function shop(place: 0 | 1): Nameable {
  const named = (key: string): string => NAMES[key]?.[place] ?? key;
  const ofVocabulary =
    (table: Readonly<Record<string, string>>) =>
    (name: string): string =>
      place === 1 ? (table[name] ?? name) : name;
  return {
    place,
    names: {
      ...{ tag: named, segment: named, list: named },
      event: ofVocabulary(EVENT_NAMES_ZH),
      field: ofVocabulary(FIELD_NAMES_ZH),
    },
    tagType: (tag) => TYPES[tag as keyof typeof TYPES],
    ...{ tags: Object.keys(TYPES), segments: ['regulars'], layers: ['life.new'], lists: ['vips'] },
    events: [...VOCABULARY.map(({ name }) => name), '下单成功'],
  };
}

const written = (row: Phrase): string => writeRows({ ...NO_ROWS, slots: { rows: [row] } });
const proposals = (text: string, place: 0 | 1): string[] => typedRows(text, shop(place)).map(written);

test('typed words are proposed as rows, in both languages', () => {
  const examples: readonly (readonly [place: 0 | 1, typed: string, ...rows: string[]])[] = [
    [1, '居住城市 Beijing', 'tag home_city = "Beijing"'],
    [1, '居住城市是北京', 'tag home_city = "北京"'],
    [1, '居住城市不是北京', 'tag home_city != "北京"'],
    [1, '居住城市', 'tag home_city exists'],
    [1, '没有居住城市', 'not tag home_city exists'],
    [1, '会员等级 3', 'tag level = 3'],
    [1, '会员等级至少 3', 'tag level >= 3'],
    [1, '会员等级 3 以上', 'tag level >= 3'],
    [1, '兴趣：骑行', 'tag hobbies has "骑行"'],
    [1, '近90天访问至少3次', 'count(visit, last 90d) >= 3'],
    [1, '90 天内访问 3 次', 'count(visit, last 90d) >= 3'],
    [1, '本月访问超过2次', 'count(visit, this month) > 2'],
    [1, '支付订单', 'did(order_paid)'],
    [1, '买过', 'did(order_paid)'],
    [1, '近 7 天未购买 品牌 = Shiseido', 'not did(order_paid where brand = "Shiseido", last 7d)'],
    [
      1,
      '近7天没有支付订单，其中品牌是“资生堂 SHISEIDO”',
      'not did(order_paid where brand = "资生堂 SHISEIDO", last 7d)',
    ],
    [1, '支付订单 金额 大于 500', 'sum(order_paid.amount) > 500', 'did(order_paid where amount > 500)'],
    [1, '近30天下单成功', 'did("下单成功", last 30d)'],
    [1, '近 90 天常客', 'in segment regulars'],
    [1, '排除近 90 天常客', 'not in segment regulars'],
    [1, '新客'],
    [1, '生命周期 · 新客', 'in segment life.new'],
    [1, '在受邀名单', 'in list vips'],
    [0, 'Home city Beijing', 'tag home_city = "Beijing"'],
    [0, 'home city is not Beijing', 'tag home_city != "Beijing"'],
    [0, 'visited at least 3 times in the last 90 days', 'count(visit, last 90d) >= 3'],
    [0, 'not bought brand Shiseido in the last 7 days', 'not did(order_paid where brand = "Shiseido", last 7d)'],
    [0, 'level at least 3', 'tag level >= 3'],
    [0, 'not Regulars of 90 days', 'not in segment regulars'],
    [0, 'order_paid this month', 'did(order_paid, this month)'],
  ];
  for (const [place, typed, ...rows] of examples) {
    const expected = rows.map((row) => writeRows(openRows(row).group!));
    assert.deepEqual(proposals(typed, place), expected, typed);
  }
});

test('a value without its field is sought in the usual fields; a part that is not understood has no proposals', () => {
  assert.deepEqual(proposals('近 7 天未购买 资生堂', 1).slice(0, 2), [
    'not did(order_paid where line.brand = "资生堂", last 7d)',
    'not did(order_paid where line.category = "资生堂", last 7d)',
  ]);
  assert.deepEqual(proposals('积分过期 天气很好', 1), []);
  assert.deepEqual(proposals('会员等级 很高', 1), []);
  assert.deepEqual(proposals('会员等级至少 3 很高', 1), []);
  assert.deepEqual(proposals('近 0 天积分过期', 1), []);
  assert.deepEqual(proposals('近 3651 天积分过期', 1), []);
  assert.deepEqual(proposals('不认识的文字', 1), []);
  assert.deepEqual(proposals('', 1), []);
});

/** The parts of a text, and the condition that they mean. */
const typedText = fc
  .record({
    event: fc.constantFrom('order_paid', 'product_viewed', 'added_to_cart'),
    days: fc.option(fc.integer({ min: 1, max: 3000 }), { nil: undefined }),
    brand: fc.option(fc.constantFrom('资生堂', 'Shiseido', '雅诗兰黛', 'L’Oreal'), { nil: undefined }),
    count: fc.option(fc.integer({ min: 2, max: 99 }), { nil: undefined }),
    isDenied: fc.boolean(),
    isFirst: fc.boolean(),
  })
  .map(({ event, days, brand, count, isDenied, isFirst }) => {
    const period = days === undefined ? '' : `近 ${days} 天`;
    const what = `${isDenied ? '没有' : ''}${EVENT_NAMES_ZH[event]}${brand === undefined ? '' : ` 品牌 ${brand}`}`;
    const often = count === undefined ? '' : ` 至少 ${count} 次`;
    const inner = `${event}${brand === undefined ? '' : ` where brand = "${brand}"`}${days === undefined ? '' : `, last ${days}d`}`;
    const condition = count === undefined ? `did(${inner})` : `count(${inner}) >= ${count}`;
    return {
      typed: isFirst ? `${period}${what}${often}` : `${what}${often} ${period}`,
      condition: `${isDenied ? 'not ' : ''}${condition}`,
    };
  });

test('parts of a text are found in any order', () => {
  fc.assert(
    fc.property(typedText, ({ typed, condition }) => {
      assert.deepEqual(proposals(typed, 1).map(parseCondition), [parseCondition(condition)], typed);
    }),
  );
});

test('every proposal for any text is a complete condition', () => {
  const word = fc.constantFrom(
    ...[
      '近',
      '90',
      '天',
      '未',
      '没有',
      '访问',
      '支付订单',
      '品牌',
      '金额',
      '大于',
      '500',
      '次',
      '居住城市',
      '会员等级',
    ],
    ...['not', 'bought', 'last', 'days', 'level', '3', '"', '“', '”', '是', '\uE000', '\\', 'visit', '今天', '以上'],
  );
  const text = fc.array(fc.oneof(word, fc.string({ maxLength: 4 })), { maxLength: 9 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(text, fc.constantFrom(0 as const, 1 as const), (typed, place) => {
      for (const row of typedRows(typed, shop(place))) {
        assert.equal(isComplete(row), true, typed);
        assert.ok(openRows(written(row)).group, written(row));
      }
    }),
    { numRuns: 2000 },
  );
});

test('a row is moved one place, and moving it back restores the group; at an end it stays', () => {
  const texts = ['did(visit)', 'tag level = 3', 'in segment regulars', 'did(searched)', 'tag level > 5'];
  const rows = phrasesIn(openRows(texts.join(' and ')).group?.slots.rows);
  const place = fc.integer({ min: 0, max: texts.length - 1 });
  fc.assert(
    fc.property(place, fc.constantFrom(-1 as const, 1 as const), (from, by) => {
      const moved = withMovedRow(rows, from, by);
      const to = from + by;
      const isEnd = to < 0 || to >= rows.length;
      const expected = [...texts];
      if (!isEnd) expected.splice(to, 0, ...expected.splice(from, 1));
      assert.equal(writeRows({ ...NO_ROWS, slots: { rows: moved } }), expected.join(' and '));
      if (!isEnd) assert.deepEqual(withMovedRow(moved, to, by === 1 ? -1 : 1), rows);
    }),
  );
});
