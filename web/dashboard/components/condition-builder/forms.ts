/**
 * The forms of conditions and of filters. Together with the forms of tests and of events they are the whole segment
 * language, as one table: the place of each part in the syntax tree, and its sentence in English and Chinese. Everything
 * else in the editor is derived from the table.
 */
import { sharedField, type SaidField } from '../../../../src/engine/facts/fields.js';
import type { Sequence } from '../../../../src/engine/types.js';
import { ANCHORED, EVENTS, FIELDS, METRICS, WHICH, WINDOWS } from './event-forms.js';
import { emptyTest, TESTS } from './test-forms.js';
import type { Form, Path, Slot, Sort, Words } from './phrase.js';

const kind = (name: string): readonly [Path, unknown] => [['kind'], name];

/** Properties that several events have in common. A name in quotes is stored with a mark. */
const SHARED: Slot = {
  fill: { leaf: 'shared' },
  at: [],
  add: ['the same property in all', '同一属性相同'],
  take: (node) => sharedField(node as Pick<Sequence, 'same' | 'ownSame'>),
  put: (filling) => {
    const { name, own } = filling as SaidField;
    return { same: name, ...(own ? { ownSame: true } : {}) };
  },
};

function groupForms(sort: 'condition' | 'filter'): readonly Form[] {
  const forms: readonly (readonly [string, Words, Words])[] = [
    ['all', ['all of these', '以下全部条件'], ['a group: all of these', '条件组：满足全部']],
    ['any', ['any of these', '以下任一条件'], ['a group: any of these', '条件组：满足任一']],
  ];
  return forms.map(([name, label, option]) => ({
    name,
    label,
    option,
    verbs: [
      ['matches', '满足'],
      ['does not match', '不满足'],
    ],
    fixed: [kind(name)],
    slots: { rows: { fill: { list: sort }, at: ['of'] } },
    say: ['{not} {form}: {rows}', '{not}{form}：{rows}'],
  }));
}

const MEMBERSHIPS: readonly Form[] = [
  {
    name: 'layer',
    label: ['is in a layer', '处于分层'],
    option: ['is in a layer', '处于某分层'],
    verbs: [
      ['is in layer', '处于分层'],
      ['is not in layer', '不处于分层'],
    ],
    fixed: [kind('segment')],
    slots: { layer: { fill: { leaf: 'layer' }, at: ['segment'] } },
    say: ['{not} {layer}', '{not}{layer}'],
  },
  {
    name: 'segment',
    label: ['is in a segment', '属于分群'],
    option: ['is in a segment', '属于某分群'],
    verbs: [
      ['is in segment', '属于分群'],
      ['is not in segment', '不属于分群'],
    ],
    fixed: [kind('segment')],
    slots: { segment: { fill: { leaf: 'segment' }, at: ['segment'] } },
    say: ['{not} {segment}', '{not}{segment}'],
  },
  {
    name: 'list',
    label: ['is on a list', '在名单中'],
    option: ['is on a list of customers', '在某客户名单中'],
    verbs: [
      ['is on list', '在名单'],
      ['is not on list', '不在名单'],
    ],
    fixed: [kind('list')],
    slots: { list: { fill: { leaf: 'list' }, at: ['list'] } },
    say: ['{not} {list}', '{not}{list}中'],
  },
  {
    name: 'consent',
    label: ['consents', '授权'],
    option: ['consents to a purpose', '已授权某用途'],
    verbs: [
      ['consents to', '已授权'],
      ['does not consent to', '未授权'],
    ],
    fixed: [kind('consent')],
    slots: {
      purpose: { fill: { leaf: 'purpose' }, at: ['purpose'] },
      channel: { fill: { leaf: 'channel' }, at: ['channel'], add: ['on a channel', '限渠道'] },
    },
    say: ['{not} {purpose}[ on {channel}]', '{not}{purpose}[，渠道 {channel}]'],
  },
];

