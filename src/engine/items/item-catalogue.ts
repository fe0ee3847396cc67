/**
 * Catalogues of items: products, stores, channels, and lookup tables. Conditions read the current fields of an item by
 * its key. Events keep no copy of these fields.
 */
import type { ItemFieldType } from '../types.js';
import type { ItemField, Items } from './items.js';
import type { ItemCatalogues } from './lookup.js';

export const CATALOGUE_KINDS = ['PRODUCTS', 'STORES', 'CHANNELS', 'LOOKUP'] as const;
export type CatalogueKind = (typeof CATALOGUE_KINDS)[number];

export const ITEM_FIELD_TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE'] as const satisfies ItemFieldType[];

export interface ItemCatalogue {
  readonly key: string;
  readonly kind: CatalogueKind;
  readonly label: string;
  /** Name of the field that contains the key of an entry. `fields` does not include it. */
  readonly keyField: string;
  readonly fields: readonly ItemField[];
  /**
   * Name of the current set of entries. A replacement writes its entries under a new name, and then changes this field
   * to that name.
   */
  readonly content: string;
  readonly size: number;
  /** Size of the entries in bytes, as JSON in UTF-8. */
  readonly bytes: number;
  /** Number of removed entries that are still stored, so that each process can remove them from its copy in memory. */
  readonly removed: number;
  /** Incremented by every change of the entries. */
  readonly version: number;
  /** The earliest version from which a copy can be updated change by change. An older copy is read again as a whole. */
  readonly followableFrom: number;
  /** For each field, the catalogue version of the workspace in which a value of the field last changed. */
  readonly publishedAt: Readonly<Record<string, number>>;
  readonly savedAt?: number;
  readonly savedBy?: string;
}

/** A catalogue with its entries, as needed for evaluation. */
export interface LoadedItemCatalogue extends ItemCatalogue {
  readonly items: Items;
}

export const MAX_ITEM_CATALOGUES = 20;
export const MAX_ITEM_FIELDS = 30;
export const MAX_ITEMS = 200_000;
/** Maximum size of an entry in bytes, as JSON in UTF-8. */
export const MAX_ITEM_BYTES = 4096;
/** Maximum length of the key of an entry, in characters. */
export const MAX_ITEM_KEY = 256;
/**
 * Maximum number of entries, and of bytes, in all catalogues of a workspace. Limited because every process keeps them
 * in memory.
 */
export const MAX_ITEMS_IN_WORKSPACE = 500_000;
export const MAX_ITEM_BYTES_IN_WORKSPACE = 64 * 1024 * 1024;

/** Format of field names. Conditions contain field names without quotes. */
export const ITEM_FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
export const ITEM_FIELD_RULE = 'a field name is letters, digits and _, at most 64, no digit first';

/**
 * Types of the product fields that events and order lines may contain themselves. A product catalogue must declare such
 * a field with the same type, because a condition may read either value.
 */
export const PRODUCT_FIELD_TYPES: Readonly<Record<string, ItemFieldType>> = {
  name: 'STRING',
  brand: 'STRING',
  category: 'STRING',
  price: 'DECIMAL',
};

/** Fields of order lines whose values come only from the order. A product catalogue must not declare them. */
export const FIELDS_OF_ORDERS: readonly string[] = ['sku', 'lineId', 'quantity', 'amount'];

/** Returns the lookups of all catalogues of a workspace. Undefined if there are none. */
export function itemLookups(catalogues: readonly LoadedItemCatalogue[]): ItemCatalogues | undefined {
  if (catalogues.length === 0) return undefined;
  const byKey = new Map(catalogues.map(({ key, items }) => [key, items]));
  const products = catalogues.find(({ kind }) => kind === 'PRODUCTS')?.items;
  return { named: (key) => byKey.get(key), ...(products ? { products } : {}) };
}
