/** Compares actual with expected values by the rules of the unified test format. */
import { EJSON } from 'bson';
import { Long, type Document } from 'mongodb';

/** Entities of a test by id. Special operators of the format refer to them. */
export interface Entities {
  get(id: string): unknown;
}

const isDoc = (v: unknown): v is Document =>
  v !== null &&
  typeof v === 'object' &&
  !Array.isArray(v) &&
  !('_bsontype' in v) &&
  !(v instanceof Date) &&
  !(v instanceof RegExp) &&
  !(v instanceof Map);

const number = (v: unknown): number | undefined => {
  if (typeof v === 'number') return v;
  if (v instanceof Long) return v.toNumber();
  if (v !== null && typeof v === 'object' && '_bsontype' in v && ['Int32', 'Double'].includes(String(v._bsontype)))
    return Number((v as unknown as { value: number }).value);
  return undefined;
};

const show = (v: unknown): string => {
  try {
    return JSON.stringify(EJSON.serialize({ v } as Document).v);
  } catch {
    return String(v);
  }
};

const TYPES: Readonly<Record<string, (v: unknown) => boolean>> = {
  double: (v) => number(v) !== undefined,
  int: (v) => Number.isInteger(number(v)),
  long: (v) => Number.isInteger(number(v)),
  number: (v) => number(v) !== undefined,
  decimal: (v) => show(v).includes('$numberDecimal'),
  string: (v) => typeof v === 'string',
  object: isDoc,
  array: Array.isArray,
  bool: (v) => typeof v === 'boolean',
  date: (v) => v instanceof Date,
  null: (v) => v === null,
  objectId: (v) => show(v).includes('$oid'),
  binData: (v) => show(v).includes('$binary'),
  timestamp: (v) => show(v).includes('$timestamp'),
  minKey: (v) => show(v).includes('$minKey'),
  maxKey: (v) => show(v).includes('$maxKey'),
  regex: (v) => show(v).includes('$regularExpression'),
};

/**
 * Compares a value with its expectation. With `root`, a document may have more fields than expected.
 * @throws Error with the path of the first difference.
 */
export function match(actual: unknown, expected: unknown, entities: Entities, path = '', root = true): void {
  const fail = (why: string): never => {
    throw new Error(`${path || 'the value'}: ${why}; expected ${show(expected)}, got ${show(actual)}`);
  };
  const special = isDoc(expected) ? Object.keys(expected).find((k) => k.startsWith('$$')) : undefined;
  if (special) return matchSpecial(special, (expected as Document)[special], actual, entities, path, root, fail);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return fail('another length');
    expected.forEach((e, i) => match(actual[i], e, entities, `${path}[${i}]`, root));
    return;
  }
  if (isDoc(expected)) {
    const there = actual instanceof Map ? Object.fromEntries(actual) : actual;
    if (!isDoc(there)) return fail('no document');
    for (const [k, e] of Object.entries(expected)) {
      const v = there[k];
      const needed = !isDoc(e) || !('$$exists' in e || '$$unsetOrMatches' in e);
      if (needed && v === undefined) fail(`no field ${k}`);
      match(v, e, entities, `${path}.${k}`, false);
    }
    if (!root)
      for (const k of Object.keys(there))
        if (!Object.hasOwn(expected, k) && there[k] !== undefined) fail(`an unexpected field ${k}`);
    return;
  }
  const [a, b] = [number(actual), number(expected)];
  if (a !== undefined && b !== undefined ? a !== b : show(actual) !== show(expected)) fail('another value');
}

function matchSpecial(
  op: string,
  operand: unknown,
  actual: unknown,
  entities: Entities,
  path: string,
  root: boolean,
  fail: (why: string) => never,
): void {
  switch (op) {
    case '$$exists':
      if ((actual !== undefined) !== operand) fail(operand ? 'is missing' : 'is there');
      return;
    case '$$unsetOrMatches':
      if (actual !== undefined && actual !== null) match(actual, operand, entities, path, root);
      return;
    case '$$type':
      if (![operand].flat().some((t) => TYPES[String(t)]?.(actual))) fail('another type');
      return;
    case '$$matchesEntity':
      return match(actual, entities.get(String(operand)), entities, path, root);
    case '$$sessionLsid':
      return match(actual, (entities.get(String(operand)) as { id: unknown }).id, entities, path, root);
    case '$$matchesHexBytes':
      if (!(actual instanceof Uint8Array) || Buffer.from(actual).toString('hex') !== operand) fail('other bytes');
      return;
    case '$$lte':
      if (!((number(actual) ?? Infinity) <= (number(operand) ?? -Infinity))) fail('is greater');
      return;
    case '$$matchAsDocument':
      return match(EJSON.parse(String(actual)), operand, entities, path, false);
    case '$$matchAsRoot':
      return match(actual, operand, entities, path, true);
    default:
      fail(`unknown operator ${op}`);
  }
}