const COMPARED: readonly Form[] = [
  {
    name: 'age',
    label: ['age', '年龄'],
    option: ['age, from a date tag', '按日期标签算年龄'],
    fixed: [kind('tag'), [['test', 'age'], true]],
    slots: {
      tag: { fill: { leaf: 'tag' }, at: ['tag'] },
      test: { fill: { sort: 'test' }, at: ['test'], first: () => emptyTest('gte', 18) },
    },
    say: ['{not} the age by tag {tag} {test}', '{not}按标签 {tag} 计算的年龄{test}'],
  },
  {
    name: 'tag',
    label: ['tag', '标签'],
    option: ['a tag', '标签取值'],
    fixed: [kind('tag')],
    slots: {
      tag: { fill: { leaf: 'tag' }, at: ['tag'] },
      test: { fill: { sort: 'test' }, at: ['test'], first: () => emptyTest('exists') },
    },
    say: ['{not} tag {tag} {test}', '{not}标签 {tag} {test}'],
  },
  {
    name: 'metric',
    label: ['figure', '行为指标'],
    option: ['a figure of events: number, amount, most frequent ...', '行为指标：次数、金额、最常见的值等'],
    fixed: [kind('metric')],
    slots: {
      metric: { fill: { sort: 'metric' }, at: ['metric'] },
      test: { fill: { sort: 'test' }, at: ['test'], first: () => emptyTest('gte', 2) },
    },
    say: ['{not} {metric} {test}', '{not}{metric}{test}'],
  },
  {
    name: 'ratio',
    label: ['ratio', '比值'],
    option: ['a ratio of two figures', '两个指标之比'],
    fixed: [kind('ratio')],
    slots: {
      of: { fill: { sort: 'metric' }, at: ['of'] },
      by: { fill: { sort: 'metric' }, at: ['by'] },
      test: { fill: { sort: 'test' }, at: ['test'], first: () => emptyTest('gte') },
    },
    say: ['{not} the ratio of {of} to {by} {test}', '{not}{of} 与 {by} 之比{test}'],
  },
];

const DID: Form = {
  name: 'did',
  label: ['did', '有过行为'],
  option: ['did something, or did not', '有过（或没有）某行为'],
  verbs: [
    ['did', '有过'],
    ['did not do', '没有'],
  ],
  fixed: [kind('metric'), [['metric', 'aggregate'], 'count'], [['test', 'op'], 'gte'], [['test', 'value'], 1]],
  slots: {
    window: { fill: { sort: 'anchored' }, at: ['metric'] },
    events: { fill: { sort: 'events' }, at: ['metric'] },
    currency: { fill: { leaf: 'currency' }, at: ['metric', 'currency'], add: ['in a currency', '限币种'] },
  },
  say: ['{window} {not} {events}[ in currency {currency}]', '{window}{not}{events}[（币种 {currency}）]'],
};

const PATTERNS: readonly Form[] = [
  {
    name: 'occurrence',
    label: ['first or last event', '首次或最近一次行为'],
    option: ['the first or last event has ...', '首次（或最近一次）行为满足……'],
    fixed: [kind('occurrence')],
    slots: {
      window: { fill: { sort: 'window' }, at: ['of'] },
      which: { fill: { choice: WHICH }, at: ['which'] },
      events: { fill: { sort: 'events' }, at: ['of'] },
      is: { fill: { group: 'filter' }, at: ['is'] },
    },
    say: ['{not} {window} {which} {events} has {is}', '{not}{window}{which}{events}符合{is}'],
  },
  {
    name: 'sequence',
    label: ['sequence', '依次发生'],
    option: ['several events in order', '多个行为依次发生'],
    verbs: [
      ['did in this order', '依次发生'],
      ['did not do in this order', '没有依次发生'],
    ],
    fixed: [kind('sequence')],
    slots: {
      steps: { fill: { list: 'events' }, at: ['steps'] },
      window: { fill: { sort: 'window' }, at: ['steps', 0] },
      within: { fill: { leaf: 'duration' }, at: ['withinMs'], add: ['all within', '首尾相隔'] },
      same: SHARED,
      without: { fill: { sort: 'events' }, at: ['without'], add: ['without an event between', '期间没有'] },
    },
    say: [
      '{window} {not}: {steps}[ all within {within}][ with the same {same}][ without {without} between]',
      '{window}{not}：{steps}[，首尾相隔不超过 {within}][，且 {same} 相同][，期间没有 {without}]',
    ],
  },
  {
    name: 'unfollowed',
    label: ['not followed', '之后没有'],
    option: ['an event was not followed by another', '某行为之后没有另一行为'],
    fixed: [kind('unfollowed')],
    slots: {
      window: { fill: { sort: 'window' }, at: ['of'] },
      of: { fill: { sort: 'events' }, at: ['of'] },
      by: { fill: { sort: 'events' }, at: ['by'] },
      within: { fill: { leaf: 'duration' }, at: ['withinMs'] },
      same: SHARED,
    },
    say: [
      '{not} {window} {of} was not followed within {within} by {by}[ with the same {same}]',
      '{not}{window}{of} 之后 {within} 内没有 {by}[，且 {same} 相同]',
    ],
  },
];

