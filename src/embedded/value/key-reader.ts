/** Index keys read off a document's bytes: nothing of it is decoded. */
import { ByteWriter, MISSING, NO_ITEMS, writeStored } from './keys.js';
import { ARRAY, DOCUMENT, Fields, walk } from './raw.js';

export interface KeyField {
  readonly parts: readonly string[];
  readonly direction: 1 | -1;
}

export interface StoredKeys {
  readonly keys: Buffer[];
  /** Which field's path an array lies on. */
  readonly array?: number;
}

/** Reads the keys of paths of one name or two, over one array at most. */
export class KeyReader {
  private readonly top: Fields;
  /** Of paths of two names, the second. */
  private readonly inner: readonly (Fields | undefined)[];
  private readonly known: boolean;
  /** Where each field's value lies in the document at hand, and its type. */
  private readonly types: number[];
  /** Whether it is an array of documents, with the field in them. */
  private readonly outer: boolean[];
  private readonly begins: number[];
  private readonly ends: number[];

  constructor(private readonly fields: readonly KeyField[]) {
    this.top = new Fields(fields.map((f) => f.parts[0]));
    this.inner = fields.map(({ parts }) => (parts.length > 1 ? new Fields([parts[1]]) : undefined));
    // A number may be a place in an array.
    this.known = fields.every(({ parts }) => parts.length <= 2 && !/^\d+$/.test(parts[1] ?? ''));
    this.types = fields.map(() => MISSING);
    this.outer = fields.map(() => false);
    this.begins = fields.map(() => 0);
    this.ends = fields.map(() => 0);
  }

  /** Undefined where there is something this does not know: the document is to be decoded. */
  read(raw: Buffer): StoredKeys | undefined {
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
    if (!all || !plain || array !== this.types.lastIndexOf(ARRAY)) return undefined;
    if (array < 0) {
      const key = this.key(raw);
      return key && { keys: [key] };
    }
    const keys = this.items(raw, array, this.outer[array]);
    return keys && { keys: keys.length > 1 ? distinct(keys) : keys, array };
  }

  private note(i: number, type: number, begin: number, end: number): void {
    this.types[i] = type;
    this.begins[i] = begin;
    this.ends[i] = end;
  }

  /** Notes a field inside the document at `begin`. */
  private within(raw: Buffer, i: number, begin: number): boolean {
    return this.inner[i]!.find(raw, (_name, start, value, end) => this.note(i, raw[start], value, end), begin);
  }

  /** A key for each item of an array. */
  private items(raw: Buffer, i: number, outer: boolean): Buffer[] | undefined {
    const out: Buffer[] = [];
    const known = walk(raw, this.begins[i], (start, value, end) => {
      this.types[i] = MISSING;
      if (!outer) this.note(i, raw[start], value, end);
      else if (raw[start] === DOCUMENT && !this.within(raw, i, value)) return false;
      const key = this.key(raw);
      return key !== undefined && out.push(key) > 0;
    });
    if (!known) return undefined;
    if (out.length > 0) return out;
    this.types[i] = outer ? MISSING : NO_ITEMS;
    const key = this.key(raw);
    return key && [key];
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

function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((k) => [k.toString('latin1'), k])).values()];
}
