/** Named lists: what one is of, how many entries it may have, and the form its entries are kept in. */
import type { IdentityNamespace } from '../model.js';
import type { ListEntries, ListType } from './list-entries.js';

/** A list is of identities of one namespace, or of values of one type. It has no past: what it is now counts. */
export interface ListDefinition {
  readonly key: string;
  /** Never given again, so that a list defined later under the same key is another one. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly namespace?: string;
  readonly type?: ListType;
  /** Names the entries that count: a replacement brings others under another name. */
  readonly content: string;
  readonly size: number;
  /** Bytes of the entries as UTF-8. */
  readonly bytes: number;
  /** Grows with every change of the entries. */
  readonly version: number;
  /**
   * Catalogue version at which values last changed: what compares with them is evaluated again. Never of identities.
   */
  readonly publishedAt?: number;
  readonly savedAt?: number;
  readonly savedBy?: string;
}

/** A definition with its values, as conditions are evaluated with it. A list of identities has none here. */
export interface NamedList extends ListDefinition {
  readonly entries?: ListEntries;
}

export const MAX_LISTS = 100;
export const MAX_LIST_ENTRIES = 1_000_000;
/** Characters of one value. */
export const MAX_LIST_VALUE = 256;
/** Entries, and bytes, of all value lists of a workspace: what a process holds of them in memory. */
export const MAX_VALUES_IN_WORKSPACE = 2_000_000;
export const MAX_VALUE_BYTES_IN_WORKSPACE = 64 * 1024 * 1024;

/** What a list is of, in words. */
export function describeList({ namespace, type }: Pick<ListDefinition, 'namespace' | 'type'>): string {
  if (namespace !== undefined) return `identities of ${namespace}`;
  return type === 'NUMBER' ? 'numbers' : 'texts';
}

/** Namespaces that some list is of, with the ids of those lists by the content that counts. */
export function identityLists(lists: readonly ListDefinition[]): {
  readonly namespaces: ReadonlySet<IdentityNamespace['name']>;
  readonly ids: ReadonlyMap<string, string>;
} {
  const own = lists.filter((list) => list.namespace !== undefined);
  return {
    namespaces: new Set(own.map((list) => list.namespace!)),
    ids: new Map(own.map((list) => [list.content, list.id])),
  };
}
