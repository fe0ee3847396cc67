/**
 * Keeps uploaded files in a folder. Each file has a folder of its own, with the file, the record of its import and the
 * rejected rows. Only the owner of the process can read them.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { becomeOwner, leave } from '../column-files/owner.js';
import { NO_IMPORT_FILES, type ImportFiles, type ImportRecord } from '../services/base/ports/import-files.js';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;
const OWNER = 'owner';
const PLACE = 'place';
const RECORD = 'import.json';
const FILE = 'file';
const REJECTS = 'rejects.ndjson';
/** Bytes of the disk that uploads leave free. */
const SPARE_BYTES = 512 * 2 ** 20;

export interface OpenImportFiles extends ImportFiles {
  close(): Promise<void>;
}

/**
 * Opens the folder and becomes its owner. Deletes everything in it except the files of running imports. Keeps no files
 * if another process owns the folder, if the folder cannot be used, or if the capacity is 0.
 */
export async function openImportFiles(
  folder: string,
  capacity: number,
  report: (error: unknown) => void,
): Promise<OpenImportFiles> {
  const nothing = { ...NO_IMPORT_FILES, close: () => Promise.resolve() };
  if (capacity === 0) return nothing;
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    if (((await stat(folder)).mode & OTHERS) !== 0) await chmod(folder, PRIVATE_FOLDER);
    if (!(await becomeOwner(join(folder, OWNER)))) return nothing;
    return await ImportFolder.open(folder, capacity);
  } catch (error) {
    report(error);
    return nothing;
  }
}

class ImportFolder implements OpenImportFiles {
  private readonly records = new Map<string, ImportRecord>();
  /** Ids of the records to which a part is being appended. */
  private readonly appending = new Set<string>();
  /** Sizes of the files with rejected rows, which are counted when an import has ended. */
  private readonly rejects = new Map<string, number>();

  private constructor(
    private readonly folder: string,
    readonly capacity: number,
    readonly place: string,
  ) {}

  static async open(folder: string, capacity: number): Promise<ImportFolder> {
    const files = new ImportFolder(folder, capacity, await placeOf(join(folder, PLACE)));
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const record = await recordIn(join(folder, entry.name));
      if (record?.state === 'RUNNING' && record.id === entry.name) files.records.set(record.id, record);
      else await rm(join(folder, entry.name), { recursive: true, force: true });
    }
    return files;
  }

  get bytes(): number {
    return this.bytesOf(() => true);
  }

  bytesOf(isCounted: (workspace: string) => boolean): number {
    let sum = 0;
    for (const { bytes, id, run, workspace } of this.records.values())
      if (isCounted(workspace)) sum += (run?.endedAt === undefined ? bytes : 0) + (this.rejects.get(id) ?? 0);
    return sum;
  }

  all(): readonly ImportRecord[] {
    return [...this.records.values()];
  }

  get(workspace: string, id: string): ImportRecord | undefined {
    const record = this.records.get(id);
    return record?.workspace === workspace ? record : undefined;
  }

  async add(record: ImportRecord): Promise<boolean> {
    if (this.bytes + record.bytes > this.capacity) return false;
    // The record is added before the first wait, so that concurrent uploads count each other.
    this.records.set(record.id, record);
    try {
      const { bavail, bsize } = await statfs(this.folder);
      const expected = this.all().reduce((sum, each) => sum + each.bytes - each.received, 0);
      if (bavail * bsize < expected + SPARE_BYTES) {
        this.records.delete(record.id);
        return false;
      }
      await mkdir(join(this.folder, record.id), { mode: PRIVATE_FOLDER });
      await writeFile(this.pathOf(record.id), '', { mode: PRIVATE_FILE });
      return true;
    } catch (error) {
      this.records.delete(record.id);
      throw error;
    }
  }

  async update(record: ImportRecord): Promise<void> {
    if (!this.records.has(record.id)) return;
    // Only running imports are continued after a restart, so only their records are needed on the disk.
    if (record.state === 'RUNNING') {
      this.records.set(record.id, record);
      await this.write(record);
      return;
    }
    await this.settle(record);
    if (this.records.has(record.id)) this.records.set(record.id, record);
  }

  private async write(record: ImportRecord): Promise<void> {
    const path = join(this.folder, record.id, RECORD);
    await writeFile(`${path}.new`, JSON.stringify(record), { mode: PRIVATE_FILE });
    await rename(`${path}.new`, path);
  }

  /** Deletes the stored record of an import that no longer runs, and counts its rejected rows. */
  private async settle({ id }: ImportRecord): Promise<void> {
    await rm(join(this.folder, id, RECORD), { force: true });
    this.rejects.set(
      id,
      await stat(this.rejectsOf(id)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  }

  async append(id: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<ImportRecord | undefined> {
    const record = this.records.get(id);
    if (record?.state !== 'UPLOADING' || record.received !== offset || this.appending.has(id)) return undefined;
    this.appending.add(id);
    try {
      const received = await this.writeAt(record, part);
      if (!this.records.has(id)) return undefined;
      const next: ImportRecord = { ...record, received, state: received === record.bytes ? 'UPLOADED' : 'UPLOADING' };
      this.records.set(id, next);
      return next;
    } finally {
      this.appending.delete(id);
    }
  }

  /** Writes a part. A part that breaks off does not count, and is overwritten when it is sent again. */
  private async writeAt(record: ImportRecord, part: AsyncIterable<Uint8Array>): Promise<number> {
    const handle = await open(this.pathOf(record.id), 'r+');
    let at = record.received;
    try {
      for await (const piece of part) {
        if (at + piece.length > record.bytes) throw new RangeError('the file is longer than stated');
        for (let written = 0; written < piece.length;) {
          const { bytesWritten } = await handle.write(piece, written, piece.length - written, at + written);
          written += bytesWritten;
        }
        at += piece.length;
      }
      // A part that broke off may have left bytes after the end.
      await handle.truncate(at);
    } finally {
      await handle.close();
    }
    return at;
  }

  pathOf(id: string): string {
    return join(this.folder, id, FILE);
  }

  rejectsOf(id: string): string {
    return join(this.folder, id, REJECTS);
  }

  async dropFile(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  async remove(id: string): Promise<void> {
    this.records.delete(id);
    this.rejects.delete(id);
    await rm(join(this.folder, id), { recursive: true, force: true });
  }

  close(): Promise<void> {
    return leave(join(this.folder, OWNER));
  }
}

/** Returns the name of a folder, which is random and stays the same as long as the folder exists. */
async function placeOf(path: string): Promise<string> {
  try {
    const place = await readFile(path, 'utf8');
    if (/^[\w-]{16}$/.test(place)) return place;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const place = randomBytes(12).toString('base64url');
  await writeFile(path, place, { mode: PRIVATE_FILE });
  return place;
}

/** Returns the stored record in a folder, or undefined if there is none or it is damaged. */
async function recordIn(folder: string): Promise<ImportRecord | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, RECORD), 'utf8')) as ImportRecord;
  } catch {
    return undefined;
  }
}
