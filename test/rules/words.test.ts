/** Tests that the dashboard has Chinese names for everything that the engine declares, and no label only in English. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';
import { EVENT_FIELDS, LINE_FIELDS, VOCABULARY } from '../../src/engine/facts/vocabulary.js';
import { DEFAULT_NAMESPACES } from '../../src/engine/identity/identity.js';
import { RECEIPTS } from '../../src/engine/identity/receipts.js';
import { REASONS, type Reason } from '../../src/reasons/index.js';
import { ENUMS } from '../../web/dashboard/words/enum-words.js';
import { faultInChinese } from '../../web/dashboard/words/fault-words.js';
import { durationInWords } from '../../web/dashboard/words/duration.js';
import { EVENT_NAMES_ZH, FIELD_NAMES_ZH, SHOP_FIELD_NAMES_ZH } from '../../web/dashboard/words/event-names.js';
import { linkReasonInChinese } from '../../web/dashboard/words/link-words.js';
import { NAMESPACES } from '../../web/dashboard/words/namespace-words.js';
import { REASONS_ZH } from '../../web/dashboard/words/reason-words.js';
import { ZH } from '../../web/dashboard/words/zh.js';

const HAN = /\p{Script=Han}/u;
const same = (name: string): string => name;

test('every event type, field and identity namespace of the vocabulary has a Chinese name, and no other', () => {
  assert.deepEqual(Object.keys(EVENT_NAMES_ZH).sort(), VOCABULARY.map(({ name }) => name).sort());
  const fields = [LINE_FIELDS, EVENT_FIELDS, ...VOCABULARY.map(({ properties }) => properties)].flatMap(Object.keys);
  assert.deepEqual(Object.keys(FIELD_NAMES_ZH).sort(), [...new Set(fields)].sort());
  for (const table of [EVENT_NAMES_ZH, FIELD_NAMES_ZH, SHOP_FIELD_NAMES_ZH])
    for (const name of Object.values(table)) assert.match(name, HAN);
  for (const name of Object.keys(SHOP_FIELD_NAMES_ZH)) assert.ok(!Object.hasOwn(FIELD_NAMES_ZH, name), name);
  assert.deepEqual(Object.keys(NAMESPACES).sort(), [...DEFAULT_NAMESPACES, RECEIPTS].map(({ name }) => name).sort());
});

test('every Chinese text of the dashboard is used by a page and contains Chinese', () => {
  // A text without a translation does not compile, because the type of texts is derived from the table.
  const pages = readdirSync('web/dashboard', { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('zh.ts'))
    .map((name) => readFileSync(`web/dashboard/${name}`, 'utf8'));
  for (const [english, chinese] of Object.entries(ZH)) {
    const spelled = [`'${english.replaceAll("'", "\\'")}'`, `"${english}"`];
    assert.ok(
      pages.some((page) => spelled.some((text) => page.includes(text))),
      `no page uses ${english}`,
    );
    // Technical abbreviations and punctuation are the same in both languages.
    if (!/^(?:TGI|SKU|[\p{P}\s]+)$/u.test(chinese)) assert.match(chinese, HAN, english);
  }
});

test('no English text has translations in two tables, because the second would replace the first everywhere', () => {
  const tables = readdirSync('web/dashboard/words').filter((name) => name.endsWith('zh.ts'));
  assert.ok(tables.length >= 8, tables.join(' '));
  const tableOf = new Map<string, string>();
  const repeated: string[] = [];
  for (const table of tables) {
    const path = `web/dashboard/words/${table}`;
    const visitor = new Visitor({
      Property: ({ key }) => {
        assert.ok(key.type === 'Identifier' || key.type === 'Literal', path);
        const english = key.type === 'Identifier' ? key.name : String(key.value);
        const before = tableOf.get(english);
        if (before !== undefined) repeated.push(`${english}: ${before}, ${table}`);
        tableOf.set(english, table);
      },
    });
    visitor.visit(parseSync(path, readFileSync(path, 'utf8')).program);
  }
  assert.equal(tableOf.size, Object.keys(ZH).length);
  assert.deepEqual(repeated, []);
});

test('every value of an enum has words in both languages', () => {
  for (const table of Object.values(ENUMS))
    for (const [english, chinese] of Object.values(table)) {
      assert.doesNotMatch(english, /\p{Script=Han}|[A-Z]{2}|_/u);
      assert.match(chinese, HAN);
    }
});

test('no page has a screen reader label in English only, or an enum column with raw values', () => {
  const pages = readdirSync('web/dashboard', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  assert.ok(pages.length > 25, `${pages.length} pages`);
  for (const page of pages) {
    const text = readFileSync(`web/dashboard/${page}`, 'utf8');
    const labels = [...text.matchAll(/(?:aria-label|placeholder|title)="([^"]*[a-z]{2}[^"]*)"/g)].map(
      (match) => match[1],
    );
    // Exceptions are the product's name and examples of keys.
    assert.deepEqual(
      labels.filter((label) => !['Strata', 'helpdesk', 'member_id', 'spring_20'].includes(label)),
      [],
      page,
    );
    assert.doesNotMatch(text, /dataIndex: '(kind|cause|type|group|reach|coupons|metric|mode)'/, page);
  }
});

test('every error reason has Chinese text, which keeps the place, names and limits of the message', () => {
  for (const words of Object.values(REASONS_ZH)) assert.match(words, HAN);
  assert.deepEqual(Object.keys(REASONS_ZH).sort(), Object.keys(REASONS).sort());
  const chinese = (reason: Reason, message: string): string => faultInChinese({ reason, message });
  assert.equal(
    chinese('TAG_UNKNOWN', 'line 1, column 5: tag favourit_category does not exist'),
    '第 1 行第 5 列：标签不存在（favourit_category）',
  );
  assert.equal(
    chinese('SEGMENT_EXISTS', 'segment gold_members exists; redefine it'),
    '已有相同标识的分群，请换一个标识（gold_members）',
  );
  assert.equal(
    chinese('EXPRESSION_SYNTAX', 'line 1, column 15: expected ")"'),
    '第 1 行第 15 列：条件的写法不正确（此处应为 ")"）',
  );
  // The dates are an example from the parser's message.
  assert.equal(
    chinese(
      'EXPRESSION_SYNTAX',
      'line 1, column 17: expected a window: last 90d, or from "2026-11-01" to "2026-11-11"',
    ),
    '第 1 行第 17 列：条件的写法不正确',
  );
  assert.equal(chinese('LIST_TOO_LONG', 'at most 1,000 customers'), '列表过长（最多 1,000）');
});

test('no page shows the raw message of an error', () => {
  for (const page of readdirSync('web/dashboard/pages', { recursive: true, encoding: 'utf8' })) {
    if (!page.endsWith('.tsx')) continue;
    assert.doesNotMatch(readFileSync(`web/dashboard/pages/${page}`, 'utf8'), /\b(?:e|error)\.message\b/, page);
  }
});

test('every reason for ignoring a link has Chinese text, which keeps the names and limits', () => {
  const source = readFileSync('src/engine/identity/identity-fold.ts', 'utf8');
  // Collects the reason texts from the engine's source. Variables at the end of a text are replaced by named constants,
  // others by example values.
  const ends = [...source.matchAll(/^const [A-Z]+ = '((?:is|these) [^']*)';/gm)].map((match) => match[1]);
  const whole = [...source.matchAll(/reason: (?:`([^`]*)`|'([^']*)')/g)].map((match) => match[1] ?? match[2]);
  const says = [
    ...whole.filter((text) => !/\$\{[A-Z]+\}$/.test(text)),
    ...ends.map((end) => (end.startsWith('is') ? `this \${identity.namespace} ${end}` : end)),
  ].map((text) => text.replaceAll(/\$\{(\w|\.)+\}/g, (found) => (/MAX|limit/.test(found) ? '200' : 'phone')));
  assert.equal(says.length, 6, says.join('; '));
  for (const reason of says) {
    const chinese = linkReasonInChinese(reason, same);
    assert.match(chinese, HAN, reason);
    for (const found of ['200', 'phone']) assert.equal(chinese.includes(found), reason.includes(found), reason);
  }
  assert.equal(linkReasonInChinese('they are twins', same), 'they are twins');
});

test('durations are displayed in words', () => {
  assert.equal(durationInWords('P30D', 'zh-CN'), '30天');
  assert.equal(durationInWords('P30D', 'en'), '30 days');
  assert.equal(durationInWords('P1DT12H', 'en'), '1 day 12 hours');
  assert.equal(durationInWords('ever', 'en'), 'ever');
});
