/**
 * Storage of columns that outlives the process. It is a cache: lost or damaged columns are rebuilt from the database.
 */
import type { LivePart } from '../../../engine/columns/slots.js';

/** The columns of a workspace, up to a mark in the change feed. */
export interface SavedColumns {
  /** Creation time of the workspace. A later workspace with the same id has other customers. */
  readonly createdAt: number;
  /** Id of the mark. A database without this mark has a different history. */
  readonly mark: string;
  /** Position of the mark in the change feed. The parts include all earlier changes. */
  readonly position: string;
  readonly parts: readonly LivePart[];
}

export interface ColumnFiles {
  /** Maximum bytes of all workspaces together. 0 disables the storage. */
  readonly capacity: number;
  /** Bytes in use. */
  readonly bytes: number;
  /** Workspaces with stored columns. */
  workspaces(): readonly string[];
  /** Returns whether columns of a workspace are stored or being written. */
  has(workspace: string): boolean;
  /**
   * Returns the stored columns, or undefined if they are missing, damaged, or written by another version of the
   * program.
   */
  load(workspace: string): Promise<SavedColumns | undefined>;
  /**
   * Replaces the stored columns of a workspace. Existing parts are not written again. Resolves when the old files are
   * deleted. If space runs out, the least recently saved workspaces are deleted first. Columns that exceed the capacity
   * alone are not stored.
   */
  save(workspace: string, columns: SavedColumns): Promise<void>;
  remove(workspace: string): Promise<void>;
  removeAll(): Promise<void>;
}

/** A storage that stores nothing. */
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
