/**
 * Manages the data folder. It contains one LMDB environment with ordered keys and a lock file. Concurrent writes are
 * committed in groups.
 *
 * In this layer, keys and values are bytes without a meaning. The layers above define their meaning.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase, type Transaction } from 'lmdb';
import { MongoError } from '../value/errors.js';
import { keepPrivate } from '../private-files.js';
import { LOCK, releaseLock, takeLock } from './lock.js';
import { seal, unseal } from './seal.js';

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

/**
 * A consistent view of the data, which is either the latest committed state or a pinned snapshot. Inside a batch, it
 * shows the state that is being written.
 */
export interface View {
  get(key: Buffer): Buffer | undefined;
  /** Yields the entries with start <= key < end in ascending key order, or in descending order if `reverse` is true. */
  range(start: Buffer, end: Buffer, reverse?: boolean): Iterable<Entry>;
}

export interface Snapshot extends View {
  /** Releases the pages that the snapshot pins. Repeated calls have no effect. */
  done(): void;
}

export interface StoreOptions {
  readonly dir: string;
  /** Omits the flush to disk. A power loss can then lose committed data, so only tests use this option. */
  readonly noSync?: boolean;
  /**
   * Maximum size of the data file in bytes. Defaults to 256 GiB. A large maximum reserves only address space, because
   * pages are allocated as needed.
   */
  readonly mapSize?: number;
}

const FORMAT_KEY = Buffer.from([0, 0]);
export const FORMAT = 'strata-embedded-3';
/** An earlier format, which this version can also read. Its index entries and its change log differ (decision 82). */
const EARLIER_FORMAT = 'strata-embedded-2';
/**
 * Name of a small file that marks the folder of an existing database. If the data file is empty although the marker
 * exists, data was lost. Without the marker, an empty data file means a new database.
 */
export const MARKER = 'format';

/**
 * Time in ms after which a batch takes no further job. Reads run between batches, so a long queue of writes does not
 * delay them. If reads have kept a batch waiting for longer, it takes as much time as they took.
 */
const BATCH_MS = 8;

