/** The entries of a catalogue in memory. A lookup takes constant time. */
import type { ItemFieldType, Value } from '../types.js';
import type { ItemLookup } from './lookup.js';

export interface ItemField {
  readonly name: string;
  readonly type: ItemFieldType;
}

/** The value of a field of an entry. A DECIMAL is a bigint at scale 4. */
export type ItemValue = string | number | boolean | bigint;

/** An entry of a catalogue. Fields without a value are absent. */
export interface Item {
  readonly key: string;
  readonly values: Readonly<Record<string, ItemValue>>;
}

/** A changed entry. Without `values`, the entry was removed. */
export interface ItemChange {
  readonly key: string;
  readonly values?: Item['values'];
}

/** Approximate memory of an entry in bytes, without its texts. */
const ITEM_BYTES = 120;
const VALUE_BYTES = 16;

export class Items implements ItemLookup {
  readonly #types: ReadonlyMap<string, ItemFieldType>;
  readonly #byKey: ReadonlyMap<string, Item['values']>;
  /** Approximate memory in bytes. */
  readonly bytes: number;

  private constructor(
    types: ReadonlyMap<string, ItemFieldType>,
    byKey: ReadonlyMap<string, Item['values']>,
    bytes: number,
  ) {
    this.#types = types;
    this.#byKey = byKey;
    this.bytes = bytes;
  }

  static of(fields: readonly ItemField[], items: Iterable<ItemChange>): Items {
    return new Items(typesOf(fields), new Map(), 0).changed(fields, items);
  }

  /** Returns a copy with the changes applied in order. This object is not modified. */
  changed(fields: readonly ItemField[], changes: Iterable<ItemChange>): Items {
    const byKey = new Map(this.#byKey);
    let { bytes } = this;
    for (const { key, values } of changes) {
      const before = byKey.get(key);
      if (before) bytes -= bytesOf(key, before);
      if (values) {
        byKey.set(key, values);
        bytes += bytesOf(key, values);
      } else byKey.delete(key);
    }
    return new Items(typesOf(fields), byKey, bytes);
  }

  /** Returns a copy with the same entries and other field declarations. */
  withFields(fields: readonly ItemField[]): Items {
    return new Items(typesOf(fields), this.#byKey, this.bytes);
  }

  get size(): number {
    return this.#byKey.size;
  }

  get fieldNames(): readonly string[] {
    return [...this.#types.keys()];
  }

  typeOf(field: string): ItemFieldType | undefined {
    return this.#types.get(field);
  }

  valuesOf(key: string): Item['values'] | undefined {
    return this.#byKey.get(key);
  }

  /**
   * Returns the value of a field of the entry with this key. Undefined if the entry or the field does not exist, or if
   * the entry has no value for the field.
   */
  valueOf(key: Value | undefined, field: string): ItemValue | undefined {
    if (typeof key !== 'string' || !this.#types.has(field)) return undefined;
    const values = this.#byKey.get(key);
    return values && Object.hasOwn(values, field) ? values[field] : undefined;
  }

  /** Returns all entries, in no particular order. */
  *all(): Iterable<Item> {
    for (const [key, values] of this.#byKey) yield { key, values };
  }
}

const typesOf = (fields: readonly ItemField[]): ReadonlyMap<string, ItemFieldType> =>
  new Map(fields.map(({ name, type }) => [name, type]));

function bytesOf(key: string, values: Item['values']): number {
  let bytes = ITEM_BYTES + 2 * key.length;
  for (const value of Object.values(values)) bytes += VALUE_BYTES + (typeof value === 'string' ? 2 * value.length : 0);
  return bytes;
}

/** Returns the names of the fields in which two entries differ. An absent entry has no values. */
export function changedFields(before: Item['values'] | undefined, after: Item['values'] | undefined): string[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].filter((name) => before?.[name] !== after?.[name]);
}
