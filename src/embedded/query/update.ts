/** Compiles updates. A compiled update changes a copy of a document and does not depend on collections. */
import {
  cloneValue,
  type Doc,
  Double,
  getField,
  Int32,
  isDoc,
  isNumber,
  Long,
  setField,
  toNumber,
  truthy,
  typeName,
} from '../value/bson.js';
import { compare, equal } from '../value/order.js';
import { Fields } from '../value/raw.js';
import { MongoError, notSupported } from '../value/errors.js';
import { add, multiply } from './arithmetic.js';
import { withoutFolding } from './expression.js';
import { compileFilter, isOperators, type Predicate } from './filter.js';
import { settled } from './flow.js';
import { compileStages } from './pipeline.js';
import { atIndex, hasPositional, matchedIndex } from './positional.js';

export interface UpdateContext {
  /** Whether an upsert is building a new document. `$setOnInsert` takes effect only in this case. */
  readonly inserting: boolean;
  /** The time that `$currentDate` writes. */
  readonly now: Date;
}
/** Returns the updated document. Never changes its argument. */
export interface Update {
  (doc: Doc, context: UpdateContext): Doc;
  /** All fields that the update reads. Absent if it reads the whole document. */
  readonly reads?: Fields;
  /** All fields that the update may change. Absent if it may change any field. */
  readonly changes?: Fields;
  /** Updates encoded bytes. Returns undefined for a document that contains an unsupported value type. */
  readonly onBytes?: (raw: Buffer) => Buffer | undefined;
}

interface Step {
  readonly path: readonly string[];
  apply(doc: Doc, context: UpdateContext): void;
}

/**
 * Compiles an update: operators such as `{$set: ...}`, a replacement document, or a pipeline. A `$` in a path stands
 * for the array element that `filter` matched.
 */
export function compileUpdate(update: unknown, arrayFilters: readonly Doc[] = [], filter: Doc = {}): Update {
  if (Array.isArray(update)) return compilePipeline(update, arrayFilters);
  if (hasPositional(update)) {
    const modifiers = update as Doc;
    compileModifiers(atIndex(modifiers, 0), arrayFilters);
    return (doc, context) =>
      compileModifiers(atIndex(modifiers, matchedIndex(filter, doc)), arrayFilters)(doc, context);
  }
  return compileModifiers(update, arrayFilters);
}

/** The modifiers of `$push`. `$addToSet` supports only `$each`. */
export const UPDATE_MODIFIERS: readonly string[] = ['$each', '$slice', '$sort', '$position'];

/** The stages that an update pipeline may contain. */
export const UPDATE_STAGES: readonly string[] = [
  '$addFields',
  '$set',
  '$project',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
];

function compilePipeline(stages: readonly unknown[], arrayFilters: readonly Doc[]): Update {
  if (arrayFilters.length > 0)
    throw new MongoError('FailedToParse', 'Cannot specify arrayFilters and a pipeline update');
  for (const stage of stages) {
    const [op] = isDoc(stage) ? Object.keys(stage) : [];
    if (op?.startsWith('$') && !UPDATE_STAGES.includes(op))
      throw new MongoError('InvalidOptions', `${op} is not allowed to be used within an update`);
  }
  const run = withoutFolding(() => compileStages(stages, () => []));
  return (doc) => {
    const [result] = [...settled(run([doc]))];
    if ('_id' in doc && '_id' in result && !equal(result._id, doc._id)) throw immutableId();
    if (!('_id' in doc)) return cloneValue(result);
    // The original id stays the first field, even if the stages have changed it.
    const out: Doc = { _id: doc._id };
    for (const k of Object.keys(result)) if (k !== '_id') setField(out, k, cloneValue(result[k]));
    return out;
  };
}

const ONLY_ID = new Fields(['_id']);

