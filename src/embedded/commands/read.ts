/** Read commands: find, aggregate, count, distinct, explain, getMore and killCursors. */
import { type Doc, encode, isDoc, Int32, Long, toNumber, truthy } from '../value/bson.js';
import { identityKey } from '../value/order.js';
import { MongoError, notSupported } from '../value/errors.js';
import { anyValue } from '../query/filter.js';
import { counted, type Flow, mapped, Memory, weightOf } from '../query/flow.js';
import { compileProjection } from '../query/projection.js';
import { compileRawProjection } from '../query/raw-projection.js';
import { compileStages, rearranged } from '../query/pipeline.js';
import { parseSort } from '../query/sort.js';
import { idsOf } from '../storage/covered.js';
import type { Query, QueryStats } from '../storage/database.js';
import type { Row } from '../storage/rows.js';
import {
  collectionName,
  collectionOf,
  countArgument,
  docArgument,
  flag,
  pinned,
  whole,
  type Handler,
} from './context.js';
import { flowSource, settle } from './cursors.js';
import { openChangeStream } from './change-stream.js';

export const find: Handler = async (context) => {
  if (flag(context, 'tailable')) throw notSupported('tailable cursors');
  const coll = collectionOf(context);
  const ns = `${context.db}.${collectionName(context)}`;
  let limit = countArgument(context, 'limit');
  const single = flag(context, 'singleBatch') || limit < 0;
  limit = Math.abs(limit);
  const query: Query = {
    filter: docArgument(context, 'filter'),
    sort: parseSort(docArgument(context, 'sort')),
    skip: countArgument(context, 'skip'),
    limit,
  };
  const spec = docArgument(context, 'projection');
  const projection = compileProjection(spec, 'find');
  const raw = projection && compileRawProjection(spec);
  const batchSize = context.body.batchSize === undefined ? undefined : countArgument(context, 'batchSize');
  const { statement, reading } = pinned(context);
  const shown = (row: Row): Uint8Array | Doc => (projection ? (raw?.(row.raw) ?? projection(row.doc)) : row.raw);
  try {
    const ids =
      coll && isIdAlone(spec)
        ? idsOf(statement, coll, query, (idKey) => idAlone(context.database.read(statement, coll, idKey)!))
        : undefined;
    const items = ids ?? mapped(context.database.flow(statement, coll, query), shown);
    return await context.cursors.first(ns, flowSource(items, reading), batchSize, single);
  } catch (error) {
    reading.close?.();
    throw error;
  }
};

function isIdAlone(projection: Doc): boolean {
  return (
    Object.keys(projection).length === 1 &&
    truthy(projection._id) &&
    typeof projection._id !== 'string' &&
    !isDoc(projection._id)
  );
}

/** Returns an encoded document that contains only the `_id` of a row. */
export function idAlone(row: Row): Buffer {
  return encode({ _id: row.doc._id });
}

export const getMore: Handler = (context) => {
  const id = context.body.getMore as Long;
  if (!(id instanceof Long)) throw new MongoError('TypeMismatch', 'getMore needs a cursor id of type long');
  const batchSize = context.body.batchSize === undefined ? undefined : countArgument(context, 'batchSize');
  return context.cursors.more(
    id.toBigInt(),
    `${context.db}.${context.body.collection}`,
    batchSize,
    toNumber(context.body.maxTimeMS) ?? 1000,
  );
};

export const killCursors: Handler = (context) => {
  const killed: Long[] = [];
  const missing: Long[] = [];
  for (const id of (context.body.cursors ?? []) as Long[])
    (context.cursors.kill(id.toBigInt()) ? killed : missing).push(id);
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [], ok: 1 };
};

export const count: Handler = async (context) => {
  const limit = Math.abs(countArgument(context, 'limit'));
  const query: Query = { filter: docArgument(context, 'query'), skip: countArgument(context, 'skip'), limit };
  const { statement, reading } = pinned(context);
  return { n: whole(await settle(context.database.count(statement, collectionOf(context), query), reading)), ok: 1 };
};

export const distinct: Handler = async (context) => {
  if (typeof context.body.key !== 'string')
    throw new MongoError('TypeMismatch', "BSON field 'distinct.key' must be a string");
  const query: Query = { filter: docArgument(context, 'query') };
  const { statement, reading } = pinned(context);
  return {
    values: await settle(
      distinctValues(context.database.flow(statement, collectionOf(context), query), context.body.key.split('.')),
      reading,
    ),
    ok: 1,
  };
};

function* distinctValues(rows: Flow<Row>, path: readonly string[]): Generator<undefined, unknown[]> {
  const memory = new Memory('distinct', MAX_REPLY);
  const values = new Map<string, unknown>();
  for (const row of rows) {
    if (row === undefined) {
      yield undefined;
      continue;
    }
    anyValue(row.doc, path, 0, false, (v) => {
      for (const item of Array.isArray(v) ? v : [v]) {
        if (item === undefined || values.has(identityKey(item))) continue;
        memory.take(weightOf(item));
        values.set(identityKey(item), item);
      }
      return false;
    });
  }
  return [...values.values()];
}

/** Maximum size of a reply document in bytes. */
const MAX_REPLY = 16 * 1024 * 1024;

