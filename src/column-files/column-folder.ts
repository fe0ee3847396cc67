/**
 * Stores the columns of workspaces in files. Each workspace has a folder with one file per part and a list of those
 * files. A part never changes, so saving writes the new parts, replaces the list, and then deletes the files that the
 * list no longer names. A process that stops between these steps leaves unlisted files, which are deleted when the
 * folder is next read.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LivePart } from '../engine/columns/part-slots.js';
import type { ColumnPart } from '../engine/columns/part.js';
import { NO_COLUMN_FILES, type ColumnFiles, type SavedColumns } from '../services/base/ports/column-files.js';
import { contentOf, signed } from './checksum.js';
import { becomeOwner, leave } from './owner.js';
import { bytesOf, PRIVATE_FILE, readPart, writePart, type PartFile } from './part-files.js';
import { programHash } from './program.js';

const LIST = 'parts.json';
const OWNER = 'owner';
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;

/** The list of the parts of a workspace, as it is written to disk. */
interface PartList extends Omit<SavedColumns, 'parts'> {
  readonly program: string;
  readonly parts: readonly (PartFile & { readonly dead: readonly number[] })[];
}

export interface OpenColumnFiles extends ColumnFiles {
  close(): Promise<void>;
}

/**
 * Opens a folder for column files, closes it to other users, and becomes its owner. Stores nothing if another process
 * owns the folder, if the folder is not writable or cannot be closed, or if the capacity is 0.
 */
export async function openColumnFiles(
  folder: string,
  capacity: number,
  report: (error: unknown) => void,
): Promise<OpenColumnFiles> {
  const nothing = { ...NO_COLUMN_FILES, close: () => Promise.resolve() };
  if (capacity === 0) return nothing;
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER });
    // A folder that exists, for example from a copy, may be open to others. This fails if it belongs to another user.
    if (((await stat(folder)).mode & OTHERS) !== 0) await chmod(folder, PRIVATE_FOLDER);
    if (!(await becomeOwner(join(folder, OWNER)))) return nothing;
    return await ColumnFolder.open(folder, capacity, await programHash());
  } catch (error) {
    report(error);
    return nothing;
  }
}

class ColumnFolder implements OpenColumnFiles {
  /** Total size of the column files of each workspace, in bytes. The least recently saved workspace comes first. */
  private readonly sizes = new Map<string, number>();
  /** The last file operation of each workspace. Operations of one workspace run one after another. */
  private readonly turns = new Map<string, Promise<void>>();
  private readonly written = new WeakMap<ColumnPart, PartFile & { readonly workspace: string }>();

  private constructor(
    private readonly folder: string,
    readonly capacity: number,
    private readonly program: string,
  ) {}

