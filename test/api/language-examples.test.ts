/**
 * Runs the examples in the sections Values, Names and Orders of `docs/LANGUAGE.md`. A query returns the total that its
 * first line states.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TestServer } from '../support/server.js';

const SECTIONS = ['Values', 'Names', 'Orders'];
const PAGE = readFileSync('docs/LANGUAGE.md', 'utf8');

/** Returns the GraphQL examples of a section. */
function examplesOf(section: string): readonly string[] {
  const [, text] = PAGE.split(`\n## ${section}\n`);
  assert.ok(text, section);
  return [...text.split('\n## ')[0].matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, source]) => source);
}

test('the examples on values, names and orders run, and return the stated totals', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T00:00:00Z', { zone: 'Asia/Shanghai' });
    for (const section of SECTIONS) {
      let stated = 0;
      for (const source of examplesOf(section)) {
        const { data, errors } = await admin.send(source);
        assert.equal(errors, undefined, `${source}\n${JSON.stringify(errors)}`);
        const [, count] = /^# totalCount: (\d+)\n/.exec(source) ?? [];
        if (count === undefined) {
          assert.match(JSON.stringify(data), /"ACCEPTED"/, source);
          assert.doesNotMatch(JSON.stringify(data), /REJECTED/, source);
          continue;
        }
        assert.equal(data.profiles.totalCount, Number(count), source);
        stated++;
      }
      assert.ok(stated > 0, `${section} has an example with a total`);
    }
  } finally {
    await server.remove();
  }
});
