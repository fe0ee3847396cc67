/**
 * Reads and writes documents and their indexes, in statements and transactions. A statement outside a transaction works
 * on the current batch. A transaction works on a snapshot with an overlay of its own writes. Until the transaction
 * ends, it has intents on the documents that it has written. If another transaction writes such a document, it fails
 * with a conflict. A statement outside a transaction waits.
 */
import { type Doc, ObjectId } from '../value/bson.js';
import { isOnlyId } from '../value/arrived.js';
import { type Fields, patched } from '../value/raw.js';
import { MongoError } from '../value/errors.js';
import { compileFilter, fieldsOf, type Predicate } from '../query/filter.js';
import type { Update, UpdateContext } from '../query/update.js';
import { counted, type Flow, page, settled, STRIDE } from '../query/flow.js';
import { sorted, type SortField } from '../query/sort.js';
import {
  Catalog,
  documentKey,
  documentPrefix,
  duplicateKey,
  holderOf,
  idKeyOf,
  idKeyOfEntry,
  indexEntryKey,
  indexEntryValue,
  type Collection,
} from './catalog.js';
import { ChangeLog } from './change-log.js';
import type { DocumentChange } from './change-packs.js';
import { type Index, indexKeys, noteArrays, storedKeys } from './index-keys.js';
import { planQuery, type Plan } from './planner.js';
import { RecentWrites } from './recent-writes.js';
import { checkSize, difference, encodeChecked, keysOf, Row, type KeysOf } from './rows.js';
import { Store, type Snapshot, type StoreOptions, type View } from './store.js';

export interface Query {
  readonly filter: Doc;
  readonly sort?: readonly SortField[];
  readonly skip?: number;
  readonly limit?: number;
  /** Called once for each examined document. It throws if the time limit has been exceeded. */
  readonly tick?: () => void;
}

export interface QueryStats {
  keysExamined: number;
  docsExamined: number;
  plan?: Plan;
}

const TRANSACTION_LIFETIME_MS = 60_000;
/** Maximum number of bytes of documents that a transaction caches. It usually writes the documents that it has read. */
const TRANSACTION_KEEPS = 4 * 1024 * 1024;

/** The view that a statement reads, and the destination of its writes. */
export interface Statement {
  readonly view: View;
  readonly overlay?: Overlay;
  /**
   * Waits until no transaction has an intent on any of the documents. A statement outside a transaction that writes
   * several documents can then run without interruption. Does nothing inside a transaction, because there a conflict is
   * an error.
   */
  awaitFree(c: Collection, idKeys: readonly Buffer[], docs: () => readonly Doc[]): void;
  /**
   * Writes a document. `touched` contains the fields that may have changed. If it is absent, all fields may have
   * changed.
   */
  put(c: Collection, change: DocumentChange, before: Row | undefined, after: Row | undefined, touched?: Fields): void;
}

interface OverlayEntry {
  readonly collection: Collection;
  readonly idKey: Buffer;
  /** The document in the snapshot. Undefined if the snapshot does not contain it. */
  readonly before: Row | undefined;
  after: Row | undefined;
  /** Indexes of the collection when the document was first written. */
  readonly indexes: readonly Index[];
  /** Keys of `after` in those indexes that the write changed. Absent if they must be computed again. */
  keys?: KeysOf;
}

class Overlay {
  /** Overlay entries by collection id, then by id key. */
  readonly entries = new Map<number, Map<string, OverlayEntry>>();
  readonly changes: DocumentChange[] = [];

  of(c: Collection): Map<string, OverlayEntry> | undefined {
    return this.entries.get(c.id);
  }
}

/**
 * Thrown by a statement outside a transaction if a document has an intent of the transaction `by`. The statement is
 * retried when `by` has ended.
 */
class Blocked extends Error {
  constructor(readonly by: Transaction) {
    super('blocked by a transaction');
  }
}

