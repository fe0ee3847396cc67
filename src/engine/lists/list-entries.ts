/**
 * The values of a named list in memory. Texts are stored consecutively in one buffer, and an open-addressing hash table
 * finds them. Lookups are exact and take constant time, and the memory use in bytes is known.
 */
import { numberOfDecimal } from '../values/decimal.js';
import type { ListLookup, Property, Value } from '../types.js';

/** Types of list values. Values of type NUMBER can be compared with integers, decimals and IEEE doubles. */
export const LIST_TYPES = ['STRING', 'NUMBER'] as const;
export type ListType = (typeof LIST_TYPES)[number];

/** Approximate memory overhead of each added or removed text, in bytes. */
const CHANGE_BYTES = 64;

interface Table {
  readonly texts: Uint8Array;
  /** Start offset of each text, followed by the end of the last text. */
  readonly starts: Uint32Array;
  /**
   * Slots of the hash table. A slot holds the number of a text, from 1, or 0 if the slot is free. The number of slots
   * is a power of 2.
   */
  readonly places: Int32Array;
  readonly seed: number;
}

export class ListEntries implements ListLookup {
  readonly #type: ListType;
  readonly #table: Table;
  readonly #added: ReadonlySet<string>;
  readonly #removed: ReadonlySet<string>;

  private constructor(type: ListType, table: Table, added: ReadonlySet<string>, removed: ReadonlySet<string>) {
    this.#type = type;
    this.#table = table;
    this.#added = added;
    this.#removed = removed;
  }

  /** Creates entries from distinct stored values. `seed` makes the hash values differ between processes. */
  static of(type: ListType, entries: readonly string[], seed: number): ListEntries {
    return new ListEntries(type, tableOf(entries, seed), new Set(), new Set());
  }

  static readonly none = ListEntries.of('STRING', [], 0);

  /**
   * Returns entries to which the changes were applied in order. The returned entries share the table with this object,
   * and store only the changes separately.
   */
  changed(changes: readonly { readonly value: string; readonly removed: boolean }[]): ListEntries {
    const added = new Set(this.#added);
    const removed = new Set(this.#removed);
    for (const change of changes) {
      const { value } = change;
      if (change.removed) {
        added.delete(value);
        if (find(this.#table, value)) removed.add(value);
      } else {
        removed.delete(value);
        added.add(value);
      }
    }
    return new ListEntries(this.#type, this.#table, added, removed);
  }

  /**
   * Whether the list contains the value of a tag, field or aggregate. Always false for a value of another type than the
   * list.
   */
  has(value: Value | Property): boolean {
    const entry = this.#entryOf(value);
    if (entry === undefined) return false;
    if (this.#added.has(entry)) return true;
    return find(this.#table, entry) && !this.#removed.has(entry);
  }

  get isEmpty(): boolean {
    return this.#added.size === 0 && this.#table.starts.length - 1 <= this.#removed.size;
  }

  /** Number of changes stored in addition to the table. */
  get changes(): number {
    return this.#added.size + this.#removed.size;
  }

  /** Approximate memory in bytes. */
  get bytes(): number {
    const { texts, starts, places } = this.#table;
    let bytes = texts.byteLength + starts.byteLength + places.byteLength;
    for (const set of [this.#added, this.#removed]) for (const text of set) bytes += 2 * text.length + CHANGE_BYTES;
    return bytes;
  }

  /** Omits the entries when a condition is converted to JSON, because they are never stored with it. */
  toJSON(): undefined {
    return undefined;
  }

  #entryOf(value: Value | Property): string | undefined {
    if (this.#type === 'STRING') return typeof value === 'string' ? value : undefined;
    // A decimal is compared with numbers as the nearest double.
    if (typeof value === 'bigint') return String(numberOfDecimal(value));
    return typeof value === 'number' ? String(value) : undefined;
  }
}

const encoder = new TextEncoder();

function tableOf(entries: readonly string[], seed: number): Table {
  let size = 4;
  while (size < entries.length * 2) size *= 2;
  const places = new Int32Array(size);
  const starts = new Uint32Array(entries.length + 1);
  let texts = new Uint8Array(Math.max(64, entries.length * 16));
  let end = 0;
  for (const [i, entry] of entries.entries()) {
    if (texts.length < end + entry.length * 3) texts = grown(texts, end + entry.length * 3);
    const { written } = encoder.encodeInto(entry, texts.subarray(end));
    starts[i] = end;
    end += written;
    starts[i + 1] = end;
    let place = hashOf(texts, starts[i], end, seed) & (size - 1);
    while (places[place] !== 0) place = (place + 1) & (size - 1);
    places[place] = i + 1;
  }
  return { texts: texts.slice(0, end), starts, places, seed };
}

function grown(texts: Uint8Array, least: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(least, texts.length * 2));
  larger.set(texts);
  return larger;
}

function find({ texts, starts, places, seed }: Table, entry: string): boolean {
  const wanted = encoder.encode(entry);
  const last = places.length - 1;
  for (let place = hashOf(wanted, 0, wanted.length, seed) & last; ; place = (place + 1) & last) {
    const text = places[place] - 1;
    if (text < 0) return false;
    if (equals(texts, starts[text], starts[text + 1], wanted)) return true;
  }
}

function equals(texts: Uint8Array, from: number, to: number, wanted: Uint8Array): boolean {
  if (to - from !== wanted.length) return false;
  for (let i = 0; i < wanted.length; i++) if (texts[from + i] !== wanted[i]) return false;
  return true;
}

/** FNV-1a hash with a seed and a final mix of the bits. */
function hashOf(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
