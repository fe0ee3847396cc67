/** Computes index keys from the encoded bytes of a document, without decoding it. */
import { ByteWriter, MISSING, NO_ITEMS, writeStored } from './keys.js';
import { ARRAY, DOCUMENT, Fields, walk } from './raw.js';

export interface KeyField {
  readonly parts: readonly string[];
  readonly direction: 1 | -1;
}

export interface StoredKeys {
  readonly keys: Buffer[];
  /** Position of the indexed field whose path contains an array. Undefined if there is none. */
  readonly array?: number;
}

/** Reads index keys for paths of one or two names. At most one of these paths may contain an array. */
export class KeyReader {
  private readonly top: Fields;
  /** The second name of each path. Undefined for a path with one name. */
  private readonly inner: readonly (Fields | undefined)[];
  private readonly known: boolean;
  /**
   * BSON type of each field in the current document. `begins` and `ends` contain the start and end positions of its
   * value.
   */
  private readonly types: number[];
  /** Whether each field is read from the documents in an array. */
  private readonly outer: boolean[];
  private readonly begins: number[];
  private readonly ends: number[];

  constructor(private readonly fields: readonly KeyField[]) {
    this.top = new Fields(fields.map((f) => f.parts[0]));
    this.inner = fields.map(({ parts }) => (parts.length > 1 ? new Fields([parts[1]]) : undefined));
    // A number in a path could be an array index, so paths with numbers are not supported.
    this.known = fields.every(({ parts }) => parts.length <= 2 && !/^\d+$/.test(parts[1] ?? ''));
    this.types = fields.map(() => MISSING);
    this.outer = fields.map(() => false);
    this.begins = fields.map(() => 0);
    this.ends = fields.map(() => 0);
  }

  /** Returns the keys of a document. Returns undefined if the document has unsupported content and must be decoded. */
  read(raw: Buffer): StoredKeys | undefined {
    const array = this.locate(raw);
    if (array === undefined) return undefined;
    if (array < 0) {
      const key = this.key(raw);
      return key && { keys: [key] };
    }
    const keys = this.items(raw, array, this.outer[array]);
    return keys && { keys: keys.length > 1 ? distinct(keys) : keys, array };
  }

  /**
   * Returns the keys that `after` has in addition to the keys of `before`. Returns undefined unless items were inserted
   * at one position of the indexed array and all other indexed values are equal.
   */
  added(before: Buffer, after: Buffer): Buffer[] | undefined {
    const array = this.locate(before);
    if (array === undefined || array < 0) return undefined;
    const others = this.fields.map((_, i) => i).filter((i) => i !== array);
    const [outer, types] = [this.outer[array], others.map((i) => this.types[i])];
    const values = others.map((i) => before.subarray(this.begins[i], this.ends[i]));
    const was = itemsAt(before, this.begins[array]);
    if (!was || was.length === 0 || this.locate(after) !== array || this.outer[array] !== outer) return undefined;
    if (
      others.some(
        (i, k) =>
          this.types[i] !== types[k] ||
          (types[k] !== MISSING && !values[k].equals(after.subarray(this.begins[i], this.ends[i]))),
      )
    )
      return undefined;
    const is = itemsAt(after, this.begins[array]);
    if (!is || is.length < was.length) return undefined;
    const same = (a: Item, b: Item): boolean =>
      before[a.start] === after[b.start] && before.compare(after, b.value, b.end, a.value, a.end) === 0;
    let head = 0;
    while (head < was.length && same(was[head], is[head])) head++;
    const shift = is.length - was.length;
    for (let i = head; i < was.length; i++) if (!same(was[i], is[i + shift])) return undefined;
    const keys = is
      .slice(head, head + shift)
      .map((item) => this.item(after, array, outer, item.start, item.value, item.end));
    return keys.some((k) => k === undefined) ? undefined : (keys as Buffer[]);
  }

  /**
   * Locates the fields in a document. Returns the position of the field with an array, or -1 if there is none. Returns
   * undefined for unsupported content.
   */
  private locate(raw: Buffer): number | undefined {
    if (!this.known) return undefined;
    this.types.fill(MISSING);
    let plain = true;
    const all = this.top.find(raw, (name, start, value, end) => {
      for (let i = 0; i < this.fields.length; i++) {
        if (this.fields[i].parts[0] !== name) continue;
        const nested = this.inner[i] !== undefined && raw[start] !== ARRAY;
        this.outer[i] = this.inner[i] !== undefined && !nested;
        if (!nested) this.note(i, raw[start], value, end);
        else if (raw[start] === DOCUMENT) plain &&= this.within(raw, i, value);
      }
    });
    const array = this.types.indexOf(ARRAY);
    return all && plain && array === this.types.lastIndexOf(ARRAY) ? array : undefined;
  }

  private note(i: number, type: number, begin: number, end: number): void {
    this.types[i] = type;
    this.begins[i] = begin;
    this.ends[i] = end;
  }

  /** Locates a field inside the nested document at `begin`. */
  private within(raw: Buffer, i: number, begin: number): boolean {
    return this.inner[i]!.find(raw, (_name, start, value, end) => this.note(i, raw[start], value, end), begin);
  }

  /** Returns one key for each item of an array, or undefined if an item has unsupported content. */
  private items(raw: Buffer, i: number, outer: boolean): Buffer[] | undefined {
    const out: Buffer[] = [];
    const known = walk(raw, this.begins[i], (start, value, end) => {
      const key = this.item(raw, i, outer, start, value, end);
      return key !== undefined && out.push(key) > 0;
    });
    if (!known) return undefined;
    if (out.length > 0) return out;
    this.types[i] = outer ? MISSING : NO_ITEMS;
    const key = this.key(raw);
    return key && [key];
  }

  private item(raw: Buffer, i: number, outer: boolean, start: number, value: number, end: number): Buffer | undefined {
    this.types[i] = MISSING;
    if (!outer) this.note(i, raw[start], value, end);
    else if (raw[start] === DOCUMENT && !this.within(raw, i, value)) return undefined;
    return this.key(raw);
  }

  private key(raw: Buffer): Buffer | undefined {
    const w = new ByteWriter();
    for (let i = 0; i < this.fields.length; i++) {
      const start = w.length;
      if (!writeStored(w, raw, this.types[i], this.begins[i], this.ends[i])) return undefined;
      if (this.fields[i].direction === -1) w.invertFrom(start);
    }
    return w.toBuffer();
  }
}

/** Positions of an array element: its first byte (which is the type), the start of its value, and its end. */
interface Item {
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

function itemsAt(raw: Buffer, begin: number): Item[] | undefined {
  const out: Item[] = [];
  return walk(raw, begin, (start, value, end) => out.push({ start, value, end }) > 0) ? out : undefined;
}

function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((k) => [k.toString('latin1'), k])).values()];
}
