/**
 * Aggregation stages that run after the initial query. Unsupported stages are rejected with an error that names them.
 */
import { cloneValue, type Doc, getField, Int32, isDoc, Long, setField, toNumber, typeName } from '../value/bson.js';
import { bracket, compare, identityKey } from '../value/order.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { compileExpression, withVariables } from './expression.js';
import './expression-dates.js';
import './expression-text-array.js';
import { compileFilter } from './filter.js';
import { counted, type Flow, gathered, mapped, Memory, weightOf } from './flow.js';
import { compileGroup } from './group.js';
import { compileProjection } from './projection.js';
import { parseSort, sorted } from './sort.js';

export type Stage = (docs: Flow<Doc>) => Flow<Doc>;
/** Reads another collection of the same database in the same snapshot. */
export type ReadCollection = (name: string, filter: Doc) => Flow<Doc>;

type Compile = (operand: any, read: ReadCollection) => Stage;

function count(op: string, v: unknown, min: number): number {
  const n = toNumber(v);
  if (n === undefined || !Number.isInteger(n) || n < min)
    throw location(
      op === '$skip' ? 15956 : 15958,
      `Argument to ${op} must be a ${min > 0 ? 'positive' : 'non-negative'} whole number`,
    );
  return n;
}

const addFields: Compile = (spec) => {
  if (!isDoc(spec)) throw location(40272, '$addFields specification stage must be an object');
  const fields = Object.entries(spec).map(([path, e]) => {
    const parts = path.split('.');
    if (parts.some((p) => p === '' || p.startsWith('$')))
      throw location(16410, 'FieldPath field names may not start with $ or be empty');
    return [parts, compileExpression(e)] as const;
  });
  return (docs) =>
    mapped(docs, (doc) => {
      const out = cloneValue(doc);
      const scope = { root: doc, vars: { CURRENT: doc } };
      for (const [path, e] of fields) assign(out, path, 0, e(scope));
      return out;
    });
};

/**
 * Sets the value at a path. If the path contains an array, the value is set in every element. A missing value deletes
 * the field.
 */
function assign(container: Doc, path: readonly string[], i: number, value: unknown): void {
  const key = path[i];
  if (i === path.length - 1) {
    if (value === undefined) delete container[key];
    else setField(container, key, value);
    return;
  }
  const there = getField(container, key);
  setField(container, key, assigned(there, path, i + 1, value));
}

function assigned(v: unknown, path: readonly string[], i: number, value: unknown): unknown {
  if (Array.isArray(v)) return v.map((item) => assigned(item, path, i, value));
  const doc: Doc = isDoc(v) ? { ...v } : {};
  assign(doc, path, i, value);
  return doc;
}

const replaceRoot = (newRoot: unknown, op: string): Stage => {
  const e = compileExpression(newRoot);
  return (docs) =>
    mapped(docs, (doc) => {
      const v = e({ root: doc, vars: { CURRENT: doc } });
      if (!isDoc(v))
        throw location(
          40228,
          `'newRoot' expression in ${op} must evaluate to an object, but resulting value was of type ${typeName(v)}`,
        );
      return v;
    });
};

function lookupPipeline(spec: Doc, read: ReadCollection): Stage {
  for (const k of Object.keys(spec))
    if (!['from', 'as', 'let', 'pipeline'].includes(k))
      throw location(40320, `$lookup with 'pipeline' argument must not specify '${k}'`);
  if (!Array.isArray(spec.pipeline))
    throw location(40319, `$lookup argument 'pipeline' must be an array, is type ${typeName(spec.pipeline)}`);
  if (spec.let !== undefined && !isDoc(spec.let)) throw location(40319, '$lookup argument let must be an object');
  const bound = Object.entries((spec.let as Doc | undefined) ?? {}).map(([name, e]) => {
    if (!/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(name))
      throw location(16867, `'${name}' starts with an invalid character for a user variable name`);
    return [name, compileExpression(e)] as const;
  });
  const run = compileStages(spec.pipeline, read);
  const as = String(spec.as).split('.');
  return joined(as, function* (doc) {
    const scope = { root: doc, vars: { CURRENT: doc } };
    const vars = Object.fromEntries(bound.map(([name, e]) => [name, e(scope)]));
    return yield* gathered(within(vars, run(read(spec.from as string, {}))));
  });
}

