/** The dashboard speaks Chinese where it names what the engine declares, and labels nothing in English alone. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LINE_FIELDS, VOCABULARY } from '../../src/engine/facts/vocabulary.js';
import { ENUMS } from '../../web/dashboard/words/enum-words.js';
import { EVENT_NAMES_ZH, FIELD_NAMES_ZH } from '../../web/dashboard/words/event-names.js';

const HAN = /\p{Script=Han}/u;

test('every event type and every text field that the builder offers has a Chinese name, and no other', () => {
  assert.deepEqual(Object.keys(EVENT_NAMES_ZH).sort(), VOCABULARY.map(({ name }) => name).sort());
  const offered = [LINE_FIELDS, ...VOCABULARY.map(({ properties }) => properties)].flatMap((types) =>
    Object.keys(types).filter((name) => types[name] === 'STRING'),
  );
  assert.deepEqual(Object.keys(FIELD_NAMES_ZH).sort(), [...new Set(offered)].sort());
  for (const name of [...Object.values(EVENT_NAMES_ZH), ...Object.values(FIELD_NAMES_ZH)]) assert.match(name, HAN);
});

test('every value of an enum has words in both languages', () => {
  for (const table of Object.values(ENUMS))
    for (const [english, chinese] of Object.values(table)) {
      assert.doesNotMatch(english, HAN);
      assert.match(chinese, HAN);
    }
});

test('no page has a label for screen readers in English alone, nor a column of an enum as programs name it', () => {
  const pages = readdirSync('web/dashboard', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  );
  assert.ok(pages.length > 25, `${pages.length} pages`);
  for (const page of pages) {
    const text = readFileSync(`web/dashboard/${page}`, 'utf8');
    const labels = [...text.matchAll(/(?:aria-label|placeholder|title)="([^"]*[a-z]{2}[^"]*)"/g)].map(
      (match) => match[1],
    );
    // The product's name, and examples of keys.
    assert.deepEqual(
      labels.filter((label) => !['Strata', 'helpdesk', 'member_id', 'spring_20'].includes(label)),
      [],
      page,
    );
    assert.doesNotMatch(text, /dataIndex: '(kind|cause|type|group|reach|coupons|metric|mode)'/, page);
  }
});