function compileModifiers(update: unknown, arrayFilters: readonly Doc[]): Update {
  if (!isDoc(update)) throw new MongoError('FailedToParse', 'Update argument must be either an object or an array');
  const first = Object.keys(update)[0];
  if (first === undefined || !first.startsWith('$'))
    return Object.assign((doc: Doc) => replacement(doc, update), { reads: ONLY_ID });

  const filters = compileArrayFilters(arrayFilters);
  const steps: Step[] = [];
  // Paths that receive a value regardless of their previous value.
  const set: string[] = [];
  for (const [op, fields] of Object.entries(update)) {
    const make = Object.hasOwn(OPERATORS, op) ? OPERATORS[op] : undefined;
    if (!make)
      throw new MongoError(
        'FailedToParse',
        `Unknown modifier: ${op}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    if (!isDoc(fields))
      throw new MongoError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead.`,
      );
    for (const [path, operand] of Object.entries(fields)) {
      const parts = parsePath(path);
      if (STORING.includes(op)) refuseDollars(operand, parts);
      if (op === '$set' && parts.length === 1) set.push(path);
      const step = make(parts, operand, filters);
      steps.push(...step);
    }
  }
  refuseConflicts(steps);
  for (const name of filters.keys()) {
    if (!steps.some((s) => s.path.includes(`$[${name}]`)))
      throw new MongoError('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
  }
  // Fields are updated in alphabetical order, which is also the order of new fields.
  const ordered = steps.map((s) => s).sort((a, b) => comparePaths(a.path, b.path));
  // A field that no step touches keeps its reference. Comparing references therefore shows whether a field is
  // unchanged.
  const touched = new Set(ordered.map((s) => s.path[0]));
  const run: Update = (doc, context) => {
    const out: Doc = {};
    for (const k of Object.keys(doc)) setField(out, k, touched.has(k) ? cloneValue(doc[k]) : doc[k]);
    for (const step of ordered) step.apply(out, context);
    if ('_id' in doc && !equal(out._id, doc._id)) throw immutableId();
    return out;
  };
  if (touched.has('_id')) return run;
  return Object.assign(run, {
    reads: new Fields([...touched].filter((name) => !set.includes(name))),
    changes: new Fields(touched),
  });
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) continue;
    if (/^\d+$/.test(a[i]) && /^\d+$/.test(b[i])) return Number(a[i]) - Number(b[i]);
    return a[i] < b[i] ? -1 : 1;
  }
  return a.length - b.length;
}

function immutableId(): MongoError {
  return new MongoError(
    'ImmutableField',
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  );
}

function replacement(doc: Doc, update: Doc): Doc {
  for (const k of Object.keys(update))
    if (k.startsWith('$')) throw new MongoError('FailedToParse', `Unknown modifier: ${k}`);
  refuseDollars(update, []);
  if ('_id' in update && '_id' in doc && !equal(update._id, doc._id)) throw immutableId();
  if (!('_id' in doc)) return cloneValue(update);
  const out: Doc = { _id: doc._id };
  for (const k of Object.keys(update)) if (k !== '_id') setField(out, k, cloneValue(update[k]));
  return out;
}

/** Operators that store their operand unchanged. */
const STORING = ['$set', '$setOnInsert', '$min', '$max'];

/** Field names of a DBRef. In an update, no other field names may begin with a dollar sign. */
const REFERENCE = ['$ref', '$id', '$db'];

/** Rejects values with field names that begin with a dollar sign. Inserts may store such names, but updates may not. */
function refuseDollars(v: unknown, path: readonly string[]): void {
  if (Array.isArray(v)) v.forEach((item, i) => refuseDollars(item, [...path, String(i)]));
  if (!isDoc(v)) return;
  for (const k of Object.keys(v)) {
    if (k.startsWith('$') && !REFERENCE.includes(k))
      throw new MongoError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${k}' in '${[...path, k].join('.')}' is not valid for storage.`,
      );
    refuseDollars(v[k], [...path, k]);
  }
}

function parsePath(path: string): string[] {
  const parts = path.split('.');
  if (parts.some((p) => p === ''))
    throw new MongoError(
      'FailedToParse',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
      { code: 56 },
    );
  if (parts[0].startsWith('$'))
    throw new MongoError('FailedToParse', `The dollar ($) prefixed field '${path}' is not valid for storage.`, {
      code: 52,
    });
  return parts;
}

function refuseConflicts(steps: readonly Step[]): void {
  const paths = steps.map((s) => s.path.join('.')).sort();
  for (let i = 1; i < paths.length; i++) {
    if (paths[i] === paths[i - 1] || paths[i].startsWith(`${paths[i - 1]}.`)) {
      throw new MongoError(
        'ConflictingUpdateOperators',
        `Updating the path '${paths[i]}' would create a conflict at '${paths[i - 1]}'`,
      );
    }
  }
}

type ArrayFilters = ReadonlyMap<string, Predicate>;

function compileArrayFilters(list: readonly Doc[]): ArrayFilters {
  const out = new Map<string, Predicate>();
  for (const filter of list) {
    const names = new Set(Object.keys(filter).map((k) => k.split('.')[0]));
    const [name] = names;
    if (names.size !== 1 || name.startsWith('$')) throw notSupported('array filters over other than one identifier');
    if (out.has(name))
      throw new MongoError('FailedToParse', `Found multiple array filters with the same top-level field name ${name}`);
    out.set(name, compileFilter(filter));
  }
  return out;
}

