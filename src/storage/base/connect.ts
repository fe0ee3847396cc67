/** Connects to a database to copy it. No operation has a time limit, because building an index may take long. */
import { MongoClient } from 'mongodb';
import { mustReplicate } from './mongo.js';

const WITHIN_MS = 5000;

/**
 * Connects to the database server at `uri`. Throws the error of the driver if it does not respond. With `isWritten`,
 * also throws if a Strata server could not use it.
 */
export async function connectToCopy(uri: string, isWritten: boolean): Promise<MongoClient> {
  const client = await MongoClient.connect(uri, {
    appName: 'strata copy',
    serverSelectionTimeoutMS: WITHIN_MS,
    connectTimeoutMS: WITHIN_MS,
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
  try {
    if (isWritten) await mustReplicate(client);
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}
