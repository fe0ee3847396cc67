/** Opens the database that the settings name, or the embedded one. */
import { join } from 'node:path';
import type { Config } from './config.js';
import { startEmbedded, type RunningDatabase } from './embedded/start.js';
import { STREAMED } from './storage/base/collections.js';

/** Opens the configured database, or the embedded one if `mongoUri` is not set. */
export async function openDatabase(config: Config): Promise<{ uri: string; close(): Promise<void> }> {
  if (config.mongoUri) return { uri: config.mongoUri, close: () => Promise.resolve() };
  const dir = join(config.dataDir, 'db');
  const embedded: RunningDatabase = await startEmbedded({
    dir,
    listen: process.platform === 'win32' ? { port: 0 } : { socket: join(dir, 'db.sock') },
    streamed: STREAMED,
  });
  return embedded;
}
