/** Tests the check that the server sends only commands that the embedded database supports exactly. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { COMMAND_EXEMPTIONS } from '../support/command-exemptions.js';
import { shapeOf, unsupported } from '../support/command-shapes.js';

test('a shape contains arguments and operators but no values', () => {
  const shape = shapeOf({
    aggregate: 'profiles',
    cursor: { batchSize: 5 },
    $db: 'strata',
    lsid: {},
    pipeline: [
      { $match: { $or: [{ 'tags.city': { $in: ['secret'] } }, { $expr: { $gt: ['$a', { $add: [1, '$b'] }] } }] } },
      { $lookup: { from: 'x', pipeline: [{ $limit: 1 }], as: 'y' } },
      { $group: { _id: { $year: '$at' }, n: { $sum: { $cond: ['$ok', 1, 0] } } } },
    ],
  });
  assert.deepEqual(shape, {
    command: 'aggregate',
    arguments: ['cursor', 'pipeline'],
    operators: [
      'accumulator:$sum',
      'expression:$add',
      'expression:$cond',
      'expression:$gt',
      'expression:$year',
      'filter:$expr',
      'filter:$in',
      'filter:$or',
      'stage:$group',
      'stage:$limit',
      'stage:$lookup',
      'stage:$match',
    ],
  });
  assert.deepEqual(unsupported(shape), []);
});

test('unlisted commands, options and operators of every kind are reported', () => {
  const wrong = (command: Record<string, unknown>): string[] => unsupported(shapeOf(command));
  assert.deepEqual(wrong({ mapReduce: 'x' }), ['the command mapReduce']);
  assert.deepEqual(wrong({ find: 'x', filter: { $where: '1' }, collation: { locale: 'en' } }), [
    'the find option collation',
    'filter:$where',
  ]);
  assert.deepEqual(
    wrong({ update: 'x', updates: [{ q: { a: { $near: 1 } }, u: { $set: { a: 1 }, $rename2: { a: 'b' } } }] }),
    ['filter:$near', 'update:$rename2'],
  );
  assert.deepEqual(
    wrong({
      aggregate: 'x',
      pipeline: [{ $facet: { a: [{ $graphLookup: {} }] } }, { $group: { _id: { $zip: [] }, x: { $median: '$a' } } }],
      cursor: {},
    }),
    ['accumulator:$median', 'expression:$zip', 'stage:$graphLookup'],
  );
  assert.deepEqual(wrong({ createIndexes: 'x', indexes: [{ key: { a: 1 }, name: 'a', hidden: true }] }), [
    'index:hidden',
  ]);
});

test('every exemption names tests that exist', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).map((name) => `test/${name}`);
  assert.deepEqual(
    COMMAND_EXEMPTIONS.filter((path) => !files.some((file) => file.startsWith(path) && file.endsWith('.test.ts'))),
    [],
  );
});
