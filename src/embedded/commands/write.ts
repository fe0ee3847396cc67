/** insert, update, delete, findAndModify. */
import { cloneValue, type Doc, Int32, isDoc, ObjectId, setField, toNumber, truthy } from '../value/bson.js';
import { MongoError, notSupported } from '../value/errors.js';
import { compileFilter, equalitiesOf } from '../query/filter.js';
import { compileProjection } from '../query/projection.js';
import { parseSort } from '../query/sort.js';
import { compileUpdate } from '../query/update.js';
import type { Collection } from '../storage/catalog.js';
import type { Row, Statement } from '../storage/database.js';
import { collectionName, docArgument, flag, onlyArguments, whole, type Context, type Handler } from './context.js';

/** Runs a write inside its transaction, or as a job of the next batch; its answer is kept for retries. */
async function perform(c: Context, run: (s: Statement, coll: Collection) => Doc): Promise<Doc> {
  if (c.retry?.previous) return c.retry.previous;
  const name = collectionName(c);
  if (c.transaction) {
    const coll = c.database.catalog.find(`${c.db}.${name}`) ?? (await c.database.store.write(() => c.database.catalog.ensure(c.db, name)));
    return run(c.transaction, coll);
  }
  return c.database.write((s) => {
    const reply = run(s, c.database.catalog.ensure(c.db, name));
    c.retry?.keep(reply);
    return reply;
  });
}

/** Runs each statement of a bulk command; a failed one becomes a write error, and ends an ordered bulk. */
class Bulk {
  readonly writeErrors: Doc[] = [];
  private at = 0;
  private stopped = false;

  constructor(private readonly c: Context, private readonly statements: readonly Doc[]) {
    if (!Array.isArray(statements) || statements.length === 0 || statements.length > 100_000) {
      throw new MongoError('InvalidOptions', `Write batch sizes must be between 1 and 100000. Got ${statements?.length ?? 0} operations.`, { code: 16 });
    }
  }

  /** Called again from where it stopped when a statement had to wait for a transaction. */
  run(one: (statement: Doc, index: number) => void): void {
    while (this.at < this.statements.length && !this.stopped) {
      try {
        one(this.statements[this.at], this.at);
      } catch (error) {
        if (!(error instanceof MongoError) || error.codeName === 'WriteConflict') throw error;
        this.writeErrors.push({ index: new Int32(this.at), code: new Int32(error.code), ...error.extra.fields, errmsg: error.message });
        if (this.c.body.ordered === undefined || truthy(this.c.body.ordered) || this.c.transaction) this.stopped = true;
      }
      this.at++;
    }
  }
}

export const insert: Handler = (c) => {
  onlyArguments(c, ['documents', 'ordered', 'bypassDocumentValidation']);
  const docs = (c.body.documents as Doc[] | undefined)?.map?.(withId) ?? [];
  const bulk = new Bulk(c, docs);
  let n = 0;
  return perform(c, (s, coll) => {
    bulk.run((doc) => {
      c.database.insert(s, coll, doc);
      n++;
    });
    return { n: whole(n), ...errors(bulk), ok: 1 };
  });
};

function errors(bulk: Bulk): Doc {
  return bulk.writeErrors.length > 0 ? { writeErrors: bulk.writeErrors } : {};
}

/** `_id` first, generated when missing, as MongoDB stores it. */
function withId(doc: Doc): Doc {
  for (const k of Object.keys(doc)) if (k.startsWith('$')) throw new MongoError('BadValue', `Document can't have $ prefixed field names: ${k}`, { code: 2 });
  const keys = Object.keys(doc);
  if (keys[0] === '_id') return doc;
  const out: Doc = { _id: '_id' in doc ? doc._id : new ObjectId() };
  for (const k of keys) if (k !== '_id') setField(out, k, doc[k]);
  return out;
}

