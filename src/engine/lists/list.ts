/**
 * Definitions of named lists. A definition specifies which entries a list may have. This file also defines the limits
 * and the stored form of entries.
 */
import type { IdentityNamespace } from '../types.js';
import type { ListEntries, ListType } from './list-entries.js';

/**
 * A list contains identities of one namespace, or values of one type. Earlier entries are not kept: conditions always
 * use the current entries.
 */
export interface ListDefinition {
  readonly key: string;
  /** Id of the list. An id is never used again, so a later list with the same key has a different id. */
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly namespace?: string;
  readonly type?: ListType;
  /**
   * Name of the current set of entries. When all entries are replaced, the new set is stored under another name, and
   * this field is then changed to that name.
   */
  readonly content: string;
  readonly size: number;
  /** Size of the entries in bytes as UTF-8. */
  readonly bytes: number;
  /** Incremented by every change of the entries. */
  readonly version: number;
  /**
   * Catalogue version in which the values last changed. Conditions that compare with the values are re-evaluated after
   * such a change. Absent for lists of identities.
   */
  readonly publishedAt?: number;
  readonly savedAt?: number;
  readonly savedBy?: string;
}

/** A list definition with its values, as needed for evaluation. Lists of identities have no `entries`. */
export interface NamedList extends ListDefinition {
  readonly entries?: ListEntries;
}

export const MAX_LISTS = 100;
export const MAX_LIST_ENTRIES = 1_000_000;
/** Maximum length of a value, in characters. */
export const MAX_LIST_VALUE = 256;
/**
 * Maximum total number of entries, and of bytes, in all value lists of a workspace. Every process holds these lists in
 * memory.
 */
export const MAX_VALUES_IN_WORKSPACE = 2_000_000;
export const MAX_VALUE_BYTES_IN_WORKSPACE = 64 * 1024 * 1024;

/** Describes the kind of entries in words, e.g. `numbers`. */
export function describeList({ namespace, type }: Pick<ListDefinition, 'namespace' | 'type'>): string {
  if (namespace !== undefined) return `identities of ${namespace}`;
  return type === 'NUMBER' ? 'numbers' : 'texts';
}

/**
 * Returns the namespaces of all identity lists, and a map from the name (`content`) of each list's current set of
 * entries to the id of the list.
 */
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
