/** Storage of files that callers upload to import them, and of the rejected rows of their imports. */
import type { Reason } from '../../../reasons/index.js';
import type { Principal } from '../access.js';

export const IMPORT_STATES = ['UPLOADING', 'UPLOADED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** Counts of an import. Events and writes are counted when the server has accepted them. */
export interface ImportCounts {
  readonly accepted: number;
  readonly duplicates: number;
  readonly tagged: number;
  readonly points: number;
  readonly entries: number;
  /** Number of rows that the mapping leaves out. */
  readonly leftOut: number;
  /** Number of rows that were not loaded. */
  readonly rejected: number;
  /** Number of rows that were loaded without a further identity that the server refused. */
  readonly partial: number;
}

export const NO_IMPORT_COUNTS: ImportCounts = {
  accepted: 0,
  duplicates: 0,
  tagged: 0,
  points: 0,
  entries: 0,
  leftOut: 0,
  rejected: 0,
  partial: 0,
};

/** The caller who started an import, with the parts of its principal that a later process needs. */
export type ImportCaller = Pick<Principal, 'subject' | 'keyClass' | 'expiresAt' | 'token' | 'session'> & {
  readonly scopes: readonly string[];
};

/** An import that was started. */
export interface ImportRun {
  readonly mapping: string;
  readonly source: string;
  /** Time zone of times without a zone, as it was at the start. */
  readonly zone: string;
  readonly caller: ImportCaller;
  /** Number of rows that are finished. After a restart, the import continues with the next row. */
  readonly rows: number;
  /** Share of the file that is finished, from 0 to 1. */
  readonly share: number;
  readonly counts: ImportCounts;
  /** Why the import failed. */
  readonly reason?: Reason;
  readonly message?: string;
  readonly endedAt?: number;
}

/** An uploaded file. Its id is also the id of the job that imports it. */
export interface ImportRecord {
  readonly id: string;
  readonly workspace: string;
  /** Creation time of the workspace. A later workspace with the same id has another creation time. */
  readonly workspaceCreatedAt: number;
  readonly subject: string;
  /** Name of the file, whose ending determines the format. */
  readonly name: string;
  /** Size of the file in bytes, as the caller stated it. */
  readonly bytes: number;
  /** Number of bytes that have arrived. */
  readonly received: number;
  readonly createdAt: number;
  /** Time of the upload on the clock of the workspace. Tag writes without a time of their own get this time. */
  readonly uploadedAt: number;
  readonly state: ImportState;
  readonly run?: ImportRun;
}

/**
 * Keeps uploaded files on the disk of this process. At the start of a process, it deletes all files except those of
 * imports that were running.
 */
export interface ImportFiles {
  /** Identifies the folder. Undefined if this process keeps no files. */
  readonly place: string | undefined;
  /** Maximum number of bytes over all workspaces. */
  readonly capacity: number;
  /** Number of bytes of all kept files, with the bytes that are still expected. */
  readonly bytes: number;
  /** Number of these bytes that belong to some of the workspaces. */
  bytesOf(isCounted: (workspace: string) => boolean): number;
  /** Returns all records, oldest first. */
  all(): readonly ImportRecord[];
  get(workspace: string, id: string): ImportRecord | undefined;
  /** Adds a record and reserves its bytes. Returns false if the disk has no space for them. */
  add(record: ImportRecord): Promise<boolean>;
  /** Stores a changed record. Does nothing if the record was removed. */
  update(record: ImportRecord): Promise<void>;
  /**
   * Appends a part of a file at an offset, which must be the number of bytes received so far. Returns the record, or
   * undefined if the offset is another, or if another part is arriving. Throws RangeError if the part is too long.
   */
  append(id: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<ImportRecord | undefined>;
  /** Path of the file. */
  pathOf(id: string): string;
  /** Path of the file with the rejected rows, which may not exist. */
  rejectsOf(id: string): string;
  /** Deletes the uploaded file. The record and the rejected rows stay. */
  dropFile(id: string): Promise<void>;
  /** Deletes everything of a record. */
  remove(id: string): Promise<void>;
}

/** Import files for processes that keep none. */
export const NO_IMPORT_FILES: ImportFiles = {
  place: undefined,
  capacity: 0,
  bytes: 0,
  bytesOf: () => 0,
  all: () => [],
  get: () => undefined,
  add: () => Promise.resolve(false),
  update: () => Promise.resolve(),
  append: () => Promise.resolve(undefined),
  pathOf: () => '',
  rejectsOf: () => '',
  dropFile: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
