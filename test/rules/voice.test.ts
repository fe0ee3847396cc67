/** Messages and schema descriptions are written for someone who is new here. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSync, Visitor } from 'oxc-parser';
import { MARKERS } from '../support/voice.js';
import { codeFiles } from './checks/sources.js';

/** Texts of a module that read as sentences: messages, descriptions, help. Names have no space. */
function sentences(path: string): string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') found.push(value);
    },
    TemplateLiteral: ({ quasis }) => {
      found.push(quasis.map((q) => q.value.cooked ?? '').join('…'));
    },
  });
  visitor.visit(parseSync(path, readFileSync(path, 'utf8')).program);
  return found.filter((text) => text.includes(' '));
}

test('no message, description or help text in the code uses a word of the old voice', () => {
  const all = codeFiles('.')
    .filter((path) => path.startsWith('src/'))
    .flatMap((path) => sentences(path).map((text) => ({ path, text })));
  assert.ok(all.length > 2000, String(all.length));
  assert.deepEqual(
    all.filter(({ text }) => MARKERS.test(text)),
    [],
  );
});

test('no description of the schema uses a word of the old voice', () => {
  const descriptions = [...readFileSync('schema/schema.graphql', 'utf8').matchAll(/"""([\s\S]*?)"""/g)].map(
    (m) => m[1],
  );
  assert.ok(descriptions.length > 1000, String(descriptions.length));
  assert.deepEqual(
    descriptions.filter((d) => MARKERS.test(d)),
    [],
  );
});