/** The end of a path: a container with a key or an index, and its value (undefined if missing). */
interface Slot {
  readonly value: unknown;
  set(value: unknown): void;
  unset(): void;
}

function slotOf(container: Doc | unknown[], key: string): Slot {
  if (Array.isArray(container)) {
    const i = Number(key);
    return {
      value: container[i],
      set: (v) => {
        if (i > container.length + 1_500_000)
          throw new MongoError('BadValue', `can't backfill more than 1500000 array elements`);
        while (container.length < i) container.push(null);
        container[i] = v;
      },
      unset: () => {
        if (i < container.length) container[i] = null;
      },
    };
  }
  return {
    value: getField(container, key),
    set: (v) => setField(container, key, v),
    unset: () => {
      delete container[key];
    },
  };
}

/** The behavior if a path cannot continue: create documents, throw for a scalar, or skip the path. */
type Reach = 'create' | 'strict' | 'lenient';

/** Visits each slot that a path matches. */
function eachSlot(
  doc: Doc,
  path: readonly string[],
  reach: Reach,
  filters: ArrayFilters,
  visit: (slot: Slot) => void,
): void {
  const walk = (container: unknown, i: number): void => {
    const key = path[i];
    const last = i === path.length - 1;
    const some = /^\$\[(.*)\]$/.exec(key);
    if (some) {
      if (!Array.isArray(container))
        throw new MongoError('BadValue', `Cannot apply array updates to non-array element ${path[i - 1]}`);
      const filter = some[1] === '' ? undefined : filters.get(some[1]);
      if (some[1] !== '' && !filter)
        throw new MongoError(
          'BadValue',
          `No array filter found for identifier '${some[1]}' in path '${path.join('.')}'`,
        );
      for (let n = 0; n < container.length; n++) {
        if (filter && !filter({ [some[1]]: container[n] })) continue;
        if (last) visit(slotOf(container, String(n)));
        else walk(container[n], i + 1);
      }
      return;
    }
    if (Array.isArray(container) ? !/^\d+$/.test(key) : !isDoc(container)) {
      if (reach === 'lenient') return;
      throw new MongoError(
        'PathNotViable',
        `Cannot create field '${key}' in element {${path[i - 1]}: ${typeName(container)}}`,
      );
    }
    const slot = slotOf(container as Doc | unknown[], key);
    if (last) return visit(slot);
    if (slot.value === undefined) {
      if (reach !== 'create') return;
      if (path.slice(i + 1).some((p) => p.startsWith('$[')))
        throw new MongoError(
          'BadValue',
          `The path '${path.slice(0, i + 1).join('.')}' must exist in the document in order to apply array updates.`,
        );
      const child: Doc = {};
      slot.set(child);
      walk(child, i + 1);
    } else walk(slot.value, i + 1);
  };
  walk(doc, 0);
}

type Make = (path: readonly string[], operand: unknown, filters: ArrayFilters) => Step[];

/** Returned by the function `f` of `modify` to leave the field unchanged. */
const KEEP = Symbol('keep');
/** Makes an operator from a function `f` that computes the new value from the old one (undefined if missing). */
const modify =
  (
    f: (old: unknown, operand: unknown, context: UpdateContext) => unknown,
    options: { reach: Reach; check?: (operand: unknown, path: readonly string[]) => void },
  ): Make =>
  (path, operand, filters) => {
    options.check?.(operand, path);
    return [
      {
        path,
        apply: (doc, context) =>
          eachSlot(doc, path, options.reach, filters, (slot) => {
            const next = f(slot.value, operand, context);
            if (next !== KEEP) slot.set(next);
          }),
      },
    ];
  };

const needsNumber =
  (op: string) =>
  (operand: unknown, path: readonly string[]): void => {
    if (!isNumber(operand))
      throw new MongoError(
        'TypeMismatch',
        `Cannot ${op} with non-numeric argument: {${path.join('.')}: ${typeName(operand)}}`,
      );
  };

function numericField(op: string, old: unknown): void {
  if (!isNumber(old))
    throw new MongoError('TypeMismatch', `Cannot apply ${op} to a value of non-numeric type ${typeName(old)}`);
}

/** Throws if the result of `$inc` or `$mul` on integers exceeds 64 bits. The result is not converted to a double. */
function noOverflow(old: unknown, operand: unknown, next: unknown): unknown {
  if (next instanceof Double && !(old instanceof Double) && !(operand instanceof Double))
    throw new MongoError('BadValue', 'Failed to apply the operation: the result does not fit 64 bits');
  return next;
}

