/** Checks that operations give the same result on the raw bytes of a document and on the decoded document. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compileFilter, fieldsOf } from '../../src/embedded/query/filter.js';
import { compileProjection } from '../../src/embedded/query/projection.js';
import { compileRawProjection } from '../../src/embedded/query/raw-projection.js';
import { compileRawUpdate } from '../../src/embedded/query/raw-update.js';
import { compileUpdate } from '../../src/embedded/query/update.js';
import { parseIndex } from '../../src/embedded/storage/catalog.js';
import {
  addedKeys,
  indexFields,
  keysAndArrays,
  storedKeys,
  type IndexKeys,
} from '../../src/embedded/storage/index-keys.js';
import { decode, encode, truthy, type Doc } from '../../src/embedded/value/bson.js';
import { KeyReader } from '../../src/embedded/value/key-reader.js';
import {
  arrivedAs,
  decodeArrived,
  decodeInserted,
  decodeUpdate,
  isOnlyId,
  updateAsItCame,
} from '../../src/embedded/value/arrived.js';
import { Fields, patched, sameBytes } from '../../src/embedded/value/raw.js';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';

const SEED = seedOf(20261127);
const NAMES = ['_id', 'a', 'ab', 'b', 'é', '价', 'tags', 'x1'];

function scalar(d: Dice): unknown {
  return d.pick<() => unknown>([
    () => new Int32(d.int(-9, 9)),
    () => Long.fromNumber(d.int(-9, 9) * 2 ** 40),
    () => new Double(d.next()),
    () => d.pick(['', '文字', 'x']),
    () => null,
    () => d.chance(0.5),
    () => new Date(d.int(0, 2e12)),
    () => new ObjectId(),
  ])();
}

function value(d: Dice, depth: number): unknown {
  return d.pick<() => unknown>([
    () => new Int32(d.int(-9, 9)),
    () => Long.fromNumber(d.int(-9, 9) * 2 ** 40),
    () => new Double(d.next()),
    () => d.pick(['', '文字', 'long '.repeat(d.int(0, 50))]),
    () => null,
    () => d.chance(0.5),
    () => new Date(d.int(0, 2e12)),
    () => new ObjectId(),
    () => new Binary(Buffer.alloc(d.int(0, 9))),
    () => new Timestamp({ t: 1, i: d.int(0, 9) }),
    () => Decimal128.fromString('1.50'),
    () => new MinKey(),
    () => new MaxKey(),
    () => (depth > 2 ? [] : Array.from({ length: d.int(0, 3) }, () => value(d, depth + 1))),
    () => (depth > 2 ? {} : document(d, depth + 1)),
  ])();
}

function document(d: Dice, depth = 0): Doc {
  const out: Doc = depth === 0 ? { _id: new Int32(d.int(0, 9)) } : {};
  for (const name of NAMES.slice(1)) if (d.chance(0.6)) out[name] = value(d, depth);
  return out;
}

test(`top-level fields are read and written byte for byte (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  for (let i = 0; i < 3000; i++) {
    const doc = document(d);
    const raw = Buffer.from(encode(doc));
    const spec: Doc = Object.fromEntries(
      NAMES.slice(1)
        .filter(() => d.chance(0.4))
        .map((k) => [k, d.pick([true, new Int32(1), new Double(2)])]),
    );
    if (d.chance(0.5)) spec._id = d.pick([true, false, new Int32(0), new Int32(1)]);
    const fast = compileRawProjection(spec);
    if (Object.keys(spec).filter((k) => k !== '_id').length === 0 && !truthy(spec._id)) {
      assert.equal(fast, undefined);
      continue;
    }
    assert.deepEqual(
      fast!(raw),
      Buffer.from(encode(compileProjection(spec, 'find')!(decode(raw)))),
      `seed ${SEED}, ${i}`,
    );
  }
});

test(`a filter on only the fields it reads gives the same result as on the whole document (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 1));
  let whole = 0;
  for (let i = 0; i < 3000; i++) {
    const doc = document(d);
    const raw = Buffer.from(encode(doc));
    const one = (): Doc => ({
      [d.pick(['_id', 'a', 'ab.a', 'b', 'b.a.ab', 'tags.x1', 'ab.0', '价'])]: d.pick<() => unknown>([
        () => ({ $lt: value(d, 2) }),
        () => ({ $in: [null, value(d, 2)] }),
        () => ({ $nin: [doc.b ?? null] }),
        () => ({ $exists: true }),
        () => doc.a ?? null,
        () => ({ $not: { $gte: new Int32(0) } }),
      ])(),
    });
    const filter = d.pick<() => Doc>([
      one,
      () => ({ ...one(), ...one() }),
      () => ({ $or: [one(), one()] }),
      () => ({ $nor: [one()], $and: [one()] }),
      () => ({ $expr: { $eq: ['$a', '$b'] } }),
    ])();
    const fields = fieldsOf(filter);
    if (!fields) whole++;
    assert.equal(
      compileFilter(filter)(fields ? fields.read(raw) : decode(raw)),
      compileFilter(filter)(decode(raw)),
      `seed ${SEED}, ${i}: ${JSON.stringify(filter)}`,
    );
  }
  assert.ok(whole > 300);
});

test(`an update on bytes gives the same document as a decoded update (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 2));
  const context = { inserting: false, now: new Date(5) };
  let onBytes = 0;
  for (let i = 0; i < 6000; i++) {
    const doc = document(d);
    const raw = Buffer.from(encode(doc));
    const name = (): string => d.pick(['a', 'ab', 'b', 'é', '价', 'new']);
    const fixed = (): unknown =>
      d.pick<() => unknown>([
        () => new Int32(d.int(-9, 9)),
        () => Long.fromNumber(d.int(-9, 9) * 2 ** 40),
        () => new Double(d.next()),
        () => d.chance(0.5),
        () => new Date(d.int(0, 2e12)),
        () => new Timestamp({ t: 2, i: 1 }),
        () => null,
      ])();
    const update = d.pick<() => Doc>([
      () => ({ $set: { [name()]: fixed() } }),
      () => ({ $set: { a: fixed(), b: fixed() } }),
      () => ({ $max: { [name()]: fixed() } }),
      () => ({ $set: { a: fixed() }, $unset: { b: '' } }),
      () => ({ $set: { [name()]: value(d, 1), [d.pick(['n1', 'n0'])]: value(d, 1) } }),
      () => ({ $push: { [name()]: value(d, 2) } }),
      () => ({ $currentDate: { [name()]: true } }),
      () => ({ $rename: { a: 'b' } }),
      () => ({ $set: { 'tags.x1': fixed() } }),
      () => ({ $setOnInsert: { a: fixed() } }),
    ])();
    const change = compileUpdate(update);
    let expected: Buffer;
    try {
      expected = Buffer.from(encode(change(decode(raw), context)));
    } catch {
      continue;
    }
    const quick = patched(raw, change.changes!, change(d.chance(0.8) ? change.reads!.read(raw) : decode(raw), context));
    if (!quick) continue;
    onBytes++;
    assert.deepEqual(quick, expected, `seed ${SEED}, ${i}: ${JSON.stringify(update)} of ${JSON.stringify(doc)}`);
  }
  assert.ok(onBytes > 3500, `${onBytes}`);
  assert.equal(
    compileUpdate({ $set: { a: new Int32(1) } }).changes !== undefined &&
      compileUpdate({ $set: { _id: new Int32(1) } }).changes === undefined,
    true,
  );
});

test(`an update from encoded bytes gives the same document as when it is decoded (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 6));
  const context = { inserting: false, now: new Date(5) };
  const left = (run: () => Buffer | undefined): unknown => {
    try {
      return run()?.toString('hex');
    } catch (error) {
      return (error as Error).constructor.name;
    }
  };
  const seen = { onBytes: 0, broken: 0 };
  for (let i = 0; i < 12_000; i++) {
    const raw = Buffer.from(encode(document(d)));
    const names = d.chance(0.1) ? ['a', 'a.b', '_id', '1', '$x', ''] : ['a', 'ab', 'b', 'é', '价', 'n1', 'n0'];
    const operand = (): unknown => (d.chance(0.05) ? { deep: [{ $odd: true }] } : value(d, 1));
    const u: Doc = {
      $set: Object.fromEntries(names.filter(() => d.chance(0.3)).map((k) => [k, operand()])),
      ...(d.chance(0.05) ? { $unset: { b: '' } } : {}),
      ...(d.chance(0.2)
        ? {
            $inc: Object.fromEntries(
              ['a', 'b', '_id', 'n1', 'x1']
                .filter(() => d.chance(0.3))
                .map((k) => [
                  k,
                  d.pick<() => unknown>([
                    () => new Int32(d.int(-9, 9)),
                    () => new Int32(2 ** 31 - 3),
                    () => new Double(1),
                  ])(),
                ]),
            ),
          }
        : {}),
    };
    const sent = Buffer.from(encode({ q: { _id: new Int32(1) }, u, multi: false }));
    // Some statements are corrupted, to test input that no valid client sends.
    const broken = d.chance(0.3);
    if (broken)
      for (let k = d.int(1, 3); k > 0; k--)
        sent[d.int(0, sent.length - 1)] = d.pick([0, 1, 2, 3, 36, 128, 255, d.int(0, 255)]);
    let statement: Doc;
    try {
      statement = decodeUpdate(sent);
    } catch {
      assert.throws(() => decode(sent), `seed ${SEED}, ${i}`);
      continue;
    }
    const bytes = updateAsItCame(statement);
    const quick = bytes && compileRawUpdate(bytes)?.onBytes(raw);
    if (!quick) continue;
    seen[broken ? 'broken' : 'onBytes']++;
    assert.equal(
      quick.toString('hex'),
      left(() => Buffer.from(encode(compileUpdate(decode(sent).u)(decode(raw), context)))),
      `seed ${SEED}, ${i}: ${JSON.stringify(u)}`,
    );
    assert.deepEqual(statement.u, decode(sent).u);
  }
  assert.ok(seen.onBytes > 600 && seen.broken > 100, JSON.stringify(seen));
});

test(`fields read alone equal those of the decoded document (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 4));
  for (let i = 0; i < 3000; i++) {
    const whole = decode(encode(document(d)));
    const names = NAMES.filter(() => d.chance(0.4));
    const raw = Buffer.from(encode(whole));
    const read = new Fields(names).read(raw);
    for (const k of names) assert.deepEqual(read[k], whole[k], `seed ${SEED}, ${i}`);
  }
  const reference = { _id: new Int32(1), a: { $ref: 'b', $id: new ObjectId() }, b: [{ ['__proto__']: new Int32(1) }] };
  const raw = Buffer.from(encode(reference));
  assert.deepEqual(new Fields(['a']).read(raw).a, decode(raw).a);
  assert.deepEqual(new Fields(['b']).read(raw).b, decode(raw).b);
});

test(`index keys read from bytes equal those of the decoded document (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 5));
  const shown = (of: () => IndexKeys): unknown => {
    try {
      const { keys, arrays } = of();
      return { keys: keys.map((k) => k.toString('hex')), arrays };
    } catch (error) {
      return String(error);
    }
  };
  let several = 0;
  let onBytes = 0;
  for (let i = 0; i < 8000; i++) {
    const whole = document(d);
    for (const k of NAMES.slice(1)) if (d.chance(0.6)) whole[k] = scalar(d);
    if (d.chance(0.4))
      whole.a = Array.from({ length: d.int(0, 3) }, () =>
        d.chance(0.9) ? { b: scalar(d), ab: scalar(d), ...(d.chance(0.2) ? document(d, 1) : {}) } : value(d, 2),
      );
    if (d.chance(0.3)) whole.ab = Array.from({ length: d.int(0, 3) }, () => scalar(d));
    if (d.chance(0.1)) whole.a = [{ $ref: 'x', $id: new Int32(1), b: new Int32(2) }];
    if (d.chance(0.3))
      whole.x1 = d.pick<() => unknown>([
        () => 'a\0b',
        () => new Double(NaN),
        () => new Double(-0),
        () => new Date(-5),
        () => new Date(8.64e15),
        () => Long.fromString('-9007199254740993'),
        () => true,
      ])();
    const raw = Buffer.from(encode(whole));
    const paths = ['a', 'ab', 'a.b', 'a.b.ab', 'b.a', 'tags.0', 'é.x1', '_id', 'x1'].filter(() => d.chance(0.25));
    if (paths.length === 0) continue;
    const index = parseIndex(
      {
        key: Object.fromEntries(paths.map((p) => [p, new Int32(d.pick([1, -1]))])),
        name: 'x',
        ...(d.chance(0.1) ? { sparse: true } : {}),
      },
      1,
    );
    const expected = shown(() => keysAndArrays(index, decode(raw)));
    const at = `seed ${SEED}, ${i}: ${paths.join(' ')}`;
    assert.deepEqual(
      shown(() => storedKeys(index, raw)),
      expected,
      at,
    );
    assert.deepEqual(
      shown(() => keysAndArrays(index, indexFields(index)!.read(raw))),
      expected,
      at,
    );
    const quick = new KeyReader(index.fields).read(raw);
    if (quick && !index.sparse) onBytes++;
    if ((quick?.keys.length ?? 0) > 1) several++;
  }
  assert.ok(several > 150, `${several}`);
  assert.ok(onBytes > 2500, `${onBytes}`);
});

test(`the added keys of a new version are exactly those the previous version lacks (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 7));
  const hex = (keys: IndexKeys): Set<string> => new Set(keys.keys.map((k) => k.toString('hex')));
  const taken = (of: () => IndexKeys): IndexKeys | undefined => {
    try {
      return of();
    } catch {
      return undefined;
    }
  };
  const item = (): unknown =>
    d.chance(0.95) ? { b: scalar(d), ...(d.chance(0.3) ? { ab: scalar(d) } : {}) } : scalar(d);
  const seen = { added: 0, several: 0, not: 0 };
  for (let i = 0; i < 6000; i++) {
    const before = document(d);
    const name = d.pick(['a', 'ab']);
    const list: unknown[] = Array.from({ length: d.int(0, 12) }, () => (name === 'a' ? item() : scalar(d)));
    before[name] = list;
    const after = { ...before };
    const changed = [...list];
    for (let n = d.int(0, 2); n > 0; n--)
      changed.splice(
        d.int(0, changed.length),
        d.chance(0.2) ? 1 : 0,
        ...Array.from({ length: d.int(0, 2) }, () => (name === 'a' ? item() : scalar(d))),
      );
    after[name] = d.chance(0.05) ? scalar(d) : changed;
    if (d.chance(0.2)) after.x1 = scalar(d);
    const paths = [name === 'a' ? d.pick(['a.b', 'a']) : 'ab', ...['x1', 'b.a'].filter(() => d.chance(0.3))];
    const index = parseIndex(
      { key: Object.fromEntries(paths.map((p) => [p, new Int32(d.pick([1, -1]))])), name: 'x' },
      1,
    );
    const [was, is] = [before, after].map((doc) => Buffer.from(encode(doc)));
    // The index rejects some documents. A pair is skipped if its first document is rejected. If the second is rejected,
    // `addedKeys` must return undefined.
    const [were, are] = [was, is].map((raw) => taken(() => storedKeys(index, raw)));
    if (!were) continue;
    const added = addedKeys(index, was, is);
    if (!are) assert.equal(added, undefined);
    if (!added || !are) {
      seen.not++;
      continue;
    }
    seen[added.keys.length > 1 ? 'several' : 'added']++;
    assert.deepEqual(
      hex({ keys: [...were.keys, ...added.keys], arrays: [] }),
      hex(are),
      `seed ${SEED}, ${i}: ${paths.join(' ')}`,
    );
    assert.deepEqual(were.arrays, are.arrays);
  }
  assert.ok(seen.added > 500 && seen.several > 300 && seen.not > 1000, JSON.stringify(seen));
});

test(`equal fields are found to have equal bytes (seed ${SEED})`, () => {
  const d = new Dice(random(SEED + 3));
  const seen = [0, 0];
  for (let i = 0; i < 3000; i++) {
    const [a, b] = [document(d), document(d)];
    // Half of the pairs share most fields.
    const alike = d.chance(0.5);
    for (const k of NAMES) {
      if (!alike || !d.chance(0.8)) continue;
      if (k in a) b[k] = a[k];
      else delete b[k];
    }
    const names = NAMES.filter(() => d.chance(0.3));
    const of = (doc: Doc): Buffer[] =>
      names.map((k) => (k in doc ? Buffer.from(encode({ [k]: doc[k] })) : Buffer.alloc(0)));
    const expected = of(a).every((x, k) => x.equals(of(b)[k]));
    seen[Number(expected)]++;
    assert.equal(
      sameBytes(Buffer.from(encode(a)), Buffer.from(encode(b)), new Fields(names)),
      expected,
      `seed ${SEED}, ${i}`,
    );
  }
  assert.ok(Math.min(...seen) > 300);
});

test('a document is stored with its original bytes unless it has a duplicate name', () => {
  const raw = Buffer.from(encode({ _id: new Int32(1), a: 'x', b: [new Int32(2)] }));
  assert.equal(arrivedAs(decodeArrived(raw)), raw);
  const element = Buffer.concat([Buffer.from([0x10]), Buffer.from('a\0'), Buffer.from([7, 0, 0, 0])]);
  const twice = Buffer.concat([raw.subarray(0, raw.length - 1), element, Buffer.from([0])]);
  twice.writeInt32LE(twice.length, 0);
  const doc = decodeArrived(twice);
  assert.equal(arrivedAs(doc), undefined);
  assert.deepEqual(decode(encode(doc)).a, new Int32(7));
});

test('only the id of an inserted document is decoded, unless the document is unusual', () => {
  const inserted = (doc: object): Doc => decodeInserted(Buffer.from(encode(doc as Doc)));
  for (const _id of ['w|é', new ObjectId()]) {
    const doc = inserted({ _id, a: 'x', b: [new Int32(2), { c: null }], at: new Date(5) });
    assert.deepEqual(doc, { _id });
    assert.ok(isOnlyId(doc));
    assert.deepEqual(decode(arrivedAs(doc)!), { _id, a: 'x', b: [new Int32(2), { c: null }], at: new Date(5) });
  }
  const whole: readonly object[] = [
    { _id: new Int32(1), a: 'x' },
    { a: 'x', _id: 'later' },
    { a: 'x' },
    { _id: 'x', $a: new Int32(1) },
    { _id: 'x', a: { $ref: 'y' } },
    { _id: 'x', a: new Binary(Buffer.from('abc')) },
  ];
  for (const doc of whole) {
    assert.deepEqual(Object.keys(inserted(doc)), Object.keys(doc));
    assert.ok(!isOnlyId(inserted(doc)));
  }
  const raw = Buffer.from(encode({ _id: 'x', a: new Int32(1) }));
  const element = Buffer.concat([Buffer.from([0x10]), Buffer.from('a\0'), Buffer.from([7, 0, 0, 0])]);
  const twice = Buffer.concat([raw.subarray(0, raw.length - 1), element, Buffer.from([0])]);
  twice.writeInt32LE(twice.length, 0);
  assert.deepEqual(decodeInserted(twice), { _id: 'x', a: new Int32(7) });
});

test('unusual documents are decoded', () => {
  assert.deepEqual(
    compileRawProjection({ _id: true })!(Buffer.from(encode({ a: new Int32(1), _id: 'x' }))),
    Buffer.from(encode({ _id: 'x' })),
  );
  for (const spec of [
    { 'a.b': true },
    { a: false },
    { a: new Int32(0) },
    { a: { $slice: new Int32(1) } },
    { a: 'x' },
    {},
    { _id: false },
  ] as Doc[])
    assert.equal(compileRawProjection(spec), undefined, JSON.stringify(spec));
  // The raw projection cannot skip values of these types, so it returns undefined and the document is decoded.
  for (const odd of [new BSONRegExp('a', 'i'), new Code('x')])
    assert.equal(
      compileRawProjection({ b: true })!(Buffer.from(encode({ _id: new Int32(1), a: odd, b: new Int32(2) } as Doc))) ===
        undefined,
      odd instanceof BSONRegExp,
    );
});
