/** Resolves the positional operator `$` in an update. It stands for the array element that the filter matched. */
import { type Doc, getField, isDoc, setField } from '../value/bson.js';
import { MongoError } from '../value/errors.js';
import { compare } from '../value/order.js';
import { compileFilter, isOperators } from './filter.js';

/**
 * The order in which MongoDB evaluates conditions. The last condition that matches inside an array determines the
 * element.
 */
const ORDER = ['$elemMatch', '$eq', '$lte', '$lt', '$gt', '$gte', '$regex', '$mod', '$in', '$type'];

interface Entry {
  readonly path: string;
  readonly op: string;
  readonly test: Doc;
}

/** Returns whether the update has a path with `$`. Throws if such a path is invalid. */
export function hasPositional(update: unknown): boolean {
  if (!isDoc(update)) return false;
  let found = false;
  for (const [op, fields] of Object.entries(update)) {
    if (!op.startsWith('$') || !isDoc(fields)) continue;
    for (const path of Object.keys(fields)) {
      const n = path.split('.').filter((p) => p === '$').length;
      if (n === 0) continue;
      if (path.startsWith('$'))
        throw new MongoError(
          'BadValue',
          `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
        );
      if (n > 1) throw new MongoError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
      if (op === '$rename')
        throw new MongoError('BadValue', `The source field for $rename may not be dynamic: ${path}`);
      found = true;
    }
  }
  return found;
}

/** Returns the update with every `$` in its paths replaced by an array index. */
export function atIndex(update: Doc, index: number): Doc {
  const out: Doc = {};
  for (const [op, fields] of Object.entries(update)) {
    if (!isDoc(fields)) {
      setField(out, op, fields);
      continue;
    }
    const there: Doc = {};
    for (const [path, operand] of Object.entries(fields))
      setField(
        there,
        path
          .split('.')
          .map((p) => (p === '$' ? String(index) : p))
          .join('.'),
        operand,
      );
    setField(out, op, there);
  }
  return out;
}

/** Returns the index of the array element that the filter matched. Throws if no condition matched inside an array. */
export function matchedIndex(filter: Doc, doc: Doc): number {
  let index: number | undefined;
  for (const e of entriesOf(filter).sort(
    (a, b) => ORDER.indexOf(a.op) - ORDER.indexOf(b.op) || compare(a.path, b.path),
  ))
    index = elementOf(e, doc) ?? index;
  if (index === undefined)
    throw new MongoError('BadValue', 'The positional operator did not find the match needed from the query.');
  return index;
}

/**
 * Returns the conditions that must hold for every match and that can match inside an array. Negations and alternatives
 * are omitted, because they cannot determine the element.
 */
function entriesOf(filter: Doc): Entry[] {
  return Object.entries(filter).flatMap(([key, operand]): Entry[] => {
    if (key === '$and') return (operand as Doc[]).flatMap(entriesOf);
    if (key.startsWith('$')) return [];
    if (!isOperators(operand))
      return [
        {
          path: key,
          op:
            operand instanceof RegExp ||
            (isDoc(operand) === false && String((operand as { _bsontype?: string } | null)?._bsontype) === 'BSONRegExp')
              ? '$regex'
              : '$eq',
          test: { [key]: operand },
        },
      ];
    const doc = operand as Doc;
    return Object.keys(doc).flatMap((op): Entry[] => {
      if (op === '$all')
        return (doc[op] as unknown[]).map((x) => ({
          path: key,
          op: isDoc(x) && '$elemMatch' in x ? '$elemMatch' : '$eq',
          test: { [key]: x },
        }));
      if (!ORDER.includes(op)) return [];
      return [
        {
          path: key,
          op,
          test: {
            [key]:
              op === '$regex' && '$options' in doc ? { $regex: doc[op], $options: doc.$options } : { [op]: doc[op] },
          },
        },
      ];
    });
  });
}

/**
 * Returns the index of the first element that alone satisfies the condition. The element is in the outermost array on
 * the path.
 */
function elementOf(e: Entry, doc: Doc): number | undefined {
  const parts = e.path.split('.');
  let at: unknown = doc;
  for (let i = 0; i <= parts.length; i++) {
    if (Array.isArray(at)) {
      if (i < parts.length && /^\d+$/.test(parts[i])) {
        // A path with an explicit index does not enter the array.
        at = at[Number(parts[i])];
        continue;
      }
      const test = compileFilter(e.test);
      const whole = e.op === '$elemMatch' && i === parts.length;
      const n = at.findIndex((item) => test(rebuilt(parts.slice(0, i), whole || Array.isArray(item) ? [item] : item)));
      return n < 0 ? undefined : n;
    }
    if (i === parts.length) return undefined;
    at = isDoc(at) ? getField(at, parts[i]) : undefined;
  }
  return undefined;
}

function rebuilt(path: readonly string[], value: unknown): Doc {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Doc;
}
