/** Compiles the less common expressions on strings and arrays, such as `$trim` and `$indexOfArray`. */
import { type Doc, Int32, isDoc, isNumber, setField, toNumber, typeName } from '../value/bson.js';
import { compare, identityKey } from '../value/order.js';
import { location } from '../value/errors.js';
import { ACCUMULATORS } from './group.js';
import { addExpressions, args, compileExpression, named, toText, type Compile, type Expression } from './expression.js';

const nullish = (v: unknown): v is null | undefined => v === null || v === undefined;

/** The white space that `$trim` of MongoDB removes. */
const SPACE = '\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

const trim = (op: string, left: boolean, right: boolean): Compile =>
  named(op, ['input'], ['chars'], (a) => (s) => {
    const v = a.input(s);
    if (nullish(v)) return null;
    if (typeof v !== 'string')
      throw location(50699, `${op} requires its input to be a string, got ${typeName(v)} instead.`);
    const given = a.chars?.(s);
    if (a.chars && nullish(given)) return null;
    if (a.chars && typeof given !== 'string')
      throw location(50700, `${op} requires 'chars' to be a string, got ${typeName(given)} instead.`);
    const chars = new Set(a.chars ? (given as string) : SPACE);
    const points = [...v];
    let from = 0;
    let to = points.length;
    while (left && from < to && chars.has(points[from])) from++;
    while (right && to > from && chars.has(points[to - 1])) to--;
    return points.slice(from, to).join('');
  });

const replace = (op: string, all: boolean): Compile =>
  named(op, ['input', 'find', 'replacement'], [], (a) => (s) => {
    const [input, find, replacement] = [a.input(s), a.find(s), a.replacement(s)];
    for (const [name, v, code] of [
      ['input', input, 51746],
      ['find', find, 51745],
      ['replacement', replacement, 51744],
    ] as const) {
      if (!nullish(v) && typeof v !== 'string')
        throw location(code, `${op} requires that '${name}' be a string, found: ${typeName(v)}`);
    }
    if (nullish(input) || nullish(find) || nullish(replacement)) return null;
    if (find === '')
      return all
        ? [...(input as string)].map((c) => (replacement as string) + c).join('') + String(replacement)
        : String(replacement) + String(input);
    const parts = (input as string).split(find as string);
    return all || parts.length < 2
      ? parts.join(replacement as string)
      : parts[0] + String(replacement) + parts.slice(1).join(find as string);
  });

function index(code: number, op: string, v: unknown): number {
  const n = isNumber(v) ? toNumber(v)! : NaN;
  if (!Number.isInteger(n))
    throw location(code, `${op} requires an integral index, found a value of type: ${typeName(v)}`);
  if (n < 0) throw location(40097, `${op} requires a nonnegative index, found: ${n}`);
  return n;
}

/** Compiles `$indexOfArray` and `$indexOfCP`. They return the first position of an item in a range, or -1. */
function indexOf(
  op: string,
  find: (list: unknown, what: unknown, from: number, to: number | undefined) => number,
): Compile {
  return (operand) => {
    const list = args(op, operand, 2, 4);
    return (s) => {
      const where = list[0](s);
      if (nullish(where)) return null;
      const [what, from, to] = list.slice(1).map((x) => x(s));
      const start = list.length > 2 ? index(40096, op, from) : 0;
      const end = list.length > 3 ? index(40096, op, to) : undefined;
      return new Int32(find(where, what, start, end));
    };
  };
}

const range = (operand: unknown): Expression => {
  const list = args('$range', operand, 2, 3);
  return (s) => {
    const [first, end, by = new Int32(1)] = list.map((x) => x(s));
    const whole = (v: unknown, what: string, code: number): number => {
      if (!isNumber(v)) throw location(code, `$range requires a numeric ${what}, found value of type: ${typeName(v)}`);
      const n = toNumber(v)!;
      if (!Number.isInteger(n) || Math.abs(n) >= 2 ** 31)
        throw location(code + 1, `$range requires a ${what} value that can be represented as a 32-bit integer`);
      return n;
    };
    const [a, b, c] = [whole(first, 'starting', 34443), whole(end, 'ending', 34445), whole(by, 'step', 34447)];
    if (c === 0) throw location(34449, '$range requires a non-zero step value');
    const out: unknown[] = [];
    for (let n = a; c > 0 ? n < b : n > b; n += c) out.push(new Int32(n));
    return out;
  };
};

