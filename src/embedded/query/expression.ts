/** Compiles aggregation expressions to closures. Unsupported expressions are rejected with an error that names them. */
import {
  Decimal128,
  type Doc,
  Double,
  getField,
  Int32,
  isDoc,
  isNumber,
  Long,
  ObjectId,
  setField,
  toNumber,
  truthy,
  typeName,
} from '../value/bson.js';
import { compare, equal, identityKey } from '../value/order.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { add, divide, multiply, roundTo, subtract } from './arithmetic.js';

export interface Scope {
  readonly root: Doc;
  readonly vars: Readonly<Record<string, unknown>>;
}
/** Evaluates an expression. Returns `undefined` if the value is missing. */
export type Expression = (scope: Scope) => unknown;

/** Compiles an operand: `"$path"`, `"$$var"`, `{$op: ...}`, an object, an array, or a literal. */
export function compileExpression(expression: unknown): Expression {
  if (typeof expression === 'string' && expression.startsWith('$'))
    return expression.startsWith('$$') ? compileVariable(expression.slice(2)) : compilePath(expression.slice(1));
  if (Array.isArray(expression)) {
    const items = expression.map(compileExpression);
    return (s) => items.map((item) => item(s) ?? null);
  }
  if (!isDoc(expression)) return () => expression;
  const keys = Object.keys(expression);
  if (keys.length > 0 && keys[0].startsWith('$')) {
    if (keys.length > 1)
      throw location(15983, `an object representing an expression must have exactly one field: ${keys.join(', ')}`);
    return compileOperator(keys[0], expression[keys[0]]);
  }
  const fields = keys.map((k) => {
    if (k.includes('.')) throw location(16412, `FieldPath field names may not contain '.': ${k}`);
    if (k.startsWith('$')) throw location(16410, `FieldPath field names may not start with '$': ${k}`);
    return [k, compileExpression(expression[k])] as const;
  });
  return (s) => {
    const out: Doc = {};
    for (const [k, value] of fields) {
      const v = value(s);
      if (v !== undefined) setField(out, k, v);
    }
    return out;
  };
}

function compilePath(path: string): Expression {
  if (path === '') throw location(16872, "'$' by itself is not a valid FieldPath");
  const parts = path.split('.');
  if (parts.some((p) => p === '')) throw location(15998, 'FieldPath field names may not be empty strings.');
  return (s) => valueAt(s.vars.CURRENT ?? s.root, parts, 0);
}

/** Variables of the enclosing pipelines. `$lookup` sets them while its inner pipeline runs. */
const around: { vars: Readonly<Record<string, unknown>> } = { vars: {} };

export function withVariables<T>(vars: Readonly<Record<string, unknown>>, run: () => T): T {
  const before = around.vars;
  around.vars = { ...before, ...vars };
  try {
    return run();
  } finally {
    around.vars = before;
  }
}

function compileVariable(text: string): Expression {
  const [name, ...parts] = text.split('.');
  if (name === 'NOW' || name === 'CLUSTER_TIME') throw notSupported(`$$${name}`);
  if (name === 'REMOVE') return () => undefined;
  if (name === 'ROOT') return (s) => valueAt(s.root, parts, 0);
  if (!/^[a-zA-Z_\u0080-\uffff][\w\u0080-\uffff]*$/.test(name))
    throw new MongoError('FailedToParse', `'${name}' starts with an invalid character for a variable name`);
  return (s) => {
    const vars = Object.hasOwn(s.vars, name) ? s.vars : around.vars;
    if (!Object.hasOwn(vars, name)) throw location(17276, `Use of undefined variable: ${name}`);
    return valueAt(vars[name], parts, 0);
  };
}

/**
 * Reads a field path. If the path contains an array, the result is a list. A number in the path is a field name and not
 * an array index.
 */
