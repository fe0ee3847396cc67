/** Opens the configured database, or the embedded database if none is configured. */
import { join } from 'node:path';
import type { Config } from './config.js';
import { startEmbedded, type RunningDatabase } from './embedded/start.js';
import { STREAMED } from './storage/base/collections.js';

export interface OpenDatabase {
  readonly uri: string;
  /** Path of the database file. Present only for the embedded database. */
  readonly file?: string;
  close(): Promise<void>;
}

/** Opens the configured database, or the embedded one if `mongoUri` is not set. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.mongoUri) return { uri: config.mongoUri, close: () => Promise.resolve() };
  const dir = join(config.dataDir, 'db');
  const embedded: RunningDatabase = await startEmbedded({
    dir,
    listen: process.platform === 'win32' ? { port: 0 } : { socket: join(dir, 'db.sock') },
    streamed: STREAMED,
  });
  return { uri: embedded.uri, file: join(dir, 'data.mdb'), close: () => embedded.close() };
}