  static async open(folder: string, capacity: number, program: string): Promise<ColumnFolder> {
    const files = new ColumnFolder(folder, capacity, program);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      let bytes = 0;
      for (const file of await readdir(join(folder, entry.name)))
        bytes += (await stat(join(folder, entry.name, file))).size;
      files.sizes.set(entry.name, bytes);
    }
    return files;
  }

  get bytes(): number {
    let sum = 0;
    for (const bytes of this.sizes.values()) sum += bytes;
    return sum;
  }

  workspaces(): readonly string[] {
    return [...this.sizes.keys()];
  }

  has(workspace: string): boolean {
    return this.sizes.has(workspace) || this.turns.has(workspace);
  }

  load(workspace: string): Promise<SavedColumns | undefined> {
    return this.inTurn(workspace, async () => {
      if (!this.sizes.has(workspace)) return undefined;
      const saved = await this.read(workspace).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      });
      if (!saved) await this.erase(workspace);
      return saved;
    });
  }

  save(workspace: string, columns: SavedColumns): Promise<void> {
    return this.inTurn(workspace, async () => {
      try {
        await this.write(workspace, columns);
      } catch (error) {
        // If files cannot be replaced, they are deleted, because they may contain erased data.
        await this.erase(workspace);
        throw error;
      }
    });
  }

  remove(workspace: string): Promise<void> {
    return this.inTurn(workspace, () => this.erase(workspace));
  }

  async removeAll(): Promise<void> {
    await Promise.all([...new Set([...this.sizes.keys(), ...this.turns.keys()])].map((name) => this.remove(name)));
  }

  async close(): Promise<void> {
    await Promise.all(this.turns.values());
    await leave(join(this.folder, OWNER));
  }

  private async inTurn<T>(workspace: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(workspace);
    let end = (): void => undefined;
    const turn = new Promise<void>((resolve) => (end = resolve));
    this.turns.set(workspace, turn);
    await before;
    try {
      return await work();
    } finally {
      if (this.turns.get(workspace) === turn) this.turns.delete(workspace);
      end();
    }
  }

  private async read(workspace: string): Promise<SavedColumns | undefined> {
    const list = contentOf(await readFile(this.path(workspace, LIST), 'utf8')) as PartList | undefined;
    if (list?.program !== this.program) return undefined;
    await this.deleteOthers(workspace, list);
    const parts: LivePart[] = [];
    for (const file of list.parts) {
      const part = await readPart(this.path(workspace, file.file), file);
      if (!part) return undefined;
      this.written.set(part, { ...file, workspace });
      const live = new Uint8Array(part.size).fill(1);
      for (const customer of file.dead) live[customer] = 0;
      parts.push({ part, live });
    }
    const { createdAt, mark, position } = list;
    return { createdAt, mark, position, parts };
  }

  private async write(workspace: string, { parts, ...columns }: SavedColumns): Promise<void> {
    const size = parts.reduce((sum, { part }) => sum + (this.written.get(part)?.bytes ?? bytesOf(part)), 0);
    if (!(await this.makeRoom(workspace, size))) return this.erase(workspace);
    await mkdir(this.path(workspace), { recursive: true, mode: PRIVATE_FOLDER });
    // Counts only the new files, although the old files also exist until the list is replaced.
    this.sizes.set(workspace, size);
    const list: PartList = { ...columns, program: this.program, parts: [] };
    const files: PartList['parts'][number][] = [];
    for (const { part, live } of parts) files.push({ ...(await this.fileOf(workspace, part)), dead: deadOf(live) });
    await this.replaceList(workspace, { ...list, parts: files });
    await this.deleteOthers(workspace, { ...list, parts: files });
  }

  private async fileOf(workspace: string, part: ColumnPart): Promise<PartFile> {
    const there = this.written.get(part);
    if (there?.workspace === workspace) return there;
    const file = `${randomBytes(9).toString('base64url')}.part`;
    const written = await writePart(this.path(workspace, file), file, part);
    this.written.set(part, { ...written, workspace });
    return written;
  }

  private async replaceList(workspace: string, list: PartList): Promise<void> {
    const fresh = this.path(workspace, `${LIST}.new`);
    await rm(fresh, { force: true });
    const handle = await open(fresh, 'wx', PRIVATE_FILE);
    try {
      await handle.writeFile(signed(list));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, this.path(workspace, LIST));
    await flushFolder(this.path(workspace));
  }

  private async deleteOthers(workspace: string, list: PartList): Promise<void> {
    const named = new Set([LIST, ...list.parts.map(({ file }) => file)]);
    for (const file of await readdir(this.path(workspace)))
      if (!named.has(file)) await rm(this.path(workspace, file), { force: true });
  }

  /**
   * Deletes the files of the least recently saved workspaces until `size` more bytes fit. Returns false if the capacity
   * is still exceeded.
   */
  private async makeRoom(workspace: string, size: number): Promise<boolean> {
    if (size > this.capacity) return false;
    // This workspace becomes the most recently saved one.
    this.sizes.delete(workspace);
    for (const name of [...this.sizes.keys()]) {
      if (this.bytes + size <= this.capacity) return true;
      // Workspaces with a pending operation are skipped, because two workspaces that wait for each other would
      // deadlock.
      if (!this.turns.has(name)) await this.remove(name);
    }
    return this.bytes + size <= this.capacity;
  }

  private async erase(workspace: string): Promise<void> {
    await rm(this.path(workspace), { recursive: true, force: true });
    this.sizes.delete(workspace);
  }

  private path(workspace: string, ...file: readonly string[]): string {
    return join(this.folder, workspace, ...file);
  }
}

/**
 * Flushes a folder to disk. Errors are ignored, because some systems do not support it. On these systems, a power loss
 * leaves either the old or the new list on disk, and both lists are valid.
 */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function deadOf(live: Uint8Array): number[] {
  const dead: number[] = [];
  for (let customer = 0; customer < live.length; customer++) if (!live[customer]) dead.push(customer);
  return dead;
}
