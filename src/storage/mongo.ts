/** The connection: options, collections, indexes, transactions, the server's clock. The only place that knows them. */
import {
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  type ClientSession,
  type Collection,
  type Db,
  type Document,
  type IndexDescription,
} from 'mongodb';
import { StoreConflict, unavailable } from '../services/errors.js';
import type { Tx } from '../services/ports.js';
import { guarded } from './filters.js';

/** Every collection with its indexes. All begin with the workspace, so that nothing crosses it. */
const COLLECTIONS: Readonly<Record<string, readonly IndexDescription[]>> = {
  meta: [],
  workspaces: [],
  namespaces: [{ key: { ws: 1, name: 1 }, unique: true }],
  tagDefinitions: [{ key: { ws: 1, key: 1 }, unique: true }],
  segments: [{ key: { ws: 1, key: 1 }, unique: true }],
  layerModels: [{ key: { ws: 1, key: 1 }, unique: true }],
  coupons: [{ key: { ws: 1, key: 1 }, unique: true }],
  experiments: [{ key: { ws: 1, key: 1 }, unique: true }],
  couponCounts: [{ key: { ws: 1 } }],
  segmentVersions: [{ key: { ws: 1, key: 1, version: 1 }, unique: true }],
  partners: [{ key: { ws: 1, key: 1 }, unique: true }],
  // Gone a week after their day.
  quotas: [{ key: { ws: 1, day: 1 } }, { key: { at: 1 }, expireAfterSeconds: 7 * 86_400 }],
  schedules: [{ key: { ws: 1, _id: 1 } }],
  retentions: [{ key: { ws: 1, family: 1 }, unique: true }],
  profiles: [
    { key: { ws: 1, isRoot: 1, _id: 1 } },
    { key: { ws: 1, 'memberships.segment': 1, _id: 1 } },
    { key: { ws: 1, nextCheckAt: 1 } },
  ],
  identities: [{ key: { ws: 1 } }],
  links: [{ key: { ws: 1, ends: 1 } }, { key: { ws: 1, accepted: 1, _id: 1 } }],
  partings: [{ key: { ws: 1, ends: 1 } }],
  tombstones: [{ key: { ws: 1 } }],
  events: [{ key: { ws: 1, profile: 1, type: 1, at: 1 } }, { key: { ws: 1, type: 1, at: 1, _id: 1 } }],
  tagFacts: [{ key: { ws: 1, profile: 1, tag: 1, at: 1 } }, { key: { ws: 1, by: 1, recordedAt: 1, _id: 1 } }],
  transitions: [{ key: { ws: 1, profile: 1, sequence: 1 } }, { key: { ws: 1, segment: 1, _id: 1 } }],
  // Told and gone within a day: their ids begin with the instant, which is all that is asked of them.
  profileChanges: [],
  customerChanges: [],
  jobs: [{ key: { ws: 1, state: 1 } }, { key: { ws: 1, _id: 1 } }, { key: { state: 1 } }],
  jobChanges: [],
  alerts: [{ key: { ws: 1, _id: 1 } }],
  idempotency: [{ key: { ws: 1 } }, { key: { at: 1 } }],
  outcomes: [{ key: { ws: 1 } }, { key: { at: 1 } }],
  audit: [{ key: { ws: 1, _id: 1 } }, { key: { ws: 1, actor: 1, _id: 1 } }],
};

const CLOCK_EVERY_MS = 10_000;