function valueAt(v: unknown, path: readonly string[], i: number): unknown {
  if (i === path.length) return v;
  if (Array.isArray(v)) {
    const out: unknown[] = [];
    for (const item of v) {
      if (!isDoc(item)) continue;
      const x = valueAt(item, path, i);
      if (x !== undefined) out.push(x);
    }
    return out;
  }
  return isDoc(v) ? valueAt(getField(v, path[i]), path, i + 1) : undefined;
}

const nullish = (v: unknown): v is null | undefined => v === null || v === undefined;
const int = (n: number): Int32 | Long => (Math.abs(n) < 2 ** 31 ? new Int32(n) : Long.fromNumber(n));

export type Compile = (operand: unknown) => Expression;

export function args(op: string, operand: unknown, min: number, max = min): Expression[] {
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length < min || list.length > max) {
    throw location(
      16020,
      `Expression ${op} takes ${min === max ? `exactly ${min}` : `between ${min} and ${max}`} arguments. ${list.length} were passed in.`,
    );
  }
  return list.map(compileExpression);
}

const unary =
  (op: string, f: (v: unknown) => unknown): Compile =>
  (operand) => {
    const [a] = args(op, operand, 1);
    return (s) => f(a(s));
  };
const binary =
  (op: string, f: (a: unknown, b: unknown) => unknown): Compile =>
  (operand) => {
    const [a, b] = args(op, operand, 2);
    return (s) => f(a(s), b(s));
  };
const variadic =
  (f: (values: unknown[]) => unknown): Compile =>
  (operand) => {
    const list = (Array.isArray(operand) ? operand : [operand]).map(compileExpression);
    return (s) => f(list.map((x) => x(s)));
  };
/**
 * Compiles an expression with named arguments. All names in `required` must be present, and those in `optional` may be.
 * Other names are rejected.
 */
export const named =
  (
    op: string,
    required: readonly string[],
    optional: readonly string[],
    make: (a: Record<string, Expression>) => Expression,
  ): Compile =>
  (operand) => {
    if (!isDoc(operand)) throw new MongoError('FailedToParse', `${op} only supports an object as its argument`);
    for (const k of Object.keys(operand))
      if (!required.includes(k) && !optional.includes(k))
        throw new MongoError('FailedToParse', `Unrecognized argument to ${op}: ${k}`);
    for (const k of required)
      if (!(k in operand)) throw new MongoError('FailedToParse', `Missing '${k}' parameter to ${op}`);
    return make(Object.fromEntries(Object.keys(operand).map((k) => [k, compileExpression(operand[k])])));
  };

/**
 * A numeric expression. For a null or missing value, the result is null. Other values are rejected with the error
 * `code`.
 */
const numeric = (op: string, code: number, f: (v: unknown, n: number) => unknown): Compile =>
  unary(op, (v) => {
    if (nullish(v)) return null;
    if (!isNumber(v)) throw location(code, `${op} only supports numeric types, not ${typeName(v)}`);
    return f(v, toNumber(v)!);
  });

/** Returns a rounded number in the type of the original value. */
function sameType(v: unknown, n: number): unknown {
  return v instanceof Double ? new Double(n) : v;
}

/** Converts strings, numbers and dates to text for operators such as `$concat` and `$toUpper`. */
export function toText(op: string, value: unknown): string {
  if (nullish(value)) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (isNumber(value)) return numberText(value);
  throw location(16007, `can't convert from BSON type ${typeName(value)} to String in ${op}`);
}

function numberText(v: unknown): string {
  if (v instanceof Double) {
    return Object.is(v.value, -0) ? '-0' : String(v.value);
  }
  return String(v);
}

function literalArray(op: string, code: number, v: unknown): unknown[] {
  if (!Array.isArray(v)) throw location(code, `${op} needs an array, found: ${typeName(v)}`);
  return v;
}

const comparison = (op: string, accept: (c: number) => boolean): Compile =>
  binary(op, (a, b) => accept(compareMissing(a, b)));
/** Compares two values by the rules of expressions, where a missing value sorts before null. */
function compareMissing(a: unknown, b: unknown): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  return compare(a, b);
}