interface Job {
  run(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** The data file of a database. @example await store.write(() => store.put(key, value)); store.get(key); // value */
export class Store implements View {
  private readonly db: RootDatabase<Buffer, Buffer>;
  private readonly queue: Job[] = [];
  private scheduled = false;
  /** Time at which the first job of the next batch began to wait, on the clock of `performance.now`. */
  private waitingSince = 0;
  private closed = false;
  /** Called inside the transaction of each batch after its last job. */
  beforeCommit: () => void = () => undefined;
  /** Called after each batch has been flushed to disk, before the promises of its jobs are settled. */
  onCommit: () => void = () => undefined;
  /** Called after a batch has failed to commit. The state in memory may then be ahead of the store. */
  onRollback: () => void = () => undefined;

  constructor(private readonly options: StoreOptions) {
    mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    takeLock(options.dir);
    try {
      const existed = existsSync(join(options.dir, 'data.mdb'));
      this.db = openEnvironment(options);
      keepPrivate(options.dir);
      // This check precedes the first read, because the page of any key can be missing.
      if (existed) this.checkLength();
      const format = this.db.get(FORMAT_KEY);
      if (format === undefined || format.toString() === EARLIER_FORMAT) {
        this.db.putSync(FORMAT_KEY, Buffer.from(FORMAT));
        writeFileSync(join(options.dir, MARKER), `${FORMAT}\n`, { mode: 0o600 });
      } else if (format.toString() !== FORMAT)
        throw new Error(
          `${options.dir} holds data of another format (${format.toString().slice(0, 40)}); this version reads ${FORMAT}`,
        );
    } catch (error) {
      releaseLock(options.dir);
      throw error;
    }
  }

  /**
   * Detects a truncated data file. Reading a page beyond the end of the file would crash the process with a bus error.
   * But a short file can also be valid, if its last pages are free and were never written. A short file is therefore
   * extended and read completely before it is used.
   */
  private checkLength(): void {
    const path = join(this.options.dir, 'data.mdb');
    const {
      lastPageNumber = 0,
      pageSize = 4096,
      entryCount = 0,
    } = this.db.getStats() as {
      lastPageNumber?: number;
      pageSize?: number;
      entryCount?: number;
    };
    const wanted = (lastPageNumber + 1) * pageSize;
    if (statSync(path).size >= wanted) return;
    truncateSync(path, wanted);
    try {
      // At a missing page, the library may end a range without an error, so the entries are counted. The first entry is
      // the format, which has no checksum.
      let found = 1;
      for (const _ of this.range(Buffer.from([0, 1]), Buffer.from([255]))) found++;
      if (found < entryCount) throw new Error(`${entryCount - found} entries cannot be reached`);
    } catch (error) {
      throw new Error(`${path} is cut off: pages are missing (${(error as Error).message}); restore it from a backup`);
    }
  }

  get(key: Buffer): Buffer | undefined {
    return opened(key, this.db.get(key));
  }

  range(start: Buffer, end: Buffer, reverse = false): Iterable<Entry> {
    return rangeOf(this.db, start, end, reverse, undefined);
  }

  /**
   * Yields the key and the stored length in bytes of each entry. Checksums are not verified, so damaged entries are
   * included.
   */
  *lengths(start: Buffer, end: Buffer): Iterable<{ readonly key: Buffer; readonly bytes: number }> {
    for (const { key, value } of this.db.getRange({ start, end }) as Iterable<Entry>)
      yield { key, bytes: value.length };
  }

  /** Pins a snapshot of the latest committed state. `kept` is the size in bytes of its cache for reads by key. */
  snapshot(kept = 0): Snapshot {
    this.db.resetReadTxn();
    const transaction = this.db.useReadTransaction();
    let open = true;
    const read = (key: Buffer): Buffer | undefined =>
      opened(key, this.db.get(key, { transaction }) as Buffer | undefined);
    const known = new Map<string, Buffer | undefined>();
    let room = kept;
    return {
      get: (key) => {
        if (kept === 0) return read(key);
        const name = key.toString('latin1');
        let value = known.get(name);
        if (value === undefined && !known.has(name)) {
          value = read(key);
          const size = name.length + (value?.length ?? 0);
          if (size <= room) {
            room -= size;
            known.set(name, value);
          }
        }
        return value;
      },
      range: (start, end, reverse = false) => rangeOf(this.db, start, end, reverse, transaction),
      done: () => {
        if (open) transaction.done();
        open = false;
      },
    };
  }

  /** Stores a value. Returns its stored size in bytes. Must be called inside a `write` job. */
  put(key: Buffer, value: Buffer): number {
    const sealed = seal(key, value);
    this.db.putSync(key, sealed);
    return sealed.length;
  }

  /** Removes a key. Must be called inside a `write` job. */
  remove(key: Buffer): void {
    this.db.removeSync(key);
  }

  /**
   * Queues a job. Queued jobs run in order and in batches, each of which is one LMDB transaction. The promise of a job
   * settles after the flush to disk. A job must not throw after it has written anything. If the commit fails, all jobs of
   * the batch are rejected. Other commands may run while a job waits, so the job itself checks what it depends on.
   */
  write<T>(run: () => T): Promise<T> {
    if (this.closed) return Promise.reject(new MongoError('InternalError', 'the embedded database is closed'));
    return new Promise<T>((resolve, reject) => {
      this.queue.push({ run, resolve: resolve as (v: unknown) => void, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.waitingSince = performance.now();
    setImmediate(() => {
      this.scheduled = false;
      // If the store has been closed, `close` has already run the jobs.
      if (this.closed) return;
      this.drain();
      if (this.queue.length > 0) this.schedule();
    });
  }

  /** Commits the next batch of jobs. Jobs that remain in the queue belong to a later batch. */
  private drain(): void {
    const outcomes: { job: Job; value?: unknown; error?: unknown }[] = [];
    const now = performance.now();
    const end = now + Math.max(BATCH_MS, now - this.waitingSince);
    let taken = 0;
    try {
      this.db.transactionSync(() => {
        do {
          const job = this.queue[taken++];
          try {
            outcomes.push({ job, value: job.run() });
          } catch (error) {
            if (isStorageFault(error)) throw error;
            outcomes.push({ job, error });
          }
        } while (taken < this.queue.length && performance.now() < end);
        this.beforeCommit();
      });
    } catch (error) {
      const answer = storageError(error);
      this.onRollback();
      // If the transaction could not begin, no job ran, and all of them are rejected.
      for (const job of this.queue.splice(0, taken || this.queue.length)) job.reject(answer);
      return;
    }
    this.queue.splice(0, taken);
    this.onCommit();
    for (const o of outcomes) {
      if ('error' in o) o.job.reject(o.error);
      else o.job.resolve(o.value);
    }
  }

  /** Number of bytes that the data file uses. */
  size(): number {
    const stats = this.db.getStats() as { lastPageNumber?: number; pageSize?: number };
    return (stats.lastPageNumber ?? 0) * (stats.pageSize ?? 4096);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    while (this.queue.length > 0) this.drain();
    this.closed = true;
    await this.db.close();
    releaseLock(this.options.dir);
  }
}

function opened(key: Buffer, value: Buffer | undefined): Buffer | undefined {
  return value === undefined ? undefined : unseal(key, value);
}

function rangeOf(
  db: RootDatabase<Buffer, Buffer>,
  start: Buffer,
  end: Buffer,
  reverse: boolean,
  transaction: Transaction | undefined,
): Iterable<Entry> {
  const options = transaction ? { transaction } : {};
  if (!reverse) return forward(db.getRange({ ...options, start, end }) as Iterable<Entry>);
  return reversed(db.getRange({ ...options, start: end, reverse: true }) as Iterable<Entry>, start, end);
}

function* forward(entries: Iterable<Entry>): Iterable<Entry> {
  for (const { key, value } of entries) yield { key, value: unseal(key, value) };
}

function* reversed(entries: Iterable<Entry>, start: Buffer, end: Buffer): Iterable<Entry> {
  for (const entry of entries) {
    if (Buffer.compare(entry.key, end) >= 0) continue;
    if (Buffer.compare(entry.key, start) < 0) return;
    yield { key: entry.key, value: unseal(entry.key, entry.value) };
  }
}

const MAP_SIZE = 256 * 2 ** 30;

const environmentOf = (dir: string): object => ({
  path: dir,
  pageSize: 4096,
  noSubdir: false,
  encoding: 'binary',
  keyEncoding: 'binary',
  overlappingSync: false,
  maxReaders: 1024,
});

/** Opens an existing folder for reading while another process owns it. Does not take the lock. */
export function openForReading(dir: string): RootDatabase<Buffer, Buffer> {
  checkHeader(join(dir, 'data.mdb'));
  return open<Buffer, Buffer>({ ...environmentOf(dir), mapSize: MAP_SIZE, readOnly: true } as never);
}

function openEnvironment(options: StoreOptions): RootDatabase<Buffer, Buffer> {
  const foreign = readdirSync(options.dir).filter(
    (f) => !['data.mdb', 'lock.mdb', LOCK, MARKER, 'db.sock'].includes(f),
  );
  if (foreign.length > 0 && !existsSync(join(options.dir, 'data.mdb'))) {
    throw new Error(
      `${options.dir} is not a database folder: it holds ${foreign.slice(0, 3).join(', ')}; choose an empty folder`,
    );
  }
  const data = join(options.dir, 'data.mdb');
  if (existsSync(join(options.dir, MARKER)) && (!existsSync(data) || statSync(data).size === 0)) {
    throw new Error(
      `${data} is missing or empty although this folder has held a database; restore it from a backup, or remove the folder to start empty`,
    );
  }
  if (existsSync(data)) checkHeader(data);
  try {
    return open<Buffer, Buffer>({
      ...environmentOf(options.dir),
      noSync: options.noSync ?? false,
      mapSize: options.mapSize ?? MAP_SIZE,
    } as never);
  } catch (error) {
    throw new Error(
      `${join(options.dir, 'data.mdb')} cannot be opened as a database (${(error as Error).message}); restore it from a backup or choose another folder`,
    );
  }
}

/**
 * Checks the header of a data file. An LMDB file begins with two meta pages, each with a magic number. The LMDB library
 * crashes on a file without this number.
 */
function checkHeader(path: string): void {
  const header = Buffer.alloc(2 * 4096);
  const fd = openSync(path, 'r');
  const length = readSync(fd, header, 0, header.length, 0);
  closeSync(fd);
  const sound = (at: number): boolean =>
    header.readUInt32LE(at + 24) === 0xbeefc0de && header.readUInt32LE(at + 48) === 4096;
  if (length < header.length || !sound(0) || !sound(4096))
    throw new Error(
      `${path} cannot be opened as a database (its header is damaged); restore it from a backup or choose another folder`,
    );
}

function isStorageFault(error: unknown): boolean {
  return (
    !(error instanceof MongoError) &&
    /MDB_|No space left|File too large|Disk quota|Input\/output error/i.test(String((error as Error)?.message))
  );
}

function storageError(error: unknown): MongoError {
  const message = String((error as Error)?.message);
  // If the disk becomes full during a write, LMDB reports an incomplete write as an input/output error.
  if (/No space left|File too large|Disk quota|Input\/output|MDB_MAP_FULL|ENOSPC/i.test(message))
    return new MongoError('OutOfDiskSpace', 'the disk is full or fails; nothing of this write was kept');
  return new MongoError('InternalError', `the write could not be committed: ${message}`);
}
