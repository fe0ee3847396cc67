/** Opens the database of this installation for commands that read it directly. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { openDatabase } from '../database.js';
import type { Stores } from '../services/base/ports.js';
import { Mongo } from '../storage/base/mongo.js';
import { createStores } from '../storage/stores.js';

/**
 * Calls `use` with the stores of the configured database, and closes the connection afterward. If a server is running
 * on an embedded database, its database is read. If none is running, the embedded database is opened.
 *
 * @example
 * const count = await withStores(localConfig(), (stores) => stores.profiles.countRoots('demo'));
 */
export async function withStores<T>(config: Config, use: (stores: Stores) => Promise<T>): Promise<T> {
  const socket = join(config.dataDir, 'db', 'db.sock');
  const database =
    !config.mongoUri && existsSync(socket)
      ? { uri: `mongodb://${encodeURIComponent(socket)}/?directConnection=true`, close: () => Promise.resolve() }
      : await openDatabase(config);
  try {
    const mongo = await Mongo.connect(database.uri, config.database, config.databaseTimeoutMs);
    try {
      return await use(createStores(mongo));
    } finally {
      await mongo.close();
    }
  } finally {
    await database.close();
  }
}