export class Transaction implements Statement {
  readonly overlay = new Overlay();
  readonly intents = new Set<string>();
  /** A transaction is `committing` from the job that stores its writes until this job is flushed to disk. */
  state: 'active' | 'committing' | 'committed' | 'aborted' = 'active';
  /**
   * Whether the connection of the transaction is lost. As in MongoDB, another connection may still end the transaction.
   * The first writer in conflict with it aborts it, because its client may no longer be running.
   */
  private orphaned = false;
  private awaited = false;
  readonly ended: Promise<void>;
  private end: () => void = () => undefined;
  /** Resolves when the latest command of the transaction has ended. */
  private latest: Promise<unknown> = Promise.resolve();
  /** Number of commits that the snapshot contains. */
  readonly commits: number;

  constructor(
    private readonly database: Database,
    readonly view: Snapshot,
    readonly startedMs: number,
  ) {
    this.commits = database.recent.now;
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** Runs a command after all earlier commands of the transaction. A client may send them on several connections. */
  inTurn<T>(command: () => Promise<T>): Promise<T> {
    const result = this.latest.then(command);
    this.latest = result.catch(() => undefined);
    return result;
  }

  put(c: Collection, change: DocumentChange, before: Row | undefined, after: Row | undefined, touched?: Fields): void {
    const { idKey } = (before ?? after)!;
    const idText = idKey.toString('latin1');
    const name = documentName(c, idText);
    this.database.claim(this, name);
    const mine = this.overlay.of(c)?.get(idText);
    // The first write to a document checks that no other writer has changed it since the snapshot.
    if (!mine && this.database.recent.since(this.commits, name)) throw writeConflict();
    // Errors of an index are reported here and not at the commit.
    const keys = keysOf(c, after, before, touched);
    if (after) this.claimUnique(c, idKey, after, keys);
    if (mine) [mine.after, mine.keys] = [after, undefined];
    else {
      let of = this.overlay.of(c);
      if (!of) this.overlay.entries.set(c.id, (of = new Map()));
      of.set(idText, { collection: c, idKey, before, after, indexes: c.indexes, keys });
    }
    this.overlay.changes.push(change);
  }

  awaitFree(): void {
    // Does nothing, because a conflict inside a transaction fails immediately.
  }

  private claimUnique(c: Collection, idKey: Buffer, after: Row, keys: KeysOf): void {
    const entries = this.overlay.of(c);
    for (const [index, { keys: list }] of keys) {
      if (!index.unique) continue;
      for (const key of list) {
        const text = key.toString('latin1');
        for (const other of entries?.values() ?? []) {
          if (other.idKey.equals(idKey) || !other.after) continue;
          const found = other.keys?.find(([i]) => i === index)?.[1].keys ?? storedKeys(index, other.after.raw).keys;
          if (found.some((k) => k.equals(key))) throw duplicateKey(c, index, after.doc);
        }
        this.database.claim(this, `${c.id}:${index.id}/${text}`);
        for (const [view, conflict] of [
          [this.view, false],
          [this.database.store, true],
        ] as const) {
          const holder = holderOf(view, index, key, idKey);
          if (holder && !entries?.has(holder.toString('latin1')))
            throw conflict ? writeConflict() : duplicateKey(c, index, after.doc);
        }
      }
    }
  }

  /**
   * Returns whether another writer must yield to this transaction. With `waits`, that writer waits until `ended`
   * resolves.
   */
  holdsOff(waits: boolean): boolean {
    if (this.orphaned && this.state === 'active') this.finish('aborted');
    this.awaited ||= waits;
    return this.isOpen();
  }

  setOrphaned(orphaned: boolean): void {
    this.orphaned = orphaned;
    if (orphaned && this.awaited && this.state === 'active') this.finish('aborted');
  }

  finish(state: 'committed' | 'aborted'): void {
    if (!this.isOpen()) return;
    this.state = state;
    this.view.done();
    this.database.release(this);
    this.end();
  }

  private isOpen(): boolean {
    return this.state === 'active' || this.state === 'committing';
  }
}

function documentName(c: Collection, idText: string): string {
  return `${c.id}/${idText}`;
}

function writeConflict(): MongoError {
  return new MongoError(
    'WriteConflict',
    'WriteConflict error: this operation conflicted with another operation. Please retry your operation or multi-document transaction.',
    { labels: ['TransientTransactionError'] },
  );
}

export interface DatabaseOptions extends StoreOptions {
  /** Returns the current time in milliseconds since 1970, for the change log and TTL indexes. */
  readonly nowMs: () => number;
  /**
   * Collections that change streams may watch. Absent if they may watch all. Changes of other collections are not
   * logged, and streams on them are rejected.
   */
  readonly streamed?: readonly string[];
}

export class Database {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly log: ChangeLog;
  private readonly owners = new Map<string, Transaction>();
  /** Open transactions, oldest first. */
  private readonly active = new Set<Transaction>();
  readonly recent = new RecentWrites();

