/** Tests that messages and schema descriptions contain no wording that a new reader would find odd. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commentMarker, MARKERS, textMarker } from '../support/voice.js';
import { sentencesOf } from './checks/sentences.js';
import { codeFiles } from './checks/sources.js';

test('no message, description or help text in the code contains a discouraged word', () => {
  const all = codeFiles('.')
    .filter((path) => path.startsWith('src/'))
    .flatMap((path) => sentencesOf('.', path).map((text) => ({ path, text })));
  assert.ok(all.length > 2000, String(all.length));
  assert.deepEqual(
    all.filter(({ text }) => MARKERS.test(text)),
    [],
  );
});

test('no description of the schema contains a discouraged word', () => {
  const descriptions = [...readFileSync('schema/schema.graphql', 'utf8').matchAll(/"""([\s\S]*?)"""/g)].map(
    (m) => m[1],
  );
  assert.ok(descriptions.length > 1000, String(descriptions.length));
  assert.deepEqual(
    descriptions.filter((d) => MARKERS.test(d)),
    [],
  );
});

test('a default value in a description is plain English, and discouraged wording after it is found', () => {
  assert.equal(textMarker('Number of rows. Default: 20.'), undefined);
  assert.equal(textMarker('Number of rows. Default: what is usual.'), 'what is');
  assert.equal(textMarker('The secret is answered once.'), 'answered');
});

test('discouraged wording in a comment is found, and plain English is not', () => {
  // Each pair has a sentence with discouraged wording, and a plain sentence with the same meaning.
  const pairs = [
    ['What would become of each, if it were written now.', 'Dry run: returns the outcome of each command.'],
    ['Whose time is over.', 'Customers whose observation window has closed.'],
    ['Whom a job is about to reach is left to it.', 'Skips customers that a running job will process.'],
    ['Scopes of whoever claimed it first.', 'Scopes of the caller who first claimed the key.'],
    ['Who may claim it; absent: everyone.', 'Eligibility condition. Absent for everyone.'],
    ['Connections of one address; 0: no bound.', 'Maximum number of connections per address. 0 means no limit.'],
    ['Of a DISCOUNT: its share.', 'The share of a DISCOUNT in basis points.'],
    ['One that waits has no socket.', 'A waiting response has no socket of its own.'],
    ['Those of a content are read in order.', 'Changes of one content sort by version.'],
    ['The transaction runs again when a rival was first.', 'The transaction is retried after a write conflict.'],
    ['Kept beside the table.', 'Held in addition to the table.'],
    ['Lets go of the snapshot.', 'Releases the snapshot.'],
    ['Answers how many were removed.', 'Returns the number of removed documents.'],
    ['Kept for so many days.', 'Kept for `days` days.'],
    ['A number that goes by the clock.', 'The expiry time, in ms.'],
    ['Facts that are taken in.', 'Accepted facts.'],
    ['When the trial is over.', 'When the trial has ended.'],
    ['A code on a cart is no use of a coupon.', 'A code on a cart does not use the coupon. There is no limit.'],
  ];
  assert.deepEqual(
    pairs.filter(([old, plain]) => commentMarker(old) === undefined || commentMarker(plain) !== undefined),
    [],
  );
});
