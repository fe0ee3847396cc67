/** Projections of find and `$project`, which include, exclude or compute fields. */
import { type Doc, getField, isDoc, isNumber, setField, toNumber, truthy } from '../value/bson.js';
import { MongoError, location, notSupported } from '../value/errors.js';
import { compileExpression, type Expression } from './expression.js';
import { elemMatchTest } from './filter.js';

export type Projection = (doc: Doc) => Doc;

/**
 * One level of a projection. It contains the included or excluded names, the nested levels and the computed fields, in
 * order.
 */
interface Level {
  readonly names: Map<string, true | Level | Expression>;
}

/**
 * Compiles a projection. Returns `undefined` if it does not change documents. Throws if it mixes inclusion and
 * exclusion.
 */
export function compileProjection(spec: Doc, mode: 'find' | 'project'): Projection | undefined {
  const keys = Object.keys(spec);
  if (keys.length === 0) {
    if (mode === 'project')
      throw location(51272, 'Invalid $project :: caused by :: projection specification must have at least one field');
    return undefined;
  }
  let including: boolean | undefined;
  let idIncluded: boolean | undefined;
  const root: Level = { names: new Map() };
  const slices: [string, unknown][] = [];

  const place = (path: string, leaf: true | Expression): void => {
    let level = root;
    const parts = path.split('.');
    if (parts.some((p) => p === '')) throw location(40353, "FieldPath must not end with a '.'.");
    parts.forEach((part, i) => {
      if (part.startsWith('$')) throw location(16410, `FieldPath field names may not start with '$'.`);
      const there = level.names.get(part);
      if (i === parts.length - 1) {
        if (there !== undefined) throw location(31250, `Path collision at ${path}`);
        level.names.set(part, leaf);
      } else if (there === undefined) {
        const next: Level = { names: new Map() };
        level.names.set(part, next);
        level = next;
      } else if (typeof there === 'object') level = there;
      else throw location(31249, `Path collision at ${path}`);
    });
  };
  const set = (include: boolean, path: string): void => {
    if (path === '_id') {
      idIncluded = include;
      return;
    }
    if (including !== undefined && including !== include)
      throw location(
        include ? 31253 : 31254,
        `Cannot do ${include ? 'inclusion' : 'exclusion'} on field ${path} in ${include ? 'exclusion' : 'inclusion'} projection`,
      );
    including = include;
    place(path, true);
  };
  const walk = (path: string, v: unknown): void => {
    if (typeof v === 'boolean' || isNumber(v)) return set(truthy(v), path);
    if (isDoc(v)) {
      const ops = Object.keys(v);
      if (ops.length === 0) throw location(51270, 'An empty sub-projection is not a valid value');
      if (!ops[0].startsWith('$')) {
        for (const k of ops) walk(`${path}.${k}`, v[k]);
        return;
      }
      if (mode === 'find' && ops[0] === '$slice' && !(Array.isArray(v.$slice) && v.$slice.length === 3)) {
        if (path.includes('.')) throw notSupported('$slice projection of a nested field');
        slices.push([path, v.$slice]);
        return;
      }
      if (mode === 'find' && ops[0] === '$elemMatch') {
        if (path.includes('.')) throw location(31275, 'Cannot use $elemMatch projection on a nested field.');
        const test = elemMatchTest(v.$elemMatch);
        including ??= true;
        if (!including) throw notSupported('$elemMatch in an exclusion projection');
        place(path, (s) => {
          const list = getField(s.root, path);
          if (!Array.isArray(list)) return undefined;
          const found = list.find((item) => test([item]));
          return found === undefined ? undefined : [found];
        });
        return;
      }
      if (ops[0] === '$meta') throw notSupported('$meta');
    }
    // A computed field makes the projection an inclusion.
    if (including === false) throw location(31252, 'Cannot use expression in exclusion projection');
    including = true;
    if (path === '_id') idIncluded = undefined;
    place(path, compileExpression(v));
    if (path === '_id') idComputed = true;
  };
  let idComputed = false;
  for (const key of keys) {
    if (key === '') throw location(40352, 'FieldPath cannot be constructed with empty string');
    if (key.endsWith('.$')) throw notSupported('the positional projection');
    walk(key, spec[key]);
  }
  const include =
    including ?? (idIncluded === undefined ? slices.length > 0 && false : idIncluded && slices.length === 0);
  if (!idComputed) {
    if (include && idIncluded !== false) root.names.set('_id', true);
    if (!include && idIncluded === false) root.names.set('_id', true);
  }
  const base: Projection = include
    ? (doc) => keep(doc, root, { root: doc, vars: { CURRENT: doc } })
    : (doc) => drop(doc, root);
  if (slices.length === 0) return base;
  return (doc) => {
    const out = base(doc);
    for (const [path, operand] of slices) {
      const v = getField(doc, path);
      if (Array.isArray(v) && (!include || path in out || include)) setField(out, path, sliceOf(v, operand));
      else if (include && v !== undefined) setField(out, path, v);
    }
    return out;
  };
}

function sliceOf(list: readonly unknown[], operand: unknown): unknown[] {
  const [a, b] = Array.isArray(operand) ? operand.map((x) => toNumber(x)) : [toNumber(operand), undefined];
  if (a === undefined) throw new MongoError('BadValue', '$slice only supports numbers and [skip, limit] arrays');
  if (b === undefined) return a >= 0 ? list.slice(0, a) : list.slice(a);
  if (b <= 0) throw location(28729, 'Third argument to $slice must be positive');
  const start = a < 0 ? Math.max(0, list.length + a) : a;
  return list.slice(start, start + b);
}

function keep(doc: Doc, level: Level, scope: { root: Doc; vars: Doc }): Doc {
  const out: Doc = {};
  for (const k of Object.keys(doc)) {
    const rule = level.names.get(k);
    if (rule === undefined || typeof rule === 'function') continue;
    if (rule === true) setField(out, k, doc[k]);
    else {
      const v = keepIn(doc[k], rule, scope);
      if (v !== undefined) setField(out, k, v);
    }
  }
  for (const [k, rule] of level.names) {
    if (typeof rule === 'function') {
      const v = rule(scope);
      if (v !== undefined) setField(out, k, v);
    } else if (rule !== true && !Object.hasOwn(doc, k) && hasComputed(rule)) setField(out, k, keep({}, rule, scope));
  }
  if (Object.hasOwn(out, '_id') && Object.keys(out)[0] !== '_id') return { _id: out._id, ...out };
  return out;
}

function hasComputed(level: Level): boolean {
  return [...level.names.values()].some((r) => typeof r === 'function' || (r !== true && hasComputed(r)));
}

function keepIn(v: unknown, level: Level, scope: { root: Doc; vars: Doc }): unknown {
  if (isDoc(v)) return keep(v, level, scope);
  if (Array.isArray(v)) return v.map((item) => keepIn(item, level, scope)).filter((item) => item !== undefined);
  return hasComputed(level) ? keep({}, level, scope) : undefined;
}

function drop(doc: Doc, level: Level): Doc {
  const out: Doc = {};
  for (const k of Object.keys(doc)) {
    const rule = level.names.get(k);
    if (rule === undefined) setField(out, k, doc[k]);
    else if (rule !== true && typeof rule !== 'function') setField(out, k, dropIn(doc[k], rule));
  }
  return out;
}

function dropIn(v: unknown, level: Level): unknown {
  if (isDoc(v)) return drop(v, level);
  return Array.isArray(v) ? v.map((item) => dropIn(item, level)) : v;
}
