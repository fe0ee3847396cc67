/**
 * Creates several processes on one database, each with separate services and a separate writer, and a workspace that
 * contacts customers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServer } from '../../src/embedded/server.js';
import type { Principal } from '../../src/services/base/access.js';
import type { Delivery, Services } from '../../src/services/base/services.js';
import { createServices } from '../../src/services/create-services.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';

export class Processes {
  private readonly connections: Mongo[] = [];

  private constructor(
    private readonly dir: string,
    private readonly database: EmbeddedServer,
    private readonly uri: string,
  ) {}

  static async start(): Promise<Processes> {
    const dir = mkdtempSync(join(tmpdir(), 'strata-processes-'));
    const listen = { socket: join(dir, 's.sock') };
    const database = new EmbeddedServer({ dir: join(dir, 'db'), listen, nowMs: () => Date.now(), streamed: STREAMED });
    return new Processes(dir, database, await database.listen());
  }

  async open(delivery?: Delivery): Promise<Services> {
    const mongo = await Mongo.connect(this.uri, 't', 30_000);
    this.connections.push(mongo);
    return createServices(createStores(mongo), (ms) => sleep(Math.min(ms, 10)), { delivery });
  }

  async remove(): Promise<void> {
    await Promise.all(this.connections.map((mongo) => mongo.close()));
    await this.database.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const operator = (workspace: string): Principal => ({
  workspace,
  subject: 'test',
  scopes: new Set(['admin']),
  expiresAt: Infinity,
});
