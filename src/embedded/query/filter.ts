/** Compiles a MongoDB filter into a predicate over decoded documents. */
import {
  BSONRegExp,
  type Doc,
  getField,
  isDoc,
  isNumber,
  TYPE_NAMES,
  toNumber,
  truthy,
  typeNumber,
} from '../value/bson.js';
import { bracket, compare, equal, identityKey, TEXT } from '../value/order.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { Fields } from '../value/raw.js';
import { compileExpression } from './expression.js';

export type Predicate = (doc: Doc) => boolean;
type Test = (value: unknown) => boolean;

/**
 * Visits every value that a dotted path of a filter reaches. Returns true as soon as `test` returns true. An array on
 * the path is followed by element and by index. An array at the end of the path is visited as a whole and, with
 * `expand`, also by element. If the end of the path is missing, `undefined` is visited.
 */
export function anyValue(value: unknown, path: readonly string[], step: number, expand: boolean, test: Test): boolean {
  if (step === path.length) {
    if (expand && Array.isArray(value)) for (const item of value) if (test(item)) return true;
    return test(value);
  }
  if (isDoc(value)) return anyValue(getField(value, path[step]), path, step + 1, expand, test);
  if (!Array.isArray(value)) return test(undefined);
  if (
    /^\d+$/.test(path[step]) &&
    Number(path[step]) < value.length &&
    anyValue(value[Number(path[step])], path, step + 1, expand, test)
  )
    return true;
  for (const item of value) if (isDoc(item) && anyValue(item, path, step, expand, test)) return true;
  return false;
}

/** The names of all supported filter operators. */
export const FILTER_OPERATORS = [
  '$and',
  '$or',
  '$nor',
  '$not',
  '$expr',
  '$comment',
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$type',
  '$size',
  '$mod',
  '$regex',
  '$all',
  '$elemMatch',
] as const;

/** Compiles a filter. If the filter is malformed, throws BadValue or FailedToParse with the error code of MongoDB. */
export function compileFilter(filter: unknown): Predicate {
  if (!isDoc(filter)) throw new MongoError('BadValue', 'the match filter must be an expression in an object');
  const entries = Object.entries(filter).map(([key, operand]) => ({
    part: compileEntry(key, operand),
    first: key === '$expr',
  }));
  return allOf([...entries.filter((e) => e.first), ...entries.filter((e) => !e.first)].map((e) => e.part));
}

/** Returns the fields that a filter reads, or undefined if it reads the whole document. */
export function fieldsOf(filter: Doc): Fields | undefined {
  const paths = pathsOf(filter);
  return paths && Fields.ofPaths(paths);
}

function pathsOf(filter: Doc): string[][] | undefined {
  const out: string[][] = [];
  for (const [key, operand] of Object.entries(filter)) {
    if (!key.startsWith('$')) out.push(key.split('.'));
    else if (key === '$and' || key === '$or' || key === '$nor') {
      for (const clause of operand as Doc[]) {
        const paths = pathsOf(clause);
        if (!paths) return undefined;
        out.push(...paths);
      }
    } else if (key !== '$comment') return undefined;
  }
  return out;
}

function allOf(parts: readonly Predicate[]): Predicate {
  if (parts.length === 0) return () => true;
  if (parts.length === 1) return parts[0];
  return (doc) => parts.every((p) => p(doc));
}

function compileEntry(key: string, operand: unknown): Predicate {
  switch (key) {
    case '$and': {
      // As in MongoDB, `$expr` clauses are evaluated first, so that an error in one of them always fails the query.
      const parts = clauses(key, operand);
      const expressions = parts.filter((_, i) => '$expr' in (operand as Doc[])[i]);
      return allOf([...expressions, ...parts.filter((p) => !expressions.includes(p))]);
    }
    case '$or': {
      const parts = clauses(key, operand);
      return (doc) => parts.some((p) => p(doc));
    }
    case '$nor': {
      const parts = clauses(key, operand);
      return (doc) => !parts.some((p) => p(doc));
    }
    case '$expr': {
      const expression = compileExpression(operand);
      return (doc) => truthy(expression({ root: doc, vars: { CURRENT: doc } }));
    }
    case '$comment':
      return () => true;
    case '$alwaysTrue':
      return () => true;
    case '$alwaysFalse':
      return () => false;
    case '$text':
    case '$where':
    case '$jsonSchema':
      throw notSupported(key);
  }
  if (key.startsWith('$')) throw new MongoError('BadValue', `unknown top level operator: ${key}`);
  const path = key.split('.');
  return compileOperand(path, operand);
}