interface Pushdown {
  readonly query: Query;
  readonly rest: readonly Doc[];
}

/**
 * Splits a pipeline. The leading `$match`, `$sort`, `$skip` and `$limit` stages become a query, and the other stages
 * process its results.
 */
function pushDown(given: readonly Doc[]): Pushdown {
  const pipeline = rearranged(given) as readonly Doc[];
  let i = 0;
  let query: Query = { filter: isDoc(pipeline[i]?.$match) ? (pipeline[i++].$match as Doc) : {} };
  if (isDoc(pipeline[i]?.$sort)) {
    const sort = parseSort(pipeline[i].$sort as Doc);
    if (sort.length > 0) {
      query = { ...query, sort };
      i++;
    }
  }
  const n = toNumber(pipeline[i]?.$limit);
  if (n !== undefined && Number.isInteger(n) && n > 0) {
    query = { ...query, limit: n };
    i++;
  }
  return { query, rest: pipeline.slice(i) };
}

/** Recognizes a single `{$group: {_id: <constant>, x: {$sum: 1}}}`, which `countDocuments` of the driver sends. */
function countGroup(rest: readonly Doc[]): { id: unknown; field: string } | undefined {
  const group = rest.length === 1 && isDoc(rest[0].$group) ? (rest[0].$group as Doc) : undefined;
  if (!group) return undefined;
  const keys = Object.keys(group);
  const id = group._id;
  if (keys.length !== 2 || isDoc(id) || Array.isArray(id) || typeof id === 'string') return undefined;
  const field = keys.find((k) => k !== '_id')!;
  const acc = group[field];
  return isDoc(acc) && Object.keys(acc).length === 1 && toNumber(acc.$sum) === 1 && acc.$sum instanceof Int32
    ? { id, field }
    : undefined;
}

export const aggregate: Handler = async (context) => {
  const pipeline = context.body.pipeline as Doc[];
  if (!Array.isArray(pipeline)) throw new MongoError('TypeMismatch', 'A pipeline must be an array of objects');
  for (const stage of pipeline)
    if (!isDoc(stage)) throw new MongoError('TypeMismatch', 'Each element of the pipeline array must be an object');
  if (!isDoc(context.body.cursor))
    throw new MongoError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const batchSize = toNumber(context.body.cursor.batchSize);
  if (pipeline[0] && '$changeStream' in pipeline[0]) return openChangeStream(context, pipeline, batchSize);
  if (typeof context.body.aggregate !== 'string')
    throw notSupported('database-level aggregation other than $changeStream');
  const ns = `${context.db}.${collectionName(context)}`;
  const { query, rest } = pushDown(pipeline);
  const counting = query.sort === undefined && query.limit === undefined ? countGroup(rest) : undefined;
  const { statement, reading } = pinned(context);
  if (counting) {
    const n = await settle(context.database.count(statement, collectionOf(context), query), reading);
    return context.cursors.first(
      ns,
      flowSource(n === 0 ? [] : [{ _id: counting.id, [counting.field]: whole(n) }]),
      batchSize,
    );
  }
  try {
    const read = (name: string, filter: Doc): Flow<Doc> =>
      docs(context.database.flow(statement, context.database.catalog.find(`${context.db}.${name}`), { filter }));
    const rows = context.database.flow(statement, collectionOf(context), query);
    const items =
      rest.length === 0 ? mapped(rows, (row): Uint8Array => row.raw) : compileStages(rest, read)(docs(rows));
    return await context.cursors.first(ns, flowSource(items, reading), batchSize);
  } catch (error) {
    reading.close?.();
    throw error;
  }
};

function docs(rows: Flow<Row>): Flow<Doc> {
  return mapped(rows, (row) => row.doc);
}

export const explain: Handler = async (context) => {
  const inner = context.body.explain as Doc;
  if (!isDoc(inner) || (typeof inner.find !== 'string' && typeof inner.aggregate !== 'string'))
    throw notSupported('explain of other than find and aggregate');
  const name = (inner.find ?? inner.aggregate) as string;
  const query: Query =
    inner.find !== undefined
      ? {
          filter: (inner.filter ?? {}) as Doc,
          sort: parseSort((inner.sort ?? {}) as Doc),
          limit: toNumber(inner.limit),
          skip: toNumber(inner.skip),
        }
      : pushDown((inner.pipeline ?? []) as Doc[]).query;
  const stats: QueryStats = { keysExamined: 0, docsExamined: 0 };
  const { statement, reading } = pinned(context);
  const n = await settle(
    counted(context.database.flow(statement, context.database.catalog.find(`${context.db}.${name}`), query, stats)),
    reading,
  );
  const index = stats.plan?.index;
  const scan =
    index === undefined
      ? { stage: 'COLLSCAN' }
      : { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: index === '_id_' ? '_id_' : index.name } };
  return {
    queryPlanner: {
      winningPlan:
        stats.plan && !stats.plan.sorted && (query.sort?.length ?? 0) > 0 ? { stage: 'SORT', inputStage: scan } : scan,
    },
    executionStats: {
      executionSuccess: true,
      nReturned: whole(n),
      totalKeysExamined: whole(stats.keysExamined),
      totalDocsExamined: whole(stats.docsExamined),
    },
    ok: 1,
  };
};
