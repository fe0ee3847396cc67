/** The context of a command handler, and helpers that read arguments. */
import { type Doc, isDoc, Int32, Long, toNumber, truthy, typeName } from '../value/bson.js';
import { MongoError } from '../value/errors.js';
import type { Collection } from '../storage/catalog.js';
import type { Database, Statement, Transaction } from '../storage/database.js';
import type { Cursors, Reading } from './cursors.js';

/** The state of a retryable write. */
export interface Retry {
  /** The reply to an earlier attempt. */
  readonly previous: Doc | undefined;
  /** Throws if the session has begun a later write. Must be called in the job of the write, before it writes. */
  check(): void;
  /** Stores the reply. Must be called in the job of the write. */
  keep(reply: Doc): void;
}

export interface Context {
  readonly database: Database;
  readonly cursors: Cursors;
  readonly body: Doc;
  readonly db: string;
  readonly name: string;
  /** The transaction that the command belongs to. */
  readonly transaction?: Transaction;
  /** Set for a retryable write. */
  readonly retry?: Retry;
  /** Throws if a write exceeds its maxTimeMS. Reads check this limit themselves after each pause. */
  readonly tick: () => void;
}

/**
 * Handles a command. Returns the reply as a document or as encoded BSON. Throws `MongoError` with the code name that
 * MongoDB would return.
 *
 * @example
 * export const ping: Handler = () => ({ ok: 1 });
 */
export type Handler = (c: Context) => Promise<Doc | Buffer> | Doc | Buffer;

export function collectionName(context: Context): string {
  const v = context.body[context.name];
  if (typeof v !== 'string') throw new MongoError('BadValue', `collection name has invalid type ${typeName(v)}`);
  if (v === '') throw new MongoError('InvalidNamespace', `Invalid namespace specified '${context.db}.'`);
  return v;
}

export function collectionOf(context: Context): Collection | undefined {
  return context.database.catalog.find(`${context.db}.${collectionName(context)}`);
}

/** Throws if a transaction ended while one of its commands let other commands run. */
export function checkActive(transaction: Transaction): void {
  if (transaction.state !== 'active')
    throw new MongoError('NoSuchTransaction', 'the transaction of this command has ended', {
      labels: ['TransientTransactionError'],
    });
}

/** Returns a view that stays valid across pauses: the view of the transaction, or a new snapshot. */
export function pinned(context: Context): { statement: Statement; reading: Reading } {
  const maxTimeMs = toNumber(context.body.maxTimeMS);
  const { transaction } = context;
  if (transaction) {
    return { statement: transaction, reading: { maxTimeMs, check: () => checkActive(transaction) } };
  }
  const snapshot = context.database.store.snapshot();
  return {
    statement: { ...context.database.reader(), view: snapshot },
    reading: { maxTimeMs, close: () => snapshot.done() },
  };
}

export function docArgument(context: Context, name: string): Doc {
  const v = context.body[name];
  if (v === undefined) return {};
  if (!isDoc(v))
    throw new MongoError(
      'TypeMismatch',
      `BSON field '${context.name}.${name}' is the wrong type '${typeName(v)}', expected type 'object'`,
    );
  return v;
}

export function countArgument(context: Context, name: string, fallback = 0): number {
  const v = context.body[name];
  if (v === undefined || v === null) return fallback;
  const n = toNumber(v);
  if (n === undefined)
    throw new MongoError(
      'TypeMismatch',
      `BSON field '${context.name}.${name}' is the wrong type '${typeName(v)}', expected a number`,
    );
  if (n < 0 && name !== 'limit')
    throw new MongoError('BadValue', `BSON field '${name}' value must be >= 0, actual value '${n}'`, { code: 51024 });
  return n;
}

export function flag(context: Context, name: string): boolean {
  return truthy(context.body[name]);
}

export function whole(value: number): Int32 | Long {
  return Math.abs(value) < 2 ** 31 ? new Int32(value) : Long.fromNumber(value);
}