function clauses(key: string, operand: unknown): Predicate[] {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', `${key} must be an array`);
  if (operand.length === 0) throw new MongoError('BadValue', `${key} must be a nonempty array`);
  return operand.map((clause) => {
    if (!isDoc(clause)) throw new MongoError('BadValue', `${key} entries need to be full objects`);
    return compileFilter(clause);
  });
}

/** Returns whether a value is an object whose first key is an operator, such as `{$gt: 1}`. */
export function isOperators(value: unknown): value is Doc {
  if (!isDoc(value)) return false;
  const first = Object.keys(value)[0];
  return first !== undefined && first.startsWith('$') && first !== '$ref' && first !== '$id' && first !== '$db';
}

function compileOperand(path: readonly string[], operand: unknown): Predicate {
  if (operand instanceof BSONRegExp || operand instanceof RegExp) return any(path, regexTest(operand, undefined));
  if (!isOperators(operand)) return any(path, equalTest(operand));
  const parts: Predicate[] = [];
  for (const op of Object.keys(operand)) {
    if (op === '$options') {
      if (!('$regex' in operand)) throw new MongoError('BadValue', '$options needs a $regex');
      continue;
    }
    parts.push(compileOperator(path, op, operand[op], operand));
  }
  return allOf(parts);
}

const any =
  (path: readonly string[], test: Test): Predicate =>
  (doc) =>
    anyValue(doc, path, 0, true, test);
const whole =
  (path: readonly string[], test: Test): Predicate =>
  (doc) =>
    anyValue(doc, path, 0, false, test);
const not =
  (p: Predicate): Predicate =>
  (doc) =>
    !p(doc);

function compileOperator(path: readonly string[], op: string, operand: unknown, siblings: Doc): Predicate {
  switch (op) {
    case '$eq':
      return any(path, equalTest(noRegex(op, operand)));
    case '$ne':
      return not(any(path, equalTest(noRegex(op, operand))));
    case '$gt':
      return any(
        path,
        orderTest(noRegex(op, operand), (c) => c > 0, false),
      );
    case '$gte':
      return any(
        path,
        orderTest(noRegex(op, operand), (c) => c >= 0, true),
      );
    case '$lt':
      return any(
        path,
        orderTest(noRegex(op, operand), (c) => c < 0, false),
      );
    case '$lte':
      return any(
        path,
        orderTest(noRegex(op, operand), (c) => c <= 0, true),
      );
    case '$in':
      return any(path, inTest(op, operand));
    case '$nin':
      return not(any(path, inTest(op, operand)));
    case '$exists': {
      const exists = whole(path, (v) => v !== undefined);
      return truthy(operand) ? exists : not(exists);
    }
    case '$not': {
      if (operand instanceof BSONRegExp || operand instanceof RegExp)
        return not(any(path, regexTest(operand, undefined)));
      if (!isDoc(operand)) throw new MongoError('BadValue', '$not needs a regex or a document');
      if (Object.keys(operand).length === 0) throw new MongoError('BadValue', '$not cannot be empty');
      for (const k of Object.keys(operand))
        if (!k.startsWith('$')) throw new MongoError('BadValue', `unknown operator: ${k}`);
      return not(compileOperand(path, operand));
    }
    case '$type':
      return any(path, typeTest(operand));
    case '$size': {
      const n = toNumber(operand);
      if (n === undefined) throw new MongoError('BadValue', '$size needs a number');
      if (!Number.isInteger(n)) throw new MongoError('BadValue', '$size must be a whole number');
      if (n < 0) throw new MongoError('BadValue', '$size may not be negative');
      return whole(path, (v) => Array.isArray(v) && v.length === n);
    }
    case '$mod':
      return any(path, modTest(operand));
    case '$regex':
      return any(path, regexTest(operand, siblings.$options));
    case '$all':
      return compileAll(path, operand);
    case '$elemMatch':
      return whole(path, elemMatchTest(operand));
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
    case '$near':
    case '$nearSphere':
    case '$geoWithin':
    case '$geoIntersects':
      throw notSupported(op);
  }
  throw new MongoError('BadValue', `unknown operator: ${op}`);
}

function noRegex(op: string, operand: unknown): unknown {
  if (op !== '$eq' && (operand instanceof BSONRegExp || operand instanceof RegExp)) {
    throw new MongoError('BadValue', `Can't have RegEx as arg to predicate over field with ${op}`);
  }
  return operand;
}