/** Runs each step of a flow with `vars`. Between two steps, other flows may run with other variables. */
function* within(vars: Readonly<Record<string, unknown>>, flow: Flow<Doc>): Flow<Doc> {
  const steps = flow[Symbol.iterator]();
  for (;;) {
    const step = withVariables(vars, () => steps.next());
    if (step.done) return;
    yield step.value;
  }
}

/** Returns a stage that finds other documents for each document, and stores them in the document at the path `as`. */
function joined(as: readonly string[], find: (doc: Doc) => Generator<undefined, Doc[]>): Stage {
  return function* (docs) {
    for (const doc of docs) {
      yield undefined;
      if (doc === undefined) continue;
      const out = { ...doc };
      assign(out, as, 0, yield* find(doc));
      yield out;
    }
  };
}

/** Maximum number of `$lookup` results that are cached by key. */
const MEMO = 1000;

/** Returns all values that a path reaches. Arrays on the path and at its end are flattened. */
function leaves(v: unknown, path: readonly string[], i: number): unknown[] {
  if (Array.isArray(v)) return i === path.length ? v : v.flatMap((item) => (isDoc(item) ? leaves(item, path, i) : []));
  if (i === path.length) return v === undefined ? [] : [v];
  return isDoc(v) ? leaves(getField(v, path[i]), path, i + 1) : [];
}

/** The results that a `$redact` expression can return for a level of a document. */
const DESCEND = 'descend';
const PRUNE = 'prune';
const KEEP = 'keep';

function redacted(doc: Doc, root: Doc, decide: ReturnType<typeof compileExpression>): Doc | undefined {
  const verdict = decide({ root, vars: { CURRENT: doc, DESCEND, PRUNE, KEEP } });
  if (verdict === PRUNE) return undefined;
  if (verdict === KEEP) return doc;
  if (verdict !== DESCEND) throw location(17053, '$redact must return $$PRUNE, $$KEEP or $$DESCEND');
  const inner = (v: unknown): unknown => {
    if (Array.isArray(v))
      return v.flatMap((x) => (isDoc(x) || Array.isArray(x) ? [inner(x)].filter((y) => y !== undefined) : [x]));
    return isDoc(v) ? redacted(v, root, decide) : v;
  };
  const out: Doc = {};
  for (const k of Object.keys(doc)) {
    const v = inner(doc[k]);
    if (v !== undefined) setField(out, k, v);
  }
  return out;
}

