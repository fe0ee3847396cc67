/** Storage of lists, their entries, changes to entries, and unfinished replacements. */
import type { ListDefinition } from '../../../engine/lists/list.js';
import type { Identity } from '../../../engine/types.js';
import type { Page, Tx } from './transaction.js';

/** Identifies the stored entries of a list, and their namespace. */
type ListContent = Pick<ListDefinition, 'content' | 'namespace'>;

/**
 * One change to the entries of a list. For an identity list, the note records which customers must still be evaluated,
 * and it is removed when they have been evaluated. For a value list, a process can apply the change instead of reading
 * the whole list again. When the entries stored under `content` are no longer in effect, they are removed together with
 * their change notes.
 */
export interface ListChangeNote {
  /** Id of the list. */
  readonly list: string;
  readonly content: string;
  readonly version: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Whether work remains before this note can be removed. */
  readonly isOpen: boolean;
  /** Set when the entries stored under `content` were in effect earlier but have been replaced. */
  readonly ended?: boolean;
  /** Set when the entries stored under `content` were never in effect. */
  readonly abandoned?: boolean;
}

/**
 * A replacement of a list's entries. The new entries are uploaded in batches and take effect together when the
 * replacement is finished.
 */
export interface ListReplacement {
  readonly id: string;
  readonly workspace: string;
  /** Id of the list. */
  readonly list: string;
  readonly content: string;
  readonly size: number;
  readonly bytes: number;
  /** Catalogue version under which the entries are parsed. */
  readonly catalogue: number;
}

export interface ListStore {
  all(workspace: string, tx?: Tx): Promise<ListDefinition[]>;
  save(workspace: string, list: ListDefinition, tx: Tx): Promise<void>;
  remove(workspace: string, key: string, tx: Tx): Promise<void>;
  /** Returns the given values that are entries of the list. */
  present(content: string, values: readonly string[], tx?: Tx): Promise<string[]>;
  /** Adds values that are not yet entries of the list. */
  add(workspace: string, list: ListContent, values: readonly string[], tx: Tx): Promise<void>;
  take(content: string, values: readonly string[], tx: Tx): Promise<void>;
  /** Returns a page of entries, sorted by value. */
  page(content: string, page: Page): Promise<string[]>;
  /** Returns a large batch of entries after `after`, sorted by value. The batch is empty at the end. */
  readAhead(content: string, after?: string): Promise<string[]>;
  /** Removes at most `limit` entries. Returns the number removed. */
  removeSome(content: string, limit: number): Promise<number>;
  /**
   * Returns the given identities that are list entries, together with the name (`content`) of the set of entries that
   * contains each of them. Sets that are not yet or no longer in effect are included.
   */
  standing(
    workspace: string,
    identities: readonly Identity[],
    tx?: Tx,
  ): Promise<{ readonly content: string; readonly identity: Identity }[]>;
  /** Removes identities from the entries of every list. */
  forget(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
  noteChange(workspace: string, note: ListChangeNote, tx: Tx): Promise<void>;
  /** Returns the next list changes that still need work. */
  noted(workspace: string, limit: number): Promise<ListChangeNote[]>;
  /** Returns the stored changes between two versions of the list whose entries are stored under `content`. */
  notesBetween(content: string, after: number, until: number): Promise<ListChangeNote[]>;
  removeNotes(notes: readonly ListChangeNote[]): Promise<void>;
  removeNotesUntil(content: string, version: number, tx: Tx): Promise<void>;
  beginReplacement(replacement: ListReplacement, tx: Tx): Promise<void>;
  replacement(workspace: string, id: string, tx?: Tx): Promise<ListReplacement | undefined>;
  replacementsOf(workspace: string, list: string, tx?: Tx): Promise<ListReplacement[]>;
  endReplacement(id: string, tx: Tx): Promise<void>;
  /** Increases the entry count and the size in bytes of a replacement. */
  growReplacement(id: string, size: number, bytes: number, tx: Tx): Promise<void>;
}
