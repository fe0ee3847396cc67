/** Columns of values as codes into a dictionary: a question about a value is asked once a value, not once a row. */
import type { Property } from '../model.js';

export type Entry = Property | bigint;

class Dictionary {
  readonly values: Entry[] = [];
  private codes: Map<Entry, number> | undefined = new Map();

  codeOf(v: Entry): number {
    // Lists are equal by what is in them; no text of a property holds NUL.
    const key = typeof v === 'object' ? `\0${JSON.stringify(v)}` : v;
    let code = this.codes!.get(key);
    if (code === undefined) {
      this.codes!.set(key, (code = this.values.length));
      this.values.push(v);
    }
    return code;
  }

  /** Nothing is added any more. */
  seal(): void {
    this.codes = undefined;
  }
}

/** One value a row, or none (code -1). */
export class CodeColumn {
  private readonly dictionary = new Dictionary();
  codes = new Int32Array(64).fill(-1);

  set(row: number, v: Entry): void {
    if (row >= this.codes.length) {
      const larger = new Int32Array(Math.max(row + 1, this.codes.length * 2)).fill(-1);
      larger.set(this.codes);
      this.codes = larger;
    }
    this.codes[row] = this.dictionary.codeOf(v);
  }

  /** Exactly `rows` long from now on. */
  seal(rows: number): void {
    const exact = new Int32Array(rows).fill(-1);
    exact.set(this.codes.subarray(0, Math.min(rows, this.codes.length)));
    this.codes = exact;
    this.dictionary.seal();
  }

  get values(): readonly Entry[] {
    return this.dictionary.values;
  }

  at(row: number): Entry | undefined {
    const code = this.codes[row];
    return code < 0 ? undefined : this.dictionary.values[code];
  }

  /** 1 for every code whose value passes. */
  passing(test: (v: Entry) => boolean): Uint8Array {
    return Uint8Array.from(this.dictionary.values, (v) => (test(v) ? 1 : 0));
  }
}

/** Numbers that are appended; `Float64Array` or `Int32Array` in the end. */
export class Growing<T extends Float64Array | Int32Array> {
  length = 0;

  constructor(private data: T) {}

  static floats(): Growing<Float64Array> {
    return new Growing(new Float64Array(64));
  }
  static integers(): Growing<Int32Array> {
    return new Growing(new Int32Array(64));
  }

  push(v: number): void {
    if (this.length === this.data.length) {
      const larger = new (this.data.constructor as new (n: number) => T)(this.data.length * 2);
      larger.set(this.data as never);
      this.data = larger;
    }
    this.data[this.length++] = v;
  }

  sealed(): T {
    return this.data.slice(0, this.length) as T;
  }
}
