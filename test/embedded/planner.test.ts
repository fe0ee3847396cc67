/** Checks that a query returns the result of a full scan, whichever indexes exist. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import { idAlone } from '../../src/embedded/commands/read.js';
import { settled } from '../../src/embedded/query/flow.js';
import { parseSort } from '../../src/embedded/query/sort.js';
import { idsOf } from '../../src/embedded/storage/covered.js';
import { Database, type Query, type QueryStats } from '../../src/embedded/storage/database.js';
import { decode, encode, type Doc } from '../../src/embedded/value/bson.js';
import { MongoError } from '../../src/embedded/value/errors.js';
import { compare } from '../../src/embedded/value/order.js';
import { freshSeed } from '../support/amount.js';
import { indexFaults } from '../support/index-check.js';

let dir: string;
let database: Database;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'strata-planner-'));
  database = new Database({ dir, noSync: true, nowMs: () => 0 });
});
after(async () => {
  await database.close();
  rmSync(dir, { recursive: true });
});

const PATHS = ['a', 'b', 'a.b', 'c', 'a.c', 'd'];

const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    'a',
    'ab',
    'b',
    'é',
    new Date(0),
    new Date(1),
    new ObjectId('64b000000000000000000001'),
    new ObjectId('64b000000000000000000002'),
  ),
  fc.integer({ min: -2, max: 3 }).map((n) => new Int32(n)),
  fc.integer({ min: -2, max: 3 }).map((n) => Long.fromNumber(n)),
  fc.constantFrom(
    new Double(0.5),
    new Double(-0),
    new Double(1),
    new Double(NaN),
    new Double(Infinity),
    new Double(2 ** 53),
    Long.fromString('9007199254740993'),
    Decimal128.fromString('0.5'),
    Decimal128.fromString('1'),
  ),
);
const inner = fc.record({ b: scalar, c: scalar }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(fc.oneof(scalar, inner), { maxLength: 3 }) },
  { weight: 2, arbitrary: inner },
);
const document = fc.record({ a: value, b: value, c: scalar, d: value }, { requiredKeys: [] });

const path = fc.constantFrom(...PATHS);
const operand = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }) },
  { weight: 1, arbitrary: inner },
);
const comparison = fc.oneof(
  operand.map((v) => ({ $eq: v })),
  operand.map((v) => ({ $ne: v })),
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), scalar).map(([op, v]) => ({ [op]: v })),
  fc
    .tuple(fc.constantFrom('$gt', '$gte'), scalar, fc.constantFrom('$lt', '$lte'), scalar)
    .map(([x, v, y, w]) => ({ [x]: v, [y]: w })),
  fc.array(operand, { maxLength: 3 }).map((list) => ({ $in: list })),
  fc.boolean().map((b) => ({ $exists: b })),
  fc.tuple(scalar, scalar).map(([v, w]) => ({ $elemMatch: { $gte: v, $lt: w } })),
);
const clause = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(path, comparison).map(([p, c]) => ({ [p]: c }) as Doc) },
  { weight: 2, arbitrary: fc.tuple(path, operand).map(([p, v]) => ({ [p]: v }) as Doc) },
);
const filter: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 4, arbitrary: fc.array(clause, { maxLength: 3 }).map((list) => Object.assign({}, ...list) as Doc) },
  { weight: 1, arbitrary: fc.array(clause, { minLength: 1, maxLength: 3 }).map((list) => ({ $and: list })) },
  { weight: 1, arbitrary: fc.array(clause, { minLength: 1, maxLength: 3 }).map((list) => ({ $or: list })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4 }), clause)
      .map(([ids, c]) => ({ _id: { $in: ids.map((n) => new Int32(n)) }, ...c })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 40 }), clause)
      .map(([n, c]) => ({ _id: { $gt: new Int32(n) }, ...c })),
  },
);
const sort = fc
  .array(fc.tuple(path, fc.constantFrom(1, -1)), { maxLength: 2 })
  .map((list) => Object.fromEntries(list.map(([p, d]) => [p, new Int32(d)])));
const query = fc.record({ filter, sort, skip: fc.integer({ min: 0, max: 3 }), limit: fc.integer({ min: 0, max: 8 }) });

const index = fc.record({
  key: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...PATHS, '_id'), fc.constantFrom(1, -1)), {
      minLength: 1,
      maxLength: 3,
      selector: ([p]) => p,
    })
    .map((list) => Object.fromEntries(list.map(([p, d]) => [p, new Int32(d)]))),
  option: fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    fc.constant({ sparse: true }),
    fc.constantFrom<Doc>(
      { partialFilterExpression: { a: { $exists: true } } },
      { partialFilterExpression: { c: new Int32(1) } },
    ),
  ),
});

/** Returns the resulting documents of a query, or its error code. */
function answer(name: string, q: Doc, stats?: QueryStats): string[] | number {
  const c = database.catalog.find(`t.${name}`)!;
  try {
    // The id breaks ties, so that a page has exactly one possible result.
    const full: Query = {
      filter: q.filter,
      sort: parseSort({ ...q.sort, _id: new Int32(1) }),
      skip: q.skip,
      limit: q.limit,
    };
    return [...settled(database.flow(database.reader(), c, full, stats))].map((r) => r.raw.toString('latin1'));
  } catch (error) {
    if (error instanceof MongoError) return error.code;
    throw error;
  }
}