function arrayField(op: string, old: unknown): unknown[] {
  if (!Array.isArray(old))
    throw new MongoError(
      op === '$pop' ? 'TypeMismatch' : 'BadValue',
      `Cannot apply ${op} to a non-array field of type ${typeName(old)}`,
    );
  return old;
}

function pushOperand(operand: unknown): { each: unknown[]; slice?: number; position?: number; sort?: unknown } {
  if (!isDoc(operand) || !('$each' in operand)) return { each: [operand] };
  for (const k of Object.keys(operand))
    if (!UPDATE_MODIFIERS.includes(k)) throw new MongoError('BadValue', `Unrecognized clause in $push: ${k}`);
  if (!Array.isArray(operand.$each))
    throw new MongoError('BadValue', 'The argument to $each in $push must be an array');
  const whole = (name: string): number | undefined => {
    if (!(name in operand)) return undefined;
    const n = toNumber(operand[name]);
    if (n === undefined || !Number.isInteger(n))
      throw new MongoError('BadValue', `The value for ${name} must be an integer value`);
    return n;
  };
  return { each: operand.$each, slice: whole('$slice'), position: whole('$position'), sort: operand.$sort };
}

function sortArray(list: unknown[], by: unknown): void {
  const direction = toNumber(by);
  if (direction !== undefined) {
    if (direction !== 1 && direction !== -1)
      throw new MongoError('BadValue', 'The $sort element value must be either 1 or -1');
    list.sort((a, b) => direction * compare(a, b));
    return;
  }
  if (!isDoc(by))
    throw new MongoError(
      'BadValue',
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    );
  const fields = Object.entries(by).map(([k, d]) => [k.split('.'), toNumber(d)!] as const);
  const at = (v: unknown, path: readonly string[]): unknown =>
    path.reduce<unknown>((x, k) => (isDoc(x) ? getField(x, k) : undefined), v);
  list.sort((a, b) => {
    for (const [path, d] of fields) {
      const c = compare(at(a, path), at(b, path));
      if (c !== 0) return d * c;
    }
    return 0;
  });
}