/**
 * Combines values from left to right. Returns null at the first null or missing value, but the values before it are
 * checked.
 */
function folded(values: readonly unknown[], f: (a: unknown, b: unknown) => unknown, first: unknown): unknown {
  let out = first;
  for (const v of values) {
    if (nullish(v)) return null;
    out = f(out, v);
  }
  return out;
}

export const EXPRESSIONS: Readonly<Record<string, Compile>> = {
  $literal: (operand) => () => operand,
  $add: variadic((values) => folded(values, (a, b) => add('$add', a, b), new Int32(0))),
  $subtract: binary('$subtract', (a, b) => (nullish(a) || nullish(b) ? null : subtract(a, b))),
  $multiply: variadic((values) => folded(values, (a, b) => multiply('$multiply', a, b), new Int32(1))),
  $divide: binary('$divide', (a, b) => (nullish(a) || nullish(b) ? null : divide(a, b))),
  $abs: numeric('$abs', 28765, (v, n) => {
    if (v instanceof Decimal128) return refuseDecimal('$abs');
    if (v instanceof Long) return v.isNegative() ? v.neg() : v;
    return v instanceof Int32 ? int(Math.abs(n)) : new Double(Math.abs(n));
  }),
  $ceil: numeric('$ceil', 28765, (v, n) =>
    v instanceof Decimal128 ? refuseDecimal('$ceil') : sameType(v, Math.ceil(n)),
  ),
  $floor: numeric('$floor', 28765, (v, n) =>
    v instanceof Decimal128 ? refuseDecimal('$floor') : sameType(v, Math.floor(n)),
  ),
  $trunc: (operand) => rounding('$trunc', operand),
  $round: (operand) => rounding('$round', operand),
  $mod: binary('$mod', (a, b) => {
    if (nullish(a) || nullish(b)) return null;
    if (!isNumber(a) || !isNumber(b)) throw location(16611, '$mod only supports numeric types');
    if (a instanceof Decimal128 || b instanceof Decimal128) return refuseDecimal('$mod');
    if (toNumber(b) === 0) throw location(16610, "can't $mod by zero");
    if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! % toNumber(b)!);
    const r = Long.fromString(String(a)).mod(Long.fromString(String(b)));
    return a instanceof Long || b instanceof Long ? r : new Int32(r.toNumber());
  }),
  $eq: comparison('$eq', (c) => c === 0),
  $ne: comparison('$ne', (c) => c !== 0),
  $gt: comparison('$gt', (c) => c > 0),
  $gte: comparison('$gte', (c) => c >= 0),
  $lt: comparison('$lt', (c) => c < 0),
  $lte: comparison('$lte', (c) => c <= 0),
  $cmp: binary('$cmp', (a, b) => new Int32(compareMissing(a, b))),
  $and: variadic((values) => values.every(truthy)),
  $or: variadic((values) => values.some(truthy)),
  $not: unary('$not', (v) => !truthy(v)),
  $cond: (operand) => {
    const list = isDoc(operand) ? [operand.if, operand.then, operand.else] : (operand as unknown[]);
    if (isDoc(operand) && (['if', 'then', 'else'].some((k) => !(k in operand)) || Object.keys(operand).length > 3))
      throw location(17080, "$cond needs 'if', 'then' and 'else'");
    const [test, yes, no] = args('$cond', list, 3);
    return (s) => (truthy(test(s)) ? yes(s) : no(s));
  },
  $ifNull: (operand) => {
    const [a, b] = args('$ifNull', operand, 2);
    return (s) => {
      const v = a(s);
      return nullish(v) ? b(s) : v;
    };
  },
  $switch: (operand) => {
    if (!isDoc(operand) || !Array.isArray(operand.branches) || operand.branches.length === 0)
      throw location(40068, '$switch requires at least one branch');
    const branches = (operand.branches as Doc[]).map(
      (b) => [compileExpression(b.case), compileExpression(b.then)] as const,
    );
    const otherwise = 'default' in operand ? compileExpression(operand.default) : undefined;
    return (s) => {
      for (const [test, then] of branches) if (truthy(test(s))) return then(s);
      if (!otherwise)
        throw location(40066, '$switch could not find a matching branch for an input, and no default was specified.');
      return otherwise(s);
    };
  },
  $let: (operand) => {
    if (!isDoc(operand) || !('vars' in operand) || !('in' in operand))
      throw location(16876, "$let needs 'vars' and 'in'");
    const vars = Object.entries(operand.vars as Doc).map(([k, v]) => [k, compileExpression(v)] as const);
    const body = compileExpression(operand.in);
    return (s) => body({ root: s.root, vars: { ...s.vars, ...Object.fromEntries(vars.map(([k, v]) => [k, v(s)])) } });
  },
  $isNumber: unary('$isNumber', (v) => v !== undefined && isNumber(v)),
  $type: unary('$type', (v) => typeName(v)),
  // Arrays
  $isArray: unary('$isArray', (v) => Array.isArray(v)),
  $size: unary('$size', (v) => {
    if (!Array.isArray(v))
      throw location(17124, `The argument to $size must be an array, but was of type: ${typeName(v)}`);
    return int(v.length);
  }),
  $arrayElemAt: binary('$arrayElemAt', (a, i) => {
    if (nullish(a) || nullish(i)) return null;
    const list = literalArray('$arrayElemAt', 28689, a);
    if (!isNumber(i)) throw location(28690, "$arrayElemAt's second argument must be a numeric value");
    const n = toNumber(i)!;
    if (!Number.isInteger(n) || Math.abs(n) > 2 ** 31 - 1)
      throw location(28691, "$arrayElemAt's second argument must be representable as a 32-bit integer");
    return list[n < 0 ? list.length + n : n];
  }),
  $first: unary('$first', (a) => (nullish(a) ? null : literalArray('$first', 28689, a)[0])),
  $last: unary('$last', (a) => (nullish(a) ? null : literalArray('$last', 28689, a).at(-1))),
  $concatArrays: variadic((values) =>
    values.some(nullish) ? null : values.flatMap((v) => literalArray('$concatArrays', 28664, v)),
  ),
  $reverseArray: unary('$reverseArray', (v) =>
    nullish(v) ? null : [...literalArray('$reverseArray', 34435, v)].reverse(),
  ),
  $in: binary('$in', (v, list) => literalArray('$in', 40081, list).some((x) => compareMissing(x, v) === 0)),
  $slice: (operand) => {
    const list = args('$slice', operand, 2, 3);
    return (s) => {
      const [a, n, m] = list.map((x) => x(s));
      if (nullish(a) || nullish(n) || (list.length === 3 && nullish(m))) return null;
      const array = literalArray('$slice', 28724, a);
      const integer = (code: number, v: unknown): number => {
        const x = isNumber(v) ? toNumber(v)! : NaN;
        if (!Number.isInteger(x)) throw location(code, '$slice arguments must be 32-bit integers');
        return x;
      };
      const first = integer(28725, n);
      if (list.length === 2) return first >= 0 ? array.slice(0, first) : array.slice(first);
      const count = integer(28727, m);
      if (count <= 0) throw location(28729, 'Third argument to $slice must be positive');
      const start = first < 0 ? Math.max(0, array.length + first) : first;
      return array.slice(start, start + count);
    };
  },
  $filter: (operand) => {
    if (!isDoc(operand) || !('input' in operand) || !('cond' in operand))
      throw location(28648, "$filter needs 'input' and 'cond'");
    for (const k of Object.keys(operand))
      if (!['input', 'as', 'cond'].includes(k)) throw location(28647, `Unrecognized parameter to $filter: ${k}`);
    const input = compileExpression(operand.input);
    const cond = compileExpression(operand.cond);
    const name = (operand.as as string | undefined) ?? 'this';
    return (s) => {
      const v = input(s);
      if (nullish(v)) return null;
      return literalArray('$filter', 28651, v).filter((item) =>
        truthy(cond({ root: s.root, vars: { ...s.vars, [name]: item } })),
      );
    };
  },
  $map: (operand) => {
    if (!isDoc(operand) || !('input' in operand) || !('in' in operand))
      throw location(16880, "$map needs 'input' and 'in'");
    for (const k of Object.keys(operand))
      if (!['input', 'as', 'in'].includes(k)) throw location(16879, `Unrecognized parameter to $map: ${k}`);
    const input = compileExpression(operand.input);
    const body = compileExpression(operand.in);
    const name = (operand.as as string | undefined) ?? 'this';
    return (s) => {
      const v = input(s);
      if (nullish(v)) return null;
      return literalArray('$map', 16883, v).map(
        (item) => body({ root: s.root, vars: { ...s.vars, [name]: item } }) ?? null,
      );
    };
  },
  $reduce: named('$reduce', ['input', 'initialValue', 'in'], [], (a) => (s) => {
    const v = a.input(s);
    if (nullish(v)) return null;
    let value = a.initialValue(s);
    for (const item of literalArray('$reduce', 40080, v))
      value = a.in({ root: s.root, vars: { ...s.vars, this: item, value } });
    return value;
  }),
  $setUnion: variadic((values) =>
    values.some(nullish) ? null : sortedSet(values.flatMap((v) => literalArray('$setUnion', 17043, v))),
  ),
  $setIntersection: variadic((values) => {
    if (values.some(nullish)) return null;
    const lists = values.map((v) => literalArray('$setIntersection', 17047, v));
    const sets = lists.map((l) => new Set(l.map(identityKey)));
    return sortedSet((lists[0] ?? []).filter((x) => sets.every((set) => set.has(identityKey(x)))));
  }),
  $setEquals: (operand) => {
    if (!Array.isArray(operand) || operand.length < 2) throw location(17045, '$setEquals needs at least two arguments');
    const list = operand.map(compileExpression);
    return (s) => {
      const sets = list.map((x) => new Set(literalArray('$setEquals', 17044, x(s)).map(identityKey)));
      return sets.every((set) => set.size === sets[0].size && [...set].every((k) => sets[0].has(k)));
    };
  },
  $setIsSubset: binary('$setIsSubset', (a, b) => {
    const whole = new Set(literalArray('$setIsSubset', 17042, b).map(identityKey));
    return literalArray('$setIsSubset', 17046, a).every((x) => whole.has(identityKey(x)));
  }),
  // Objects
  $mergeObjects: variadic((values) => {
    const out: Doc = {};
    for (const v of values) {
      if (nullish(v)) continue;
      if (!isDoc(v)) throw location(40400, `$mergeObjects requires object inputs, but input is of type ${typeName(v)}`);
      for (const k of Object.keys(v)) setField(out, k, v[k]);
    }
    return out;
  }),
  $objectToArray: unary('$objectToArray', (v) => {
    if (nullish(v)) return null;
    if (!isDoc(v)) throw location(40390, `$objectToArray requires a document input, found: ${typeName(v)}`);
    return Object.keys(v).map((k) => ({ k, v: v[k] }));
  }),
  // Strings
  $concat: variadic((values) => {
    if (values.some(nullish)) return null;
    for (const v of values)
      if (typeof v !== 'string') throw location(16702, `$concat only supports strings, not ${typeName(v)}`);
    return values.join('');
  }),
  $toLower: unary('$toLower', (v) => toText('$toLower', v).replace(/[A-Z]/g, (c) => c.toLowerCase())),
  $toUpper: unary('$toUpper', (v) => toText('$toUpper', v).replace(/[a-z]/g, (c) => c.toUpperCase())),
  $strLenCP: unary('$strLenCP', (v) => {
    if (typeof v !== 'string') throw location(34471, `$strLenCP requires a string argument, found: ${typeName(v)}`);
    return int([...v].length);
  }),
  $strLenBytes: unary('$strLenBytes', (v) => {
    if (typeof v !== 'string') throw location(34473, `$strLenBytes requires a string argument, found: ${typeName(v)}`);
    return int(Buffer.byteLength(v));
  }),
  $split: binary('$split', (a, b) => {
    if (nullish(a) || nullish(b)) return null;
    if (typeof a !== 'string')
      throw location(
        40085,
        `$split requires an expression that evaluates to a string as a first argument, found: ${typeName(a)}`,
      );
    if (typeof b !== 'string')
      throw location(
        40086,
        `$split requires an expression that evaluates to a string as a second argument, found: ${typeName(b)}`,
      );
    if (b === '') throw location(40087, '$split requires a non-empty separator');
    return a.split(b);
  }),
  // Conversions
  $toString: unary('$toString', (v) => {
    if (nullish(v)) return null;
    if (v instanceof ObjectId) return v.toHexString();
    if (typeof v === 'boolean') return String(v);
    if (typeof v === 'string' || v instanceof Date || isNumber(v)) return toText('$toString', v);
    throw new MongoError(
      'ConversionFailure',
      `Unsupported conversion from ${typeName(v)} to string in $convert with no onError value`,
    );
  }),
};

