/** Implements `$group`, which runs accumulators over the documents with the same key. */
import { Decimal128, type Doc, Double, Int32, isDoc, isNumber, setField, toNumber } from '../value/bson.js';
import { compare, identityKey } from '../value/order.js';
import { location, notSupported } from '../value/errors.js';
import { add, addExact, divide } from './arithmetic.js';
import { compileExpression, type Expression } from './expression.js';
import { type Flow, Memory, weightOf } from './flow.js';

interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

/** Sums numbers of all types and ignores other values. Doubles are summed with compensated summation. */
function sum(): Accumulator {
  let whole: unknown = new Int32(0);
  let double = 0;
  let rest = 0;
  let sawDouble = false;
  return {
    add(v) {
      if (v === undefined || !isNumber(v)) return;
      if (v instanceof Double) {
        sawDouble = true;
        const t = double + v.value;
        if (Number.isFinite(t))
          rest += Math.abs(double) >= Math.abs(v.value) ? double - t + v.value : v.value - t + double;
        double = t;
      } else whole = add('$sum', whole, v);
    },
    result() {
      if (!sawDouble) return whole;
      const d = new Double(double + (Number.isFinite(double) ? rest : 0));
      return whole instanceof Decimal128 ? addExact(whole, d) : new Double(d.value + toNumber(whole)!);
    },
  };
}

function average(): Accumulator {
  const total = sum();
  let n = 0;
  return {
    add(v) {
      if (v === undefined || !isNumber(v)) return;
      n++;
      total.add(v);
    },
    result: () => (n === 0 ? null : divide(total.result(), new Int32(n))),
  };
}

function extreme(sign: 1 | -1): Accumulator {
  let best: unknown;
  return {
    add(v) {
      if (v === undefined || v === null) return;
      if (best === undefined || sign * compare(v, best) > 0) best = v;
    },
    result: () => best ?? null,
  };
}

/** Computes the standard deviation with Welford's method. Numbers of all types are converted to doubles. */
function deviation(sample: boolean): Accumulator {
  let n = 0;
  let mean = 0;
  let m2 = 0;
  return {
    add(v) {
      if (v === undefined || !isNumber(v)) return;
      const x = toNumber(v)!;
      n++;
      const delta = x - mean;
      mean += delta / n;
      m2 += delta * (x - mean);
    },
    result: () => (n < (sample ? 2 : 1) ? null : new Double(Math.sqrt(m2 / (sample ? n - 1 : n)))),
  };
}

export const ACCUMULATORS: Readonly<Record<string, () => Accumulator>> = {
  $sum: sum,
  $avg: average,
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $first: () => {
    let v: unknown;
    let seen = false;
    return {
      add(x) {
        if (!seen) {
          v = x;
          seen = true;
        }
      },
      result: () => v ?? null,
    };
  },
  $last: () => {
    let v: unknown;
    return {
      add(x) {
        v = x;
      },
      result: () => v ?? null,
    };
  },
  $push: () => {
    const list: unknown[] = [];
    return {
      add(x) {
        if (x !== undefined) list.push(x);
      },
      result: () => list,
    };
  },
  $stdDevPop: () => deviation(false),
  $stdDevSamp: () => deviation(true),
  $addToSet: () => {
    const set = new Map<string, unknown>();
    return {
      add(x) {
        if (x !== undefined && !set.has(identityKey(x))) set.set(identityKey(x), x);
      },
      result: () => [...set.values()],
    };
  },
};

/**
 * Compiles the key of a group. In an object with one field, a missing value becomes null. In an object with several
 * fields, a field without a value is omitted.
 */
function idExpression(spec: unknown): Expression {
  const id = compileExpression(spec);
  const leaves = (v: unknown): number =>
    isDoc(v) && !Object.keys(v)[0]?.startsWith('$') ? Object.values(v).reduce<number>((n, x) => n + leaves(x), 0) : 1;
  if (!isDoc(spec) || Object.keys(spec)[0]?.startsWith('$') || leaves(spec) !== 1) return id;
  const filled = (shape: Doc, v: Doc): Doc => {
    const [key, inner] = Object.entries(shape)[0];
    return {
      [key]:
        isDoc(inner) && !Object.keys(inner)[0]?.startsWith('$')
          ? filled(inner, (v[key] as Doc | undefined) ?? {})
          : (v[key] ?? null),
    };
  };
  return (s) => filled(spec, id(s) as Doc);
}

/** Accumulators that keep all their input values in memory. */
const KEEPING = ['$push', '$addToSet'];

/** Compiles a `$group` stage. Throws the error of MongoDB if the stage is malformed. */
export function compileGroup(spec: unknown): (docs: Flow<Doc>) => Flow<Doc> {
  if (!isDoc(spec)) throw location(15947, "a group's fields must be specified in an object");
  if (!('_id' in spec)) throw location(15955, 'a group specification must include an _id');
  const id = idExpression(spec._id);
  const fields = Object.entries(spec)
    .filter(([k]) => k !== '_id')
    .map(([name, acc]) => {
      if (name.includes('.')) throw location(40235, `The field name '${name}' cannot contain '.'`);
      if (!isDoc(acc) || Object.keys(acc).length !== 1)
        throw location(40234, `The field '${name}' must be an accumulator object`);
      const [op, operand] = Object.entries(acc)[0];
      if (!Object.hasOwn(ACCUMULATORS, op)) {
        if (!op.startsWith('$')) throw location(40234, `The field '${name}' must be an accumulator object`);
        throw notSupported(`the accumulator ${op}`);
      }
      if (Array.isArray(operand)) throw location(40237, `The ${op} accumulator is a unary operator`);
      return {
        name,
        make: ACCUMULATORS[op],
        keeps: KEEPING.includes(op),
        value: compileExpression(operand) as Expression,
      };
    });
  return function* (docs) {
    const memory = new Memory('$group');
    const groups = new Map<string, { id: unknown; accumulators: Accumulator[] }>();
    for (const doc of docs) {
      if (doc === undefined) {
        yield undefined;
        continue;
      }
      const scope = { root: doc, vars: { CURRENT: doc } };
      const key = id(scope) ?? null;
      const name = identityKey(key);
      let group = groups.get(name);
      if (!group) {
        groups.set(name, (group = { id: key, accumulators: fields.map((f) => f.make()) }));
        memory.take(name.length + weightOf(key) + 64 * fields.length);
      }
      for (let i = 0; i < fields.length; i++) {
        const value = fields[i].value(scope);
        if (fields[i].keeps && value !== undefined) memory.take(weightOf(value));
        group.accumulators[i].add(value);
      }
    }
    for (const g of groups.values()) {
      const out: Doc = { _id: g.id };
      fields.forEach((f, i) => setField(out, f.name, g.accumulators[i].result()));
      yield out;
    }
  };
}
