/** Tests the size of batches, which contain the cells of their rows besides the statements. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchesOf, type Batch } from '../../src/services/imports/files/batches.js';
import { columnProblems } from '../../src/services/imports/files/columns.js';
import { splitGroups } from '../../src/services/imports/files/groups.js';
import { UnreadableFile, type FileRecord, type RecordSource } from '../../src/services/imports/files/records.js';
import { fill } from '../../src/services/mapping/fill.js';
import { readMapping } from '../../src/services/mapping/read-mapping.js';
import { RowError } from '../../src/services/mapping/shape.js';

const KIB = 1024;
const MAPPING = {
  source: 'till',
  identities: [{ namespace: 'member_id', value: '{member}' }],
  event: { type: 'visit', messageId: 'v-{#row}', occurredAt: { value: '{day}', as: 'day' } },
};

const sourceOf = (rows: number, cellsOf: (n: number) => Record<string, string>): RecordSource => ({
  size: rows,
  async *records(): AsyncGenerator<FileRecord> {
    for (let n = 1; n <= rows; n++) yield { row: n, position: n, cells: cellsOf(n) };
  },
});

async function read(source: RecordSource, given: object = MAPPING): Promise<Batch[]> {
  const mapping = readMapping(JSON.stringify(given));
  const split = await splitGroups(source, mapping);
  const batches: Batch[] = [];
  for await (const batch of batchesOf(source, { mapping, zone: 'UTC', split, from: 0, rows: 500 })) batches.push(batch);
  return batches;
}

test('columns that the mapping does not read count towards the size of a batch, in accepted and rejected rows', async () => {
  const note = 'x'.repeat(700 * KIB);
  for (const day of ['2026-03-01', 'never']) {
    const batches = await read(sourceOf(12, () => ({ member: 'M1', day, note })));
    assert.equal(batches.length, 4, day);
    assert.equal(batches.flatMap(({ events, misfits }) => [...events, ...misfits]).length, 12, day);
    assert.deepEqual(
      batches.map(({ done }) => done),
      day === 'never' ? [3, 6, 9, 12] : batches.map(({ done }) => done).sort((a, b) => a - b),
    );
    assert.equal(batches.at(-1)!.done, 12);
  }
});

test('the rows of one group are limited in characters', async () => {
  const source = sourceOf(30, () => ({ member: 'M1', day: '2026-03-01', note: 'x'.repeat(700 * KIB) }));
  const order = { orderId: '{member}', lines: [{ lineId: '{#row}', sku: 'a', quantity: '1', amount: '1' }] };
  const event = { ...MAPPING.event, type: 'order_paid', messageId: '{member}', order };
  await assert.rejects(read(source, { ...MAPPING, event, group: ['member'] }), UnreadableFile);
});

test('a template that repeats a large cell is rejected before its text is made', () => {
  const cell = 'x'.repeat(1024 * KIB);
  assert.equal(fill('{a}-{a}', { a: 'x' }), 'x-x');
  assert.throws(() => fill('{a}'.repeat(300), { a: cell }), RowError);
});

test('a problem names the first columns of a wide file', async () => {
  const header = Array.from({ length: 1000 }, (_, n) => `k${n}${'x'.repeat(60 * KIB)}`);
  const source = { ...sourceOf(0, () => ({})), header };
  const mapping = readMapping(JSON.stringify(MAPPING));
  const problems = await columnProblems(mapping, { source, format: 'delimited' } as never, 'a.csv');
  assert.ok(problems.join('').length < 6000);
  assert.match(problems.join(' '), /a\.csv has k0x+, .* and 950 more columns/);
});
