/** Runs interleaved transactions against a simple model: snapshots, conflicts, unique keys, and the final state. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { Int32 } from 'bson';
import { idKeyOf, type Collection } from '../../src/embedded/storage/catalog.js';
import { Database, type Statement, type Transaction } from '../../src/embedded/storage/database.js';
import { MongoError } from '../../src/embedded/value/errors.js';
import { toNumber } from '../../src/embedded/value/bson.js';
import { freshSeed } from '../support/amount.js';
import { indexFaults } from '../support/index-check.js';

let dir: string;
let database: Database;
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'strata-model-'));
  database = new Database({ dir, noSync: true, nowMs: () => 0 });
});
after(async () => {
  await database.close();
  rmSync(dir, { recursive: true });
});

const KEYS = [0, 1, 2, 3];

interface Value {
  readonly v: number;
  /** Value that no two documents may share, unless it is null. */
  readonly u: number | null;
}
type State = Map<number, Value>;
const same = (a: Value | undefined, b: Value | undefined): boolean => a?.v === b?.v && a?.u === b?.u;

/** A transaction of the model: the state at its start, overlaid with its own writes. */
class ModelTransaction {
  readonly writes = new Map<number, Value | undefined>();
  readonly keys = new Set<number>();
  readonly uniques = new Set<number>();
  constructor(
    readonly snapshot: State,
    readonly begun: number,
  ) {}
  view(k: number): Value | undefined {
    return this.writes.has(k) ? this.writes.get(k) : this.snapshot.get(k);
  }
}

class Model {
  committed: State = new Map();
  commits = 0;
  /** The number of the last commit that wrote each key. */
  readonly written = new Map<number, number>();
  readonly open = new Map<number, ModelTransaction>();

  /** Returns the results that the database may report when a transaction writes `value` under key `k`. */
  outcomes(slot: number, k: number, value: Value | undefined): readonly string[] {
    const t = this.open.get(slot)!;
    const others = [...this.open].filter(([s]) => s !== slot).map(([, x]) => x);
    let conflict = others.some((o) => o.keys.has(k)) || (!t.writes.has(k) && (this.written.get(k) ?? 0) > t.begun);
    let duplicate = false;
    if (value && value.u !== null) {
      const { u } = value;
      duplicate = KEYS.some((x) => x !== k && t.view(x)?.u === u);
      conflict ||=
        others.some((o) => o.uniques.has(u)) ||
        KEYS.some((x) => x !== k && !t.writes.has(x) && this.committed.get(x)?.u === u && t.snapshot.get(x)?.u !== u);
    }
    return conflict && duplicate
      ? ['conflict', 'duplicate']
      : conflict
        ? ['conflict']
        : duplicate
          ? ['duplicate']
          : ['ok'];
  }

  write(slot: number, k: number, value: Value | undefined): void {
    const t = this.open.get(slot)!;
    t.writes.set(k, value);
    t.keys.add(k);
    if (value && value.u !== null) t.uniques.add(value.u);
  }

  /** Whether a write outside transactions would have to wait for an open transaction. */
  waits(k: number, value: Value | undefined): boolean {
    return [...this.open.values()].some((t) => t.keys.has(k) || (value && value.u !== null && t.uniques.has(value.u)));
  }

  commit(slot: number): void {
    const { writes } = this.open.get(slot)!;
    this.apply(writes);
    this.open.delete(slot);
  }

  apply(writes: Iterable<readonly [number, Value | undefined]>): void {
    this.committed = new Map(this.committed);
    this.commits++;
    for (const [k, v] of writes) {
      this.written.set(k, this.commits);
      if (v) this.committed.set(k, v);
      else this.committed.delete(k);
    }
  }
}

const value = fc.record(
  { v: fc.integer({ min: 0, max: 9 }), u: fc.constantFrom(null, null, 0, 1) },
  { noNullPrototype: true },
);
const slot = fc.integer({ min: 0, max: 2 });
const key = fc.constantFrom(...KEYS);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ op: fc.constant('begin' as const), slot }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('put' as const), slot, key, value }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove' as const), slot, key }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('commit' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('abort' as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constant('alone' as const), key, value: fc.option(value, { nil: undefined }) }),
  },
);

/** Drops all collections, creates an empty one with a unique index on `u`, and returns it. */
async function emptied(): Promise<Collection> {
  await database.store.write(() => {
    for (const c of database.catalog.list()) database.catalog.drop(c);
  });
  return database.store.write(() => {
    const made = database.catalog.create('t', 'c');
    database.catalog.addIndex(made, { key: { u: new Int32(1) }, name: 'u', unique: true, sparse: true });
    return made;
  });
}

function get(s: Statement, c: Collection, k: number): Value | undefined {
  const doc = database.read(s, c, idKeyOf(new Int32(k)))?.doc;
  return doc && { v: toNumber(doc.v)!, u: doc.u === undefined ? null : toNumber(doc.u)! };
}

