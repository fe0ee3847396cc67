/** Lists, their entries, changes and replacements. */
import type { ListDefinition } from '../../../engine/lists/list.js';
import type { Identity } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

/** Where the entries of a list are stored, and their namespace. */
type ListContent = Pick<ListDefinition, 'content' | 'namespace'>;

/**
 * One change of the entries of a list. For an identity list it tells which customers must still be evaluated, and it is
 * removed afterwards. For a value list it lets a process apply the change instead of reading the whole list. A content
 * that is no longer in effect is removed together with its note.
 */
export interface ListChangeNote {
  /** Id of the list. */
  readonly list: string;
  readonly content: string;
  readonly version: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Whether work remains before the note can be removed. */
  readonly isOpen: boolean;
  /** The content was in effect and no longer is. */
  readonly ended?: boolean;
  /** The content was never in effect. */
  readonly abandoned?: boolean;
}

/** Entries that are uploaded in batches and take effect together when the replacement is finished. */
export interface ListReplacement {
  readonly id: string;
  readonly workspace: string;
  /** Id of the list. */
  readonly list: string;
  readonly content: string;
  readonly size: number;
  readonly bytes: number;
  /** The catalogue version under which its entries are parsed. */
  readonly catalogue: number;
}

export interface ListStore {
  all(workspace: string, tx?: Tx): Promise<ListDefinition[]>;
  save(workspace: string, list: ListDefinition, tx: Tx): Promise<void>;
  remove(workspace: string, key: string, tx: Tx): Promise<void>;
  /** Returns the values that are entries. */
  present(content: string, values: readonly string[], tx?: Tx): Promise<string[]>;
  /** Adds values that are not entries yet. */
  add(workspace: string, list: ListContent, values: readonly string[], tx: Tx): Promise<void>;
  take(content: string, values: readonly string[], tx: Tx): Promise<void>;
  /** Returns a page of entries sorted by value. */
  page(content: string, page: Page): Promise<string[]>;
  /** Returns many entries sorted by value, starting after `after`. Empty at the end. */
  readAhead(content: string, after?: string): Promise<string[]>;
  /** Removes at most `limit` entries. Returns the number removed. */
  removeSome(content: string, limit: number): Promise<number>;
  /**
   * Returns the identities that are entries, with the contents that hold them. Includes contents not yet or no longer
   * in effect.
   */
  standing(
    workspace: string,
    identities: readonly Identity[],
    tx?: Tx,
  ): Promise<{ readonly content: string; readonly identity: Identity }[]>;
  /** Removes identities from every content. */
  forget(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
  noteChange(workspace: string, note: ListChangeNote, tx: Tx): Promise<void>;
  /** Returns the next list changes with remaining work. */
  noted(workspace: string, limit: number): Promise<ListChangeNote[]>;
  /** Returns the kept changes of a content between two versions of the list. */
  notesBetween(content: string, after: number, until: number): Promise<ListChangeNote[]>;
  removeNotes(notes: readonly ListChangeNote[]): Promise<void>;
  removeNotesUntil(content: string, version: number, tx: Tx): Promise<void>;
  beginReplacement(replacement: ListReplacement, tx: Tx): Promise<void>;
  replacement(workspace: string, id: string, tx?: Tx): Promise<ListReplacement | undefined>;
  replacementsOf(workspace: string, list: string, tx?: Tx): Promise<ListReplacement[]>;
  endReplacement(id: string, tx: Tx): Promise<void>;
  /** Adds to the entry count and size of a replacement. */
  growReplacement(id: string, size: number, bytes: number, tx: Tx): Promise<void>;
}
