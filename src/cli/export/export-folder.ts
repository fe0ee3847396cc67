/**
 * The folder of an export. A new export is written into a subfolder, chunk by chunk, so that it can be continued after
 * an interruption. When it is complete, it replaces the previous export.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { becomeOwner, leave } from '../../column-files/owner.js';
import { CliError } from '../command.js';
import type { Chunk } from './chunk.js';
import { TABLE_NAMES, type TableName } from './tables.js';

/** Subfolder of the export that is being written. Programs that read Parquet folders ignore names with this prefix. */
const NEXT = '_next';
const OWNER = '_owner';
const STATE = 'state.json';
const CHUNKS = 'chunks';
/** Description of a complete export. */
export const EXPORT_FILE = 'export.json';
/** Version of the format of these files. An unfinished export of another version is begun again. */
export const FORMAT = 1;
const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;

/** What an export contains. An unfinished export is continued only if nothing of it changed. */
export interface ExportState {
  readonly workspace: string;
  readonly workspaceCreatedAt: number;
  readonly catalogueVersion: number;
  readonly zone: string;
  readonly currency: string;
  readonly personal: boolean;
}

/** An export that is being written: its instant, on the clock of the workspace, and what it contains. */
export interface BegunExport {
  readonly state: ExportState;
  readonly now: number;
}

export type ChunkKind = 'customers' | 'receipts';

/** A range of ids: after `after`, up to and including `to`. Both are absent at the ends of the list. */
export interface ChunkRange {
  readonly kind: ChunkKind;
  readonly after?: string;
  readonly to?: string;
}

/** A chunk that was written. Its number is part of the names of its files. */
export interface WrittenChunk extends ChunkRange {
  readonly number: number;
  readonly owners: number;
  readonly grouping: string;
  readonly files: readonly {
    readonly table: TableName;
    readonly path: string;
    readonly rows: number;
    readonly bytes: number;
    readonly sha256: string;
  }[];
}

interface TableSize {
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
}

/** The content of `export.json`. */
export interface ExportDescription extends Omit<ExportState, 'workspaceCreatedAt'> {
  /** Creation time of the workspace. A later workspace with the same id has another creation time. */
  readonly workspaceCreatedAt: string;
  readonly format: number;
  readonly now: string;
  readonly customers: number;
  readonly receipts: number;
  /** Number of chunks whose customers were merged or split again while the export was checked. */
  readonly unsettled: number;
  readonly tables: Readonly<Record<TableName, TableSize>>;
}

export class ExportFolder {
  private readonly next: string;

  private constructor(private readonly folder: string) {
    this.next = join(folder, NEXT);
  }

  /**
   * Opens a folder, and creates it if it does not exist. Only one process may use it at a time.
   *
   * @throws CliError if another process uses it, or if it contains other files.
   */
  static async open(folder: string, workspace: string): Promise<ExportFolder> {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    const names = await readdir(folder);
    const own: readonly string[] = [...TABLE_NAMES, NEXT, OWNER, EXPORT_FILE];
    const strange = names.find((name) => !own.includes(name));
    if (strange !== undefined) throw new CliError(`${folder} contains ${strange}. Name a folder of its own.`);
    if (!(await becomeOwner(join(folder, OWNER)))) throw new CliError(`Another export is being written to ${folder}.`);
    const there = (await readJson<ExportDescription>(join(folder, EXPORT_FILE)))?.workspace;
    if (there !== undefined && there !== workspace) {
      await leave(join(folder, OWNER));
      throw new CliError(otherWorkspace(folder, there));
    }
    return new ExportFolder(folder);
  }

  close(): Promise<void> {
    return leave(join(this.folder, OWNER));
  }

  /**
   * Continues the unfinished export with the same content. If there is none, or if it began before `notBefore`, a new
   * one begins at `now`.
   */
  async begin(state: ExportState, now: number, notBefore: number): Promise<BegunExport> {
    const there = await readJson<BegunExport & { readonly format: number }>(join(this.next, STATE));
    const isSame = there?.format === FORMAT && JSON.stringify(there.state) === JSON.stringify(state);
    const isContinued = isSame && there.now >= notBefore && there.now <= now;
    if (!isContinued) {
      // Without its state, an export that is only partly removed is not continued.
      await rm(join(this.next, STATE), { force: true });
      await rm(this.next, { recursive: true, force: true });
    }
    for (const name of [CHUNKS, ...TABLE_NAMES])
      await mkdir(join(this.next, name), { recursive: true, mode: PRIVATE_FOLDER });
    if (isContinued) return there;
    await this.write(STATE, JSON.stringify({ format: FORMAT, state, now }));
    return { state, now };
  }

  /** Returns the chunks that were written so far, by number. A chunk with a damaged or missing file is removed. */
  async chunks(): Promise<WrittenChunk[]> {
    const names = (await readdir(join(this.next, CHUNKS))).filter((name) => name.endsWith('.json')).sort();
    const chunks: WrittenChunk[] = [];
    for (const name of names) {
      const chunk = await readJson<WrittenChunk>(join(this.next, CHUNKS, name));
      if (chunk && (await this.isWhole(chunk))) chunks.push(chunk);
      else await this.discard(Number.parseInt(name, 10));
    }
    return chunks;
  }

