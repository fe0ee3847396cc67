/** Reads the status that the embedded database reports about itself. */
import { MongoClient } from 'mongodb';

export interface DatabaseStatus {
  /** Size of the database file in bytes. */
  readonly sizeOnDisk: number;
  /** Size of the change log in bytes. */
  readonly changeLogSize: number;
  /** The earliest time from which a change stream can resume. */
  readonly oldestResumePoint: Date;
  readonly collections: readonly { readonly ns: string; readonly count: number; readonly indexes: readonly string[] }[];
}

/**
 * Reads the status of the embedded database at `uri`. Throws if it cannot be reached or is not an embedded database.
 */
export async function databaseStatus(uri: string): Promise<DatabaseStatus> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 2000 });
  try {
    return (await client.db('admin').command({ strataStatus: 1 })) as unknown as DatabaseStatus;
  } finally {
    await client.close();
  }
}
