/** Storage of item catalogues and their entries. */
import type { ItemCatalogue } from '../../../engine/items/item-catalogue.js';
import type { Item, ItemChange } from '../../../engine/items/items.js';
import type { Page, Tx } from './transaction.js';

/** Identifies the stored document of an entry. */
interface StoredItem {
  readonly content: string;
  readonly key: string;
}

export interface ItemCatalogueStore {
  all(workspace: string, tx?: Tx): Promise<ItemCatalogue[]>;
  save(workspace: string, catalogue: ItemCatalogue, tx: Tx): Promise<void>;
  /**
   * Stores changed entries under `content`, the name of a set of entries. A removed entry is replaced by a note of its
   * removal, so that readers learn of it.
   */
  put(workspace: string, content: string, version: number, changes: readonly ItemChange[], tx: Tx): Promise<void>;
  /** Returns a page of entries whose keys begin with `prefix`, sorted by key. */
  page(content: string, page: Page & { readonly prefix?: string }): Promise<Item[]>;
  /** Returns a large batch of entries after the key `after`, sorted by key. The batch is empty at the end. */
  readAhead(content: string, after?: string): Promise<Item[]>;
  /** Returns the entries that were changed or removed after a version. */
  changedSince(workspace: string, content: string, version: number): Promise<ItemChange[]>;
  /** Deletes the notes about removed entries. */
  clearRemoved(workspace: string, content: string, tx: Tx): Promise<void>;
  /** Returns at most `limit` stored entries of sets whose names are not in `used`. */
  unused(workspace: string, used: readonly string[], limit: number): Promise<StoredItem[]>;
  delete(items: readonly StoredItem[]): Promise<void>;
}
