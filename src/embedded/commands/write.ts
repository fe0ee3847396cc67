/** Write commands: insert, update, delete and findAndModify. */
import { cloneValue, type Doc, Int32, isDoc, ObjectId, setField, toNumber, truthy } from '../value/bson.js';
import { MongoError, notSupported } from '../value/errors.js';
import { compileFilter, equalitiesOf } from '../query/filter.js';
import { compileProjection } from '../query/projection.js';
import { parseSort } from '../query/sort.js';
import { compileRawUpdate, type RawUpdate } from '../query/raw-update.js';
import { compileUpdate, type Update } from '../query/update.js';
import { updateAsItCame } from '../value/arrived.js';
import type { Row } from '../storage/rows.js';
import { type Apply, Bulk, perform, performEach, performFiltered } from './bulk.js';
import { docArgument, flag, whole, type Context, type Handler } from './context.js';

export const insert: Handler = (context) => {
  const docs = (context.body.documents as Doc[] | undefined)?.map?.(withId) ?? [];
  const bulk = new Bulk(context, docs);
  let n = 0;
  return performEach(
    context,
    bulk,
    (s, coll, doc) => {
      context.database.insert(s, coll, doc);
      n++;
    },
    () => ({ n: whole(n), ...bulk.errors(), ok: 1 }),
  );
};

/** Moves `_id` to the front, as MongoDB does. Generates an id if it is missing. */
function withId(doc: Doc): Doc {
  for (const k of Object.keys(doc))
    if (k.startsWith('$'))
      throw new MongoError('BadValue', `Document can't have $ prefixed field names: ${k}`, { code: 2 });
  if (isDoc(doc._id))
    for (const k of Object.keys(doc._id))
      if (k.startsWith('$') && k !== '$ref' && k !== '$id' && k !== '$db')
        throw new MongoError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${k} is not valid for storage.`,
        );
  const keys = Object.keys(doc);
  if (keys[0] === '_id') return doc;
  const out: Doc = { _id: '_id' in doc ? doc._id : new ObjectId() };
  for (const k of keys) if (k !== '_id') setField(out, k, doc[k]);
  return out;
}

export const update: Handler = (context) => {
  const bulk = new Bulk(context, context.body.updates as Doc[]);
  let n = 0;
  let modified = 0;
  const upserted: Doc[] = [];
  const apply: Apply = (s, coll, u, index, rows) => {
    knownKeys('updates', u, ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'c', 'collation']);
    const change = compiled(u);
    if (u.c !== undefined) throw notSupported('constants of an update pipeline');
    if (truthy(u.multi) && !change.onBytes && !isModifiers(u.u) && !Array.isArray(u.u))
      throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update');
    if (rows.length === 0 && truthy(u.upsert)) {
      const doc = upsertDocument(u.q, u.u, change, context);
      context.database.insert(s, coll, doc);
      upserted.push({ index: new Int32(index), _id: doc._id });
      n++;
      return;
    }
    const evaluation = { inserting: false, now: new Date(context.database.options.nowMs()) };
    s.awaitFree(
      coll,
      rows.map((r) => r.idKey),
      () => (rows.length === 1 ? [change(rows[0].doc, evaluation)] : []),
    );
    // The rows are updated one after another. If an update fails, the earlier rows stay updated but are not counted.
    let changed = 0;
    for (const row of rows)
      if (context.database.update(s, coll, row, change, evaluation, !change.onBytes && !isModifiers(u.u))) changed++;
    n += rows.length;
    modified += changed;
  };
  return performFiltered(
    context,
    bulk,
    (u) => truthy(u.multi),
    apply,
    () => ({
      n: whole(n),
      nModified: whole(modified),
      ...(upserted.length > 0 ? { upserted } : {}),
      ...bulk.errors(),
      ok: 1,
    }),
  );
};

/**
 * Compiles an update. If it only sets whole fields, it runs on the encoded bytes. A document is decoded only if its
 * bytes cannot be updated directly.
 */
function compiled(u: Doc): Update {
  let made: Update | undefined;
  const whole = (): Update => (made ??= compileUpdate(u.u, u.arrayFilters as Doc[] | undefined, u.q as Doc));
  const bytes = u.arrayFilters === undefined ? updateAsItCame(u) : undefined;
  const raw = bytes && compileRawUpdate(bytes);
  if (!raw) return whole();
  return Object.assign<Update, RawUpdate>((doc, context) => whole()(doc, context), raw);
}

function isModifiers(u: unknown): boolean {
  return isDoc(u) && (Object.keys(u)[0] ?? '').startsWith('$');
}

function knownKeys(what: string, doc: Doc, known: readonly string[]): void {
  for (const k of Object.keys(doc))
    if (!known.includes(k) || k === 'collation') throw notSupported(`the option ${k} of ${what}`);
}

/**
 * Returns the document that an upsert inserts. It consists of the equality conditions of the filter, to which the
 * update is applied.
 */
function upsertDocument(q: Doc, u: unknown, change: ReturnType<typeof compileUpdate>, c: Context): Doc {
  compileFilter(q);
  const base: Doc = {};
  const seen = new Set<string>();
  for (const [path, value] of equalitiesOf(q)) {
    if (seen.has(path))
      throw new MongoError('BadValue', `cannot infer query fields to set, path '${path}' is matched twice`, {
        code: 54,
      });
    seen.add(path);
    if (!isModifiers(u) && !Array.isArray(u) && path !== '_id') continue;
    const parts = path.split('.');
    let at = base;
    for (const p of parts.slice(0, -1)) {
      if (!isDoc(at[p])) setField(at, p, {});
      at = at[p];
    }
    setField(at, parts.at(-1)!, cloneValue(value));
  }
  const doc = change(base, { inserting: true, now: new Date(c.database.options.nowMs()) });
  return withId(doc);
}

export const remove: Handler = (context) => {
  const bulk = new Bulk(context, context.body.deletes as Doc[]);
  let n = 0;
  const apply: Apply = (s, coll, d, _index, rows) => {
    knownKeys('deletes', d, ['q', 'limit', 'hint', 'collation']);
    const limit = toNumber(d.limit);
    if (limit !== 0 && limit !== 1)
      throw new MongoError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(d.limit)}`);
    s.awaitFree(
      coll,
      rows.map((r) => r.idKey),
      () => [],
    );
    for (const row of rows) {
      context.database.remove(s, coll, row);
      n++;
    }
  };
  return performFiltered(
    context,
    bulk,
    (d) => toNumber(d.limit) === 0,
    apply,
    () => ({ n: whole(n), ...bulk.errors(), ok: 1 }),
  );
};

