/** Interfaces through which evaluation reads item catalogues. */
import type { ItemFieldType, Value } from '../types.js';

/** Reads the fields of catalogue entries. */
export interface ItemLookup {
  readonly fieldNames: readonly string[];
  typeOf(field: string): ItemFieldType | undefined;
  /** Returns the value of a field of the entry with this key. Undefined if there is none. */
  valueOf(key: Value | undefined, field: string): Value | undefined;
}

/** The catalogues of a workspace, as evaluation needs them. */
export interface ItemCatalogues {
  readonly products?: ItemLookup;
  named(key: string): ItemLookup | undefined;
}