const bucket: Compile = (spec) => {
  if (!isDoc(spec))
    throw location(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(spec)}`);
  for (const k of Object.keys(spec))
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(k))
      throw location(40197, `Unrecognized option to $bucket: ${k}.`);
  if (!('groupBy' in spec) || !('boundaries' in spec))
    throw location(40198, '$bucket requires groupBy and boundaries to be specified.');
  const by = spec.groupBy as unknown;
  if (
    !(typeof by === 'string' && by.startsWith('$')) &&
    !(isDoc(by) && Object.keys(by).length === 1 && Object.keys(by)[0].startsWith('$'))
  )
    throw location(40202, 'The $bucket groupBy field must be defined as a $-prefixed path or an expression');
  if (!Array.isArray(spec.boundaries)) throw location(40200, 'The $bucket boundaries field must be an array');
  const constant = (e: unknown, code: number): unknown => {
    try {
      return compileExpression(e)({ root: {}, vars: {} });
    } catch {
      throw location(code, '$bucket needs constants here');
    }
  };
  for (const e of [...spec.boundaries, spec.default])
    if (typeof e === 'string' && e.startsWith('$'))
      throw location(40191, '$bucket boundaries and default must be constant values');
  const bounds = spec.boundaries.map((e: unknown) => constant(e, 40191));
  if (bounds.length < 2) throw location(40192, 'The $bucket boundaries field must have at least 2 values');
  for (let i = 1; i < bounds.length; i++) {
    if (bracket(bounds[i - 1]) !== bracket(bounds[i]))
      throw location(40193, 'All values in the boundaries option to $bucket must have the same type');
    if (compare(bounds[i - 1], bounds[i]) >= 0)
      throw location(40194, 'The boundaries option to $bucket must be sorted');
  }
  const fallback = 'default' in spec ? constant(spec.default, 40195) : undefined;
  if ('default' in spec && compare(fallback, bounds[0]) >= 0 && compare(fallback, bounds[bounds.length - 1]) < 0)
    throw location(
      40199,
      'The $bucket default field must be less than the lowest boundary or greater than or equal to the highest boundary.',
    );
  if ('output' in spec && !isDoc(spec.output)) throw location(40196, 'The $bucket output field must be an object');
  const branches = bounds.slice(1).map((upper: unknown, i: number) => ({
    case: { $and: [{ $gte: [by, { $literal: bounds[i] }] }, { $lt: [by, { $literal: upper }] }] },
    // oxlint-disable-next-line unicorn/no-thenable -- the name is MongoDB's
    then: { $literal: bounds[i] },
  }));
  const group = compileGroup({
    _id: { $switch: { branches, ...('default' in spec ? { default: { $literal: fallback } } : {}) } },
    ...((spec.output as Doc | undefined) ?? { count: { $sum: new Int32(1) } }),
  });
  return (docs) => sorted(group(docs), (d) => d, [['_id', 1]]);
};

export const STAGES: Readonly<Record<string, Compile>> = {
  $match: (filter) => {
    const test = compileFilter(filter);
    return (docs) => mapped(docs, (doc) => (test(doc) ? doc : undefined));
  },
  $project: (spec) => {
    if (!isDoc(spec)) throw location(15969, '$project specification must be an object');
    const project = compileProjection(spec, 'project')!;
    return (docs) => mapped(docs, project);
  },
  $addFields: addFields,
  $set: addFields,
  $unset: (fields) => {
    const list = (Array.isArray(fields) ? fields : [fields]) as string[];
    if (list.length === 0 || list.some((f) => typeof f !== 'string'))
      throw location(31120, '$unset specification must be a string or an array of strings');
    const project = compileProjection(Object.fromEntries(list.map((f) => [f, new Int32(0)])), 'project')!;
    return (docs) => mapped(docs, project);
  },
  $redact: (e) => {
    const decide = compileExpression(e);
    return (docs) => mapped(docs, (doc) => redacted(doc, doc, decide));
  },
  $unionWith: (spec, read) => {
    const given = isDoc(spec) ? (spec as { coll?: unknown; pipeline?: unknown }) : {};
    const { coll, pipeline = [] } = typeof spec === 'string' ? { coll: spec } : given;
    if (isDoc(spec))
      for (const k of Object.keys(spec))
        if (k !== 'coll' && k !== 'pipeline')
          throw new MongoError('FailedToParse', `BSON field '$unionWith.${k}' is an unknown field.`);
    if (typeof coll !== 'string')
      throw new MongoError(
        'FailedToParse',
        'the $unionWith stage specification must be an object or string, and name a collection',
      );
    if (!Array.isArray(pipeline))
      throw new MongoError('TypeMismatch', "BSON field '$unionWith.pipeline' is the wrong type, expected type 'array'");
    const run = compileStages(pipeline, read);
    return function* (docs) {
      yield* docs;
      yield* run(read(coll, {}));
    };
  },
  $bucket: bucket,
  $sort: (spec) => {
    if (!isDoc(spec)) throw location(15973, 'the $sort key specification must be an object');
    const fields = parseSort(spec);
    if (fields.length === 0) throw location(15976, '$sort stage must have at least one sort key');
    return (docs) => sorted(docs, (d) => d, fields);
  },
  $limit: (n) => {
    const limit = count('$limit', n, 1);
    return function* (docs) {
      let left = limit;
      for (const doc of docs) {
        yield doc;
        if (doc !== undefined && --left === 0) return;
      }
    };
  },
  $skip: (n) => {
    const skip = count('$skip', n, 0);
    return function* (docs) {
      let left = skip;
      for (const doc of docs) yield doc === undefined || left-- > 0 ? undefined : doc;
    };
  },
  $count: (name) => {
    if (typeof name !== 'string' || name === '' || name.startsWith('$') || name.includes('.'))
      throw location(40156, 'the count field must be a non-empty string without $ or .');
    return function* (docs) {
      const n = yield* counted(docs);
      if (n > 0) yield { [name]: n < 2 ** 31 ? new Int32(n) : Long.fromNumber(n) };
    };
  },
  $unwind: (spec) => {
    const options = typeof spec === 'string' ? { path: spec } : (spec as Doc);
    if (!isDoc(options))
      throw location(15981, 'expected either a string or an object as specification for $unwind stage');
    if (typeof options.path !== 'string' || !options.path.startsWith('$'))
      throw location(28818, 'path option to $unwind stage should be prefixed with a $');
    const path = options.path.slice(1).split('.');
    const keepEmpty = options.preserveNullAndEmptyArrays === true;
    const index = options.includeArrayIndex as string | undefined;
    return function* (docs) {
      for (const doc of docs) {
        if (doc === undefined) {
          yield undefined;
          continue;
        }
        const v = path.reduce<unknown>((x, k) => (isDoc(x) ? getField(x, k) : undefined), doc);
        const withIndex = (out: Doc, i: number | null): Doc => {
          if (index) assign(out, index.split('.'), 0, i === null ? null : Long.fromNumber(i));
          return out;
        };
        if (Array.isArray(v) && v.length > 0) {
          for (let i = 0; i < v.length; i++) {
            const out = cloneValue(doc);
            assign(out, path, 0, v[i]);
            yield withIndex(out, i);
          }
        } else if (v === undefined || v === null || Array.isArray(v)) {
          if (!keepEmpty) continue;
          const out = cloneValue(doc);
          if (Array.isArray(v)) assign(out, path, 0, undefined);
          yield withIndex(out, null);
        } else yield withIndex(cloneValue(doc), null);
      }
    };
  },
  $group: (spec) => compileGroup(spec),
  $sortByCount: (e) => {
    if (
      !(typeof e === 'string' && e.startsWith('$')) &&
      !(isDoc(e) && Object.keys(e).length === 1 && Object.keys(e)[0].startsWith('$'))
    )
      throw location(
        40148,
        'the sortByCount field must be defined as a $-prefixed path or an expression inside an object',
      );
    const group = compileGroup({ _id: e, count: { $sum: new Int32(1) } });
    return (docs) => sorted(group(docs), (d) => d, [['count', -1]]);
  },
  $replaceRoot: (spec) => {
    if (!isDoc(spec) || !('newRoot' in spec)) throw location(40231, 'no newRoot specified for the $replaceRoot stage');
    return replaceRoot(spec.newRoot, '$replaceRoot');
  },
  $replaceWith: (e) => replaceRoot(e, '$replaceWith'),
  $facet: (spec, read) => {
    if (!isDoc(spec) || Object.keys(spec).length === 0)
      throw location(40169, 'the $facet specification must be a non-empty object');
    const branches = Object.entries(spec).map(
      ([name, stages]) => [name, compileStages(stages as Doc[], read)] as const,
    );
    return function* (docs) {
      const memory = new Memory('$facet');
      const all = yield* gathered(docs, (doc) => memory.take(weightOf(doc)));
      const out: Doc = {};
      for (const [name, run] of branches) setField(out, name, yield* gathered(run(all)));
      yield out;
    };
  },
  $lookup: (spec, read) => {
    if (!isDoc(spec) || typeof spec.from !== 'string' || typeof spec.as !== 'string')
      throw location(4569, "$lookup needs 'from' and 'as'");
    if ('pipeline' in spec || 'let' in spec) return lookupPipeline(spec, read);
    if (typeof spec.localField !== 'string' || typeof spec.foreignField !== 'string')
      throw location(4572, "$lookup requires both or neither of 'localField' and 'foreignField'");
    const local = spec.localField.split('.');
    return (docs) => {
      const memo = new Map<string, Doc[]>();
      return joined(spec.as.split('.'), function* (doc) {
        const values = leaves(doc, local, 0);
        const key = values.map(identityKey).join();
        let found = memo.get(key);
        if (!found) {
          found = yield* gathered(
            read(spec.from, { [spec.foreignField]: { $in: values.length > 0 ? values : [null] } }),
          );
          if (memo.size < MEMO) memo.set(key, found);
        }
        return found;
      })(docs);
    };
  },
};

/** Moves filters before sorts, and merges adjacent filters, as MongoDB does. */
export function rearranged(stages: readonly unknown[]): readonly unknown[] {
  const out: unknown[] = [];
  for (const stage of stages) {
    if (!isDoc(stage) || !isDoc(stage.$match) || Object.keys(stage).length !== 1) {
      out.push(stage);
      continue;
    }
    let at = out.length;
    while (at > 0 && isDoc(out[at - 1]) && '$sort' in (out[at - 1] as Doc)) at--;
    const before = out[at - 1];
    if (isDoc(before) && isDoc(before.$match))
      out[at - 1] = {
        $match: {
          $and: [
            ...(Object.keys(before.$match).join() === '$and' ? (before.$match.$and as Doc[]) : [before.$match]),
            stage.$match,
          ],
        },
      };
    else out.splice(at, 0, stage);
  }
  return out;
}

/**
 * Throws `NotSupported` for a pipeline that removes a field in one stage and sets it again in a later one. MongoDB
 * keeps the position of such a field, but here it would move to the end.
 */
function refuseReturningFields(stages: readonly unknown[]): void {
  const removed = new Set<string>();
  for (const stage of stages as readonly Doc[]) {
    const [op, operand] = Object.entries(stage)[0] as [string, unknown];
    const roots = (isDoc(operand) ? Object.keys(operand) : []).map((path) => path.split('.')[0]);
    if (op === '$unset') for (const path of [operand].flat()) removed.add(String(path).split('.')[0]);
    else if (op === '$project' && isDoc(operand))
      for (const k of Object.keys(operand))
        if (toNumber(operand[k]) === 0 || operand[k] === false) removed.add(k.split('.')[0]);
    if ((op === '$addFields' || op === '$set') && roots.some((r) => removed.has(r)))
      throw notSupported('a field that one stage removes and a later one sets again');
  }
}

/** Stages of MongoDB that are not supported. Their error differs from the error for unknown stages. */
const REFUSED = [
  '$bucketAuto',
  '$collStats',
  '$currentOp',
  '$densify',
  '$documents',
  '$fill',
  '$geoNear',
  '$graphLookup',
  '$indexStats',
  '$listLocalSessions',
  '$listSessions',
  '$merge',
  '$out',
  '$planCacheStats',
  '$sample',
  '$search',
  '$searchMeta',
  '$setWindowFields',
  '$changeStream',
  '$changeStreamSplitLargeEvent',
];

/** Throws if the name of a stage is unknown. */
export function checkStageName(op: string): void {
  if (!Object.hasOwn(STAGES, op) && !REFUSED.includes(op))
    throw location(40324, `Unrecognized pipeline stage name: '${op}'`);
}

/** Compiles stages to one function over a flow of documents. */
export function compileStages(stages: readonly unknown[], read: ReadCollection): Stage {
  const compiled = rearranged(stages).map((stage) => {
    if (!isDoc(stage) || Object.keys(stage).length !== 1)
      throw location(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [op, operand] = Object.entries(stage)[0];
    checkStageName(op);
    if (!Object.hasOwn(STAGES, op)) throw notSupported(`the stage ${op}`);
    return STAGES[op](operand, read);
  });
  refuseReturningFields(stages);
  return (docs) => compiled.reduce<Flow<Doc>>((input, stage) => stage(input), docs);
}