const arrayToObject: Compile = (operand) => {
  const [input] = args('$arrayToObject', operand, 1);
  return (s) => {
    const v = input(s);
    if (nullish(v)) return null;
    if (!Array.isArray(v)) throw location(40386, `$arrayToObject requires an array input, found: ${typeName(v)}`);
    const out: Doc = {};
    let pairs: boolean | undefined;
    for (const item of v) {
      const pair = Array.isArray(item);
      if (pairs !== undefined && pair !== pairs)
        throw location(pairs ? 40391 : 40396, '$arrayToObject requires a consistent input format');
      if (!pair && !isDoc(item))
        throw location(
          pairs === undefined ? 40398 : 40396,
          `Unrecognised input type format for $arrayToObject: ${typeName(item)}`,
        );
      pairs = pair;
      if (pair && item.length !== 2)
        throw location(40397, `$arrayToObject requires an array of size 2 arrays, found array of size: ${item.length}`);
      if (!pair && (Object.keys(item).length !== 2 || !('k' in item) || !('v' in item)))
        throw location(40392, "$arrayToObject requires an object with keys 'k' and 'v'");
      const [k, value] = pair ? item : [item.k, item.v];
      if (typeof k !== 'string')
        throw location(pair ? 40395 : 40394, `$arrayToObject requires keys of type string, found: ${typeName(k)}`);
      if (k.includes('\0')) throw location(4940401, 'Key field cannot contain an embedded null byte');
      setField(out, k, value);
    }
    return out;
  };
};

/**
 * Compiles `$sum`, `$avg`, `$min`, `$max` and the standard deviations. Their operands are several values or one array.
 */
const aggregate =
  (op: string): Compile =>
  (operand) => {
    const list = (Array.isArray(operand) ? operand : [operand]).map(compileExpression);
    return (s) => {
      const values = list.map((x) => x(s));
      const acc = ACCUMULATORS[op]();
      for (const v of values.length === 1 && Array.isArray(values[0]) ? values[0] : values) acc.add(v);
      return acc.result();
    };
  };

export const TEXT_AND_ARRAY: Readonly<Record<string, Compile>> = {
  $trim: trim('$trim', true, true),
  $ltrim: trim('$ltrim', true, false),
  $rtrim: trim('$rtrim', false, true),
  $replaceOne: replace('$replaceOne', false),
  $replaceAll: replace('$replaceAll', true),
  $strcasecmp: (operand) => {
    const [a, b] = args('$strcasecmp', operand, 2);
    const upper = (v: unknown): string => toText('$strcasecmp', v).replace(/[a-z]/g, (c) => c.toUpperCase());
    return (s) => {
      const [x, y] = [Buffer.from(upper(a(s))), Buffer.from(upper(b(s)))];
      return new Int32(Buffer.compare(x, y));
    };
  },
  $substrCP: (operand) => {
    const [text, from, length] = args('$substrCP', operand, 3);
    return (s) => {
      const [v, a, n] = [text(s), from(s), length(s)];
      const whole = (x: unknown, type: number, range: number): number => {
        if (!isNumber(x)) throw location(type, `$substrCP: the index and length must be numeric, not ${typeName(x)}`);
        const i = toNumber(x)!;
        if (!Number.isInteger(i)) throw location(range, '$substrCP: the index and length must be 32-bit integers');
        return i;
      };
      const start = whole(a, 34450, 34451);
      const count = whole(n, 34452, 34453);
      if (count < 0) throw location(34454, '$substrCP: length must be a nonnegative integer.');
      if (start < 0) throw location(34455, '$substrCP: the starting index must be nonnegative.');
      return [...toText('$substrCP', v)].slice(start, start + count).join('');
    };
  },
  $indexOfArray: indexOf('$indexOfArray', (list, what, from, to) => {
    if (!Array.isArray(list))
      throw location(40090, `$indexOfArray requires an array as a first argument, found: ${typeName(list)}`);
    for (let i = from; i < Math.min(to ?? list.length, list.length); i++)
      if (what !== undefined && compare(list[i], what) === 0) return i;
    return -1;
  }),
  $indexOfCP: indexOf('$indexOfCP', (text, what, from, to) => {
    if (typeof text !== 'string')
      throw location(40093, `$indexOfCP requires a string as the first argument, found: ${typeName(text)}`);
    if (typeof what !== 'string')
      throw location(40094, `$indexOfCP requires a string as the second argument, found: ${typeName(what)}`);
    const points = [...text];
    const wanted = [...what];
    for (let i = from; i + wanted.length <= Math.min(to ?? points.length, points.length); i++)
      if (wanted.every((c, k) => points[i + k] === c)) return i;
    return -1;
  }),
  $range: range,
  $arrayToObject: arrayToObject,
  $setDifference: (operand) => {
    const [a, b] = args('$setDifference', operand, 2);
    return (s) => {
      const [x, y] = [a(s), b(s)];
      if (nullish(x) || nullish(y)) return null;
      for (const [v, code] of [
        [x, 17048],
        [y, 17049],
      ] as const)
        if (!Array.isArray(v))
          throw location(code, `both operands of $setDifference must be arrays, found: ${typeName(v)}`);
      const seen = new Set((y as unknown[]).map(identityKey));
      return (x as unknown[]).filter((v) => !seen.has(identityKey(v)) && seen.add(identityKey(v)));
    };
  },
  $sum: aggregate('$sum'),
  $avg: aggregate('$avg'),
  $min: aggregate('$min'),
  $max: aggregate('$max'),
  $stdDevPop: aggregate('$stdDevPop'),
  $stdDevSamp: aggregate('$stdDevSamp'),
};

addExpressions(TEXT_AND_ARRAY);
