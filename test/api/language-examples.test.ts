/**
 * Runs the GraphQL examples of `docs/LANGUAGE.md`. The comments before a query state values that it returns, such as
 * `# totalCount: 1`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TestServer } from '../support/server.js';

/** The sections with examples, in the order in which they run. Examples of Warnings need the events of Orders. */
const SECTIONS = ['Values', 'Names', 'Catalogues', 'Orders', 'Warnings', 'Changes of tags', 'Layer models'];
const PAGE = readFileSync('docs/LANGUAGE.md', 'utf8');

const fencesIn = (text: string): readonly string[] =>
  [...text.matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, source]) => source);

/** Returns the GraphQL examples of a section. */
function examplesOf(section: string): readonly string[] {
  const [, text] = PAGE.split(`\n## ${section}\n`);
  assert.ok(text, section);
  return fencesIn(text.split('\n## ')[0]);
}

/** Returns the values that the comments at the beginning of an example state, by name of the field. */
const statedIn = (source: string): readonly (readonly [field: string, value: unknown])[] =>
  [...source.matchAll(/^# (\w+): (.*)$/gm)].map(([, field, text]) => [field, JSON.parse(text)] as const);

/** Returns the first value of a field anywhere in a response. */
function valueOf(data: unknown, field: string): unknown {
  if (typeof data !== 'object' || data === null) return undefined;
  if (Object.hasOwn(data, field)) return (data as Readonly<Record<string, unknown>>)[field];
  return Object.values(data)
    .map((inner) => valueOf(inner, field))
    .find((value) => value !== undefined);
}

test('no section has examples that do not run', () => {
  assert.equal(SECTIONS.flatMap(examplesOf).length, fencesIn(PAGE).length);
});

test('the examples of the language run, and return the stated values', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T00:00:00Z', { zone: 'Asia/Shanghai' });
    for (const section of SECTIONS) {
      let stated = 0;
      for (const source of examplesOf(section)) {
        const { data, errors } = await admin.send(source);
        assert.equal(errors, undefined, `${source}\n${JSON.stringify(errors)}`);
        assert.doesNotMatch(JSON.stringify(data), /REJECTED|FAILED/, source);
        if (source.includes('ingestEvents')) assert.match(JSON.stringify(data), /"ACCEPTED"/, source);
        for (const [field, value] of statedIn(source)) {
          assert.deepEqual(valueOf(data, field), value, source);
          stated++;
        }
      }
      assert.ok(stated > 0, `${section} has an example with a stated value`);
    }
  } finally {
    await server.remove();
  }
});