const OPERATORS: Readonly<Record<string, Make>> = {
  $set: modify((_old, operand) => cloneValue(operand), { reach: 'create' }),
  $setOnInsert: (path, operand, filters) => [
    {
      path,
      apply: (doc, context) => {
        if (context.inserting) eachSlot(doc, path, 'create', filters, (slot) => slot.set(cloneValue(operand)));
      },
    },
  ],
  $unset: (path, _operand, filters) => [
    {
      path,
      apply: (doc) =>
        eachSlot(doc, path, 'lenient', filters, (slot) => {
          if (slot.value !== undefined) slot.unset();
        }),
    },
  ],
  $inc: modify(
    (old, operand) => {
      if (old === undefined) return operand;
      numericField('$inc', old);
      return noOverflow(old, operand, add('$inc', old, operand));
    },
    { reach: 'create', check: needsNumber('increment') },
  ),
  $mul: modify(
    (old, operand) => {
      if (old === undefined) return multiply('$mul', operand, new Int32(0));
      numericField('$mul', old);
      return noOverflow(old, operand, multiply('$mul', old, operand));
    },
    { reach: 'create', check: needsNumber('multiply') },
  ),
  $min: modify((old, operand) => (old === undefined || compare(operand, old) < 0 ? cloneValue(operand) : KEEP), {
    reach: 'create',
  }),
  $max: modify((old, operand) => (old === undefined || compare(operand, old) > 0 ? cloneValue(operand) : KEEP), {
    reach: 'create',
  }),
  $currentDate: modify(
    (_old, operand, c) => {
      if (isDoc(operand) && operand.$type === 'timestamp') throw notSupported('$currentDate with a timestamp');
      if (!truthy(operand)) throw new MongoError('BadValue', '$currentDate needs true or {$type: "date"}');
      return c.now;
    },
    { reach: 'create' },
  ),
  $push: modify(
    (old, operand) => {
      const { each, slice, position, sort } = pushOperand(operand);
      const list = old === undefined ? [] : [...arrayField('$push', old)];
      const items = each.map(cloneValue);
      // As with `splice`, a negative position counts from the end, and a position beyond the end appends.
      list.splice(position ?? list.length, 0, ...items);
      if (sort !== undefined) sortArray(list, sort);
      if (slice === undefined) return list;
      return slice >= 0 ? list.slice(0, slice) : list.slice(slice);
    },
    { reach: 'create', check: (operand) => void pushOperand(operand) },
  ),
  $addToSet: modify(
    (old, operand) => {
      const items = isDoc(operand) && '$each' in operand ? (operand.$each as unknown[]) : [operand];
      const list = old === undefined ? [] : [...arrayField('$addToSet', old)];
      for (const item of items) if (!list.some((x) => equal(x, item))) list.push(cloneValue(item));
      return list;
    },
    {
      reach: 'create',
      check: (operand) => {
        if (isDoc(operand) && '$each' in operand && !Array.isArray(operand.$each))
          throw new MongoError('TypeMismatch', 'The argument to $each in $addToSet must be an array');
      },
    },
  ),
  $pop: modify(
    (old, operand) => {
      if (old === undefined) return KEEP;
      const list = arrayField('$pop', old);
      return toNumber(operand) === -1 ? list.slice(1) : list.slice(0, -1);
    },
    {
      reach: 'strict',
      check: (operand) => {
        if (![1, -1].includes(toNumber(operand) ?? NaN)) throw new MongoError('FailedToParse', '$pop expects 1 or -1');
      },
    },
  ),
  $pull: (path, operand, filters) => {
    const drop = pullTest(operand);
    return [
      {
        path,
        apply: (doc) =>
          eachSlot(doc, path, 'strict', filters, (slot) => {
            if (slot.value !== undefined) slot.set(arrayField('$pull', slot.value).filter((item) => !drop(item)));
          }),
      },
    ];
  },
  $pullAll: modify(
    (old, operand) => {
      if (old === undefined) return KEEP;
      return arrayField('$pullAll', old).filter((item) => !(operand as unknown[]).some((x) => equal(x, item)));
    },
    {
      reach: 'strict',
      check: (operand) => {
        if (!Array.isArray(operand)) throw new MongoError('BadValue', '$pullAll requires an array argument');
      },
    },
  ),
  $rename: (path, operand) => {
    if (typeof operand !== 'string') throw new MongoError('BadValue', `The 'to' field for $rename must be a string`);
    const to = parsePath(operand);
    const viable = (doc: Doc, parts: readonly string[]): void => {
      let at: unknown = doc;
      for (const part of parts.slice(0, -1)) {
        at = isDoc(at) ? getField(at, part) : undefined;
        if (Array.isArray(at))
          throw new MongoError(
            'BadValue',
            `The source and target of $rename must not be an array element: ${parts.join('.')}`,
          );
      }
    };
    let moved: unknown;
    const none: ArrayFilters = new Map();
    return [
      {
        path,
        apply: (doc) => {
          viable(doc, path);
          moved = undefined;
          eachSlot(doc, path, 'strict', none, (slot) => {
            moved = slot.value;
          });
          if (moved === undefined) return;
          viable(doc, to);
          const value = moved;
          eachSlot(doc, path, 'lenient', none, (slot) => slot.unset());
          eachSlot(doc, to, 'create', none, (slot) => slot.set(value));
        },
      },
      { path: to, apply: () => undefined },
    ];
  },
  $bit: modify(
    (old, operand) => {
      let value = old === undefined ? new Int32(0) : old;
      for (const [op, mask] of Object.entries(operand as Doc)) {
        if (!(value instanceof Int32) && !(value instanceof Long))
          throw new MongoError('BadValue', `Cannot apply $bit to a value of non-integral type ${typeName(value)}`);
        const wide = value instanceof Long || mask instanceof Long;
        const a = Long.fromString(String(value));
        const b = Long.fromString(String(mask));
        const result = a[op as 'and' | 'or' | 'xor'](b);
        value = wide ? result : new Int32(result.toInt());
      }
      return value;
    },
    {
      reach: 'create',
      check: (operand) => {
        if (!isDoc(operand) || Object.keys(operand).length === 0)
          throw new MongoError('BadValue', '$bit needs {and|or|xor: integer}');
        for (const [op, mask] of Object.entries(operand)) {
          if (!['and', 'or', 'xor'].includes(op))
            throw new MongoError('BadValue', `$bit only supports 'and', 'or', and 'xor', not '${op}'`);
          if (!(mask instanceof Int32) && !(mask instanceof Long))
            throw new MongoError('BadValue', '$bit needs an integer mask');
        }
      },
    },
  ),
};

/** The names of all update operators. */
export const UPDATE_OPERATORS: readonly string[] = Object.keys(OPERATORS);

function pullTest(operand: unknown): (item: unknown) => boolean {
  if (isOperators(operand)) {
    const filter = compileFilter({ v: operand });
    return (item) => filter({ v: item });
  }
  if (isDoc(operand)) {
    const filter = compileFilter(operand);
    return (item) => isDoc(item) && filter(item);
  }
  if (typeName(operand) === 'regex') {
    const filter = compileFilter({ v: operand });
    return (item) => filter({ v: item });
  }
  return (item) => equal(item, operand);
}