const LASTING: readonly Form[] = [
  {
    name: 'held',
    label: ['true for a time', '持续满足'],
    option: ['a condition has been true for some time', '某条件已持续满足一段时间'],
    verbs: [
      ['has been true for', '持续满足'],
      ['has not been true for', '没有持续满足'],
    ],
    fixed: [kind('held')],
    slots: {
      for: { fill: { leaf: 'duration' }, at: ['forMs'] },
      of: { fill: { group: 'condition' }, at: ['of'] },
    },
    say: ['{not} {for} without interruption: {of}', '{not} {for} 以上：{of}'],
  },
  {
    name: 'was',
    label: ['was true lately', '近期曾满足'],
    option: ['a condition was true lately', '某条件近期曾满足'],
    verbs: [
      ['was true', '曾满足'],
      ['was not true', '未曾满足'],
    ],
    fixed: [kind('was')],
    slots: {
      within: { fill: { leaf: 'duration' }, at: ['withinMs'] },
      of: { fill: { group: 'condition' }, at: ['of'] },
    },
    say: ['{not} in the last {within}: {of}', '近 {within} 内{not}：{of}'],
  },
];

const FILTER: Form = {
  name: 'field',
  label: ['property', '属性'],
  option: ['a property', '属性取值'],
  fixed: [kind('field')],
  slots: {
    field: { fill: { sort: 'field' }, at: ['field'] },
    test: { fill: { sort: 'test' }, at: ['test'], first: () => emptyTest('eq') },
  },
  say: ['{not} {field} {test}', '{not}{field}{test}'],
};

/**
 * All forms by kind of phrase. The first form that fits a node of the syntax tree shows it. The first form after the
 * groups is the one that a new phrase has.
 */
export const FORMS: Readonly<Record<Sort, readonly Form[]>> = {
  condition: [...groupForms('condition'), DID, ...COMPARED, ...MEMBERSHIPS, ...PATTERNS, ...LASTING],
  filter: [...groupForms('filter'), FILTER],
  test: TESTS,
  window: WINDOWS,
  anchored: ANCHORED,
  metric: METRICS,
  events: EVENTS,
  field: FIELDS,
};

/** The forms of conditions in menus, by topic. */
export const TOPICS: readonly (readonly [Words, readonly string[]])[] = [
  [
    ['Behaviour', '行为'],
    ['did', 'metric', 'ratio', 'occurrence', 'sequence', 'unfollowed'],
  ],
  [
    ['Customer', '客户'],
    ['tag', 'age', 'segment', 'layer', 'list', 'consent'],
  ],
  [
    ['Over time', '持续与曾经'],
    ['held', 'was'],
  ],
  [
    ['Groups', '条件组'],
    ['all', 'any'],
  ],
];

/** Returns a form by its name. */
export function formOf(sort: Sort, name: string): Form {
  const found = FORMS[sort].find((form) => form.name === name);
  if (!found) throw new Error(`there is no form ${name} of ${sort}`);
  return found;
}