  constructor(readonly options: DatabaseOptions) {
    this.store = new Store(options);
    this.catalog = new Catalog(this.store);
    this.log = new ChangeLog(this.store, options.nowMs, options.streamed);
    this.store.beforeCommit = () => this.log.flush();
    this.store.onCommit = () => {
      this.log.committed();
      this.recent.committed();
    };
    this.store.onRollback = () => {
      // The transactions refer to collections of the catalog that `load` replaces.
      for (const t of this.active) if (t.state === 'active') t.finish('aborted');
      this.catalog.load();
      this.log.load();
    };
  }

  /** Returns a statement that reads the latest committed state. */
  reader(): Statement {
    const refuse = (): never => {
      throw new Error('a reader cannot write');
    };
    return { view: this.store, put: refuse, awaitFree: refuse };
  }

  /** Returns a statement on the current commit batch. Must be called inside a job of `store.write`. */
  direct(): Statement {
    return new DirectStatement(this);
  }

  begin(): Transaction {
    const nowMs = this.options.nowMs();
    for (const t of this.active) if (nowMs - t.startedMs > TRANSACTION_LIFETIME_MS) t.finish('aborted');
    const t = new Transaction(this, this.store.snapshot(TRANSACTION_KEEPS), nowMs);
    this.active.add(t);
    return t;
  }

  claim(t: Transaction, name: string): void {
    const owner = this.owners.get(name);
    if (owner && owner !== t && owner.holdsOff(false)) throw writeConflict();
    this.owners.set(name, t);
    t.intents.add(name);
  }

  release(t: Transaction): void {
    for (const name of t.intents) if (this.owners.get(name) === t) this.owners.delete(name);
    this.active.delete(t);
    const [oldest] = this.active;
    this.recent.forget(oldest?.commits ?? Infinity);
  }

  /** Records that the current batch wrote a document, for conflict checks. */
  written(c: Collection, idKey: Buffer): void {
    // Only open transactions need this record. The snapshots of later transactions contain the write.
    if (this.active.size > 0) this.recent.note(documentName(c, idKey.toString('latin1')));
  }

  /** Runs a statement outside any transaction in the current batch. Waits for transactions that block it. */
  async write<T>(run: (s: Statement) => T): Promise<T> {
    for (;;) {
      try {
        return await this.store.write(() => run(new DirectStatement(this)));
      } catch (error) {
        if (!(error instanceof Blocked)) throw error;
        await error.by.ended;
      }
    }
  }

  /** Commits the writes of a transaction. `also` runs in the same commit. */
  async commit(t: Transaction, also: () => void): Promise<void> {
    try {
      await this.store.write(() => {
        if (t.state !== 'active')
          throw new MongoError('NoSuchTransaction', 'Transaction has been aborted.', {
            labels: ['TransientTransactionError'],
          });
        const entries = [...t.overlay.entries.values()].flatMap((each) => [...each.values()]);
        const keys = entries.map((entry) => this.keysAtCommit(entry));
        t.state = 'committing';
        const direct = new DirectStatement(this, t);
        entries.forEach((e, i) => direct.store(e.collection, e.idKey, e.before, e.after, keys[i]));
        for (const change of t.overlay.changes) this.log.append(change);
        also();
      });
      t.finish('committed');
    } catch (error) {
      t.finish('aborted');
      throw error;
    }
  }

