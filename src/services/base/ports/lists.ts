/** Lists, their entries, changes and replacements. */
import type { ListDefinition } from '../../../engine/lists/list.js';
import type { Identity } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

/** Where the entries of a list are, and what they are of. */
type ListContent = Pick<ListDefinition, 'content' | 'namespace'>;

/**
 * One change of the entries of a list. Of identities it says which customers are still to be evaluated, and goes when
 * they were. Of values it lets a process follow the change instead of reading the whole list. A content that no longer
 * counts is removed with its note.
 */
export interface ListChangeNote {
  /** The list's id. */
  readonly list: string;
  readonly content: string;
  readonly version: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Something is to be done before it goes. */
  readonly isOpen: boolean;
  /** The content it is of does not count any more, and counted before. */
  readonly ended?: boolean;
  /** The content it is of never counted. */
  readonly abandoned?: boolean;
}

/** Entries that are sent piece by piece and count together once it is finished. */
export interface ListReplacement {
  readonly id: string;
  readonly workspace: string;
  /** The list's id. */
  readonly list: string;
  readonly content: string;
  readonly size: number;
  readonly bytes: number;
  /** The catalogue version its entries are read under. */
  readonly catalogue: number;
}

export interface ListStore {
  all(workspace: string, tx?: Tx): Promise<ListDefinition[]>;
  save(workspace: string, list: ListDefinition, tx: Tx): Promise<void>;
  remove(workspace: string, key: string, tx: Tx): Promise<void>;
  /** Of some values those that are entries. */
  present(content: string, values: readonly string[], tx?: Tx): Promise<string[]>;
  /** Adds values that are not entries. */
  add(workspace: string, list: ListContent, values: readonly string[], tx: Tx): Promise<void>;
  take(content: string, values: readonly string[], tx: Tx): Promise<void>;
  /** Entries in order of their value. */
  page(content: string, page: Page): Promise<string[]>;
  /** Many entries in order of their value, from after one on; none when there are no more. */
  readAhead(content: string, after?: string): Promise<string[]>;
  /** Removes up to so many entries; answers how many. */
  removeSome(content: string, limit: number): Promise<number>;
  /**
   * Of some identities those that are entries, with the contents that have them: also such as do not count yet or no
   * longer.
   */
  standing(
    workspace: string,
    identities: readonly Identity[],
    tx?: Tx,
  ): Promise<{ readonly content: string; readonly identity: Identity }[]>;
  /** Removes some identities from every content. */
  forget(workspace: string, identities: readonly Identity[], tx: Tx): Promise<void>;
  noteChange(workspace: string, note: ListChangeNote, tx: Tx): Promise<void>;
  /** The first changes of lists that leave something to be done. */
  noted(workspace: string, limit: number): Promise<ListChangeNote[]>;
  /** Changes of a content after a version of the list, until another, that are still noted. */
  notesBetween(content: string, after: number, until: number): Promise<ListChangeNote[]>;
  removeNotes(notes: readonly ListChangeNote[]): Promise<void>;
  removeNotesUntil(content: string, version: number, tx: Tx): Promise<void>;
  beginReplacement(replacement: ListReplacement, tx: Tx): Promise<void>;
  replacement(workspace: string, id: string, tx?: Tx): Promise<ListReplacement | undefined>;
  replacementsOf(workspace: string, list: string, tx?: Tx): Promise<ListReplacement[]>;
  endReplacement(id: string, tx: Tx): Promise<void>;
  /** Counts entries of a replacement. */
  growReplacement(id: string, size: number, bytes: number, tx: Tx): Promise<void>;
}