/** Returns only the ids if an index contains them, otherwise undefined. */
function idsAlone(name: string, q: Doc): string[] | undefined {
  const c = database.catalog.find(`t.${name}`)!;
  const reader = database.reader();
  const ids = idsOf(reader, c, { filter: q.filter, sort: parseSort(q.sort), skip: q.skip, limit: q.limit }, (key) =>
    idAlone(database.read(reader, c, key)!),
  );
  return ids && [...settled(ids)].map((raw) => raw.toString('hex'));
}

const idsIn = (documents: readonly string[]): string[] =>
  documents.map((raw) => encode({ _id: decode(Buffer.from(raw, 'latin1'))._id }).toString('hex'));

const ID: readonly ((i: number) => unknown)[] = [
  (i) => new Int32(i),
  (i) => `é${i}`,
  (i) => `a\0${i}`,
  (i) => `${'x'.repeat(950)}${i}`,
];

function countOf(name: string, q: Doc): number {
  const flow = database.count(database.reader(), database.catalog.find(`t.${name}`), { filter: q.filter });
  for (;;) {
    const step = flow.next();
    if (step.done) return step.value;
  }
}

test('any set of indexes gives the same documents, order, pages and counts as a scan', async () => {
  let used = 0;
  let [alone, sorted] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { maxLength: 40 }),
      fc.array(index, { minLength: 1, maxLength: 3 }),
      fc.array(query, { minLength: 4, maxLength: 12 }),
      async (docs, indexes, queries) => {
        await database.store.write(() => {
          for (const c of database.catalog.list()) database.catalog.drop(c);
          database.catalog.create('t', 'plain');
          database.catalog.create('t', 'indexed');
        });
        const [plain, indexed] = ['plain', 'indexed'].map((n) => database.catalog.find(`t.${n}`)!);
        for (const [i, { key, option }] of indexes.entries()) {
          await database
            .write(() => database.catalog.addIndex(indexed, { key, name: `i${i}`, ...option }))
            .catch((e: unknown) => assert.ok(e instanceof MongoError));
        }
        for (const [i, d] of docs.entries()) {
          const doc = { _id: ID[i === 3 ? 3 : i % 3](i), ...d };
          // A document that an index rejects (parallel arrays) is inserted into neither collection.
          await database
            .write((s) => database.insert(s, indexed, doc))
            .then(
              () => database.write((s) => database.insert(s, plain, doc)),
              (e: unknown) => assert.ok(e instanceof MongoError),
            );
        }
        for (const q of queries) {
          const stats: QueryStats = { keysExamined: 0, docsExamined: 0 };
          assert.deepEqual(answer('indexed', q, stats), answer('plain', q), encode(q).toString('base64'));
          assert.equal(countOf('indexed', q), countOf('plain', q));
          if (stats.plan?.index && stats.plan.index !== '_id_') used++;
        }
        // Checks queries on ranges that an index covers completely.
        for (const { key } of indexes) {
          const [path] = Object.keys(key);
          const against = Object.fromEntries(Object.entries(key).map(([p, way]) => [p, new Int32(-way.value)]));
          for (const d of docs.slice(0, 5)) {
            const filter: Doc = { [path]: { $gte: d[path as keyof typeof d] ?? null } };
            const all = idsAlone('indexed', { filter, sort: {} });
            if (!all) continue;
            assert.deepEqual([...all].sort(), idsIn(answer('plain', { filter }) as string[]).sort());
            assert.deepEqual(idsAlone('indexed', { filter, sort: {}, skip: 1, limit: 2 }), all.slice(1, 3));
            alone++;
            const ordered = { filter, sort: against };
            const reversed = idsAlone('indexed', ordered);
            if (!reversed) continue;
            assert.deepEqual(idsAlone('plain', ordered), undefined);
            const inOrder = (answer('plain', ordered) as string[]).map((raw) => decode(Buffer.from(raw, 'latin1')));
            const first = new Map(inOrder.map((doc) => [encode({ _id: doc._id }).toString('hex'), doc[path]]));
            assert.ok(reversed.every((id, i) => compare(first.get(id) ?? null, inOrder[i][path] ?? null) === 0));
            assert.equal(reversed.length, inOrder.length);
            sorted++;
          }
        }
        assert.deepEqual(indexFaults(database), []);
      },
    ),
    {
      numRuns: Number(process.env.STRATA_RUNS ?? 1000),
      includeErrorInReport: true,
      seed: freshSeed(),
    },
  );
  assert.ok(used > 1000, `the indexes were used ${used} times`);
  assert.ok(
    alone > 100 && sorted > 10,
    `an index told ids alone ${alone} times, ${sorted} of them in an order asked for`,
  );
});
