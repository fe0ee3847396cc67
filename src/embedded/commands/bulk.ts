/** Runs the statements of one insert, update or delete command in order. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Doc, Int32, truthy } from '../value/bson.js';
import { MongoError, notSupported } from '../value/errors.js';
import { compileFilter, fieldsOf, type Predicate } from '../query/filter.js';
import { type Flow } from '../query/flow.js';
import type { Collection } from '../storage/catalog.js';
import type { Statement } from '../storage/database.js';
import { namedIds } from '../storage/planner.js';
import type { Row } from '../storage/rows.js';
import { checkActive, collectionName, collectionOf, pinned, type Context } from './context.js';
import { settle } from './cursors.js';

/**
 * Runs a write in its transaction or, without one, as a job in the next commit batch. Stores the reply, so that a retry
 * returns it again.
 */
export async function perform(context: Context, run: (s: Statement, coll: Collection) => Doc): Promise<Doc> {
  if (context.retry?.previous) return context.retry.previous;
  const { transaction } = context;
  if (transaction) return run(transaction, existing(context));
  return context.database.write((s) => {
    context.retry?.check();
    const reply = run(s, context.database.catalog.ensure(context.db, collectionName(context)));
    context.retry?.keep(reply);
    return reply;
  });
}

/** Returns the collection of a write inside a transaction, which cannot create it. */
function existing(context: Context): Collection {
  const name = `${context.db}.${collectionName(context)}`;
  const coll = context.database.catalog.find(name);
  if (!coll) throw notSupported(`the creation of ${name} by a write inside a transaction`);
  return coll;
}

/** Number of statements of a transaction that run without interruption. They take a few milliseconds. */
const STATEMENTS_PER_TURN = 32;

/**
 * Runs the statements of a command. Inside a transaction, other commands run after every few statements. Nobody sees the
 * writes before the commit, and other commands of the transaction wait until this one has ended.
 */
export async function performEach(
  context: Context,
  bulk: Bulk,
  one: (s: Statement, coll: Collection, statement: Doc, index: number) => void,
  reply: () => Doc,
): Promise<Doc> {
  const { transaction } = context;
  if (!transaction)
    return perform(context, (s, coll) => {
      bulk.run((statement, index) => one(s, coll, statement, index));
      return reply();
    });
  const coll = existing(context);
  for (let done = 1; bulk.next; done++) {
    bulk.attempt((statement, index) => one(transaction, coll, statement, index));
    bulk.skip();
    if (done % STATEMENTS_PER_TURN !== 0) continue;
    await nextTurn();
    checkActive(transaction);
  }
  return reply();
}

/**
 * The statements of a command that have not run yet. A failed statement becomes a write error. In an ordered bulk, it
 * also prevents the statements after it.
 */
export class Bulk {
  readonly writeErrors: Doc[] = [];
  private at = 0;
  private stopped = false;

  constructor(
    private readonly c: Context,
    private readonly statements: readonly Doc[],
  ) {
    if (!Array.isArray(statements) || statements.length === 0 || statements.length > 100_000) {
      throw new MongoError(
        'InvalidOptions',
        `Write batch sizes must be between 1 and 100000. Got ${statements?.length ?? 0} operations.`,
        { code: 16 },
      );
    }
  }

  /** The next statement. Undefined if all statements have run, or if an error has stopped an ordered bulk. */
  get next(): Doc | undefined {
    return this.stopped ? undefined : this.statements[this.at];
  }

  some(test: (statement: Doc) => boolean): boolean {
    return this.statements.some(test);
  }

  /**
   * Runs statements as long as `wanted` returns true for them. If a statement has to wait for a transaction, the next
   * call resumes at that statement.
   */
  run(one: (statement: Doc, index: number) => void, wanted: (statement: Doc) => boolean = () => true): void {
    while (this.next && wanted(this.next)) {
      this.attempt(one);
      this.skip();
    }
  }

