/** Messages and schema descriptions are written for someone who is new here. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MARKERS } from '../support/voice.js';

/** Text in quotes with a space in it: a sentence, not a name. Comments are removed first. */
function sentences(source: string): string[] {
  const plain = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(?<=^|\s)\/\/.*/gm, '');
  return plain
    .split('\n')
    .flatMap((line) => [...line.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map((m) => m[0]))
    .filter((text) => text.includes(' '))
    .map((text) => text.replace(/\$\{[^}]*\}/g, '…'));
}

test('no message and no description in the code uses a word of the old voice', () => {
  let seen = 0;
  const wrong: string[] = [];
  for (const file of readdirSync('src', { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !file.name.endsWith('.ts') || file.parentPath.startsWith('src/embedded')) continue;
    const path = join(file.parentPath, file.name);
    for (const text of sentences(readFileSync(path, 'utf8'))) {
      seen++;
      if (MARKERS.test(text)) wrong.push(`${path}: ${text}`);
    }
  }
  assert.ok(seen > 1000, String(seen));
  assert.deepEqual(wrong, []);
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
