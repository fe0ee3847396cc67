/**
 * Tests message templates. Names are checked when a template is saved, values are escaped by format, and the output
 * size is limited.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { messageValue, tagNames } from '../../src/engine/reach/message-names.js';
import type { TagDefinition } from '../../src/engine/types.js';
import type { MessageFormat } from '../../src/engine/reach/message-format.js';
import {
  parseMessage,
  writeMessage,
  type MessageNames,
  type MessageValues,
  type NameKind,
  type Written,
} from '../../src/engine/reach/message-template.js';

const NAMES: MessageNames = new Map([
  [
    'tag',
    new Map<string, NameKind>([
      ['first_name', 'VALUE'],
      ['level', 'VALUE'],
      ['birthday', 'VALUE'],
      ['brands', 'LIST'],
    ]),
  ],
  ['event', new Map<string, NameKind>([['amount', 'VALUE']])],
]);
const ZONE = 'Asia/Shanghai';

function written(text: string, tags: MessageValues[string], format: MessageFormat = 'TEXT'): Written {
  const parsed = parseMessage(text, format, NAMES);
  assert.ok('template' in parsed, text);
  return writeMessage(parsed.template, { tag: tags, event: {} }, ZONE);
}
const reasonsOf = (text: string): string[] => {
  const parsed = parseMessage(text, 'TEXT', NAMES);
  return 'faults' in parsed ? parsed.faults.map((f) => `${f.reason}: ${f.message}`) : [];
};

test('values replace their names, and a missing value needs a fallback or is reported', () => {
  const text = 'Hello {{ tag.first_name | default: "there" }}{% if tag.level == "gold" %}, thank you{% endif %}';
  assert.deepEqual(written(text, { first_name: '小明', level: 'gold' }), { text: 'Hello 小明, thank you' });
  assert.deepEqual(written(text, {}), { text: 'Hello there' });
  assert.deepEqual(written('{{ tag.first_name }}', {}), { missing: 'tag.first_name' });
  assert.deepEqual(written('{% for b in tag.brands %}{{ b }};{% endfor %}', { brands: ['a', 'b'] }), { text: 'a;b;' });
  assert.deepEqual(written('{% for b in tag.brands %}{{ b }}{% endfor %}', {}), { missing: 'tag.brands' });
  assert.deepEqual(written('{{ tag.brands.size }} {{ tag.brands.first }} {{ tag.brands }}', { brands: ['a', 'b'] }), {
    text: '2 a a, b',
  });
  // Names of properties that every JavaScript object has are not values of the customer.
  const names: MessageNames = new Map([
    [
      'tag',
      new Map<string, NameKind>([
        ['constructor', 'VALUE'],
        ['toString', 'VALUE'],
      ]),
    ],
  ]);
  for (const name of ['constructor', 'toString']) {
    const parsed = parseMessage(`{{ tag.${name} }}`, 'TEXT', names);
    assert.deepEqual('template' in parsed && writeMessage(parsed.template, { tag: {} }, ZONE), {
      missing: `tag.${name}`,
    });
  }
});

test('texts are validated against the defined tags and rendered with their values', () => {
  const define = (key: string, type: TagDefinition['type'], retired = false): TagDefinition => ({
    key,
    name: key,
    kind: 'STATIC',
    type,
    group: 'BASIC',
    namespace: 'shop',
    personal: false,
    version: 1,
    ...(retired ? { retired } : {}),
  });
  const names = tagNames([
    define('spent', 'DECIMAL'),
    define('seen', 'DATETIME'),
    define('brands', 'STRING_LIST'),
    define('old', 'STRING', true),
  ]);
  assert.deepEqual(
    [...names],
    [
      ['spent', 'VALUE'],
      ['seen', 'VALUE'],
      ['brands', 'LIST'],
    ],
  );
  const parsed = parseMessage(
    '{{ tag.spent }} {{ tag.spent | times: 2 }} {{ tag.seen | date: "%H:%M" }} {{ tag.brands.last }}',
    'TEXT',
    new Map([['tag', names]]),
  );
  assert.ok('template' in parsed);
  const tag = {
    spent: messageValue(125_000n, 'DECIMAL'),
    seen: messageValue(Date.parse('2026-03-27T02:00:00Z'), 'DATETIME'),
    brands: messageValue(['a', 'b'], 'STRING_LIST'),
  };
  assert.deepEqual(writeMessage(parsed.template, { tag }, ZONE), { text: '12.5 25 10:00 b' });
  assert.equal(messageValue('2026-03-27', 'DATE'), '2026-03-27');
  assert.equal(messageValue(5, 'INTEGER'), 5);
});

test('dates use the time zone of the customer, calendar days none, and no text reads the clock', () => {
  const shown = (value: string, pattern = ''): unknown =>
    written(`{{ tag.birthday | date${pattern} }}`, { birthday: value });
  assert.deepEqual(shown('2026-03-27T18:30:00.000Z'), { text: '2026-03-28' });
  assert.deepEqual(shown('2026-03-27T18:30:00.000Z', ': "%d.%m.%Y %H:%M"'), { text: '28.03.2026 02:30' });
  assert.deepEqual(shown('1990-05-20', ': "%m/%d"'), { text: '05/20' });
  const western = parseMessage('{{ tag.birthday | date: "%d %H" }}', 'TEXT', NAMES);
  const inWest = (birthday: string): unknown =>
    'template' in western && writeMessage(western.template, { tag: { birthday } }, 'America/New_York');
  assert.deepEqual(inWest('1990-05-20'), { text: '20 00' });
  assert.deepEqual(inWest('2026-03-27T02:00:00Z'), { text: '26 22' });
  assert.deepEqual(written('{{ "now" | date: "%Y" }} {{ "today" | date: "%Y" }}', {}), { text: 'now today' });
});

test('unknown names, tags and filters are rejected with their position when a text is saved', () => {
  assert.deepEqual(reasonsOf('a\n{{ tag.nickname }} {{ shop.name }} {{ tag }}'), [
    'MESSAGE_NAME_UNKNOWN: line 2, column 4: tag.nickname does not exist',
    'MESSAGE_NAME_UNKNOWN: line 2, column 23: shop.name does not exist',
    'MESSAGE_NAME_UNKNOWN: line 2, column 39: tag does not exist',
  ]);
  for (const text of [
    '{{ tag.first_name.x }}',
    '{{ tag.first_name.size }}',
    '{{ tag.first_name[0] }}',
    '{{ tag[event.amount] }}',
    '{{ tag.brands.size.x }}',
    '{{ tag["no"] }}',
    '{% assign n = tag.nickname %}',
    '{% if tag.nickname == 1 %}{% endif %}',
    '{% for x in tag.nickname %}{% endfor %}',
    '{{ tag.first_name | append: tag.nickname }}',
    '{{ __proto__.x }}',
  ])
    assert.match(reasonsOf(text).join(), /^MESSAGE_NAME_UNKNOWN/, text);
  for (const text of [
    '{{ tag.first_name',
    '{% if tag.level %}',
    '{{ tag.first_name | raw }}',
    '{{ tag.first_name | sample }}',
    '{{ tag.first_name | where_exp: "a", "b" }}',
    '{{ tag.first_name | split: "" }}',
    '{{ tag.brands | sort_natural }}',
    '{% include "other" %}',
    '{% render "/etc/passwd" %}',
    '{% layout "other" %}',
    '{% capture x %}{% endcapture %}',
    '{% nothing %}',
  ])
    assert.match(reasonsOf(text).join(), /^MESSAGE_SYNTAX: .*line:1, col:\d+$/, text);
  assert.match(reasonsOf('x'.repeat(65_537)).join(), /^MESSAGE_TOO_LONG/);
  assert.deepEqual(reasonsOf('x'.repeat(65_536)), []);
});

test('values are never markup, a subject is one line, and a text has no control characters', () => {
  const value = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(value, (name) => {
      const of = (format: MessageFormat): string => {
        const result = written('<p title="{{ tag.first_name }}">', { first_name: name }, format);
        assert.ok('text' in result);
        return result.text;
      };
      assert.match(of('HTML'), /^<p title="[^<>"]*">$/);
      assert.doesNotMatch(of('LINE'), /[\p{Cc}\u2028\u2029]/u);
      assert.doesNotMatch(of('TEXT'), /[^\P{Cc}\n\t]/u);
    }),
  );
  assert.deepEqual(written('Hi\r\n{{ tag.first_name }}', { first_name: 'a\r\nBcc: b' }, 'LINE'), {
    text: 'Hi a Bcc: b',
  });
  assert.deepEqual(written('{{ tag.first_name }}', { first_name: `&<>"'` }, 'HTML'), {
    text: '&amp;&lt;&gt;&quot;&#39;',
  });
  assert.deepEqual(written('{{ tag.first_name | append: "<" }}', { first_name: '&' }, 'HTML'), { text: '&amp;&lt;' });
});

test('steps, memory and length are limited, and the same text always has the same result', () => {
  const many = { brands: Array.from({ length: 100 }, (_, i) => String(i)) };
  const loop = (depth: number, body: string): string =>
    `${'{% for x in tag.brands %}'.repeat(depth)}${body}${'{% endfor %}'.repeat(depth)}`;
  for (const text of [
    loop(3, ''),
    loop(1, 'x'.repeat(10_000)),
    '{% for i in (1..100000000) %}{% endfor %}',
    '{% assign s = "0123456789" %}{% for x in tag.brands %}{% assign s = s | append: s %}{% endfor %}',
  ])
    for (let i = 0; i < 2; i++) assert.deepEqual(written(text, many), { failed: true }, text.slice(0, 60));
  assert.ok('text' in written(loop(2, '{{ x }}'), { brands: many.brands.slice(0, 25) }));
});

test('any text is rejected or rendered, and causes no other error', () => {
  const piece = fc.constantFrom(
    '{{',
    '}}',
    '{%',
    '%}',
    ' tag.first_name ',
    ' tag.brands ',
    '|',
    ' date',
    ' sort',
    ' divided_by: 0',
    ' slice: -1',
    ' if ',
    ' for x in ',
    ' endfor ',
    ' endif ',
    ' assign y = ',
    ' y ',
    ' default: ',
    '"',
    "'",
    'x',
    '<',
    ' case ',
    ' when ',
    ' (1..9) ',
    '.',
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), fc.boolean(), (pieces, known) => {
      const parsed = parseMessage(pieces.join(''), 'HTML', NAMES);
      if ('faults' in parsed) return;
      accepted++;
      const result = writeMessage(
        parsed.template,
        { tag: known ? { first_name: 'a', brands: ['b'] } : {}, event: {} },
        ZONE,
      );
      assert.ok('text' in result || 'missing' in result || 'failed' in result);
    }),
    { numRuns: 3000 },
  );
  assert.ok(accepted > 100, `${accepted} texts were accepted`);
});
