/** Reads the properties of the database that matter for a deployment. Creates nothing in the database. */
import { MongoClient } from 'mongodb';
import { REGISTERED, type CollectionName } from './collections.js';
import { UNFINISHED_COPY } from './mongo.js';
import { transactionLifetimeSeconds } from './transaction-lifetime.js';

export interface DeploymentFacts {
  /** Version of the database server. */
  readonly version: string;
  /** Whether transactions and change streams work. They need a replica set or a sharded cluster. */
  readonly replicates: boolean;
  /** Whether a member of the set accepts writes. */
  readonly hasPrimary: boolean;
  /**
   * Clock of the database server minus the clock of this machine, in milliseconds. `clockErrorMs` is the measurement
   * error.
   */
  readonly clockSkewMs: number;
  readonly clockErrorMs: number;
  /**
   * Number of seconds for which the server keeps the transaction of a dead process open. Undefined if the server does
   * not report it.
   */
  readonly transactionLifetimeSeconds: number | undefined;
  /** Registered indexes that are missing, as `collection.index`. Empty for a database without collections. */
  readonly missingIndexes: readonly string[];
  /** Whether the database has been used by Strata before. */
  readonly isUsed: boolean;
  /** Whether another database is being copied to this one. No server starts on it until the copy has ended. */
  readonly isUnfinishedCopy: boolean;
}

/**
 * Reads the properties of the database at `uri`. Throws the error of the driver if it cannot be reached within
 * `withinMs`.
 */
export async function readDeployment(uri: string, database: string, withinMs: number): Promise<DeploymentFacts> {
  const limits = { serverSelectionTimeoutMS: withinMs, connectTimeoutMS: withinMs, socketTimeoutMS: withinMs };
  const client = await MongoClient.connect(uri, { appName: 'strata doctor', ...limits });
  try {
    const admin = client.db('admin');
    const before = Date.now();
    const hello = await admin.command({ hello: 1 });
    const after = Date.now();
    const lifetime = await transactionLifetimeSeconds(admin);
    const { version } = await admin.command({ buildInfo: 1 });
    const db = client.db(database);
    const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
    const missing = await Promise.all(
      REGISTERED.filter(([name]) => existing.has(name)).map(([name, { indexes }]) =>
        missingOf(client, database, name, indexes),
      ),
    );
    return {
      version: String(version),
      replicates: hello.setName !== undefined || hello.msg === 'isdbgrid',
      hasPrimary: hello.isWritablePrimary === true || hello.primary !== undefined || hello.msg === 'isdbgrid',
      clockSkewMs: (hello.localTime as Date).getTime() - Math.round((before + after) / 2),
      clockErrorMs: after - before + 1,
      transactionLifetimeSeconds: lifetime,
      missingIndexes: missing.flat(),
      isUsed: REGISTERED.some(([name]) => existing.has(name)),
      isUnfinishedCopy: existing.has(UNFINISHED_COPY),
    };
  } finally {
    await client.close();
  }
}

async function missingOf(
  client: MongoClient,
  database: string,
  name: CollectionName,
  indexes: readonly { readonly key: unknown }[],
): Promise<string[]> {
  const built = await client.db(database).collection(name).listIndexes().toArray();
  const keys = new Set(built.map(({ key }) => JSON.stringify(key)));
  return indexes
    .map(({ key }) => JSON.stringify(key))
    .filter((key) => !keys.has(key))
    .map((key) => `${name} ${key}`);
}
