/**
 * The database connection: options, transactions and the clock of the database server. It also creates the registered
 * collections and their indexes.
 */
import { MongoClient, MongoServerError, type ClientSession, type Collection, type Db, type Document } from 'mongodb';
import { unavailable } from '../../services/base/errors.js';
import type { Tx } from '../../services/base/ports.js';
import { REGISTERED, type CollectionName } from './collections.js';
import { toServiceError } from './database-errors.js';
import { guarded } from './filters.js';
import { transactionLifetimeSeconds } from './transaction-lifetime.js';

const CLOCK_EVERY_MS = 10_000;

/** Collection that exists in a database while another one is copied to it. */
export const UNFINISHED_COPY = 'unfinishedCopy';

export class Mongo {
  private offsetMs = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly client: MongoClient,
    readonly db: Db,
    private readonly silenceMs: number,
  ) {}

  /**
   * Connects to the database, creates missing collections and indexes, and reads the clock of the server. `onCommand`
   * is called for each command that is sent.
   */
  static async connect(uri: string, database: string, silenceMs: number, onCommand?: () => void): Promise<Mongo> {
    const client = new MongoClient(uri, {
      appName: 'strata',
      serverSelectionTimeoutMS: 5000,
      // A connection that receives no response in this time is closed, so that the request fails instead of waiting
      // forever.
      socketTimeoutMS: silenceMs,
      connectTimeoutMS: Math.min(silenceMs, 10_000),
      maxPoolSize: 20,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      useBigInt64: true,
      ignoreUndefined: true,
      retryWrites: true,
      retryReads: true,
      monitorCommands: onCommand !== undefined,
    });
    if (onCommand) client.on('commandStarted', onCommand);
    try {
      await client.connect();
      await mustReplicate(client);
      const mongo = new Mongo(client, client.db(database), silenceMs);
      await mongo.prepare();
      await mongo.readClock();
      mongo.timer = setInterval(() => void mongo.readClock().catch(() => undefined), CLOCK_EVERY_MS);
      mongo.timer.unref();
      return mongo;
    } catch (error) {
      await client.close().catch(() => undefined);
      throw error;
    }
  }

  /** Creates missing collections and indexes. */
  private async prepare(): Promise<void> {
    const existing = new Set((await this.db.listCollections({}, { nameOnly: true }).toArray()).map((c) => c.name));
    if (existing.has(UNFINISHED_COPY))
      throw new Error(
        'this database is an unfinished copy; run the same "strata db copy" again, which continues it, or use another database',
      );
    await Promise.all(
      REGISTERED.map(async ([name, { indexes }]) => {
        // Creating an index also creates its collection.
        if (indexes.length > 0) await this.db.collection(name).createIndexes([...indexes]);
        else if (!existing.has(name)) await this.db.createCollection(name).catch(alreadyThere);
      }),
    );
  }

  /**
   * Returns for how many seconds the server keeps the transaction of a dead process open. During this time, other
   * processes cannot write the customers of that transaction. Returns undefined if the server does not report the
   * value, for example because the database user lacks the permission.
   */
  transactionLifetimeSeconds(): Promise<number | undefined> {
    return this.bounded(transactionLifetimeSeconds(this.client.db('admin'))).catch(() => undefined);
  }

  collection<T extends Document>(name: CollectionName): Collection<T> {
    return guarded(this.db.collection<T>(name));
  }

  /** Returns the time of the database server in milliseconds. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  private async readClock(): Promise<void> {
    const before = Date.now();
    const { localTime } = await this.bounded(this.db.admin().command({ hello: 1 }));
    const after = Date.now();
    this.offsetMs = (localTime as Date).getTime() - Math.round((before + after) / 2);
    // Both clocks usually belong to the same machine. A difference within the measurement error counts as zero.
    if (Math.abs(this.offsetMs) <= after - before + 1) this.offsetMs = 0;
  }

  /**
   * Waits for `work`, and throws UNAVAILABLE after `ms` milliseconds. The driver itself can wait forever, for example
   * for the response to a command that it sent just before the connection broke.
   */
  bounded<T>(work: Promise<T>, ms = this.silenceMs): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unavailable('DATABASE_TIMEOUT', 'the database does not respond; retry')), ms);
      timer.unref();
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  }

  transact<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return this.bounded(this.runTransaction(run));
  }

  private async runTransaction<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    const session = this.client.startSession();
    try {
      session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } });
      const result = await run(session as unknown as Tx);
      await session.commitTransaction();
      return result;
    } catch (error) {
      if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
      throw toServiceError(error);
    } finally {
      await session.endSession().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.client.close();
  }
}

/**
 * Throws if the server is standalone, because it then supports neither transactions nor change streams. The message
 * contains the remedy.
 */
export async function mustReplicate(client: MongoClient): Promise<void> {
  const { setName, msg } = await client.db('admin').command({ hello: 1 });
  if (setName === undefined && msg !== 'isdbgrid')
    throw new Error(
      'this MongoDB is a standalone server, and Strata needs a replica set (one node is enough): start mongod with --replSet rs0, run rs.initiate() in its shell once, and add replicaSet=rs0 to MONGODB_URI',
    );
}

function alreadyThere(error: unknown): void {
  if (!(error instanceof MongoServerError) || error.code !== 48) throw error;
}

/** Returns driver options that run an operation in the given transaction. */
export function within(tx: Tx | undefined): { session?: ClientSession } {
  return tx ? { session: tx as unknown as ClientSession } : {};
}

/**
 * Returns driver options that fetch `most` documents in one batch. By default, the first batch has at most 101
 * documents, and the rest needs a second round trip.
 */
export function atOnce(most: number): { batchSize: number } {
  // With room for one more document, the first batch already shows that no documents follow.
  return { batchSize: most + 1 };
}
