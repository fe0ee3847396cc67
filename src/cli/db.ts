/**
 * `strata db`: shows the status of the embedded database, runs it without a Strata server on a loopback port, backs it
 * up, or copies it to MongoDB and back.
 */
import { join, resolve } from 'node:path';
import { constants, copyFileSync, existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { backUpFolder } from '../embedded/backup.js';
import { startEmbedded } from '../embedded/start.js';
import { databaseStatus, type DatabaseStatus } from '../storage/base/database-status.js';
import { STREAMED } from '../storage/base/collections.js';
import { SECRET_FILE } from '../config.js';
import { CliError, localConfig, type Command } from './command.js';
import { copyDatabases } from './db-copy.js';
import { secretFileOf } from './secret-file.js';

export const db: Command = {
  help: `strata db [--dir DIR]                 size, collections, indexes, oldest resume point
strata db backup --to DIR [--dir DIR] copy it, and the secret of its tokens, into a new folder while the server runs
strata db serve --dir DIR --port N    serve it alone on 127.0.0.1:N (for several servers over one folder:
                                      MONGODB_URI=mongodb://127.0.0.1:N/?directConnection=true npm start)
strata db copy --from PLACE --to PLACE [--replace]
                                      copy it to MongoDB or back; PLACE is a data directory or mongodb://...

The folder is <STRATA_DATA_DIR>/db. One process owns it at a time: stop the server to look at it,
or while the server runs this asks the server's own database. A backup holds the writes acknowledged
before it began; to restore it, start a server with STRATA_DATA_DIR set to its folder.

Nothing may write to either database during a copy: stop the servers, or copy a backup. The target must be
empty; --replace deletes what it holds. Interrupted, the same command continues. At the end, documents
(number and checksum) and indexes are compared. STRATA_DATABASE is the name of the database in MongoDB.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        dir: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
        replace: { type: 'boolean', default: false },
        port: { type: 'string', default: '27027' },
      },
    });
    const dir = resolve(values.dir ?? join(localConfig().dataDir, 'db'));
    if (positionals[0] === 'serve') {
      const port = Number(values.port);
      if (!Number.isInteger(port) || port < 0 || port > 65535) throw new CliError('--port is a port number.');
      const running = await startEmbedded({ dir, listen: { port }, streamed: STREAMED }).catch((e: Error) => {
        throw new CliError(e.message);
      });
      console.log(`Serving ${dir} at ${running.uri}\nEnd it with Ctrl-C.`);
      await new Promise<void>((done) => {
        process.once('SIGINT', () => done());
        process.once('SIGTERM', () => done());
      });
      // Acknowledged writes are already on disk, so a slow shutdown can be cut short.
      setTimeout(() => process.exit(0), 8000).unref();
      await running.close();
      return 0;
    }
    if (positionals[0] === 'copy') return copyDatabases({ from: values.from, to: values.to, replace: values.replace });
    if (positionals[0] === 'backup') return backUp(dir, values.to);
    if (positionals.length > 0) throw new CliError(`There is no "strata db ${positionals[0]}"; see strata db --help.`);
    if (!existsSync(join(dir, 'data.mdb')))
      throw new CliError(`There is no database in ${dir} yet. It is made at the first npm start.`);
    const socket = join(dir, 'db.sock');
    const asked = existsSync(socket)
      ? await databaseStatus(`mongodb://${encodeURIComponent(socket)}/?directConnection=true`).catch(() => undefined)
      : undefined;
    show(dir, asked ?? (await opened(dir)));
    return 0;
  },
};

/** Copies the database and the token secret into a new folder. The copy is a complete data directory. */
async function backUp(dir: string, to: string | undefined): Promise<number> {
  if (to === undefined) throw new CliError('--to is the new folder of the backup.');
  const target = resolve(to);
  const bytes = await backUpFolder(dir, join(target, 'db')).catch((e: Error) => {
    throw new CliError(e.message);
  });
  const secret = secretFileOf(dir);
  if (secret) copyFileSync(secret, join(target, SECRET_FILE), constants.COPYFILE_EXCL);
  console.log(
    `Backed up ${dir} to ${target} (${(bytes / 2 ** 20).toFixed(1)} MiB). Restore: start a server with STRATA_DATA_DIR=${target}`,
  );
  return 0;
}

async function opened(dir: string): Promise<DatabaseStatus> {
  const running = await startEmbedded({ dir, listen: { port: 0 } }).catch((e: Error) => {
    throw new CliError(e.message);
  });
  try {
    return await databaseStatus(running.uri);
  } finally {
    await running.close();
  }
}

function show(dir: string, s: DatabaseStatus): void {
  console.log(
    `${dir}: ${(Number(s.sizeOnDisk) / 2 ** 20).toFixed(1)} MiB; streams can resume from ${s.oldestResumePoint.toISOString()} (${(Number(s.changeLogSize) / 2 ** 20).toFixed(1)} MiB of changes)\n`,
  );
  const width = Math.max(...s.collections.map((c) => c.ns.length), 10);
  console.log(`${'collection'.padEnd(width)}  ${'documents'.padStart(10)}  indexes`);
  for (const c of s.collections)
    console.log(
      `${c.ns.padEnd(width)}  ${Number(c.count).toLocaleString('en').padStart(10)}  ${['_id_', ...c.indexes].join(', ')}`,
    );
}
