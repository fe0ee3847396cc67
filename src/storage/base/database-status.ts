/** What the embedded database says of itself. */
import { MongoClient } from 'mongodb';

export interface DatabaseStatus {
  /** Bytes. */
  readonly sizeOnDisk: number;
  /** Bytes of the changes kept for streams. */
  readonly changeLogSize: number;
  /** Change streams can resume from this instant on. */
  readonly oldestResumePoint: Date;
  readonly collections: readonly { readonly ns: string; readonly count: number; readonly indexes: readonly string[] }[];
}

/** Throws when nothing answers at `uri`, or it is no embedded database. */
export async function databaseStatus(uri: string): Promise<DatabaseStatus> {
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 2000 });
  try {
    return (await client.db('admin').command({ strataStatus: 1 })) as unknown as DatabaseStatus;
  } finally {
    await client.close();
  }
}
