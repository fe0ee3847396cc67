/** Logical sessions. A session contains its current transaction and the replies that are stored for retried writes. */
import { Binary, type Doc, decode, encode, isDoc, Long, toNumber } from './value/bson.js';
import { MongoError } from './value/errors.js';
import type { Retry } from './commands/context.js';
import type { Database, Transaction } from './storage/database.js';

interface Session {
  txnNumber: bigint;
  transaction?: Transaction;
  /** The connection that sent the latest command in the transaction. */
  connection?: object;
  committed?: boolean;
}

const RETRY = 5;
/** Time in milliseconds for which the reply to a retryable write is stored. */
const RETRY_MS = 30 * 60_000;

export class Sessions {
  private readonly sessions = new Map<string, Session>();
  /** The retryable writes that are running. */
  private readonly attempts = new Map<string, Promise<Doc | Buffer>>();

  constructor(private readonly database: Database) {}

  /**
   * Returns the transaction of a command. `startTransaction` starts the transaction, and later commands refer to it by
   * its number.
   */
  transactionOf(body: Doc, connection: object): Transaction | undefined {
    if (body.autocommit !== false) return undefined;
    const { session, number } = this.locate(body);
    session.connection = connection;
    session.transaction?.setOrphaned(false);
    if (body.startTransaction === true) {
      if (number < session.txnNumber)
        throw new MongoError('TransactionTooOld', `Cannot start transaction ${number} because a newer one has started`);
      session.transaction?.finish('aborted');
      session.txnNumber = number;
      session.committed = false;
      session.transaction = this.database.begin();
      return session.transaction;
    }
    if (session.txnNumber !== number || !session.transaction || session.transaction.state === 'aborted') {
      throw new MongoError(
        'NoSuchTransaction',
        `Given transaction number ${number} does not match any in-progress transactions.`,
        { labels: ['TransientTransactionError'] },
      );
    }
    if (session.transaction.state === 'committed')
      throw new MongoError('TransactionCommitted', `Transaction ${number} has been committed.`);
    return session.transaction;
  }

  async commit(body: Doc): Promise<Doc> {
    const { session, number } = this.locate(body);
    if (session.txnNumber === number && session.committed) return { ok: 1 };
    const key = retryKey(body);
    if (!session.transaction || session.txnNumber !== number) {
      // After a restart, a retried commit still succeeds if the original commit is already on disk.
      const kept = this.kept(key);
      if (kept && kept.txnNumber === number && kept.reply.committed === true) return { ok: 1 };
      throw new MongoError('NoSuchTransaction', `Transaction ${number} is not in progress`, {
        labels: ['TransientTransactionError'],
      });
    }
    const { transaction } = session;
    await transaction.inTurn(async () => {
      // The client may have sent the commit again on another connection.
      if (transaction.state === 'committed') return;
      await this.database.commit(transaction, () => this.keep(key, number, { committed: true }));
    });
    session.committed = true;
    return { ok: 1 };
  }

  abort(body: Doc): Doc {
    const { session, number } = this.locate(body);
    if (session.txnNumber === number && session.committed)
      throw new MongoError('TransactionCommitted', `Transaction ${number} has been committed.`);
    if (!session.transaction || session.txnNumber !== number || session.transaction.state !== 'active') {
      throw new MongoError('NoSuchTransaction', `Transaction ${number} is not in progress`, {
        labels: ['TransientTransactionError'],
      });
    }
    session.transaction.finish('aborted');
    return { ok: 1 };
  }

  /** Ends sessions and aborts their open transactions. */
  end(ids: readonly Doc[]): void {
    for (const id of ids) {
      const name = sessionName(id);
      this.sessions.get(name)?.transaction?.finish('aborted');
      this.sessions.delete(name);
    }
  }

  /** Aborts every open transaction. */
  abortAll(): void {
    for (const s of this.sessions.values()) s.transaction?.finish('aborted');
  }

  /**
   * Marks the transactions of a lost connection as orphaned. Another connection can still end such a transaction, but
   * it no longer blocks other writers.
   */
  orphan(connection: object): void {
    for (const s of this.sessions.values()) if (s.connection === connection) s.transaction?.setOrphaned(true);
  }

  /**
   * Returns the retry state of a retryable write. It contains the earlier reply, if any, and the functions that the
   * write calls in its job.
   */
  retryOf(body: Doc): Retry | undefined {
    if (!isRetryable(body)) return undefined;
    const number = (body.txnNumber as Long).toBigInt();
    const key = retryKey(body);
    const check = (): ReturnType<Sessions['kept']> => {
      const there = this.kept(key);
      if (there && there.txnNumber > number)
        throw new MongoError(
          'TransactionTooOld',
          `Retryable write with txnNumber ${number} is prohibited: a newer one has started`,
        );
      return there;
    };
    const kept = check();
    return {
      check: () => void check(),
      previous: kept?.txnNumber === number ? kept.reply : undefined,
      keep: (reply) => this.keep(key, number, reply),
    };
  }

  /**
   * Runs a write. If the write is retryable and an earlier attempt is still running, returns the reply of that attempt
   * instead, so that the write takes effect once.
   */
  attempt(body: Doc, run: () => Promise<Doc | Buffer> | Doc | Buffer): Promise<Doc | Buffer> | Doc | Buffer {
    if (!isRetryable(body)) return run();
    const name = `${retryKey(body).toString('latin1')} ${String(body.txnNumber)}`;
    let running = this.attempts.get(name);
    if (!running) {
      running = Promise.resolve(run()).finally(() => this.attempts.delete(name));
      this.attempts.set(name, running);
    }
    return running;
  }

  /** Removes expired replies. Must be called inside a write job. */
  sweep(nowMs: number): void {
    for (const { key, value } of [...this.database.store.range(Buffer.from([RETRY]), Buffer.from([RETRY + 1]))]) {
      if (nowMs - toNumber(decode(value).at)! > RETRY_MS) this.database.store.remove(key);
    }
  }

  private kept(key: Buffer): { txnNumber: bigint; reply: Doc } | undefined {
    const raw = this.database.store.get(key);
    if (!raw) return undefined;
    const doc = decode(raw);
    return { txnNumber: (doc.txn as Long).toBigInt(), reply: doc.reply };
  }

  private keep(key: Buffer, txnNumber: bigint, reply: Doc): void {
    this.database.store.put(
      key,
      encode({ txn: Long.fromBigInt(txnNumber), at: Long.fromNumber(this.database.options.nowMs()), reply }),
    );
  }

  private locate(body: Doc): { session: Session; number: bigint } {
    if (!isDoc(body.lsid) || !(body.txnNumber instanceof Long))
      throw new MongoError('InvalidOptions', 'a transaction needs lsid and txnNumber');
    const name = sessionName(body.lsid);
    let session = this.sessions.get(name);
    if (!session) this.sessions.set(name, (session = { txnNumber: -1n }));
    return { session, number: body.txnNumber.toBigInt() };
  }
}

function isRetryable(body: Doc): boolean {
  return body.txnNumber !== undefined && body.autocommit !== false && isDoc(body.lsid);
}

function sessionName(lsid: Doc): string {
  return lsid.id instanceof Binary ? Buffer.from(lsid.id.value()).toString('hex') : '';
}

function retryKey(body: Doc): Buffer {
  return Buffer.concat([Buffer.from([RETRY]), Buffer.from(sessionName(body.lsid), 'hex')]);
}