export const findAndModify: Handler = (context) => {
  const removing = flag(context, 'remove');
  if (removing === (context.body.update !== undefined))
    throw new MongoError('FailedToParse', 'Either an update or remove=true must be specified');
  if (removing && flag(context, 'new'))
    throw new MongoError(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  if (removing && flag(context, 'upsert'))
    throw new MongoError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  const filter = docArgument(context, 'query');
  const sort = parseSort(docArgument(context, 'sort'));
  const projection = compileProjection(docArgument(context, 'fields'), 'find') ?? ((doc: Doc) => doc);
  const change = removing
    ? undefined
    : compileUpdate(context.body.update, context.body.arrayFilters as Doc[] | undefined, filter);
  return perform(context, (s, coll) => {
    const [row] = [...context.database.find(s, coll, { filter, sort, limit: 1, tick: context.tick })] as (
      | Row
      | undefined
    )[];
    // The projection is computed before the write, because nothing may be written if it fails.
    if (removing) {
      const value = row ? projection(row.doc) : null;
      if (row) context.database.remove(s, coll, row);
      return { lastErrorObject: { n: new Int32(row ? 1 : 0) }, value, ok: 1 };
    }
    if (!row) {
      if (!flag(context, 'upsert'))
        return { lastErrorObject: { n: new Int32(0), updatedExisting: false }, value: null, ok: 1 };
      const doc = upsertDocument(filter, context.body.update, change!, context);
      const value = flag(context, 'new') ? projection(doc) : null;
      context.database.insert(s, coll, doc);
      return { lastErrorObject: { n: new Int32(1), updatedExisting: false, upserted: doc._id }, value, ok: 1 };
    }
    const after = change!(row.doc, { inserting: false, now: new Date(context.database.options.nowMs()) });
    const value = projection(flag(context, 'new') ? after : row.doc);
    context.database.replace(s, coll, row, after, !isModifiers(context.body.update));
    return { lastErrorObject: { n: new Int32(1), updatedExisting: true }, value, ok: 1 };
  });
};