  private async isWhole({ files }: WrittenChunk): Promise<boolean> {
    for (const { path, sha256 } of files) {
      const bytes = await readFile(join(this.next, path)).catch(() => undefined);
      if (!bytes || digestOf(bytes) !== sha256) return false;
    }
    return true;
  }

  /** Writes the files of a chunk, and then its record. Until the record is written, the files do not count. */
  async save(chunk: Chunk, written: Omit<WrittenChunk, 'files'>): Promise<WrittenChunk> {
    const name = String(written.number).padStart(6, '0');
    await this.discard(written.number);
    const files: WrittenChunk['files'][number][] = [];
    for (const { table, folder, rows, bytes } of chunk.files()) {
      const path = `${folder}/${name}.parquet`;
      await this.write(path, bytes);
      files.push({ table, path, rows, bytes: bytes.length, sha256: digestOf(bytes) });
    }
    const saved = { ...written, files };
    await this.write(`${CHUNKS}/${name}.json`, JSON.stringify(saved));
    return saved;
  }

  /** Removes a chunk, with files that its record does not name because the process was killed. */
  async discard(number: number): Promise<void> {
    const name = String(number).padStart(6, '0');
    await rm(join(this.next, CHUNKS, `${name}.json`), { force: true });
    for (const table of TABLE_NAMES)
      for (const month of await readdir(join(this.next, table)))
        await rm(join(this.next, table, month, `${name}.parquet`), { force: true });
  }

  /** Removes files that no chunk of the list names, such as those of an interrupted write. */
  async keepOnly(chunks: readonly WrittenChunk[]): Promise<void> {
    const kept = new Set(chunks.flatMap(({ files }) => files.map(({ path }) => path)));
    for (const table of TABLE_NAMES)
      for (const month of await readdir(join(this.next, table)))
        for (const file of await readdir(join(this.next, table, month)))
          if (!kept.has(`${table}/${month}/${file}`)) await rm(join(this.next, table, month, file), { force: true });
  }

  /** Completes the export: it replaces the previous export in the folder. */
  async complete(description: ExportDescription): Promise<void> {
    await this.write(EXPORT_FILE, `${JSON.stringify(description, null, 2)}\n`);
    await this.replace();
  }

  /**
   * Continues a replacement that was interrupted. Returns the description of the export if there was one.
   */
  async finishReplacement(): Promise<ExportDescription | undefined> {
    const description = await readJson<ExportDescription>(join(this.next, EXPORT_FILE));
    if (description) await this.replace();
    return description;
  }

  /** Moves the new export to its place. Each step can be repeated, so a killed process can be continued here. */
  private async replace(): Promise<void> {
    await rm(join(this.folder, EXPORT_FILE), { force: true });
    for (const table of TABLE_NAMES) {
      if (!existsSync(join(this.next, table))) continue;
      await rm(join(this.folder, table), { recursive: true, force: true });
      await rename(join(this.next, table), join(this.folder, table));
    }
    await rm(join(this.next, STATE), { force: true });
    await rename(join(this.next, EXPORT_FILE), join(this.folder, EXPORT_FILE));
    await rm(this.next, { recursive: true, force: true });
  }

  /** Writes a file of the new export so that it is either complete or absent, even after a loss of power. */
  private async write(path: string, content: string | Uint8Array): Promise<void> {
    const target = join(this.next, path);
    await mkdir(dirname(target), { recursive: true, mode: PRIVATE_FOLDER });
    const file = await open(`${target}.part`, 'w', PRIVATE_FILE);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.part`, target);
  }
}

export const otherWorkspace = (folder: string, workspace: string): string =>
  `${folder} contains an export of the workspace ${workspace}.`;

export const describe = (
  { state, now }: BegunExport,
  chunks: readonly WrittenChunk[],
  unsettled: number,
): ExportDescription => {
  const { workspaceCreatedAt, ...rest } = state;
  const owners = (kind: ChunkKind): number =>
    chunks.reduce((sum, chunk) => sum + (chunk.kind === kind ? chunk.owners : 0), 0);
  const size = (table: TableName): TableSize => {
    const files = chunks.flatMap((chunk) => chunk.files.filter((file) => file.table === table));
    const total = (of: (file: (typeof files)[number]) => number): number =>
      files.reduce((sum, file) => sum + of(file), 0);
    return { rows: total(({ rows }) => rows), files: files.length, bytes: total(({ bytes }) => bytes) };
  };
  return {
    ...{ format: FORMAT, ...rest, now: new Date(now).toISOString() },
    workspaceCreatedAt: new Date(workspaceCreatedAt).toISOString(),
    ...{ customers: owners('customers'), receipts: owners('receipts'), unsettled },
    tables: Object.fromEntries(TABLE_NAMES.map((table) => [table, size(table)])) as ExportDescription['tables'],
  };
};

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Reads a file of JSON. Returns undefined if it does not exist or is damaged. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