  /**
   * Returns the index keys of a document that a transaction has written. Throws a conflict if the collection was dropped
   * since then, or if it has a new unique index, whose keys the transaction has not claimed.
   */
  private keysAtCommit({ collection: c, before, after, indexes, keys }: OverlayEntry): KeysOf {
    if (this.catalog.find(c.ns)?.id !== c.id) throw writeConflict();
    if (indexes === c.indexes) return keys ?? keysOf(c, after, before);
    if (c.indexes.some((index) => index.unique && !indexes.includes(index))) throw writeConflict();
    return keysOf(c, after, before);
  }

  /** Returns whether any transaction has intents on documents. */
  busy(): boolean {
    return this.owners.size > 0;
  }

  ownerOf(name: string): Transaction | undefined {
    return this.owners.get(name);
  }

  /**
   * Yields the matching rows in order. They are read lazily from the view of the statement, so the caller must not
   * pause between them.
   */
  find(s: Statement, c: Collection | undefined, q: Query): Iterable<Row> {
    const { _id: id } = q.filter;
    // Fast path for a filter by id, because most updates select a single document in this way.
    if (c && Object.hasOwn(q.filter, '_id') && (typeof id === 'string' || id instanceof ObjectId) && !q.skip) {
      q.tick?.();
      return this.matching(s, c, [idKeyOf(id)], compileFilter(q.filter), fieldsOf(q.filter));
    }
    return settled(this.flow(s, c, q));
  }

  /** Yields the matching rows in order, with pauses. They are read lazily from the view of the statement. */
  flow(
    s: Statement,
    c: Collection | undefined,
    q: Query,
    stats: QueryStats = { keysExamined: 0, docsExamined: 0 },
  ): Flow<Row> {
    return c ? page(this.scan(s, c, q, stats), q.skip ?? 0, q.limit ?? 0) : [];
  }

  private *scan(s: Statement, c: Collection, q: Query, stats: QueryStats): Flow<Row> {
    const mine = s.overlay?.of(c);
    const sort = q.sort ?? [];
    const plan = planQuery(c, q.filter, sort, !mine);
    stats.plan = plan;
    const test = compileFilter(q.filter);
    const fields = fieldsOf(q.filter);
    const rows = this.candidates(s.view, c, plan, stats, q.tick);
    const matching = function* (): Flow<Row> {
      let examined = 0;
      for (const row of rows) {
        if (++examined % STRIDE === 0) yield undefined;
        if (mine?.has(row.idKey.toString('latin1'))) continue;
        if (plan.exact || test(row.only(fields))) yield row;
      }
      for (const e of mine?.values() ?? []) if (e.after && test(e.after.doc)) yield e.after;
    };
    if (sort.length === 0 || (plan.sorted && !mine)) yield* matching();
    else
      yield* sorted(
        matching(),
        (r) => r.doc,
        sort,
        q.limit ? q.limit + (q.skip ?? 0) : 0,
        (r) => r.raw.length,
      );
  }

