/** Reads entries of catalogues from requests. An invalid entry is rejected individually. */
import { MAX_ITEM_BYTES, MAX_ITEM_KEY, type ItemCatalogue } from '../../engine/items/item-catalogue.js';
import type { Item, ItemField, ItemValue } from '../../engine/items/items.js';
import { clippedName } from '../../engine/values/clipped.js';
import { nearestOf } from '../../engine/values/nearest.js';
import { coerce, describeType } from '../../engine/segments/literals.js';
import { invalid, limit, ServiceError } from '../base/errors.js';
import { text } from '../base/inputs.js';
import type { Slices } from '../base/slices.js';
import { Misfit } from '../base/misfits.js';

export interface EntryInput {
  readonly key: string;
  /** Values by field. A field that is absent, null or an empty text has no value. */
  readonly values?: Readonly<Record<string, unknown>> | null;
}

/** A rejected entry, with its index in the request and the reason. */
export interface RejectedEntry {
  readonly index: number;
  readonly error: ServiceError;
}

export interface ReadItems {
  /** The valid entries by key. If several entries have the same key, the last one is used. */
  readonly items: ReadonlyMap<string, Item>;
  /** Size of each valid entry in bytes, as JSON in UTF-8. The keys of the map are those of the entries. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly rejected: readonly RejectedEntry[];
}

/** Maximum number of entries in one request. */
const MAX_ENTRIES_AT_ONCE = 5000;

/** Checks the number of entries in a request and parses each entry. The work is split into time slices. */
export async function readEntries(
  entries: readonly (EntryInput | Misfit)[],
  catalogue: ItemCatalogue,
  slices: Slices,
): Promise<ReadItems> {
  if (entries.length > MAX_ENTRIES_AT_ONCE)
    throw limit(
      'BATCH_TOO_LARGE',
      `at most ${MAX_ENTRIES_AT_ONCE} per call, this one has ${entries.length}`,
      'entries',
    );
  const items = new Map<string, Item>();
  const sizes = new Map<string, number>();
  const rejected: RejectedEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    if (slices.isOver()) await slices.next();
    try {
      if (entry instanceof Misfit) throw entry.error;
      const { item, size } = readEntry(entry, catalogue, `entries[${index}]`);
      items.set(item.key, item);
      sizes.set(item.key, size);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      rejected.push({ index, error });
    }
  }
  return { items, sizes, rejected };
}

function readEntry(
  entry: EntryInput,
  { fields }: ItemCatalogue,
  path: string,
): { readonly item: Item; readonly size: number } {
  const key = text(entry.key, `${path}.key`, MAX_ITEM_KEY);
  if (key.trim() === '') throw invalid('TEXT_EMPTY', 'the key of an entry may not be empty', `${path}.key`);
  const values: Record<string, ItemValue> = {};
  for (const [name, given] of Object.entries(entry.values ?? {})) {
    const at = `${path}.values.${clippedName(name)}`;
    const field = fields.find((one) => one.name === name);
    if (!field) throw unknownField(name, fields, at);
    const value = readValue(given, field, at);
    if (value !== undefined) values[name] = value;
  }
  const item = { key, values };
  const size = sizeOfItem(item);
  if (size > MAX_ITEM_BYTES)
    throw limit(
      'CATALOGUE_ENTRY_TOO_LARGE',
      `an entry has at most ${MAX_ITEM_BYTES} bytes, this one has ${size}`,
      path,
    );
  return { item, size };
}

function unknownField(name: string, fields: readonly ItemField[], path: string): ServiceError {
  const names = fields.map((field) => field.name);
  const [like] = nearestOf(name, names);
  const hint = like === undefined ? `it has ${names.join(', ')}` : `did you mean ${like}?`;
  return invalid('CATALOGUE_ENTRY_FIELD', `the catalogue has no field of this name; ${hint}`, path);
}

function readValue(given: unknown, { name, type }: ItemField, path: string): ItemValue | undefined {
  if (given === null || given === undefined || given === '') return undefined;
  const plain = typeof given === 'string' ? text(given, path, MAX_ITEM_BYTES) : given;
  const value =
    typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
      ? coerce(plain, type)
      : undefined;
  if (value === undefined || typeof value === 'object')
    throw invalid('CATALOGUE_ENTRY_FIELD', `${name} is ${describeType(type)}`, path);
  return value;
}

/** Returns the size of an entry in bytes, as JSON in UTF-8. */
export const sizeOfItem = ({ key, values }: Item): number =>
  Buffer.byteLength(JSON.stringify([key, values], (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)));
