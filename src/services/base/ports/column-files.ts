/** Persistent storage of columns. It is only a cache: lost or damaged columns are rebuilt from the database. */
import type { LivePart } from '../../../engine/columns/part-slots.js';

/**
 * The saved columns of a workspace. They reflect all changes up to a mark, which is an empty announcement in the change
 * feed.
 */
export interface SavedColumns {
  /**
   * Creation time of the workspace. A later workspace with the same id has another creation time and other customers.
   */
  readonly createdAt: number;
  /**
   * Id of the mark in the change feed. If a database does not contain this mark, the columns were not saved from this
   * database.
   */
  readonly mark: string;
  /** Position of the mark in the change feed. The parts include all earlier changes. */
  readonly position: string;
  readonly parts: readonly LivePart[];
}

/**
 * Stores the columns of workspaces as files. If the disk fails, methods reject with its error. When `save` rejects, the
 * files of the workspace are deleted, because they may contain erased data.
 *
 * @example
 * await files.save('shop', columns);
 * const saved = await files.load('shop'); // undefined if the files are missing, damaged or of another version
 */
export interface ColumnFiles {
  /** Maximum number of bytes over all workspaces. 0 disables the storage. */
  readonly capacity: number;
  /** Number of bytes in use. */
  readonly bytes: number;
  /** Returns the ids of the workspaces with stored columns. */
  workspaces(): readonly string[];
  /** Returns whether columns of a workspace are stored or being written. */
  has(workspace: string): boolean;
  /**
   * Returns the stored columns, or undefined if they are missing, damaged, or written by another version of the
   * program.
   */
  load(workspace: string): Promise<SavedColumns | undefined>;
  /**
   * Replaces the stored columns of a workspace. Parts that are already stored are not written again. Resolves when the
   * old files are deleted. If space runs out, the workspaces that were saved longest ago are deleted first. Columns
   * that alone exceed the capacity are not stored.
   */
  save(workspace: string, columns: SavedColumns): Promise<void>;
  remove(workspace: string): Promise<void>;
  removeAll(): Promise<void>;
}

/** An implementation that stores nothing. */
export const NO_COLUMN_FILES: ColumnFiles = {
  capacity: 0,
  bytes: 0,
  workspaces: () => [],
  has: () => false,
  load: () => Promise.resolve(undefined),
  save: () => Promise.resolve(),
  remove: () => Promise.resolve(),
  removeAll: () => Promise.resolve(),
};