/** Returns a test for equality. As in MongoDB, null equals a missing value. An undefined operand is rejected. */
function equalTest(operand: unknown): Test {
  if (operand === null) return (v) => v === undefined || v === null;
  if (typeof operand === 'string') return (v) => v === operand;
  const b = bracket(operand);
  return (v) => v !== undefined && bracket(v) === b && equal(v, operand);
}

/**
 * Returns a test that compares values of one type bracket. Only MinKey and MaxKey are compared with values of all
 * types.
 */
function orderTest(operand: unknown, accept: (c: number) => boolean, orEqual: boolean): Test {
  if (operand === null) return (v) => orEqual && (v === undefined || v === null);
  const b = bracket(operand);
  if (b === 1 || b === 127) return (v) => accept(compare(v === undefined ? null : v, operand));
  const operandNaN = b === 10 && Number.isNaN(toNumber(operand));
  return (v) => {
    if (v === undefined || bracket(v) !== b) return false;
    if (b === 10) {
      const valueNaN = Number.isNaN(toNumber(v));
      if (valueNaN || operandNaN) return orEqual && valueNaN && operandNaN;
    }
    return accept(compare(v, operand));
  };
}

function inTest(op: string, operand: unknown): Test {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', `${op} needs an array`);
  const regexes: Test[] = [];
  const keys = new Set<string>();
  // Most operands are strings. They are compared directly, without encoded keys.
  const texts = new Set<string>();
  let withNull = false;
  for (const item of operand) {
    if (bracket(item) === TEXT) texts.add(String(item));
    else if (item instanceof BSONRegExp) regexes.push(regexTest(item, undefined));
    else if (isOperators(item)) throw new MongoError('BadValue', `cannot nest $ under ${op}`);
    else if (item === null) withNull = true;
    else keys.add(identityKey(item));
  }
  const has = (v: unknown): boolean =>
    typeof v === 'string' || bracket(v) === TEXT ? texts.has(String(v)) : keys.has(identityKey(v));
  return (v) => (v === undefined || v === null ? withNull : has(v) || regexes.some((r) => r(v)));
}

/** Returns the type numbers of a `$type` operand, which is a number, a name, 'number', or an array of these. */
function typeSet(operand: unknown): Set<number> {
  const out = new Set<number>();
  const list = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new MongoError('FailedToParse', '$type must match at least one type');
  for (const item of list) {
    if (typeof item === 'string') {
      if (item === 'number') for (const t of [1, 16, 18, 19]) out.add(t);
      else {
        const found = Object.entries(TYPE_NAMES).find(([, name]) => name === item);
        if (!found) throw new MongoError('BadValue', `Unknown type name alias: ${item}`);
        out.add(Number(found[0]));
      }
    } else {
      const n = toNumber(item);
      if (n === undefined) throw new MongoError('TypeMismatch', 'type must be represented as a number or a string');
      if (TYPE_NAMES[n] === undefined) throw new MongoError('BadValue', `Invalid numerical type code: ${n}`);
      out.add(n);
    }
  }
  return out;
}

function typeTest(operand: unknown): Test {
  const types = typeSet(operand);
  return (v) => v !== undefined && types.has(typeNumber(v));
}

function modTest(operand: unknown): Test {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', 'malformed mod, needs to be an array');
  if (operand.length < 2) throw new MongoError('BadValue', 'malformed mod, not enough elements');
  if (operand.length > 2) throw new MongoError('BadValue', 'malformed mod, too many elements');
  const divisor = toNumber(operand[0]);
  if (divisor === undefined) throw new MongoError('BadValue', 'malformed mod, divisor not a number');
  const d = Math.trunc(divisor);
  if (d === 0) throw new MongoError('BadValue', 'divisor cannot be 0');
  const r = Math.trunc(toNumber(operand[1]) ?? 0);
  return (v) => {
    if (!isNumber(v)) return false;
    const n = toNumber(v)!;
    return Number.isFinite(n) && Math.trunc(n) % d === r;
  };
}

/** Converts a MongoDB pattern with the options i, m and s to a JavaScript RegExp. */
function toRegExp(pattern: string, options: string): RegExp {
  for (const o of options)
    if (!'ims'.includes(o))
      throw o === 'x'
        ? notSupported('the regular expression option x')
        : location(51108, `invalid flag in regex options: ${o}`);
  try {
    return new RegExp(pattern, `${options}u`);
  } catch {
    try {
      return new RegExp(pattern, options);
    } catch (e) {
      throw location(51091, `Regular expression is invalid: ${(e as Error).message}`);
    }
  }
}