export class Mongo {
  private offsetMs = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly client: MongoClient,
    readonly db: Db,
    private readonly silenceMs: number,
  ) {}

  /** Connects, makes what is missing, and learns the server's clock. */
  static async connect(uri: string, database: string, silenceMs: number): Promise<Mongo> {
    const client = new MongoClient(uri, {
      appName: 'strata',
      serverSelectionTimeoutMS: 5000,
      // A connection that went silent is given up, so that a request is answered rather than kept.
      socketTimeoutMS: silenceMs,
      connectTimeoutMS: Math.min(silenceMs, 10_000),
      maxPoolSize: 20,
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'majority' },
      useBigInt64: true,
      ignoreUndefined: true,
      retryWrites: true,
      retryReads: true,
    });
    await client.connect();
    const mongo = new Mongo(client, client.db(database), silenceMs);
    const existing = new Set((await mongo.db.listCollections({}, { nameOnly: true }).toArray()).map((c) => c.name));
    await Promise.all(
      Object.entries(COLLECTIONS).map(async ([name, indexes]) => {
        if (!existing.has(name)) await mongo.db.createCollection(name).catch(alreadyThere);
        if (indexes.length > 0) await mongo.db.collection(name).createIndexes([...indexes]);
      }),
    );
    await mongo.readClock();
    mongo.timer = setInterval(() => void mongo.readClock().catch(() => undefined), CLOCK_EVERY_MS);
    mongo.timer.unref();
    return mongo;
  }

  collection<T extends Document>(name: keyof typeof COLLECTIONS): Collection<T> {
    return guarded(this.db.collection<T>(name));
  }

  /** The database server's clock, ms. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  private async readClock(): Promise<void> {
    const before = Date.now();
    const { localTime } = await this.bounded(this.db.admin().command({ hello: 1 }));
    const after = Date.now();
    this.offsetMs = (localTime as Date).getTime() - Math.round((before + after) / 2);
    // The two clocks are usually one; a millisecond of reading error is not worth a shift.
    if (Math.abs(this.offsetMs) <= after - before + 1) this.offsetMs = 0;
  }

  /**
   * The work, or UNAVAILABLE when it takes longer than a silent database is waited for. The driver itself can wait for
   * ever: for the answer to a command it sent just as the connection broke.
   */
  bounded<T>(work: Promise<T>, ms = this.silenceMs): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(unavailable('DATABASE_TIMEOUT', 'the database does not answer; retry')), ms);
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

function alreadyThere(error: unknown): void {
  if (!(error instanceof MongoServerError) || error.code !== 48) throw error;
}

/** The driver's session behind a transaction, as the option a driver call takes. */
export function within(tx: Tx | undefined): { session?: ClientSession } {
  return tx ? { session: tx as unknown as ClientSession } : {};
}

/** Answers so many documents at once; otherwise the first answer has 101 at most, and the rest is a second question. */
export function atOnce(most: number): { batchSize: number } {
  // With one more the cursor is known to be at its end.
  return { batchSize: most + 1 };
}

/** The server is not, or no longer, the one that writes: a replica set elects another within seconds. */
const NOT_PRIMARY = new Set([10107, 13435, 13436, 11600, 11602, 10058, 189, 91]);

/** A rival's commit (conflict or duplicate key), or a database that cannot be reached. */
export function toServiceError(error: unknown): unknown {
  if (error instanceof MongoServerError && NOT_PRIMARY.has(Number(error.code)))
    return unavailable('DATABASE_FAILOVER', 'the database is changing its primary; retry');
  if (
    error instanceof MongoServerError &&
    (error.code === 112 || error.code === 11000 || error.hasErrorLabel('TransientTransactionError'))
  ) {
    return new StoreConflict('a rival commit was first');
  }
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError)
    return unavailable('DATABASE_UNREACHABLE', 'the database cannot be reached; retry');
  if (error instanceof MongoServerError && error.code === 14031)
    return unavailable('DATABASE_DISK_FULL', 'the database disk is full; nothing was written');
  if (error instanceof MongoServerError && error.code === 412)
    return unavailable(
      'DATABASE_DAMAGED',
      'the database found its file damaged where this is kept; restore it from a backup',
    );
  // Anything else of the driver's that may pass is the connection, not a rival.
  if (error instanceof MongoError && error.hasErrorLabel('TransientTransactionError'))
    return unavailable('DATABASE_UNREACHABLE', 'the database cannot be reached; retry');
  return error;
}