  /** Runs the next statement or a part of it. Returns whether it succeeded. */
  attempt(one: (statement: Doc, index: number) => void): boolean {
    try {
      one(this.statements[this.at], this.at);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  fail(error: unknown): void {
    if (!(error instanceof MongoError) || error.codeName === 'WriteConflict') throw error;
    this.writeErrors.push({
      index: new Int32(this.at),
      code: new Int32(error.code),
      ...error.extra.fields,
      errmsg: error.message,
    });
    if (this.c.body.ordered === undefined || truthy(this.c.body.ordered) || this.c.transaction) this.stopped = true;
  }

  skip(): void {
    this.at++;
  }

  /** Returns the write errors as fields for the reply. */
  errors(): Doc {
    return this.writeErrors.length > 0 ? { writeErrors: this.writeErrors } : {};
  }
}

/** Applies a statement to the documents that match its filter. */
export type Apply = (s: Statement, coll: Collection, statement: Doc, index: number, rows: readonly Row[]) => void;

/** Runs statements with a filter `q`. `wide` returns whether a statement can affect many documents. */
export async function performFiltered(
  context: Context,
  bulk: Bulk,
  wide: (statement: Doc) => boolean,
  apply: Apply,
  reply: () => Doc,
): Promise<Doc> {
  const one = (s: Statement, coll: Collection, statement: Doc, index: number): void => {
    const { database, tick } = context;
    const found = database.find(s, coll, { filter: statement.q, limit: wide(statement) ? 0 : 1, tick });
    apply(s, coll, statement, index, [...found]);
  };
  if (context.transaction || !bulk.some(wide)) return performEach(context, bulk, one, reply);
  if (context.retry)
    throw new MongoError('InvalidOptions', 'a statement over many documents cannot be a retryable write');
  const names = new Map<Doc, Buffer[] | undefined>();
  const named = (statement: Doc): Buffer[] | undefined => {
    if (!names.has(statement)) names.set(statement, namedBy(context, statement));
    return names.get(statement);
  };
  /**
   * Returns the maximum number of documents that a statement can affect. Infinity means that the number is unknown or
   * too large for one commit.
   */
  const most = (statement: Doc): number => {
    const n = wide(statement) ? (named(statement)?.length ?? Infinity) : 1;
    return n > CHUNK ? Infinity : n;
  };
  while (bulk.next) {
    if (most(bulk.next) === Infinity) await performWide(context, bulk, bulk.next, named(bulk.next), apply);
    else {
      await perform(context, (s, coll) => {
        let left = CHUNK;
        bulk.run(
          (statement, index) => one(s, coll, statement, index),
          (statement) => (left -= most(statement)) >= 0,
        );
        return reply();
      });
    }
  }
  return reply();
}

function namedBy(c: Context, statement: Doc): Buffer[] | undefined {
  try {
    return collectionOf(c) && namedIds(statement.q);
  } catch {
    // An invalid filter is reported later, when it is compiled.
    return undefined;
  }
}

/** Maximum number of documents in one commit, for statements that affect many documents. */
const CHUNK = 1000;

/**
 * Runs statements that affect many documents, outside a transaction. As in MongoDB, such a statement is not atomic.
 * First, the matching documents are found in a snapshot, with pauses. This step is omitted if the filter lists ids. The
 * documents are then written in chunks. Documents that no longer match are skipped.
 */
async function performWide(
  c: Context,
  bulk: Bulk,
  statement: Doc,
  named: readonly Buffer[] | undefined,
  apply: Apply,
): Promise<void> {
  let ids: readonly Buffer[] = [];
  let test: Predicate;
  try {
    test = compileFilter(statement.q);
    ids = named ?? (await found(c, statement.q));
  } catch (error) {
    bulk.fail(error);
    return bulk.skip();
  }
  const fields = fieldsOf(statement.q);
  let at = 0;
  let met = false;
  do {
    const chunk = ids.slice(at, (at += CHUNK));
    let well = true;
    await perform(c, (s, coll) => {
      well = bulk.attempt((_, index) => {
        const rows = c.database.matching(s, coll, chunk, test, fields);
        met ||= rows.length > 0;
        if (rows.length > 0 || (!met && at >= ids.length)) apply(s, coll, statement, index, rows);
      });
      return {};
    });
    if (!well) break;
  } while (at < ids.length);
  bulk.skip();
}

function found(c: Context, filter: Doc): Promise<Buffer[]> {
  const { statement, reading } = pinned(c);
  return settle(idsOf(c.database.flow(statement, collectionOf(c), { filter })), reading);
}

function* idsOf(rows: Flow<Row>): Generator<undefined, Buffer[]> {
  const ids: Buffer[] = [];
  for (const row of rows) {
    if (row === undefined) yield undefined;
    // The key is copied, because the key of the row is a view into a page of the store.
    else ids.push(Buffer.from(row.idKey));
  }
  return ids;
}
