/** `strata db copy`: copies a database between an embedded database and MongoDB, in either direction. */
import { constants, copyFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startEmbedded } from '../embedded/start.js';
import { FOLLOWERS } from '../services/scheduling/followers.js';
import { connectToCopy } from '../storage/base/connect.js';
import { copyDatabase, CopyRefused, type CopiedCollection, type CopyProgress } from '../storage/base/copy-database.js';
import { SECRET_FILE } from '../config.js';
import { CliError, localConfig } from './command.js';
import { Progress } from './progress.js';
import { secretFileOf } from './secret-file.js';

const URI = /^mongodb(\+srv)?:\/\//;

interface Ends {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly replace: boolean;
}

/** A database that is open for the copy. */
interface End {
  readonly uri: string;
  close(): Promise<void>;
}

export async function copyDatabases({ from, to, replace }: Ends): Promise<number> {
  if (from === undefined || to === undefined)
    throw new CliError(
      '--from and --to are each a data directory or the address of a MongoDB (mongodb://…). See strata db --help.',
    );
  const source = await open(from, '--from');
  try {
    const target = await open(to, '--to');
    try {
      report(await copied(source.uri, target.uri, replace));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
  sayNext(from, to);
  return 0;
}

async function open(place: string, role: '--from' | '--to'): Promise<End> {
  if (URI.test(place)) return { uri: place, close: () => Promise.resolve() };
  if (place.includes('://')) throw new CliError(`${role} begins with mongodb:// or mongodb+srv://, or is a folder.`);
  const dir = databaseFolder(place);
  if (role === '--from' && !existsSync(join(dir, 'data.mdb')))
    throw new CliError(`There is no database in ${dir}. --from is a data directory (STRATA_DATA_DIR) or a backup.`);
  const listen = process.platform === 'win32' ? { port: 0 } : { socket: join(dir, 'copy.sock') };
  try {
    // The copied documents are not logged as changes, because nobody has followed this database yet.
    return await startEmbedded({ dir, listen, streamed: [] });
  } catch (error) {
    const { message } = error as Error;
    const isUsed = message.includes('is in use by process');
    const backup = `strata db backup --dir ${dir} --to BACKUP && strata db copy --from BACKUP --to …`;
    if (isUsed && role === '--from')
      throw new CliError(`${message}. Or copy a backup, which needs no stop: ${backup}`, 1);
    throw new CliError(message);
  }
}

/** Returns the folder of the database file: the given folder if it has such a file, otherwise its subfolder `db`. */
function databaseFolder(place: string): string {
  const dir = resolve(place);
  return existsSync(join(dir, 'data.mdb')) ? dir : join(dir, 'db');
}

async function copied(from: string, to: string, replace: boolean): Promise<readonly CopiedCollection[]> {
  const source = await connect(from, '--from');
  try {
    const target = await connect(to, '--to');
    try {
      const { database } = localConfig();
      return await copyDatabase({
        from: source.db(database),
        to: target.db(database),
        followers: FOLLOWERS.map(({ name }) => name),
        replace,
        onProgress: progressOf(),
      });
    } finally {
      await target.close();
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    const { message } = error as Error;
    throw new CliError(
      error instanceof CopyRefused
        ? message
        : `The copy stopped: ${message}. The copied data is kept. Run the same command again to continue.`,
    );
  } finally {
    await source.close();
  }
}

/** The messages of the driver may contain addresses of servers, but no passwords. */
const connect = (uri: string, role: '--from' | '--to'): ReturnType<typeof connectToCopy> =>
  connectToCopy(uri, role === '--to').catch((error: Error) => {
    throw new CliError(`The database of ${role} cannot be used: ${error.message}`);
  });

function progressOf(): (progress: CopyProgress) => void {
  const bars = { COPY: new Progress(), COMPARE: new Progress() };
  return ({ step, done, total }) => bars[step].show(done, total, step === 'COPY' ? 'copying' : 'comparing');
}

function report(collections: readonly CopiedCollection[]): void {
  const filled = collections.filter(({ documents }) => documents > 0);
  const width = Math.max(10, ...filled.map(({ name }) => name.length));
  console.log(`${'collection'.padEnd(width)}  ${'documents'.padStart(12)}  checksum`);
  for (const { name, documents, checksum } of filled)
    console.log(`${name.padEnd(width)}  ${documents.toLocaleString('en').padStart(12)}  ${checksum}`);
  console.log('\nDocuments and indexes are the same in both databases.');
}

/** Says how a server uses the copy. The address of a MongoDB may contain a password, so it is not repeated. */
function sayNext(from: string, to: string): void {
  const secret = URI.test(from) ? undefined : secretFileOf(databaseFolder(from));
  if (URI.test(to)) {
    const sameTokens = secret ? `STRATA_JWT_SECRET="$(cat ${secret})"` : 'the same STRATA_JWT_SECRET';
    console.log(`Start the servers with MONGODB_URI set to the target and ${sameTokens}, so that tokens stay valid.`);
  } else {
    const dir = resolve(to);
    const kept = join(dir, SECRET_FILE);
    if (secret && !existsSync(kept)) copyFileSync(secret, kept, constants.COPYFILE_EXCL);
    const sameTokens = existsSync(kept) ? '' : ' and the same STRATA_JWT_SECRET, so that tokens stay valid';
    console.log(`Start a server without MONGODB_URI, with STRATA_DATA_DIR=${dir}${sameTokens}.`);
  }
  console.log('Cursors of subscriptions from before are refused. Clients read again and subscribe without a cursor.');
}