  private *candidates(
    view: View,
    c: Collection,
    plan: Plan,
    stats: QueryStats,
    tick: (() => void) | undefined,
  ): Iterable<Row> {
    const prefix = documentPrefix(c);
    const seen = plan.duplicates ? new Set<string>() : undefined;
    const point = plan.index === '_id_';
    for (const [start, end] of plan.reverse ? [...plan.ranges].reverse() : plan.ranges) {
      if (point && end.length === start.length + 1 && end[end.length - 1] === 0) {
        stats.keysExamined++;
        const raw = view.get(start);
        tick?.();
        if (raw) {
          stats.docsExamined++;
          yield new Row(start.subarray(prefix.length), raw);
        }
        continue;
      }
      for (const entry of view.range(start, end, plan.reverse)) {
        tick?.();
        if (plan.index !== undefined) stats.keysExamined++;
        if (plan.index === undefined || plan.index === '_id_') {
          stats.docsExamined++;
          yield new Row(entry.key.subarray(prefix.length), entry.value);
          continue;
        }
        const idKey = idKeyOfEntry(entry);
        if (seen) {
          const id = idKey.toString('latin1');
          if (seen.has(id)) continue;
          seen.add(id);
        }
        const raw = view.get(documentKey(c, idKey));
        stats.docsExamined++;
        if (!raw)
          throw new MongoError(
            'InternalError',
            `index ${plan.index.name} of ${c.ns} points at a document that is not there`,
          );
        yield new Row(idKey, raw);
      }
    }
  }

  /**
   * Counts the matching documents. If an index satisfies the whole filter, no documents are read. Callers use `yield*`.
   */
  *count(s: Statement, c: Collection | undefined, q: Query): Generator<undefined, number> {
    if (!c) return 0;
    const plan = planQuery(c, q.filter, [], false);
    if (!plan.exact || s.overlay?.of(c) || plan.index === '_id_') return yield* counted(this.flow(s, c, q));
    const seen = plan.duplicates ? new Set<string>() : undefined;
    let examined = 0;
    for (const [start, end] of plan.ranges) {
      for (const entry of s.view.range(start, end)) {
        seen?.add(idKeyOfEntry(entry).toString('latin1'));
        if (++examined % STRIDE === 0) yield undefined;
      }
    }
    const n = seen?.size ?? examined;
    return Math.max(0, q.limit ? Math.min(q.limit, n - (q.skip ?? 0)) : n - (q.skip ?? 0));
  }

  insert(s: Statement, c: Collection, doc: Doc): void {
    const idKey = idKeyOf(doc._id);
    if (Array.isArray(doc._id))
      throw new MongoError('BadValue', "The '_id' value cannot be of type array", { code: 53 });
    const there = this.read(s, c, idKey);
    if (there) throw duplicateKey(c, '_id_', doc);
    const row = new Row(idKey, encodeChecked(doc), isOnlyId(doc) ? undefined : doc);
    s.put(c, { kind: 'insert', db: c.db, coll: c.name, id: doc._id, raw: row.raw }, undefined, row);
  }

  /** Updates a document. Returns whether it has changed. */
  update(s: Statement, c: Collection, before: Row, change: Update, context: UpdateContext, replaced: boolean): boolean {
    // If the change is not logged, the other fields of the document need not be compared.
    const { changes } = change;
    if (changes && !this.log.keeps(c.name)) {
      const raw = change.onBytes
        ? change.onBytes(before.raw)
        : patched(before.raw, changes, change(before.only(change.reads), context));
      if (raw?.equals(before.raw)) return false;
      if (raw) {
        checkSize(raw);
        s.put(c, { kind: 'update', db: c.db, coll: c.name }, before, new Row(before.idKey, raw), changes);
        return true;
      }
    }
    return this.replace(s, c, before, change(changes ? before.doc : before.only(change.reads), context), replaced);
  }

  /** Replaces the document `before` with `after`. `replaced` is true if the client requested a replacement. */
  replace(s: Statement, c: Collection, before: Row, after: Doc, replaced: boolean): boolean {
    const raw = encodeChecked(after);
    if (raw.equals(before.raw)) return false;
    const base = { db: c.db, coll: c.name, id: after._id };
    const isLogged = this.log.keeps(c.name);
    const change: DocumentChange = replaced
      ? { kind: 'replace', ...base, raw }
      : { kind: 'update', ...base, ...(isLogged ? difference(before.doc, after) : {}) };
    s.put(c, change, before, new Row(before.idKey, raw, after));
    return true;
  }

  remove(s: Statement, c: Collection, row: Row): void {
    s.put(c, { kind: 'delete', db: c.db, coll: c.name, id: row.doc._id }, row, undefined);
  }