function regexTest(operand: unknown, options: unknown): Test {
  let pattern: string;
  let flags = '';
  if (operand instanceof BSONRegExp) {
    pattern = operand.pattern;
    flags = operand.options;
  } else if (typeof operand === 'string') pattern = operand;
  else throw new MongoError('BadValue', '$regex has to be a string');
  if (options !== undefined) {
    if (typeof options !== 'string') throw new MongoError('BadValue', '$options has to be a string');
    if (flags !== '') throw location(51074, 'options set in both $regex and $options');
    flags = options;
  }
  const regex = toRegExp(pattern, flags);
  return (v) =>
    typeof v === 'string' ? regex.test(v) : v instanceof BSONRegExp && v.pattern === pattern && v.options === flags;
}

function compileAll(path: readonly string[], operand: unknown): Predicate {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', '$all needs an array');
  if (operand.length === 0) return () => false;
  const elem = isDoc(operand[0]) && '$elemMatch' in operand[0];
  return allOf(
    operand.map((item) => {
      if (elem) {
        if (!isDoc(item) || Object.keys(item)[0] !== '$elemMatch')
          throw new MongoError('BadValue', '$all/$elemMatch has to be consistent');
        return whole(path, elemMatchTest(item.$elemMatch));
      }
      if (isOperators(item)) throw new MongoError('BadValue', 'no $ expressions in $all');
      return item instanceof BSONRegExp ? any(path, regexTest(item, undefined)) : any(path, equalTest(item));
    }),
  );
}

/**
 * Returns a test for `$elemMatch`. The operand contains either operators for values, as in `{$gt: 1}`, or a filter for
 * documents, as in `{a: 1}`.
 */
export function elemMatchTest(operand: unknown): Test {
  if (!isDoc(operand)) throw new MongoError('BadValue', '$elemMatch needs an Object');
  const logical = ['$and', '$or', '$nor'].includes(Object.keys(operand)[0] ?? '');
  if (isOperators(operand) && !logical) {
    const test = compileOperand(['v'], operand);
    return (v) => Array.isArray(v) && v.some((item) => test({ v: Array.isArray(item) ? [item] : item }));
  }
  const filter = compileFilter(operand);
  return (v) =>
    Array.isArray(v) &&
    v.some((item) => (isDoc(item) && filter(item)) || (Array.isArray(item) && filter(arrayAsDoc(item))));
}

function arrayAsDoc(items: readonly unknown[]): Doc {
  return Object.fromEntries(items.map((item, i) => [String(i), item]));
}

/** A top-level condition that the planner can use, with a path, an operator and an operand. */
export interface Conjunct {
  readonly path: string;
  readonly op: '$eq' | '$gt' | '$gte' | '$lt' | '$lte' | '$in';
  readonly operand: unknown;
}

/** Returns the conditions of a filter for which an index may be used. The full predicate is applied in addition. */
export function conjunctsOf(filter: Doc): Conjunct[] {
  const out: Conjunct[] = [];
  for (const [key, operand] of Object.entries(filter)) {
    if (key === '$and') for (const clause of operand as Doc[]) out.push(...conjunctsOf(clause));
    if (key.startsWith('$') || operand instanceof BSONRegExp) continue;
    if (!isOperators(operand)) {
      out.push({ path: key, op: '$eq', operand });
      continue;
    }
    for (const [op, value] of Object.entries(operand)) {
      if (op === '$eq' || op === '$gt' || op === '$gte' || op === '$lt' || op === '$lte')
        out.push({ path: key, op, operand: value });
      if (op === '$in' && (value as unknown[]).every((x) => !(x instanceof BSONRegExp)))
        out.push({ path: key, op, operand: value });
    }
  }
  return out;
}

/** Returns the fields for which a filter has equality conditions. An upsert builds its document from them. */
export function equalitiesOf(filter: Doc): [string, unknown][] {
  const out: [string, unknown][] = [];
  for (const [key, operand] of Object.entries(filter)) {
    if (key === '$and') for (const clause of operand as Doc[]) out.push(...equalitiesOf(clause));
    else if (key === '$or' && (operand as Doc[]).length === 1) out.push(...equalitiesOf((operand as Doc[])[0]));
    else if (key.startsWith('$') || operand instanceof BSONRegExp) continue;
    else if (!isOperators(operand)) out.push([key, operand]);
    else if ('$eq' in operand) out.push([key, operand.$eq]);
    else if ('$all' in operand && operand.$all.length === 1 && !isOperators(operand.$all[0]))
      out.push([key, operand.$all[0]]);
    else if ('$in' in operand && operand.$in.length === 1 && !(operand.$in[0] instanceof BSONRegExp))
      out.push([key, operand.$in[0]]);
  }
  return out;
}