/** Writes a value and returns the outcome. */
function put(s: Statement, c: Collection, k: number, to: Value | undefined): string {
  const row = database.read(s, c, idKeyOf(new Int32(k)));
  const doc = to && { _id: new Int32(k), v: new Int32(to.v), ...(to.u === null ? {} : { u: new Int32(to.u) }) };
  try {
    if (!doc) database.remove(s, c, row!);
    else if (row) database.replace(s, c, row, doc, true);
    else database.insert(s, c, doc);
    return 'ok';
  } catch (error) {
    if (!(error instanceof MongoError)) throw error;
    return error.codeName === 'DuplicateKey'
      ? 'duplicate'
      : error.codeName === 'WriteConflict'
        ? 'conflict'
        : error.message;
  }
}

test('randomly interleaved transactions: each reads its snapshot, conflicts are reported, and the final state is the committed one', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      const c = await emptied();
      const model = new Model();
      const real = new Map<number, Transaction>();
      const end = (slot: number): void => {
        model.open.delete(slot);
        real.delete(slot);
      };
      for (const s of steps) {
        if (s.op === 'alone') {
          if (model.waits(s.key, s.value) || (!s.value && !model.committed.has(s.key))) continue;
          const duplicate =
            s.value && s.value.u !== null && KEYS.some((x) => x !== s.key && model.committed.get(x)?.u === s.value!.u);
          const answer = await database.write((direct) => put(direct, c, s.key, s.value));
          assert.equal(answer, duplicate ? 'duplicate' : 'ok');
          if (!duplicate && !same(model.committed.get(s.key), s.value)) model.apply([[s.key, s.value]]);
        } else if (s.op === 'begin') {
          if (model.open.has(s.slot)) continue;
          model.open.set(s.slot, new ModelTransaction(model.committed, model.commits));
          real.set(s.slot, database.begin());
        } else {
          const t = model.open.get(s.slot);
          const running = real.get(s.slot);
          if (!t || !running) continue;
          if (s.op === 'commit') {
            await database.commit(running, () => undefined);
            model.commit(s.slot);
            real.delete(s.slot);
          } else if (s.op === 'abort') {
            running.finish('aborted');
            end(s.slot);
          } else {
            const to = s.op === 'put' ? s.value : undefined;
            // Skips writes that change nothing.
            if (same(t.view(s.key), to)) continue;
            const expected = model.outcomes(s.slot, s.key, to);
            const answer = put(running, c, s.key, to);
            assert.ok(expected.includes(answer), `${answer}, expected ${expected.join(' or ')}`);
            seen.set(answer, (seen.get(answer) ?? 0) + 1);
            if (answer === 'ok') model.write(s.slot, s.key, to);
            else {
              running.finish('aborted');
              end(s.slot);
            }
          }
        }
        for (const k of KEYS) {
          assert.deepEqual(get(database.reader(), c, k), model.committed.get(k));
          for (const [n, t] of model.open) assert.deepEqual(get(real.get(n)!, c, k), t.view(k));
        }
      }
      for (const t of real.values()) t.finish('aborted');
      assert.deepEqual(indexFaults(database), []);
      assert.equal(database.busy(), false);
      for (const k of KEYS) {
        const u = model.committed.get(k)?.u;
        if (u === undefined || u === null) continue;
        assert.deepEqual(
          [...database.find(database.reader(), c, { filter: { u: new Int32(u) } })].map((r) => toNumber(r.doc._id)),
          [k],
        );
      }
    }),
    {
      numRuns: Number(process.env.STRATA_RUNS ?? 600),
      includeErrorInReport: true,
      seed: freshSeed(),
    },
  );
  for (const outcome of ['ok', 'conflict', 'duplicate'])
    assert.ok((seen.get(outcome) ?? 0) > 20, `${outcome}: ${seen.get(outcome)}`);
});

test('a write outside a transaction waits for the transaction that holds its document or unique key', async () => {
  const c = await emptied();
  for (const [holds, writes] of [
    [
      { k: 1, u: null },
      { k: 1, u: null },
    ],
    [
      { k: 1, u: 5 },
      { k: 2, u: 5 },
    ],
  ] as const) {
    const t = database.begin();
    assert.equal(put(t, c, holds.k, { v: 1, u: holds.u }), 'ok');
    let answer: string | undefined;
    const waiting = database.write((s) => put(s, c, writes.k, { v: 2, u: writes.u })).then((a) => (answer = a));
    await database.write(() => undefined);
    assert.equal(answer, undefined);
    await database.commit(t, () => undefined);
    await waiting;
    assert.equal(answer, holds.u === null ? 'ok' : 'duplicate');
  }
});

test("an index created while a transaction is open contains the transaction's earlier writes", async () => {
  const c = await emptied();
  const t = database.begin();
  assert.equal(put(t, c, 1, { v: 7, u: null }), 'ok');
  await database.write(() => void database.catalog.addIndex(c, { key: { v: new Int32(1) }, name: 'v' }));
  await database.commit(t, () => undefined);
  assert.deepEqual(indexFaults(database), []);
  assert.deepEqual(
    [...database.find(database.reader(), c, { filter: { v: new Int32(7) } })].map((r) => toNumber(r.doc._id)),
    [1],
  );
});
