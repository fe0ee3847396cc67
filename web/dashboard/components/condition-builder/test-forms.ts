/** The forms of comparisons. */
import type { Operator, Value } from '../../../../src/engine/types.js';
import type { Form, Leaf, Path, Phrase, Slot, Words } from './phrase.js';

const leaf = (of: Leaf, ...at: Path): Slot => ({ fill: { leaf: of }, at });

interface Comparison {
  readonly label: Words;
  readonly option?: Words;
  readonly slots: Readonly<Record<string, Slot>>;
  /** The sentence after the mark of anniversaries. */
  readonly say: Words;
}

const ONE: Words = ['{form} {value}', '{form} {value}'];
const one = (label: Words): Comparison => ({ label, slots: { value: leaf('value', 'value') }, say: ONE });
const many = (label: Words): Comparison => ({
  label,
  slots: { values: leaf('values', 'values') },
  say: ['{form} {values}', '{form} {values}'],
});
const listed = (label: Words): Comparison => ({
  label,
  slots: { list: leaf('valueList', 'list') },
  say: ['{form} {list}', '{form} {list}'],
});
const lasting = (label: Words, say: Words): Comparison => ({
  label,
  slots: { for: leaf('duration', 'durationMs') },
  say,
});

/** A comparison for each operator of the language. */
const COMPARISONS: Readonly<Record<Operator, Comparison>> = {
  eq: one(['is', '是']),
  ne: one(['is not', '不是']),
  lt: one(['is less than', '小于']),
  lte: one(['is at most', '不超过']),
  gt: one(['is more than', '大于']),
  gte: one(['is at least', '不少于']),
  in: many(['is one of', '是以下之一']),
  notIn: many(['is none of', '不是以下任何一个']),
  inList: listed(['is on list', '在名单']),
  notInList: listed(['is not on list', '不在名单']),
  between: {
    label: ['is between', '介于'],
    slots: { low: leaf('value', 'values', 0), high: leaf('value', 'values', 1) },
    say: ['{form} {low} and {high}', '{form} {low} 与 {high} 之间'],
  },
  exists: { label: ['has a value', '有值'], slots: {}, say: ['{form}', '{form}'] },
  contains: one(['contains', '含有文字']),
  startsWith: one(['starts with', '开头是']),
  under: one(['is under the path', '属于路径']),
  has: one(['includes', '包含']),
  withinLast: lasting(['is within the last', '在过去'], ['{form} {for}', '{form} {for} 内']),
  beforeLast: lasting(['is at least this long ago:', '早于'], ['{form} {for}', '{form} {for} 前']),
  withinNext: lasting(['is within the next', '在未来'], ['{form} {for}', '{form} {for} 内']),
  during: {
    label: ['is in', '在'],
    option: ['is in a calendar period', '在某自然周期'],
    slots: { period: leaf('period', 'period') },
    say: ['{form} {period}', '{form}{period}'],
  },
};

const ANNIVERSARY: Slot = {
  fill: { mark: ['anniversary', '周年日'] },
  at: ['anniversary'],
  add: ['anniversary', '按周年日'],
};

export const TESTS: readonly Form[] = (Object.keys(COMPARISONS) as Operator[]).map((op) => {
  const { label, option, slots, say } = COMPARISONS[op];
  return {
    name: op,
    label,
    ...(option ? { option } : {}),
    fixed: [[['op'], op]],
    slots: { anniversary: ANNIVERSARY, ...slots },
    say: [`[{anniversary} ]${say[0]}`, `[的{anniversary}]${say[1]}`],
  };
});

/** Returns a comparison whose values are not chosen yet, or, with `value`, a comparison with this value. */
export function emptyTest(op: Operator, value: Value | null = null): Phrase {
  const slots = Object.keys(COMPARISONS[op].slots).map((name) => [name, name === 'values' ? [] : value] as const);
  return { sort: 'test', form: op, slots: Object.fromEntries(slots) };
}