  /** Reads documents by id. Returns those that pass the test. `fields` contains all fields that the test reads. */
  matching(s: Statement, c: Collection, idKeys: readonly Buffer[], test: Predicate, fields: Fields | undefined): Row[] {
    return idKeys.flatMap((idKey) => {
      const row = this.read(s, c, idKey);
      return row && test(row.only(fields)) ? [row] : [];
    });
  }

  read(s: Statement, c: Collection, idKey: Buffer): Row | undefined {
    const mine = s.overlay?.of(c)?.get(idKey.toString('latin1'));
    if (mine) return mine.after;
    const raw = s.view.get(documentKey(c, idKey));
    return raw ? new Row(idKey, raw) : undefined;
  }

  async close(): Promise<void> {
    for (const t of [...this.active]) t.finish('aborted');
    await this.store.close();
  }
}

/** A statement that writes directly to the current commit batch. */
class DirectStatement implements Statement {
  readonly view: View;
  constructor(
    private readonly database: Database,
    private readonly on?: Transaction,
  ) {
    this.view = database.store;
  }

  put(c: Collection, change: DocumentChange, before: Row | undefined, after: Row | undefined, touched?: Fields): void {
    const { idKey } = (before ?? after)!;
    this.awaitFree(c, [idKey], () => (after ? [after.doc] : []));
    // Only index errors and duplicates can occur. They are checked before anything is written.
    const keys = keysOf(c, after, before, touched);
    for (const [index, { keys: list }] of keys) {
      if (index.unique)
        for (const key of list) if (holderOf(this.view, index, key, idKey)) throw duplicateKey(c, index, after!.doc);
    }
    this.store(c, idKey, before, after, keys);
    this.database.log.append(change);
  }

  awaitFree(c: Collection, idKeys: readonly Buffer[], docs: () => readonly Doc[]): void {
    if (!this.database.busy()) return;
    for (const idKey of idKeys) this.waitFor(documentName(c, idKey.toString('latin1')));
    for (const index of c.indexes) {
      if (!index.unique) continue;
      for (const doc of docs())
        for (const key of indexKeys(index, doc)) this.waitFor(`${c.id}:${index.id}/${key.toString('latin1')}`);
    }
  }

  private waitFor(name: string): void {
    const owner = this.database.ownerOf(name);
    if (owner && owner !== this.on && owner.holdsOff(true)) throw new Blocked(owner);
  }

  /**
   * Replaces the document and the index entries that changed. Index entries contain the id, so those of different
   * documents never collide.
   */
  store(
    c: Collection,
    idKey: Buffer,
    before: Row | undefined,
    after: Row | undefined,
    keys = keysOf(c, after, before),
  ): void {
    const { store, catalog } = this.database;
    for (const [index, { keys: list, added }] of keys) {
      if (!before || added) {
        for (const key of list) store.put(indexEntryKey(index, key, idKey), indexEntryValue(idKey));
        continue;
      }
      const were = storedKeys(index, before.raw).keys;
      if (were.length === 1 && list.length === 1) {
        if (were[0].equals(list[0])) continue;
        store.remove(indexEntryKey(index, were[0], idKey));
        store.put(indexEntryKey(index, list[0], idKey), indexEntryValue(idKey));
        continue;
      }
      const obsolete = new Map(were.map((k) => [k.toString('latin1'), k]));
      for (const key of list)
        if (!obsolete.delete(key.toString('latin1')))
          store.put(indexEntryKey(index, key, idKey), indexEntryValue(idKey));
      for (const key of obsolete.values()) store.remove(indexEntryKey(index, key, idKey));
    }
    if (keys.filter(([index, { arrays }]) => noteArrays(index, arrays)).length > 0) catalog.save(c);
    if (after) store.put(documentKey(c, idKey), after.raw);
    else store.remove(documentKey(c, idKey));
    this.database.written(c, idKey);
  }
}