export const update: Handler = (c) => {
  onlyArguments(c, ['updates', 'ordered', 'bypassDocumentValidation']);
  const bulk = new Bulk(c, c.body.updates as Doc[]);
  let n = 0;
  let modified = 0;
  const upserted: Doc[] = [];
  return perform(c, (s, coll) => {
    bulk.run((u, index) => {
      knownKeys('updates', u, ['q', 'u', 'multi', 'upsert', 'arrayFilters', 'hint', 'c', 'collation']);
      const multi = truthy(u.multi);
      const change = compileUpdate(u.u, u.arrayFilters as Doc[] | undefined, u.q as Doc);
      if (u.c !== undefined) throw notSupported('constants of an update pipeline');
      if (multi && !isModifiers(u.u) && !Array.isArray(u.u)) throw new MongoError('FailedToParse', 'multi update is not supported for replacement-style update');
      const rows = [...c.database.find(s, coll, { filter: u.q, limit: multi ? 0 : 1, tick: c.tick })];
      if (rows.length === 0 && truthy(u.upsert)) {
        const doc = upsertDocument(u.q, u.u, change, c);
        c.database.insert(s, coll, doc);
        upserted.push({ index: new Int32(index), _id: doc._id });
        n++;
        return;
      }
      const context = { inserting: false, now: new Date(c.database.options.nowMs()) };
      s.awaitFree(coll, rows.map((r) => r.idKey), rows.length === 1 ? [change(rows[0].doc, context)] : []);
      // Document by document: what was updated before one fails stays, and is not counted.
      let changed = 0;
      for (const row of rows) if (c.database.update(s, coll, row, change(row.doc, context), !isModifiers(u.u))) changed++;
      n += rows.length;
      modified += changed;
    });
    return { n: whole(n), nModified: whole(modified), ...(upserted.length > 0 ? { upserted } : {}), ...errors(bulk), ok: 1 };
  });
};

function isModifiers(u: unknown): boolean {
  return isDoc(u) && (Object.keys(u)[0] ?? '').startsWith('$');
}

function knownKeys(what: string, doc: Doc, known: readonly string[]): void {
  for (const k of Object.keys(doc)) if (!known.includes(k) || k === 'collation') throw notSupported(`the option ${k} of ${what}`);
}

/** The document an upsert inserts: the filter's equalities, then the update. */
function upsertDocument(q: Doc, u: unknown, change: ReturnType<typeof compileUpdate>, c: Context): Doc {
  compileFilter(q);
  const base: Doc = {};
  const seen = new Set<string>();
  for (const [path, value] of equalitiesOf(q)) {
    if (seen.has(path)) throw new MongoError('BadValue', `cannot infer query fields to set, path '${path}' is matched twice`, { code: 54 });
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

export const remove: Handler = (c) => {
  onlyArguments(c, ['deletes', 'ordered']);
  const bulk = new Bulk(c, c.body.deletes as Doc[]);
  let n = 0;
  return perform(c, (s, coll) => {
    bulk.run((d) => {
      knownKeys('deletes', d, ['q', 'limit', 'hint', 'collation']);
      const limit = toNumber(d.limit);
      if (limit !== 0 && limit !== 1) throw new MongoError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(d.limit)}`);
      const rows = [...c.database.find(s, coll, { filter: d.q, limit, tick: c.tick })];
      s.awaitFree(coll, rows.map((r) => r.idKey), []);
      for (const row of rows) {
        c.database.remove(s, coll, row);
        n++;
      }
    });
    return { n: whole(n), ...errors(bulk), ok: 1 };
  });
};

export const findAndModify: Handler = (c) => {
  onlyArguments(c, ['query', 'update', 'remove', 'new', 'upsert', 'sort', 'fields', 'arrayFilters', 'bypassDocumentValidation', 'hint']);
  const removing = flag(c, 'remove');
  if (removing === (c.body.update !== undefined)) throw new MongoError('FailedToParse', 'Either an update or remove=true must be specified');
  if (removing && flag(c, 'new')) throw new MongoError('FailedToParse', "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  if (removing && flag(c, 'upsert')) throw new MongoError('FailedToParse', 'Cannot specify both upsert=true and remove=true');
  const filter = docArgument(c, 'query');
  const sort = parseSort(docArgument(c, 'sort'));
  const projection = compileProjection(docArgument(c, 'fields'), 'find') ?? ((doc: Doc) => doc);
  const change = removing ? undefined : compileUpdate(c.body.update, c.body.arrayFilters as Doc[] | undefined, filter);
  return perform(c, (s, coll) => {
    const [row] = [...c.database.find(s, coll, { filter, sort, limit: 1, tick: c.tick })] as (Row | undefined)[];
    if (removing) {
      if (row) c.database.remove(s, coll, row);
      return { lastErrorObject: { n: new Int32(row ? 1 : 0) }, value: row ? projection(row.doc) : null, ok: 1 };
    }
    if (!row) {
      if (!flag(c, 'upsert')) return { lastErrorObject: { n: new Int32(0), updatedExisting: false }, value: null, ok: 1 };
      const doc = upsertDocument(filter, c.body.update, change!, c);
      c.database.insert(s, coll, doc);
      return { lastErrorObject: { n: new Int32(1), updatedExisting: false, upserted: doc._id }, value: flag(c, 'new') ? projection(doc) : null, ok: 1 };
    }
    const after = change!(row.doc, { inserting: false, now: new Date(c.database.options.nowMs()) });
    c.database.update(s, coll, row, after, !isModifiers(c.body.update));
    return { lastErrorObject: { n: new Int32(1), updatedExisting: true }, value: projection(flag(c, 'new') ? after : row.doc), ok: 1 };
  });
};

