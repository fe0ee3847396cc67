/** Columns of workspaces that outlive the process. They are a copy: what is lost or damaged is read from the database. */
import type { LivePart } from '../../../engine/columns/slots.js';

/** The columns of a workspace as they were when a mark had passed through the change feed. */
export interface SavedColumns {
  /** When the workspace was made: one made again under the same id has other customers. */
  readonly createdAt: number;
  /** The mark that had passed, by its id; a database without it has another history. */
  readonly mark: string;
  /** Position of the mark in the change feed: everything before it is in the parts. */
  readonly position: string;
  readonly parts: readonly LivePart[];
}

export interface ColumnFiles {
  /** Bytes that all workspaces may take; 0: nothing is kept. */
  readonly capacity: number;
  /** Bytes that are taken. */
  readonly bytes: number;
  /** Workspaces of which there is something. */
  workspaces(): readonly string[];
  /** Whether there may be something of a workspace: it is there, or is being written. */
  has(workspace: string): boolean;
  /** What was saved last; undefined where it is lost, damaged, or written by another version of the program. */
  load(workspace: string): Promise<SavedColumns | undefined>;
  /**
   * Replaces what was saved before; parts that are there already are not written again. Resolves when what it replaces
   * is deleted. Other workspaces give way, the one saved longest ago first; what alone exceeds the capacity is not kept.
   */
  save(workspace: string, columns: SavedColumns): Promise<void>;
  remove(workspace: string): Promise<void>;
  removeAll(): Promise<void>;
}

/** Nothing is kept. */
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
