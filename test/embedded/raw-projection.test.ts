/** Projections on bytes keep exactly what projections on documents keep. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compileProjection } from '../../src/embedded/query/projection.js';
import { compileRawProjection } from '../../src/embedded/query/raw-projection.js';
import { decode, encode, type Doc } from '../../src/embedded/value/bson.js';
import { Dice, random } from '../support/random-world.js';

const SEED = Number(process.env.STRATA_SEED ?? 20261127);
const NAMES = ['_id', 'a', 'ab', 'b', 'é', '价', 'tags', 'x1'];

function value(d: Dice, depth: number): unknown {
  return d.pick<() => unknown>([
    () => new Int32(d.int(-9, 9)), () => Long.fromNumber(d.int(-9, 9) * 2 ** 40), () => new Double(d.next()), () => d.pick(['', '文字', 'long '.repeat(d.int(0, 50))]), () => null, () => d.chance(0.5), () => new Date(d.int(0, 2e12)),
    () => new ObjectId(), () => new Binary(Buffer.alloc(d.int(0, 9))), () => new Timestamp({ t: 1, i: d.int(0, 9) }), () => Decimal128.fromString('1.50'), () => new MinKey(), () => new MaxKey(),
    () => (depth > 2 ? [] : Array.from({ length: d.int(0, 3) }, () => value(d, depth + 1))), () => (depth > 2 ? {} : document(d, depth + 1)),
  ])();
}

function document(d: Dice, depth = 0): Doc {
  const out: Doc = depth === 0 ? { _id: new Int32(d.int(0, 9)) } : {};
  for (const name of NAMES.slice(1)) if (d.chance(0.6)) out[name] = value(d, depth);
  return out;
}

test(`whole fields of the top level, byte for byte (seed ${SEED})`, () => {
  const d = new Dice(random(SEED));
  for (let i = 0; i < 3000; i++) {
    const doc = document(d);
    const raw = Buffer.from(encode(doc));
    const spec: Doc = Object.fromEntries(NAMES.slice(1).filter(() => d.chance(0.4)).map((k) => [k, d.pick([true, new Int32(1), new Double(2)])]));
    if (d.chance(0.5)) spec._id = d.pick([true, false, new Int32(0), new Int32(1)]);
    const fast = compileRawProjection(spec);
    if (Object.keys(spec).filter((k) => k !== '_id').length === 0) {
      assert.equal(fast, undefined);
      continue;
    }
    assert.deepEqual(fast!(raw), Buffer.from(encode(compileProjection(spec, 'find')!(decode(raw)))), `seed ${SEED}, ${i}`);
  }
});

test('what is not so simple is left to documents', () => {
  for (const spec of [{ 'a.b': true }, { a: false }, { a: new Int32(0) }, { a: { $slice: new Int32(1) } }, { a: 'x' }, {}, { _id: false }] as Doc[]) assert.equal(compileRawProjection(spec), undefined, JSON.stringify(spec));
  // Of a type whose length is not known here: the document is decoded.
  for (const odd of [new BSONRegExp('a', 'i'), new Code('x')]) assert.equal(compileRawProjection({ b: true })!(Buffer.from(encode({ _id: new Int32(1), a: odd, b: new Int32(2) } as Doc))) === undefined, odd instanceof BSONRegExp);
});