function refuseDecimal(op: string): never {
  throw notSupported(`${op} on Decimal128`);
}

function rounding(op: '$round' | '$trunc', operand: unknown): Expression {
  const [value, place] = args(op, operand, 1, 2);
  return (s) => {
    const v = value(s);
    const p = place ? place(s) : new Int32(0);
    if (nullish(v) || nullish(p)) return null;
    if (!isNumber(v)) throw location(51081, `${op} only supports numeric types, not ${typeName(v)}`);
    const n = toNumber(p);
    if (n === undefined || !Number.isInteger(n))
      throw location(51082, `precision argument to ${op} must be a integral value`);
    if (n < -20 || n > 100)
      throw location(51083, `cannot apply ${op} with precision value ${n} value must be in [-20, 100]`);
    return roundTo(v, n, op === '$round');
  };
}

/** Sorts and deduplicates values. MongoDB returns sets in the same order. */
function sortedSet(values: readonly unknown[]): unknown[] {
  const out: unknown[] = [];
  for (const v of [...values].sort(compare)) if (out.length === 0 || !equal(out.at(-1), v)) out.push(v);
  return out;
}

function compileOperator(op: string, operand: unknown): Expression {
  const compile = Object.hasOwn(EXPRESSIONS, op) ? EXPRESSIONS[op] : further[op];
  if (!compile) throw notSupported(`the expression ${op}`);
  const expression = compile(operand);
  // A constant subexpression is evaluated only once. Its error is thrown now and not at the first document.
  if (op === '$literal' || !isConstant({ [op]: operand })) return expression;
  let value: unknown;
  try {
    value = expression({ root: {}, vars: {} });
  } catch (error) {
    // In an update, an error in a constant is thrown only when a document is processed.
    if (folding.strict) throw error;
    return expression;
  }
  return () => value;
}

const folding = { strict: true };

/** Runs `compile` so that errors in constants are not thrown yet. They are thrown when a document is processed. */
export function withoutFolding<T>(compile: () => T): T {
  folding.strict = false;
  try {
    return compile();
  } finally {
    folding.strict = true;
  }
}

/** Expressions that other files add when they are loaded. Those files import this file, so it cannot import them. */
const further: Record<string, Compile> = Object.create(null) as Record<string, Compile>;

export function addExpressions(more: Readonly<Record<string, Compile>>): void {
  Object.assign(further, more);
}

function isConstant(operand: unknown): boolean {
  if (typeof operand === 'string') return !operand.startsWith('$');
  if (Array.isArray(operand)) return operand.every(isConstant);
  if (!isDoc(operand) || '$literal' in operand) return true;
  // MongoDB evaluates the `$replace` operators for each document, even with constant operands.
  return Object.keys(operand).every((k) => !k.startsWith('$replace') && isConstant(operand[k]));
}
